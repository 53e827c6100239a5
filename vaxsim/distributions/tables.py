"""Laws given by a list of values: discrete and empirical.  Their moments are exact with every modifier."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import Field, PrivateAttr

from vaxsim.csvfiles import read_table
from vaxsim.distributions.law import Moments, OneUniform
from vaxsim.fields import Listed, Share, check_shares, complaint, shown

if TYPE_CHECKING:
    from vaxsim.distributions.law import Floats


class _Table(OneUniform):
    """A law that takes a finite number of values with known shares."""

    _values: tuple[float, ...] = PrivateAttr(())  # ascending
    _cumulated: tuple[float, ...] = PrivateAttr(())  # the shares up to and with each value; the last is 1

    def _lay_out(self, values: Sequence[float], shares: Sequence[float]) -> None:
        """Sort the values, for a quantile function ascends; values without a share are left out."""
        pairs = sorted((value, share) for value, share in zip(values, shares, strict=True) if share > 0)
        self._values = tuple(value for value, _ in pairs)
        self._cumulated = (*list(accumulate(share for _, share in pairs))[:-1], 1.0)

    def plain_moments(self) -> Moments:
        return _weighted_moments(self._values, self._shares())

    def fixed(self) -> float | None:
        return self._values[0] if self._values[0] == self._values[-1] else None

    def plain_range(self) -> tuple[float, float]:
        return self._values[0], self._values[-1]

    def inverse(self, u: Floats) -> Floats:
        from vaxsim.distributions import quantiles

        return quantiles.listed(u, *self._arrays)

    def listed(self) -> tuple[Floats, Floats]:
        return self._arrays

    def cdf(self, x: float) -> float:
        place = bisect_right(self._values, x)
        return self._cumulated[place - 1] if place else 0.0

    def cdf_below(self, x: float) -> float:
        place = bisect_left(self._values, x)
        return self._cumulated[place - 1] if place else 0.0

    @cached_property
    def _arrays(self) -> tuple[Floats, Floats]:
        import numpy as np

        return np.array(self._values), np.array(self._cumulated)

    def _shares(self) -> list[float]:
        return [high - low for low, high in pairwise((0.0, *self._cumulated))]

    def moments(self) -> Moments:
        values = [self.shifted(value) for value in self._values]
        shares = self._shares()
        if self.truncate:
            inside = (self.clipped(value) == value for value in values)
            shares = [share * here for share, here in zip(shares, inside, strict=True)]
        return _weighted_moments([self.clipped(value) for value in values], shares)


class Discrete(_Table):
    """One of the values, with the given shares, or all equally likely."""

    dist: Literal["discrete"] = "discrete"
    values: Listed[float]
    shares: Listed[Share] | None = None

    def prepare(self, folder: Path | None) -> None:
        count = len(self.values)
        if not count:
            raise complaint("got no values; give one or more", "values")
        if self.shares is None:
            return self._lay_out(self.values, [1 / count] * count)
        if len(self.shares) != count:
            raise complaint(f"{len(self.shares)} shares for {count} values; give one for each", "shares")
        check_shares(self.shares, "shares")
        return self._lay_out(self.values, self.shares)


class Empirical(_Table):
    """One of the values observed, each equally likely: listed here, or in a column of a CSV file."""

    dist: Literal["empirical"] = "empirical"
    values: Listed[float] | None = None
    file: str | None = Field(None, description="CSV file below the scenario's folder")
    column: str | None = Field(None, description="the column of the file")

    def prepare(self, folder: Path | None) -> None:
        if (self.values is None) == (self.file is None) or (self.file is None) != (self.column is None):
            raise complaint("give either values, or file and column")
        values = self._read(folder) if self.values is None else self.values
        if not values:
            raise complaint("got no values; give one or more", "values" if self.file is None else "file")
        self._lay_out(values, [1 / len(values)] * len(values))

    def _read(self, folder: Path | None) -> tuple[float, ...]:
        assert self.file is not None
        assert self.column is not None
        table = read_table(folder, self.file)
        values = table.column(self.column, "column", _number)
        table.finish()
        return values


def _weighted_moments(values: Sequence[float], weights: Sequence[float]) -> Moments:
    """Mean and variance of values with weights that need not add up to 1."""
    total = math.fsum(weights)
    mean = math.fsum(value * weight for value, weight in zip(values, weights, strict=True)) / total
    spread = math.fsum((value - mean) ** 2 * weight for value, weight in zip(values, weights, strict=True))
    return mean, spread / total


def _number(cell: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(f"got {shown(cell)}; allowed: a number")
    return value
