"""Parties, kinds of desk and clean-up: what is drawn for them, and that it moves nobody else's luck."""

from __future__ import annotations

import numpy as np

from tests.draws.laws import MEAN_FOUR, draws, plan
from vaxsim.units import TICKS_PER_MINUTE


def test_parties_have_the_sizes_of_their_law_and_people_of_a_group_come_one_by_one() -> None:
    sizes = np.concatenate([draws(replication).party[:400] for replication in range(1, 26)])
    shares = np.bincount(sizes, minlength=4) / len(sizes)
    assert np.allclose(shares, [0, 0.5, 0.3, 0.2], atol=4 * np.sqrt(0.25 / len(sizes)))
    assert (draws().party[400:] == 1).all()


def test_sizes_are_rounded_and_nobody_comes_in_a_party_of_none() -> None:
    assert (draws(arrivals__0__party=2.6).party[:400] == 3).all()
    assert (draws(arrivals__0__party={"dist": "uniform", "low": -1, "high": 0.4}).party[:400] == 1).all()


def test_per_person_multiplies_the_ticks_of_a_service_by_the_size_and_changes_nothing_else() -> None:
    single, whole = draws(), draws(stations__0__per_person=True)
    assert np.array_equal(whole.service[:, 0], single.service[:, 0] * single.party)
    assert np.array_equal(whole.service[:, 1], single.service[:, 1])


def test_a_law_for_parties_moves_nobodys_luck() -> None:
    alone, together = draws(arrivals__0__party=1), draws()
    for name in ("klass", "arrival", "service"):
        assert np.array_equal(getattr(alone, name), getattr(together, name))


KINDS = [
    {"name": "fast", "desks": 1, "service": {"dist": "uniform", "low": 1, "high": 3}, "classes": ["old"]},
    {"name": "slow", "desks": 2, "service": {"dist": "uniform", "low": 2, "high": 6}},
]


def test_kinds_of_desk_read_the_same_luck() -> None:
    table = {"name": "registration", "kinds": KINDS}
    fast, slow = draws(stations__0=table).service[:, :2].T
    assert np.array_equal(2 * fast, slow) or np.abs(2 * fast - slow).max() <= 2


def test_kinds_of_desk_are_columns_station_after_station() -> None:
    site = plan(stations__0={"name": "registration", "kinds": KINDS}).site
    assert site.first_kind.tolist() == [0, 2, 3]
    assert site.kind_desks.tolist() == [1, 2, 4]
    assert site.desks.tolist() == [3, 4]
    assert site.kind_open.tolist() == [[False, True, True], [True, True, True]]
    assert site.crew_role.tolist() == [[-1], [-1], [0]]


def test_a_class_with_a_service_time_of_its_own_has_it_at_every_kind() -> None:
    drawn = draws(stations__0={"name": "registration", "kinds": KINDS}, classes__0__service={"registration": 7})
    assert (drawn.service[drawn.klass == 0, :2] == 7 * TICKS_PER_MINUTE).all()


def test_clean_up_is_drawn_for_each_patient_and_station() -> None:
    drawn = draws(stations__1__clean_up=MEAN_FOUR)
    assert (drawn.clean_up[:, 0] == 0).all()
    assert abs(drawn.clean_up[:, 1].mean() / TICKS_PER_MINUTE - 4) < 4 * 4 / np.sqrt(len(drawn.klass))
