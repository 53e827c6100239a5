"""Patience and balking: what is drawn for those who give up."""

from __future__ import annotations

import numpy as np
import pytest

from tests.draws.laws import MEAN_FOUR, draws
from vaxsim.units import NEVER, TICKS_PER_MINUTE


def test_without_patience_and_balking_nobody_gives_up() -> None:
    drawn = draws()
    assert (drawn.patience == NEVER).all()
    assert (drawn.tolerance == NEVER).all()


def test_patience_acts_on_its_class_at_its_stations_only() -> None:
    drawn = draws(classes__1__patience={"limit": MEAN_FOUR, "stations": ["vaccination"]})
    assert (drawn.patience[:, 0] == NEVER).all()
    assert (drawn.patience[drawn.klass == 0] == NEVER).all()
    acts = drawn.patience[drawn.klass == 1, 1]
    assert abs(acts.mean() / TICKS_PER_MINUTE - 4) < 4 * 4 / np.sqrt(len(acts))


def test_patience_from_arrival_is_drawn_once_and_from_joining_at_each_station() -> None:
    once = draws(classes__1__patience={"limit": MEAN_FOUR, "clock": "arrival"})
    each = draws(classes__1__patience={"limit": MEAN_FOUR})
    concerned = once.klass == 1
    assert np.array_equal(once.patience[concerned, 0], once.patience[concerned, 1])
    assert not np.array_equal(each.patience[concerned, 0], each.patience[concerned, 1])


def test_who_balks_at_more_than_so_many_joins_so_many() -> None:
    drawn = draws(classes__0__balk={"more_than": 7})
    assert (drawn.tolerance[drawn.klass == 0] == 7).all()
    assert (drawn.tolerance[drawn.klass == 1] == NEVER).all()


@pytest.mark.parametrize("number", [0, 1, 4, 12])
def test_so_many_others_are_joined_with_probability_exp_of_minus_rate_times_their_number(number: int) -> None:
    balk = {"join": {"form": "exp", "rate": 0.2}}
    tolerance = np.concatenate(
        [draws(replication, classes__1__balk=balk, classes__0__balk=balk).tolerance for replication in range(1, 21)]
    )
    share, expected = (tolerance >= number).mean(), np.exp(-0.2 * number)
    assert abs(share - expected) <= 4 * np.sqrt(expected * (1 - expected) / len(tolerance))


def test_with_a_rate_of_nothing_everybody_joins() -> None:
    balk = {"join": {"form": "exp", "rate": 0.0}}
    assert (draws(classes__1__balk=balk).tolerance == NEVER).all()
