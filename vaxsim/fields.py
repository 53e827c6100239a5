"""What the fields of a scenario file have in common: strict immutable records, times of day, shares, lists.

Values are taken as TOML gives them and never coerced: a text is no number, ``true`` is no 1, NaN and
infinity are refused.  Lists become tuples, times of day (``"09:30"``) become ticks.
"""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict, WithJsonSchema
from pydantic_core import PydanticCustomError

from vaxsim.units import parse_clock

T = TypeVar("T")

LONGEST_SHOWN = 60
"""Characters of a value that a message repeats."""

_MOST_BITS = 10_000
"""Beyond, Python may refuse to write a whole number in decimals."""

CLOCK_EXAMPLES = 'a time of day such as "09:30" or "09:30:15"'

SHARE_TOLERANCE = 1e-9
"""By how much shares that belong together may miss 1."""


class NotValid(Exception):  # noqa: N818  no error of the program: a check asked for a field that has a mistake
    """A check asked a record for a field that did not validate; the check is then left out."""


def readable(schema: dict[str, Any]) -> None:
    """Make the JSON Schema of a record fit to be read.

    Titles that repeat the key and nulls (TOML has none) go; the key that chooses the record among others
    (``dist``, ``kind``) is required.
    """
    for key, field in schema["properties"].items():
        field.pop("title", None)
        if field.get("default", "") is None:
            del field["default"]
        if "const" in field and field.pop("default", None) is not None:
            schema["required"] = [key, *schema.get("required", [])]
        choices = [choice for choice in field.get("anyOf", ()) if choice != {"type": "null"}]
        if len(choices) == 1:
            del field["anyOf"]
            field.update(choices[0])


class Record(BaseModel):
    """An immutable table of a scenario file; unknown keys, wrong types, NaN and infinity are refused."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False, json_schema_extra=readable)

    if not TYPE_CHECKING:  # a checker of types should know no attributes but the fields

        def __getattr__(self, name: str) -> Any:
            if name in type(self).model_fields:
                raise NotValid(name)
            return super().__getattr__(name)

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """What the record's text shows: fields that differ from their defaults."""
        known = type(self).model_fields
        shown_ones = ((name, value) for name, value in super().__repr_args__() if name is not None)
        return [(name, value) for name, value in shown_ones if value != known[name].default]


def shown(value: object) -> str:
    """A value as a message quotes it: on one line, at most 60 characters, in TOML's words: ``"8"``, ``true``, ``2.5``,
    ``08:00:00``; of tables and lists only what they are.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list" if value else "an empty list"
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return "a number of thousands of digits"
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 3] + "..."


def closest(got: object, known: Iterable[str]) -> str:
    """The known name that is close to `got` and so was probably meant; an empty text if there is none."""
    if not isinstance(got, str):
        return ""
    folded = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(got.casefold()[:200], list(folded), n=1, cutoff=0.6)
    return folded[close[0]] if close else ""


def did_you_mean(got: object, known: Iterable[str]) -> str:
    """``; did you mean "desks"?`` where a known name is close to `got`, else an empty text."""
    meant = closest(got, known)
    return f"; did you mean {shown(meant)}?" if meant else ""


def refusal(got: object, allowed: str, field: str = "") -> PydanticCustomError:
    """The error "got ...; allowed: ..." to raise from a validator; `field` is the record's key it is about."""
    context = {"got": shown(got), "allowed": allowed} | ({"field": field} if field else {})
    return PydanticCustomError("vaxsim", "got {got}; allowed: {allowed}", context)


def complaint(message: str, field: str = "") -> PydanticCustomError:
    """The error `message` to raise from a validator; `field` is the record's key it is about."""
    context = {"message": message} | ({"field": field} if field else {})
    return PydanticCustomError("vaxsim", "{message}", context)


def _clock(value: Any) -> int:
    if not isinstance(value, str):
        raise refusal(value, 'a time of day as text, such as "09:30"')
    try:
        return parse_clock(value)
    except ValueError:
        raise refusal(value, CLOCK_EXAMPLES) from None


Clock = Annotated[
    int,
    BeforeValidator(_clock, json_schema_input_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,6}:[0-5]\d(:[0-5]\d(\.\d{1,3})?)?$"}),
]
"""A time of day in the file, ticks inside."""


def pair(example: str) -> BeforeValidator:
    """For lists of two values that are tuples here: any other shape gives one message, with an example."""

    def check(value: Any) -> Any:
        if not isinstance(value, list | tuple) or len(value) != 2:
            raise refusal(value, f"two values in square brackets, such as {example}")
        return tuple(value)

    return BeforeValidator(check)


def pairs(example: str) -> BeforeValidator:
    """For lists of such pairs: one pair that stands alone is one mistake, not two."""

    def check(value: Any) -> Any:
        alone = isinstance(value, list | tuple) and bool(value) and not any(isinstance(v, list | tuple) for v in value)
        if alone or not isinstance(value, list | tuple):
            got = f"[{', '.join(map(shown, value))}]" if alone and len(value) < 5 else shown(value)
            raise complaint(f"got {got}; allowed: a list of pairs in square brackets, such as [{example}]")
        return tuple(value)

    return BeforeValidator(check)


Minutes = Annotated[float, Field(ge=0)]
"""A duration in minutes that may be 0."""

Share = Annotated[float, Field(ge=0, le=1)]
"""A share or probability."""

Listed = Annotated[tuple[T, ...], Strict(False)]
"""A list in the file, a tuple inside; what it holds stays strict."""


def check_shares(shares: Iterable[float], field: str) -> None:
    """Raise unless the shares add up to 1."""
    total = math.fsum(shares)
    if abs(total - 1) > SHARE_TOLERANCE:
        raise complaint(f"the shares add up to {total:.10g}; they must add up to 1", field)
