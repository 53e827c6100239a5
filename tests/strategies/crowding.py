"""Crowds: parties, rooms that are full, stations that wait for others, a limit of people inside, the longest line."""

from __future__ import annotations

from tests.strategies.choices import Choices, if_any
from tests.strategies.times import Table


def party(choose: Choices, table: Table) -> None:
    """Parties at all sources that have them."""
    for source in table["arrivals"]:
        if source["kind"] != "group" and not if_any(3, choose):
            source["party"] = choose.one_of((2, PARTIES, PARTIES))


PARTIES = {"dist": "discrete", "values": [1, 2, 3], "shares": [0.6, 0.3, 0.1]}


def waiting_room(choose: Choices, table: Table) -> None:
    """Rooms before most stations, some of 0; before these nobody walks."""
    for place, station in enumerate(table["stations"]):
        if if_any(3, choose):
            continue
        size = choose.one_of((1, 0, 0, 1, 2, 3) if place else (6, 4, 2, 0))
        station["waiting_room"] = max(size, station["batch"]["size"]) if "batch" in station else size
        if station["waiting_room"] == 0:
            for before in table["stations"][:place]:
                before["walk"] = 0
        if place and if_any(2, choose):
            _serve_alone(choose, table, table["stations"][place - 1])


def _serve_alone(choose: Choices, table: Table, station: Table) -> None:
    """A station has staff of its own, who are needed nowhere else, and so are held with a blocked patient."""
    if "kinds" in station:
        return
    station["needs"] = {"porter": 1}
    if all("porter" not in group["roles"] for group in table["staff"]):
        shift = {"from": "07:45", "to": "10:10", "count": choose.whole(1, 3)}
        table["staff"].append({"group": "porters", "roles": ["porter"], "shifts": [shift], "breaks": []})


def blocks(choose: Choices, table: Table) -> None:
    """Stations where a blocked patient keeps the desk alone."""
    for station in table["stations"]:
        if if_any(2, choose):
            station["blocks"] = "desk"


def hold(choose: Choices, table: Table) -> None:
    """A station that waits for another one, mostly for a later one."""
    stations = table["stations"]
    if len(stations) > 1:
        here = choose.whole(0, len(stations) - 1)
        others = [place for place in range(len(stations)) if place != here]
        later = others[here:] or others
        there = choose.one_of((*later, *later, *others))
        stations[here]["hold"] = {"station": stations[there]["name"], "more_than": choose.one_of((0, 1, 2))}


def dispatch(choose: Choices, table: Table) -> None:
    """The longest line first, or a list of stations, mostly backwards."""
    names = [station["name"] for station in table["stations"]]
    listed = (names[::-1], names[-1:], names[:1])
    table["dispatch"] = choose.one_of(("longest_line", "longest_line", *listed))
    roles = sorted({role for group in table["staff"] for role in group["roles"]} - {"maker"})
    if roles and if_any(2, choose):
        shared = choose.one_of(roles)
        for station in table["stations"]:
            station.update({} if "kinds" in station else {"needs": {shared: 1}})


def max_inside(choose: Choices, table: Table) -> None:
    """Few people inside at once."""
    table["day"]["max_inside"] = choose.one_of((8, 12, 20))
