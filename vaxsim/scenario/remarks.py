"""Remarks: what is no mistake in a scenario, but may not be what was meant.

A remark is a function of the scenario that gives findings; one more is one more function, listed in `REMARKS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from vaxsim.scenario.locating import located
from vaxsim.scenario.model import Scenario
from vaxsim.scenario.problems import DataPath, Finding, Problem, listed
from vaxsim.scenario.ways import Ways
from vaxsim.scenario.without_effect import (
    balking_above_the_room,
    breaks_longer_than_the_shift,
    called_too_late,
    holds_above_the_room,
    parties_of_nobody,
    patience_nowhere,
    unsorted_traces,
)


def remarks(scenario: Scenario) -> tuple[Problem, ...]:
    """Everything that is worth a second look, each with its place in the file; the messages begin with "remark: "."""
    found = [finding for remark in REMARKS for finding in remark(scenario)]
    said = [finding._replace(message=f"remark: {finding.message}") for finding in found]
    return located(said, scenario.origin)


def only_the_desk_is_kept(scenario: Scenario) -> Iterator[Finding]:
    """A blocked patient keeps the desk alone where some unit of the crew could also serve at a later station."""
    rooms = _rooms_after(scenario)
    for place, station in enumerate(scenario.stations):
        later = {role for other in scenario.stations[place + 1 :] for needs in other.crews for role in needs}
        here = {role for needs in station.crews for role in needs}
        shared = [g.group for g in scenario.staff if here & set(g.roles) and later & set(g.roles)]
        if rooms[place] and shared and station.blocks == "desk_and_staff":
            message = f"who cannot go on to {listed(rooms[place])} keeps only the desk, because those who serve here"
            who = f"({listed(shared, last='and')}) can also serve at a later station"
            yield Finding(_at(scenario, place, "blocks"), f"{message} {who}")


def rooms_that_may_never_empty(scenario: Scenario) -> Iterator[Finding]:
    """A station with a limited room waits for a line that leads into that room."""
    ways = _ways(scenario)
    names = [station.name for station in scenario.stations]
    for place, station in enumerate(scenario.stations):
        if station.hold is None or station.waiting_room is None:
            continue
        there = names.index(station.hold.station)
        if there < place and _leads(ways, there, place):
            message = f"waits for {station.hold.station}, from where patients come here: once the room here is full"
            stuck = f"and more than {station.hold.more_than} are in that line, neither station goes on"
            yield Finding(("stations", place, "hold"), f"{message} {stuck}")


def deliveries_to_endless_stock(scenario: Scenario) -> Iterator[Finding]:
    """Deliveries change nothing where the stock has no end."""
    for place, vaccine in enumerate(scenario.vaccines):
        if vaccine.deliveries and vaccine.stock is None:
            message = "change nothing, because the stock is endless; with stock = 0 they are all there is"
            yield Finding(("vaccines", place, "deliveries"), message, at_key=True)


def vaccines_nobody_gets(scenario: Scenario) -> Iterator[Finding]:
    """A vaccine is given to some class, and at some station."""
    given = any(station.doses for station in scenario.stations)
    first = scenario.vaccines[0].name if scenario.vaccines else ""
    wanted = {klass.vaccine or first for klass in scenario.classes}
    for place, vaccine in enumerate(scenario.vaccines):
        if not given:
            yield Finding(("vaccines", place, "name"), "no station gives doses, so nobody gets this vaccine")
        elif vaccine.name not in wanted:
            yield Finding(("vaccines", place, "name"), "no class gets this vaccine")


def staff_without_use(scenario: Scenario) -> Iterator[Finding]:
    """Who hands over has a next shift, and who carries doses gives some."""
    giving = {role for station in scenario.stations if station.doses for needs in station.crews for role in needs}
    for place, group in enumerate(scenario.staff):
        if group.handover and len(group.shifts) == 1:
            message = "hands over to nobody: the group has one shift only"
            yield Finding(("staff", place, "handover"), message, at_key=True)
        if group.restock is not None and giving.isdisjoint(group.roles):
            message = "changes nothing: the group serves at no station that gives doses"
            yield Finding(("staff", place, "restock"), message, at_key=True)


REMARKS: tuple[Callable[[Scenario], Iterator[Finding]], ...] = (
    only_the_desk_is_kept,
    rooms_that_may_never_empty,
    deliveries_to_endless_stock,
    vaccines_nobody_gets,
    staff_without_use,
    called_too_late,
    breaks_longer_than_the_shift,
    unsorted_traces,
    parties_of_nobody,
    balking_above_the_room,
    holds_above_the_room,
    patience_nowhere,
)


def _rooms_after(scenario: Scenario) -> list[list[str]]:
    """For each station, those with a limited room to which some class can go straight from it."""
    ways = _ways(scenario)
    limited = [(place, station) for place, station in enumerate(scenario.stations) if station.waiting_room is not None]
    leading = [(ways.leading_to(place), station.name) for place, station in limited]
    return [[name for before, name in leading if place in before] for place in range(len(scenario.stations))]


def _leads(ways: Ways, here: int, there: int) -> bool:
    """Whether some class can come from one station to another."""
    reached = {here}
    for place in range(here, there):
        if place in reached:
            reached |= {after for of_class in ways.after for after in of_class[place]}
    return there in reached


def _ways(scenario: Scenario) -> Ways:
    return Ways(list(scenario.stations), list(scenario.classes))


def _at(scenario: Scenario, place: int, field: str) -> DataPath:
    """A field of a station, where the file says it, else the name."""
    given = scenario.origin.data["stations"][place]
    return ("stations", place, field if field in given else "name")
