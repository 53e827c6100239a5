"""The families that are tried: how scipy calls each, where its fit begins, how a scenario writes it.

A fit moves in coordinates without bounds (logarithms of what must be positive), float64 [parameters].
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

if TYPE_CHECKING:
    from vaxsim.fit.observations import Observations

Floats = NDArray[np.float64]
Frozen = Any  # a distribution of scipy.stats with its parameters


class Arguments(NamedTuple):
    """What scipy takes to name one law of a family."""

    shapes: tuple[float, ...]
    loc: float
    scale: float


@dataclass(frozen=True)
class Family:
    """A family of laws.

    `arguments(coordinates)` are those of scipy, `start(observations)` is where the search begins, and
    `parameters(coordinates)` what stands in a scenario behind `dist`.
    """

    name: str
    scipys: Any  # the distribution of scipy.stats
    count: int  # of parameters
    arguments: Callable[[Floats], Arguments]
    start: Callable[[Observations], list[float]]
    parameters: Callable[[Floats], dict[str, float]]
    signed: bool = False  # can have values below 0
    bounded: bool = False  # its ends are parameters

    def law(self, coordinates: Floats) -> Frozen:
        """The law of scipy with all its methods; dear to make, so not used inside a search."""
        shapes, loc, scale = self.arguments(coordinates)
        return self.scipys(*shapes, loc=loc, scale=scale)

    def below_and_above(self, coordinates: Floats, x: Floats) -> tuple[Floats, Floats]:
        """The probabilities of values below and above x, float64 like x."""
        shapes, loc, scale = self.arguments(coordinates)
        return self.scipys.cdf(x, *shapes, loc, scale), self.scipys.sf(x, *shapes, loc, scale)


def _moments(observations: Observations) -> tuple[float, float]:
    """Mean and standard deviation to begin with, minutes; cut-off durations count as if they had just ended."""
    both = np.concatenate([observations.complete, observations.censored])
    least = observations.resolution / 2
    mean = float(both.mean())
    return (mean if observations.signed else max(mean, least)), max(float(both.std()), least)


def _exponential_start(observations: Observations) -> list[float]:
    return [np.log(_moments(observations)[0])]


def _gamma_start(observations: Observations) -> list[float]:
    mean, sd = _moments(observations)
    return [2 * np.log(mean / sd), np.log(sd**2 / mean)]


def _lognormal_start(observations: Observations) -> list[float]:
    mean, sd = _moments(observations)
    variance = np.log1p((sd / mean) ** 2)
    return [np.log(mean) - variance / 2, np.log(variance) / 2]


def _weibull_start(observations: Observations) -> list[float]:
    mean, sd = _moments(observations)
    return [1.086 * np.log(mean / sd), np.log(mean)]  # shape about (sd / mean) ** -1.086: Justus 1978


def _normal_start(observations: Observations) -> list[float]:
    mean, sd = _moments(observations)
    return [mean, np.log(sd)]


def _uniform_start(observations: Observations) -> list[float]:
    both, half = np.concatenate([observations.complete, observations.censored]), observations.resolution / 2
    low, high = float(both.min()) - half, float(both.max()) + half
    low = low if observations.signed else max(low, 0.0)
    return [low, np.log(1.001 * (high - low))]


def _triangular_start(observations: Observations) -> list[float]:
    low, width = _uniform_start(observations)
    mode = np.clip(3 * _moments(observations)[0] - 2 * low - np.exp(width), low, low + np.exp(width))
    share = np.clip((mode - low) / np.exp(width), 0.05, 0.95)
    return [low, np.log(share / (1 - share)), width + 0.02]


def _share(coordinate: float) -> float:
    """From the whole line into 0..1."""
    return float(1 / (1 + np.exp(-coordinate)))


def _gamma_parameters(c: Floats) -> dict[str, float]:
    shape, scale = np.exp(c)
    return {"mean": float(shape * scale), "sd": float(np.sqrt(shape) * scale)}


def _lognormal_parameters(c: Floats) -> dict[str, float]:
    variance = np.exp(2 * c[1])
    mean = np.exp(c[0] + variance / 2)
    return {"mean": float(mean), "sd": float(mean * np.sqrt(np.expm1(variance)))}


def _triangular_parameters(c: Floats) -> dict[str, float]:
    width = float(np.exp(c[2]))
    return {"low": float(c[0]), "mode": float(c[0]) + _share(c[1]) * width, "high": float(c[0]) + width}


FAMILIES = (
    Family(
        "exponential",
        stats.expon,
        1,
        lambda c: Arguments((), 0.0, np.exp(c[0])),
        _exponential_start,
        lambda c: {"mean": float(np.exp(c[0]))},
    ),
    Family(
        "gamma",
        stats.gamma,
        2,
        lambda c: Arguments((np.exp(c[0]),), 0.0, np.exp(c[1])),
        _gamma_start,
        _gamma_parameters,
    ),
    Family(
        "lognormal",
        stats.lognorm,
        2,
        lambda c: Arguments((np.exp(c[1]),), 0.0, np.exp(c[0])),
        _lognormal_start,
        _lognormal_parameters,
    ),
    Family(
        "weibull",
        stats.weibull_min,
        2,
        lambda c: Arguments((np.exp(c[0]),), 0.0, np.exp(c[1])),
        _weibull_start,
        lambda c: {"shape": float(np.exp(c[0])), "scale": float(np.exp(c[1]))},
    ),
    Family(
        "normal",
        stats.norm,
        2,
        lambda c: Arguments((), c[0], np.exp(c[1])),
        _normal_start,
        lambda c: {"mean": float(c[0]), "sd": float(np.exp(c[1]))},
        signed=True,
    ),
    Family(
        "uniform",
        stats.uniform,
        2,
        lambda c: Arguments((), c[0], np.exp(c[1])),
        _uniform_start,
        lambda c: {"low": float(c[0]), "high": float(c[0] + np.exp(c[1]))},
        signed=True,
        bounded=True,
    ),
    Family(
        "triangular",
        stats.triang,
        3,
        lambda c: Arguments((_share(c[1]),), c[0], np.exp(c[2])),
        _triangular_start,
        _triangular_parameters,
        signed=True,
        bounded=True,
    ),
)
"""Every family that is tried; a new one is a line here."""
