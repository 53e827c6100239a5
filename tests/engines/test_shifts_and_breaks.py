"""Every rule of shifts and breaks on a day of its own, worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engines.days import day, patient_rows, staff_rows
from vaxsim.engines import ENGINES
from vaxsim.scenario import Scenario

pytestmark = pytest.mark.parametrize("engine", ENGINES)


def site(comes: list[str], staff: list[dict[str, Any]], **changes: Any) -> Scenario:
    """A site with one vaccination station of ten minutes that needs a nurse; patients at the given times.

    A scenario needs somebody to come: where a test is about staff alone, one comes after closing.
    """
    station = {"name": "vaccination", "needs": {"nurse": 1}, "service": 10, "doses": 1}
    return Scenario.from_dict(
        {
            "day": {"open": [["08:00", "12:00"]]},
            "arrivals": [{"kind": "group", "at": time, "size": 1} for time in comes or ["12:30"]],
            "stations": [station],
            "staff": staff,
        }
        | changes
    )


def nurses(*shifts: tuple[str, str, int], **fields: Any) -> dict[str, Any]:
    """A group of nurses with (from, to, count) shifts."""
    table = [{"from": begin, "to": end, "count": count} for begin, end, count in shifts]
    return {"group": "nurses", "roles": ["nurse"], "shifts": table} | fields


def staff_of(scenario: Scenario, engine: str) -> list[str]:
    """The timeline of the staff as lines: unit state from-to."""
    plan, _, visits = day(scenario, engine)
    return [f"{row['unit']} {row['state']} {row['from'][:5]}-{row['to'][:5]}" for row in staff_rows(plan, visits)]


def served(scenario: Scenario, engine: str) -> list[str]:
    """Who served each patient and when, as lines: number unit began-ended; or number outcome cause."""
    plan, draws, visits = day(scenario, engine)
    rows = patient_rows(plan, draws, visits)
    lines = []
    for row in rows:
        if row["began"]:
            lines.append(f"{row['patient']} {row['units']} {row['began'][:5]}-{row['ended'][:5]}".replace("  ", " "))
        elif row["station"] == "OUTCOME" and row["outcome"] != "vaccinated":
            lines.append(f"{row['patient']} {row['outcome']} {row['cause']} {row['left'][:5]}".replace("  ", " "))
    return lines


def test_a_unit_serves_nobody_before_its_shift_and_begins_at_its_first_tick(engine: str) -> None:
    scenario = site(["08:00"], [nurses(("08:30", "12:00", 1))])
    assert served(scenario, engine) == ["1 nurses#1 08:30-08:40"]


def test_at_the_end_of_its_shift_a_unit_finishes_its_patient_and_takes_nobody_else(engine: str) -> None:
    scenario = site(["08:25", "08:26"], [nurses(("08:00", "08:30", 1), ("09:00", "12:00", 1))])
    assert served(scenario, engine) == ["1 nurses#1 08:25-08:35", "2 nurses#2 09:00-09:10"]
    assert staff_of(scenario, engine)[:2] == ["nurses#1 idle 08:00-08:25", "nurses#1 serving 08:25-08:35"]


def test_a_service_that_ends_with_the_shift_leaves_the_next_patient_to_the_next_shift(engine: str) -> None:
    scenario = site(["08:20", "08:21"], [nurses(("08:00", "08:30", 1), ("08:30", "12:00", 1))])
    assert served(scenario, engine) == ["1 nurses#1 08:20-08:30", "2 nurses#2 08:30-08:40"]


def test_without_until_clear_a_unit_goes_at_closing_and_the_line_is_turned_away_for_want_of_staff(engine: str) -> None:
    scenario = site(["11:55", "11:56"], [nurses(("08:00", "12:00", 1), until_clear=False)])
    assert served(scenario, engine) == ["1 nurses#1 11:55-12:05", "2 turned_away no staff 12:05"]


def test_a_unit_whose_shift_ended_before_closing_does_not_stay(engine: str) -> None:
    scenario = site(["11:45", "11:46"], [nurses(("08:00", "11:50", 1))])
    assert served(scenario, engine) == ["1 nurses#1 11:45-11:55", "2 turned_away no staff 12:00"]


def test_a_shift_that_ends_after_closing_lasts_to_its_end_although_nobody_is_left(engine: str) -> None:
    scenario = site(["08:00"], [nurses(("08:00", "12:30", 1))])
    assert staff_of(scenario, engine)[-1] == "nurses#1 idle 08:10-12:30"


def test_a_shift_that_ends_after_closing_is_prolonged_while_somebody_waits(engine: str) -> None:
    scenario = site(["11:50"] * 5, [nurses(("08:00", "12:10", 1))])
    assert served(scenario, engine)[-1] == "5 nurses#1 12:30-12:40"
    assert staff_of(scenario, engine)[-1] == "nurses#1 serving 11:50-12:40"


def test_of_two_who_stay_the_idle_one_goes_when_the_last_patient_has_started(engine: str) -> None:
    scenario = site(["11:55", "11:56", "11:57"], [nurses(("08:00", "12:00", 2))])
    assert staff_of(scenario, engine) == [
        "nurses#1 idle 08:00-11:55",
        "nurses#1 serving 11:55-12:15",
        "nurses#2 idle 08:00-11:56",
        "nurses#2 serving 11:56-12:06",
    ]


def test_staff_of_an_optional_station_stay_while_a_branch_may_still_lead_there(engine: str) -> None:
    stations = [
        {"name": "vaccination", "service": 10, "doses": 1},
        {"name": "observation", "service": 15, "branches": [{"share": 0.001, "to": "treatment", "service": 1}]},
        {"name": "treatment", "optional": True, "needs": {"nurse": 1}, "service": 20},
    ]
    scenario = site(["11:50"], [nurses(("08:00", "12:00", 1))], stations=stations)
    assert staff_of(scenario, engine) == ["nurses#1 idle 08:00-12:15"]


def test_absent_units_neither_come_nor_count(engine: str) -> None:
    pause = {"earliest": "09:00", "latest": "09:00", "length": 15, "away": 0.5}
    scenario = site(["09:05"], [nurses(("08:00", "12:00", 2), absence=1.0, breaks=[pause])])
    _, _, visits = day(scenario, engine)
    assert staff_of(scenario, engine) == []
    assert visits.breaks_missed.tolist() == [0, 0]
    assert served(scenario, engine) == ["1 turned_away no staff 12:00"]


def test_a_break_that_nobody_can_cover_may_still_be_taken_by_a_group_of_one(engine: str) -> None:
    pause = {"earliest": "09:00", "latest": "09:30", "length": 15, "away": 0.5}
    scenario = site(["09:05"], [nurses(("08:00", "12:00", 1), breaks=[pause])])
    assert served(scenario, engine) == ["1 nurses#1 09:15-09:25"]


def test_a_unit_on_its_break_counts_as_present_and_as_away(engine: str) -> None:
    pause = {"earliest": "09:00", "latest": "09:20", "length": 15, "away": 0.7}  # floor(0.7 x 3) = 2 at a time
    scenario = site([], [nurses(("08:00", "12:00", 3), breaks=[pause])])
    assert [line for line in staff_of(scenario, engine) if "break" in line] == [
        "nurses#1 on break 09:00-09:15",
        "nurses#2 on break 09:00-09:15",
        "nurses#3 on break 09:15-09:30",
    ]


def test_a_break_that_could_not_begin_by_its_latest_tick_is_missed_and_counted(engine: str) -> None:
    pause = {"earliest": "09:00", "latest": "09:14", "length": 15, "away": 0.5}
    scenario = site([], [nurses(("08:00", "12:00", 3), breaks=[pause])])
    _, _, visits = day(scenario, engine)
    assert visits.breaks_missed.tolist() == [0, 1, 1]


def test_a_unit_that_comes_within_the_window_takes_its_break_at_once(engine: str) -> None:
    pause = {"earliest": "09:00", "latest": "10:00", "length": 15}
    scenario = site([], [nurses(("08:00", "09:30", 1), ("09:45", "12:00", 1), breaks=[pause])])
    assert [line for line in staff_of(scenario, engine) if "break" in line] == [
        "nurses#1 on break 09:00-09:15",
        "nurses#2 on break 09:45-10:00",
    ]


def test_a_break_does_not_concern_a_unit_that_comes_after_it_or_goes_before_it(engine: str) -> None:
    pause = {"earliest": "09:00", "latest": "09:30", "length": 15}
    shifts = ("08:00", "09:00", 1), ("09:31", "12:00", 1), ("09:00", "12:00", 1)
    _, _, visits = day(site([], [nurses(*shifts, breaks=[pause])]), engine)
    assert visits.breaks_missed.tolist() == [0, 0, 0]
    assert (visits.timeline.state == 6).sum() == 1


def test_who_is_on_a_break_at_the_end_of_the_shift_is_off(engine: str) -> None:
    pause = {"earliest": "11:50", "latest": "11:55", "length": 30}
    scenario = site([], [nurses(("08:00", "12:00", 1), breaks=[pause])])
    assert staff_of(scenario, engine)[-1] == "nurses#1 on break 11:50-12:00"


def test_no_break_begins_past_the_end_of_the_shift(engine: str) -> None:
    pause = {"earliest": "11:58", "latest": "12:30", "length": 5}
    scenario = site(["11:55", "11:56"], [nurses(("08:00", "12:00", 1), breaks=[pause])])
    _, _, visits = day(scenario, engine)
    assert staff_of(scenario, engine)[-1] == "nurses#1 serving 11:55-12:15"
    assert visits.breaks_missed.tolist() == [1]


def test_of_two_breaks_each_is_taken_when_it_is_due(engine: str) -> None:
    breaks = [
        {"earliest": "09:00", "latest": "10:00", "length": 5},
        {"earliest": "08:30", "latest": "10:00", "length": 7},
    ]
    scenario = site(["08:25", "08:26", "08:27", "08:28"], [nurses(("08:00", "12:00", 1), breaks=breaks)])
    assert [line for line in staff_of(scenario, engine) if "break" in line] == [
        "nurses#1 on break 08:35-08:42",
        "nurses#1 on break 09:02-09:07",
    ]


def test_idle_time_counts_from_the_end_of_a_break(engine: str) -> None:
    pause = {"earliest": "09:00", "latest": "09:00", "length": 15, "away": 0.5}  # nurse 1 goes
    scenario = site(["09:20", "09:40"], [nurses(("08:00", "12:00", 2), breaks=[pause])])
    assert served(scenario, engine) == ["1 nurses#2 09:20-09:30", "2 nurses#1 09:40-09:50"]


def test_a_break_that_ends_at_the_tick_of_an_arrival_leaves_the_unit_free_for_it(engine: str) -> None:
    pause = {"earliest": "09:00", "latest": "09:00", "length": 15}
    scenario = site(["09:15"], [nurses(("08:00", "12:00", 1), breaks=[pause])])
    assert served(scenario, engine) == ["1 nurses#1 09:15-09:25"]


def test_of_groups_with_different_picks_the_best_of_each_compare_by_number(engine: str) -> None:
    # At 08:30 nurse 2 has been idle since 08:00, nurse 1 since 08:10: she is the best of hers; temp 3 is behind her.
    temps = nurses(("08:00", "12:00", 1), group="temps", pick="lowest_number")
    scenario = site(["08:00", "08:30"], [nurses(("08:00", "12:00", 2)), temps])
    assert served(scenario, engine) == ["1 nurses#1 08:00-08:10", "2 nurses#2 08:30-08:40"]
    turned = site(["08:00", "08:30"], [temps, nurses(("08:00", "12:00", 2))])
    assert served(turned, engine) == ["1 temps#1 08:00-08:10", "2 temps#1 08:30-08:40"]


def test_stop_closes_timelines_and_leaves_the_later_shift_out(engine: str) -> None:
    shifts = ("08:00", "12:00", 1), ("08:30", "12:00", 1)
    scenario = site(["08:25"], [nurses(*shifts)], day={"open": [["08:00", "12:00"]], "stop": "08:30"})
    assert staff_of(scenario, engine) == ["nurses#1 idle 08:00-08:25", "nurses#1 serving 08:25-08:30"]
    assert served(scenario, engine) == ["1 nurses#1 08:25-", "1 still_inside 08:30"]
