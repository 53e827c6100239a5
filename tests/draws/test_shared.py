"""Luck of patients drawn once for several plans: the same luck, and never that of other patients."""

from __future__ import annotations

import tomllib
from dataclasses import fields

import numpy as np
import pytest

from tests.sites import SMALL
from vaxsim.draws import Draws, SharedLuck, draw
from vaxsim.plan import compile_plan
from vaxsim.scenario import Scenario

ARRAYS = tuple(each.name for each in fields(Draws) if each.compare)
OTHER_PATIENTS = ("stations.vaccination.service", "arrivals.0.per_slot")


def plan_of(**changes):
    return compile_plan(Scenario.from_dict(tomllib.loads(SMALL)).replace(changes))


def test_shared_luck_is_the_luck_drawn_alone():
    shared = SharedLuck()
    for desks in (1, 2, 3):
        plan = plan_of(**{"stations.vaccination.desks": desks})
        for replication in (1, 2):
            alone, together = draw(plan, 1, replication), draw(plan, 1, replication, shared)
            assert all(np.array_equal(getattr(alone, name), getattr(together, name)) for name in ARRAYS)


def test_plans_with_the_same_patients_share_arrays():
    shared = SharedLuck()
    one, other = (draw(plan_of(**{"stations.vaccination.desks": desks}), 1, 1, shared) for desks in (1, 2))
    assert one.service is other.service


@pytest.mark.parametrize("path", OTHER_PATIENTS)
def test_plans_with_other_patients_do_not(path):
    shared = SharedLuck()
    draw(plan_of(), 1, 1, shared)
    changed = plan_of(**{path: 7})
    assert np.array_equal(draw(changed, 1, 1, shared).service, draw(changed, 1, 1).service)


def test_seed_and_replication_tell_luck_apart():
    shared, plan = SharedLuck(), plan_of()
    found = [draw(plan, seed, replication, shared).service for seed, replication in ((1, 1), (1, 2), (2, 1))]
    assert not any(np.array_equal(a, b) for a, b in ((found[0], found[1]), (found[0], found[2])))


def test_what_was_used_longest_ago_is_drawn_again_where_memory_is_short():
    shared, plan = SharedLuck(most_bytes=1), plan_of()
    first = draw(plan, 1, 1, shared)
    assert draw(plan, 1, 1, shared).service is first.service
    draw(plan, 1, 2, shared)
    again = draw(plan, 1, 1, shared)
    assert again.service is not first.service
    assert np.array_equal(again.service, first.service)
