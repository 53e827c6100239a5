"""The small Markov chains against formulas, so that they can be held against the engines."""

from __future__ import annotations

import pytest

from tests.chains import full_session_mean_line, long_run, tandem
from vaxsim.theory import MMc, MMcK

ALWAYS = 1e7
"""An arrival rate at which the first station is always full."""


def test_long_run_of_two_states_is_the_share_of_time_in_each():
    found = long_run("up", lambda state: iter([("down", 2.0)] if state == "up" else [("up", 0.5), ("up", 0.5)]))
    assert found == pytest.approx({"up": 1 / 3, "down": 2 / 3})


@pytest.mark.parametrize("room", [0, 1, 2, 5])
def test_two_equal_desks_that_never_starve_serve_a_known_share_of_one(room):
    """Hunt 1956: (room + 2) / (room + 3) of a desk's rate."""
    assert tandem(ALWAYS, (2.0, 2.0), room, 3).served == pytest.approx((room + 2) / (room + 3) / 2, rel=1e-5)


def test_two_unequal_desks_that_never_starve_and_have_no_room_between_them():
    """Hunt 1956: a b (a + b) / (a a + a b + b b) with the rates a and b."""
    a, b = 1.0, 0.4
    expected = a * b * (a + b) / (a * a + a * b + b * b)
    assert tandem(ALWAYS, (1 / a, 1 / b), 0, 2).served == pytest.approx(expected, rel=1e-5)


def test_with_room_for_everybody_both_stations_are_plain_lines():
    """What leaves M/M/1 is Poisson (Burke 1956)."""
    found = tandem(0.3, (2.0, 2.5), 35, 35)
    for mean, service in ((found.mean_first, 2.0), (found.mean_second, 2.5)):
        line = MMc(0.3, service, 1)
        assert mean == pytest.approx(line.mean_line + line.load, rel=1e-3)
    assert found.share_blocked == pytest.approx(0, abs=1e-4)


def test_a_second_desk_without_length_leaves_the_first_as_a_line_of_few_places():
    found, alone = tandem(0.8, (1.5, 1e-6), 0, 4), MMcK(0.8, 1.5, 1, 4)
    assert found.mean_first == pytest.approx(alone.mean_present, rel=1e-5)
    assert found.share_balked == pytest.approx(alone.share_turned_away, rel=1e-5)


def test_who_is_served_is_who_came_and_did_not_go_away():
    found = tandem(0.7, (1.0, 1.4), 1, 5)
    assert found.served == pytest.approx(0.7 * (1 - found.share_balked))


def test_sessions_of_one_are_a_plain_line():
    assert full_session_mean_line(0.4, 2.0, 1, 100) == pytest.approx(MMc(0.4, 2, 1).mean_line)
