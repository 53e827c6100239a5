"""What all distributions share: modifiers, quantiles, moments.

A *law* turns uniforms into values (minutes, shares, sizes) by its quantile function.  A family says what its
plain law is; the modifiers, the same for all, act on the plain value x in this order:

1. ``fold``: abs(x);
2. ``plus``: what is added;
3. ``min`` and ``max``: what lies outside is moved to the nearest end; or, with ``truncate``, the law after
   steps 1 and 2 is conditioned on min..max, so that no values pile up at the ends.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from pydantic import ConfigDict, Field, ValidationInfo, model_validator

from vaxsim.fields import Record, complaint, readable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Moments = tuple[float, float]
"""Mean and variance."""

LEAST_MASS = 1e-6
"""The least probability of min..max that a law can be conditioned on: below, rounding would show."""


class Standard(NamedTuple):
    """A plain law written as location + scale x (a standard law), where that one's quantiles are worth a table."""

    family: str  # one of vaxsim.distributions.quantiles.TAILS
    shapes: tuple[float, ...]
    location: float
    scale: float


MODIFIERS = ("plus", "min", "max", "truncate", "fold")


def _modifiers_last(schema: dict[str, Any]) -> None:
    """Show what is particular to a family first."""
    readable(schema)
    properties = schema["properties"]
    schema["properties"] = {k: v for k, v in properties.items() if k not in MODIFIERS} | {
        k: v for k, v in properties.items() if k in MODIFIERS
    }


class Law(Record):
    """A probability distribution of minutes, shares or sizes; see the module for what the modifiers do."""

    model_config = ConfigDict(json_schema_extra=_modifiers_last)

    dist: str
    plus: float = Field(0.0, description="added to every value")
    min: float | None = Field(None, description="smaller values become this one")
    max: float | None = Field(None, description="larger values become this one")
    truncate: bool = Field(False, description="condition on min..max instead of moving values there")
    fold: bool = Field(False, description="take the absolute value, before plus is added")

    @abstractmethod
    def plain_moments(self) -> Moments:
        """Mean and variance without modifiers, exact; may raise OverflowError.

        In pure Python, but for laws whose parts have modifiers.
        """

    def plain_rough_moments(self) -> Moments:
        """As `plain_moments`, but in pure Python whatever the parts of the law are."""
        return self.plain_moments()

    @abstractmethod
    def plain_quantile(self, u: Floats) -> Floats:
        """Values without modifiers; `u` is float64 (rows, uniforms), the result (rows,)."""

    @abstractmethod
    def fixed(self) -> float | None:
        """The only value the law takes without modifiers; None if it takes several."""

    def prepare(self, folder: Path | None) -> None:
        """Check the parameters against each other; read what they refer to below the scenario's `folder`."""

    @property
    def uniforms(self) -> int:
        """How many uniforms one draw takes."""
        return 1

    @property
    def is_constant(self) -> bool:
        """Whether every draw gives the same value."""
        return self.constant() is not None

    def constant(self) -> float | None:
        """The only value the law takes, modifiers included; None if it takes several."""
        if self.min is not None and self.min == self.max:
            return self.min
        plain = self.fixed()
        return None if plain is None else self.clipped(self.shifted(plain))

    def plain_range(self) -> tuple[float, float]:
        """No value without modifiers is below the first or above the second; infinite where there is no bound."""
        return -math.inf, math.inf

    def quantile(self, u: Floats) -> Floats:
        """Values for uniforms `u`, float64 (rows, at least `uniforms`) inside (0, 1); the result is (rows,).

        Columns beyond `uniforms` are not used.
        """
        import numpy as np

        constant = self.constant()
        if constant is not None:
            return np.full(len(u), constant)
        return self.drawn(u)

    def drawn(self, u: Floats) -> Floats:
        """As `quantile`, of a law that is not constant."""
        return self.modified(self.plain_quantile(self.restricted(u)))

    def moments(self) -> Moments:
        """Mean and variance, modifiers included; see `mean`."""
        constant = self.constant()
        if constant is not None:
            return constant, 0.0
        if self.fold or self.min is not None or self.max is not None:
            from vaxsim.distributions.moments import integrated_moments

            return integrated_moments(self)
        mean, variance = self.plain_moments()
        return mean + self.plus, variance

    def mean(self) -> float:
        """The mean, modifiers included: exact without fold, min and max, else by numerical integration."""
        return self.moments()[0]

    def variance(self) -> float:
        """The variance, modifiers included; exact or not as the mean is."""
        return self.moments()[1]

    def rough_mean(self) -> float:
        """About the mean, for estimates of size, in pure Python.

        A folded law counts with the larger of abs(mean) and 0.8 standard deviations, which is right for
        normal laws about 0; min and max move the mean as if it were a value.
        """
        return self.rough_moments()[0]

    def rough_moments(self) -> Moments:
        """About the mean, see `rough_mean`, and the variance without modifiers, in pure Python."""
        constant = self.constant()
        if constant is not None:
            return constant, 0.0
        mean, variance = self.plain_rough_moments()
        if self.fold:
            mean = max(abs(mean), 0.8 * math.sqrt(variance))
        return self.clipped(mean + self.plus), variance

    def shifted(self, value: float) -> float:
        """One plain value after fold and plus."""
        return (abs(value) if self.fold else value) + self.plus

    def clipped(self, value: float) -> float:
        """A value moved into min..max."""
        if self.min is not None:
            value = max(value, self.min)
        return value if self.max is None else min(value, self.max)

    def modified(self, values: Floats) -> Floats:
        """Values of the plain law, float64 (rows,), with fold, plus, min and max put to them."""
        import numpy as np

        if self.fold:
            values = np.abs(values)
        if self.plus:
            values = values + self.plus
        if self.min is not None or self.max is not None:
            values = np.clip(values, self.min, self.max)
        return values

    def restricted(self, u: Floats) -> Floats:
        """The uniforms for the plain quantile; truncation narrows them."""
        return u

    @model_validator(mode="after")
    def _check(self, info: ValidationInfo) -> Self:
        folder = (info.context or {}).get("folder")
        self.prepare(folder)
        self._check_modifiers()
        self._check_finite()
        self._check_truncation()
        return self

    def _check_modifiers(self) -> None:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise complaint(f"min is {self.min:g} and max is {self.max:g}; min <= max is needed", "min")
        if self.truncate and self.min is None and self.max is None:
            raise complaint("truncate conditions on min..max: give min, max or both", "truncate")

    def _check_finite(self) -> None:
        """Refuse parameters whose law has no mean and variance that a float can hold."""
        try:
            moments = self.plain_rough_moments()
        except OverflowError:
            moments = (math.inf, math.inf)
        if not all(map(math.isfinite, moments)):
            raise complaint("these parameters are too extreme to compute with")

    def _check_truncation(self) -> None:
        """Refuse a truncation that cannot be computed."""
        if self.truncate:
            raise complaint("this law cannot be truncated; truncate its parts", "truncate")


