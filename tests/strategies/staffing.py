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
        if all(len(_needed(station)) == 1 for station in stations):
            first = group["shifts"][0]
            change = OPENING + choose.whole(4, 16) * GRID
            early = first | {"to": clock(change)}
            late = first | {"from": clock(change - choose.one_of((0, 0, GRID))), "count": choose.whole(1, 3)}
            group["shifts"] = [early, late, *group["shifts"][1:]]
            group["handover"] = True


def pace(choose: Choices, table: Table) -> None:
    """Groups that get slower, or faster, while they are on duty."""
    for group in table["staff"]:
        if not if_any(3, choose):
            later = choose.one_of((2000, 1500, 1150, 500))
            group["pace"] = choose.one_of(([[1, later]], [[0, 1200], [0.5, later]], [[0.25, 800], [1.5, later]]))


def interrupt(choose: Choices, table: Table) -> None:
    """Breaks that go first; not of those who hold sessions, or serve before a room of 0."""
    rooms = [place for place, station in enumerate(table["stations"]) if station.get("waiting_room") == 0]
    for group in table["staff"]:
        served = served_by(table, group)
        sessions = any("batch" in table["stations"][place] for place in served)
        blocked = any(place < room for place in served for room in rooms)
        if not sessions and not blocked:
            for rest in group["breaks"]:
                rest["interrupt"] = choose.one_of((True, True, False))
