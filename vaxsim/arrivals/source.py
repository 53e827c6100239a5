"""What all arrival patterns share: the record of a source, the luck it is given, the arrivals it returns."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol, Self, TypeVar

from pydantic import (
    Field,
    Strict,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from vaxsim.distributions import Constant, Distribution, Law
from vaxsim.fields import Clock, NotValid, Record, Share, check_shares, complaint
from vaxsim.units import LONGEST, NEVER, clock, parse_clock, to_offset_ticks

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vaxsim.distributions.sampler import Sampler

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

T = TypeVar("T")

Count = Annotated[int, Field(ge=0, le=10**15)]
"""A number of people or places."""

Since = Annotated[tuple[Clock, T], Strict(False)]
"""A time of day and what holds from then on."""


Rule = Callable[[], None]
"""Raises a complaint if what must hold between some fields does not."""


class Luck(Protocol):
    """The uniforms of one source."""

    def __call__(self, decision: str, /, rows: int | Ints, columns: int = 1) -> Floats:
        """Uniforms of the stream for `decision`, float64 (rows, columns).

        `rows` is how many from the first on, or the numbers of those that are wanted; a row depends on its number only.
        """


@dataclass(frozen=True, eq=False)
class Coming:
    """The people of one source, n of them, in the order of their numbers."""

    row: Ints  # int64 [n]; the row of each in all streams of the source
    slot: Ints  # int64 [n], ticks; the appointment, NEVER without
    arrival: Ints  # int64 [n], ticks; NEVER for a no-show
    klass: tuple[str, ...] | None = None  # [n]; names of classes, where the source knows them


class Source(Record):
    """A source of patients."""

    kind: str
    name: str | None = Field(None, min_length=1, description="for override paths; names the source's luck")
    classes: dict[str, Share] | None = Field(None, description="shares; default: all of the first class")

    @abstractmethod
    def expected(self, closing: int) -> float:
        """About how many patients it makes, no-shows among them; `closing` is in ticks.

        Pure Python, and no loop over slots or people, however many there are.
        """

    @abstractmethod
    def expected_by(self, times: Ints, closing: int, gate: int = NEVER, late_limit: int = NEVER) -> Floats:
        """How many patients are expected to have come before each of some ticks, int64 and float64 [times].

        Those who stay away are left out, and of those with appointments who is later than `late_limit`; nobody of these
        comes more than `gate` before the slot (ticks both).
        """

    @abstractmethod
    def draw(self, luck: Luck, closing: int) -> Coming:
        """The people of one day; `closing` is in ticks."""

    def rules(self) -> tuple[Rule, ...]:
        """What must hold between the fields."""
        return (self._classes_add_up,)

    def prepare(self, folder: Path | None) -> None:
        """Read what the fields refer to below the scenario's `folder`; raises what is wrong there."""

    @model_validator(mode="after")
    def _check(self, info: ValidationInfo) -> Self:
        """Raise everything that is wrong between the fields but those that the context says to do `without`."""
        context = info.context or {}
        for name in context.get("without", ()):
            self.__dict__.pop(name, None)
        rules = (*self.rules(), lambda: self.prepare(context.get("folder")))
        wrong = [InitErrorDetails(type=error, input=self.kind) for error in map(_broken, rules) if error is not None]
        if wrong:
            raise ValidationError.from_exception_data(type(self).__name__, wrong)
        return self

    def _classes_add_up(self) -> None:
        if self.classes is not None:
            check_shares(self.classes.values(), "classes")


def _broken(rule: Rule) -> PydanticCustomError | None:
    """What a rule raises; None if it holds, or needs a field that is wrong itself."""
    try:
        rule()
    except PydanticCustomError as error:
        return error
    except NotValid:
        return None
    return None


class SingleSource(Source):
    """A source whose people come alone or in parties."""

    party: Distribution = Field(Constant(value=1), description="people per patient")


def uniforms(luck: Luck, decision: str, row: Ints) -> Floats:
    """One uniform for each of the rows of a stream, float64 [n]."""
    one_column: Floats = luck(decision, row)[:, 0]
    return one_column


