"""Stations that serve many at once, against special cases, Markov chains and renewals played by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tests.chains import full_session_mean_line
from vaxsim.theory import MMc, full_session_mean_wait, timed_session


def test_sessions_of_one_are_a_plain_line():
    assert full_session_mean_wait(0.4, 2, 1) == pytest.approx(MMc(0.4, 2, 1).mean_wait)


@pytest.mark.parametrize(("rate", "length", "size"), [(1.0, 3.0, 5), (0.9, 2.0, 2), (2.0, 0.1, 10)])
def test_the_wait_for_full_sessions_is_that_of_the_markov_chain_by_littles_law(rate, length, size):
    line = full_session_mean_line(rate, length, size, longest=400)
    assert full_session_mean_wait(rate, length, size) == pytest.approx(line / rate)


def test_short_sessions_leave_only_the_wait_for_the_others():
    assert full_session_mean_wait(2, 1e-6, 9) == pytest.approx(8 / 4, rel=1e-6)


def test_full_sessions_that_are_too_rare_have_no_mean():
    with pytest.raises(ValueError, match="grows without end"):
        full_session_mean_wait(1, 5, 5)


def test_a_session_that_never_fills_begins_when_the_first_has_waited_enough():
    """Of those who come in 4 minutes, at 2.5 a minute, the first waits 4 and the others 2 on average."""
    size, wait = timed_session(2.5, 1000, 4)
    assert size == pytest.approx(11)
    assert wait == pytest.approx((4 + 10 * 2) / 11)


def test_a_session_that_nobody_has_to_start_early_waits_for_its_size():
    size, wait = timed_session(2, 5, 1e4)
    assert size == pytest.approx(5)
    assert wait == pytest.approx(4 / (2 * 2))


def test_a_session_of_one_begins_at_once():
    assert timed_session(3, 1, 10) == (1, 0)


def test_sessions_between_the_two_are_those_of_a_hundred_thousand_played_by_hand():
    rate, size, limit = 0.8, 6, 5.0
    later = np.cumsum(np.random.default_rng(5).exponential(1 / rate, (100_000, size - 1)), axis=1)
    begins = np.minimum(later[:, -1], limit)
    here = later <= begins[:, None]
    waits = begins + ((begins[:, None] - later) * here).sum(axis=1)
    mean_size, wait = timed_session(rate, size, limit)
    assert mean_size == pytest.approx((1 + here.sum(axis=1)).mean(), rel=0.01)
    assert wait == pytest.approx(waits.sum() / (1 + here.sum(axis=1)).sum(), rel=0.01)
