"""How much of their time desks and staff are in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vaxsim.metrics import possible
from vaxsim.metrics.registry import SHARE
from vaxsim.plots import style
from vaxsim.plots.headings import head
from vaxsim.plots.lettering import letter
from vaxsim.plots.style import BLUE, GREY, INK, ORANGE, PALE
from vaxsim.units import NEVER

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
    """Share of its time that the station or group `of` is in use; low..high is the 95 % interval of the mean.

    What is above 1 of the interval, or below 0, is cut off: it is not possible.
    """

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
    found = {str(of): Utilisation(per, str(of), mean, *possible(low, high, SHARE)) for of, mean, low, high in rows}
    names = replications.plan.stations if per == "station" else replications.plan.groups
    return [found.get(name, Utilisation(per, name, np.nan, np.nan, np.nan)) for name in names]


def plot_utilisation(replications: Replications, ax: Axes | None = None) -> Axes:
    """Share of time in use of every station's desks and every group of staff, with the 95 % interval of the mean."""
    uses = utilisations(replications, "station") + utilisations(replications, "group")
    ax = style.surface(ax, style.rows_height(len(uses)) * 0.75)
    most, plan = style.letters_for_names(ax), replications.plan
    letterings = {"station": letter(plan.stations, "station", most), "group": letter(plan.groups, "group", most)}
    endless = _without_limit(replications)
    for position, use in enumerate(uses):
        if np.isnan(use.mean):
            ax.text(0.01, -position, _unused(use, endless), va="center", fontsize=9, color=GREY)
        else:
            _draw_use(ax, position, use)
    labels = [letterings[use.per].labels[use.of] for use in uses]
    _use_axis(ax, labels)
    style.use_lettering(ax, *letterings.values())
    head(ax, _use_finding(uses, letterings, endless))
    return ax


def _without_limit(replications: Replications) -> frozenset[str]:
    """The stations with any number of desks."""
    plan = replications.plan
    return frozenset(name for name, desks in zip(plan.stations, plan.site.desks, strict=True) if desks >= NEVER)


def _unused(use: Utilisation, endless: frozenset[str]) -> str:
    """Why a station or group has no utilisation."""
    if use.per == "group":
        return "never on duty"
    return "no limit on desks" if use.of in endless else "no time to be in use"


def _draw_use(ax: Axes, position: int, use: Utilisation) -> None:
    marker, colour, label = _MARKS[use.per]
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


def _use_finding(uses: Sequence[Utilisation], letterings: dict[str, Lettering], endless: frozenset[str]) -> str:
    known = [use for use in uses if not np.isnan(use.mean)]
    if not known:
        return _nothing_finding(uses, endless)
    busiest = max(known, key=lambda use: use.mean)
    tight = sum(use.mean > TIGHT for use in known)
    name = letterings[busiest.per].labels[busiest.of]
    what = f"{name} (desks)" if busiest.per == "station" else f"{name} (staff)"
    rest = f"none is above {TIGHT:.0%}" if not tight else f"{tight} of {len(known)} above {TIGHT:.0%}"
    return f"Most in use: {what}, {busiest.mean:.0%} of the time; {rest}"


def _nothing_finding(uses: Sequence[Utilisation], endless: frozenset[str]) -> str:
    """Why no station and no group has a utilisation."""
    limited = any(use.per == "station" and use.of not in endless for use in uses)
    if any(use.per == "group" for use in uses):
        rest = "so nothing was in use" if limited else "and no station has a limit on its desks"
        return f"No staff came on duty, {rest}"
    if limited:
        return "Nothing had time to be in use"
    return "No station has a limit on its desks, and no staff work here"
