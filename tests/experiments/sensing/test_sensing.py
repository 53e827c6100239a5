"""The tornado against trials, and Sobol's indices against functions whose indices are known."""

from __future__ import annotations

import json
import tomllib

import numpy as np
import pytest

import vaxsim as vs
from tests.sites import SMALL
from vaxsim.experiments.sensing.points import Design, check_points
from vaxsim.experiments.sensing.shares import Share, indices
from vaxsim.experiments.sensing.tornado import swings
from vaxsim.experiments.trials import Trials
from vaxsim.experiments.varying import Between, Levels
from vaxsim.promises import parse_number
from vaxsim.scenario import Scenario, ScenarioError

SITE = Scenario.from_dict(tomllib.loads(SMALL))
FIELDS = {"arrivals.0.per_slot": Levels(tuple(range(8, 13))), "stations.vaccination.service.mean": Between(3.0, 4.5)}
ANGLES = {name: Between(-np.pi, np.pi) for name in ("x", "y", "z")}


def of_function(design: Design, function) -> np.ndarray:
    """What a function is at the points of a design, as if it were that on each of two days."""
    values = np.array([function(*changes.values()) for changes in design.changes])
    return np.repeat(values.reshape(len(design.fields) + 2, design.points)[..., np.newaxis], 2, axis=-1)


def ishigami(x: float, y: float, z: float) -> float:
    return (1 + 0.1 * z**4) * np.sin(x) + 7 * np.sin(y) ** 2


def test_the_indices_of_ishigamis_function_are_those_of_the_books():
    found = indices(of_function(Design(ANGLES, 2048, 1), ishigami))
    assert found[0] == pytest.approx([0.3139, 0.4424, 0], abs=0.03)
    assert found[1] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.03)


def test_without_interactions_both_indices_are_the_share_of_the_variance():
    fields = {"whole": Levels((0, 1, 2, 3)), "any": Between(0.0, 2.0)}
    found = indices(of_function(Design(fields, 1024, 1), lambda whole, other: whole + other))
    share = (15 / 12) / (15 / 12 + 4 / 12)
    assert found == pytest.approx(np.array([[share, 1 - share]] * 2), abs=0.02)


def test_points_are_the_same_each_time_and_mixtures_differ_from_the_first_set_in_one_field():
    one, two = (Design(FIELDS, 8, 3).shares.reshape(4, 8, 2) for _ in range(2))
    assert np.array_equal(one, two)
    assert not np.array_equal(one, Design(FIELDS, 8, 4).shares.reshape(4, 8, 2))
    for field in (0, 1):
        assert np.array_equal(one[2 + field][:, field], one[1][:, field])
        assert np.array_equal(one[2 + field][:, 1 - field], one[0][:, 1 - field])


def test_the_tornado_is_paired_on_the_same_days_and_the_widest_is_on_top():
    trials = Trials(SITE, [parse_number("mean(wait)")], engine="reference")
    found, base = swings(trials, FIELDS, 6, None)
    assert found[0].width >= found[1].width
    as_it_is = trials.values({}, 6)[:, 0]
    assert base == pytest.approx(as_it_is.mean())
    for swing in found:
        for end, at in zip((swing.bottom, swing.top), FIELDS[swing.field].ends, strict=True):
            days = trials.values({swing.field: at}, 6)[:, 0]
            assert (end.at, end.difference) == (at, pytest.approx((days - as_it_is).mean()))
            assert end.low <= end.difference <= end.high


@pytest.fixture(scope="module")
def found():
    fields = {**FIELDS, "staff.nurses.cost": "1..9"}
    return vs.sensitivity(SITE, fields, "mean(wait)", reps=3, points=8, engine="reference")


def test_a_field_without_effect_has_no_share_and_no_swing(found):
    share, swing = found.shares[-1], found.swings[-1]
    assert share.field == swing.field == "staff.nurses.cost"
    assert (share.total, share.total_low, share.total_high, swing.width) == pytest.approx((0, 0, 0, 0))


def test_every_index_has_an_interval_around_it_or_near(found):
    table = found.sobol
    assert (table["total_low"] < table["total_high"]).iloc[:2].all()
    assert len(found.tornado) == 6


def test_it_shows_itself_draws_and_can_be_written_down(found):
    assert "staff.nurses.cost" in found._repr_html_()
    assert json.loads(json.dumps(found.summary(), allow_nan=False))["points"] == 8
    assert found.plot().get_yticklabels()[-1].get_text() == "staff.nurses.cost"
    assert found.plot_sobol().get_yticklabels()[-1].get_text() == "staff.nurses.cost"


def test_a_number_that_is_the_same_everywhere_has_a_tornado_and_no_shares():
    same = vs.sensitivity(SITE, {"staff.nurses.cost": (1, 2)}, "mean(wait)", reps=2, points=2, engine="reference")
    assert len(same.tornado) == 2
    assert same.sobol.empty
    assert same.no_shares == "the number is the same at all points, so there is no variance to part"
    assert same.finding == "mean(wait) is the same at both ends of every field"


def test_what_cannot_be_answered_is_refused_with_the_reason():
    with pytest.raises(ValueError, match="no value on any day"):
        vs.sensitivity(SITE, {"arrivals.0.per_slot": (0, 1)}, "p90(wait)", reps=2, points=8, engine="reference")
    with pytest.raises(ValueError, match="nothing is varied"):
        vs.sensitivity(SITE, {})
    with pytest.raises(ValueError, match="did you mean"):
        vs.sensitivity(SITE, FIELDS, "p90(wiat)")
    with pytest.raises(ScenarioError, match="desks"):
        vs.sensitivity(SITE, {"stations.vaccination.desks": (0, 3)}, reps=2, engine="reference")
    for points in (3, 1, -4, 100):
        with pytest.raises(ValueError, match="power of two"):
            check_points(points)


@pytest.mark.parametrize(("total", "low", "high"), [(1.39, 1.2, 1.5), (0.6, 0.3, 0.9)])
def test_a_share_that_few_points_cannot_tell_is_not_stated(total, low, high):
    said = Share("x", 0.1, 0.0, 0.2, total, low, high).in_words
    assert "cannot be told" in said
    assert "%" not in said
    assert Share("x", 0.1, 0.0, 0.2, 0.6, 0.5, 0.7).in_words.startswith("x has 60% of the variance")
