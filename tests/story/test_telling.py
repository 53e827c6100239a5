"""The story of the morning worked out by hand: its lines, what is chosen of it, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests import handmade
from tests.handmade import at, changed
from vaxsim.plan import Plan
from vaxsim.results import Result
from vaxsim.story import tell
from vaxsim.units import ticks
from vaxsim.visits import NOT_COUNTED, Cause, Outcome, StaffState, Visits


def plan(**changes: Any) -> Plan:
    """The plan of the morning, with what a story reads besides."""
    return handmade.plan(**({"by_priority": [False, False], "priority": [10, 10]} | changes))


def told(visits: Visits | None = None, the_plan: Plan | None = None, **asked: Any) -> list[str]:
    """The lines of a story of the morning."""
    return tell(the_plan or plan(), handmade.draws(), visits or handmade.visits(), **asked).split("\n")


def test_a_patient_is_told_from_coming_to_leaving() -> None:
    assert told(patients=[2]) == [
        "08:02:00  patient 2 (elder) comes for the slot 08:00",
        "08:02:00  patient 2 (elder) joins the line of registration, 0 ahead",
        "08:05:00  clerks#1 begins to serve patient 2 at registration, after 3.0 min in line",
        "08:10:00  clerks#1 has served patient 2 at registration, 5.0 min",
        "08:11:00  patient 2 (elder) joins the line of vaccination, 0 ahead",
        "08:16:00  nurses#1 begins to serve patient 2 at vaccination, after 5.0 min in line",
        "08:16:00  patient 2 (elder) gets the dose",
        "08:26:00  nurses#1 has served patient 2 at vaccination, 10.0 min",
        "08:26:00  patient 2 (elder) leaves the site: vaccinated, 24.0 min after coming",
    ]


def test_a_unit_is_told_with_its_patients_and_breaks() -> None:
    assert told(units=["nurses#1"]) == [
        "08:00:00  nurses#1 comes on duty, shift 08:00-12:00",
        "08:00:00  nurses#1 is free",
        "08:06:00  nurses#1 begins to serve patient 1 at vaccination",
        "08:16:00  nurses#1 has served patient 1 at vaccination, 10.0 min",
        "08:16:00  nurses#1 begins to serve patient 2 at vaccination, after 5.0 min in line",
        "08:26:00  nurses#1 has served patient 2 at vaccination, 10.0 min",
        "08:26:00  nurses#1 begins to serve patient 4 at vaccination, after 10.0 min in line",
        "08:36:00  nurses#1 has served patient 4 at vaccination, 10.0 min",
        "08:36:00  nurses#1 is free",
        "10:00:00  nurses#1 goes on a break",
        "10:15:00  nurses#1 ends the break, 15.0 min",
        "10:15:00  nurses#1 is free",
        "12:00:00  nurses#1 goes off duty",
    ]


def test_a_stretch_of_time_is_told_of_all_and_ends_before_its_end() -> None:
    assert told(begin=ticks(475), end=ticks(482)) == [
        "07:55:00  patient 1 (all) comes for the slot 08:00 and stands outside",
        "08:00:00  clerks#1 comes on duty, shift 08:00-12:00",
        "08:00:00  nurses#1 comes on duty, shift 08:00-12:00",
        "08:00:00  the doors open",
        "08:00:00  patient 1 (all) joins the line of registration, 0 ahead",
        "08:00:00  clerks#1 begins to serve patient 1 at registration",
        "08:00:00  nurses#1 is free",
    ]


def test_a_patient_and_a_unit_are_told_together_within_a_time() -> None:
    lines = told(patients=[4], units=["clerks#1"], begin=ticks(490), end=ticks(496))
    assert lines == [
        "08:10:00  clerks#1 has served patient 2 at registration, 5.0 min",
        "08:10:00  patient 4 (all) comes",
        "08:10:00  patient 4 (all) joins the line of registration, 0 ahead",
        "08:10:00  clerks#1 begins to serve patient 4 at registration",
        "08:15:00  clerks#1 has served patient 4 at registration, 5.0 min",
        "08:15:00  clerks#1 is free",
    ]


def test_the_class_is_left_out_where_there_is_only_one() -> None:
    assert told(the_plan=plan(classes=("all",)), patients=[4])[0] == "08:10:00  patient 4 comes"


def test_those_ahead_are_those_who_are_called_before() -> None:
    v = handmade.visits()
    waiting = replace(v, began=changed(v.began, (slice(None), 1), at(486, 520, None, 506, None)))
    assert "08:16:00  patient 4 (all) joins the line of vaccination, 1 ahead" in told(waiting, patients=[4])
    first = plan(by_priority=[False, True], priority=[1, 10])
    assert "08:16:00  patient 4 (all) joins the line of vaccination, 0 ahead" in told(waiting, first, patients=[4])


def test_who_is_called_in_the_same_instant_is_ahead_of_those_who_walk_up_but_not_of_newcomers() -> None:
    assert "08:16:00  patient 4 (all) joins the line of vaccination, 1 ahead" in told(patients=[4])
    v = handmade.visits()
    later = replace(v, began=changed(v.began, (1, 0), ticks(490)))
    assert "08:10:00  patient 4 (all) joins the line of registration, 0 ahead" in told(later, patients=[4])


@pytest.mark.parametrize(
    ("outcome", "cause", "line"),
    [
        (Outcome.TURNED_AWAY, Cause.CLOSED, "12:30:00  patient 5 (all) is turned away: closed"),
        (Outcome.TURNED_AWAY, Cause.NO_DOSE, "12:30:00  patient 5 (all) is turned away: no dose"),
        (Outcome.BALKED, Cause.NONE, "12:30:00  patient 5 (all) sees the line and does not join it"),
        (Outcome.RENEGED, Cause.NONE, "12:30:00  patient 5 (all) has waited too long and gives up"),
        (Outcome.DEFERRED, Cause.NONE, "12:30:00  patient 5 (all) leaves the site: deferred"),
        (Outcome.STILL_INSIDE, Cause.NONE, "12:30:00  patient 5 (all) has not left when the day is cut off"),
    ],
)
def test_every_way_in_which_a_day_ends_is_said(outcome: Outcome, cause: Cause, line: str) -> None:
    v = handmade.visits()
    ended = replace(v, outcome=changed(v.outcome, 4, outcome), cause=changed(v.cause, 4, cause))
    assert told(ended, patients=[5])[-1] == line


def test_who_is_blocked_at_the_desk_leaves_it_later_and_before_joining_the_next_line() -> None:
    v = handmade.visits()
    blocked = replace(
        v, left=changed(v.left, (1, 0), ticks(494)), reached=changed(v.reached, (1, 1), ticks(490)),
        joined=changed(v.joined, (1, 1), ticks(494)),
    )  # fmt: skip
    assert told(blocked, patients=[2], begin=ticks(490), end=ticks(495)) == [
        "08:10:00  clerks#1 has served patient 2 at registration, 5.0 min",
        "08:10:00  patient 2 (elder) stands at the door of vaccination",
        "08:14:00  patient 2 (elder) leaves the desk at registration, 4.0 min after the service",
        "08:14:00  patient 2 (elder) joins the line of vaccination, 0 ahead",
    ]


def test_who_never_came_is_named_without_a_time() -> None:
    assert told(patients=[3]) == ["patient 3 (all), slot 08:00, did not come"]
    v = handmade.visits()
    cut = replace(v, outcome=changed(v.outcome, 2, NOT_COUNTED))
    assert told(cut, plan(stop=ticks(600)), patients=[3]) == [
        "patient 3 (all), slot 08:00, had not come when the day was cut off at 10:00"
    ]
    absent = handmade.draws(absent=[False, True])
    never = replace(v, came=at(480, None), went=at(720, None), timeline=handmade.timeline())
    assert tell(plan(), absent, never, units=["nurses#1"], begin=ticks(540)) == "nurses#1 was absent"


def test_an_empty_story_says_so() -> None:
    assert told(begin=ticks(540), end=ticks(550)) == ["nothing is recorded from 09:00 to 09:10"]
    assert told(patients=[1], units=["clerks#1"], end=ticks(479), begin=ticks(476)) == [
        "nothing is recorded of patient 1 and clerks#1 from 07:56 to 07:59"
    ]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"patients": [6]}, "there is no patient 6; there are patients 1 to 5"),
        ({"patients": [0]}, "there is no patient 0; there are patients 1 to 5"),
        ({"units": ["nurses#2"]}, 'there is no unit of staff "nurses#2"; the group "nurses" has 1: nurses#1'),
        ({"units": ["nurse#1"]}, 'there is no unit of staff "nurse#1"; did you mean "nurses#1"?'),
        ({"units": ["clerk"]}, 'there is no unit of staff "clerk"; the group "clerks" has 1: clerks#1'),
        ({"units": ["xyz"]}, 'there is no unit of staff "xyz"; the groups are clerks and nurses'),
        ({"begin": ticks(60), "end": ticks(90)}, "from 01:00 to 01:30 lies outside of the day, which went from "
         "07:55:00 to 12:30:00"),
        ({"begin": ticks(1200)}, "from 20:00 lies outside of the day"),
        ({"begin": ticks(600), "end": ticks(600)}, "from 10:00 to 10:00 is no stretch of time"),
    ],
)  # fmt: skip
def test_what_the_day_has_not_is_refused_with_what_it_has(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError) as refused:
        told(**asked)
    assert str(refused.value).startswith(message)


def test_a_site_without_staff_says_so() -> None:
    with pytest.raises(ValueError, match="this site has no staff"):
        told(the_plan=plan(units=(), groups=()), units=["nurses#1"])


def test_long_lines_go_on_indented_and_names_stay_on_one_line() -> None:
    name = "the room\nat the end  of the corridor on the second floor of the old wing of the hospital"
    lines = told(the_plan=plan(stations=("registration", name)), patients=[2])
    assert max(map(len, lines)) <= 100
    assert any(line.startswith(" " * 10) for line in lines)
    assert "room at the end of" in " ".join(lines)


def test_times_and_durations_are_not_rounded_up() -> None:
    v = handmade.visits()
    began = changed(v.began, (1, 0), ticks(482) + 59_999)
    lines = told(replace(v, began=began), patients=[2])
    assert "08:02:59  clerks#1 begins to serve patient 2 at registration, after 59 s in line" in lines
    soon = told(replace(v, began=changed(v.began, (1, 0), ticks(482) + 7)), patients=[2])
    assert "08:02:00  clerks#1 begins to serve patient 2 at registration, after less than 1 s in line" in soon


def test_a_result_tells_by_number_name_and_clock() -> None:
    result = Result(plan(), handmade.draws(), handmade.visits())
    assert result.story(patient=2).split("\n") == told(patients=[2])
    assert result.story(unit="nurses#1", from_="10:00", to="10:15") == "10:00:00  nurses#1 goes on a break"
    assert result.story([2, 4], ["nurses#1"]).count("\n") + 1 == len(told(patients=[2, 4], units=["nurses#1"]))
    with pytest.raises(ValueError, match="no time of day"):
        result.story(from_="ten")


def test_all_states_of_staff_but_serving_and_restocking_are_told_where_they_begin_and_end() -> None:
    states = [state for state in StaffState if state is not StaffState.SERVING]
    rows = [(0, state, 600 + 10 * k, 610 + 10 * k) for k, state in enumerate(states)]
    visits = replace(handmade.visits(), timeline=handmade.timeline(*rows))
    lines = [line[10:] for line in told(visits, units=["clerks#1"], begin=ticks(600), end=ticks(661))]
    assert lines == [
        "clerks#1 is free",
        "clerks#1 is held: the patient cannot go on",
        "clerks#1 begins to clean up",
        "clerks#1 has cleaned up, 10.0 min",
        "clerks#1 begins to prepare doses",
        "clerks#1 stops preparing doses, 10.0 min",
        "clerks#1 goes on a break",
        "clerks#1 ends the break, 10.0 min",
    ]


def test_overtime_and_missed_breaks_are_told_on_going() -> None:
    v = handmade.visits()
    late = replace(v, went=at(720, 735), breaks_missed=changed(v.breaks_missed, 1, 2))
    assert told(late, units=["nurses#1"])[-1] == (
        "12:15:00  nurses#1 goes off duty, 15.0 min after the end of the shift, 2 breaks missed"
    )


def test_a_held_unit_serves_the_next_patient_only_when_the_last_has_gone() -> None:
    v, held = handmade.visits(), StaffState.HELD
    rows = [(0, StaffState.SERVING, 480, 490), (0, held, 490, 494), (0, StaffState.SERVING, 494, 500)]
    blocked = replace(
        v, left=changed(v.left, (1, 0), ticks(494)), reached=changed(v.reached, (1, 1), ticks(490)),
        joined=changed(v.joined, (1, 1), ticks(494)), began=changed(v.began, (3, 0), ticks(494)),
        timeline=handmade.timeline(*rows),
    )  # fmt: skip
    lines = told(blocked, units=["clerks#1"], patients=[2], begin=ticks(494), end=ticks(495))
    assert [line[10:] for line in lines] == [
        "patient 2 (elder) leaves the desk at registration, 4.0 min after the service",
        "patient 2 (elder) joins the line of vaccination, 0 ahead",
        "clerks#1 begins to serve patient 4 at registration, after 4.0 min in line",
    ]


def test_the_next_patient_takes_a_desk_only_when_the_blocked_one_has_left_it() -> None:
    v = handmade.visits()
    blocked = replace(
        v, left=changed(v.left, (1, 0), ticks(494)), reached=changed(v.reached, (1, 1), ticks(490)),
        joined=changed(v.joined, (1, 1), ticks(494)), began=changed(v.began, (3, 0), ticks(494)),
        crew=changed(v.crew, (slice(None), 0), -1), freed=changed(v.freed, (1, 0), ticks(494)),
    )  # fmt: skip
    last = {desks: told(blocked, plan(kind_desks=[desks, 1]), patients=[2, 4], begin=ticks(494), end=ticks(495))[-1]
            for desks in (1, 2)}  # fmt: skip
    assert last[1] == "08:14:00  patient 4 (all) begins at registration, after 4.0 min in line"
    assert last[2] == "08:14:00  patient 2 (elder) joins the line of vaccination, 0 ahead"


def test_what_is_cut_off_has_no_end() -> None:
    v, stop = handmade.visits(), 610
    rows = [(0, StaffState.IDLE, 480, stop), (1, StaffState.ON_BREAK, 600, stop)]
    cut = replace(v, timeline=handmade.timeline(*rows), went=at(stop, stop), ended_at=ticks(stop))
    assert told(cut, plan(stop=ticks(stop)), begin=ticks(600)) == [
        "10:00:00  nurses#1 goes on a break",
        "10:10:00  clerks#1 is on duty when the day is cut off",
        "10:10:00  nurses#1 is on duty when the day is cut off",
        "12:30:00  patient 5 (all) comes",
        "12:30:00  patient 5 (all) is turned away: closed",
    ]
