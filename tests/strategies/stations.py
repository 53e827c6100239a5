"""Stations: one to five, with crews, ways out and a way to counselling."""

from __future__ import annotations

from collections.abc import Sequence

from tests.strategies.choices import Choices, if_any
from tests.strategies.times import Table, duration


def stations(choose: Choices, names: Sequence[str], roles: list[str], classes: list[str]) -> list[Table]:
    """One to five stations; to a counselling station that is not the first leads a branch from the first."""
    tables = []
    for place, name in enumerate(names):
        table: Table = {"name": name, "service": duration(choose), "walk": choose.one_of((0, 0, 5, WALK))}
        table["discipline"] = choose.one_of(("first_come", "priority"))
        desks = choose.one_of((2, 1, 3, None))
        table |= {} if desks is None else {"desks": desks}
        if roles and not if_any(4, choose):
            table["needs"] = crew(choose, roles)
        if name == "vaccination":
            table["doses"] = 1
        if name == "observation" and not if_any(4, choose):
            table["since"] = "vaccination"
        if name == "observation" or if_any(5, choose):
            table["extra"] = choose.one_of((5, 0))
        if place < len(names) - 1 and if_any(3, choose):
            table["branches"] = [_way_out(choose)]
        tables.append(table)
    _lead_to_counselling(choose, tables, names, classes)
    return tables


WALK = {"dist": "discrete", "values": [0, 5]}


def crew(choose: Choices, roles: list[str]) -> Table:
    """Who serves a patient: one or two units, seldom three."""
    crew = [choose.one_of(roles) for _ in range(choose.one_of((1, 1, 1, 2, 2, 3)))]
    return {role: crew.count(role) for role in crew}


def _way_out(choose: Choices) -> Table:
    branch: Table = {"share": 0.3, "leave": choose.one_of(("deferred", "referred", "left"))}
    return branch | ({"service": 5} if if_any(3, choose) else {})


def _lead_to_counselling(choose: Choices, tables: list[Table], names: Sequence[str], classes: list[str]) -> None:
    if "counselling" not in names[1:]:
        return
    tables[names.index("counselling")]["optional"] = True
    branch: Table = {"share": 0.5, "to": "counselling"}
    if if_any(3, choose):
        branch["classes"] = [classes[-1]]
    if if_any(2, choose):
        branch["service"] = choose.one_of((5, 0))
    tables[0].setdefault("branches", []).append(branch)