def drawn(law: Law, luck: Luck, decision: str, row: Ints) -> Floats:
    """Values of a law for the rows of a stream, float64 [n]; a constant law takes no luck."""
    import numpy as np

    constant = law.constant()
    if constant is not None or not len(row):
        return np.full(len(row), constant or 0.0)
    return law.quantile(luck(decision, row, law.uniforms))


def drawn_offsets(law: Law, luck: Luck, decision: str, row: Ints) -> Ints:
    """As `drawn`, but signed ticks, int64 [n]."""
    import numpy as np

    sampler = _of_offsets(law)
    if sampler.constant is not None or not len(row):
        return np.full(len(row), sampler.constant or 0)
    return sampler.ticks(luck(decision, row, sampler.uniforms))


@lru_cache(maxsize=64)
def _of_offsets(law: Law) -> Sampler:
    """A law is drawn from in every replication; what is known of it beforehand is worked out once."""
    from vaxsim.distributions.sampler import Sampler

    return Sampler(law, fewest=-LONGEST)


def ordered_offsets(law: Law, earliest: int = -NEVER, latest: int = NEVER) -> tuple[Ints, Floats]:
    """Ticks that stand for a law in minutes, ascending, and their weights; int64 and float64 [points].

    Earlier ones than `earliest` are moved there, and later ones than `latest` have no weight.
    """
    import numpy as np

    from vaxsim.distributions.moments import weighted_values

    values, weights = weighted_values(law)
    offsets = to_offset_ticks(values)
    weights = np.where(offsets > latest, 0.0, weights)
    moved = np.maximum(offsets, earliest)
    order = np.argsort(moved, kind="stable")
    return moved[order], weights[order]


def share_before(ordered: tuple[Ints, Floats], times: Ints) -> Floats:
    """P(a value is below a tick), float64 [times], of values and weights as `ordered_offsets` gives them."""
    import numpy as np

    values, weights = ordered
    return np.concatenate([[0.0], np.cumsum(weights)])[np.searchsorted(values, times, side="left")]


def check_times(pieces: Sequence[tuple[int, object]], field: str) -> None:
    """Raise unless there are pieces and their times ascend."""
    if not pieces:
        raise complaint("give one or more pairs of a time and what holds from then on", field)
    _check_ascend([begin for begin, _ in pieces], field)


def _check_ascend(times: Sequence[int], field: str = "") -> None:
    for before, after in pairwise(times):
        if after <= before:
            raise complaint(f"the times must ascend; {clock(after)} follows {clock(before)}", field)


def _also_check_times(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    """A wrong number in a list of pairs must not hide that its times do not ascend."""
    try:
        return check(value)
    except ValidationError as error:
        times = [_time(each) for each in value] if isinstance(value, list | tuple) else []
        try:
            _check_ascend([time for time in times if time is not None])
        except PydanticCustomError as descent:
            wrong = [*map(_again, error.errors()), InitErrorDetails(type=descent, input=value)]
            raise ValidationError.from_exception_data(error.title, wrong) from None
        raise


def _time(piece: object) -> int | None:
    """The time of day of a pair as a file has it, ticks; None if that is wrong itself."""
    text = piece[0] if isinstance(piece, list | tuple) and piece else None
    try:
        return parse_clock(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _again(detail: ErrorDetails) -> InitErrorDetails:
    """A mistake that was found, to be raised once more."""
    context = detail.get("ctx", {})
    custom = PydanticCustomError(detail["type"], "{said}", context | {"said": detail["msg"]})
    return InitErrorDetails(type=custom, loc=detail["loc"], input=detail["input"], ctx=context)


TIMES_ASCEND = WrapValidator(_also_check_times)
"""For lists of pairs of a time and what holds from then on."""


def unbooked(arrival: Ints, klass: tuple[str, ...] | None = None) -> Coming:
    """People without appointments, k-th in row k."""
    import numpy as np

    return Coming(np.arange(len(arrival)), np.full(len(arrival), NEVER, np.int64), arrival, klass)
