"""The beginning of a search: people by offered load."""

from __future__ import annotations

import numpy as np

import vaxsim as vs
from vaxsim.experiments.staffing.theory import likely, needed
from vaxsim.scenario import Scenario

STEADY = {
    "day": {"open": [["08:00", "18:00"]]},
    "arrivals": [{"kind": "walk_ins", "rate": [["08:00", 60]]}],
    "stations": [{"name": "vaccination", "service": 4, "needs": {"nurse": 1}, "doses": 1}],
    "staff": [{"group": "nurses", "roles": ["nurse"], "shifts": [{"from": "08:00", "to": "18:00", "count": 1}]}],
}


def test_a_steady_load_asks_for_the_people_of_erlangs_formula():
    """One a minute, four minutes each: 4 erlangs; with 6 people C = 0.285 wait, with 5 it is 0.554."""
    first, people = needed(Scenario.from_dict(STEADY))
    assert first == 8 * 3_600_000
    assert np.bincount(people[0, 1:-1]).argmax() == 6
    assert likely(Scenario.from_dict(STEADY)) == [6]


def test_a_site_with_far_too_few_people_is_staffed_all_the_same():
    found = vs.staff(Scenario.from_dict(STEADY), ["mean(wait) <= 2"], reps=10, engine="kernel")
    assert 5 <= found.people <= 6