class OneUniform(Law):
    """A law whose draws take one uniform each, and which can be truncated because its cdf is known."""

    @abstractmethod
    def inverse(self, u: Floats) -> Floats:
        """The plain quantile function by its formula; `u` and the result are float64 (rows,)."""

    def standard(self) -> Standard | None:
        """What to look up in a table instead of calling `inverse` for each draw; None where that is cheap."""
        return None

    def listed(self) -> tuple[Floats, Floats] | None:
        """The ascending plain values and their cumulated shares, float64 [values] each; None if it is no list."""
        return None

    @abstractmethod
    def cdf(self, x: float) -> float:
        """P(X <= x) of the plain law at a finite x, in pure Python."""

    def cdf_below(self, x: float) -> float:
        """P(X < x) of the plain law at a finite x; a law with atoms says its own."""
        return self.cdf(x)

    def table(self) -> tuple[Standard, Floats] | None:
        """The law's standard form and the table of that, (2 * lookup.ONE_TAIL, 4); None if it takes `inverse`."""
        standard = self.standard()
        if standard is None:
            return None
        from vaxsim.distributions import tabulated

        made = tabulated.table(standard.family, standard.shapes)
        return None if made is None else (standard, made)

    def plain_quantile(self, u: Floats) -> Floats:
        tabulated = self.table()
        if tabulated is None:
            return self.inverse(u[:, 0])
        import numpy as np

        from vaxsim.distributions import lookup

        standard, table = tabulated
        with np.errstate(over="ignore"):
            return standard.location + standard.scale * lookup.values(u[:, 0], table)

    def restricted(self, u: Floats) -> Floats:
        if not self.truncate:
            return u
        import numpy as np

        (low, high), *further = kept = self._kept()
        inside = u[:, :1] * sum(end - begin for begin, end in kept)
        narrowed = low + inside
        for begin, end in further:
            narrowed = np.where(narrowed < high, narrowed, begin + (narrowed - high))
            high = end
        return np.clip(narrowed, 2.0**-54, 1 - 2.0**-53)

    def _kept(self) -> list[tuple[float, float]]:
        """The stretches of (0, 1) whose plain values, folded and shifted, lie in min..max; ascending."""
        low = -math.inf if self.min is None else self.min - self.plus
        high = math.inf if self.max is None else self.max - self.plus
        windows = _folded(low, high) if self.fold else [(low, high)]
        return [(_at(self.cdf_below, begin), _at(self.cdf, end)) for begin, end in windows]

    def _check_truncation(self) -> None:
        if self.truncate and sum(end - begin for begin, end in self._kept()) < LEAST_MASS:
            raise complaint("truncate: min..max holds (almost) nothing of this law", "truncate")


def _folded(low: float, high: float) -> list[tuple[float, float]]:
    """The stretches of x with low <= abs(x) <= high."""
    if high < 0:
        return []
    return [(-high, high)] if low <= 0 else [(-high, -low), (low, high)]


def _at(cdf: Callable[[float], float], x: float) -> float:
    """A cdf also at -inf and inf."""
    return cdf(x) if math.isfinite(x) else float(x > 0)
