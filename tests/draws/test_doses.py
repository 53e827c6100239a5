"""The luck of doses: trips to restock, doses made ahead, lists of people to call."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.draws.laws import MEAN_FOUR, draws, plan
from vaxsim.draws.standby import SPARE
from vaxsim.units import NEVER, TICKS_PER_MINUTE

RESTOCK = {
    "holds": 20,
    "places": 2,
    "walk": MEAN_FOUR,
    "fill": {"dist": "triangular", "low": 0.1, "mode": 0.2, "high": 0.6},
}


def restocking(replication: int = 1, **changes: Any) -> Any:
    return draws(replication, staff__0__restock=RESTOCK, **changes)


def test_units_begin_with_as_many_doses_as_they_hold_unless_the_file_says_otherwise() -> None:
    assert restocking().carried.tolist() == [20] * 5 + [0]
    fewer = draws(staff__0__restock=RESTOCK | {"start": {"dist": "uniform", "low": 0, "high": 20}}).carried[:5]
    assert len(set(fewer.tolist())) > 1
    assert fewer.min() >= 0
    assert fewer.max() <= 20


def test_each_dose_takes_its_own_time_to_fill() -> None:
    fill = restocking().trip_fill[:5]
    single = np.diff(fill, axis=2, prepend=0) / TICKS_PER_MINUTE
    assert single.min() >= 0.1
    assert single.max() <= 0.6
    assert abs(single.mean() - 0.3) < 4 * 0.12 / np.sqrt(single.size)


def test_more_trips_leave_the_luck_of_the_first_ones_as_it_is() -> None:
    few = restocking()
    more = few.more_trips()
    trips = few.trip_walk.shape[1]
    assert more.trip_walk.shape[1] == 2 * trips
    assert np.array_equal(more.trip_walk[:, :trips], few.trip_walk)
    assert np.array_equal(more.trip_fill[:, :trips], few.trip_fill)
    assert np.array_equal(more.service, few.service)


def test_one_more_unit_in_a_shift_moves_nobody_elses_trips() -> None:
    few, more = restocking(), restocking(staff__0__shifts__0__count=4)
    trips = min(few.trip_walk.shape[1], more.trip_walk.shape[1])
    assert np.array_equal(few.trip_walk[:3, :trips], more.trip_walk[:3, :trips])
    assert np.array_equal(few.trip_fill[3:5, :trips], more.trip_fill[4:6, :trips])


def prepared(release: list[Any], **changes: Any) -> Any:
    prepare = {"group": "pharmacists", "per_dose": MEAN_FOUR, "release": release}
    return draws(vaccines__0__prepare=prepare, **changes)


def test_shares_are_of_the_people_who_come_and_get_the_vaccine_rounded_up_and_the_last_takes_the_rest() -> None:
    drawn = prepared([["06:00", 0.25], ["08:00", 0.25], ["10:00", 0.5]])
    concerned = (drawn.klass == 1) & (drawn.arrival < NEVER)
    people = int(drawn.party[concerned].sum())
    quarter = -(-people // 4)
    assert drawn.released.tolist() == [quarter, quarter, people - 2 * quarter]


def test_whole_numbers_are_doses_and_one_decimal_point_makes_all_of_them_shares() -> None:
    assert prepared([["06:00", 1], ["08:00", 7]]).released.tolist() == [1, 7]
    drawn = prepared([["06:00", 0], ["08:00", 1.0]])
    concerned = (drawn.klass == 1) & (drawn.arrival < NEVER)
    assert drawn.released.tolist() == [0, drawn.party[concerned].sum()]


def test_every_dose_made_ahead_takes_its_own_time() -> None:
    drawn = prepared([["06:00", 300], ["08:00", 100]])
    assert drawn.making.shape == (2, 400)
    assert (drawn.making[1] == 0).all()
    assert abs(drawn.making[0].mean() / TICKS_PER_MINUTE - 4) < 4 * 4 / np.sqrt(400)


def test_the_day_begins_with_the_first_release() -> None:
    prepare = {"group": "pharmacists", "per_dose": 1, "release": [["05:30", 3]]}
    assert plan(vaccines__0__prepare=prepare).day_begins == 330 * TICKS_PER_MINUTE


STANDBY = {"from": 60, "travel": {"dist": "uniform", "low": 10, "high": 30}}


def test_people_on_the_lists_follow_everybody_else_and_come_only_if_called() -> None:
    drawn = draws(vaccines__0__standby=STANDBY, vaccines__1__standby=STANDBY)
    first, second, end = drawn.standby.tolist()
    assert (first, second - first, end - second) == (430, 430 + SPARE, 2 * 430 + 2 * SPARE)
    assert end == len(drawn.klass)
    assert set(drawn.klass[first:second].tolist()) == {1}
    assert set(drawn.klass[second:].tolist()) == {0}
    assert (drawn.arrival[first:] == NEVER).all()
    assert (drawn.slot[first:] == NEVER).all()
    assert (drawn.travel[:first] == NEVER).all()
    assert drawn.travel[first:].min() >= 10 * TICKS_PER_MINUTE
    assert drawn.travel[first:].max() <= 30 * TICKS_PER_MINUTE


def test_a_vaccine_without_a_list_has_an_empty_stretch_between_those_that_have_one() -> None:
    assert draws(vaccines__1__standby=STANDBY).standby.tolist() == [430, 430, 960]
    assert draws(vaccines__0__standby=STANDBY).standby.tolist() == [430, 960, 960]
    assert draws().standby.tolist() == [430, 430, 430]


def test_a_list_moves_nobody_elses_luck() -> None:
    without, with_list = draws(), draws(vaccines__0__standby=STANDBY)
    for name in ("klass", "arrival", "service", "party"):
        assert np.array_equal(getattr(without, name), getattr(with_list, name)[:430])
