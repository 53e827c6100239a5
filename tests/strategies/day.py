"""Doors, classes and sources of patients."""

from __future__ import annotations

from collections.abc import Sequence

from tests.strategies.choices import Choices, if_any
from tests.strategies.times import CLOSING, OPENING, Table, duration, time


def day(choose: Choices) -> Table:
    """[day]: one opening interval or two, gates, limits, both rules after closing, sometimes a stop."""
    table: Table = {"open": [["08:00", "10:00"]], "after_close": choose.one_of(("serve", "turn_away"))}
    if if_any(3, choose):
        table["open"] = [["08:00", "08:50"], ["09:10", "10:00"]]
    if if_any(5, choose):
        table["not_before"] = time(choose, OPENING - 20, OPENING + 20)
    if if_any(2, choose):
        table["gate"] = choose.one_of((5, 0, 0, 15))
    if if_any(2, choose):
        table["late_limit"] = choose.one_of((5, 0, 10))
    if if_any(4, choose):
        table["stop"] = time(choose, CLOSING - 20, CLOSING + 30)
    return table


def patient_class(choose: Choices, name: str, stations: Sequence[str]) -> Table:
    """One of [[classes]]: a priority, a station to skip, a service time of its own."""
    skippable = [station for station in stations if station not in ("vaccination", "counselling")]
    return {
        "name": name,
        "priority": choose.one_of((10, 10, 1)),
        "skips": choose.one_of(([], skippable[:1], skippable[-1:])),
        "service": {"vaccination": duration(choose)} if if_any(3, choose) else {},
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
