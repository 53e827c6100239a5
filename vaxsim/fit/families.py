"""The families that are tried: how scipy calls each, where its fit begins, how a scenario writes it.

A fit moves in coordinates without bounds (logarithms of what must be positive), float64 [parameters].
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

if TYPE_CHECKING:
    from vaxsim.fit.observations import Observations

Floats = NDArray[np.float64]
Frozen = Any  # a distribution of scipy.stats with its parameters


@dataclass(frozen=True)
class Family:
    """A family of laws.

    `law(coordinates)` is the law of scipy, `start(observations)` where the search begins, and `parameters(coordinates)`
    what stands in a scenario behind `dist`.
    """

    name: str
    law: Callable[[Floats], Frozen]
    start: Callable[[Observations], list[float]]
    parameters: Callable[[Floats], dict[str, float]]
    signed: bool = False  # can have values below 0
    bounded: bool = False  # its ends are parameters

    @property
    def count(self) -> int:
        """How many parameters it has."""
        return {"exponential": 1, "triangular": 3}.get(self.name, 2)


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


def _mean_sd(law: Frozen) -> dict[str, float]:
    return {"mean": float(law.mean()), "sd": float(law.std())}


def _gamma(c: Floats) -> Frozen:
    return stats.gamma(np.exp(c[0]), scale=np.exp(c[1]))


def _lognormal(c: Floats) -> Frozen:
    return stats.lognorm(np.exp(c[1]), scale=np.exp(c[0]))


def _triangular(c: Floats) -> Frozen:
    return stats.triang(_share(c[1]), loc=c[0], scale=np.exp(c[2]))


def _triangular_parameters(c: Floats) -> dict[str, float]:
    width = float(np.exp(c[2]))
    return {"low": float(c[0]), "mode": float(c[0]) + _share(c[1]) * width, "high": float(c[0]) + width}


FAMILIES = (
    Family(
        "exponential",
        lambda c: stats.expon(scale=np.exp(c[0])),
        _exponential_start,
        lambda c: {"mean": float(np.exp(c[0]))},
    ),
    Family("gamma", _gamma, _gamma_start, lambda c: _mean_sd(_gamma(c))),
    Family("lognormal", _lognormal, _lognormal_start, lambda c: _mean_sd(_lognormal(c))),
    Family(
        "weibull",
        lambda c: stats.weibull_min(np.exp(c[0]), scale=np.exp(c[1])),
        _weibull_start,
        lambda c: {"shape": float(np.exp(c[0])), "scale": float(np.exp(c[1]))},
    ),
    Family(
        "normal",
        lambda c: stats.norm(c[0], np.exp(c[1])),
        _normal_start,
        lambda c: {"mean": float(c[0]), "sd": float(np.exp(c[1]))},
        signed=True,
    ),
    Family(
        "uniform",
        lambda c: stats.uniform(c[0], np.exp(c[1])),
        _uniform_start,
        lambda c: {"low": float(c[0]), "high": float(c[0] + np.exp(c[1]))},
        signed=True,
        bounded=True,
    ),
    Family("triangular", _triangular, _triangular_start, _triangular_parameters, signed=True, bounded=True),
)
"""Every family that is tried; a new one is a line here."""
