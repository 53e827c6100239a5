"""Figures of recorded times: titles that say the finding, nothing cut off, odd cases drawn as well."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from vaxsim.fit import Observations, Rate, TimesFit, fit_times
from vaxsim.plots import fit_sheet, plot_overlay, plot_places, plot_quantiles, plot_rates, plot_times, validation_sheet
from vaxsim.units import ticks
from vaxsim.validation import Comparison
from vaxsim.validation.overlay import Overlay

RATES = tuple(Rate(ticks(540 + 30 * i), ticks(570 + 30 * i), 4 * i, 8.0 * i, 2.0 * i, 20.0 + i) for i in range(4))


def durations(name: str, drawn: np.ndarray, censored: np.ndarray | None = None, signed: bool = False) -> TimesFit:
    """Durations with families fitted."""
    cut = np.empty(0) if censored is None else censored
    return fit_times(name, Observations(np.rint(drawn * 60) / 60, cut, 1 / 60, signed), 19)


@pytest.fixture(scope="module")
def findings() -> SimpleNamespace:
    """Usual and odd durations beside each other, with a name that mathematics would spoil."""
    random = np.random.default_rng(1)
    times = (
        durations("$\\frac{$ 接种", random.gamma(4, 1, 200), np.array([3.0, 9.0])),
        durations("a very long name of a station, so long that it goes beyond any title", random.gamma(4, 1, 20)),
        durations("constant", np.full(20, 15.0)),
        durations("one", np.array([3.0])),
        durations("none", np.empty(0)),
        durations("punctuality", random.normal(-3, 8, 100), signed=True),
    )
    return SimpleNamespace(times=times, rates=RATES)


def comparison(name: str, place: float, verdict_p: float) -> Comparison:
    """A number at a place of its interval, in half-widths."""
    return Comparison(name, "min", 10 + place, 1, 10, 9, 11, place, place - 1, place + 1, verdict_p, verdict_p)


def overlay(days: int = 1, name: str = "arrivals") -> Overlay:
    """A made-up curve."""
    begins = np.arange(480.0, 780, 15)
    mean = 30 * np.sin((begins - 470) / 320 * 3)
    mine = np.tile(mean, (days, 1))
    mine[:, 3] = 90
    return Overlay(name, "patients per hour", begins, 15, mine, mean, mean * 0.7, mean * 1.3, (mean[:1], mean))


def validation(**changed: Any) -> SimpleNamespace:
    """A made-up verdict."""
    numbers = (comparison("far off", 40, 0.001), comparison("a $x^2$", 0, 1), comparison("nan", 0, np.nan))
    usual = {"days": 1, "comparisons": numbers, "curves": (overlay(), overlay(name="people there"))}
    return SimpleNamespace(finding="The recorded day differs from the model in 1 of 2 numbers", **(usual | changed))


def assert_nothing_is_cut_off(figure: Figure) -> None:
    FigureCanvasAgg(figure).draw()
    page = figure.bbox.padded(1)
    for text in figure.findobj(Text):
        if text.get_visible() and text.get_text() and text.axes is not None and text not in text.axes.get_xticklabels():
            box = text.get_window_extent()
            assert page.x0 <= box.x0, text.get_text()
            assert box.x1 <= page.x1, text.get_text()


@pytest.mark.filterwarnings("error")
def test_a_sheet_of_fits_draws_the_usual_and_the_odd(findings: SimpleNamespace) -> None:
    assert_nothing_is_cut_off(fit_sheet(findings))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("changed", [{}, {"days": 5, "curves": (overlay(5),)}, {"curves": (), "comparisons": ()}])
def test_a_sheet_of_a_validation_draws_the_usual_and_the_odd(changed: dict[str, Any]) -> None:
    assert_nothing_is_cut_off(validation_sheet(validation(**changed)))


def title(ax: Any) -> str:
    return ax.get_title(loc="left").replace("\n", " ")


def test_titles_say_the_finding(findings: SimpleNamespace) -> None:
    assert "gamma fits best (p = " in title(plot_times(findings.times[0]))
    assert title(plot_times(findings.times[2])) == "constant: all the same"
    assert title(plot_times(findings.times[3])) == "one: too few for a family"
    assert title(plot_rates(RATES)) == "24 walk-ins, most from 10:30 on: 24 per hour"
    assert "leaves the band in 1 of 20 bins" in title(plot_overlay(overlay()))
    assert "the recorded days" in title(plot_overlay(overlay(3)))
    assert title(plot_places(validation())) == "The recorded day differs from the model in 1 of 2 numbers"
    assert "Largest recorded" in title(plot_quantiles(findings.times[0]))


def test_cut_off_durations_are_named_in_the_legend(findings: SimpleNamespace) -> None:
    labels = plot_times(findings.times[0]).get_legend_handles_labels()[1]
    assert "recorded (200 complete, 2 cut off)" in labels


def test_a_number_far_outside_of_its_interval_stays_in_the_picture() -> None:
    ax = plot_places(validation())
    places = {line.get_label(): line.get_xdata()[0] for line in ax.lines if line.get_marker() == "o"}
    low, high = ax.get_xlim()
    assert all(low < place < high for place in places.values())
    assert set(places) == {"agrees", "differs"}


def test_what_could_not_have_differed_is_drawn_as_that() -> None:
    few = [replace(one, adjusted=1.0, least_adjusted=0.2) for one in validation().comparisons]
    assert set(plot_places(validation(comparisons=few)).get_legend_handles_labels()[1]) == {"cannot tell"}


def test_an_interval_without_width_is_drawn() -> None:
    flat = replace(comparison("flat", 0, 1), low=10, high=10, difference_low=0, difference_high=0)
    assert_nothing_is_cut_off(plot_places(validation(comparisons=(flat,))).figure)
