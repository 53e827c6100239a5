"""Varying: what a sweep changes, and between what, as written on a command line or in Python.

stations.vaccination.desks=6..14            whole numbers 6, 7, ... 14
arrivals.appointments.per_slot=40..80:5     40, 45, ... 80
stations.vaccination.service.mean=3.5..5    anything between; a grid needs a step
stations.vaccination.discipline=fifo,priority
stations.vaccination.desks=[4, 6, 9]        a list as in TOML
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from vaxsim.scenario import overrides
from vaxsim.scenario.problems import Problem, ScenarioError

MOST_LEVELS = 100_000
"""Values of one field; a finer step than that is a slip."""

CHANGES_NOTHING = ("title", "source", "seed", "replications", "promises", "bin")
"""Fields that change what is reported and not what happens on the site, so there is nothing to sweep over."""

_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_RANGE = re.compile(rf"\s*({_NUMBER})\s*\.\.\s*({_NUMBER})\s*(?::\s*({_NUMBER})\s*)?")
_EXAMPLES = "such as 6..14, 40..80:5, 3.5..5 or a list 4,6,9"


@dataclass(frozen=True)
class Levels:
    """Values that a field takes, one by one."""

    values: tuple[Any, ...]

    @property
    def ends(self) -> tuple[Any, Any]:
        """The first value and the last."""
        return self.values[0], self.values[-1]

    def at(self, share: float) -> Any:
        """The value at a share of the way through them, 0 <= share < 1."""
        return self.values[min(int(share * len(self.values)), len(self.values) - 1)]


@dataclass(frozen=True)
class Between:
    """Any number from `low` to `high`, in the unit of the field."""

    low: float
    high: float

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest number and the highest."""
        return self.low, self.high

    def at(self, share: float) -> float:
        """The number at a share of the way from low to high."""
        return self.low + share * (self.high - self.low)


Varied = Levels | Between


def parse(texts: Iterable[str]) -> dict[str, Varied]:
    """What --vary options say.  Raises ScenarioError with a problem for each that cannot be understood."""
    varied: dict[str, Varied] = {}
    problems: list[Problem] = []
    for text in texts:
        try:
            path, levels = _parsed(text)
            if path in varied:
                raise ValueError("the same field is varied twice")
            varied[path] = levels
        except ValueError as error:
            problems.append(Problem(f"--vary {text}", None, None, "", str(error)))
    if problems:
        raise ScenarioError(problems)
    return varied


def of_python(varied: Mapping[str, Any]) -> dict[str, Varied]:
    """What a mapping of paths says: to a range, list, array, text as for --vary, or `Between(low, high)`.

    Raises ScenarioError with a problem for each that cannot be understood.
    """
    found: dict[str, Varied] = {}
    problems: list[Problem] = []
    for path, values in varied.items():
        try:
            _refuse_unsweepable(path)
            found[path] = _of_values(values)
        except ValueError as error:
            problems.append(Problem(f"vary {path}", None, None, "", str(error)))
    if problems:
        raise ScenarioError(problems)
    return found


def _of_values(values: Any) -> Varied:
    if isinstance(values, str):
        return _levels(values)
    if isinstance(values, Levels):
        return values
    if isinstance(values, Between):
        return _between(values.low, values.high)
    if not isinstance(values, Iterable) or isinstance(values, Mapping):
        return _listed([values])
    return _listed(list(values))


def _parsed(text: str) -> tuple[str, Varied]:
    parted = overrides.cut(text)
    if parted is None:
        raise ValueError(f"allowed: PATH=VALUES, {_EXAMPLES}")
    path, values = parted
    _refuse_unsweepable(path)
    return path, _levels(values)


def _refuse_unsweepable(path: str) -> None:
    if path in CHANGES_NOTHING:
        said = "every replication has luck of its own already" if path == "seed" else "it changes no number of a day"
        raise ValueError(f"there is nothing to sweep over in {path}: {said}")


def _levels(text: str) -> Varied:
    match = _RANGE.fullmatch(text)
    if match is not None:
        return _stepped(*match.groups())
    if ".." in text and not {'"', "'"} & set(text):
        raise ValueError(f"got {text.strip()!r}; allowed: numbers {_EXAMPLES}")
    return _listed(_list(text))


def _stepped(low: str, high: str, step: str | None = None) -> Varied:
    """Numbers from low to high, computed as they are written, so that 0.1..0.3:0.1 ends with 0.3."""
    first, last = Decimal(low), Decimal(high)
    whole = _is_whole(low) and _is_whole(high)
    if last < first:
        raise ValueError(f"the bounds are the wrong way round: {low} is above {high}; did you mean {high}..{low}?")
    if step is None and not whole:
        return _between(float(first), float(last))
    by = Decimal(step or "1")
    if by <= 0:
        raise ValueError(f"got the step {step}; allowed: a step above 0")
    count = int((last - first) / by) + 1
    if count > MOST_LEVELS:
        raise ValueError(f"got {count:,} values; allowed: at most {MOST_LEVELS:,}")
    number = int if whole and (step is None or _is_whole(step)) else float
    return Levels(tuple(number(first + by * place) for place in range(count)))


def _between(low: float, high: float) -> Between:
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError(f"got {low:g} to {high:g}; allowed: finite numbers")
    if high < low:
        raise ValueError(f"the bounds are the wrong way round: {low:g} is above {high:g}")
    return Between(low, high)


def _is_whole(text: str) -> bool:
    return re.fullmatch(r"[+-]?\d+", text) is not None


def _list(text: str) -> list[Any]:
    """The values of a TOML list, or of texts between commas, each as --set takes it."""
    if not text.strip():
        raise ValueError(f"got no values; allowed: {_EXAMPLES}")
    whole = overrides.value(text.strip()) if text.strip().startswith("[") else None
    if isinstance(whole, list):
        return whole
    return [overrides.value(part.strip()) for part in text.split(",")]


def _listed(values: Sequence[Any]) -> Levels:
    if not values:
        raise ValueError(f"got no values; allowed: {_EXAMPLES}")
    plain = [value.item() if hasattr(value, "item") else value for value in values]
    if any(plain[place] in plain[:place] for place in range(min(len(plain), 1000))):
        raise ValueError("got the same value twice")
    return Levels(tuple(plain))
