"""Stations that serve many at once: sessions that wait until they are full, or until the first has waited enough."""

from __future__ import annotations

import math

from vaxsim.theory.waiting import check_stable


def full_session_mean_wait(rate: float, mean_length: float, size: int) -> float:
    """Mean wait, minutes, at one desk whose sessions begin only with `size` patients; Poisson, exponential length.

    Patients first wait for their session to be full, (size - 1) / (2 rate) on average.  Full groups come after Erlang
    gaps, so the rest is the wait in E_size/M/1: x / (1 - x) mean_length, x the root below 1 of
    x = (rate / (rate + (1 - x) / mean_length)) ^ size.  Kleinrock, Queueing Systems I (1975), section 6.4.  Raises
    ValueError if the line would grow without end.
    """
    check_stable(rate * mean_length / size)
    found, before = 0.0, -1.0
    while found > before:  # the iteration climbs to the root and stops where rounding does
        found, before = (rate / (rate + (1 - found) / mean_length)) ** size, found
    return (size - 1) / (2 * rate) + found / (1 - found) * mean_length


def timed_session(rate: float, size: int, max_wait: float) -> tuple[float, float]:
    """Mean size of a session and mean wait of a patient, minutes, with desks without limit and Poisson arrivals.

    A session begins with `size` patients, or with those there are when the first has waited `max_wait`.  After the
    first, others come like a Poisson process until then: its expected number, and the expected time that j of them are
    there, P(more than j by max_wait) / rate, give both (the beginning of each session is a renewal).
    """
    beyond = [_poisson_above(j, rate * max_wait) for j in range(size - 1)]
    mean_size = 1 + math.fsum(beyond)
    waited = math.fsum((j + 1) * share for j, share in enumerate(beyond)) / rate
    return mean_size, waited / mean_size


def _poisson_above(number: int, mean: float) -> float:
    """P(more than `number`) of a Poisson variable."""
    if mean == 0:
        return 0.0
    terms = (math.exp(-mean + k * math.log(mean) - math.lgamma(k + 1)) for k in range(number + 1))
    return max(0.0, 1 - math.fsum(terms))
