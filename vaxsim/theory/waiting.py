"""Lines in which everybody waits until served: M/M/c, M/G/1, classes by urgency; and seats without limit."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


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
        check_stable(self.load / self.servers)

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
        check_stable(up_to)
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


def check_stable(load: float) -> None:
    """Raise ValueError unless the load per desk leaves the line a mean."""
    if not load < 1:
        raise ValueError(f"the load per desk is {load:.3g}; below 1 is needed, or the line grows without end")
