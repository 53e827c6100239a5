"""Figures from made-up numbers: what they say, and that nothing in them is cut off or misread."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from vaxsim import plots
from vaxsim.plots import SHEETS, lettering, style
from vaxsim.units import NEVER

BIN = 5.0


@dataclass
class Made:
    """Made-up replications: what figures read of real ones, filled with smooth curves."""

    stations: tuple[str, ...] = ("registration", "screening", "vaccination", "observation")
    groups: tuple[str, ...] = ("clerks", "doctors", "nurses")
    first: float = 480
    last: float = 1080
    days: int = 20
    limit: int | None = None
    empty: bool = False
    doses: bool = True
    bus: bool = False
    crowded: bool = False
    endless: bool = False
    peaks: dict[str, float] = field(default_factory=dict)

    @property
    def plan(self) -> SimpleNamespace:
        desks = np.array([NEVER if name == "observation" or self.endless else 2 for name in self.stations])
        site = SimpleNamespace(desks=desks)
        return SimpleNamespace(stations=self.stations, groups=self.groups, site=site)

    @property
    def scenario(self) -> SimpleNamespace:
        return SimpleNamespace(day=SimpleNamespace(max_inside=self.limit))

    def curve(self, name: str, of: str = "") -> SimpleNamespace:
        minutes = np.arange(self.first, self.last, BIN)
        mean = self._height(name, of) * self._shape(name, minutes)
        spread, error = 0.3 * mean, 0.08 * mean
        if self.days == 1:
            spread = error = np.full_like(mean, np.nan)
        return SimpleNamespace(
            name=name, of=of, minutes=minutes, bin_minutes=BIN, days=np.full(len(mean), self.days), mean=mean,
            mean_low=mean - error, mean_high=mean + error, day_p10=np.maximum(mean - spread, 0),
            day_p90=mean + spread,
        )  # fmt: skip

    def _height(self, name: str, of: str) -> float:
        if self.empty:
            return np.nan if name.startswith("wait") else 0.0
        heights = {"arrivals": 180, "doses": 160, "completions": 160, "wait_mean": 14, "wait_p90": 30, "inside": 110}
        if name == "line":
            return self.peaks.get(of, 3.0 + 2 * self.stations.index(of))
        return heights.get(name, {"on_duty": 6, "busy": 5, "outside": 0}.get(name, 1))

    def _shape(self, name: str, minutes: np.ndarray) -> np.ndarray:
        if name == "on_duty":
            return np.where(minutes < self.last - 60, 1.0, 0.0)
        middle = (self.first + self.last) / 2 + 30
        if name == "arrivals" and self.bus:
            return np.where(minutes == self.first + 60, 5.0, 0.1)
        if name == "arrivals" and self.crowded:
            return np.where(minutes < self.first + 240, 2.5, 0.0)
        return np.exp(-(((minutes - middle) / ((self.last - self.first) / 4)) ** 2)) * (0.9 + 0.1 * np.sin(minutes))

    def number(self, name: str, of: str = "") -> SimpleNamespace:
        values = {
            "dosed": 1440 * self.doses,
            "vaccinated": 1432,
            "left": 800,
            "peak_throughput": 171,
            "mean(wait)": 9.4,
            "p90(wait)": 21,
        }
        value = values.get(name, 118.2)
        return SimpleNamespace(mean=(np.nan if "wait" in name else 0.0) if self.empty else value)

    @property
    def numbers(self) -> pd.DataFrame:
        rows = [("utilisation", name, "station", 0.5 + 0.03 * i) for i, name in enumerate(self.stations)]
        rows += [("utilisation", name, "group", 0.6 + 0.05 * i) for i, name in enumerate(self.groups)]
        frame = pd.DataFrame(rows, columns=["name", "of", "per", "mean"])
        frame.loc[frame["of"] == "observation", "mean"] = np.nan
        frame["mean"] = np.nan if self.empty else frame["mean"]
        half = 0.02 if self.days > 1 else np.nan
        return frame.assign(low=frame["mean"] - half, high=frame["mean"] + half)


CASES: dict[str, dict[str, Any]] = {
    "usual": {},
    "limited": {"limit": 150},
    "one_station": {"stations": ("vaccination",), "groups": ("nurses",)},
    "many_stations": {"stations": tuple(f"station number {i}" for i in range(15)), "groups": tuple("abcdefgh")},
    "no_staff": {"groups": ()},
    "nobody": {"empty": True},
    "one_day": {"days": 1},
    "past_midnight": {"first": 1200, "last": 1750},
    "five_days": {"first": 0, "last": 7200},
    "no_doses": {"doses": False},
    "long_names": {
        "stations": ("The very long official name of the registration desk on the ground floor", "b" * 90),
        "groups": ("Nurses of the Guilin People's Hospital lent to the site on working days only",),
    },
    "mathematics": {"stations": (r"$\frac{$", "a_b $x^2$", "<b>&amp;"), "groups": ("$1 and $2", "tab\there\x1b[2J")},
    "bus": {"bus": True},
    "chinese": {"stations": ("登记", "接种台", "observation"), "groups": ("护士", "nurses")},
}

PANELS = {
    "throughput": plots.plot_throughput,
    "waits": plots.plot_waits,
    "inside": plots.plot_inside,
    "lines": plots.plot_lines,
    "staff": plots.plot_staff,
    "utilisation": plots.plot_utilisation,
}


def drawn(figure: Figure) -> list[Text]:
    """All texts that are seen, after drawing; their extents are known then."""
    FigureCanvasAgg(figure).draw()
    return [text for text in figure.findobj(Text) if text.get_visible() and text.get_text()]


def title(panel: str, **made: Any) -> str:
    return PANELS[panel](Made(**made)).get_title(loc="left").replace("\n", " ")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("case", CASES)
def test_no_text_of_a_sheet_is_cut_off_and_no_glyph_is_missing(case: str, sheet: str) -> None:
    figure = SHEETS[sheet](Made(**CASES[case]))
    texts = drawn(figure)
    page = figure.bbox.padded(1)
    cut = [t.get_text() for t in texts if not _holds(page, t.get_window_extent()) and _is_on_axis(t)]
    assert cut == []


@pytest.mark.parametrize("sheet", SHEETS)
def test_titles_legends_and_axis_labels_do_not_overlap(sheet: str) -> None:
    figure = SHEETS[sheet](Made(**CASES["long_names"]))
    texts = [t for t in drawn(figure) if _is_on_axis(t)]
    boxes = [(t.get_text(), t.get_window_extent().padded(-1)) for t in texts]
    overlaps = [(a, b) for i, (a, x) in enumerate(boxes) for b, y in boxes[i + 1 :] if x.overlaps(y)]
    assert overlaps == []


@pytest.mark.parametrize("panel", PANELS)
def test_every_panel_draws_on_the_axes_it_is_given_and_returns_them(panel: str) -> None:
    ax = Figure().subplots()
    assert PANELS[panel](Made(), ax=ax) is ax
    assert ax.get_title(loc="left")


@pytest.mark.parametrize("panel", ["throughput", "waits", "inside", "lines", "staff"])
def test_time_axes_carry_clock_times(panel: str) -> None:
    ax = PANELS[panel](Made())
    drawn(ax.figure)
    assert [t.get_text() for t in ax.get_xticklabels()][:3] == ["08:00", "09:00", "10:00"]
    assert "time of day" in ax.get_xlabel()
    assert ax.get_ylabel()


def test_hours_after_midnight_go_on_and_the_axis_says_where_midnight_is() -> None:
    ax = plots.plot_waits(Made(**CASES["past_midnight"]))
    drawn(ax.figure)
    assert "25:00" in [t.get_text() for t in ax.get_xticklabels()]
    assert "24:00 is midnight" in ax.get_xlabel()


@pytest.mark.parametrize(
    ("panel", "made", "finding"),
    [
        ("throughput", {}, "The site vaccinates 1,432 patients a day, 171 in its best hour"),
        ("throughput", {"doses": False}, "No doses are given; 800 patients a day pass through the site"),
        ("waits", {}, "Patients wait 9.4 min on average, 1 in 10 over 21 min; worst time to arrive: 13:"),
        ("waits", {"empty": True}, "Nobody was served, so there are no waits"),
        ("inside", {"limit": 150}, "118 patients are inside on average: 79% of the limit of 150"),
        ("inside", {"empty": True}, "Nobody comes inside"),
        ("lines", {"peaks": {"screening": 44.4}}, "The longest line is at screening: 44 patients on average"),
        ("lines", {"peaks": dict.fromkeys(Made.stations, 0.1)}, "There is hardly ever a line at any station"),
        ("staff", {}, "Busiest staff: nurses, at work 70% of their time on duty"),
        ("staff", {"groups": ()}, "No staff work at this site"),
        ("utilisation", {}, "Most in use: nurses (staff), 70% of the time; none is above 85%"),
        ("utilisation", {"groups": tuple("abcdefgh")}, "h (staff), 95% of the time; 2 of 11 above 85%"),
    ],
)
def test_the_title_says_the_finding(panel: str, made: dict[str, Any], finding: str) -> None:
    assert finding in title(panel, **made)


def test_both_kinds_of_band_are_named_as_what_they_are() -> None:
    labels = plots.plot_waits(Made()).get_legend_handles_labels()[1]
    assert {"95% interval of mean", "8 of 10 days (10-90%)"} < set(labels)


def test_one_day_has_no_bands() -> None:
    assert plots.plot_inside(Made(days=1)).get_legend_handles_labels()[1] == ["inside"]


def test_a_limit_is_drawn_and_named_only_where_there_is_one() -> None:
    texts = [{t.get_text() for t in drawn(plots.plot_inside(Made(limit=limit)).figure)} for limit in (150, None)]
    assert ["limit: 150" in found for found in texts] == [True, False]


def test_a_crowd_that_comes_at_once_does_not_flatten_the_throughput() -> None:
    ax = plots.plot_throughput(Made(bus=True))
    assert ax.get_ylim()[1] < 400
    assert "up to 900 arriving" in {t.get_text() for t in drawn(ax.figure)}


def test_arrivals_above_the_throughput_all_morning_stay_in_the_picture() -> None:
    ax = plots.plot_throughput(Made(crowded=True))
    assert ax.get_ylim()[1] > 450


def test_lines_stand_in_walking_order_and_the_longest_stands_out() -> None:
    ax = plots.plot_lines(Made(peaks={"screening": 44}))
    assert [t.get_text() for t in ax.get_yticklabels()] == list(Made.stations)
    coloured = [t.get_text() for t in drawn(ax.figure) if t.get_color() is style.VERMILLION]
    assert coloured == ["43 at 13:20"]


def test_a_name_is_drawn_as_it_stands_and_never_as_mathematics() -> None:
    name = r"$\frac{$ and $x^2$"
    texts = drawn(plots.plot_lines(Made(stations=(name, "b"))).figure)
    label = next(t for t in texts if "frac" in t.get_text())
    assert label._preprocess_math(label.get_text()) == (name, False)


def test_nothing_imports_pyplot_so_no_window_is_opened() -> None:
    import subprocess
    import sys

    code = "import sys; from vaxsim.plots import style; style.surface(None); print('pyplot' in str(sys.modules))"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed == "False\n"


def test_a_notebook_that_uses_pyplot_gets_a_figure_of_pyplot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPLBACKEND", "agg")
    import matplotlib.pyplot as plt

    ax = plots.plot_inside(Made())
    assert plt.gcf() is ax.figure
    plt.close(ax.figure)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a\nb\tc", "a b c"),
        ("a\x1b[2J", "a\ufffd[2J"),
        ("\u202eabc", "\ufffdabc"),
        ("  ", "(no name)"),
        ("留观", "留观"),
    ],
)
def test_what_would_break_a_line_of_text_is_replaced(name: str, text: str) -> None:
    assert lettering.printable(name) == text


def test_long_names_are_cut_in_the_middle_to_the_width_they_have_when_drawn() -> None:
    assert lettering.shortened("a" * 10 + "b" * 30, 20) == "a" * 10 + "bb…" + "b" * 7
    assert lettering.width(lettering.shortened("接种" * 20, 20)) <= 20
    assert lettering.shortened("short", 20) == "short"


def test_a_name_that_no_font_can_draw_is_numbered_and_the_reader_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lettering, "_installed_families", frozenset)
    lettering._family_for.cache_clear()
    try:
        letters = lettering.letter(("registration", "接种台"), "station")
        assert letters.labels == {"registration": "registration", "接种台": "station 2"}
        assert letters.replaced == ("接种台",)
        assert "接种台" in (lettering.undrawable_notice(["registration", "接种台"]) or "")
        ax = plots.plot_lines(Made(stations=("registration", "接种台")))
        assert "no installed font" in ax.get_xlabel()
    finally:
        lettering._family_for.cache_clear()


def test_a_name_in_another_script_is_drawn_with_a_font_that_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    family = "Droid Sans Fallback"
    monkeypatch.setattr(lettering, "_installed_families", lambda: frozenset({family}))
    monkeypatch.setattr(lettering, "_characters", lambda name: {ord(c) for c in "接种台" if name == family})
    lettering._family_for.cache_clear()
    try:
        letters = lettering.letter(("接种台",), "station")
    finally:
        lettering._family_for.cache_clear()
    assert (letters.families, letters.replaced) == ((lettering.FIRST_FAMILY, family), ())


def test_no_notice_is_given_for_names_that_can_be_drawn() -> None:
    assert lettering.undrawable_notice(["registration", "Žilina", "naïve"]) is None


def test_the_first_family_comes_with_matplotlib() -> None:
    path = font_manager.findfont(lettering.FIRST_FAMILY, fallback_to_default=False)
    assert "matplotlib" in path or "dejavu" in path.lower()


@dataclass
class Curves(Made):
    """Made-up replications of which some curves are changed by hand: name -> fields of the band."""

    changed: dict[str, dict[str, Any]] = field(default_factory=dict)

    def curve(self, name: str, of: str = "") -> SimpleNamespace:
        band = super().curve(name, of)
        return SimpleNamespace(**vars(band) | self.changed.get(name, {}))


def notebook(columns: int, rows: int, size: tuple[float, float], **made: Any) -> tuple[Figure, list[Any]]:
    """A figure as a notebook makes it, without a layout, with all the panels that it has room for."""
    figure = Figure(figsize=size)
    grid = list(np.ravel(figure.subplots(rows, columns)))
    return figure, [draw(Made(**made), ax=ax) for draw, ax in zip(PANELS.values(), grid, strict=False)]


@pytest.mark.parametrize("panel", PANELS)
def test_nothing_is_cut_off_in_a_figure_of_the_usual_size_of_a_notebook(panel: str) -> None:
    figure = Figure(figsize=(6.4, 4.8))
    PANELS[panel](Made(**CASES["long_names"]), ax=figure.subplots())
    page = figure.bbox.padded(1)
    assert [t.get_text() for t in drawn(figure) if not _holds(page, t.get_window_extent()) and _is_on_axis(t)] == []


def test_panels_side_by_side_do_not_overprint_each_other() -> None:
    figure, panels = notebook(3, 2, (14, 8))
    texts = [t for t in drawn(figure) if _is_on_axis(t)]
    boxes = [(t.get_text(), t.axes, t.get_window_extent().padded(-1)) for t in texts]
    overlaps = [
        (a, b) for i, (a, p, x) in enumerate(boxes) for b, q, y in boxes[i + 1 :] if p is not q and x.overlaps(y)
    ]
    assert overlaps == []
    assert all(ax.get_legend().get_window_extent().width <= ax.bbox.width + 1 for ax in panels)


def test_times_of_day_do_not_run_into_each_other_in_a_narrow_panel() -> None:
    figure, panels = notebook(3, 1, (9, 4), last=1440)
    drawn(figure)
    boxes = [t.get_window_extent() for t in panels[0].get_xticklabels() if _is_on_axis(t)]
    assert len(boxes) >= 2
    assert all(left.x1 < right.x0 for left, right in pairwise(boxes))


def test_a_layout_that_the_owner_of_the_figure_has_chosen_is_kept() -> None:
    figure = Figure()
    figure.subplots_adjust(left=0.3)
    plots.plot_waits(Made(), ax=figure.subplots())
    assert figure.get_layout_engine() is None


@pytest.mark.parametrize(("panel", "name"), [("waits", "wait_mean"), ("throughput", "doses"), ("inside", "inside")])
def test_an_interval_far_wider_than_the_days_is_cut_and_the_legend_says_so(panel: str, name: str) -> None:
    bins = len(np.arange(Made.first, Made.last, BIN))
    wide = {"mean_low": np.full(bins, -900.0), "mean_high": np.full(bins, 1500.0)}
    ax = PANELS[panel](Curves(days=2, changed={name: wide}))
    shown = [path.get_extents() for band in ax.collections for path in band.get_paths()]
    assert ax.get_ylim()[1] < 300
    assert min(box.y0 for box in shown) >= 0
    assert max(box.y1 for box in shown) <= ax.get_ylim()[1]
    assert "95% interval of mean, wider than the axis" in ax.get_legend_handles_labels()[1]


def test_bins_seen_on_few_days_do_not_set_the_axis_nor_the_worst_time() -> None:
    band = Made().curve("wait_mean")
    rare = band.minutes == 1000
    changed = {"mean": np.where(rare, 400.0, band.mean), "days": np.where(rare, 1, 20)}
    ax = plots.plot_waits(Curves(changed={"wait_mean": changed}))
    assert ax.get_ylim()[1] < 60
    assert "worst time to arrive: 13:" in ax.get_title(loc="left").replace("\n", " ")


def test_a_single_bin_between_gaps_is_drawn_as_a_dot() -> None:
    band = Made().curve("wait_mean")
    only = np.where(band.minutes == 600, 7.0, np.nan)
    ax = plots.plot_waits(Curves(days=1, changed={"wait_mean": {"mean": only}}))
    dots = [line.get_xydata().tolist() for line in ax.lines if line.get_marker() == "o"]
    assert dots == [[[602.5, 7.0]]]


def test_one_patient_is_not_called_patients(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Made, "number", lambda *_: SimpleNamespace(mean=1.0))
    assert title("throughput").startswith("The site vaccinates 1 patient a day,")
    assert "1 patient is inside on average" in title("inside")


@pytest.mark.parametrize(
    ("made", "finding", "row"),
    [
        ({}, "No staff came on duty, so nothing was in use", "no time to be in use"),
        ({"endless": True}, "No staff came on duty, and no station has a limit on its desks", "no limit on desks"),
        (
            {"endless": True, "groups": ()},
            "No station has a limit on its desks, and no staff work",
            "no limit on desks",
        ),
        ({"groups": ()}, "Nothing had time to be in use", "no time to be in use"),
    ],
)
def test_the_utilisation_figure_says_why_nothing_was_in_use(made: dict[str, Any], finding: str, row: str) -> None:
    ax = plots.plot_utilisation(Made(empty=True, **made))
    assert ax.get_title(loc="left").replace("\n", " ").startswith(finding)
    assert ax.texts[0].get_text() == row


@pytest.mark.parametrize(
    "names",
    [
        [f"group of helpers {i:02d} lent by the hospital" for i in range(12)],
        [f"{'very ' * 12}long name {i} {'and so on ' * 9}" for i in range(3)],
        ["x" * 60, "x" * 61, "x" * 62],
        ["a b", "a\nb"],
    ],
)
@pytest.mark.parametrize("most", [12, 28])
def test_long_names_stay_different_when_shortened(names: list[str], most: int) -> None:
    labels = list(lettering.letter(names, "group", most).labels.values())
    assert len(set(labels)) == len(names)
    assert all(lettering.width(label) <= most for label in labels)


def test_a_group_called_group_is_not_named_twice() -> None:
    said = title("utilisation", groups=tuple(f"group of helpers {i:02d} lent by the hospital" for i in range(8)))
    assert "group group" not in said
    assert "07" in said


def _holds(page: Any, box: Any) -> bool:
    return page.x0 <= box.x0 and page.y0 <= box.y0 and box.x1 <= page.x1 and box.y1 <= page.y1


def _is_on_axis(text: Text) -> bool:
    """Whether a text is shown: marks of an axis beyond its limits are kept by matplotlib, but not drawn."""
    ax = text.axes
    if ax is None or text not in [*ax.get_xticklabels(), *ax.get_yticklabels()]:
        return True
    x, y = text.get_position()
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    return left <= x <= right if text in ax.get_xticklabels() else low <= y <= high
