"""The meter reads off, bit by bit, what the registry defines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

import vaxsim as vs
from tests.metrics.test_recomputed import DAYS
from tests.strategies import scenario_of
from tests.strategies import scenarios as random_days
from vaxsim import metrics
from vaxsim.metrics.evaluate import Computed, curves, samples_of, values_of
from vaxsim.metrics.meter import Meter
from vaxsim.metrics.meter.layout import BLOCKS, CURVE_BLOCKS
from vaxsim.metrics.registry import SITE, Curve, Measure
from vaxsim.promises import parse
from vaxsim.results import Result

MICRODAYS = Path(__file__).parent.parent / "microdays"


def assert_same(day: Result) -> None:
    """Every number, curve and duration of a day, on the meter and as defined."""
    reading, computed = Meter(day.plan).read(day.draws, day.visits), Computed(day.day)
    names = [label.key for label in metrics.labels(computed.names)]
    wrong = [
        (name, shown, defined)
        for name, shown, defined in zip(names, reading.values.tolist(), values_of(computed).tolist(), strict=True)
        if not (shown == defined or (np.isnan(shown) and np.isnan(defined)))
    ]
    assert wrong == []
    assert reading.axis.first == day.day.axis.first
    for name, curve in curves(day.day).items():
        np.testing.assert_array_equal(reading.curves[name], curve, err_msg=name)
    for key, sample in samples_of(computed).items():
        np.testing.assert_array_equal(reading.samples[key].ticks, sample.ticks, err_msg=key)
        np.testing.assert_array_equal(reading.samples[key].starts, sample.starts, err_msg=key)
    np.testing.assert_array_equal(reading.endings.sum(), day.day.counted.sum())


@pytest.mark.parametrize("changes", DAYS.values(), ids=DAYS.keys())
def test_the_meter_shows_what_is_defined_on_unusual_days(changes: dict[str, Any], request) -> None:
    path = request.config.rootpath / "scenarios" / "small_clinic.toml"
    assert_same(vs.simulate(vs.read(path).replace(changes)))


@pytest.mark.parametrize("name", [path.stem for path in sorted(MICRODAYS.glob("*.toml"))])
def test_the_meter_shows_what_is_defined_on_small_days_of_all_behaviours(name: str) -> None:
    assert_same(vs.simulate(vs.read(MICRODAYS / f"{name}.toml"), engine="reference"))


@settings(max_examples=3 * settings.default.max_examples)
@given(random_days())
def test_the_meter_shows_what_is_defined_on_random_days(table: dict[str, Any]) -> None:
    for measure in ({}, {"measure": ["08:35", "09:20"]}):
        assert_same(vs.simulate(scenario_of({**table, "day": {**table["day"], **measure}})))


def test_the_meter_knows_all_numbers_and_curves_that_every_site_has() -> None:
    everywhere = metrics.Names((), (), ())
    assert set(BLOCKS) == {(measure.name, per) for measure in everywhere.measures for per in measure.per}
    assert set(CURVE_BLOCKS) == {curve.name for curve in everywhere.curves}


def test_a_number_or_curve_that_the_meter_does_not_know_is_computed_as_defined(monkeypatch, scenarios) -> None:
    extra = Measure("first_arrival", "number", "min", (SITE,), "when the first came", lambda day: float(day.came.min()))
    dull = Curve("ones", "", SITE, "always one", 0.0, lambda day: np.ones((1, day.axis.bins)))
    monkeypatch.setattr("vaxsim.metrics.registry.MEASURES", [extra, *metrics.MEASURES])
    monkeypatch.setattr("vaxsim.metrics.registry.CURVES", [dull, *metrics.CURVES])
    day = vs.simulate(vs.read(scenarios / "small_clinic.toml"))
    reading = Meter(day.plan).read(day.draws, day.visits)
    np.testing.assert_array_equal(reading.values, values_of(Computed(day.day)))
    assert reading.values[0] == day.day.came.min()
    assert reading.curves["ones"].tolist() == [[1.0] * reading.axis.bins]


@pytest.mark.parametrize(
    "promise",
    [
        "p75(wait) <= 3",
        "share(wait <= 5) >= 0.5",
        "share(wait <= 2, vaccination) >= 0.5",
        "p90(wait) <= 9",
        "mean(line, vaccination) <= 3",
    ],
)
def test_a_promise_is_judged_by_the_same_number(promise: str, scenarios) -> None:
    day = vs.simulate(vs.read(scenarios / "small_clinic.toml"))
    reading = Meter(day.plan).read(day.draws, day.visits)
    assert parse(promise).value(reading) == parse(promise).value(Computed(day.day))
