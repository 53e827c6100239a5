"""Everything that is found out from one table of recorded times."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vaxsim.fit.arriving import Booked, Rate, booked, rates
from vaxsim.fit.goodness import DRAWS
from vaxsim.fit.observations import service_times
from vaxsim.fit.times import TimesFit, fit_times, table
from vaxsim.units import clock

if TYPE_CHECKING:
    from vaxsim.recorded import Recorded

PUNCTUALITY = "punctuality"


@dataclass(frozen=True, eq=False)
class Findings:
    """Service times per station, walk-ins, and appointments with their punctuality."""

    recorded: Recorded
    services: tuple[TimesFit, ...]
    rates: tuple[Rate, ...]
    booked: Booked | None
    punctuality: TimesFit | None

    @property
    def times(self) -> tuple[TimesFit, ...]:
        """All durations that families were fitted to."""
        return self.services if self.punctuality is None else (*self.services, self.punctuality)

    def summary(self) -> dict[str, Any]:
        """Everything as data for JSON; None stands for what is not known."""
        return {
            "days": len(self.recorded.days),
            "patients": len(self.recorded.patients),
            "service": [_times(one) for one in self.services],
            "walk_ins": [_rate(rate) for rate in self.rates],
            "appointments": None if self.booked is None else _booked(self.booked),
            "punctuality": None if self.punctuality is None else _times(self.punctuality),
        }


def find(
    recorded: Recorded,
    interval: float = 30.0,
    draws: int = DRAWS,
    seed: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Findings:
    """Fit everything that the columns allow: `progress(done, total)` is called after each kind of durations.

    `interval` is the width in minutes of those in which walk-ins are counted, `draws` and `seed` are of the bootstrap.
    """
    kept = booked(recorded)
    names = [s for s in recorded.stations if any(v.began is not None for v in recorded.visits(s))]
    wanted = [(name, service_times(recorded, name)) for name in names]
    if kept is not None:
        wanted.append((PUNCTUALITY, kept.punctuality))
    fitted = []
    for done, (name, observations) in enumerate(wanted, start=1):
        fitted.append(fit_times(name, observations, draws, seed))
        if progress is not None:
            progress(done, len(wanted))
    punctuality = fitted.pop() if kept is not None else None
    return Findings(recorded, tuple(fitted), rates(recorded, interval), kept, punctuality)


def _times(found: TimesFit) -> dict[str, Any]:
    o, g = found.observations, found.goodness
    return {
        "name": found.name,
        "complete": o.n,
        "unfinished": len(o.censored),
        "resolution_minutes": o.resolution,
        "mean": float(o.complete.mean()) if o.n else None,
        "sd": o.sd if o.n > 1 else None,
        "ranking": [
            {
                **table(one),
                "aicc": _number(one.aicc),
                "log_likelihood": one.log_likelihood,
                "distance": one.distance,
            }
            for one in found.ranking
        ],
        "p": None if g is None else g.p,
        "bootstrap": None if g is None else g.draws,
        "mean_of_best": None if g is None else [_number(g.mean_low), _number(g.mean_high)],
        "suggestion": found.suggestion,
        "verdict": found.verdict,
    }


def _rate(rate: Rate) -> dict[str, Any]:
    times = {"from": clock(rate.begin), "to": clock(rate.end), "people": rate.people}
    return {**times, "per_hour": rate.per_hour, "low": rate.low, "high": rate.high}


def _booked(found: Booked) -> dict[str, Any]:
    return {
        "people": found.people,
        "stayed_away": found.stayed_away,
        "no_show": found.no_show,
        "low": found.low,
        "high": found.high,
    }


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None
