"""What each shock does to a scenario, and to its days."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import vaxsim as vs
from tests.sites import SMALL
from vaxsim.experiments.stressing import SHOCKS, Blow, DoesNotApply, Strength, blows_on
from vaxsim.experiments.stressing.shocks import grown
from vaxsim.scenario import Scenario

SCENARIOS = sorted((Path(__file__).parents[3] / "scenarios").glob("*.toml"))

BARE = """
[day]
open = [["08:00", "10:00"]]
[[arrivals]]
kind = "group"
at = "08:00"
size = 5
[[stations]]
name = "talk"
service = 10
"""


def read(text: str = SMALL, changes: dict[str, Any] | None = None) -> Scenario:
    scenario = Scenario.from_dict(tomllib.loads(text))
    return scenario.replace(changes) if changes else scenario


def only(name: str, scenario: Scenario, strength: Strength | None = None) -> Blow:
    (blow,) = SHOCKS[name](scenario, strength or Strength())
    return blow


def test_every_group_misses_one_of_every_shift() -> None:
    blows = list(SHOCKS["one_missing"](read(), Strength()))
    assert [blow.name for blow in blows] == ["one_missing(clerks)", "one_missing(nurses)"]
    clerks, nurses = (read(changes=dict(blow.changes)).staff[g] for g, blow in enumerate(blows))
    assert (clerks.shifts[0].count, clerks.absence) == (1, 0)
    assert (nurses.shifts[0].count, nurses.absence) == (1, 1)


def test_a_bus_adds_its_people_and_moves_nobody_elses_arrival() -> None:
    scenario = read()
    blow = only("bus", scenario, Strength(bus=7))
    days = [vs.simulate(each, engine="reference").patients for each in (scenario, scenario.replace(blow.changes))]
    before, after = (day["arrival"].to_numpy() for day in days)
    assert len(after) == len(before) + 7
    assert np.array_equal(after[: len(before)], before, equal_nan=True)
    assert (after[len(before) :] == 9 * 60).all()


def test_a_fifth_more_walk_ins_raises_every_rate() -> None:
    scenario = read(changes={"arrivals": [{"kind": "walk_ins", "rate": [["08:00", 10], ["09:30:30", 5]]}]})
    (changed,) = scenario.replace(only("more_walk_ins", scenario).changes).arrivals
    assert changed.rate == ((8 * 3_600_000, 12), (34_230_000, 6))  # type: ignore[attr-defined]


@given(numbers=st.lists(st.integers(0, 90), max_size=40), factor=st.floats(1, 3))
def test_slots_grow_so_that_all_together_are_right(numbers: list[int], factor: float) -> None:
    more = grown(numbers, factor)
    assert sum(more) == round(sum(numbers) * factor)
    assert all(after >= before for after, before in zip(more, numbers, strict=True))


def test_more_appointments_are_spread_over_the_slots() -> None:
    scenario = read(changes={"arrivals.0.per_slot": 8})
    (source,) = scenario.replace(only("more_booked", scenario).changes).arrivals
    assert source.per_slot == (10, 9, 10, 9)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "punctuality",
    [
        3,
        {"dist": "normal", "mean": -3, "sd": 8},
        {"dist": "normal", "mean": 0, "sd": 9, "min": -5, "max": 9, "plus": 1},
    ],
)
def test_everybody_comes_as_much_earlier_with_the_same_luck(punctuality: Any) -> None:
    scenario = read(changes={"arrivals.0.punctuality": punctuality})
    changed = scenario.replace(only("everyone_early", scenario, Strength(early=12)).changes)
    before, after = (vs.simulate(each, engine="reference").patients["arrival"] for each in (scenario, changed))
    assert (before - after).dropna().to_numpy() == pytest.approx(12, abs=1e-4)


def test_while_the_first_station_is_down_nothing_goes_on_there_and_no_service_is_shortened() -> None:
    scenario = read(changes={"arrivals.0.per_slot": 40})
    blow = only("first_station_down", scenario)
    days = [vs.simulate(each, engine="reference") for each in (scenario, scenario.replace(blow.changes))]
    first = days[1].pieces.query("station == 'registration'")
    worked = np.minimum(first["ended"], 9 * 60 + 20) - np.maximum(first["began"], 9 * 60)
    assert worked.max() == pytest.approx(0)
    minutes = [day.pieces.query("station == 'registration'").groupby("patient")["minutes"].sum() for day in days]
    both = minutes[0].index.intersection(minutes[1].index)
    assert len(both) > 100
    assert minutes[1][both].to_numpy() == pytest.approx(minutes[0][both].to_numpy(), abs=1e-6)


def test_deliveries_come_later_and_stock_comes_after_opening() -> None:
    late = Strength(late=30)
    vaccines = [{"name": "A", "stock": 5, "deliveries": [["09:00", 90]]}, {"name": "B", "stock": 7}]
    given_ = read(changes={"vaccines": vaccines})
    first, second = given_.replace(only("late_delivery", given_, late).changes).vaccines
    assert (first.stock, first.deliveries) == (5, ((34_200_000, 90),))
    assert (second.stock, second.deliveries) == (0, ((30_600_000, 7),))
    day = vs.simulate(read().replace(only("late_delivery", read(), late).changes), engine="reference")
    assert day.patients["dosed"].min() >= 8 * 60 + 30


@pytest.mark.parametrize(
    ("shock", "why"),
    [
        ("one_missing", "no staff"),
        ("more_walk_ins", "nobody walks in"),
        ("more_booked", "no appointments"),
        ("everyone_early", "no appointments"),
        ("first_station_down", "neither a limit on desks nor staff"),
        ("late_delivery", "no station gives doses"),
    ],
)
def test_what_does_not_apply_says_why(shock: str, why: str) -> None:
    with pytest.raises(DoesNotApply, match=why):
        list(SHOCKS[shock](read(BARE), Strength()))


def test_what_the_scenario_refuses_is_not_applied_and_says_why() -> None:
    sessions = read(changes={"stations.registration.batch": {"size": 2, "max_wait": 5}})
    blows, not_applied = blows_on(sessions, ["first_station_down"], Strength())
    assert not blows
    assert "batch" in not_applied["first_station_down"] or "session" in not_applied["first_station_down"]


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_shock_makes_a_right_scenario_of_a_shipped_one_or_says_why_not(path: Path) -> None:
    scenario = vs.read(path)
    blows, not_applied = blows_on(scenario, None, Strength())
    assert {name.partition("(")[0] for name in [blow.name for blow in blows] + list(not_applied)} == set(SHOCKS)
    assert all(not_applied.values())


def test_a_shock_is_added_by_one_function(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SHOCKS, "slow", lambda scenario, _: iter([Blow("slow", "slow desks", {"bin": 5})]))
    found = vs.stress(read(), reps=2, shocks=["slow"], engine="reference")
    assert [harm.words for harm in found.harms] == ["slow desks"]


def test_a_strength_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="down must be a number above 0"):
        Strength(down=0)
