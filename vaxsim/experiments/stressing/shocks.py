"""Shocks: what may go wrong on a day.  One more is one more function with `@shock`; nothing else knows their number.

A shock is a function of a scenario and of how hard it strikes (`Strength`).  It gives one `Blow` or several: the fields
that it changes, as for `Scenario.replace`, or raises `DoesNotApply` with the reason.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from vaxsim.arrivals import Appointments, Spread, WalkIns
from vaxsim.units import TICKS_PER_MINUTE, clock, ticks

if TYPE_CHECKING:
    from vaxsim.scenario import Scenario

Table = dict[str, Any]


@dataclass(frozen=True)
class Strength:
    """How hard the shocks strike."""

    bus: int = 30  # people who come at once
    more: float = 0.2  # share by which more people come
    early: float = 30.0  # minutes by which everybody comes earlier
    down: float = 20.0  # minutes for which the first station stands still
    late: float = 60.0  # minutes by which vaccine comes later

    def __post_init__(self) -> None:
        for name in ("bus", "more", "early", "down", "late"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value > 0):
                raise ValueError(f"{name} must be a number above 0, not {value}")


@dataclass(frozen=True)
class Blow:
    """One thing that goes wrong: what it is called, in words, and the fields that it changes."""

    name: str
    words: str
    changes: Mapping[str, Any]


class DoesNotApply(Exception):  # noqa: N818  says why, and is no fault
    """Why a shock cannot strike a scenario."""


Shock = Callable[["Scenario", Strength], Iterator[Blow]]

SHOCKS: dict[str, Shock] = {}
"""Every shock by its name, in the order in which they are told."""


def shock(function: Shock) -> Shock:
    """Add a function to the shocks, under its own name."""
    SHOCKS[function.__name__] = function
    return function


@shock
def one_missing(scenario: Scenario, strength: Strength) -> Iterator[Blow]:
    """In each group one post stays empty all day: one fewer in every shift; a group of one does not come at all."""
    if not scenario.staff:
        raise DoesNotApply("the site has no staff")
    for place, group in enumerate(scenario.staff):
        counts = [shift.count for shift in group.shifts]
        words = f"one of {group.group} missing"
        if max(counts) > 1:
            fewer = {f"staff.{place}.shifts.{n}.count": max(0, count - 1) for n, count in enumerate(counts)}
            yield Blow(f"one_missing({group.group})", words, fewer)
        elif max(counts) == 1:
            yield Blow(f"one_missing({group.group})", words, {f"staff.{place}.absence": 1.0})


@shock
def bus(scenario: Scenario, strength: Strength) -> Iterator[Blow]:
    """So many people without appointments come at once, halfway through the opening hours."""
    at = _halfway(scenario)
    more = {"kind": "group", "name": _new_name(scenario, "bus"), "at": clock(at, seconds=True), "size": strength.bus}
    changes = {"arrivals": [*_tables(scenario, "arrivals"), more]}
    yield Blow("bus", f"a bus of {strength.bus} at {clock(at)}", changes)


@shock
def more_walk_ins(scenario: Scenario, strength: Strength) -> Iterator[Blow]:
    """More people without appointments, at all hours."""
    changes: Table = {}
    for place, source in enumerate(scenario.arrivals):
        if isinstance(source, WalkIns):
            rates = [[clock(time, seconds=True), rate * (1 + strength.more)] for time, rate in source.rate]
            changes[f"arrivals.{place}.rate"] = rates
    if not changes:
        raise DoesNotApply("nobody walks in at a rate")
    yield Blow("more_walk_ins", f"{strength.more:.0%} more walk-ins", changes)


@shock
def more_booked(scenario: Scenario, strength: Strength) -> Iterator[Blow]:
    """More appointments, spread over all slots."""
    changes: Table = {}
    for place, source in enumerate(scenario.arrivals):
        if isinstance(source, Appointments):
            now = source.per_slot if isinstance(source.per_slot, tuple) else (source.per_slot,) * source.slots
            changes[f"arrivals.{place}.per_slot"] = grown(now, 1 + strength.more)
        elif isinstance(source, Spread):
            changes[f"arrivals.{place}.n"] = round(source.n * (1 + strength.more))
    if not changes:
        raise DoesNotApply("there are no appointments")
    yield Blow("more_booked", f"{strength.more:.0%} more appointments", changes)


@shock
def everyone_early(scenario: Scenario, strength: Strength) -> Iterator[Blow]:
    """All who have appointments come earlier than they otherwise do, each by the same time."""
    changes: Table = {}
    for place, source in enumerate(scenario.arrivals):
        if isinstance(source, Appointments | Spread):
            punctuality = _given(scenario, "arrivals", place).get("punctuality", 0)
            changes[f"arrivals.{place}.punctuality"] = _moved(punctuality, -strength.early)
    if not changes:
        raise DoesNotApply("there are no appointments to be early for")
    yield Blow("everyone_early", f"everyone {strength.early:g} min early", changes)


@shock
def first_station_down(scenario: Scenario, strength: Strength) -> Iterator[Blow]:
    """The first station stands still for a while, halfway through the opening hours; who is served there waits on.

    Every service there needs one more thing that works, of which there is one per desk, and which all take a break.
    """
    station = scenario.stations[0]
    places = _places(scenario)
    thing, at = _new_name(scenario, "equipment"), _halfway(scenario)
    needs = (
        {"stations.0.kinds": [{**kind, "needs": {**kind.get("needs", {}), thing: 1}} for kind in _kinds(scenario)]}
        if station.kinds
        else {f'stations.0.needs."{thing}"': 1}
    )
    day = {"from": clock(_first_tick(scenario), seconds=True), "to": clock(_closing(scenario), seconds=True)}
    pause = {"earliest": clock(at, seconds=True), "latest": clock(at, seconds=True), "length": strength.down}
    group = {"group": thing, "roles": [thing], "shifts": [{**day, "count": places}],
             "breaks": [{**pause, "away": 1.0, "interrupt": True}]}  # fmt: skip
    words = f"{station.name} down for {strength.down:g} min at {clock(at)}"
    yield Blow("first_station_down", words, {**needs, "staff": [*_tables(scenario, "staff"), group]})


@shock
def late_delivery(scenario: Scenario, strength: Strength) -> Iterator[Blow]:
    """Deliveries come later; where there are none, what is in stock at the beginning comes so long after opening."""
    if not any(station.doses for station in scenario.stations):
        raise DoesNotApply("no station gives doses")
    opening = scenario.day.open[0][0] + ticks(strength.late)
    if not scenario.vaccines:
        only = {"name": "vaccine", "stock": 0, "deliveries": [_delivery(opening, _doses_enough(scenario))]}
        words = f"the vaccine comes {strength.late:g} min after opening"
        yield Blow("late_delivery", words, {"vaccines": [only]})
        return
    changes: Table = {}
    for place, vaccine in enumerate(scenario.vaccines):
        if vaccine.stock is not None and vaccine.deliveries:
            later = [_delivery(time + ticks(strength.late), doses) for time, doses in vaccine.deliveries]
            changes[f"vaccines.{place}.deliveries"] = later
        elif vaccine.stock:
            first = _delivery(opening, vaccine.stock)
            changes |= {f"vaccines.{place}.stock": 0, f"vaccines.{place}.deliveries": [first]}
    if not changes:
        raise DoesNotApply("the stock is endless")
    yield Blow("late_delivery", f"the vaccine comes {strength.late:g} min late", changes)


def _delivery(time: int, doses: int) -> list[Any]:
    return [clock(time, seconds=True), doses]


def _doses_enough(scenario: Scenario) -> int:
    """More doses than so many people can need."""
    patients = sum(source.expected(_closing(scenario)) for source in scenario.arrivals)
    laws = (getattr(source, "party", None) for source in scenario.arrivals)
    largest: float = max([1.0, *(law.rough_mean() for law in laws if law is not None)])
    each = sum(station.doses for station in scenario.stations)
    return 100 + math.ceil(10 * patients * largest * each)


def grown(numbers: Sequence[int], factor: float) -> list[int]:
    """Whole numbers multiplied, so that their running sums are right to one half: nothing is lost by rounding each."""
    sums = [0]
    for number in numbers:
        sums.append(sums[-1] + number)
    ends = [round(total * factor) for total in sums]
    return [end - before for before, end in pairwise(ends)]


def _moved(law: Any, by: float) -> Any:
    """A law as a file writes it, with every value moved."""
    if not isinstance(law, Mapping):
        return law + by
    ends = {name: law[name] + by for name in ("min", "max") if law.get(name) is not None}
    return {**law, "plus": law.get("plus", 0) + by, **ends}


def _tables(scenario: Scenario, name: str) -> list[Table]:
    """A list of tables as the scenario was written."""
    return [dict(table) for table in scenario.origin.data.get(name, ())]


def _given(scenario: Scenario, name: str, place: int) -> Table:
    return _tables(scenario, name)[place]


def _kinds(scenario: Scenario) -> list[Table]:
    return [dict(kind) for kind in _given(scenario, "stations", 0)["kinds"]]


def _places(scenario: Scenario) -> int:
    """How many can be served at once at the first station, by its desks or else by all staff there are."""
    station = scenario.stations[0]
    kinds = [kind.desks for kind in station.kinds] or [station.desks]
    limited = [desks for desks in kinds if desks is not None]
    if len(limited) == len(kinds):
        return sum(limited)
    heads = sum(shift.count for group in scenario.staff for shift in group.shifts)
    if not heads or not all(station.crews):
        raise DoesNotApply(f"{station.name} has neither a limit on desks nor staff")
    return heads


def _new_name(scenario: Scenario, wanted: str) -> str:
    """A name that nothing in the scenario has."""
    taken = {source.name for source in scenario.arrivals} | {group.group for group in scenario.staff}
    taken |= {role for group in scenario.staff for role in group.roles}
    while wanted in taken:
        wanted += "'"
    return wanted


def _halfway(scenario: Scenario) -> int:
    """The tick halfway through the minutes in which the doors are open."""
    left = sum(end - begin for begin, end in scenario.day.open) // 2
    for begin, end in scenario.day.open:
        if left < end - begin:
            return (begin + left) // TICKS_PER_MINUTE * TICKS_PER_MINUTE
        left -= end - begin
    return _closing(scenario)


def _closing(scenario: Scenario) -> int:
    return scenario.day.open[-1][1]


def _first_tick(scenario: Scenario) -> int:
    """The earliest of opening and all shifts."""
    return min([scenario.day.open[0][0], *(shift.from_ for group in scenario.staff for shift in group.shifts)])
