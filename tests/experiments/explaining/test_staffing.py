"""Who is there when, against what a planner reads from the file."""

from __future__ import annotations

import tomllib

import pytest

import vaxsim as vs
from tests.sites import SMALL
from vaxsim.scenario import Scenario

BREAK = {"earliest": "08:30", "latest": "08:50", "length": 15, "away": 0.5}


def staff(**nurses: object) -> dict[str, tuple[float, float, float]]:
    """On duty, on break and expected of the nurses of a small site, by the clock."""
    data = tomllib.loads(SMALL)
    data["staff"][1].update(nurses)
    found = vs.explain(Scenario.from_dict(data)).staff
    rows = found[found["group"] == "nurses"].drop(columns="group")
    return {clock: (duty, away, there) for clock, duty, away, there in rows.itertuples(index=False, name=None)}


def test_a_quarter_in_which_a_shift_begins_counts_in_part() -> None:
    found = staff(shifts=[{"from": "08:10", "to": "10:00", "count": 3}])
    assert found["08:00"] == pytest.approx((1, 0, 1))
    assert found["08:15"] == pytest.approx((3, 0, 3))
    assert found["10:00"] == (0, 0, 0)


def test_breaks_are_taken_in_turns_and_those_too_late_for_one_miss_it() -> None:
    found = staff(shifts=[{"from": "08:00", "to": "10:00", "count": 5}], breaks=[BREAK])
    assert [found[clock][1] for clock in ("08:15", "08:30", "08:45", "09:00")] == pytest.approx([0, 2, 2, 0])
    all_of_them = staff(shifts=[{"from": "08:00", "to": "10:00", "count": 5}], breaks=[{**BREAK, "away": 1.0}])
    assert [all_of_them[clock][1] for clock in ("08:30", "08:45")] == pytest.approx([5, 0])


def test_who_comes_during_the_window_takes_the_break_then_and_who_has_gone_takes_none() -> None:
    shifts = [{"from": "08:40", "to": "10:00", "count": 1}, {"from": "08:00", "to": "08:30", "count": 1}]
    found = staff(shifts=shifts, breaks=[BREAK])
    assert [found[clock][1] for clock in ("08:15", "08:30", "08:45", "09:00")] == pytest.approx([0, 1 / 3, 2 / 3, 0])


def test_absence_takes_its_share_off() -> None:
    found = staff(shifts=[{"from": "08:00", "to": "10:00", "count": 4}], absence=0.25)
    assert found["09:00"] == pytest.approx((4, 0, 3))


def test_a_slow_hour_lowers_what_can_be_done_and_not_the_number_there() -> None:
    data = tomllib.loads(SMALL)
    data["staff"][1].update(pace=[[1, 2000]])
    found = vs.explain(Scenario.from_dict(data))
    assert found.grid.by_quarter(found.on_site.power[1])[[3, 4]].tolist() == pytest.approx([1, 0.5])
    assert found.grid.by_quarter(found.on_site.there[1])[[3, 4]].tolist() == pytest.approx([1, 1])
