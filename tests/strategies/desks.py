"""Desks: unlike kinds of them, sessions, cleaning up, parties that take longer."""

from __future__ import annotations

from tests.strategies.choices import Choices, if_any
from tests.strategies.stations import crew
from tests.strategies.times import Table, duration


def kinds(choose: Choices, table: Table) -> None:
    """Two unlike kinds of desk at a station; the second needs nobody, or is for one class alone, or both."""
    station = choose.one_of(table["stations"])
    first: Table = {"name": "first", "service": station.pop("service"), "desks": choose.one_of((1, 1, 2))}
    station.pop("desks", None)
    first["needs"] = station.pop("needs", {})
    second: Table = {"name": "second", "service": duration(choose), "desks": choose.whole(1, 2)}
    roles = sorted({role for group in table["staff"] for role in group["roles"]})
    if roles and if_any(2, choose):
        second["needs"] = crew(choose, roles)
    if not if_any(3, choose):
        second["classes"] = [choose.one_of(table["classes"])["name"]]
    station["kinds"] = [first, second]


def batch(choose: Choices, table: Table) -> None:
    """Sessions at a station or two."""
    for _ in range(choose.whole(1, 2)):
        station = choose.one_of(table["stations"])
        if "kinds" not in station:
            station["batch"] = {"size": choose.one_of((2, 3, 4)), "max_wait": choose.one_of((5, 0, 10, 20))}


def clean_up(choose: Choices, table: Table) -> None:
    """Desks and staff that are busy a while longer, at half of the stations."""
    for station in table["stations"]:
        if if_any(2, choose):
            station["clean_up"] = choose.one_of((5, 1, {"dist": "discrete", "values": [0, 5]}))


def per_person(choose: Choices, table: Table) -> None:
    """Services that take their time for everybody of a party."""
    for station in table["stations"]:
        if if_any(2, choose):
            station["per_person"] = True
