"""The luck of those who give up: how long they wait, and at how many others they turn round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vaxsim.distributions import Constant
from vaxsim.draws.decisions import Durations
from vaxsim.spread import spread
from vaxsim.units import NEVER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vaxsim.draws.decisions import Crowd
    from vaxsim.plan import Plan


class Hurry:
    """Patience and balking of a plan's classes, K of them, at S stations."""

    def __init__(self, plan: Plan) -> None:
        chance = plan.chance
        self._acts, self._from_arrival = chance.patience_at, plan.site.from_arrival
        laws = [Constant(value=0) if law is None else law for law in chance.patience]
        self._once = Durations("patience", laws)
        self._each = [Durations(f"patience at {name}", laws) for name in plan.stations]
        self._above = np.array([NEVER if most is None else most for most in chance.balk_above], np.int64)
        self._rate = np.array([np.nan if rate is None else rate for rate in chance.balk_rate])
        self._anybody_hurries = bool(self._acts.any())
        self._anybody_dislikes_lines = bool(np.isfinite(self._rate).any())
        self._everybody_joins = bool((self._above == NEVER).all())

    def draw(self, crowd: Crowd) -> dict[str, NDArray[Any]]:
        """The fields of Draws about patience and balking."""
        return {"patience": self._patience(crowd), "tolerance": self._tolerance(crowd)}

    def _patience(self, crowd: Crowd) -> NDArray[np.int64]:
        """int64 [n, S]; NEVER where it does not act."""
        shape = len(self._each), len(crowd)
        if not self._anybody_hurries:
            return spread(NEVER, "int64", shape[::-1])
        columns = np.full(shape, NEVER, np.int64)
        once = self._once.draw(crowd) if self._from_arrival.any() else 0
        for s, each in enumerate(self._each):
            for clock, mine in ((True, self._from_arrival), (False, ~self._from_arrival)):
                acts = (self._acts[:, s] & mine)[crowd.klass]
                if acts.any():
                    columns[s, acts] = np.broadcast_to(once if clock else each.draw(crowd), len(crowd))[acts]
        return columns.T

    def _tolerance(self, crowd: Crowd) -> NDArray[np.int64]:
        """int64 [n]; the most others with whom a newcomer still joins, NEVER for whoever always does.

        Somebody joins k others with probability exp(-rate k): if their uniform u is below it, that is for k below
        -log(u) / rate.
        """
        if not self._anybody_dislikes_lines:
            everybody = spread(NEVER, "int64", (len(crowd),))
            return everybody if self._everybody_joins else self._above[crowd.klass]
        rate = self._rate[crowd.klass]
        u = crowd.uniforms("balking")[:, 0] if len(crowd) else np.empty(0)
        with np.errstate(divide="ignore", invalid="ignore"):
            most = np.ceil(-np.log(u) / rate) - 1
        most = np.where(np.isfinite(most) & (most < NEVER), most, NEVER).astype(np.int64)
        return np.where(np.isnan(rate), self._above[crowd.klass], most)
