"""Ranges: a field of a scenario and the values between which it may lie, as `stations.vaccination.desks=3..6`."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from vaxsim.scenario import ScenarioError
from vaxsim.scenario.problems import Problem

_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_RANGE = re.compile(rf"\s*({_NUMBER})\s*\.\.\s*({_NUMBER})\s*")
_EXAMPLE = "allowed: PATH=LOW..HIGH, such as stations.vaccination.desks=3..6"


@dataclass(frozen=True)
class Range:
    """From `low` to `high`, both possible; whole numbers where both ends are written as such."""

    low: float
    high: float
    whole: bool

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high)):
            raise ValueError(f"got {self.low:g}..{self.high:g}; allowed: finite numbers")
        if self.high < self.low:
            ends = f"{self.low:g} is above {self.high:g}"
            raise ValueError(f"the bounds are the wrong way round: {ends}; did you mean {self.high:g}..{self.low:g}?")
        if self.high == self.low:
            raise ValueError(f"got {self.low:g} twice; allowed: two different numbers")

    @property
    def ends(self) -> tuple[float, float]:
        """Low and high, as whole numbers where they are meant so."""
        return self.at(0.0), (int(self.high) if self.whole else self.high)

    def at(self, share: float) -> float:
        """The value at a share of the way, 0 <= share < 1; whole numbers are equally likely."""
        if self.whole:
            return int(self.low) + math.floor(share * (int(self.high) - int(self.low) + 1))
        return self.low + share * (self.high - self.low)


def parse(texts: Iterable[str]) -> dict[str, Range]:
    """What --vary options say.  Raises ScenarioError with a problem for each that cannot be understood."""
    found: dict[str, Range] = {}
    problems: list[Problem] = []
    for text in texts:
        try:
            path, values = _parted(text)
            if path in found:
                raise ValueError("the same field is varied twice")
            found[path] = of_text(values)
        except ValueError as error:
            problems.append(Problem(f"--vary {text}", None, None, "", str(error)))
    if problems:
        raise ScenarioError(problems)
    return found


def of_python(varied: Mapping[str, Any]) -> dict[str, Range]:
    """What a mapping of paths says: to a text as for --vary, a pair (low, high), or what has `low` and `high`.

    Raises ScenarioError with a problem for each that cannot be understood.
    """
    found: dict[str, Range] = {}
    problems: list[Problem] = []
    for path, values in varied.items():
        try:
            found[path] = _of_values(values)
        except (TypeError, ValueError) as error:
            problems.append(Problem(f"vary {path}", None, None, "", str(error)))
    if problems:
        raise ScenarioError(problems)
    return found


def of_text(text: str) -> Range:
    """A range as it is written: "3..6", "2.5..4".  Raises ValueError."""
    match = _RANGE.fullmatch(text)
    if match is None:
        raise ValueError(f"got {text.strip()!r}; {_EXAMPLE}")
    low, high = match.groups()
    return Range(float(low), float(high), all(re.fullmatch(r"[+-]?\d+", end) for end in (low, high)))


def _of_values(values: Any) -> Range:
    if isinstance(values, Range):
        return values
    if isinstance(values, str):
        return of_text(values)
    ends = (values.low, values.high) if hasattr(values, "low") else tuple(values)
    if len(ends) != 2:
        raise ValueError(f"got {len(ends)} values; allowed: a pair (low, high)")
    return Range(float(ends[0]), float(ends[1]), all(isinstance(end, int) for end in ends))


def _parted(text: str) -> tuple[str, str]:
    """The path and the range; an = inside quotes belongs to the path."""
    match = re.fullmatch(r"""((?:"(?:[^"\\]|\\.)*"|'[^']*'|[^"'=])+)=(.*)""", text, re.DOTALL)
    if match is None:
        raise ValueError(_EXAMPLE)
    return match[1].strip(), match[2]
