"""Doses: stock that runs out, vials, doses made ahead and carried about, people called for what would be left."""

from __future__ import annotations

from tests.strategies.choices import Choices, if_any
from tests.strategies.staffing import served_by
from tests.strategies.times import CLOSING, GRID, OPENING, Table, clock


def _vaccines(choose: Choices, table: Table) -> list[Table]:
    """The vaccines of a scenario; where there are none yet, one or two are put in, each for some class."""
    if "vaccines" not in table:
        names = ["A", "B"] if if_any(3, choose) else ["A"]
        table["vaccines"] = [{"name": name} for name in names]
        for klass in table["classes"][1:]:
            klass["vaccine"] = choose.one_of(names)
        if if_any(6, choose):
            choose.one_of(table["stations"])["doses"] = choose.one_of((1, 2))
    return table["vaccines"]


def stock(choose: Choices, table: Table) -> None:
    """So many doses, perhaps too few; or next to none until some are delivered."""
    for vaccine in _vaccines(choose, table):
        if if_any(2, choose):
            delivery = clock(OPENING + choose.whole(2, 10) * GRID), choose.one_of((90, 60, 30))
            vaccine |= {"stock": choose.one_of((0, 5, 10)), "deliveries": [list(delivery)]}
        else:
            vaccine["stock"] = choose.one_of((90, 120, 60, 30))


def vial(choose: Choices, table: Table) -> None:
    """Vials of several doses, which keep for a while."""
    for vaccine in _vaccines(choose, table):
        vaccine["vial"] = choose.one_of((5, 2, 3, 10))
        if not if_any(4, choose):
            vaccine["open_life"] = choose.one_of((20, 10, 40, 60))


def restock(choose: Choices, table: Table) -> None:
    """Units that give doses carry few of them."""
    giving = [place for place, station in enumerate(table["stations"]) if station.get("doses")]
    for group in table["staff"]:
        if set(giving) & set(served_by(table, group)) and not if_any(4, choose):
            group["restock"] = {"holds": choose.one_of((3, 1, 2, 5, 8)), "fill": choose.one_of((1, 0, 2, 5))}
            group["restock"]["walk"] = choose.one_of((0, 1, 5, {"dist": "discrete", "values": [0, 5]}))
            if if_any(2, choose):
                group["restock"]["places"] = choose.whole(1, 2)
            if if_any(3, choose):
                group["restock"]["start"] = choose.whole(0, group["restock"]["holds"])


def prepare(choose: Choices, table: Table) -> None:
    """Doses made ahead, by a group of their own or by one that also serves."""
    for vaccine in _vaccines(choose, table):
        vaccine["prepare"] = {
            "group": choose.one_of(table["staff"])["group"] if table["staff"] and if_any(3, choose) else _makers(table),
            "per_dose": choose.one_of((1, 1, 2, {"dist": "discrete", "values": [0, 5]})),
            "release": choose.one_of(RELEASES),
        }
        if if_any(2, choose):
            vaccine["open_life"] = choose.one_of((60, 30, 20, 10))


RELEASES = (
    [["07:30", 1.0]],
    [["08:00", 0.5], ["08:45", 0.5]],
    [["07:50", 40], ["08:30", 60]],
    [["07:55", 100]],
)


def _makers(table: Table) -> str:
    """The group of those who make doses and do nothing else."""
    if all("maker" not in group["roles"] for group in table["staff"]):
        shift = {"from": "07:30", "to": clock(CLOSING), "count": 3}
        table["staff"].append({"group": "makers", "roles": ["maker"], "shifts": [shift], "breaks": []})
    return "makers"


def standby(choose: Choices, table: Table) -> None:
    """People are called for doses of open vials, or made ahead; the run is not cut off then."""
    table["day"].pop("stop", None)
    for vaccine in _vaccines(choose, table):
        vaccine["standby"] = {"from": choose.one_of((60, 30, 115)), "travel": choose.one_of((5, 0, 10, 15))}
        vaccine.setdefault("vial", choose.one_of((1, 5, 10)))
        if if_any(4, choose):
            vaccine["standby"]["travel"] = {"dist": "discrete", "values": [0, 5, 30]}
