"""Two runs that differ are told apart by the first patient and unit in time, with every line that differs marked."""

from __future__ import annotations

from dataclasses import replace

from tests import handmade
from tests.handmade import changed
from vaxsim import story
from vaxsim.units import NEVER, clock, ticks
from vaxsim.visits import Outcome, StaffState, Visits


def told(other: Visits) -> list[str]:
    """The lines of the story of the morning and another one."""
    return story.difference(handmade.plan(), handmade.draws(), handmade.visits(), other).splitlines()


def differing(lines: list[str]) -> list[list[str]]:
    return [line.removesuffix("<- differs").split() for line in lines if line.endswith("<- differs")]


def test_equal_runs_have_no_story():
    assert told(handmade.visits()) == []


def test_the_patient_that_differs_first_in_time_is_told_and_not_the_first_row():
    one = handmade.visits()
    departed = changed(changed(one.departed, 1, ticks(700)), 3, ticks(485))
    lines = told(replace(one, departed=departed))
    assert [line for line in lines if line.startswith("patient")] == ["patient 4 (all, comes 08:10:00)"]
    assert differing(lines) == [["departed", "08:36:00", "08:05:00"]]


def test_a_patient_is_told_station_by_station_with_who_served():
    one = handmade.visits()
    lines = told(replace(one, began=changed(one.began, (1, 1), ticks(497))))
    place = next(k for k, line in enumerate(lines) if line.split()[:1] == ["vaccination"])
    assert lines[place - 6].split()[:2] == ["registration", "reached"]
    assert [line.split()[0] for line in lines[place + 1 : place + 6]] == ["joined", "began", "by", "ended", "left"]
    assert lines[place + 3].split() == ["by", "nurses#1", "nurses#1"]
    assert differing(lines) == [["began", "08:16:00", "08:17:00"]]


def test_another_outcome_or_crew_is_told_too():
    one = handmade.visits()
    other = replace(one, crew=changed(one.crew, (3, 1, 0), 0), outcome=changed(one.outcome, 3, Outcome.STILL_INSIDE))
    assert differing(told(other)) == [["by", "nurses#1", "clerks#1"], ["outcome", "vaccinated", "still_inside"]]


def test_a_unit_with_more_or_other_states_is_told_with_its_shift():
    one, t = handmade.visits(), handmade.visits().timeline
    kept = ~((t.unit == 1) & (t.state == StaffState.ON_BREAK))
    fewer = replace(t, **{name: getattr(t, name)[kept] for name in ("unit", "state", "began", "ended")})
    lines = told(replace(one, timeline=fewer, breaks_missed=changed(one.breaks_missed, 1, 1)))
    assert "unit nurses#1 (shift 08:00:00-12:00:00)" in lines
    assert not any(line.startswith("patient") for line in lines)
    assert differing(lines)[0][:4] == ["was", "10:00:00-10:15:00", "on", "break"]
    assert differing(lines)[-1] == ["breaks", "missed", "0", "1"]


def test_of_two_units_the_one_whose_records_part_first_is_told():
    one = handmade.visits()
    went = changed(changed(one.went, 0, ticks(900)), 1, ticks(600))
    assert story.first_unit(handmade.plan(), one, replace(one, went=went)) == 1


def test_a_difference_of_neither_patients_nor_staff_is_named():
    assert told(replace(handmade.visits(), stranded=1)) == ["first difference in the arrays: stranded[]: 0 and 1"]


def test_runs_of_unlike_days_are_not_compared():
    one = handmade.visits()
    other = replace(one, crew=one.crew[:4])
    assert told(other)[0].startswith("not of the same day: crew: shapes")


def test_what_never_happened_is_a_dash():
    one = handmade.visits()
    lines = told(replace(one, dosed=changed(one.dosed, 0, NEVER)))
    assert differing(lines) == [["dosed", clock(int(one.dosed[0]), seconds=True), "-"]]
