"""Distribution functions that need a series, in pure Python, so that a file is checked without scipy.

Sources: DLMF 8.7.1 and 8.9.2 (incomplete gamma), 8.17.22 (incomplete beta); continued fractions by Lentz's method.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import islice

_TINY = 1e-300
_CLOSE = 1e-16
_MOST_TERMS = 100_000
_STEEP_SHAPE = 1e6


def normal_cdf(z: float) -> float:
    """P(Z <= z) of the standard normal law."""
    return math.erfc(-z / math.sqrt(2)) / 2


def gamma_cdf(x: float, shape: float) -> float:
    """P(X <= x) of the gamma law with scale 1, x > 0; beyond shape 1e6 by Wilson and Hilferty's cube root."""
    if shape > _STEEP_SHAPE:
        return normal_cdf(3 * math.sqrt(shape) * ((x / shape) ** (1 / 3) - 1 + 1 / (9 * shape)))
    front = math.exp(shape * math.log(x) - x - math.lgamma(shape))
    if x < shape + 1:
        return front * _gamma_series(x, shape)
    return 1 - front / (x + 1 - shape + _continued_fraction(_gamma_terms(x, shape)))


def beta_cdf(x: float, a: float, b: float) -> float:
    """P(X <= x) of the beta law with shapes a and b, 0 < x < 1."""
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_cdf(1 - x, b, a)
    log_front = a * math.log(x) + b * math.log1p(-x) + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    return math.exp(log_front) / a / (1 + _continued_fraction(_beta_terms(x, a, b)))


def _gamma_series(x: float, shape: float) -> float:
    term = total = 1 / shape
    n = shape
    while term > total * _CLOSE:
        n += 1
        term *= x / n
        total += term
    return total


def _gamma_terms(x: float, shape: float) -> Iterator[tuple[float, float]]:
    n = 0
    while True:
        n += 1
        yield -n * (n - shape), x + 2 * n + 1 - shape


def _beta_terms(x: float, a: float, b: float) -> Iterator[tuple[float, float]]:
    m = 0
    while True:
        yield -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)), 1.0
        m += 1
        yield m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), 1.0


def _continued_fraction(terms: Iterable[tuple[float, float]]) -> float:
    """a1 / (b1 + a2 / (b2 + ...)) for terms (a, b)."""
    value, c, d = _TINY, _TINY, 0.0
    for a, b in islice(terms, _MOST_TERMS):
        d = 1 / ((b + a * d) or _TINY)
        c = (b + a / c) or _TINY
        value *= c * d
        if abs(c * d - 1) < 10 * _CLOSE:
            break
    return value
