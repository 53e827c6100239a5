"""What replications say together."""

from __future__ import annotations

import json
import re
import sys
from types import ModuleType

import numpy as np
import pytest
from scipy.stats import t

import vaxsim as vs
from tests.sites import SENSELESS, SMALL
from vaxsim import metrics, plots


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    path = tmp_path_factory.mktemp("site") / "small.toml"
    path.write_text(SMALL, encoding="utf-8")
    return vs.replicate(vs.read(path))


def test_a_number_has_its_mean_over_days_with_a_t_interval(runs):
    daily = [runs.rerun(i).number("mean(wait)") for i in (1, 2, 3, 4)]
    estimate = runs.number("mean(wait)")
    half = t.ppf(0.975, 3) * np.std(daily, ddof=1) / 2
    assert (estimate.mean, estimate.low, estimate.high) == pytest.approx(
        (np.mean(daily), np.mean(daily) - half, np.mean(daily) + half)
    )
    assert (estimate.days, estimate.unit) == (4, "min")


def test_no_interval_reaches_below_0_or_a_share_above_1_in_tables_and_data(write_scenario):
    seldom = SMALL.replace("doses = 1", "doses = 1\nbranches = [{ share = 0.002, leave = \"referred\" }]")
    found = vs.replicate(vs.read(write_scenario(seldom)), 5)
    for table in (found.numbers, found.outcomes):
        assert (table["low"].dropna() >= 0).all()
    shares = found.numbers[found.numbers["unit"] == "share"]
    assert (shares["high"].dropna() <= 1).all()
    assert (found.curves["mean_low"].dropna() >= 0).all()
    assert (found.numbers["low"] == 0).any()


def test_percentiles_are_given_pooled_and_as_the_mean_of_the_daily_ones(runs):
    waits = [runs.rerun(i).patients["wait"].dropna() for i in (1, 2, 3, 4)]
    estimate = runs.number("p90(wait)")
    assert estimate.pooled == pytest.approx(np.percentile(np.concatenate(waits), 90))
    assert estimate.mean == pytest.approx(np.mean([np.percentile(day, 90) for day in waits]))
    visits = np.concatenate([runs.rerun(i).visit_table.query("station == 'vaccination'")["wait"] for i in (1, 2, 3, 4)])
    assert runs.number("p95(wait)", "vaccination").pooled == pytest.approx(np.nanpercentile(visits, 95))


def test_tables_cover_the_whole_registry(runs):
    assert set(runs.numbers["name"]) == {entry.name for entry in metrics.listing() if not entry.use}
    assert set(runs.curves["curve"]) == {entry.name for entry in metrics.curve_listing() if not entry.use}
    assert list(runs.daily.columns[1:]) == [label.key for label in runs.labels]
    assert runs.stations["station"].tolist() == ["registration", "vaccination"]
    assert runs.groups["group"].tolist() == ["clerks", "nurses"]
    assert runs.classes["class"].tolist() == ["all"]


def test_a_curve_has_an_interval_of_its_mean_and_a_spread_over_days(runs):
    band = runs.curve("line", "vaccination")
    by_day = np.stack([_line_of_day(runs, i, band.minutes) for i in (1, 2, 3, 4)])
    np.testing.assert_allclose(band.mean, by_day.mean(axis=0), atol=1e-12)
    np.testing.assert_allclose(band.day_p10, np.percentile(by_day, 10, axis=0), atol=1e-12)
    np.testing.assert_allclose(band.day_p90, np.percentile(by_day, 90, axis=0), atol=1e-12)
    half = t.ppf(0.975, 3) * by_day.std(axis=0, ddof=1) / 2
    np.testing.assert_allclose(band.mean_high - band.mean, half, atol=1e-12)
    assert band.bin_minutes == 10


def _line_of_day(runs, replication, minutes):
    curves = runs.rerun(replication).curves
    rows = curves[(curves["curve"] == "line") & (curves["of"] == "vaccination")]
    known = dict(zip(rows["minute"], rows["value"], strict=True))
    return np.array([known.get(minute, 0.0) for minute in minutes])


def test_outcomes_add_up_to_everybody_invited(runs):
    assert runs.outcomes["patients"].sum() == pytest.approx(40)
    assert runs.outcomes["share"].sum() == pytest.approx(1)


def test_promises_are_judged(runs):
    assert [verdict.state for verdict in runs.promises] == ["kept", "not kept", "kept", "kept"]
    assert [verdict.unit for verdict in runs.promises] == ["min", "min", "share", "patients"]


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda r: r.number("mean(wiat)"), "mean(wait)"),
        (lambda r: r.curve("lines", "vaccination"), "did you mean 'line'"),
        (lambda r: r.curve("line", "vacination"), "did you mean 'vaccination'"),
    ],
)
def test_an_unknown_name_is_met_with_the_nearest(runs, ask, words):
    with pytest.raises(KeyError) as error:
        ask(runs)
    assert words in str(error.value)


def test_a_replication_that_was_not_run_is_refused(runs):
    with pytest.raises(ValueError, match="replications 1 to 4, not 5"):
        runs.rerun(5)


def test_the_summary_is_strict_json(runs):
    summary = json.loads(json.dumps(runs.summary(), allow_nan=False))
    assert (summary["seed"], summary["replications"]) == (7, 4)
    assert len(summary["numbers"]) == len(runs.labels)
    assert summary["promises"][1]["state"] == "not kept"


def test_one_replication_warns_that_there_are_no_intervals(runs):
    alone = vs.replicate(runs.scenario, 1)
    assert np.isnan(alone.number("mean(wait)").low)
    assert any("no intervals" in warning for warning in alone.warnings)
    assert [verdict.state for verdict in alone.promises] == ["kept", "not kept", "kept", "kept"]


def test_a_method_that_draws_draws_the_figure_of_its_name_where_it_lives(runs, monkeypatch):
    names = [name for name in plots.__all__ if name.startswith("plot_")]
    figures = ModuleType("vaxsim.plots")
    for name in names:
        setattr(figures, name, lambda data, ax=None, name=name: (name, data, ax))
    monkeypatch.setitem(sys.modules, "vaxsim.plots", figures)
    monkeypatch.setattr(vs, "plots", figures, raising=False)
    for data in (runs, runs.rerun(1)):
        drawn = [name for name in dir(data) if name.startswith("plot_")]
        assert drawn
        for name in drawn:
            assert getattr(data, name)(ax="axes") == (name, data, "axes")


def test_the_html_shows_promises_and_tables_with_names_escaped(runs, write_scenario):
    assert "not kept" in runs._repr_html_()
    nasty = vs.read(write_scenario(SMALL.replace("a small site", "<b>bold</b>"), "nasty.toml"))
    shown = vs.replicate(nasty, 1)._repr_html_()
    assert "<b>bold" not in shown
    assert "&lt;b&gt;bold" in shown


def test_nobody_served_is_said_and_counted(write_scenario):
    stuck = vs.replicate(vs.read(write_scenario(SENSELESS)), 2)
    assert stuck.stranded > 0
    assert any("nothing could ever serve them" in warning for warning in stuck.warnings)
    assert "nobody in that line is ever served" in stuck.bottleneck


def test_replications_introduce_themselves_in_one_line(write_scenario):
    days = vs.replicate(vs.read(write_scenario(SMALL)), 2)
    assert re.fullmatch(r"<Replications '.+', 2 days, seed \d+: [\d.]+ of [\d.]+ patients dosed a day>", repr(days))
