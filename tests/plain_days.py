"""Random plain lines, biased to ties: what the feed-forward path of the compiled engine is for."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.strategies import Table
from tests.strategies import scenarios as random_days

some_time = [5, 5, 10, {"dist": "discrete", "values": [5, 10, 15]}, {"dist": "uniform", "low": 2, "high": 12}]
no_time = [0, {"dist": "discrete", "values": [0, 5]}]
services = st.sampled_from(some_time * 3 + no_time)
"""Mostly some time: where several need none at one tick, the path often leaves the day to the general engine."""

walks = st.sampled_from([0, 0, 0, 5, {"dist": "discrete", "values": [0, 5]}])
crowds = st.one_of(
    st.none(), st.builds(lambda size: {"kind": "group", "at": "08:20", "size": size}, st.integers(2, 20))
)


@st.composite
def plain_days(draw: st.DrawFn) -> Table:
    """A random day without staff, stop and priorities that matter; gates, doors, skips and branches stay."""
    table = draw(random_days(behaviours=()))
    table["staff"] = []
    table["day"].pop("stop", None)
    all_alike = draw(st.booleans())
    for klass in table["classes"]:
        klass["service"] = {name: draw(services) for name in klass["service"]}
        klass["priority"] = 7 if all_alike else klass["priority"]
    for station in table["stations"]:
        station.pop("needs", None)
        station["service"], station["walk"] = draw(services), draw(walks)
        station["discipline"] = station["discipline"] if all_alike else "first_come"
    table["arrivals"] += [crowd for crowd in [draw(crowds)] if crowd is not None]
    return table


def many_desks() -> Table:
    """Three buses at a station with more desks than are kept in order, and at two that tell the order apart."""
    times = [{"dist": "discrete", "values": [5, 10, 15]}, {"dist": "discrete", "values": [1, 2]}, 5]
    return {
        "day": {"open": [["08:00", "10:00"]]},
        "arrivals": [{"kind": "group", "at": at, "size": 70} for at in ("08:00", "08:04", "08:08")],
        "stations": [
            {"name": "registration", "desks": 66, "service": times[0]},
            {"name": "screening", "desks": 7, "service": times[1]},
            {"name": "vaccination", "desks": 20, "service": times[2], "doses": 1},
        ],
    }


def no_time_behind_the_door() -> Table:
    """Those outside pass a registration without length in the order of their coming, not of their numbers."""
    return {
        "day": {"open": [["08:00", "10:00"]]},
        "arrivals": [{"kind": "group", "at": at, "size": 2} for at in ("07:58", "07:56", "07:54")],
        "stations": [
            {"name": "registration", "service": 0},
            {"name": "vaccination", "desks": 1, "service": 5, "doses": 1},
        ],
    }


def early_at_the_gate() -> Table:
    """Two wait at the gate; who came first has the later appointment, and so is let in last."""
    visits = [("08:30", -25), ("08:20", -10)]
    return {
        "day": {"open": [["08:00", "10:00"]], "gate": 5},
        "arrivals": [
            {"kind": "appointments", "first": slot, "last": slot, "every": 5, "per_slot": 1, "punctuality": early}
            for slot, early in visits
        ],
        "stations": [{"name": "vaccination", "desks": 1, "service": 5, "doses": 1}],
    }


def past_those_outside() -> Table:
    """While one waits outside for the doors to open again, somebody who is inside joins the same line before."""
    return {
        "day": {"open": [["08:00", "08:30"], ["09:00", "10:00"]]},
        "classes": [{"name": "all"}, {"name": "direct", "skips": ["registration"]}],
        "arrivals": [
            {"kind": "group", "at": "08:25", "size": 1, "classes": {"all": 1}},
            {"kind": "group", "at": "08:40", "size": 1, "classes": {"direct": 1}},
        ],
        "stations": [
            {"name": "registration", "desks": 1, "service": 25},
            {"name": "vaccination", "desks": 1, "service": 15, "doses": 1},
        ],
    }


SPECIAL = (many_desks, no_time_behind_the_door, early_at_the_gate, past_those_outside)
"""Days that random ones seldom come near."""
