"""Random small scenarios, biased to ties: times on a grid of five minutes, few desks, shared roles.

A scenario is a row of choices.  Hypothesis makes them where a test is to shrink what it finds (`scenarios`), a random
generator where there are to be very many, each of which can be made again from its seed (`tests/search`).  Every
behaviour that the engines run occurs, and every two of them on one day: `tests/behaviours` names and the search
counts them.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, Protocol, TypeVar

from hypothesis import assume
from hypothesis import strategies as st

from vaxsim.scenario import Scenario, ScenarioError

GRID = 5
OPENING, CLOSING = 8 * 60, 10 * 60
ROLES = ("clerk", "nurse", "doctor")
STATION_NAMES = ("registration", "screening", "counselling", "vaccination", "observation")

Table = dict[str, Any]
Anything = TypeVar("Anything")


def scenario_of(table: Table) -> Scenario:
    """The scenario of a random table; one that `check` refuses (a crew that nobody can fill) is no example."""
    try:
        return Scenario.from_dict(table)
    except ScenarioError:
        assume(False)
        raise


class Choices(Protocol):
    """Whoever chooses; the first option and the smallest number are the simplest."""

    def whole(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        ...

    def one_of(self, options: Sequence[Anything]) -> Anything:
        """One of some options; an option that stands there twice is chosen twice as often."""
        ...


class RandomChoices:
    """Choices of a random generator: the same seed gives the same ones, on any machine."""

    def __init__(self, seed: str) -> None:
        self._random = Random(seed)

    def whole(self, least: int, most: int) -> int:
        return self._random.randint(least, most)

    def one_of(self, options: Sequence[Anything]) -> Anything:
        return self._random.choice(options)


class ShrinkableChoices:
    """Choices of hypothesis, which tries simpler ones when a test fails."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def whole(self, least: int, most: int) -> int:
        return self._draw(st.integers(least, most))

    def one_of(self, options: Sequence[Anything]) -> Anything:
        return options[self._draw(st.integers(0, len(options) - 1))]


@st.composite
def scenarios(draw: st.DrawFn) -> Table:
    """A whole small scenario, as the table that a file would hold."""
    return scenario(ShrinkableChoices(draw))


def scenario(choose: Choices) -> Table:
    """A whole small scenario, as the table that a file would hold; `check` may refuse it (a crew nobody can fill)."""
    classes = [f"class_{i}" for i in range(choose.whole(1, 3))]
    names = tuple(name for name in STATION_NAMES if name == "vaccination" or choose.one_of((False, True, True)))
    held = [_roles(choose) for _ in range(choose.one_of((0, 1, 2, 2, 3, 3, 4)))]
    roles = sorted({role for group in held for role in group})
    return {
        "seed": choose.whole(1, 10**6),
        "replications": choose.whole(1, 2),
        "day": day(choose),
        "classes": [patient_class(choose, name, names) for name in classes],
        "arrivals": [arrivals(choose, classes) for _ in range(choose.whole(1, 4))],
        "stations": stations(choose, names, roles, classes),
        "staff": [staff_group(choose, f"group_{i}", group) for i, group in enumerate(held)],
    }


# Times


