"""Part: the base of everything a scenario consists of, and the kinds of value its fields take.

All parts are frozen and strict: nothing is coerced silently (``"2"`` is not 2, ``true`` is not 1, 1.0 is no whole
number), and a field that does not exist is a mistake.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from vaxsim.fields import NotValid, Record, complaint, shown

LARGEST_COUNT = 1_000_000_000
"""No count of anything may be larger; beyond it even an estimate of the size has no meaning."""

LONGEST = 1_000_000.0
"""Minutes no duration may exceed, about two years; keeps days, and what is recorded of them, finite."""


F = TypeVar("F")
P = TypeVar("P", bound=Record)


class Part(Record):
    """A table of a scenario file."""

    model_config = ConfigDict(validate_default=True, use_attribute_docstrings=True)


def each(parts: Iterable[P], check: Callable[[int, P], Iterator[F]]) -> Iterator[F]:
    """What a check finds in each of some parts, by place; one that lacks a field it asks for hides no other."""
    for place, part in enumerate(parts):
        try:
            yield from check(place, part)
        except NotValid:
            continue


def allowed(what: str) -> WrapValidator:
    """Any mistake in the value gives one message: what was got, and `what` is allowed."""

    def check(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        try:
            return handler(value)
        except ValidationError:
            raise complaint(f"got {shown(value)}; allowed: {what}") from None

    return WrapValidator(check)


A_NAME = "a name of 1 to 80 characters, without control characters and without blanks at either end"


def is_name(text: str) -> bool:
    """Whether a text may be a name: short, and nothing in it disturbs terminals, figures and tables.

    HTML, ``$`` and ``=`` are for those to escape.
    """
    return 0 < len(text) <= 80 and text == text.strip() and not any(map(_disturbs, text))


def _name(text: str) -> str:
    if not is_name(text):
        raise ValueError("no name")
    return text


def _one_line(text: str) -> str:
    if any(map(_disturbs, text)):
        raise ValueError("control characters")
    return text


def _lines(text: str) -> str:
    _one_line(text.replace("\n", " ").replace("\t", " "))
    return text


def _disturbs(char: str) -> bool:
    overrides_direction = "\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069"
    return overrides_direction or unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


AsTuple = BeforeValidator(_as_tuple)
"""For fields that are lists in a file and tuples here."""

Minutes = Annotated[float, Field(ge=0, le=LONGEST, allow_inf_nan=False), allowed("a number of minutes, from 0 to 1e6")]
"""A duration in minutes, float."""

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False), allowed("a share from 0 to 1")]
"""A share or probability, float from 0 to 1."""

Count = Annotated[int, Field(ge=1, le=LARGEST_COUNT), allowed("a whole number from 1 to 1e9")]
"""A whole number of at least 1."""

Number = Annotated[int, Field(ge=0, le=LARGEST_COUNT), allowed("a whole number from 0 to 1e9")]
"""A whole number of at least 0."""

Money = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False), allowed("an amount of money, at least 0")]
"""Money per hour, in any one currency."""

Switch = Annotated[bool, allowed("true or false")]

Name = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_name), allowed(A_NAME)]
"""What a class, station, role, group, source or vaccine is called."""

Text = Annotated[
    str,
    Field(max_length=1000),
    AfterValidator(_one_line),
    allowed("one line of at most 1,000 characters, without control characters"),
]

Lines = Annotated[
    str,
    Field(max_length=10_000),
    AfterValidator(_lines),
    allowed("a text of at most 10,000 characters, without control characters but new lines and tabs"),
]

Names = Annotated[tuple[Name, ...], AsTuple, Field(max_length=10_000)]
"""A list of names."""
