"""People without appointments: walk-ins at a rate, with gaps of any law, in a group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from vaxsim.arrivals.source import (
    TIMES_ASCEND,
    Coming,
    Luck,
    Rule,
    Since,
    SingleSource,
    Source,
    T,
    check_times,
    drawn,
    ordered_offsets,
    share_before,
    unbooked,
)
from vaxsim.distributions import Distribution, Law
from vaxsim.distributions.bounded import Pert, Triangular, Uniform
from vaxsim.fields import Clock, complaint, pair, pairs, refusal
from vaxsim.units import NEVER, TICKS_PER_HOUR, clock, minutes, parse_clock, to_offset_ticks, to_ticks

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vaxsim.arrivals.source import Floats, Ints

PerHour = Annotated[float, Field(ge=0)]

_RATE = '["08:00", 30]'
_GAP = '["08:00", 1.5]'

SHORTEST_MEAN_GAP = minutes(1)

MOST_GAPS = 10_000_000
"""A day with more gaps is given up: the law makes almost none above 0."""

_LONGEST_GAP = 2**43
_MOST_AT_ONCE = 2**19


def _stretches(pieces: Sequence[tuple[int, T]], until: int) -> Iterator[tuple[int, int, T]]:
    """(from, to, what holds) of the pieces up to `until`, the last one as well."""
    for (begin, value), end in zip(pieces, [begin for begin, _ in pieces[1:]] + [until], strict=True):
        if begin < until:
            yield begin, min(end, until), value


def _areas(stretches: Iterable[tuple[int, int, float]]) -> Iterator[float]:
    """How many patients are expected in each stretch of a rate per hour."""
    return (rate * (end - begin) / TICKS_PER_HOUR for begin, end, rate in stretches)


def _cumulated(stretches: Iterable[tuple[int, int, float]], times: Ints) -> Floats:
    """How many patients of a rate per hour are expected before each of some ticks, float64 [times]."""
    import numpy as np

    came = np.zeros(len(times))
    for begin, end, rate in stretches:
        came += rate * np.clip(times - begin, 0, end - begin) / TICKS_PER_HOUR
    return came


class WalkIns(SingleSource):
    """People who come at random (a Poisson process) at a rate that changes by the clock.

    The last rate holds until closing.  The k-th walk-in is the k-th point of a process of rate 1, moved in time
    by the inverse of the cumulated rate (Cinlar 1975), so that the k-th keeps their luck whatever the rate is.
    """

    kind: Literal["walk_ins"] = "walk_ins"
    rate: Annotated[tuple[Annotated[Since[PerHour], pair(_RATE)], ...], pairs(_RATE), TIMES_ASCEND] = Field(
        description="pairs of a time and patients per hour from then on"
    )

    def rules(self) -> tuple[Rule, ...]:
        return (*super().rules(), lambda: check_times(self.rate, "rate"))

    def expected(self, closing: int) -> float:
        return sum(_areas(_stretches(self.rate, closing)))

    def expected_by(self, times: Ints, closing: int, gate: int = NEVER, late_limit: int = NEVER) -> Floats:
        return _cumulated(_stretches(self.rate, closing), times)

    def draw(self, luck: Luck, closing: int) -> Coming:
        import numpy as np

        begin, rate, cumulated = _pieces(self.rate, closing)
        points = _unit_process(luck, float(cumulated[-1]))
        piece = np.searchsorted(cumulated[1:], points, side="right")
        after = (points - cumulated[piece]) / rate[piece] * TICKS_PER_HOUR
        arrival = begin[piece] + np.rint(after).astype(np.int64)
        return unbooked(arrival[arrival < closing])


@lru_cache(maxsize=64)
def _pieces(rates: tuple[tuple[int, float], ...], closing: int) -> tuple[Ints, Floats, Floats]:
    """Of each stretch of a rate: where it begins, int64, and the rate; then how many have come before each and at last.

    A source is drawn from in every replication; what is known of it beforehand is worked out once.
    """
    import numpy as np

    pieces = list(_stretches(rates, closing))
    begin = np.array([begin for begin, _, _ in pieces], np.int64)
    rate = np.array([rate for _, _, rate in pieces], np.float64)
    return begin, rate, np.concatenate([[0.0], np.cumsum(list(_areas(pieces)))])


def _unit_process(luck: Luck, end: float) -> NDArray[np.float64]:
    """The points of a Poisson process of rate 1 in [0, end), ascending."""
    import numpy as np

    from vaxsim.distributions.quantiles import exponential

    rows = int(end + 6 * end**0.5 + 20) if end > 0 else 0
    while True:
        points = np.cumsum(exponential(luck("gap", rows)[:, 0], 1.0))
        if not rows or points[-1] >= end:
            return np.asarray(points[points < end])
        rows *= 2


class Gaps(SingleSource):
    """People one after the other with gaps of any law (a renewal process).

    The law is the one in force at the previous arrival, and the first comes one gap after the first time.  Each
    gap is rounded to ticks.
    """

    kind: Literal["gaps"] = "gaps"
    gap: Annotated[tuple[Annotated[Since[Distribution], pair(_GAP)], ...], pairs(_GAP), TIMES_ASCEND] = Field(
        description="pairs of a time and the gap in minutes from then on"
    )
    until: Clock | None = Field(None, description="nobody comes at this time or later; default: closing")

    def rules(self) -> tuple[Rule, ...]:
        return (*super().rules(), self._gaps_have_a_length, self._ends_after_it_begins)

    def _gaps_have_a_length(self) -> None:
        check_times(self.gap, "gap")
        for begin, law in self.gap:
            mean = law.rough_mean()
            if mean < SHORTEST_MEAN_GAP:
                message = f"got gaps of {mean:g} minutes on average from {clock(begin)} on"
                raise complaint(f"{message}; allowed: more than a millisecond", "gap")

    def _ends_after_it_begins(self) -> None:
        if self.until is not None and self.gap and self.until <= self.gap[0][0]:
            raise refusal(clock(self.until), f"a time after the first, {clock(self.gap[0][0])}", "until")

    def expected(self, closing: int) -> float:
        stretches = _stretches(self.gap, self._end(closing))
        return sum(minutes(end - begin) / law.rough_mean() for begin, end, law in stretches)

    def expected_by(self, times: Ints, closing: int, gate: int = NEVER, late_limit: int = NEVER) -> Floats:
        """As if the rate were 1 / mean gap from the first time on, which is right but for about one patient."""
        stretches = _stretches(self.gap, self._end(closing))
        return _cumulated([(begin, end, 60 / law.mean()) for begin, end, law in stretches], times)

    def draw(self, luck: Luck, closing: int) -> Coming:
        import numpy as np

        until = self._end(closing)
        arrivals: list[Ints] = []
        now, known = self.gap[0][0], 0
        for _, end, law in _stretches(self.gap, until):
            while now < end:
                arrivals.append(self._next(luck, law, known, now, end))
                now, known = int(arrivals[-1][-1]), known + len(arrivals[-1])
        arrival = np.concatenate([np.empty(0, np.int64), *arrivals])
        return unbooked(arrival[arrival < until])

    def _end(self, closing: int) -> int:
        return closing if self.until is None else self.until

    def _next(self, luck: Luck, law: Law, known: int, now: int, end: int) -> Ints:
        """Some more arrivals after `now`, when `known` are known; none behind the first at `end` or later."""
        import numpy as np

        if known > MOST_GAPS:
            raise ValueError(f"more than {MOST_GAPS:,} arrivals with gaps in a day")
        some = min(int(1.2 * minutes(end - now) / law.rough_mean()) + 50, _MOST_AT_ONCE)
        columns = max(law.uniforms for _, law in self.gap)
        gaps = to_ticks(law.quantile(luck("gap", known + some, columns)[known:]))
        arrival = now + np.cumsum(np.minimum(gaps, _LONGEST_GAP))
        return np.asarray(arrival[: np.searchsorted(arrival, end) + 1])


def _minutes_of_clock(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return minutes(parse_clock(value))
    except ValueError:
        raise refusal(value, 'a time of day such as "09:30", or a distribution of minutes since midnight') from None


class Group(Source):
    """A bus or a school class: all come at once."""

    kind: Literal["group"] = "group"
    at: Annotated[Distribution, BeforeValidator(_minutes_of_clock, json_schema_input_type=str | Distribution)] = Field(
        description="a time of day, or a distribution of minutes since midnight"
    )
    size: Distribution = Field(description="how many people; rounded, and at least 0")

    def rules(self) -> tuple[Rule, ...]:
        return (*super().rules(), self._size_can_be_positive)

    def _size_can_be_positive(self) -> None:
        most = self.size.max if self.size.constant() is None else self.size.constant()
        if most is None and isinstance(self.size, Uniform | Triangular | Pert):
            most = self.size.shifted(self.size.high) if not self.size.fold else None
        if most is not None and most < 0:
            got = f"{most:g}" if self.size.is_constant else f"at most {most:g}"
            raise complaint(f"got {got}; allowed: 0 or more", "size")

    def expected(self, closing: int) -> float:
        return max(self.size.rough_mean(), 0.0)

    def expected_by(self, times: Ints, closing: int, gate: int = NEVER, late_limit: int = NEVER) -> Floats:
        import numpy as np

        from vaxsim.distributions.moments import weighted_values

        sizes, weights = weighted_values(self.size)
        people = float(np.rint(np.maximum(sizes, 0.0)) @ weights)
        return np.asarray(people * share_before(ordered_offsets(self.at), times))

    def draw(self, luck: Luck, closing: int) -> Coming:
        import numpy as np

        only = np.zeros(1, np.int64)
        size = int(np.rint(max(drawn(self.size, luck, "size", only)[0], 0.0)))
        return unbooked(np.repeat(to_offset_ticks(drawn(self.at, luck, "time", only)), size))
