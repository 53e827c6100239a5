"""How much of their time desks and staff are in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vaxsim.plots import style
from vaxsim.plots.lettering import letter
from vaxsim.plots.style import BLUE, GREY, INK, ORANGE, PALE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from vaxsim.experiments import Replications
    from vaxsim.plots.lettering import Lettering

TIGHT = 0.85
"""Above this share of its time in use, small disturbances at a service desk grow into long lines."""

_MARKS = {"station": ("o", BLUE, "desks of a station"), "group": ("D", ORANGE, "staff of a group")}


@dataclass(frozen=True)
class Utilisation:
    """Share of its time that the station or group `of` is in use; low..high is the 95 % interval of the mean."""

    per: str  # "station" or "group"
    of: str
    mean: float
    low: float
    high: float


def utilisations(replications: Replications, per: str) -> list[Utilisation]:
    """The utilisation of every station or every group, in the order of the plan; NaN where it has no meaning."""
    numbers = replications.numbers
    chosen = numbers[(numbers["name"] == "utilisation") & (numbers["per"] == per)]
    rows = chosen[["of", "mean", "low", "high"]].itertuples(index=False)
    found = {str(of): Utilisation(per, str(of), mean, low, high) for of, mean, low, high in rows}
    names = replications.plan.stations if per == "station" else replications.plan.groups
    return [found.get(name, Utilisation(per, name, np.nan, np.nan, np.nan)) for name in names]


def plot_utilisation(replications: Replications, ax: Axes | None = None) -> Axes:
    """Share of time in use of every station's desks and every group of staff, with the 95 % interval of the mean."""
    uses = utilisations(replications, "station") + utilisations(replications, "group")
    letterings = {
        "station": letter(replications.plan.stations, "station"),
        "group": letter(replications.plan.groups, "group"),
    }
    ax = style.surface(ax, style.rows_height(len(uses)) * 0.75)
    for position, use in enumerate(uses):
        _draw_use(ax, position, use)
    labels = [letterings[use.per].labels[use.of] for use in uses]
    _use_axis(ax, labels)
    style.legend(ax)
    style.finding(ax, _use_finding(uses, letterings), letters=style.letters_beside(labels))
    style.use_lettering(ax, *letterings.values())
    return ax


def _draw_use(ax: Axes, position: int, use: Utilisation) -> None:
    marker, colour, label = _MARKS[use.per]
    if np.isnan(use.mean):
        ax.text(0.01, -position, "no limit on desks" if use.per == "station" else "never on duty",
                va="center", fontsize=9, color=GREY)  # fmt: skip
        return
    first = label not in ax.get_legend_handles_labels()[1]
    ax.hlines(-position, 0, use.mean, color=colour, linewidth=5, alpha=0.3)
    ax.plot(use.mean, -position, marker, color=colour, markersize=7, linestyle="none", label=label if first else None)
    if not np.isnan(use.low):
        ax.hlines(-position, use.low, use.high, color=INK, linewidth=1.6)
    ax.annotate(
        f"{use.mean:.0%}", (max(use.mean, np.nan_to_num(use.high)), -position), xytext=(8, 0),
        textcoords="offset points", va="center", fontsize=9, color=INK,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
    )  # fmt: skip


def _use_axis(ax: Axes, labels: Sequence[str]) -> None:
    from matplotlib.ticker import PercentFormatter

    ax.set_xlim(0, 1.08)  # room for "100%" behind a mark
    ax.set_xticks([step / 5 for step in range(6)])
    ax.set_ylim(-max(len(labels), 1) + 0.4, 0.6)
    ax.set_yticks([-position for position in range(len(labels))], labels)
    ax.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    ax.set_xlabel("share of their time in use (whisker: 95% interval of the mean)", fontsize=9, color=INK)
    ax.grid(axis="x", color=PALE, linewidth=0.6)
    ax.set_axisbelow(True)
    ax.axvline(TIGHT, color=INK, linewidth=1, linestyle=(0, (5, 3)), zorder=0.5, label=f"tight above {TIGHT:.0%}")


def _use_finding(uses: Sequence[Utilisation], letterings: dict[str, Lettering]) -> str:
    known = [use for use in uses if not np.isnan(use.mean)]
    if not known:
        return "Neither desks nor staff are limited, or none were ever in use"
    busiest = max(known, key=lambda use: use.mean)
    tight = sum(use.mean > TIGHT for use in known)
    name = letterings[busiest.per].labels[busiest.of]
    what = f"the desks of {name}" if busiest.per == "station" else f"the staff group {name}"
    rest = f"none is above {TIGHT:.0%}" if not tight else f"{tight} of {len(known)} above {TIGHT:.0%}"
    return f"Most in use: {what}, {busiest.mean:.0%} of the time; {rest}"
