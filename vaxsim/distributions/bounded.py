"""Laws between two values, and the constant: parameters, what they allow, and how to compute with them.

Formulas: Law, Simulation Modeling and Analysis, chapter 6; PERT: Clark 1962 (a beta law on low..high with
a = 1 + 4 (mode - low) / (high - low) and b = 1 + 4 (high - mode) / (high - low)).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from vaxsim.distributions.incomplete import beta_cdf
from vaxsim.distributions.law import Moments, OneUniform, Standard
from vaxsim.fields import complaint

if TYPE_CHECKING:
    from vaxsim.distributions.law import Floats


class Constant(OneUniform):
    """Always the same value."""

    dist: Literal["constant"] = "constant"
    value: float

    def plain_moments(self) -> Moments:
        return self.value, 0.0

    def fixed(self) -> float:
        return self.value

    def plain_range(self) -> tuple[float, float]:
        return self.value, self.value

    def inverse(self, u: Floats) -> Floats:
        return 0 * u + self.value

    def cdf(self, x: float) -> float:
        return float(x >= self.value)

    def cdf_below(self, x: float) -> float:
        return float(x > self.value)


class Uniform(OneUniform):
    """Between low and high, all equally likely."""

    dist: Literal["uniform"] = "uniform"
    low: float
    high: float

    def prepare(self, folder: Path | None) -> None:
        if self.low > self.high:
            raise complaint(f"uniform: low <= high is needed; got {self.low:g}, {self.high:g}", "low")

    def plain_moments(self) -> Moments:
        return (self.low + self.high) / 2, (self.high - self.low) ** 2 / 12

    def fixed(self) -> float | None:
        return self.low if self.low == self.high else None

    def plain_range(self) -> tuple[float, float]:
        return self.low, self.high

    def inverse(self, u: Floats) -> Floats:
        return self.low + (self.high - self.low) * u

    def cdf(self, x: float) -> float:
        if self.low == self.high:
            return float(x >= self.low)
        return min(max((x - self.low) / (self.high - self.low), 0.0), 1.0)


class _LowModeHigh(OneUniform):
    """What triangular and PERT laws share."""

    low: float
    mode: float
    high: float

    def prepare(self, folder: Path | None) -> None:
        if not self.low <= self.mode <= self.high:
            got = f"{self.low:g}, {self.mode:g}, {self.high:g}"
            family = type(self).__name__.lower()
            raise complaint(f"{family}: low <= mode <= high is needed; got {got}", "mode")

    def fixed(self) -> float | None:
        return self.low if self.low == self.high else None

    def plain_range(self) -> tuple[float, float]:
        return self.low, self.high


class Triangular(_LowModeHigh):
    """Between low and high, most often about mode."""

    dist: Literal["triangular"] = "triangular"

    def plain_moments(self) -> Moments:
        width, rise = self.high - self.low, self.mode - self.low
        return (self.low + self.mode + self.high) / 3, (width * width - width * rise + rise * rise) / 18

    def inverse(self, u: Floats) -> Floats:
        from vaxsim.distributions import quantiles

        return quantiles.triangular(u, self.low, self.mode, self.high)

    def cdf(self, x: float) -> float:
        a, c, b = self.low, self.mode, self.high
        if x <= a or x >= b:
            return float(x >= b)
        if x <= c:
            return (x - a) ** 2 / ((b - a) * (c - a))
        return 1 - (b - x) ** 2 / ((b - a) * (b - c))


class Pert(_LowModeHigh):
    """Between low and high, most often about mode, with thinner tails than triangular: a beta law."""

    dist: Literal["pert"] = "pert"

    def _shapes(self) -> tuple[float, float]:
        width = self.high - self.low
        return 1 + 4 * (self.mode - self.low) / width, 1 + 4 * (self.high - self.mode) / width

    def plain_moments(self) -> Moments:
        mean = (self.low + 4 * self.mode + self.high) / 6
        return mean, (mean - self.low) * (self.high - mean) / 7

    def inverse(self, u: Floats) -> Floats:
        from vaxsim.distributions import quantiles

        return self.low + (self.high - self.low) * quantiles.beta(u, *self._shapes())

    def standard(self) -> Standard:
        return Standard("beta", self._shapes(), self.low, self.high - self.low)

    def cdf(self, x: float) -> float:
        if x <= self.low or x >= self.high:
            return float(x >= self.high)
        return beta_cdf((x - self.low) / (self.high - self.low), *self._shapes())
