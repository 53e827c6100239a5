"""Ceilings, against what a planner works out with a pencil."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from vaxsim.theory.ceiling import Work, ceiling

LINE = Work(
    visits=np.array([[1.0, 1.0]]),
    minutes=np.array([[2.0, 4.0]]),
    allowed=np.ones((1, 2), bool),
    station=np.array([0, 1]),
    desks=np.array([2.0, 3.0]),
    crew=np.array([[1.0, 0.0], [0.0, 1.0]]),
    has_role=np.eye(2, dtype=bool),
    staff=np.array([1.0, 5.0]),
)
"""One clerk and two desks at 2 minutes, five nurses and three desks at 4 minutes."""


def test_the_slowest_of_desks_and_staff_sets_the_ceiling_and_is_named():
    found = ceiling(LINE)
    assert found.rate == pytest.approx(1 / 2)
    assert found.staff.tolist() == [True, False]
    assert not found.desks.any()


def test_desks_alone_and_staff_alone():
    assert ceiling(LINE.without_staff()).rate == pytest.approx(3 / 4)
    assert ceiling(LINE.without_desks()).rate == pytest.approx(1 / 2)
    assert ceiling(LINE.at(1)).rate == pytest.approx(3 / 4)
    assert ceiling(LINE.without_desks().at(1)).rate == pytest.approx(5 / 4)


def test_a_group_with_both_roles_shares_its_time_between_the_stations():
    shared = replace(LINE, has_role=np.ones((1, 2), bool), staff=np.array([3.0])).without_desks()
    assert ceiling(shared).rate == pytest.approx(3 / (2 + 4))


def test_somebody_with_two_roles_helps_where_it_is_tight():
    jumper = replace(LINE, has_role=np.array([[True, False], [True, True]]), staff=np.array([1.0, 5.0]))
    assert ceiling(jumper.without_desks()).rate == pytest.approx(1.0)


def test_a_crew_needs_everyone_at_once():
    crew = replace(LINE, crew=np.array([[1.0, 0.0], [0.0, 2.0]]), staff=np.array([9.0, 5.0])).without_desks()
    assert ceiling(crew).rate == pytest.approx(5 / (2 * 4))


def test_classes_are_put_to_the_kinds_of_desk_that_serve_most():
    kinds = Work(
        visits=np.array([[0.5], [0.5]]),
        minutes=np.array([[3.0, 1.5], [3.0, 1.5]]),
        allowed=np.array([[True, True], [False, True]]),
        station=np.array([0, 0]),
        desks=np.array([1.0, 1.0]),
        crew=np.zeros((2, 0)),
        has_role=np.zeros((0, 0), bool),
        staff=np.zeros(0),
    )
    assert ceiling(kinds).rate == pytest.approx(1 / 3 + 1 / 1.5)


def test_who_may_be_served_nowhere_stops_all_and_no_limit_is_no_limit():
    assert ceiling(replace(LINE, allowed=np.array([[True, False]]))).rate == pytest.approx(0.0)
    assert ceiling(LINE.without_desks().without_staff()).rate == math.inf
    assert ceiling(replace(LINE, staff=np.array([0.0, 5.0]))).rate == pytest.approx(0.0)
