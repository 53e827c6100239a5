"""Laws without a largest value: parameters, what they allow, and how to compute with them.

Formulas: Law, Simulation Modeling and Analysis, chapter 6.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from vaxsim.distributions.incomplete import gamma_cdf, normal_cdf
from vaxsim.distributions.law import Moments, OneUniform, Standard
from vaxsim.fields import Record, complaint

if TYPE_CHECKING:
    from vaxsim.distributions.law import Floats


class Exponential(OneUniform):
    """The time to the next of events that happen at random."""

    dist: Literal["exponential"] = "exponential"
    mean_: float = Field(alias="mean", gt=0)

    def plain_range(self) -> tuple[float, float]:
        return 0.0, math.inf

    def plain_moments(self) -> Moments:
        return self.mean_, self.mean_**2

    def fixed(self) -> None:
        return None

    def inverse(self, u: Floats) -> Floats:
        from vaxsim.distributions import quantiles

        return quantiles.exponential(u, self.mean_)

    def cdf(self, x: float) -> float:
        return -math.expm1(-max(x, 0.0) / self.mean_)


class Normal(OneUniform):
    """The bell curve; it has values below 0, which durations turn into 0."""

    dist: Literal["normal"] = "normal"
    mean_: float = Field(alias="mean")
    sd: float = Field(ge=0)

    def plain_moments(self) -> Moments:
        return self.mean_, self.sd**2

    def fixed(self) -> float | None:
        return None if self.sd else self.mean_

    def inverse(self, u: Floats) -> Floats:
        from vaxsim.distributions import quantiles

        return self.mean_ + self.sd * quantiles.normal(u)

    def standard(self) -> Standard:
        return Standard("normal", (), self.mean_, self.sd)

    def cdf(self, x: float) -> float:
        return normal_cdf((x - self.mean_) / self.sd) if self.sd else float(x >= self.mean_)


class Lognormal(OneUniform):
    """A value whose logarithm is normal: give the mean and sd of the value, or mu and sigma of its logarithm."""

    dist: Literal["lognormal"] = "lognormal"
    mean_: float | None = Field(None, alias="mean", gt=0)
    sd: float | None = Field(None, ge=0)
    mu: float | None = None
    sigma: float | None = Field(None, ge=0)

    def prepare(self, folder: Path | None) -> None:
        one_pair(self, ("mean", "sd"), ("mu", "sigma"))

    def _mu_sigma(self) -> tuple[float, float]:
        if self.mean_ is None:
            return given(self.mu), given(self.sigma)
        variance = math.log1p((given(self.sd) / self.mean_) ** 2)
        return math.log(self.mean_) - variance / 2, math.sqrt(variance)

    def plain_range(self) -> tuple[float, float]:
        return 0.0, math.inf

    def plain_moments(self) -> Moments:
        mu, sigma = self._mu_sigma()
        if self.mean_ is not None:
            return self.mean_, given(self.sd) ** 2
        mean = math.exp(mu + sigma**2 / 2)
        return mean, mean**2 * math.expm1(sigma**2)

    def fixed(self) -> float | None:
        return self.plain_moments()[0] if given(self.sigma if self.mean_ is None else self.sd) == 0 else None

    def inverse(self, u: Floats) -> Floats:
        from vaxsim.distributions import quantiles

        mu, sigma = self._mu_sigma()
        return quantiles.lognormal(u, mu, sigma)

    def standard(self) -> Standard:
        mu, sigma = self._mu_sigma()
        return Standard("lognormal", (sigma,), 0.0, math.exp(mu))

    def cdf(self, x: float) -> float:
        fixed = self.fixed()
        if fixed is not None:
            return float(x >= fixed)
        mu, sigma = self._mu_sigma()
        return normal_cdf((math.log(x) - mu) / sigma) if x > 0 else 0.0


class _GammaLaw(OneUniform):
    """What gamma and Erlang laws share: they know a shape and a scale."""

    @abstractmethod
    def _shape_scale(self) -> tuple[float, float]: ...

    def plain_range(self) -> tuple[float, float]:
        return 0.0, math.inf

    def inverse(self, u: Floats) -> Floats:
        from vaxsim.distributions import quantiles

        shape, scale = self._shape_scale()
        return scale * quantiles.gamma(u, shape)

    def standard(self) -> Standard:
        shape, scale = self._shape_scale()
        return Standard("gamma", (shape,), 0.0, scale)

    def cdf(self, x: float) -> float:
        fixed = self.fixed()
        if fixed is not None:
            return float(x >= fixed)
        shape, scale = self._shape_scale()
        return gamma_cdf(x / scale, shape) if x > 0 else 0.0


class Gamma(_GammaLaw):
    """A right-skewed law of positive values: give mean and sd, or shape and scale."""

    dist: Literal["gamma"] = "gamma"
    mean_: float | None = Field(None, alias="mean", gt=0)
    sd: float | None = Field(None, ge=0)
    shape: float | None = Field(None, gt=0)
    scale: float | None = Field(None, gt=0)

    def prepare(self, folder: Path | None) -> None:
        one_pair(self, ("mean", "sd"), ("shape", "scale"))

    def _shape_scale(self) -> tuple[float, float]:
        if self.mean_ is None:
            return given(self.shape), given(self.scale)
        sd = given(self.sd)
        shape = (self.mean_ / sd) ** 2
        if shape == 0:
            raise OverflowError("the shape of the gamma law is too small for a float")
        return shape, sd * (sd / self.mean_)

    def plain_moments(self) -> Moments:
        if self.mean_ is not None and self.sd == 0:
            return self.mean_, 0.0
        shape, scale = self._shape_scale()
        return self.mean_ or shape * scale, shape * scale**2

    def fixed(self) -> float | None:
        return self.mean_ if self.sd == 0 else None


class Erlang(_GammaLaw):
    """The sum of k exponential phases of equal mean; `mean` is the mean of the whole."""

    dist: Literal["erlang"] = "erlang"
    k: int = Field(ge=1, le=1_000_000)
    mean_: float = Field(alias="mean", gt=0)

    def _shape_scale(self) -> tuple[float, float]:
        return float(self.k), self.mean_ / self.k

    def plain_moments(self) -> Moments:
        return self.mean_, self.mean_**2 / self.k

    def fixed(self) -> None:
        return None


class Weibull(OneUniform):
    """scale x (an exponential law of mean 1) ** (1 / shape): shape below 1 has a heavier tail than exponential."""

    dist: Literal["weibull"] = "weibull"
    shape: float = Field(gt=0)
    scale: float = Field(gt=0)

    def plain_range(self) -> tuple[float, float]:
        return 0.0, math.inf

    def plain_moments(self) -> Moments:
        first, second = math.gamma(1 + 1 / self.shape), math.gamma(1 + 2 / self.shape)
        return self.scale * first, self.scale**2 * max(second - first**2, 0.0)

    def fixed(self) -> None:
        return None

    def inverse(self, u: Floats) -> Floats:
        from vaxsim.distributions import quantiles

        return self.scale * quantiles.exponential(u, 1.0) ** (1 / self.shape)

    def standard(self) -> Standard:
        return Standard("weibull", (self.shape,), 0.0, self.scale)

    def cdf(self, x: float) -> float:
        if x <= 0:
            return 0.0
        steps = self.shape * math.log(x / self.scale)
        return -math.expm1(-math.exp(min(steps, 100.0)))


def one_pair(law: Record, *pairs: tuple[str, str]) -> None:
    """Raise unless exactly one of the pairs of parameters is given, and that one wholly."""
    names = {field.alias or name: getattr(law, name) for name, field in type(law).model_fields.items()}
    present = [pair for pair in pairs if any(names[key] is not None for key in pair)]
    if len(present) != 1 or any(names[key] is None for key in present[0]):
        got = [key for pair in pairs for key in pair if names[key] is not None]
        first, second = (" and ".join(pair) for pair in pairs)
        raise complaint(f"give either {first}, or {second}; got {' and '.join(got) or 'neither'}")


def given(parameter: float | None) -> float:
    """A parameter that `one_pair` has seen to be there."""
    assert parameter is not None
    return parameter
