"""Scale: the values that a search may give one field, as written: "arrivals.0.per_slot=40..120:5"."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal

from vaxsim.experiments import varying
from vaxsim.scenario import ScenarioError, overrides

_OPEN = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*\.\.\s*(?::\s*(\d+(?:\.\d+)?)\s*)?")


@dataclass(frozen=True)
class Scale:
    """Values of a field from the lowest on; `values` where the highest is known, else steps without end."""

    path: str
    values: tuple[int | float, ...] = ()
    first: Decimal = Decimal(1)
    step: Decimal = Decimal(1)

    @property
    def last(self) -> int | None:
        """The place of the highest value; None where there is none."""
        return len(self.values) - 1 if self.values else None

    def at(self, place: int) -> int | float:
        """The value at a place, 0 being the lowest."""
        if self.values:
            return self.values[place]
        value = self.first + self.step * place
        return int(value) if value == value.to_integral_value() and _whole(self.first, self.step) else float(value)

    def without(self, places: Collection[int]) -> Scale:
        """The scale without the values at some places; one without end begins after the last of them."""
        if self.values:
            return replace(self, values=tuple(value for at, value in enumerate(self.values) if at not in places))
        return replace(self, first=self.first + self.step * (max(places, default=-1) + 1))


def read(text: str) -> Scale:
    """A scale from "PATH", "PATH=LOW..", "PATH=LOW..:STEP", "PATH=LOW..HIGH", "PATH=LOW..HIGH:STEP" or a list.

    Without bounds the values are 1, 2, 3, ...  Raises ValueError for anything else.
    """
    parted = overrides.cut(text)
    if parted is None:
        overrides.parse([f"{text}=1"])  # complains about a path that is none
        return Scale(text.strip())
    path, values = parted
    match = _OPEN.fullmatch(values)
    if match is not None:
        return Scale(path.strip(), (), Decimal(match[1]), _above_zero(match[2] or "1"))
    return Scale(path.strip(), _ascending(path.strip(), values))


def _ascending(path: str, text: str) -> tuple[int | float, ...]:
    try:
        found = varying.of_python({path: text})[path]
    except ScenarioError as error:
        raise ValueError(error.problems[0].message) from error
    if not isinstance(found, varying.Levels):
        raise ValueError(f"{text.strip()} needs a step, such as {text.strip()}:0.1")
    if not all(isinstance(value, int | float) and not isinstance(value, bool) for value in found.values):
        raise ValueError(f"got {text.strip()}; allowed: numbers, such as 40..120")
    return tuple(sorted(found.values))


def _above_zero(text: str) -> Decimal:
    step = Decimal(text)
    if step <= 0:
        raise ValueError(f"got the step {text}; allowed: a step above 0")
    return step


def _whole(*numbers: Decimal) -> bool:
    return all(number == number.to_integral_value() for number in numbers)
