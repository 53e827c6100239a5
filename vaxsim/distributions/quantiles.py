"""Plain quantile functions on arrays; loaded only when something is drawn.

Every argument `u` and every result is float64 (rows,); `u` lies inside (0, 1).  A formula that leaves the range
of floats gives inf, which becomes the longest duration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_FEW = 4
"""So many values are told apart faster by comparing with each limit than by bisection."""


def exponential(u: Floats, mean: float) -> Floats:
    """-mean log(1 - u)."""
    return -mean * np.log1p(-u)


def normal(u: Floats) -> Floats:
    """Standard normal."""
    from scipy.special import ndtri

    return np.asarray(ndtri(u))


def lognormal(u: Floats, mu: float, sigma: float) -> Floats:
    """exp of a normal value with mean mu and standard deviation sigma."""
    with np.errstate(over="ignore"):
        return np.exp(mu + sigma * normal(u))


def gamma(u: Floats, shape: float) -> Floats:
    """Gamma with scale 1."""
    from scipy.special import gammaincinv

    return np.asarray(gammaincinv(shape, u))


def beta(u: Floats, a: float, b: float) -> Floats:
    """Beta with shapes a and b."""
    from scipy.special import betaincinv

    return np.asarray(betaincinv(a, b, u))


def triangular(u: Floats, low: float, mode: float, high: float) -> Floats:
    """Both sides of the mode by the inverse of their parabola; low < high."""
    width = high - low
    is_below = u * width < mode - low
    root = np.sqrt(np.where(is_below, u * (width * (mode - low)), (1 - u) * (width * (high - mode))))
    return np.where(is_below, low + root, high - root)


def listed(u: Floats, values: Floats, cumulated: Floats) -> Floats:
    """The first of the ascending `values` whose cumulated share reaches u; the last share takes the rest."""
    if len(values) > _FEW:
        return np.asarray(values[np.searchsorted(cumulated[:-1], u)])
    place = np.zeros(len(u), np.int64)
    for limit in cumulated[:-1]:
        place += u > limit
    return np.asarray(values[place])


# The same functions at a distance v from an end of (0, 1), where 1 - v may be no float: a table is made from these.
# `v` is float64 of any shape inside (0, 0.5 and a little more); with `upper` the result is the quantile of 1 - v.


def normal_tail(v: Floats, upper: bool) -> Floats:
    """Standard normal, which is symmetric."""
    return -normal(v) if upper else normal(v)


def lognormal_tail(v: Floats, upper: bool, sigma: float) -> Floats:
    """Lognormal with mu 0."""
    return np.exp(sigma * normal_tail(v, upper))


def gamma_tail(v: Floats, upper: bool, shape: float) -> Floats:
    """Gamma with scale 1."""
    from scipy.special import gammainccinv

    return np.asarray(gammainccinv(shape, v)) if upper else gamma(v, shape)


def beta_tail(v: Floats, upper: bool, a: float, b: float) -> Floats:
    """Beta with shapes a and b, which is its own mirror image with b and a."""
    return 1 - beta(v, b, a) if upper else beta(v, a, b)


def weibull_tail(v: Floats, upper: bool, shape: float) -> Floats:
    """Weibull with scale 1."""
    return np.asarray((-np.log(v) if upper else -np.log1p(-v)) ** (1 / shape))


TAILS: dict[str, Callable[..., Any]] = {
    "normal": normal_tail,
    "lognormal": lognormal_tail,
    "gamma": gamma_tail,
    "beta": beta_tail,
    "weibull": weibull_tail,
}
"""The families that tables are made for, see `vaxsim.distributions.tabulated`; all are continuous."""
