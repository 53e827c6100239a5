"""The registry of measures: every number and curve that vaxsim reports, with its unit and meaning.

EXTEND: to add an output, write one function in `patients`, `stations`, `staff` or `curves` under one of the
decorators here.  Tables, promises, the command line and `vaxsim metrics` loop over the registry.  Listing it loads no
numpy: the functions get a `Day`, which does the arithmetic.

There are three kinds of measures:

- a *sample* gives one duration per patient or visit, and has the statistics mean, median, p90, p95 and max;
- a *level* gives a step function of time (how many are there), and has the statistics mean (over time) and peak;
- a *number* stands for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

if TYPE_CHECKING:
    from vaxsim.metrics.day import Day

SITE, STATION, GROUP, CLASS = "site", "station", "group", "class"
MINUTES, PATIENTS, STAFF, SHARE = "min", "patients", "staff", "share"

Kind = Literal["sample", "level", "number"]
STATISTICS: dict[Kind, tuple[str, ...]] = {
    "sample": ("mean", "median", "p90", "p95", "max"),
    "level": ("mean", "peak"),
    "number": ("",),
}
"""What is reported of each kind of measure; promises may also ask for other percentiles and for shares."""

MEANING_OF_STATISTICS = {
    "mean": "mean of",
    "median": "median (50th percentile, linear interpolation) of",
    "p90": "90th percentile (linear interpolation) of",
    "p95": "95th percentile (linear interpolation) of",
    "max": "largest value of",
}

MEANING_OF_MEASURE = (
    "Where a scenario has `measure`, statistics of durations are over the patients who arrived inside that window, "
    "and means and peaks of levels, utilisation, duty and shares of waiting are over the time inside it; counts, "
    "throughput, overtime, cost and curves are of the whole day."
)
"""What a scenario's `measure` does to numbers."""


@dataclass(frozen=True)
class Measure:
    """Something that can be computed from one replication.

    `compute(day)` returns a Sample (owners: classes where per is site and class, else stations), a tuple of Steps (one
    per thing) or, for a number, a float (site) or an array of them (one per thing).
    """

    name: str
    kind: Kind
    unit: str
    per: tuple[str, ...]
    meaning: str
    compute: Callable[[Day], Any]

    def written(self, statistic: str) -> str:
        """How a statistic of this measure is written in tables and promises: "p90(wait)"."""
        return f"{statistic}({self.name})" if statistic else self.name


@dataclass(frozen=True)
class Curve:
    """Something binned over the day.  `compute(day)` returns float64 [things, bins]; one thing for the site."""

    name: str
    unit: str
    per: str
    meaning: str
    empty: float  # the value of a bin in which nothing happened: 0, or NaN where there is nothing to average
    compute: Callable[[Day], Any]


@dataclass(frozen=True)
class Entry:
    """One line of the list of all numbers or curves."""

    name: str
    unit: str
    per: tuple[str, ...]
    meaning: str


MEASURES: list[Measure] = []
CURVES: list[Curve] = []
_Compute = TypeVar("_Compute", bound=Callable[..., Any])


def sample(name: str, *, per: tuple[str, ...], meaning: str) -> Callable[[_Compute], _Compute]:
    """Register a function that gives one duration (ticks) per patient or visit; reported in minutes."""
    return _registering("sample", name, MINUTES, per, meaning)


def level(name: str, *, unit: str, per: str, meaning: str) -> Callable[[_Compute], _Compute]:
    """Register a function that gives one step function of time per thing."""
    return _registering("level", name, unit, (per,), meaning)


def number(name: str, *, unit: str, per: str, meaning: str) -> Callable[[_Compute], _Compute]:
    """Register a function that gives one number per thing, in the unit named."""
    return _registering("number", name, unit, (per,), meaning)


def curve(name: str, *, unit: str, per: str, meaning: str, empty: float = 0.0) -> Callable[[_Compute], _Compute]:
    """Register a function that gives one value per thing and bin."""

    def register(compute: _Compute) -> _Compute:
        CURVES.append(Curve(name, unit, per, meaning, empty, compute))
        return compute

    return register


def _registering(
    kind: Kind, name: str, unit: str, per: tuple[str, ...], meaning: str
) -> Callable[[_Compute], _Compute]:
    def register(compute: _Compute) -> _Compute:
        for other in measures_named(name):
            if (other.kind, other.unit) != (kind, unit) or set(other.per) & set(per):
                raise ValueError(f"{name!r} is registered already, as a {other.kind} in {other.unit} per {other.per}")
        MEASURES.append(Measure(name, kind, unit, per, meaning, compute))
        return compute

    return register


def listing() -> tuple[Entry, ...]:
    """All numbers: name as promises and tables write it, unit, what it is given per, and meaning."""
    entries: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for measure in MEASURES:
        for statistic in STATISTICS[measure.kind]:
            key = measure.written(statistic), measure.unit, _meaning(measure, statistic)
            entries[key] = entries.get(key, ()) + measure.per
    return tuple(Entry(name, unit, per, meaning) for (name, unit, meaning), per in entries.items())


