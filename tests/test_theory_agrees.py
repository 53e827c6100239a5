"""The engine against queueing theory, at a stated rate of false alarms.

Theory speaks about endless days, and the reference engine is too slow for days so long that an error of two per cent
would show at a high load.  So the proof has two links, with the recursions of tests/oracles.py in between:

* over long days the engine's waits are those of a recursion, patient by patient, to the millisecond;
* over very many patients the recursion has the mean that theory gives.  `resolution` is the bias that is certain to be
  noticed, as a share of the mean, up to the false-alarm rate; a test whose interval is wider than that fails as well.

Besides, the engine's own long day is held against theory directly, with all the chance drawn by vaxsim; there the
interval is wider.  Every comparison raises a false alarm once in 10,000 seeds (ALARM); this file makes 43 of them, so
with new seeds it would fail without reason once in about 230 times.  The seeds are fixed.  Days start empty; what is
left of that after WARM_UP patients is below a tenth of a per cent at the highest load used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from tests.oracles import line_of_stations, waits, waits_by_urgency
from tests.plain_lines import plan_of, station
from vaxsim.draws import draw
from vaxsim.engines import run
from vaxsim.plan import Plan
from vaxsim.theory import MMc, mg1_mean_wait, mg1_priority_mean_waits, mtginf_mean_present
from vaxsim.units import TICKS_PER_MINUTE
from vaxsim.visits import Visits

ALARM = 1e-4
"""Probability that a comparison fails although nothing is wrong."""

WARM_UP = 6_000
PATIENTS = 40_000
DAYS = 200
"""A run of a recursion: so many days side by side of so many patients each, the first of whom do not count."""

LONG_DAY = 130_000
BATCHES = 25
"""The engine's day: about so many patients, cut into so many batches behind the first WARM_UP."""

Sampler = Callable[[np.random.Generator, tuple[int, ...]], NDArray[np.float64]]


@dataclass(frozen=True)
class Queue:
    """Poisson arrivals at one station of like desks, and its mean wait in minutes."""

    title: str
    rate: float  # patients per minute
    desks: int
    law: Any  # of the service, as in a scenario file
    sample: Sampler  # the same law
    mean_wait: float  # minutes
    runs: int  # of DAYS days
    resolution: float  # share of the mean
    share_waiting: float | None = None  # where theory has it


def exponential(load: float, desks: int, runs: int, resolution: float) -> Queue:
    """M/M/c with services of three minutes on average."""
    rate = load * desks / 3
    law = {"dist": "exponential", "mean": 3}
    theory = MMc(rate, 3, desks)
    return Queue(
        f"M/M/{desks} at {load}",
        rate,
        desks,
        law,
        lambda chance, size: chance.exponential(3, size),
        theory.mean_wait,
        runs,
        resolution,
        theory.share_waiting,
    )


def lognormal(chance: np.random.Generator, size: tuple[int, ...]) -> NDArray[np.float64]:
    """Mean 3, standard deviation 3."""
    return chance.lognormal(np.log(3) - np.log(2) / 2, np.sqrt(np.log(2)), size)


QUEUES = [
    exponential(0.5, 2, 2, 0.01),
    exponential(0.7, 3, 2, 0.015),
    exponential(0.8, 5, 2, 0.02),
    exponential(0.9, 8, 4, 0.025),
    exponential(0.95, 12, 10, 0.025),
    Queue("M/D/1 at 0.8", 0.8 / 3, 1, 3, lambda _, n: np.full(n, 3.0), mg1_mean_wait(0.8 / 3, 3, 0), 2, 0.015),
    Queue(
        "M/G/1 at 0.8, lognormal",
        0.8 / 3,
        1,
        {"dist": "lognormal", "mean": 3, "sd": 3},
        lognormal,
        mg1_mean_wait(0.8 / 3, 3, 9),
        2,
        0.02,
    ),
]
every_queue = pytest.mark.parametrize("queue", QUEUES, ids=lambda q: q.title)


def ticks_of(minutes: NDArray[np.float64]) -> NDArray[np.int64]:
    """Minutes as whole ticks."""
    return np.rint(minutes * TICKS_PER_MINUTE).astype(np.int64)


def poisson_days(
    chance: np.random.Generator, rate: float, days: int = DAYS, patients: int = PATIENTS
) -> NDArray[np.int64]:
    """Arrivals at a constant rate, ticks (days, patients)."""
    return np.cumsum(ticks_of(chance.exponential(1 / rate, (days, patients))), axis=1)


