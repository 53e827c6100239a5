"""Promises: what a site says it keeps, such as "p90(wait) <= 20" or "overtime(nurses) <= 30".

A promise compares one number with a limit:

    promise   = number operator limit          operator: <= >= < >; limit in the unit of the number
    number    = name | name(thing)             "overtime", "overtime(nurses)", "utilisation(vaccination)"
              | statistic(measure)             "p90(wait)", "peak(inside)"
              | statistic(measure, thing)      "mean(wait, vaccination)"
              | share(measure operator x)      "share(wait <= 20) >= 0.9", "share(wait <= 10, vaccination) >= 0.9"
    statistic = mean | median | max | p1 ... p99 (samples); mean | peak (levels)
    thing     = a station, group of staff, class or vaccine; after "station", "group", "class" or "vaccine" if two of
                them share the name

The number is taken of each day (replication) and the promise is about its mean over days: it is kept if the whole
95 % interval of that mean is on the right side of the limit, not kept if all of it is on the wrong one, else uncertain.
Importing this module loads no numpy.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from vaxsim.metrics.asking import find
from vaxsim.metrics.registry import (
    MEASURES,
    STATISTICS,
    Kind,
    Measure,
    Names,
    measures_named,
    possible,
    suggestion,
    written,
)
from vaxsim.scenario.uses import uses

if TYPE_CHECKING:
    from vaxsim.metrics.evaluate import Measured
    from vaxsim.scenario import Scenario

State = Literal["kept", "not kept", "uncertain"]
Operator = Literal["<=", ">=", "<", ">"]

_PROMISE = re.compile(r"\s*(?P<number>.+?)\s*(?P<operator><=|>=|<|>)\s*(?P<limit>[^<>=]+?)\s*", re.DOTALL)
_NUMBER = re.compile(r"(?P<head>\w+)\s*(?:\((?P<inner>.*)\))?", re.DOTALL)
_COMPARISON = r"(?P<measure>\w+)\s*(?P<operator><=|>=|<|>)\s*(?P<limit>[^<>=,]+?)"
_SHARE = re.compile(_COMPARISON + r"\s*(?:,\s*(?P<of>.*))?", re.DOTALL)
_PERCENTILE = re.compile(r"p[1-9]\d?")
_EXAMPLE = 'write it as "p90(wait) <= 20", "overtime(nurses) <= 30" or "share(wait <= 20) >= 0.9"'
_NUMBER_EXAMPLE = 'write it as "p90(wait)", "overtime(nurses)" or "share(wait <= 20)"'
_ROUNDING = 1e-9  # a mean of equal values may miss them by a rounding error; it still equals the limit


@dataclass(frozen=True)
class Number:
    """One number of a day, read but not yet looked up at a site: "p90(wait, vaccination)", "overtime(nurses)"."""

    statistic: str  # "p90", "mean", "peak", "share"; empty for a plain number
    measure: str  # "wait", "inside", "overtime"
    of: str  # name of a station, group or class; empty for the site
    within: str  # the comparison inside a share, "<= 20"; else empty

    @property
    def name(self) -> str:
        """How it is written: "p90(wait, vaccination)"."""
        return written(self.statistic, self.measure, self.of, self.within)

    def look_up(self, names: Names) -> tuple[Measure, str, int]:
        """The measure meant at a site of those names, per what, and the index of the thing.

        Raises ValueError that says what there is, if there is no such number.
        """
        return find(measures_named(self.measure, _kinds(self.statistic)), self.of, names)

    def unit(self, names: Names) -> str:
        """The unit of the number at a site of those names: "min", "people", "share"."""
        return "share" if self.statistic == "share" else self.look_up(names)[0].unit or "share"

    def value(self, day: Measured) -> float:
        """The number on one day, in its unit; NaN where there is none, as the wait of nobody."""
        measure, per, index = self.look_up(day.names)
        statistic = f"share {self.within}" if self.within else self.statistic
        return float(day.statistic(measure, per, statistic)[index])


@dataclass(frozen=True)
class Promise(Number):
    """A number with a limit."""

    text: str  # as it was written
    operator: Operator
    limit: float

    def judge(self, mean: float, low: float, high: float) -> State:
        """Whether it is kept, given the mean over days and its interval (NaN bounds: one day, which stands alone)."""
        if math.isnan(mean):
            return "uncertain"
        bounds = [mean] if math.isnan(low) or math.isnan(high) else [low, high]
        right = [self._holds(bound) for bound in bounds]
        if all(right):
            return "kept"
        return "uncertain" if any(right) else "not kept"

    def _holds(self, value: float) -> bool:
        equal = math.isclose(value, self.limit, rel_tol=_ROUNDING, abs_tol=_ROUNDING)
        if self.operator == "<=":
            return equal or value < self.limit
        if self.operator == ">=":
            return equal or value > self.limit
        return not equal and (value < self.limit if self.operator == "<" else value > self.limit)


@dataclass(frozen=True)
class Verdict:
    """Whether a promise is kept.  `value` is the mean over days, `low` and `high` its 95 % interval (NaN: one day)."""

    promise: Promise
    unit: str
    value: float
    low: float
    high: float
    state: State

    def __str__(self) -> str:
        if math.isnan(self.value):
            return f"{self.promise.text}: {self.state}, there is no value"
        low, high = possible(self.low, self.high, self.unit)
        interval = "one day" if math.isnan(self.low) else f"{low:.4g} to {high:.4g}"
        return f"{self.promise.text}: {self.state}, {self.value:.4g} {self.unit} ({interval})"


def parse(text: str) -> Promise:
    """Read a promise.  Raises ValueError that says what was got, what is allowed and what may have been meant."""
    match = _PROMISE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no promise; {_EXAMPLE}")
    limit = _limit(match["limit"], text)
    return Promise(*_number(match["number"], text), text, match["operator"], limit)  # type: ignore[arg-type]


def parse_number(text: str) -> Number:
    """Read a number without a limit, such as "p90(wait, vaccination)".  Raises ValueError as `parse` does."""
    limited = _PROMISE.fullmatch(text)
    if limited is not None and _NUMBER.fullmatch(limited["number"]) is not None:
        raise ValueError(f'{text!r} is a promise; a number has no limit, so write "{limited["number"]}"')
    return Number(*_number(text.strip(), text))


def check(scenario: Scenario) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What is wrong with the promises of a scenario: the path of each and a message."""
    names = names_in(scenario)
    for index, text in enumerate(scenario.promises):
        try:
            parse(text).look_up(names)
        except ValueError as error:
            yield ("promises", index), str(error)


