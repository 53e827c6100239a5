"""What figures show of recorded durations and of the laws fitted to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from vaxsim.fit.likelihood import Fitted
    from vaxsim.fit.observations import Floats, Observations

BARS = 40
"""A histogram has at most so many bars, and fewer of few durations."""


@dataclass(frozen=True, eq=False)
class Histogram:
    """Share of durations per minute of width; cut-off durations are spread over the longer ones."""

    edges: Floats  # minutes, [bars + 1]
    density: Floats  # per minute, [bars]


@dataclass(frozen=True, eq=False)
class Quantiles:
    """The same shares of the recorded durations and of a law: minutes, float64 [points] each."""

    recorded: Floats
    law: Floats


def histogram(observations: Observations) -> Histogram:
    """Bars on the edges of the cells, so that rounded times do not fall between two bars."""
    cells = observations.cells
    wanted = min(BARS, 5 + 2 * int(observations.n**0.5))
    step = -(-len(cells.complete) // wanted)
    bars = -(-len(cells.complete) // step)
    width = cells.edges[2] - cells.edges[1] if len(cells.edges) > 2 else observations.resolution
    edges = cells.edges[1] + width * (step * np.arange(bars + 1) - 1)
    below = np.concatenate([[0.0], cells.distribution()])[np.minimum(step * np.arange(bars + 1), len(cells.complete))]
    return Histogram(edges, np.diff(below) / np.diff(edges))


def density(fitted: Fitted, shown: Histogram, points: int = 300) -> tuple[Floats, Floats]:
    """Minutes and the density of a law per minute at them, float64 [points] each."""
    reach = shown.edges[-1] - shown.edges[0]
    low = shown.edges[0] - 0.05 * reach if fitted.family.signed else max(float(shown.edges[0]), 0.0)
    at = np.linspace(low, shown.edges[-1] + 0.05 * reach, points)[1:]
    return at, np.asarray(fitted.law.pdf(at), np.float64)


def quantiles(fitted: Fitted, observations: Observations) -> Quantiles:
    """One point per cell that holds complete durations, at the middle of its share."""
    cells = observations.cells
    below = np.concatenate([[0.0], cells.distribution()])
    middle = (below[:-1] + below[1:])[cells.used] / 2
    edges = np.where(np.isfinite(cells.edges), cells.edges, 0.0)
    recorded = ((edges[:-1] + edges[1:]) / 2)[cells.used]
    law = np.asarray(fitted.law.ppf(middle), np.float64)
    return Quantiles(recorded, law if observations.signed else np.maximum(law, 0.0))
