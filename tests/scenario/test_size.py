"""A scenario that is too large is refused with the estimate, at no cost, unless that is allowed."""

from __future__ import annotations

import time

import pytest

from tests.scenario.wrong import RIGHT, problem, problems, spoilt
from vaxsim.scenario import Scenario
from vaxsim.scenario.draft import draft
from vaxsim.scenario.size import estimate

SLOTS = {"kind": "appointments", "first": "08:00", "last": "11:00", "every": 30}


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("arrivals",), [SLOTS | {"per_slot": 10**12}], "arrivals.0: got about 7,000,000,000,000 patients"),
        (("arrivals",), [SLOTS | {"every": 0.0001, "per_slot": 30}], "arrivals.0: got about 54,000,030 patients"),
        (("arrivals",), [{"kind": "walk_ins", "rate": [["08:00", 1e300]]}], "more than 1e15 patients"),
        (("arrivals",), [{"kind": "gaps", "gap": [["08:00", 0.0001]]}], "got about 2,400,000 patients"),
        (
            ("arrivals",),
            [{"kind": "spread", "n": 1_999_999, "from": "08:00", "to": "09:00"}] * 2,
            "arrivals.0: got about",
        ),
        (("staff", 1, "shifts", 0, "count"), 10**9, "staff.nurses.shifts: got about 1,000,000,003 units"),
        (("day", "open"), [["08:00", "999999:00"]], "day.open: got about 11,999,897 bins"),
        (("staff", 1, "shifts", 0, "to"), "999999:00", "day.open: got about 11,999,897 bins"),
        (("stations", 3, "service"), 900_000, "day.open: got about 180,050 bins"),
        (
            ("vaccines",),
            [{"name": "A", "prepare": {"group": "clerks", "per_dose": 1, "release": [["08:00", 10**9]]}}],
            "vaccines.A.prepare.release: got about 1,000,000,000 doses made ahead",
        ),
        (
            ("staff", 1, "restock"),
            {"holds": 10**9, "fill": 1},
            "staff.nurses.restock.holds: got about 24,000,000,000 doses that units could fetch",
        ),
    ],
)
def test_too_large_a_scenario_is_refused_with_the_estimate(path, value, expected):
    began = time.perf_counter()
    found = problem(*path, to=value)
    assert expected in found
    assert "--allow-large" in found
    assert time.perf_counter() - began < 2


def test_visits_count_too(monkeypatch):
    monkeypatch.setattr("vaxsim.scenario.size.MOST_VISITS", 80)
    assert "about 90 visits to 3 stations" in problem("title", to="x")


def test_the_estimate_counts_patients_visits_units_and_bins():
    sketch, _ = draft(RIGHT, None)
    assert estimate(sketch) == (30, 90, 6, pytest.approx(240 / 5 + (2 + 5 + 4 + 15) / 5))


def test_time_behind_the_stop_takes_no_bins():
    data = spoilt("staff", 1, "shifts", 0, "to", to="999999:00")
    data["day"]["stop"] = "20:00"
    assert Scenario.from_dict(data).day.stop


def test_a_large_scenario_is_accepted_where_that_is_allowed():
    data = spoilt("staff", 1, "shifts", 0, "count", to=200_000)
    assert Scenario.from_dict(data, allow_large=True).staff[1].shifts[0].count == 200_000


def test_replacing_in_a_large_scenario_is_allowed_too():
    data = spoilt("staff", 1, "shifts", 0, "count", to=200_000)
    assert Scenario.from_dict(data, allow_large=True).replace({"seed": 2}).seed == 2


def test_very_many_stations_are_refused_before_anything_compares_them():
    stations = [{"name": f"s{k}", "service": 1} for k in range(1001)]
    assert problem("stations", to=stations) == "stations: got 1,001 of them; allowed: at most 1,000"


def test_all_replications_together_have_a_limit():
    data = RIGHT | {"replications": 10_000_000, "arrivals": [RIGHT["arrivals"][0] | {"n": 100}]}
    (only,) = problems(data)
    assert only.startswith("replications: got about 3,000,000,000 visits to stations in 10,000,000 replications")
    assert problems(data, allow_large=True) == []
