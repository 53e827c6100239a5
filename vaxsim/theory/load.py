"""Offered load by time: how many desks, or people of staff, would be busy if nobody ever had to wait.

Everything is a plain array over bins of one width: rates are patients per minute, float64 [bins], constant within a bin
and 0 before the first; times are minutes.  A law of service is given by `shorter`, float64 [bins + 1]: E[min(service,
x)] at x = 0, width, 2 width, ...

With as many servers as needed (M_t/G/infinity) the number busy at t is Poisson with mean

    m(t) = integral of rate(t - u) P(service > u) du

Eick, Massey and Whitt, The physics of the M_t/G/infinity queue, Operations Research 41 (1993), theorem 1.  Put in the
place of rate x mean service in a formula for constant rates, it gives the modified-offered-load approximation:
Jennings, Mandelbaum, Massey and Whitt, Server staffing to meet time-varying demand, Management Science 42 (1996);
Green, Kolesar and Soares, Improving the SIPP approach for staffing service systems that have cyclic demands,
Operations Research 49 (2001).  It lags behind the arrivals by about the length of a service, which rate x mean service
does not.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vaxsim.theory.waiting import MMc, check_stable, erlang_b

Floats = NDArray[np.float64]


class Flow(NamedTuple):
    """What becomes of a flow that passes through a service at which nobody waits."""

    busy: Floats  # float64 [bins]; mean number in service during each bin
    out: Floats  # float64 [bins]; patients per minute who leave it


def mean_of_shorter(values: ArrayLike, weights: ArrayLike, width: float, bins: int) -> Floats:
    """E[min(service, x)] at x = 0, width, ... bins x width, float64 [bins + 1], minutes.

    The law is that of some values (minutes, negative ones counting as 0) with weights that add up to 1, both [n].
    """
    minutes = np.maximum(np.asarray(values, np.float64), 0.0)
    order = np.argsort(minutes, kind="stable")
    ordered, share = minutes[order], np.asarray(weights, np.float64)[order]
    ends = width * np.arange(bins + 1)
    place = np.searchsorted(ordered, ends, side="right")
    below = np.concatenate([[0.0], np.cumsum(ordered * share)])
    mass = np.concatenate([[0.0], np.cumsum(share)])
    return np.asarray(below[place] + ends * (mass[-1] - mass[place]))


def present(rates: Floats, shorter: Floats) -> Floats:
    """Mean number in service at the edges of the bins, float64 [bins + 1]; exact for rates that are constant in bins.

    A bin that ended j bins ago contributes its rate times E[min(service, (j + 1) width)] - E[min(service, j width)].
    """
    bins = len(rates)
    found = np.convolve(rates, np.diff(shorter)[:bins])[:bins]
    return np.concatenate([[0.0], found])


def through(rates: Floats, shorter: Floats, width: float) -> Flow:
    """A flow of patients through a service at which nobody waits: how many are busy and how they leave.

    Busy is the mean of both edges of a bin, so bins should be shorter than the service is; who leaves is who came less
    who stays, exactly.
    """
    edges = present(rates, shorter)
    return Flow((edges[1:] + edges[:-1]) / 2, np.maximum(rates - np.diff(edges) / width, 0.0))


def stationary(rates: Floats, mean: float) -> Floats:
    """Rate x mean service, float64 [bins]: the offered load if each bin's rate had held for ever."""
    return np.asarray(rates * mean)


def by_quarter(values: Floats, bins: int) -> Floats:
    """Means over every `bins` bins on end, float64 [ceil(bins / `bins`)]; what is missing of the last counts as 0."""
    missing = -len(values) % bins
    return np.asarray(np.concatenate([values, np.zeros(missing)]).reshape(-1, bins).mean(axis=1))


def servers_for(load: float, share_waiting: float) -> int:
    """The fewest servers with which at most this share of the patients waits, by Erlang's C formula at this load.

    With m(t) for load this is the staffing rule of Jennings et al. (1996), section 4.  At most 1 of them waits always:
    a share of 1 gives the fewest that keep up.  Raises ValueError unless 0 < share_waiting <= 1 and load is finite.
    """
    if not 0 < share_waiting <= 1 or not math.isfinite(load):
        raise ValueError(f"a share waiting from above 0 to 1 and a finite load are needed, not {share_waiting}, {load}")
    if load <= 0:
        return 0
    servers = math.floor(load) + 1  # the fewest below whose number the load lies
    blocked = erlang_b(load, servers)
    while blocked / (1 - load / servers * (1 - blocked)) > share_waiting:
        servers += 1
        blocked = load * blocked / (servers + load * blocked)
    return servers


def allen_cunneen(rate: float, mean: float, variance: float, servers: int, arrivals_scv: float = 1.0) -> float:
    """About the mean wait in G/G/c, minutes: that of M/M/c times (c_a^2 + c_s^2) / 2; exact for M/M/c and M/G/1.

    `arrivals_scv` is the squared coefficient of variation of the gaps between arrivals, 1 for Poisson arrivals.  Allen,
    Probability, Statistics and Queueing Theory (1978), after Cunneen.  Raises ValueError if the line would grow without
    end.
    """
    check_stable(rate * mean / servers)
    if rate <= 0 or mean <= 0:
        return 0.0
    return MMc(rate, mean, servers).mean_wait * (arrivals_scv + variance / mean**2) / 2
