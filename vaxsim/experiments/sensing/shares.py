"""Sobol's indices of fields, with intervals that allow for the points and for the days that happened to be taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.experiments.trials import Trials

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vaxsim.experiments.sensing.points import Design
    from vaxsim.experiments.threads import Progress
    from vaxsim.promises import Number
    from vaxsim.scenario import Scenario

Floats = NDArray[np.float64]

RESAMPLES = 1_000
"""Bootstrap samples, for 95 % percentile intervals."""

WIDE = 0.5
"""Share of the variance; an interval wider than that says little more than that there is one."""

TOGETHER = 64
"""Points that are run together: what one point keeps in memory is let go when these are done."""


class NoVariance(ValueError):  # noqa: N818  says why, and is no fault of the user
    """Why there is no variance to part."""


@dataclass(frozen=True)
class Share:
    """The shares of the variance of a number that are due to a field, each with its 95 % interval."""

    field: str
    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float

    @property
    def in_words(self) -> str:
        """How much of the variance hangs on the field, as far as the points can tell."""
        if self.total > 1 or self.total_high - self.total_low > WIDE:
            return f"with so few points the share of the variance that hangs on {self.field} cannot be told"
        return f"{self.field} has {self.total:.0%} of the variance, interactions among it"


def shares_of(
    scenario: Scenario,
    number: Number,
    design: Design,
    reps: int,
    seed: int,
    engine: str,
    threads: int | None,
    progress: Progress | None,
) -> list[Share]:
    """The indices of all fields, the largest total first.

    Raises ValueError if the number has no value at some point, NoVariance if it is the same at all of them.
    """
    blocks = _run(scenario, number, design, reps, seed, engine, threads, progress)
    values = np.concatenate(list(blocks)).reshape(len(design.fields) + 2, design.points, reps)
    found = indices(values)
    resampled = _bootstrap(values, np.random.default_rng([seed, 0xB007]))
    low, high = np.quantile(resampled, [0.025, 0.975], axis=0)
    shares = [
        Share(field, *(float(part[order, f]) for order in (0, 1) for part in (found, low, high)))
        for f, field in enumerate(design.fields)
    ]
    return sorted(shares, key=lambda share: share.total, reverse=True)


def indices(values: Floats) -> Floats:
    """First-order and total indices, float64 [2, fields], of values at points A, B and their mixtures.

    `values` is float64 [fields + 2, points, days].  Raises ValueError if some point has no value, NoVariance
    if all have the same.
    """
    from scipy.stats import sobol_indices

    means = _means(values)
    first, second, mixed = means[0], means[1], means[2:]
    if np.ptp(means[:2]) == 0:
        raise NoVariance("the number is the same at all points, so there is no variance to part")
    if len(mixed) == 1:
        return np.ones((2, 1))  # all there is, by definition; scipy takes two fields or more
    found = sobol_indices(
        func={"f_A": first[np.newaxis], "f_B": second[np.newaxis], "f_AB": mixed[:, np.newaxis]}, n=means.shape[1]
    )
    return np.array([np.ravel(found.first_order), np.ravel(found.total_order)])


def _means(values: Floats) -> Floats:
    """Means over days, NaN left out, float64 [fields + 2, points]."""
    known = ~np.isnan(values)
    if not known.any(axis=-1).all():
        raise ValueError("at some points the number has no value on any day, as the wait of nobody; narrow the ranges")
    return np.asarray(np.where(known, values, 0.0).sum(axis=-1) / known.sum(axis=-1))


def _bootstrap(values: Floats, rng: np.random.Generator) -> Floats:
    """Indices of resampled points and days, float64 [resamples, 2, fields]; those without variance are drawn again."""
    _, points, days = values.shape
    found: list[Floats] = []
    for _ in range(10 * RESAMPLES):
        chosen = values[:, rng.integers(points, size=points)][..., rng.integers(days, size=days)]
        try:
            found.append(indices(chosen))
        except ValueError:
            continue
        if len(found) == RESAMPLES:
            break
    if len(found) < RESAMPLES:
        raise NoVariance("the number is the same at almost all points, so there is no variance to part")
    return np.array(found)


def _run(
    scenario: Scenario,
    number: Number,
    design: Design,
    reps: int,
    seed: int,
    engine: str,
    threads: int | None,
    progress: Progress | None,
) -> Iterator[Floats]:
    """The number on each day at each point, float64 [points of a block, reps]; all on the same luck."""
    for begin in range(0, len(design.changes), TOGETHER):
        block = design.changes[begin : begin + TOGETHER]
        trials = Trials(scenario, [number], seed, engine, threads)
        trials.run(block, reps)
        if progress is not None:
            progress(begin + len(block), len(design.changes))
        yield np.stack([trials.values(changes, reps)[:, 0] for changes in block])
