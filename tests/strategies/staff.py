"""Staff: groups of units, often with more than one role."""

from __future__ import annotations

from tests.strategies.choices import Choices, if_any
from tests.strategies.times import CLOSING, GRID, OPENING, Table, clock, time


def roles_of_group(choose: Choices) -> list[str]:
    """What a group can do: often two roles, so that crews can be filled in more than one way."""
    several = (["nurse", "doctor"], ["nurse", "clerk"], ["doctor", "clerk"], ["doctor", "nurse", "clerk"])
    return list(choose.one_of((["nurse"], ["clerk"], ["doctor"], *several, *several)))


def relieve(choose: Choices, table: Table) -> None:
    """More of everything at most sites, so that most patients finish whatever happens to them besides."""
    if if_any(6, choose):
        return
    if not if_any(3, choose):
        table["day"].pop("stop", None)
        table["day"].pop("late_limit", None)
    for group in table["staff"]:
        group["shifts"][0] |= {"from": "07:45", "to": time(choose, CLOSING, CLOSING + 20)}
        group["shifts"][0]["count"] += choose.whole(1, 3)
    for station in table["stations"]:
        if "desks" in station:
            station["desks"] += choose.one_of((1, 0, 2, 3))


def staff_group(choose: Choices, name: str, roles: list[str]) -> Table:
    """A group with up to three shifts, one of them over most of the day, and up to two breaks."""
    begin, end = time(choose, OPENING - 20, OPENING), time(choose, CLOSING - 5, CLOSING + 20)
    shifts = [{"from": begin, "to": end, "count": choose.whole(1, 3)}]
    for _ in range(choose.whole(0, 2)):
        start = choose.whole(OPENING // GRID, CLOSING // GRID - 6) * GRID
        finish = time(choose, start + 25, CLOSING + 5)
        shifts.append({"from": clock(start), "to": finish, "count": choose.whole(1, 2)})
    return {
        "group": name,
        "roles": roles,
        "pick": choose.one_of(("longest_idle", "lowest_number", "random")),
        "shifts": shifts,
        "until_clear": choose.one_of((True, False, True)),
        "absence": choose.one_of((0, 0, 0.3)),
        "breaks": [_pause(choose) for _ in range(choose.one_of((0, 1, 1, 2)))],
    }


def _pause(choose: Choices) -> Table:
    """A break that becomes due while the longest shift is on."""
    earliest = choose.whole(OPENING // GRID, CLOSING // GRID - 1) * GRID
    return {
        "earliest": clock(earliest),
        "latest": clock(earliest + choose.one_of((0, 10, 30))),
        "length": choose.one_of((5, 10, 15, 20, {"dist": "discrete", "values": [5, 10]})),
        "away": choose.one_of((1, 0.5, 0.3)),
    }
