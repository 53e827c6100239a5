"""Comparisons: differences paired by day, judged together, told in words."""

from __future__ import annotations

import json
import tomllib

import matplotlib
import numpy as np
import pytest

import vaxsim as vs
from tests.sites import SMALL
from vaxsim import stats
from vaxsim.experiments import comparing
from vaxsim.scenario import Scenario

SLOWER = {"stations.vaccination.service": 8}


@pytest.fixture(scope="module")
def site() -> Scenario:
    """A small site with two stations and two groups of staff."""
    return Scenario.from_dict(tomllib.loads(SMALL))


@pytest.fixture(scope="module")
def comparison(site) -> vs.Comparison:
    scenarios = {"as it is": site, "slower": site.replace(SLOWER), "same": site.replace({"title": "the same site"})}
    return vs.compare(scenarios, 12, engine="reference")


def test_differences_are_those_of_plain_runs_day_by_day(site, comparison):
    base, other = (vs.replicate(s, 12, engine="reference").daily["p90(wait)"] for s in (site, site.replace(SLOWER)))
    found = comparison.frame.query("scenario == 'slower' and number == 'p90(wait)'").iloc[0]
    expected = stats.paired(other, base)
    assert [found["difference"], found["low"], found["high"], found["p"]] == [float(x) for x in expected[:4]]
    assert [found["base"], found["value"]] == pytest.approx([base.mean(), other.mean()])
    assert found["verdict"] == "higher"


def test_all_numbers_of_all_scenarios_are_judged_together(comparison):
    frame = comparison.frame
    np.testing.assert_array_equal(frame["adjusted"], stats.holm(frame["p"]))
    sure = frame["verdict"].isin(["higher", "lower"])
    assert (frame.loc[sure, "adjusted"] <= 0.05).all()
    assert not (frame.loc[~sure, "adjusted"] <= 0.05).any()
    assert set(frame.loc[frame["p"].le(0.05) & ~sure, "verdict"]) <= {"higher, barely", "lower, barely"}


def test_what_most_surely_differs_comes_first(comparison):
    known = comparison.frame["adjusted"].dropna()
    assert known.is_monotonic_increasing
    assert comparison.frame["adjusted"].isna().to_numpy()[len(known) :].all()
    assert comparison.frame["scenario"].iloc[0] == "slower"


def test_a_scenario_that_differs_in_its_title_only_is_the_same_every_day(comparison):
    assert set(comparison.frame.query("scenario == 'same'")["verdict"]) <= {"the same every day", "no value"}
    assert comparison.sentences[1].startswith("same against as it is: 0 of ")


def test_a_number_that_only_one_scenario_has_is_named(site):
    other = site.replace({"staff.nurses.group": "doctors", "promises": []})
    found = vs.compare({"a": site, "b": other}, 2, engine="reference")
    only = found.frame.set_index("number")["verdict"]
    assert only["overtime(nurses)"] == "only in a"
    assert only["overtime(doctors)"] == "only in b"
    assert any("are only in b, so there is nothing to compare" in text for text in found.missing)


def test_chosen_numbers_alone_are_compared_and_counted(site):
    found = vs.compare({"a": site, "b": site.replace(SLOWER)}, 12, of=["p85(wait)", "dosed"], engine="reference")
    assert set(found.frame["number"]) == {"p85(wait)", "dosed"}
    p = found.frame.set_index("number")["p"]
    assert found.frame.set_index("number").loc["p85(wait)", "adjusted"] == 2 * p["p85(wait)"]
    assert found.short is found.frame


def test_who_is_spelt_wrong_everywhere_is_refused_but_not_what_one_site_has(site):
    other = site.replace({"staff.nurses.group": "doctors", "promises": []})
    with pytest.raises(ValueError, match="did you mean 'wait'"):
        vs.compare({"a": site, "b": other}, 2, of=["p90(wiat)", "overtime(nurses)"])
    found = vs.compare({"a": site, "b": other}, 2, of=["overtime(nurses)"], engine="reference")
    assert found.frame["verdict"].tolist() == ["only in a"]


def test_one_scenario_or_one_day_is_nothing_to_compare(site):
    with pytest.raises(ValueError, match="two scenarios"):
        vs.compare({"a": site})
    with pytest.raises(ValueError, match="reps must be 2 or more"):
        vs.compare({"a": site, "b": site}, 1)


def test_progress_tells_of_all_runs_together(site):
    told: list[tuple[int, int]] = []
    vs.compare({"a": site, "b": site}, 3, progress=lambda *at: told.append(at), engine="reference")
    assert told == [(n, 6) for n in range(1, 7)]


def test_a_comparison_shows_itself_and_goes_into_json(comparison):
    assert "slower against as it is" in comparison._repr_html_()
    assert "12 days" in repr(comparison)
    summary = json.loads(json.dumps(comparison.summary(), allow_nan=False))
    assert summary["base"] == "as it is"
    assert [one["name"] for one in summary["scenarios"]] == ["as it is", "slower", "same"]
    assert len(summary["differences"]) == len(comparison.frame)


def test_the_short_table_has_what_is_read_first(comparison):
    assert {"p90(wait)", "mean(wait)", "dosed"} <= set(comparison.short["number"])
    assert len(comparison.short) < len(comparison.frame) / 3
    assert (comparison.short.groupby("scenario").size() <= len(comparing.IN_SHORT) + comparing.MOST_SHOWN).all()


def test_figures_show_every_scenario_and_every_number(comparison):
    matplotlib.use("Agg")
    ax = comparison.plot_curve("wait_mean")
    assert {text.get_text() for text in ax.get_legend().get_texts()} == {"as it is", "slower", "same"}
    shown = [text.get_text() for text in comparison.plot_differences().texts]
    assert any("p90(wait), slower" in text for text in shown)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda site: [site, site], "given by their names"),
        (lambda site: {"a": site, "b": "site.toml"}, "'b' must be a scenario"),
        (lambda site: {1: site, 2: site}, "must be a text"),
    ],
)
def test_what_is_not_scenarios_by_their_names_is_refused_in_words(site, wrong, said):
    with pytest.raises(TypeError, match=said):
        vs.compare(wrong(site))


def test_one_number_may_be_given_by_itself(site):
    found = vs.compare({"one": site, "two": site.replace(SLOWER)}, 2, of="p90(wait)", engine="reference")
    assert found.frame["number"].tolist() == ["p90(wait)"]
    assert [number.name for number in vs.replicate(site, 2, of="dosed", engine="reference").asked] == ["dosed"]
