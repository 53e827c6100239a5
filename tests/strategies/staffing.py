"""Staff who hand patients over, tire, or go on a break in the middle of a service."""

from __future__ import annotations

from tests.strategies.choices import Choices, if_any
from tests.strategies.times import GRID, OPENING, Table, clock


def served_by(table: Table, group: Table) -> list[int]:
    """The places of the stations that need a role of a group."""
    return [place for place, station in enumerate(table["stations"]) if set(_needed(station)) & set(group["roles"])]


def _needed(station: Table) -> set[str]:
    return set().union(station.get("needs", {}), *(kind.get("needs", {}) for kind in station.get("kinds", ())))


def handover(choose: Choices, table: Table) -> None:
    """Groups with two shifts that meet, or overlap, and hand their patients over; not where crews have two roles."""
    for group in table["staff"]:
        stations = [table["stations"][place] for place in served_by(table, group)]
        if if_any(2, choose):
            _leave_one_role(stations)
        if all(len(_needed(station)) == 1 for station in stations):
            first = group["shifts"][0]
            change = OPENING + choose.whole(4, 18) * GRID
            early = first | {"to": clock(change)}
            late = first | {"from": clock(change - choose.one_of((0, 0, GRID))), "count": choose.whole(1, 3)}
            group["shifts"] = [early, late, *group["shifts"][1:]]
            group["handover"] = True


def _leave_one_role(stations: list[Table]) -> None:
    """Makes the first role of each station the only one, where there are no kinds of desk."""
    for station in stations:
        if station.get("needs"):
            role, count = next(iter(station["needs"].items()))
            station["needs"] = {role: count}


def pace(choose: Choices, table: Table) -> None:
    """Groups that get slower, or faster, while they are on duty."""
    for group in table["staff"]:
        if not if_any(3, choose):
            later = choose.one_of((2000, 1500, 1150, 500))
            group["pace"] = choose.one_of(([[1, later]], [[0, 1200], [0.5, later]], [[0.25, 800], [1.5, later]]))


def interrupt(choose: Choices, table: Table) -> None:
    """Breaks that go first; not of those who hold sessions, or serve before a room of 0."""
    if if_any(2, choose):
        _let_nobody_stand(table)
    rooms = [place for place, station in enumerate(table["stations"]) if station.get("waiting_room") == 0]
    for group in table["staff"]:
        served = served_by(table, group)
        sessions = any("batch" in table["stations"][place] for place in served)
        blocked = any(place < room for place in served for room in rooms)
        if not sessions and not blocked:
            group["breaks"] = group["breaks"] or [{"length": choose.one_of((5, 10)), "away": 1}]
            for rest in group["breaks"]:
                earliest = OPENING + choose.whole(2, 20) * GRID
                rest |= {"earliest": clock(earliest), "latest": clock(earliest + 30), "interrupt": True}


def _let_nobody_stand(table: Table) -> None:
    """Rooms of 0 become rooms of 1, and sessions cease, so that breaks may interrupt everywhere."""
    for station in table["stations"]:
        station.pop("batch", None)
        if station.get("waiting_room") == 0:
            station["waiting_room"] = 1
