"""Promises: how they are written, what is refused and with which words, and when they are kept."""

from __future__ import annotations

import math
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vaxsim as vs
from tests import handmade
from vaxsim import promises
from vaxsim.metrics import Names, labels
from vaxsim.metrics.day import Day
from vaxsim.metrics.evaluate import Computed
from vaxsim.promises import Verdict, parse, parse_number

NAMES = Names(("registration", "vaccination"), ("clerks", "nurses", "registration"), ("all", "elder"))

WRITTEN = {
    "p90(wait) <= 20": ("p90", "wait", "", "", "<=", 20),
    "mean( wait ,vaccination )<10": ("mean", "wait", "vaccination", "", "<", 10),
    "p75(wait, elder) <= 5.5": ("p75", "wait", "elder", "", "<=", 5.5),
    "overtime(nurses) <= 30": ("", "overtime", "nurses", "", "<=", 30),
    "overtime <= 30": ("", "overtime", "", "", "<=", 30),
    "utilisation(nurses) <= 0.85": ("", "utilisation", "nurses", "", "<=", 0.85),
    "peak(inside) <= 120": ("peak", "inside", "", "", "<=", 120),
    "peak(line, registration) < 8": ("peak", "line", "registration", "", "<", 8),
    "vaccinated >= 900": ("", "vaccinated", "", "", ">=", 900),
    "share(wait <= 20) >= 0.9": ("share", "wait", "", "<= 20", ">=", 0.9),
    "share(wait > 10, vaccination) < 1e-1": ("share", "wait", "vaccination", "> 10", "<", 0.1),
    "utilisation(group registration) <= 0.9": ("", "utilisation", "group registration", "", "<=", 0.9),
    'max(wait, "vaccination") <= 60': ("max", "wait", "vaccination", "", "<=", 60),
}


@pytest.mark.parametrize(("text", "parts"), WRITTEN.items(), ids=WRITTEN.keys())
def test_a_promise_is_read_into_its_parts_and_found_at_the_site(text, parts):
    promise = parse(text)
    assert (
        promise.statistic, promise.measure, promise.of, promise.within, promise.operator, promise.limit
    ) == parts  # fmt: skip
    promise.look_up(NAMES)


REFUSED = {
    "p90(wait)": "is no promise; write it as",
    "p90(wait) = 20": "is no promise",
    "p90(wait) <= twenty": "'twenty' in 'p90(wait) <= twenty' is no limit",
    "p90(wait) <= 20 min": "is no limit",
    "p90(wait) <= nan": "is no limit",
    "p90(wiat) <= 20": "did you mean 'wait'?",
    "p900(wait) <= 20": "there is no number or statistic 'p900'",
    "wait <= 20": "wait is not one number; ask for mean(wait)",
    "inside <= 20": "inside is not one number; ask for mean(inside) or peak(inside)",
    "p90(inside) <= 20": "there is no p90 of inside; there is: mean, peak",
    "mean(overtime) <= 20": "there is no mean of overtime; there is: itself alone",
    "overtme <= 20": "did you mean 'overtime'?",
    "overtime(nurse) <= 20": "there is no group 'nurse' for overtime; did you mean 'nurses'?",
    "mean(wait, vacination) <= 1": "did you mean 'vaccination'?",
    "utilisation <= 0.9": "utilisation needs the name of a station or group",
    "utilisation(registration) <= 0.9": 'write "station registration" or "group registration"',
    "peak(inside, vaccination) <= 5": "inside is a number of the whole site",
    "share(wait) >= 0.9": 'needs a comparison inside; write it as "share(wait <= 20) >= 0.9"',
    "share(inside <= 20) >= 0.9": "there is no share of inside",
    "reneged_share <= 0.05": "is measured only where there are patients who lose patience, and here there are none",
    "": "is no promise",
}


@pytest.mark.parametrize(("text", "words"), REFUSED.items(), ids=REFUSED.keys())
def test_a_wrong_promise_is_refused_with_what_was_got_and_what_is_allowed(text, words):
    with pytest.raises(ValueError) as error:
        parse(text).look_up(NAMES)
    assert words in str(error.value)


