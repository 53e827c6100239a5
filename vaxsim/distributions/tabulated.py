"""Tables of quantile functions, for families whose own formulas are dear.

In each cell of `vaxsim.distributions.lookup` the quantile is a cubic in u through its values at both ends, with slopes
there from differences over five nodes, cut (Fritsch and Carlson 1980) so that the cubic never turns back.  The table
defines the value of a draw; scipy is asked only at the nodes.

Error: at most BOUND, of the value or of the distance of the quartiles, whichever is larger, on the standard law
(location 0, scale 1).  It is measured in the middle of cells, where it is largest, when a table is made; a law whose
table would miss the bound (such as gamma with a shape below 0.15, Weibull with one below 0.38 or lognormal with a sigma
above 2.1) has none, and takes the formula itself.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from vaxsim.distributions.lookup import CELLS, OCTAVES, ONE_TAIL, values
from vaxsim.distributions.quantiles import TAILS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

BOUND = 1e-7
"""Error of a table, relative."""

_MOST_TABLES = 128
"""Tables kept, of 106 KiB each."""

_CHECKED = 4
"""The error is measured in every 4th cell, for it changes slowly from cell to cell."""

_LEFT = 2.0 ** np.arange(-54, -54 + OCTAVES)[:, np.newaxis]
"""Where each octave begins."""

_NODES = _LEFT * (1 + np.arange(-2, CELLS + 3) / CELLS)
"""Both ends of every cell, and two more on either side of an octave for the slopes; float64 (OCTAVES, CELLS + 5)."""

_MIDDLES = _LEFT * (1 + (np.arange(0, CELLS, _CHECKED) + 0.5) / CELLS)


@lru_cache(maxsize=_MOST_TABLES)
def table(family: str, shapes: tuple[float, ...]) -> Floats | None:
    """The table of a family in TAILS, float64 (2 * ONE_TAIL, 4), read-only; None where it would miss the bound."""
    with np.errstate(all="ignore"):
        made = np.concatenate([_one_tail(family, shapes, upper) for upper in (False, True)])
        if not (np.isfinite(made).all() and _is_close(made, family, shapes)):
            return None
    made.setflags(write=False)
    return made


def digest() -> str:
    """Names the way tables are made: a hexadecimal digest of some values of each family, to about 1e-9 of each."""
    u = np.concatenate([_MIDDLES.ravel(), 1 - _MIDDLES.ravel()])
    lines = [f"{OCTAVES} octaves of {CELLS} cells, error {BOUND}"]
    for family, shapes in _SHOWN:
        made = table(family, shapes)
        shown = [] if made is None else [f"{value:.8e}" for value in values(u, made)]
        lines += [f"{family} {shapes}", *shown]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


_SHOWN: tuple[tuple[str, tuple[float, ...]], ...] = (
    ("normal", ()),
    ("lognormal", (0.5,)),
    ("gamma", (7.5,)),
    ("gamma", (0.01,)),
    ("beta", (2.0, 4.0)),
    ("weibull", (1.5,)),
)


def _one_tail(family: str, shapes: tuple[float, ...], upper: bool) -> Floats:
    """The rows of u <= 0.5, or of u > 0.5 with `upper`: the coefficients of 1, t, t**2 and t**3, t the place."""
    nodes = TAILS[family](_NODES, upper, *shapes)
    slopes = (nodes[:, :-4] - 8 * nodes[:, 1:-3] + 8 * nodes[:, 3:-1] - nodes[:, 4:]) / 12
    begin, rise = nodes[:, 2:-3], np.diff(nodes[:, 2:-2])
    first, last = (_never_turning(slope, rise) for slope in (slopes[:, :-1], slopes[:, 1:]))
    cells = np.stack([begin, first, 3 * rise - 2 * first - last, first + last - 2 * rise], axis=-1)
    at_half = [nodes[-1, -3], 0, 0, 0]
    rows = np.concatenate([cells.reshape(-1, 4), [at_half]])
    falls = rise > 0 if upper else rise < 0
    return np.full_like(rows, np.nan) if falls.any() else rows


def _never_turning(slope: Floats, rise: Floats) -> Floats:
    """Slopes moved to between 0 and three times what the cell rises."""
    return np.clip(slope, np.minimum(3 * rise, 0), np.maximum(3 * rise, 0))


def _is_close(made: Floats, family: str, shapes: tuple[float, ...]) -> bool:
    """Whether a table keeps the bound."""
    tails = made[:ONE_TAIL], made[ONE_TAIL:]
    low, high = (float(tail[-1 - CELLS, 0]) for tail in tails)
    for tail, upper in zip(tails, (False, True), strict=True):
        at_0, slope, bend, twist = tail[:-1].reshape(OCTAVES, CELLS, 4)[:, ::_CHECKED].transpose(2, 0, 1)
        read = at_0 + 0.5 * (slope + 0.5 * (bend + 0.5 * twist))
        exact = TAILS[family](_MIDDLES, upper, *shapes)
        if not (np.abs(read - exact) <= BOUND * np.maximum(np.abs(exact), high - low)).all():
            return False
    return True
