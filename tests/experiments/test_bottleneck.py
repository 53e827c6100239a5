"""The sentence that names what limits a site, from sites built so that the answer is known."""

from __future__ import annotations

import pytest

import vaxsim as vs
from tests.sites import SMALL


@pytest.fixture
def limit(write_scenario):
    """What limits the small site with some fields changed."""

    def told(changes=None, text=SMALL) -> str:
        scenario = vs.read(write_scenario(text))
        return vs.replicate(scenario.replace(changes or {}), 3).bottleneck

    return told


def test_one_nurse_at_two_desks_is_what_limits(limit):
    told = limit()
    assert told.startswith("vaccination limits the site:")
    assert "none of the nurses is free" in told
    assert "more staff would help first" in told


def test_one_desk_for_many_nurses_is_what_limits(limit):
    told = limit({"stations.vaccination.desks": 1, "staff.nurses.shifts.0.count": 4})
    assert told.startswith("vaccination limits the site:")
    assert "its only desk is taken" in told
    assert "more desks would help first" in told


def test_as_many_desks_as_nurses_limit_together(limit):
    assert "more of one alone would help little" in limit({"stations.vaccination.desks": 1})


def test_a_site_with_plenty_of_everything_is_limited_by_nothing(limit):
    plenty = {
        "stations.registration.desks": 20,
        "stations.vaccination.desks": 20,
        "staff.clerks.shifts.0.count": 20,
        "staff.nurses.shifts.0.count": 20,
    }
    told = limit(plenty)
    assert told.startswith("nothing limits it: 9 of 10 patients wait at most 0 min in all; the busiest staff,")


def test_patients_turned_away_are_mentioned_with_their_commonest_cause(limit):
    told = limit(text=SMALL.replace('last = "09:30"', 'last = "11:30"'))
    assert "patients a day are turned away, most of them as 'closed'" in told


def test_long_waits_outside_are_mentioned(limit):
    early = SMALL.replace("mean = -3, sd = 8", "mean = -60, sd = 1")
    assert "people stand outside for" in limit(text=early)


def test_nobody_invited_means_nothing_limits(limit):
    assert limit({"arrivals.0.per_slot": 0}) == "nobody comes, so nothing limits the site"


def test_a_site_whose_first_line_never_moves_serves_nobody(limit):
    away = '{ from = "06:00", to = "07:00", count = 2 }'
    told = limit(text=SMALL.replace('{ from = "08:00", to = "10:00", count = 2 }', away))
    assert told.startswith("nobody is ever served: of 40 patients a day none reaches a desk")
    assert "turned away" in told
