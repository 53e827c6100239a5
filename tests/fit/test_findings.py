"""From a table to the lines to paste: suggestions, arrivals, and that a scenario takes the lines as they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import vaxsim
from vaxsim.fit import Findings, Observations, find, fit_times, paste
from vaxsim.fit.times import MOST_VALUES
from vaxsim.recorded import Columns, StationColumns, read
from vaxsim.units import clock, ticks

HEAD = 'title = "pasted"\n[day]\nopen = [["08:00", "18:00"]]\n'
NAMES = ("desk", 'a "quoted" \\ name 接种')


def written(minutes: float) -> str:
    """A time as a table has it, to the second."""
    return clock(ticks(round(minutes * 60) / 60), seconds=True)


def table(folder: Path, n: int = 60, seed: int = 4) -> Path:
    """A table of n booked people and n walk-ins with services of known laws; one in ten stays away."""
    random = np.random.default_rng(seed)
    lines = ["slot,came,b1,e1,b2,e2"]
    for i in range(2 * n):
        slot = 480 + 10 * (i // 6) if i < n else None
        came = random.uniform(480, 960) if slot is None else slot + random.normal(-2, 5)
        begin, length = came + 1, random.gamma(4, 1)
        times = [came, begin, begin + length, begin + length + 1, begin + length + 16]
        cells = [""] * 5 if slot is not None and i % 10 == 0 else [written(time) for time in times]
        lines.append(",".join(["" if slot is None else written(slot), *cells]))
    path = folder / "times.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    """What is found out from such a table, once for all tests because fitting takes a second."""
    stations = (StationColumns(NAMES[0], "", "b1", "e1"), StationColumns(NAMES[1], "", "b2", "e2"))
    columns = Columns(slot="slot", arrival="came", stations=stations)
    return find(read(table(tmp_path_factory.mktemp("table")), columns), interval=60, draws=19)


def test_the_lines_to_paste_are_a_scenario_once_the_doors_are_before_them(findings: Findings, tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_text(HEAD + paste(findings), encoding="utf-8")
    scenario = vaxsim.read(path)
    assert tuple(station.name for station in scenario.stations) == NAMES
    assert scenario.stations[0].service.mean() == pytest.approx(findings.services[0].observations.complete.mean(), 0.02)
    assert [source.kind for source in scenario.arrivals] == ["appointments", "walk_ins"]
    assert vaxsim.simulate(scenario).violations == ()


def test_appointments_and_their_keeping_are_those_of_the_table(findings: Findings) -> None:
    booked = findings.booked
    assert booked is not None
    assert (clock(booked.first), clock(booked.last), booked.every) == ("08:00", "09:30", ticks(10))
    assert set(booked.per_slot) == {6}
    assert (booked.people, booked.stayed_away) == (60, 6)
    assert booked.low < 0.1 < booked.high
    assert findings.punctuality is not None
    assert findings.punctuality.observations.n == 54


def test_rates_are_per_hour_and_day_with_the_exact_interval_of_a_poisson_number(findings: Findings) -> None:
    assert sum(rate.people for rate in findings.rates) == 60
    rate = findings.rates[0]
    assert (rate.per_hour, clock(rate.begin), clock(rate.end)) == (rate.people, "08:00", "09:00")
    assert rate.low < rate.per_hour < rate.high


def test_poisson_intervals_are_the_ones_of_the_textbook() -> None:
    from vaxsim.fit.arriving import _rate

    ten = _rate(0, ticks(60), 10, 1)
    assert (ten.low, ten.high) == pytest.approx((4.795, 18.390), abs=1e-3)  # Garwood 1936
    none = _rate(0, ticks(60), 0, 2)
    assert (none.low, none.high) == pytest.approx((0, 3.689 / 2), abs=1e-3)


def test_durations_that_are_all_the_same_are_a_constant(findings: Findings) -> None:
    observation = findings.services[1]
    assert observation.suggestion == 15
    assert "constant" in observation.verdict


def test_few_durations_are_suggested_as_they_are() -> None:
    found = fit_times("a", Observations(np.array([1.0, 2.0, 2.0]), np.empty(0), 1.0))
    assert found.suggestion == {"dist": "empirical", "values": [1, 2, 2]}
    assert "too few" in found.verdict
    assert fit_times("a", Observations(np.empty(0), np.array([3.0]), 1.0)).suggestion is None


def test_where_no_family_fits_the_values_are_suggested_and_there_are_not_too_many() -> None:
    random = np.random.default_rng(3)
    two_kinds = np.concatenate([random.normal(2, 0.2, 300), random.normal(10, 0.5, 300)])
    found = fit_times("a", Observations(np.rint(two_kinds * 60) / 60, np.empty(0), 1 / 60), draws=19)
    assert found.poor
    assert isinstance(found.suggestion, dict)
    assert found.suggestion["dist"] == "empirical"
    values = found.suggestion["values"]
    assert len(values) == MOST_VALUES
    assert np.mean(values) == pytest.approx(two_kinds.mean(), abs=0.05)


def test_the_summary_is_plain_data(findings: Findings) -> None:
    import json

    data = json.loads(json.dumps(findings.summary(), allow_nan=False))
    assert [one["name"] for one in data["service"]] == list(NAMES)
    assert data["service"][0]["ranking"][0]["dist"] in ("gamma", "lognormal", "weibull")