def clock(minutes: int) -> str:
    """Minutes since midnight as "HH:MM"."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def time(choose: Choices, first: int, last: int) -> str:
    """A time of day on the grid."""
    return clock(choose.whole(first // GRID, last // GRID) * GRID)


def duration(choose: Choices) -> Any:
    """Minutes of a service: mostly few and often the same, so that services end at one tick."""
    return choose.one_of((5, 0, 2, 10, 15, {"dist": "discrete", "values": [5, 10, 15]}, UNEVEN, UNEVEN))


UNEVEN = {"dist": "uniform", "low": 2, "high": 8}


def _if_any(one_in: int, choose: Choices) -> bool:
    """True once in so many times."""
    return choose.whole(1, one_in) == one_in


# The day


def day(choose: Choices) -> Table:
    """[day]: one opening interval or two, gates, limits, both rules after closing, sometimes a stop."""
    table: Table = {"open": [["08:00", "10:00"]], "after_close": choose.one_of(("serve", "turn_away"))}
    if _if_any(3, choose):
        table["open"] = [["08:00", "08:50"], ["09:10", "10:00"]]
    if _if_any(5, choose):
        table["not_before"] = time(choose, OPENING - 20, OPENING + 20)
    if _if_any(2, choose):
        table["gate"] = choose.one_of((5, 0, 0, 15))
    if _if_any(2, choose):
        table["late_limit"] = choose.one_of((5, 0, 10))
    if _if_any(4, choose):
        table["stop"] = time(choose, CLOSING - 20, CLOSING + 30)
    return table


def patient_class(choose: Choices, name: str, stations: Sequence[str]) -> Table:
    """One of [[classes]]: a priority, a station to skip, a service time of its own."""
    skippable = [station for station in stations if station not in ("vaccination", "counselling")]
    return {
        "name": name,
        "priority": choose.one_of((10, 10, 1)),
        "skips": choose.one_of(([], skippable[:1], skippable[-1:])),
        "service": {"vaccination": duration(choose)} if _if_any(3, choose) else {},
    }


def arrivals(choose: Choices, classes: list[str]) -> Table:
    """One source of any kind but a trace."""
    kinds = (group, appointments, appointments, spread, walk_ins, gaps)
    table = choose.one_of(kinds)(choose)
    if len(classes) > 1:
        table["classes"] = dict.fromkeys(classes, 1 / len(classes))
    return table


def _booked(choose: Choices) -> Table:
    early_or_late = {"dist": "discrete", "values": [-20, -10, -5, 0, 5, 15]}
    punctuality = (0, -20, 5, early_or_late, early_or_late)
    return {
        "punctuality": choose.one_of(punctuality),
        "no_show": choose.one_of((0, 0.3)),
        "fill": choose.one_of((1, 1, 0.7)),
    }


def appointments(choose: Choices) -> Table:
    """Slots, sometimes until after closing, so that somebody stands at the gate when the doors close."""
    return {
        "kind": "appointments",
        "first": time(choose, OPENING, OPENING + 30),
        "last": time(choose, CLOSING - 20, CLOSING + 20),
        "every": choose.one_of((20, 15, 10)),
        "per_slot": choose.whole(1, 3),
        **_booked(choose),
    }


def spread(choose: Choices) -> Table:
    """Appointments spread evenly."""
    n, until = choose.whole(1, 12), time(choose, CLOSING - 30, CLOSING + 20)
    return {"kind": "spread", "n": n, "from": "08:00", "to": until, **_booked(choose)}


def walk_ins(choose: Choices) -> Table:
    """People who come at random."""
    return {"kind": "walk_ins", "rate": [["07:50", choose.one_of((5, 20))], ["09:00", choose.one_of((0, 10))]]}


def gaps(choose: Choices) -> Table:
    """One after the other."""
    return {"kind": "gaps", "gap": [["08:00", choose.one_of((10, 5))], ["09:00", 15]], "until": "09:50"}


def group(choose: Choices) -> Table:
    """People who come at one tick, often the very one at which doors open or close."""
    moments = ("08:00", "08:50", "09:10", "09:55", "10:00", time(choose, OPENING - 10, CLOSING + 10))
    return {"kind": "group", "at": choose.one_of(moments), "size": choose.whole(1, 6)}


# Stations


def stations(choose: Choices, names: Sequence[str], roles: list[str], classes: list[str]) -> list[Table]:
    """One to five stations; to a counselling station that is not the first leads a branch from the first."""
    tables = []
    for place, name in enumerate(names):
        table: Table = {"name": name, "service": duration(choose), "walk": choose.one_of((0, 0, 5, WALK))}
        table["discipline"] = choose.one_of(("first_come", "priority"))
        desks = choose.one_of((2, 1, 3, None))
        table |= {} if desks is None else {"desks": desks}
        if roles and not _if_any(4, choose):
            table["needs"] = _crew(choose, roles)
        if name == "vaccination":
            table["doses"] = 1
        if name == "observation" and not _if_any(4, choose):
            table["since"] = "vaccination"
        if name == "observation" or _if_any(5, choose):
            table["extra"] = choose.one_of((5, 0))
        if place < len(names) - 1 and _if_any(3, choose):
            table["branches"] = [_way_out(choose)]
        tables.append(table)
    _lead_to_counselling(choose, tables, names, classes)
    return tables


WALK = {"dist": "discrete", "values": [0, 5]}


def _roles(choose: Choices) -> list[str]:
    """What a group can do: often two roles, so that crews can be filled in more than one way."""
    several = (["nurse", "doctor"], ["nurse", "clerk"], ["doctor", "clerk"], ["doctor", "nurse", "clerk"])
    return list(choose.one_of((["nurse"], ["clerk"], ["doctor"], *several, *several)))


def _crew(choose: Choices, roles: list[str]) -> Table:
    """Who serves a patient: one or two units, seldom three."""
    crew = [choose.one_of(roles) for _ in range(choose.one_of((1, 1, 1, 2, 2, 3)))]
    return {role: crew.count(role) for role in crew}


def _way_out(choose: Choices) -> Table:
    branch: Table = {"share": 0.3, "leave": choose.one_of(("deferred", "referred", "left"))}
    return branch | ({"service": 5} if _if_any(3, choose) else {})


def _lead_to_counselling(choose: Choices, tables: list[Table], names: Sequence[str], classes: list[str]) -> None:
    if "counselling" not in names[1:]:
        return
    tables[names.index("counselling")]["optional"] = True
    branch: Table = {"share": 0.5, "to": "counselling"}
    if _if_any(3, choose):
        branch["classes"] = [classes[-1]]
    if _if_any(2, choose):
        branch["service"] = choose.one_of((5, 0))
    tables[0].setdefault("branches", []).append(branch)


# Staff


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