def names_in(scenario: Scenario) -> Names:
    """What can be asked for by name at the site of a scenario."""
    return Names(
        tuple(station.name for station in scenario.stations),
        tuple(group.group for group in scenario.staff),
        tuple(klass.name for klass in scenario.classes),
        tuple(vaccine.name for vaccine in scenario.vaccines),
        uses(scenario),
    )


def _limit(text: str, promise: str) -> float:
    try:
        limit = float(text)
    except ValueError:
        limit = math.nan
    if not math.isfinite(limit):
        raise ValueError(f"{text!r} in {promise!r} is no limit; a finite number is allowed, without a unit")
    return limit


def _number(text: str, promise: str) -> tuple[str, str, str, str]:
    """Statistic, measure, thing and inner comparison of the part before the operator."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        example = _EXAMPLE if _PROMISE.fullmatch(promise) else _NUMBER_EXAMPLE
        raise ValueError(f"{text!r} in {promise!r} is no number; {example}")
    head, inner = match["head"], match["inner"]
    if head == "share":
        return _share(inner or "", promise)
    if not _is_statistic(head):
        return "", _plain(head), _name(inner or ""), ""
    measure, _, of = (inner or "").partition(",")
    return head, _measured(measure.strip(), head), _name(of), ""


def _share(inner: str, promise: str) -> tuple[str, str, str, str]:
    match = _SHARE.fullmatch(inner.strip())
    if match is None:
        raise ValueError(f'"share" in {promise!r} needs a comparison inside; write it as "share(wait <= 20) >= 0.9"')
    limit = _limit(match["limit"], promise)
    within = f"{match['operator']} {limit:g}" if float(f"{limit:g}") == limit else f"{match['operator']} {limit!r}"
    return "share", _measured(match["measure"], "share"), _name(match["of"] or ""), within


def _name(text: str) -> str:
    text = text.strip()
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if quoted else text


def _is_statistic(head: str) -> bool:
    return head in STATISTICS["sample"] or head in STATISTICS["level"] or bool(_PERCENTILE.fullmatch(head))


def _kinds(statistic: str) -> tuple[Kind, ...]:
    """The kinds of measures that have a statistic; "" stands for a plain number."""
    kinds: list[Kind] = [kind for kind, statistics in STATISTICS.items() if statistic in statistics]
    if statistic == "share" or _PERCENTILE.fullmatch(statistic):
        return ("sample",)
    return tuple(kinds)


def _plain(head: str) -> str:
    """The name of a plain number, or a ValueError about what was meant."""
    if measures_named(head, ("number",)):
        return head
    measured = measures_named(head)
    if measured:
        ways = " or ".join(f"{s}({head})" for s in STATISTICS[measured[0].kind][:3])
        raise ValueError(f"{head} is not one number; ask for {ways}")
    known = [m.name for m in MEASURES if m.kind == "number"]
    statistics = ["mean", "median", "max", "peak", "p90", "share"]
    raise ValueError(f"there is no number or statistic {head!r}; {suggestion(head, [*known, *statistics])}")


def _measured(measure: str, statistic: str) -> str:
    """The name of a measure that has the statistic, or a ValueError about what was meant."""
    kinds = _kinds(statistic)
    if measures_named(measure, kinds):
        return measure
    if measures_named(measure):
        kind = measures_named(measure)[0].kind
        offered = ", ".join(s for s in STATISTICS[kind] if s) or "itself alone"
        raise ValueError(f"there is no {statistic} of {measure}; there is: {offered}")
    known = [m.name for m in MEASURES if m.kind in kinds]
    raise ValueError(f"there is nothing called {measure!r} to take the {statistic} of; {suggestion(measure, known)}")
