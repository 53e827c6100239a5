"""People who give up: those who turn round on arrival, and those who lose patience."""

from __future__ import annotations

from tests.strategies.choices import Choices, if_any
from tests.strategies.times import Table


def balk(choose: Choices, table: Table) -> None:
    """Classes that turn round at a line of so many, or by chance."""
    for klass in table["classes"]:
        if if_any(2, choose):
            by_chance = {"join": {"form": "exp", "rate": choose.one_of((0.05, 0.1, 0.3))}}
            klass["balk"] = choose.one_of(({"more_than": choose.one_of((2, 1, 4, 6, 0))}, by_chance))
            klass["balk"]["counts"] = choose.one_of(("line", "line_and_service"))


def patience(choose: Choices, table: Table) -> None:
    """Classes that wait only so long."""
    names = [station["name"] for station in table["stations"]]
    for klass in table["classes"]:
        if not if_any(3, choose):
            limit = choose.one_of((30, 20, 10, 5, 40, 0, {"dist": "discrete", "values": [5, 10, 20, 30, 40]}))
            klass["patience"] = {
                "limit": limit,
                "clock": choose.one_of(("joining", "joining", "arrival")),
                "leaves": choose.one_of(("at_once", "when_called")),
            }
            if if_any(3, choose):
                klass["patience"]["stations"] = [choose.one_of(names)]
