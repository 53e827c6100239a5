"""The registry of measures: every number and curve that vaxsim reports, with its unit and meaning.

EXTEND: to add an output, write one function in `patients`, `stations`, `staff`, ... or `curves` under one of the
decorators here.  Tables, promises, the command line and `vaxsim metrics` loop over the registry.  Listing it loads no
numpy: the functions get a `Day`, which does the arithmetic.

There are three kinds of measures:

- a *sample* gives one duration per patient or visit, and has the statistics mean, median, p90, p95 and max;
- a *level* gives a step function of time (how many are there), and has the statistics mean (over time) and peak;
- a *number* stands for itself.

A measure of a behaviour that not every site has (`use`, see `vaxsim.scenario.uses`) is reported of those that have it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from vaxsim.scenario.uses import USES

if TYPE_CHECKING:
    from vaxsim.metrics.day import Day

SITE, STATION, GROUP, CLASS, VACCINE = "site", "station", "group", "class", "vaccine"
MINUTES, PATIENTS, PEOPLE, STAFF, SHARE, DOSES = "min", "patients", "people", "staff", "share", "doses"
THINGS = (STATION, GROUP, CLASS, VACCINE)
"""What numbers can be of, besides the site."""

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
    use: str = ""  # the behaviour that a site must have; empty: it is measured of every site

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
    use: str = ""  # as in Measure


@dataclass(frozen=True)
class Entry:
    """One line of the list of all numbers or curves."""

    name: str
    unit: str
    per: tuple[str, ...]
    meaning: str
    use: str = ""  # the behaviour that a site must have to be measured so

    @property
    def condition(self) -> str:
        """Of which sites it is measured, in words; empty if of all."""
        return f"only of sites with {USES[self.use]}" if self.use else ""


MEASURES: list[Measure] = []
CURVES: list[Curve] = []
_Compute = TypeVar("_Compute", bound=Callable[..., Any])


def sample(name: str, *, per: tuple[str, ...], meaning: str, use: str = "") -> Callable[[_Compute], _Compute]:
    """Register a function that gives one duration (ticks) per patient or visit; reported in minutes."""
    return _registering("sample", name, MINUTES, per, meaning, use)


def level(name: str, *, unit: str, per: str, meaning: str, use: str = "") -> Callable[[_Compute], _Compute]:
    """Register a function that gives one step function of time per thing."""
    return _registering("level", name, unit, (per,), meaning, use)


def number(name: str, *, unit: str, per: str, meaning: str, use: str = "") -> Callable[[_Compute], _Compute]:
    """Register a function that gives one number per thing, in the unit named."""
    return _registering("number", name, unit, (per,), meaning, use)


def curve(
    name: str, *, unit: str, per: str, meaning: str, empty: float = 0.0, use: str = ""
) -> Callable[[_Compute], _Compute]:
    """Register a function that gives one value per thing and bin."""

    def register(compute: _Compute) -> _Compute:
        CURVES.append(Curve(name, unit, per, meaning, empty, compute, use))
        return compute

    return register


def _registering(
    kind: Kind, name: str, unit: str, per: tuple[str, ...], meaning: str, use: str
) -> Callable[[_Compute], _Compute]:
    if use and use not in USES:
        raise ValueError(f"{use!r} is no behaviour; {suggestion(use, list(USES))}")

    def register(compute: _Compute) -> _Compute:
        for other in measures_named(name):
            if (other.kind, other.unit) != (kind, unit) or set(other.per) & set(per):
                raise ValueError(f"{name!r} is registered already, as a {other.kind} in {other.unit} per {other.per}")
        MEASURES.append(Measure(name, kind, unit, per, meaning, compute, use))
        return compute

    return register


def listing() -> tuple[Entry, ...]:
    """All numbers: name as promises and tables write it, unit, what it is given per, and meaning."""
    entries: dict[tuple[str, str, str, str], tuple[str, ...]] = {}
    for measure in MEASURES:
        for statistic in STATISTICS[measure.kind]:
            key = measure.written(statistic), measure.unit, _meaning(measure, statistic), measure.use
            entries[key] = entries.get(key, ()) + measure.per
    return tuple(Entry(name, unit, per, meaning, use) for (name, unit, meaning, use), per in entries.items())


def curve_listing() -> tuple[Entry, ...]:
    """All curves over the day: name, unit, what it is given per, and meaning."""
    return tuple(Entry(c.name, c.unit, (c.per,), c.meaning, c.use) for c in CURVES)


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
    vaccines: tuple[str, ...] = ()
    uses: frozenset[str] = frozenset()  # the behaviours that the site makes use of

    def of(self, per: str) -> tuple[str, ...]:
        """The names of all stations, groups, classes or vaccines; one empty name for the site."""
        if per == SITE:
            return ("",)
        return {STATION: self.stations, GROUP: self.groups, CLASS: self.classes, VACCINE: self.vaccines}[per]

    def have(self, measured: Measure | Curve) -> bool:
        """Whether it is measured of such a site."""
        return not measured.use or measured.use in self.uses

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What is measured of such a site, in the order of the registry."""
        return tuple(filter(self.have, MEASURES))

    @property
    def curves(self) -> tuple[Curve, ...]:
        """The curves that such a site has, in the order of the registry."""
        return tuple(filter(self.have, CURVES))

    def written(self, per: str, name: str) -> str:
        """A name as promises write it: with "station", "group", ... before it where it is not the only one."""
        shared = sum(name in self.of(other) for other in THINGS) > 1
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
        for measure in names.measures
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
    """The part of an interval in which a number of that unit can lie: none is below 0, no share above 1.  NaN stays.

    A t interval of small counts reaches below 0.  What is cut off could not be true, so what is left holds the truth
    as often.
    """
    return 0.0 if low < 0 else low, 1.0 if unit == SHARE and high > 1 else high


def measures_named(name: str, kinds: Iterable[Kind] = ("sample", "level", "number")) -> tuple[Measure, ...]:
    """The measures of that name; there may be one for stations and one for groups."""
    allowed = tuple(kinds)
    return tuple(m for m in MEASURES if m.name == name and m.kind in allowed)


def suggestion(got: str, known: Sequence[str]) -> str:
    """Help after an unknown name: the nearest known one, or all of them if none is near."""
    from difflib import get_close_matches

    near = get_close_matches(got, known, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"there is: {', '.join(dict.fromkeys(known))}" if known else "there is none"