def test_every_wrong_promise_of_a_scenario_is_named_with_its_place(scenarios):
    wrong = ("p90(wait) <= 20", "p90(wiat) <= 20", "overtime(nurse) <= 1")
    scenario = vs.read(scenarios / "small_clinic.toml").model_copy(update={"promises": wrong})
    assert [path for path, _ in promises.check(scenario)] == [("promises", 1), ("promises", 2)]


@pytest.mark.parametrize("label", labels(NAMES), ids=lambda label: label.key)
def test_whatever_a_table_reports_can_be_promised_under_the_same_name(label):
    measure, per, index = parse(f"{label.key} <= 1").look_up(NAMES)
    assert (measure, per, NAMES.of(per)[index]) == (label.measure, label.per, label.of)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_with_a_message(text):
    message = "read"
    try:
        parse(text).look_up(NAMES)
    except ValueError as error:
        message = str(error)
    assert message


def test_the_value_is_that_of_one_day():
    computed = Computed(Day(handmade.plan(), handmade.draws(), handmade.visits()))
    expected = {
        "p90(wait) <= 0": 9.6,
        "p50(wait) <= 0": 8,
        "share(wait <= 8) >= 1": 2 / 3,
        "share(wait < 8) >= 1": 1 / 3,
        "share(wait >= 5, vaccination) >= 1": 2 / 3,
        "mean(wait, elder) <= 0": 8,
        "utilisation(nurses) <= 0": 30 / 225,
        "peak(inside) <= 0": 3,
    }
    for text, value in expected.items():
        assert parse(text).value(computed) == pytest.approx(value)


JUDGED = [
    ("overtime <= 30", 25, 20, 29, "kept"),
    ("overtime <= 30", 25, 20, 30, "kept"),
    ("overtime < 30", 25, 20, 30, "uncertain"),
    ("overtime <= 30", 29, 20, 38, "uncertain"),
    ("overtime <= 30", 35, 31, 39, "not kept"),
    ("overtime < 30", 35, 30, 40, "not kept"),
    ("overtime <= 30", 35, 30, 40, "uncertain"),
    ("dosed >= 900", 950, 910, 990, "kept"),
    ("dosed > 900", 850, 800, 900, "not kept"),
    ("overtime <= 0.3", 0.1 + 0.2, 0.1 + 0.2, 0.1 + 0.2, "kept"),
    ("overtime <= 30", 30, math.nan, math.nan, "kept"),
    ("overtime <= 30", 31, math.nan, math.nan, "not kept"),
    ("overtime <= 30", math.nan, math.nan, math.nan, "uncertain"),
]


@pytest.mark.parametrize(("text", "mean", "low", "high", "state"), JUDGED)
def test_a_promise_is_kept_if_the_whole_interval_is_on_the_right_side(text, mean, low, high, state):
    assert parse(text).judge(mean, low, high) == state


def test_a_verdict_says_in_words_what_was_promised_and_what_came_of_it():
    verdict = Verdict(parse("overtime <= 30"), "min", 25.0, 20.0, 29.5, "kept")
    assert str(verdict) == "overtime <= 30: kept, 25 min (20 to 29.5)"
    assert str(Verdict(parse("overtime <= 30"), "min", 25.0, math.nan, math.nan, "kept")).endswith("(one day)")


def test_a_verdict_shows_of_an_interval_what_is_possible():
    few = Verdict(parse("turned_away <= 1"), "patients", 0.05, -0.05, 0.15, "kept")
    assert str(few).endswith("0.05 patients (0 to 0.15)")
    most = Verdict(parse("share(wait <= 20) >= 0.9"), "share", 0.99, 0.97, 1.01, "kept")
    assert str(most).endswith("0.99 share (0.97 to 1)")


def test_reading_promises_loads_no_numpy(python):
    code = "import sys; from vaxsim.promises import parse; parse('p90(wait) <= 20'); sys.exit('numpy' in sys.modules)"
    assert subprocess.run([python, "-c", code], check=False).returncode == 0


def test_a_number_with_a_limit_is_told_to_have_none():
    with pytest.raises(ValueError, match=r'a number has no limit, so write "p90\(wait\)"'):
        parse_number("p90(wait) <= 20")
    assert parse_number("share(wait <= 20)").within == "<= 20"
    with pytest.raises(ValueError, match=r'write it as "p90\(wait\)"'):
        parse_number("p90(wait")
