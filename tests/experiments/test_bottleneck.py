"""The sentence that names what limits a site, from sites built so that the answer is known."""

from __future__ import annotations

import re

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
    assert re.search(r"no nurse is free during \d+% of that waiting \(over the whole day nurses work \d+% of", told)
    assert told.endswith("so more nurses at those hours would help first")


def test_one_desk_for_many_nurses_is_what_limits(limit):
    told = limit({"stations.vaccination.desks": 1, "staff.nurses.shifts.0.count": 4})
    assert told.startswith("vaccination limits the site:")
    assert "its only desk is taken during" in told
    assert told.endswith("of that waiting, so more desks would help first")


def test_as_many_desks_as_nurses_limit_together(limit):
    told = limit({"stations.vaccination.desks": 1})
    assert re.search(r"its only desk is taken during \d+% and no nurse is free during \d+% of that waiting", told)
    assert "more of one alone would help little" in told


def test_a_service_of_several_people_and_staff_of_several_groups_are_not_called_by_one_name(limit):
    lone = '[{ from = "08:00", to = "10:00", count = 1 }]'
    pair = SMALL.replace("needs = { nurse = 1 }", "needs = { nurse = 1, clerk = 1 }")
    told = limit(text=f'{pair}\n[[staff]]\ngroup = "guests"\nroles = ["nurse"]\nshifts = {lone}')
    assert "too few staff are free during" in told
    assert told.endswith("so more staff at those hours would help first")


def test_names_with_braces_are_only_names(limit):
    assert "no {0} is free" in limit(text=SMALL.replace("nurse = 1", '"{0}" = 1').replace('["nurse"]', '["{0}"]'))


def test_a_site_with_plenty_of_everything_is_limited_by_nothing(limit):
    plenty = {
        "stations.registration.desks": 20,
        "stations.vaccination.desks": 20,
        "staff.clerks.shifts.0.count": 20,
        "staff.nurses.shifts.0.count": 20,
    }
    told = limit(plenty)
    assert told.startswith("nothing limits it: 9 of 10 patients do not wait; the busiest staff,")


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


def test_a_site_that_gives_no_doses_is_told_so(limit):
    assert limit({"stations.vaccination.doses": 0}).endswith("; no station gives doses, so nobody counts as vaccinated")


def test_desks_that_are_short_do_not_hide_staff_that_is_short_too(limit):
    shifts = [{"from": "08:00", "to": "09:30", "count": 1}, {"from": "09:30", "to": "12:00", "count": 3}]
    told = limit({"stations.vaccination.desks": 1, "staff.nurses.shifts": shifts})
    assert re.search(r"desk is taken during \d+% of that waiting \(no nurse is free during \d+% of it\)", told)


def test_those_who_give_up_are_mentioned(limit):
    told = limit({"classes": [{"name": "all", "patience": {"limit": 2}}]})
    assert re.search(r"; [\d.]+ give up waiting a day", told)
    told = limit({"classes": [{"name": "all", "balk": {"more_than": 0}}]})
    assert re.search(r"; [\d.]+ turn round on arrival a day", told)


def test_a_group_that_is_always_absent_is_named_where_nobody_is_served(limit):
    assert "; of nurses nobody ever comes (absence = 1)" in limit({"staff.nurses.absence": 1.0})
    everybody = {"staff.nurses.absence": 1.0, "staff.clerks.absence": 1.0}
    told = limit(everybody)
    assert "nobody is ever served" in told
    assert "; of clerks and nurses nobody ever comes (absence = 1)" in told