def curve_listing() -> tuple[Entry, ...]:
    """All curves over the day: name, unit, what it is given per, and meaning."""
    return tuple(Entry(c.name, c.unit, (c.per,), c.meaning) for c in CURVES)


def _meaning(measure: Measure, statistic: str) -> str:
    if measure.kind == "level":
        return f"{'largest' if statistic == 'peak' else 'mean over the day of the'} number of {measure.meaning}"
    if measure.kind == "sample":
        return f"{MEANING_OF_STATISTICS[statistic]} {measure.meaning}"
    return measure.meaning


@dataclass(frozen=True)
class Names:
    """What can be asked for by name at one site."""

    stations: tuple[str, ...]
    groups: tuple[str, ...]
    classes: tuple[str, ...]

    def of(self, per: str) -> tuple[str, ...]:
        """The names of all stations, groups or classes; one empty name for the site."""
        return {SITE: ("",), STATION: self.stations, GROUP: self.groups, CLASS: self.classes}[per]

    def written(self, per: str, name: str) -> str:
        """A name as promises write it: with "station", "group" or "class" before it where it is not the only one."""
        shared = sum(name in self.of(other) for other in (STATION, GROUP, CLASS)) > 1
        return f"{per} {name}" if shared else name


@dataclass(frozen=True)
class Label:
    """One number of one thing: "p90(wait)" of the station "vaccination"."""

    name: str
    of: str
    per: str
    unit: str
    statistic: str
    measure: Measure
    key: str  # as one text, "p90(wait, vaccination)"; no two labels of a site share one


def labels(names: Names) -> tuple[Label, ...]:
    """Every number of a site, in the order in which `vaxsim.metrics.values` gives them."""
    return tuple(
        Label(
            name=measure.written(statistic),
            of=name,
            per=per,
            unit=measure.unit,
            statistic=statistic,
            measure=measure,
            key=written(statistic, measure.name, names.written(per, name)),
        )
        for measure in MEASURES
        for statistic in STATISTICS[measure.kind]
        for per in measure.per
        for name in names.of(per)
    )


def written(statistic: str, measure: str, of: str, within: str = "") -> str:
    """A number of a thing as promises write it: "p90(wait, vaccination)", "overtime(nurses)", "share(wait <= 20)"."""
    if not statistic:
        return f"{measure}({of})" if of else measure
    inner = f"{measure} {within}" if within else measure
    return f"{statistic}({inner}, {of})" if of else f"{statistic}({inner})"


def possible(low: float, high: float, unit: str) -> tuple[float, float]:
    """The part of an interval in which a number of that unit can lie, for readers: none is below 0, no share above 1.

    A t interval of small counts reaches below 0.  What is cut off could not be true, so what is left holds the truth
    as often; files keep the interval as it was computed.
    """
    return max(low, 0.0), min(high, 1.0) if unit == SHARE else high


def measures_named(name: str, kinds: Iterable[Kind] = ("sample", "level", "number")) -> tuple[Measure, ...]:
    """The measures of that name; there may be one for stations and one for groups."""
    allowed = tuple(kinds)
    return tuple(m for m in MEASURES if m.name == name and m.kind in allowed)


def find(measures: Sequence[Measure], of: str, names: Names) -> tuple[Measure, str, int]:
    """Which of some measures of one name is meant by a name of a thing: the measure, per what, index of the thing.

    `of` is empty for the site, a name, or a name after "station ", "group " or "class ".  Raises ValueError that says
    what there is.
    """
    offered = [(m, per) for m in measures for per in m.per]
    found = [(m, per, names.of(per).index(name)) for m, per in offered for name in _meant(of, per, names)]
    if len(found) == 1:
        return found[0]
    title = measures[0].name
    if found:
        ways = " or ".join(f'"{per} {of}"' for _, per, _ in found)
        raise ValueError(f"{title} of {of!r} could mean several things; write {ways}")
    if not of:
        raise ValueError(f"{title} needs the name of a {' or '.join(dict.fromkeys(per for _, per in offered))}")
    raise ValueError(_unknown(title, of, [per for _, per in offered], names))


def _meant(of: str, per: str, names: Names) -> tuple[str, ...]:
    known = names.of(per)
    plain = of.removeprefix(f"{per} ")
    return tuple(dict.fromkeys(text for text in (of, plain) if text in known))


def _unknown(title: str, of: str, pers: Sequence[str], names: Names) -> str:
    kinds = [per for per in dict.fromkeys(pers) if per != SITE]
    if not kinds:
        return f"{title} is a number of the whole site; leave out {of!r}"
    known = [name for per in kinds for name in names.of(per)]
    return f"there is no {' or '.join(kinds)} {of!r} for {title}; {suggestion(of, known)}"


def suggestion(got: str, known: Sequence[str]) -> str:
    """Help after an unknown name: the nearest known one, or all of them if none is near."""
    from difflib import get_close_matches

    near = get_close_matches(got, known, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"there is: {', '.join(dict.fromkeys(known))}" if known else "there is none"
