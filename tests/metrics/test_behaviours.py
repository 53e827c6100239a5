"""Numbers of behaviours that not every site has, on the morning of `tests.handmade` with one of them written in."""

from __future__ import annotations

import numpy as np
import pytest

from tests import handmade
from tests.handmade import at, changed
from vaxsim import metrics
from vaxsim.metrics.day import Day
from vaxsim.metrics.evaluate import curves, values
from vaxsim.units import NEVER, ticks
from vaxsim.visits import NOT_COUNTED, Interruptions, Move, Outcome, StaffState, Trips

DAY = handmade.visits()


def day_with(*uses, plan=(), draws=(), **happened):
    """The morning of a site that makes use of some behaviours."""
    plan = handmade.plan(uses=frozenset(uses), **dict(plan))
    return Day(plan, handmade.draws(**dict(draws)), handmade.visits(**happened))


def numbers(day):
    """Every number of a day by its key."""
    return dict(zip([label.key for label in metrics.labels(day.names)], values(day).tolist(), strict=True))


def test_what_a_site_has_no_use_for_is_not_measured():
    known = numbers(day_with())
    assert not {"people", "doses_lost", "mean(blocked, registration)", "trips(nurses)"} & known.keys()
    assert numbers(day_with("parties")).keys() > known.keys()


# desks


def blocked(*more):
    """Patient 4 stays at the registration desk from 08:15 to 08:17, and clerks#1 with them; then it is cleaned."""
    left, freed = changed(DAY.left, (3, 0), ticks(497)), changed(DAY.left, (3, 0), ticks(498))
    states = (
        (0, StaffState.SERVING, 480, 495), (0, StaffState.HELD, 495, 497), (0, StaffState.CLEANING, 497, 498),
        (0, StaffState.IDLE, 498, 720), (1, StaffState.IDLE, 480, 720),
    )  # fmt: skip
    return numbers(day_with("rooms", *more, left=left, freed=freed, timeline=handmade.timeline(*states)))


def test_blocked_minutes_are_those_at_the_desk_after_the_service():
    found = blocked()
    assert (found["mean(blocked, registration)"], found["max(blocked, registration)"]) == (2 / 3, 2)
    assert found["mean(blocked, vaccination)"] == 0
    assert found["peak(blocked_desks, registration)"] == 1
    assert found["blocked_share(registration)"] == pytest.approx(2 / (2 * 240))


def test_a_desk_is_in_use_until_it_is_clean():
    assert blocked("clean-up")["utilisation(registration)"] == pytest.approx((15 + 2 + 1) / (2 * 240))


def test_held_time_is_told_apart_from_work():
    found = blocked("clean-up")
    assert (found["held(clerks)"], found["cleaning(clerks)"], found["held(nurses)"]) == (2, 1, 0)
    assert found["utilisation(clerks)"] == pytest.approx((15 + 1) / 240)


def test_a_session_takes_one_desk_and_is_counted_once():
    session = np.array([[-1, 0], [-1, 0], [-1, -1], [-1, 3], [-1, -1]], np.int32)
    began, ended = changed(DAY.began, (1, 1), ticks(486)), changed(DAY.ended, (1, 1), ticks(496))
    found = numbers(day_with("sessions", session=session, began=began, ended=ended, left=ended, freed=ended))
    assert (found["sessions(vaccination)"], found["session_size(vaccination)"]) == (2, 1.5)
    assert found["sessions(registration)"] == 0
    assert np.isnan(found["session_size(registration)"])
    assert found["utilisation(vaccination)"] == pytest.approx(20 / 240)
    assert found["visits(vaccination)"] == 3


def interrupted(paused, resumed):
    rows = np.array([3], np.int32), np.array([1], np.int16), at(paused), at(resumed), np.array([[1]], np.int32)
    return Interruptions(*rows)


def test_a_service_that_is_interrupted_is_not_one_that_is_handed_over():
    uses = ("interruptions", "handover")
    found = numbers(day_with(*uses, interruptions=interrupted(508, 510)))
    assert (found["interruptions(vaccination)"], found["handovers(vaccination)"]) == (1, 0)
    plan = {"hands_over": np.array([False, True]), "unit_to": at(720, 508)}
    found = numbers(day_with(*uses, plan=plan, interruptions=interrupted(508, 508)))
    assert (found["interruptions(vaccination)"], found["handovers(vaccination)"]) == (0, 1)


