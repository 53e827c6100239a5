"""Lines that people turn away from or give up: full ones (M/M/c/K), impatience (Erlang-A), and both with balking.

All are birth-death processes: the number present goes up and down by one, at rates that depend on it alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

NEGLIGIBLE = 45.0
"""States whose probability is below exp(-45) of the likeliest are left out."""


def long_run(up: Callable[[int], float], down: Callable[[int], float]) -> tuple[float, ...]:
    """Probabilities of 0, 1, 2, ... present, of a process that goes from k to k + 1 at rate up(k), back at down(k + 1).

    p_k is proportional to the product of up(i) / down(i + 1) over i < k: Kleinrock, Queueing Systems I (1975), eq.
    3.11.  It ends where up(k) is 0, or what follows is negligible; down has to outgrow up in the end.
    """
    logs = [0.0]
    highest = 0.0
    while (rate := up(len(logs) - 1)) > 0:
        logs.append(logs[-1] + math.log(rate) - math.log(down(len(logs))))
        highest = max(highest, logs[-1])
        if logs[-1] < highest - NEGLIGIBLE:
            break
    weights = [math.exp(log - highest) for log in logs]
    total = math.fsum(weights)
    return tuple(weight / total for weight in weights)


def mean(probabilities: Sequence[float]) -> float:
    """Of a number that is 0, 1, 2, ... with these probabilities."""
    return math.fsum(k * p for k, p in enumerate(probabilities))


@dataclass(frozen=True)
class MMcK:
    """Poisson arrivals, exponential service, `servers` desks; who finds `places` people, line and service, goes away.

    Kleinrock (1975), section 3.6 and 3.7.
    """

    rate: float  # patients per minute
    mean_service: float  # minutes
    servers: int
    places: int  # in line and service, at least as many as desks

    @cached_property
    def present(self) -> tuple[float, ...]:
        """Probabilities of 0, 1, ... `places` present."""
        return long_run(
            lambda k: self.rate if k < self.places else 0.0, lambda k: min(k, self.servers) / self.mean_service
        )

    @property
    def share_turned_away(self) -> float:
        """Share of those who come that finds it full (Poisson arrivals see the long run)."""
        return self.present[-1]

    @property
    def mean_present(self) -> float:
        """Mean number in line and service."""
        return mean(self.present)

    @property
    def mean_wait(self) -> float:
        """Mean wait of those who join, minutes, by Little's law."""
        line = math.fsum((k - self.servers) * p for k, p in enumerate(self.present) if k > self.servers)
        return line / (self.rate * (1 - self.share_turned_away))


@dataclass(frozen=True)
class ErlangA:
    """M/M/c in which each one in line goes away after an exponential patience (M/M/c+M).

    Palm 1957; Garnett, Mandelbaum and Reiman, Designing a call center with impatient customers (2002).
    """

    rate: float  # patients per minute
    mean_service: float  # minutes
    servers: int
    mean_patience: float  # minutes

    @cached_property
    def present(self) -> tuple[float, ...]:
        """Probabilities of 0, 1, 2, ... present."""
        return long_run(lambda k: self.rate, self._drain)

    def _drain(self, present: int) -> float:
        """The rate at which one of so many goes, served or not."""
        waiting = max(present - self.servers, 0)
        return min(present, self.servers) / self.mean_service + waiting / self.mean_patience

    @property
    def mean_line(self) -> float:
        """Mean number in line."""
        return math.fsum((k - self.servers) * p for k, p in enumerate(self.present) if k > self.servers)

    @property
    def share_reneging(self) -> float:
        """Share of those who come that gives up: each one in line does at the rate of patience."""
        return self.mean_line / self.mean_patience / self.rate

    @property
    def mean_wait_of_served(self) -> float:
        """Mean wait of those who are served, minutes.

        Who finds `ahead` people in line passes through ahead + 1 waits for the next one to go: a desk that becomes
        free, somebody ahead, or the own patience, whichever is first.  The length of such a race says nothing about
        the winner.
        """
        total = 0.0
        passed = 0.0
        for ahead, probability in enumerate(self.present[self.servers :]):
            ending = self._drain(self.servers + ahead + 1)
            passed += 1 / ending
            total += probability * (self._drain(self.servers) / ending) * passed
        return total / (1 - self.share_reneging)


@dataclass(frozen=True)
class Discouraged:
    """One server; who finds k people joins with probability exp(-rate_of_balking k); those in line give up in time.

    Poisson arrivals, exponential service and patience.  Xie et al. 2024, doi 10.3389/fpubh.2024.1440673, where
    rate_of_balking is alpha / service rate and 1 / mean_patience is beta.
    """

    rate: float  # patients per minute
    mean_service: float  # minutes
    rate_of_balking: float  # per patient found, in line and service
    mean_patience: float  # minutes

    @cached_property
    def present(self) -> tuple[float, ...]:
        """Probabilities of 0, 1, 2, ... present."""
        return long_run(
            lambda k: self.rate * math.exp(-self.rate_of_balking * k),
            lambda k: 1 / self.mean_service + (k - 1) / self.mean_patience,
        )

    @property
    def served(self) -> float:
        """Patients served per minute: as long as anybody is present, one after the other."""
        return (1 - self.present[0]) / self.mean_service

    @property
    def mean_present(self) -> float:
        """Mean number in line and service."""
        return mean(self.present)

    @property
    def share_balking(self) -> float:
        """Share of those who come that does not join."""
        return 1 - math.fsum(p * math.exp(-self.rate_of_balking * k) for k, p in enumerate(self.present))

    @property
    def share_reneging(self) -> float:
        """Share of those who come that joins and gives up."""
        return 1 - self.share_balking - self.served / self.rate
