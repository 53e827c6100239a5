"""Why people wait, on days of three patients who come at 08:00 and are counted by hand; minutes from then on."""

from __future__ import annotations

import pytest

import vaxsim as vs

DAY = '[day]\nopen = [["08:00", "09:00"]]\n'
ARRIVALS = '[[arrivals]]\nkind = "appointments"\nfirst = "08:00"\nlast = "08:00"\nevery = 1\nper_slot = 3\n'
REGISTRATION = '[[stations]]\nname = "registration"\ndesks = 1\nservice = 1\n'
VACCINATION = '[[stations]]\nname = "vaccination"\ndoses = 1\ndesks = 1\nservice = 3\n'


@pytest.fixture
def measured(write_scenario):
    """Numbers of the one day of a site."""

    def day(stations: str, *numbers: str, limit: str = "") -> list[float]:
        result = vs.simulate(vs.read(write_scenario(f"{DAY}{limit}{ARRIVALS}{stations}")), engine="reference")
        return [result.number(*number.split("/")) for number in numbers]

    return day


def test_waiting_for_the_next_room_is_the_time_in_line_before_blocked_desks(measured):
    # A is at vaccination from 1 to 4; B is blocked from 2 to 4, before whom C stands in line from 0 to 4, B from 0 to 1
    stations = f"{REGISTRATION}{VACCINATION}waiting_room = 0\n"
    share, at_door, desk = measured(
        stations, "waiting_for_next/registration", "mean(at_door)/vaccination", "door_for_desk/vaccination"
    )
    assert share == pytest.approx(2 / 5)
    assert at_door == pytest.approx((2 + 2) / 60)  # B from 2 to 4, C from 5 to 7
    assert desk == 1


def test_waiting_for_a_hold_is_the_time_in_line_while_too_many_are_in_the_other(measured):
    # B stands in line for vaccination from 2 to 4, while C waits for registration, from 0 to 4, B from 0 to 1
    stations = f'{REGISTRATION}hold = {{ station = "vaccination", more_than = 0 }}\n{VACCINATION}'
    assert measured(stations, "waiting_for_hold/registration") == pytest.approx([2 / 5])


def test_waiting_for_a_session_is_the_time_in_line_while_a_desk_is_free(measured):
    # A and B begin at 0; C waits from 0 to 7: until 5 the desk is taken, from then on the session is not full
    session = VACCINATION.replace("service = 3", "service = 5\nbatch = { size = 2, max_wait = 7 }")
    assert measured(session, "waiting_for_session/vaccination") == pytest.approx([2 / 7])


def test_waiting_for_a_dose_is_the_time_in_line_without_one(measured):
    # B waits for the desk from 0 to 3 and gets the last dose; C waits from 0 to 10, for a dose since 3
    vaccine = '[[vaccines]]\nname = "A"\nstock = 2\ndeliveries = [["08:10", 1]]\n'
    assert measured(f"{VACCINATION}{vaccine}", "waiting_for_dose/vaccination") == pytest.approx([7 / 13])


def test_waiting_outside_for_the_limit_is_the_time_in_which_nobody_more_fits(measured):
    # one inside at a time, from 0 to 9; nobody else is in a line
    asked = "outside_for_limit", "outside_with_line/vaccination"
    assert measured(VACCINATION, *asked, limit="max_inside = 1\n") == [1, 0]
    # two inside: one of them in line from 0 to 6, and C outside from 0 to 3
    assert measured(VACCINATION, *asked, limit="max_inside = 2\n") == [1, 1]
