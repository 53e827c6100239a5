"""More staff never makes a wait longer for the same luck: where that is a theorem, and where it is not.

**One station.** A line is served in order of coming by c units, each alone and for the same line only, all of them
there from the beginning to the end; when patients come, and how long each service takes, does not depend on c.  Then
nobody waits longer with c + 1 units.  That is Kiefer and Wolfowitz, On the theory of queues with many servers, Trans.
Amer. Math. Soc. 78 (1955): let w be the times until each of the c units is free, in ascending order; who comes next
waits w[0], and with service s and the next coming a later, w becomes sorted(max(0, w + s e_0 - a)).  Put the c
smallest of the c + 1 beside the c: if the larger system is below in each place once, so it stays, because sorting and
max keep the order; Jacobs and Schach, Stochastic order relationships between GI/G/k systems, Ann. Math. Statist. 43
(1972).  Stations before do not notice the staff of this one; those behind it do, and there the theorem ends.

**A whole way.** Stations in series, each with units of its own and one service time for everybody, patients in order
of their numbers.  Nobody is overtaken, so the n-th begins at station s when they have come there and the (n - c)-th has
left it: D(n, s) = max(D(n, s - 1), D(n - c, s)) + time(s).  That is made of max and +, and D(n - c, s) grows with n, so
each D can only become smaller with c: nobody leaves any station later, and nobody waits longer in all lines together;
Glasserman and Yao, Monotone Structure in Discrete-Event Systems (1994).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaxsim.draws import draw
from vaxsim.engines import ENGINES, run
from vaxsim.plan import compile_plan
from vaxsim.scenario import Scenario
from vaxsim.units import NEVER
from vaxsim.visits import Visits

Table = dict[str, Any]

EXAMPLES = settings.default.max_examples

uneven = {"dist": "uniform", "low": 1, "high": 9}, {"dist": "exponential", "mean": 6, "plus": 0.1}
times = st.sampled_from([5, 10, {"dist": "discrete", "values": [1, 5, 20]}, *uneven])
"""Services of some length: one of none could end and begin in the middle of an instant."""

sources = st.sampled_from(
    [
        {"kind": "group", "at": "08:30", "size": 6},
        {"kind": "walk_ins", "rate": [["08:00", 20]]},
        {"kind": "gaps", "gap": [["08:00", 5]], "until": "09:50"},
        {"kind": "appointments", "first": "08:00", "last": "09:40", "every": 10, "per_slot": 2, "punctuality": -12},
    ]
)


def group(role: str, count: int) -> Table:
    shift = {"from": "07:00", "to": "10:00", "count": count}
    return {"group": f"{role}s", "roles": [role], "shifts": [shift], "until_clear": True}


def site(services: list[Any], counts: list[int], arrivals: list[Table], **more: Any) -> Table:
    """Stations in series, each with a role and units of its own."""
    names = ["registration", "screening", "vaccination", "observation"][: len(services)]
    return {
        "seed": 1,
        "day": {"open": [["08:00", "08:50"], ["09:10", "10:00"]]},
        "arrivals": arrivals,
        "stations": [{"name": n, "service": s, "needs": {n: 1}} for n, s in zip(names, services, strict=True)],
        "staff": [group(n, count) for n, count in zip(names, counts, strict=True)],
    } | more


def played(table: Table, engine: str) -> Visits:
    scenario = Scenario.from_dict(table)
    plan = compile_plan(scenario)
    return run(plan, draw(plan, scenario.seed, 1), engine)


def waits(visits: Visits) -> Any:
    """int64 [n, S]; time in line, 0 of who did not come."""
    return np.where(visits.began < NEVER, visits.began - np.minimum(visits.joined, visits.began), 0)


def with_more(table: Table, place: int, more: int) -> Table:
    """The same site with more staff at a station."""
    staff = [dict(each) for each in table["staff"]]
    (shift,) = staff[place]["shifts"]
    staff[place]["shifts"] = [shift | {"count": shift["count"] + more}]
    return table | {"staff": staff}


@st.composite
def stations_with_one_to_strengthen(draw_: st.DrawFn) -> tuple[Table, int]:
    """A site, and the place of a station whose patients come whatever its staff does."""
    services = draw_(st.lists(times, min_size=1, max_size=3))
    counts = [draw_(st.integers(1, 3)) for _ in services]
    table = site(services, counts, draw_(st.lists(sources, min_size=1, max_size=3)))
    table["seed"] = draw_(st.integers(0, 10**6))
    table["day"] |= draw_(st.sampled_from([{}, {"gate": 5}]))
    table["stations"][0] |= draw_(st.sampled_from([{}, {"branches": [{"share": 0.3, "leave": "deferred"}]}]))
    return table, draw_(st.integers(0, len(services) - 1))


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=2 * EXAMPLES)
@given(stations_with_one_to_strengthen(), st.integers(1, 3))
def test_nobody_waits_longer_at_a_station_with_more_staff(engine: str, one: tuple[Table, int], more: int) -> None:
    table, place = one
    few, many = played(table, engine), played(with_more(table, place, more), engine)
    assert np.array_equal(few.joined[:, : place + 1], many.joined[:, : place + 1])
    assert np.array_equal(few.began[:, :place], many.began[:, :place])
    assert (many.began[:, place] <= few.began[:, place]).all()


@st.composite
def ways_without_overtaking(draw_: st.DrawFn) -> tuple[Table, int]:
    """Stations with one time for everybody, patients of one source in the order of their numbers, and a place."""
    services = draw_(st.lists(st.sampled_from([1, 2, 5, 7, 10]), min_size=2, max_size=4))
    counts = [draw_(st.integers(1, 3)) for _ in services]
    in_order = [
        {"kind": "group", "at": "08:30", "size": 9},
        {"kind": "walk_ins", "rate": [["08:00", 20]]},
        {"kind": "gaps", "gap": [["08:00", {"dist": "discrete", "values": [0, 1, 5]}]], "until": "09:40"},
    ]
    table = site(services, counts, [draw_(st.sampled_from(in_order))])
    table["seed"] = draw_(st.integers(0, 10**6))
    table["stations"][0]["walk"] = draw_(st.sampled_from([0, 3]))
    return table, draw_(st.integers(0, len(services) - 1))


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=2 * EXAMPLES)
@given(ways_without_overtaking(), st.integers(1, 3))
def test_nobody_leaves_a_station_later_or_waits_longer_in_all(engine: str, one: tuple[Table, int], more: int) -> None:
    table, place = one
    few, many = played(table, engine), played(with_more(table, place, more), engine)
    assert (many.left <= few.left).all()
    assert (waits(many).sum(axis=1) <= waits(few).sum(axis=1)).all()


BUS = [{"kind": "group", "at": "08:10", "size": 4}]


def test_behind_a_station_with_more_staff_a_wait_can_grow() -> None:
    table = site([10, 10], [1, 1], BUS)
    few, many = (waits(played(day, "reference"))[:, 1] for day in (table, with_more(table, 0, 3)))
    assert few.tolist() == [0, 0, 0, 0]
    assert many.tolist() == [0, 600_000, 1_200_000, 1_800_000]


def test_where_patients_overtake_each_other_somebody_can_leave_later() -> None:
    classes = [
        {"name": "slow", "service": {"registration": 15, "screening": 1}},
        {"name": "quick", "service": {"registration": 1, "screening": 60}},
    ]
    come = [
        {"kind": "group", "at": at, "size": 1, "classes": {who: 1}}
        for at, who in (("08:10", "slow"), ("08:11", "quick"))
    ]
    table = site([5, 5], [1, 1], come, classes=classes)
    few, many = (played(day, "reference").departed for day in (table, with_more(table, 0, 1)))
    assert many[0] > few[0]