def agrees(independent: NDArray[np.float64], expected: float, resolution: float = 1.0) -> None:
    """Fails if the mean of independent values differs from `expected`, or too wide an interval could not tell."""
    half_width = stats.t.ppf(1 - ALARM / 2, len(independent) - 1) * stats.sem(independent)
    assert half_width < resolution * expected
    assert abs(independent.mean() - expected) < half_width


def batch_means(values: NDArray[np.int64]) -> NDArray[np.float64]:
    """Means, in minutes, of long batches of successive patients: nearly independent."""
    counted = values[WARM_UP : len(values) - (len(values) - WARM_UP) % BATCHES]
    return counted.reshape(BATCHES, -1).mean(axis=1) / TICKS_PER_MINUTE


def closing_after(rate: float) -> str:
    """The closing time of a day to which about LONG_DAY patients come."""
    return f"{round(LONG_DAY / rate / 60)}:00"


def walk_ins(rate: float, **more: Any) -> dict[str, Any]:
    """A source of `rate` patients per minute."""
    return {"kind": "walk_ins", "rate": [["00:00", 60 * rate]], **more}


@every_queue
def test_recursion_has_the_mean_wait_of_theory(queue):
    chance = np.random.default_rng(20)

    def day_means() -> Iterator[NDArray[np.float64]]:
        for _ in range(queue.runs):
            ready = poisson_days(chance, queue.rate)
            service = ticks_of(queue.sample(chance, ready.shape))
            yield waits(ready, service, queue.desks)[:, WARM_UP:].mean(axis=1) / TICKS_PER_MINUTE

    agrees(np.concatenate(list(day_means())), queue.mean_wait, queue.resolution)


@every_queue
def test_engine_is_the_recursion_patient_by_patient_and_has_the_waits_of_theory(queue):
    plan = plan_of(walk_ins(queue.rate), [station("desk", queue.law, queue.desks)], closing_after(queue.rate))
    draws = draw(plan, seed=1, replication=1)
    visits = run(plan, draws)
    found = visits.began[:, 0] - visits.reached[:, 0]
    assert len(found) > 0.95 * LONG_DAY
    np.testing.assert_array_equal(found, waits(draws.arrival[None], draws.service[None, :, 0], queue.desks)[0])
    agrees(batch_means(found), queue.mean_wait)
    if queue.share_waiting is not None:
        agrees(batch_means(np.where(found > 0, TICKS_PER_MINUTE, 0)), queue.share_waiting, 0.1)


# ---- two classes at one desk

URGENT, OTHERS = 0.05, 0.15  # patients per minute
CLASS_WAITS = mg1_priority_mean_waits([URGENT, OTHERS], [6, 10 / 3], [36, 100 / 9])
"""At a load of 0.3 + 0.5, the urgent ones taking longer."""


def two_class_plan() -> Plan:
    """The urgent ones are the first class."""
    shares = {"urgent": URGENT / (URGENT + OTHERS), "others": OTHERS / (URGENT + OTHERS)}
    urgent = {"name": "urgent", "priority": 1, "service": {"desk": {"dist": "exponential", "mean": 6}}}
    desk = station("desk", {"dist": "exponential", "mean": 10 / 3}, 1, discipline="priority")
    source = walk_ins(URGENT + OTHERS, classes=shares)
    return plan_of(source, [desk], closing_after(URGENT + OTHERS), classes=[urgent, {"name": "others"}])


def test_priority_recursion_has_the_mean_waits_of_theory():
    chance = np.random.default_rng(21)
    days = 40
    ready = poisson_days(chance, URGENT + OTHERS, days, 100_000)
    urgent = chance.random(ready.shape) < URGENT / (URGENT + OTHERS)
    service = ticks_of(chance.exponential(np.where(urgent, 6, 10 / 3)))
    found = np.stack([waits_by_urgency(*day) for day in zip(ready, service, 1 - urgent, strict=True)])
    for of_class, expected in zip((urgent, ~urgent), CLASS_WAITS, strict=True):
        counted = of_class[:, WARM_UP:]
        means = (found[:, WARM_UP:] * counted).sum(axis=1) / counted.sum(axis=1) / TICKS_PER_MINUTE
        agrees(means, expected, 0.03)