def test_waiting_for_staff_is_waiting_while_no_kind_of_desk_could_be_staffed():
    """A second kind of desk at the vaccination, which a clerk serves: the clerk is idle from 08:15."""
    plan = {
        "first_kind": np.array([0, 1, 3], np.int16), "crew_role": np.array([[0], [1], [0]], np.int16),
        "kind_desks": np.array([2, 1, 1]), "desks": np.array([2, 2]), "kinds": ("registration", "nurse", "clerk"),
    }  # fmt: skip
    found = numbers(day_with("kinds", plan=plan))
    assert found["waiting_for_staff(vaccination)"] == pytest.approx(4 / 15)  # 08:11-08:15 of 15 min in line
    assert found["waiting_for_desk(vaccination)"] == 0


# people


def test_people_are_counted_with_all_of_their_party():
    day = day_with("parties", draws={"party": np.array([2, 1, 3, 1, 4], np.int32)})
    found = numbers(day)
    assert (found["people"], found["people_dosed"], found["people_vaccinated"]) == (11, 4, 4)
    assert (found["people_no_show"], found["people_turned_away_closed"], found["people_turned_away"]) == (3, 4, 4)
    assert (found["people(elder)"], found["people_dosed(all)"], found["people_vaccinated(elder)"]) == (1, 3, 1)
    assert found["people_throughput"] == 4 / 4
    assert (found["peak(people_inside)"], found["peak(inside)"]) == (4, 3)
    assert found["mean(people_inside)"] == pytest.approx((2 * 16 + 24 + 26) / 270)
    assert curves(day)["people_dosed"].sum() * 5 / 60 == pytest.approx(4)


def test_who_gives_up_undosed_loses_the_doses_of_the_whole_party():
    outcome = np.array([0, Outcome.RENEGED, Outcome.NO_SHOW, Outcome.RENEGED, Outcome.BALKED], np.int8)
    happened = {"outcome": outcome, "dosed": at(486, None, None, 506, None)}
    draws = {"party": np.array([1, 3, 1, 1, 2], np.int32)}
    uses, plan = ("giving up", "balking", "patience"), {"doses": np.array([0, 2])}
    found = numbers(day_with(*uses, plan=plan, draws=draws, **happened))
    assert found["doses_lost"] == 2 * (3 + 2)
    assert (found["balked_share"], found["reneged_share"]) == (1 / 4, 2 / 4)


def test_who_is_called_arrives_on_reaching_the_first_station():
    day = day_with("standby", "vaccines", plan=vaccine(), draws=listed(), outcome=CALLED, moves=handmade.moves(),
                   doses_left=np.array([[-1, 0, 0, 0]]))  # fmt: skip
    assert numbers(day)["standby_called(A)"] == 1
    assert day.averaged.tolist() == [True, True, False, True, False]


CALLED = np.array([0, 0, Outcome.NO_SHOW, 0, NOT_COUNTED], np.int8)


def listed():
    """Patients 4 and 5 are on the list."""
    arrival, travel = at(475, 482, None, None, None), at(None, None, None, 5, 5)
    return {"arrival": arrival, "standby": np.array([3, 5]), "travel": travel}


# staff


def test_a_trip_to_restock_is_work_and_its_wait_is_told_apart():
    two = np.array([1, 1], np.int32)
    trips = Trips(two, two * 0, at(520, 540), at(521, 541), at(524, 541), at(526, 543), at(527, 544), np.array([2, 2]))
    restocking = StaffState.RESTOCKING
    states = ((0, StaffState.IDLE, 480, 720), (1, restocking, 520, 527), (1, restocking, 540, 544))
    plan = {"holds": np.array([0, 2])}
    found = numbers(day_with("restocking", plan=plan, trips=trips, timeline=handmade.timeline(*states)))
    assert (found["trips(nurses)"], found["filling_wait(nurses)"], found["restocking(nurses)"]) == (2, 1.5, 11)
    assert np.isnan(found["filling_wait(clerks)"])
    assert found["utilisation(nurses)"] == pytest.approx(11 / 240)


