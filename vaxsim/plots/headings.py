"""Headings: the finding and the legend above a panel, fitted to the width that the panel has.

How wide a panel is depends on its neighbours, so every panel of a figure is fitted again when one is added.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from vaxsim.plots.style import INK

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.legend import Legend
    from matplotlib.text import Text

_SIZES = ((420.0, 12.0, 9.0), (270.0, 10.0, 8.0), (0.0, 8.5, 7.0))
"""Panels at least so wide (points) have titles and legends of these font sizes."""

_ROUNDS = 2  # at most: a heading takes height, so fitting it again hardly changes a width

_sentences: WeakKeyDictionary[Axes, str] = WeakKeyDictionary()  # the findings of all panels, unbroken


def head(ax: Axes, sentence: str) -> None:
    """Put the finding and under it the legend above `ax`, so that neither covers curves or is cut off."""
    _sentences[ax] = sentence
    figure = ax.figure.figure
    _keep_apart(figure)
    panels = [panel for panel in figure.axes if panel in _sentences]
    fitted: list[int] = []
    for _ in range(_ROUNDS):
        _lay_out(figure)
        widths = [round(panel.bbox.width) for panel in panels]
        if widths == fitted:
            break
        for panel in panels:
            _fit(panel)
        fitted = widths


def _keep_apart(figure: Figure) -> None:
    """Let matplotlib keep panels apart, unless the owner of the figure has said how it is laid out."""
    from matplotlib.figure import SubplotParams

    as_given = vars(figure.subplotpars) == vars(SubplotParams())
    if figure.get_layout_engine() is None and as_given:
        figure.set_layout_engine("constrained")


def _lay_out(figure: Figure) -> None:
    """Give panels the places they will have when drawn."""
    engine = figure.get_layout_engine()
    if engine is None:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # too small to lay out: matplotlib says so when it draws
        engine.execute(figure)


def _fit(ax: Axes) -> None:
    room = _points(ax, ax.bbox.width)
    title_size, legend_size = next((title, legend) for least, title, legend in _SIZES if room >= least)
    legend = _legend(ax, legend_size)
    under = _points(ax, legend.get_window_extent().height) if legend is not None else 6.0
    title = ax.set_title("", loc="left", fontsize=title_size, fontweight="bold", color=INK, pad=under + 5)
    title.set_text(_broken(title, _sentences[ax], ax.bbox.width))
    label = ax.xaxis.label
    label.set_text(_broken(label, label.get_text().replace("\n", " "), ax.bbox.width))


def _legend(ax: Axes, size: float) -> Legend | None:
    """Labels above the curves in as many columns as fit, so that they never cover them."""
    handles, labels = ax.get_legend_handles_labels()
    legend = None
    for columns in range(len(handles), 0, -1):
        legend = ax.legend(
            handles[::-1], labels[::-1], loc="lower left", bbox_to_anchor=(0, 1), ncols=columns, frameon=False,
            fontsize=size, borderaxespad=0.2, handlelength=1.6, columnspacing=1.4, labelcolor=INK,
        )  # fmt: skip
        legend.set_in_layout(False)  # its height is in the title's distance, and its width must not push the panel
        if legend.get_window_extent().width <= ax.bbox.width:
            break
    return legend


def _broken(text: Text, sentence: str, room: float) -> str:
    """`sentence` in lines that are at most `room` pixels wide when `text` draws them; a longer word stands alone."""
    if not sentence:
        return sentence
    wide = _measure(text)
    lines = [""]
    for word in sentence.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and wide(longer) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines)


def _measure(text: Text) -> Callable[[str], float]:
    """How wide, in pixels, `text` draws a line."""

    def wide(line: str) -> float:
        text.set_text(line)
        return float(text.get_window_extent().width)

    return wide


def _points(ax: Axes, pixels: float) -> float:
    return float(pixels / ax.figure.dpi * 72)
