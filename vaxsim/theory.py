"""Queueing formulas: quick answers before a simulation, and something to hold an engine against.

Rates are patients per minute and times are minutes, unless a docstring says otherwise; any other unit of time does as
well if it is the same everywhere.  The formulas need no more than the standard library.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vaxsim.arrivals import Appointments, Source, Spread, Trace

if TYPE_CHECKING:
    from vaxsim.plan import Plan


def erlang_b(load: float, servers: int) -> float:
    """Share of patients turned away in M/G/c/c, where nobody waits, with `load` (rate x mean service) offered.

    The recursion over the number of servers: Erlang 1917; Cooper, Introduction to Queueing Theory (1981), eq. 3.4.
    """
    share = 1.0
    for n in range(1, servers + 1):
        share = load * share / (n + load * share)
    return share


@dataclass(frozen=True)
class MMc:
    """Poisson arrivals, exponential service, `servers` like desks with one line, in the long run.

    Erlang's C formula and what follows from it: Erlang 1917; Cooper (1981), section 3.5; Kleinrock, Queueing Systems I
    (1975), section 3.5.  Raises ValueError if the line would grow without end.
    """

    rate: float  # patients per minute
    mean_service: float  # minutes
    servers: int

    def __post_init__(self) -> None:
        _check_stable(self.load / self.servers)

    @property
    def load(self) -> float:
        """Mean number in service, erlangs."""
        return self.rate * self.mean_service

    @property
    def share_waiting(self) -> float:
        """Probability that a patient has to wait: C = B / (1 - (load / servers) (1 - B))."""
        blocked = erlang_b(self.load, self.servers)
        return blocked / (1 - self.load / self.servers * (1 - blocked))

    @property
    def drain(self) -> float:
        """Rate at which the line gets shorter on balance while all are busy, patients per minute."""
        return self.servers / self.mean_service - self.rate

    @property
    def mean_wait(self) -> float:
        """Mean wait of all patients, minutes."""
        return self.share_waiting / self.drain

    @property
    def mean_line(self) -> float:
        """Mean number in line, by Little's law."""
        return self.rate * self.mean_wait

    def wait_quantile(self, share: float) -> float:
        """The wait that `share` of the patients do not exceed, minutes: P(wait > t) = C exp(-drain t)."""
        return max(0.0, math.log(self.share_waiting / (1 - share)) / self.drain)


def mg1_mean_wait(rate: float, mean: float, variance: float) -> float:
    """Mean wait, minutes, at one desk with Poisson arrivals and any service times (variance 0: M/D/1).

    Pollaczek 1930, Khinchine 1932: W = rate E[S^2] / (2 (1 - load)).  Raises ValueError if the line
    would grow without end.
    """
    return mg1_priority_mean_waits([rate], [mean], [variance])[0]


def mg1_priority_mean_waits(
    rates: Sequence[float], means: Sequence[float], variances: Sequence[float]
) -> tuple[float, ...]:
    """Mean waits, minutes, of several classes at one desk, the most urgent class first; nobody is interrupted.

    Cobham 1954: W_k = W_0 / ((1 - load up to k - 1) (1 - load up to k)), W_0 = sum of rate E[S^2] / 2 over all classes.
    Raises ValueError if some line would grow without end.
    """
    work_found = sum(r * (v + m * m) for r, m, v in zip(rates, means, variances, strict=True)) / 2
    waits: list[float] = []
    ahead = 0.0
    for rate, mean in zip(rates, means, strict=True):
        up_to = ahead + rate * mean
        _check_stable(up_to)
        waits.append(work_found / ((1 - ahead) * (1 - up_to)))
        ahead = up_to
    return tuple(waits)


def mtginf_mean_present(
    pieces: Iterable[tuple[float, float, float]], mean_of_shorter: Callable[[float], float], time: float
) -> float:
    """Mean number present at `time` where nobody waits (chairs without limit) and arrivals are Poisson.

    `pieces` are (from, to, rate): the arrival rate is constant in between and 0 elsewhere.  `mean_of_shorter` gives
    E[min(service, x)] for x >= 0.  The number present is Poisson with this mean.  Eick, Massey and Whitt, The physics
    of the M_t/G/infinity queue (1993), theorem 1: integral of rate(time - u) P(service > u) du.
    """

    def since(moment: float) -> float:
        return mean_of_shorter(max(0.0, time - moment))

    return sum(rate * (since(begin) - since(end)) for begin, end, rate in pieces)


def _check_stable(load: float) -> None:
    if not load < 1:
        raise ValueError(f"the load per desk is {load:.3g}; below 1 is needed, or the line grows without end")


@dataclass(frozen=True)
class StationLoad:
    """The work that a whole day brings to a station, as expected before anything is simulated."""

    station: str
    patients: float  # expected visits
    work: float  # minutes of service in all

    def desks_needed(self, minutes: float) -> float:
        """How many desks could just do the work in so many minutes, if they were never idle."""
        return self.work / minutes


def offered_loads(plan: Plan) -> tuple[StationLoad, ...]:
    """Expected patients and work of each station over the day, in file order.

    Patients flow along the stations of their class, divided by the shares of the branches; nobody is lost to closed
    doors or lateness.  Service times count in full, also where `since` lets part of them pass elsewhere.  No source:
    expectations add up, whatever depends on whatever else.
    """
    patients = [0.0] * len(plan.stations)
    work = [0.0] * len(plan.stations)
    for k, coming in enumerate(_coming_by_class(plan)):
        for s, visits in enumerate(_visits_of_class(plan, k, coming)):
            patients[s] += visits
            work[s] += visits * _mean_service(plan, k, s)
    return tuple(map(StationLoad, plan.stations, patients, work))


def _coming_by_class(plan: Plan) -> list[float]:
    coming = [0.0] * len(plan.classes)
    for source, shares in zip(plan.chance.sources, plan.chance.class_shares, strict=True):
        expected = source.expected(plan.site.closing) * _share_that_comes(source)
        recorded = source.klass if isinstance(source, Trace) else None
        for k, name in enumerate(plan.classes):
            coming[k] += expected * shares[k] if recorded is None else recorded.count(name)
    return coming


def _share_that_comes(source: Source) -> float:
    return 1 - source.no_show.mean() if isinstance(source, Appointments | Spread) else 1.0


def _visits_of_class(plan: Plan, k: int, coming: float) -> list[float]:
    """Expected visits of class k to each station, when so many come: routes only lead forward."""
    out = len(plan.stations)
    at = [0.0] * (out + 1)
    at[plan.site.first_station[k]] += coming
    for s in range(out):
        on_foot = at[s]
        for share, target in zip(plan.chance.branch_shares[k, s], plan.site.branch_target[k, s], strict=True):
            at[target if share else out] += at[s] * float(share)
            on_foot -= at[s] * float(share)
        at[plan.site.next_station[k, s]] += on_foot
    return at[:out]


def _mean_service(plan: Plan, k: int, s: int) -> float:
    """Mean minutes of a class at a station; a branch with a service time of its own has its share in it."""
    usual = plan.chance.service[k][s].mean()
    shares = plan.chance.branch_shares[k, s]
    own = [(float(p), law.mean()) for p, law in zip(shares, plan.chance.branch_service[s], strict=False) if law]
    return usual + sum(share * (mean - usual) for share, mean in own)