def test_a_preparing_group_is_used_to_its_last_dose():
    moves = handmade.moves((484, 0, Move.BEGUN, 0, 1), (490, 0, Move.MADE, 0, 1))
    states = ((0, StaffState.IDLE, 480, 484), (0, StaffState.PREPARING, 484, 490), (0, StaffState.IDLE, 490, 720))
    plan = vaccine(preparers=np.array([0], np.int16), group_stations=np.array([[False, False], [False, True]]))
    day = day_with("preparing", "vaccines", plan=plan, moves=moves, timeline=handmade.timeline(*states),
                   doses_left=np.array([[-1, 0, 1, 0]]))  # fmt: skip
    found = numbers(day)
    assert found["utilisation_to_last_departure(clerks)"] == pytest.approx(6 / 10)
    assert (found["preparing(clerks)"], found["doses_made(A)"]) == (6, 1)


# doses


def vaccine(**more):
    """A plan with one vaccine in vials of five."""
    fields = {
        "vaccines": ("A",), "vaccine": np.zeros(2, np.int16), "stock": np.array([NEVER]), "vial": np.array([5]),
        "open_life": at(10), "preparers": np.array([-1], np.int16), "standby_from": at(None),
    }  # fmt: skip
    return fields | more


MORNING = (
    (480, 0, Move.RECEIVED, -1, 12), (486, 0, Move.OPENED, -1, 5), (486, 0, Move.GIVEN, 0, 1),
    (496, 0, Move.OPENED, -1, 5), (496, 0, Move.WASTED_OPEN, -1, 4), (496, 0, Move.GIVEN, 1, 1),
    (506, 0, Move.OPENED, -1, 2), (506, 0, Move.WASTED_OPEN, -1, 4), (506, 0, Move.GIVEN, 3, 1),
)  # fmt: skip


def doses(stock=12):
    left = np.array([[0 if stock < NEVER else -1, 1, 0, 0]])
    plan = vaccine(stock=np.array([stock]))
    return day_with("vaccines", plan=plan, moves=handmade.moves(*MORNING), doses_left=left)


def test_doses_received_are_given_wasted_or_left():
    found = numbers(doses())
    assert (found["doses_received(A)"], found["doses_given(A)"], found["doses_wasted(A)"]) == (12, 3, 8)
    assert (found["doses_left(A)"], found["doses_left_in_stock(A)"], found["doses_left_open(A)"]) == (1, 0, 1)
    assert found["vials_opened(A)"] == 3
    assert found["waste_share(A)"] == pytest.approx(8 / 11)


def test_the_stock_over_the_day_is_what_has_come_less_what_was_given_and_wasted():
    day = doses()
    assert numbers(day)["peak(stock, A)"] == 12
    assert numbers(day)["mean(stock, A)"] == pytest.approx((6 * 12 + 10 * 11 + 10 * 6 + 244 * 1) / 270)


def test_nothing_is_counted_of_an_endless_stock():
    found = numbers(doses(NEVER))
    assert np.isnan([found["doses_received(A)"], found["doses_left(A)"], found["doses_left_in_stock(A)"]]).all()
    assert (found["doses_given(A)"], found["doses_left_open(A)"], found["peak(stock, A)"]) == (3, 1, 0)


def test_the_wait_for_a_dose_is_the_part_of_the_wait_before_it_was_taken():
    supplied = np.full((5, 2), NEVER)
    supplied[[0, 1, 3], 1] = at(486, 494, 500)
    taken = [(minute, 0, Move.TAKEN, patient, 1) for minute, patient in ((486, 0), (494, 1), (500, 3))]
    moves = handmade.moves((480, 0, Move.MADE, 0, 3), *taken)
    plan = vaccine(preparers=np.array([0], np.int16))
    day = day_with("preparing", "vaccines", plan=plan, supplied=supplied, moves=moves, doses_left=np.zeros((1, 4), int))
    found = numbers(day)
    assert found["mean(dose_wait, vaccination)"] == pytest.approx((0 + 3 + 4) / 3)
    assert found["mean(wait, vaccination)"] == 5
    assert found["peak(prepared, A)"] == 3
    assert np.isnan(found["mean(dose_wait, registration)"])


def test_a_promise_can_be_about_a_vaccine():
    names = metrics.Names(("vaccination",), ("nurses",), ("all",), ("A",), frozenset({"vaccines"}))
    measure, per, index = metrics.find(metrics.measures_named("waste_share"), "A", names)
    assert (measure.unit, per, index) == ("share", "vaccine", 0)
    assert "waste_share(A)" in [label.key for label in metrics.labels(names)]


def test_a_behaviour_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="did you mean 'rooms'"):
        metrics.number("places", unit="min", per="site", meaning="m", use="romms")
