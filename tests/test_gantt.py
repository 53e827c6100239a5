"""The Gantt chart of the staff: every state, shift and name is where it belongs and can be read."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from tests import handmade
from tests.handmade import at, timeline
from tests.test_plots import drawn
from vaxsim import plots
from vaxsim.plots.gantt import COLOURS, MANY_BARS
from vaxsim.results import Result
from vaxsim.visits import StaffState

SEVEN = [(0, state, 480 + 30 * k, 510 + 30 * k) for k, state in enumerate(StaffState)]


def morning(plan: dict[str, Any] | None = None, **visits: Any) -> Result:
    """The morning worked out by hand, with changes."""
    return Result(handmade.plan(**(plan or {})), handmade.draws(), handmade.visits(**visits))


def crowd(units: int, name: str = "nurses") -> Result:
    """So many units, each idle in its shift."""
    everybody = np.zeros(units)
    plan = {
        "units": tuple(f"{name}#{k + 1}" for k in range(units)), "groups": (name,),
        "unit_group": np.zeros(units, np.int16), "unit_from": at(*everybody + 480), "unit_to": at(*everybody + 720),
        "unit_has_role": np.ones((units, 1), bool), "unit_stays": everybody == 1, "cost": np.zeros(1),
        "overtime_cost": np.zeros(1), "group_stations": np.array([[True, True]]),
    }  # fmt: skip
    rows = [(k, StaffState.IDLE, 480, 720) for k in range(units)]
    return morning(
        plan, timeline=timeline(*rows), came=at(*everybody + 480), went=at(*everybody + 720),
        breaks_missed=np.zeros(units, np.int32),
    )  # fmt: skip


def bars(result: Result) -> dict[str, list[tuple[int, float, float]]]:
    """(row, begin, end) of the bars in each colour."""
    found = {}
    for collection in result.plot_gantt().collections:
        if isinstance(collection, PolyCollection):
            boxes = [path.get_extents() for path in collection.get_paths()]
            colour = to_hex(collection.get_facecolor()[0]).upper()
            found[colour] = [(round(-(box.y0 + box.y1) / 2), box.x0, box.x1) for box in boxes]
    return found


def legend(result: Result) -> list[str]:
    """The texts of the legend, as they stand."""
    shown = result.plot_gantt().get_legend()
    return [] if shown is None else [text.get_text() for text in shown.get_texts()]


def title(result: Result) -> str:
    return result.plot_gantt().get_title(loc="left").replace("\n", " ")


def test_every_state_is_a_bar_of_its_colour_at_its_time_in_the_row_of_its_unit() -> None:
    found = bars(morning(timeline=timeline(*SEVEN, (1, StaffState.SERVING, 500, 515))))
    assert found[COLOURS[StaffState.SERVING]] == [(0, 510, 540), (1, 500, 515)]
    assert found[COLOURS[StaffState.ON_BREAK]] == [(0, 660, 690)]
    assert len(found) == len(set(COLOURS.values())) == len(StaffState)


def test_the_legend_names_the_states_that_occur_and_no_others() -> None:
    assert legend(morning()) == ["serving", "idle", "on break", "shift"]
    everything = legend(morning(timeline=timeline(*SEVEN), went=at(720, 730)))
    assert everything == [state.label for state in COLOURS] + ["overtime", "shift"]


def test_every_shift_is_outlined_and_an_absent_unit_has_nothing_in_it() -> None:
    ax = morning(timeline=timeline(*SEVEN), came=at(480, None), went=at(720, None)).plot_gantt()
    outlines = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    assert [(box.get_x(), box.get_x() + box.get_width()) for box in outlines] == [(480, 720), (480, 720)]
    assert "did not come" in {text.get_text() for text in drawn(ax.figure)}


def test_overtime_is_marked_from_the_end_of_the_shift_to_going() -> None:
    result = morning(went=at(720, 742))
    lines = next(c for c in result.plot_gantt().collections if c.get_label() == "overtime")
    assert [segment[:, 0].tolist() for segment in lines.get_segments()] == [[720, 742]]


@pytest.mark.parametrize(
    ("visits", "finding"),
    [
        ({}, "nobody works past the end of the shift"),
        ({"went": at(720, 742)}, "nurses#1 stays 22 min past the end of the shift"),
        ({"went": at(725, 742)}, "2 of 2 stay past the end of the shift, nurses#1 longest: 22 min"),
        ({"breaks_missed": np.array([0, 1])}, "nobody works past the end of the shift; 1 break missed"),
        ({"came": at(None, None), "went": at(None, None), "timeline": timeline()}, "Nobody of the staff came on duty"),
    ],
)
def test_the_title_says_the_finding(visits: dict[str, Any], finding: str) -> None:
    assert title(morning(**visits)) == finding


def test_the_title_names_the_day() -> None:
    result = Result(handmade.plan(), handmade.draws(), handmade.visits(), replication=7)
    assert title(result).startswith("Day 7: ")


def test_a_site_without_staff_says_so() -> None:
    nobody = crowd(0)
    assert title(nobody) == "No staff work at this site"
    assert "this site has no staff" in {text.get_text() for text in drawn(nobody.plot_gantt().figure)}


@pytest.mark.parametrize("units", [1, 20, 120])
def test_all_names_are_written_and_none_covers_another(units: int) -> None:
    labels = _names(plots.DAY_SHEETS["staff_timeline"](crowd(units)))
    assert len(labels) == units
    boxes = [label.get_window_extent() for label in labels]
    assert not any(upper.y0 < lower.y1 - 1 for upper, lower in pairwise(boxes))


def test_of_very_many_units_only_so_many_are_named_as_can_be_read() -> None:
    labels = _names(plots.DAY_SHEETS["staff_timeline"](crowd(2000)))
    assert 100 < len(labels) < 1000


def _names(figure: Figure) -> list[Text]:
    """The names of the rows that are seen."""
    texts = set(drawn(figure))
    return [label for label in figure.axes[0].get_yticklabels() if label in texts]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "name", ["nurses", "护士", "Nurses of the Guilin People's Hospital lent to the site", r"$\frac{$"]
)
def test_no_text_is_cut_off(name: str) -> None:
    figure = plots.DAY_SHEETS["staff_timeline"](crowd(20, name))
    page = figure.bbox.padded(1)
    texts = [text for text in drawn(figure) if text.get_text() and text.get_window_extent().width > 0]
    assert [
        text.get_text() for text in texts
        if not (page.x0 <= text.get_window_extent().x0 and text.get_window_extent().x1 <= page.x1)
    ] == []  # fmt: skip


def test_it_draws_on_the_axes_that_it_is_given() -> None:
    ax = Figure().subplots()
    assert plots.plot_gantt(morning(), ax=ax) is ax


def test_the_time_axis_carries_clock_times() -> None:
    ax = morning().plot_gantt()
    drawn(ax.figure)
    assert [label.get_text() for label in ax.get_xticklabels()][:2] == ["08:00", "08:30"]
    assert "time of day" in ax.get_xlabel()


def test_a_great_many_bars_are_pixels_in_a_drawing_of_lines() -> None:
    rows = [(0, StaffState.SERVING, 480 + k / 20, 480 + k / 20 + 0.02) for k in range(MANY_BARS + 1)]
    for number, pixels in ((MANY_BARS, False), (MANY_BARS + 1, True)):
        collections = morning(timeline=timeline(*rows[:number])).plot_gantt().collections
        assert [bool(c.get_rasterized()) for c in collections if c.get_label() == "serving"] == [pixels]