def test_engine_is_the_priority_recursion_patient_by_patient_and_has_the_waits_of_theory():
    plan = two_class_plan()
    draws = draw(plan, seed=2, replication=1)
    visits = run(plan, draws)
    found = visits.began[:, 0] - visits.reached[:, 0]
    np.testing.assert_array_equal(found, waits_by_urgency(draws.arrival, draws.service[:, 0], draws.klass))
    for klass, expected in enumerate(CLASS_WAITS):
        agrees(batch_means(found[draws.klass == klass]), expected)


# ---- two stations in a row

ROW_RATE, ROW_DESKS = 0.8, [3, 5]
ROW_MEANS = [3.0, 5.0]  # minutes


def test_recursion_of_two_stations_has_the_waits_of_burke():
    """What leaves M/M/c is Poisson, walking keeps it so, and the second station is M/M/c as well (Burke 1956)."""
    chance = np.random.default_rng(22)
    arrival = poisson_days(chance, ROW_RATE)
    service = np.stack([ticks_of(chance.exponential(mean, arrival.shape)) for mean in ROW_MEANS], axis=-1)
    walk = ticks_of(chance.uniform(0, 4, service.shape))
    line = line_of_stations(arrival, np.maximum(service, 1), ROW_DESKS, walk)
    for s, desks in enumerate(ROW_DESKS):
        means = (line.began - line.reached)[:, WARM_UP:, s].mean(axis=1) / TICKS_PER_MINUTE
        agrees(means, MMc(ROW_RATE, ROW_MEANS[s], desks).mean_wait, 0.025)


def test_engine_is_the_recursion_of_two_stations_patient_by_patient_and_has_the_waits_of_burke():
    walk = {"dist": "uniform", "low": 0, "high": 4}
    stations = [
        station(f"station {s}", {"dist": "exponential", "mean": mean}, desks, walk=walk)
        for s, (mean, desks) in enumerate(zip(ROW_MEANS, ROW_DESKS, strict=True))
    ]
    plan = plan_of(walk_ins(ROW_RATE), stations, closing_after(ROW_RATE))
    draws = draw(plan, seed=3, replication=1)
    visits = run(plan, draws)
    line = line_of_stations(draws.arrival[None], draws.service[None], ROW_DESKS, draws.walk[None])
    np.testing.assert_array_equal(visits.reached, line.reached[0])
    np.testing.assert_array_equal(visits.began, line.began[0])
    np.testing.assert_array_equal(visits.ended, line.ended[0])
    for s, desks in enumerate(ROW_DESKS):
        agrees(batch_means((visits.began - visits.reached)[:, s]), MMc(ROW_RATE, ROW_MEANS[s], desks).mean_wait)


# ---- seats without limit

HOURS = [(0, 120, 0.5), (120, 210, 3.0), (210, 300, 1.0)]  # from, to, patients per minute
LEAST, MOST = 5.0, 55.0  # minutes of stay, uniform
REPLICATIONS = 400


def mean_of_shorter(x: float) -> float:
    """E[min(stay, x)] of the uniform stay."""
    inside = min(max(x, LEAST), MOST)
    return min(x, LEAST) + (inside - LEAST) * (1 - (inside - LEAST) / (MOST - LEAST) / 2)


def seated_days() -> list[Visits]:
    rate = [["00:00", 30], ["02:00", 180], ["03:30", 60]]
    seats = station("seats", {"dist": "uniform", "low": LEAST, "high": MOST})
    plan = plan_of({"kind": "walk_ins", "rate": rate}, [seats], "05:00")
    return [run(plan, draw(plan, seed=4, replication=r + 1)) for r in range(REPLICATIONS)]


def test_people_present_are_poisson_with_the_mean_of_theory():
    """M(t)/G/infinity: at eight times of a day whose arrival rate jumps, the mean and the variance of the number."""
    days = seated_days()
    for minute in (4, 40, 119, 135, 180, 220, 300, 340):
        tick = minute * TICKS_PER_MINUTE
        present = np.array([((day.began[:, 0] <= tick) & (tick < day.ended[:, 0])).sum() for day in days])
        expected = mtginf_mean_present(HOURS, mean_of_shorter, minute)
        assert ALARM / 2 < stats.poisson.cdf(present.sum(), REPLICATIONS * expected) < 1 - ALARM / 2
        dispersion = present.var(ddof=1) / present.mean() * (REPLICATIONS - 1)
        assert ALARM / 2 < stats.chi2.cdf(dispersion, REPLICATIONS - 1) < 1 - ALARM / 2
