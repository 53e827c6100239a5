"""Figures of a sweep: cells and points where there are any, frames where promises are kept, nothing cut off."""

from __future__ import annotations

import matplotlib as mpl
import pytest
from matplotlib.colors import to_hex

from tests.experiments.test_surfaces import GRID, made
from vaxsim.plots import plot_heat, plot_response, sweep_sheet
from vaxsim.plots.style import VERMILLION

mpl.use("Agg")
SURE = made([({"a": a, "b": b}, [float(a)] * 3) for a in (10, 30) for b in (1, 2)])


def test_a_heat_map_writes_every_number_and_frames_the_cells_that_keep_the_promise():
    ax = plot_heat(SURE, "p90(wait)", "a", "b")
    assert [text.get_text() for text in ax.texts] == ["10", "30", "10", "30"]
    assert [to_hex(patch.get_edgecolor()).upper() for patch in ax.patches] == [VERMILLION, VERMILLION]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["10", "30"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("a", "b")


def test_scattered_points_are_dots_in_the_colour_of_the_number():
    scattered = made([({"a": a / 7, "b": -a / 3}, [1.0 * a, 2.0 * a]) for a in range(9)])
    ax = plot_heat(scattered, "p90(wait)", "a", "b")
    (dots,) = ax.collections
    drawn = {tuple(place): colour for place, colour in zip(dots.get_offsets().tolist(), dots.get_array(), strict=True)}
    assert drawn == {(a / 7, -a / 3): 1.5 * a for a in range(9)}


def test_curves_are_drawn_for_each_value_of_the_other_field_with_the_promise():
    ax = plot_response(GRID, "p90(wait)", "a")
    assert [line.get_label() for line in ax.lines if len(line.get_xdata()) == 3][:1] == ["0"]
    assert "promised: 20" in [text.get_text() for text in ax.texts]
    assert ax.get_ylim()[0] == 0


def test_values_that_are_no_numbers_stand_side_by_side():
    texts = made([({"a": a}, [1.0, 2.0]) for a in ("fifo", "priority")])
    ax = plot_response(texts, "dosed", "a")
    assert [label.get_text() for label in ax.get_xticklabels()] == ["fifo", "priority"]


def test_a_number_that_no_point_has_is_said():
    nothing = made([({"a": a, "b": 1}, [float("nan")]) for a in (1, 2)])
    assert "no point has p90(wait)" in [text.get_text() for text in plot_heat(nothing, "p90(wait)", "a", "b").texts]
    plot_response(nothing, "p90(wait)", "a")


@pytest.mark.parametrize("sweep", [GRID, SURE, made([({"a": 1}, [1.0, 2.0])])])
def test_a_sheet_has_a_row_for_each_number(sweep):
    figure = sweep_sheet(sweep, ["p90(wait)", "dosed"])
    panels = [ax for ax in figure.axes if ax.get_xlabel()]
    assert len(panels) == 2 * min(len(sweep.fields), 2)
