"""Published cases: the scenarios of scenarios/published/ give the figures of an independent long recomputation.

A figure passes when its 95 % interval over days and that of the recomputation, widened by 1 % of its value, overlap.
Where the recomputation comes without an interval it is that of its 300 days with the spread between days found here,
and half a unit of its last decimal.

The default tests run a few days of each case, with intervals of 99.9 %: wide, yet a wrong rule shows.  The full number
of replications, as it stands in each file, takes some minutes:

    python -m pytest tests/test_cases.py -m slow
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from vaxsim.draws import draw
from vaxsim.engines import run
from vaxsim.plan import Plan, compile_plan
from vaxsim.scenario import Scenario, read
from vaxsim.units import NEVER, TICKS_PER_MINUTE
from vaxsim.visits import Visits

REFERENCE_DAYS = 300
SECTIONS = 10
"""A percentile over all patients of all days gets its interval from so many groups of days."""


@dataclass(frozen=True)
class Day:
    """What the cases look at: times in minutes; `wait` and `busy` have one number per station."""

    wait: NDArray[np.float64]  # mean of those served
    busy: NDArray[np.float64]  # mean number in service from opening to the last departure
    on_site: NDArray[np.float64]  # [patients who came]


def day_of(plan: Plan, visits: Visits) -> Day:
    """The numbers of one replication, straight from the records."""
    served = visits.ended < NEVER
    came = visits.departed < NEVER
    length = visits.departed[came].max() - plan.site.opens[0]
    waited = np.where(served, visits.began - visits.joined, 0).sum(axis=0)
    busy = np.where(served, visits.ended - visits.began, 0).sum(axis=0)
    on_site = visits.departed[came] - visits.reached[came].min(axis=1)
    return Day(waited / served.sum(axis=0) / TICKS_PER_MINUTE, busy / length, on_site / TICKS_PER_MINUTE)


@dataclass(frozen=True)
class Figure:
    """A published measure and its recomputation; `of` gives one value per group of days."""

    name: str
    of: Callable[[Sequence[Day]], float]
    value: float
    half_width: float | None = None  # None: not given with it
    decimals: int = 0  # as printed, where there is no half-width
    groups: int | None = None  # None: every day by itself

    def values(self, days: Sequence[Day]) -> NDArray[np.float64]:
        """Independent values of the measure."""
        parts = np.array_split(np.arange(len(days)), self.groups or len(days))
        return np.array([self.of([days[i] for i in part]) for part in parts])

    def misses(self, days: Sequence[Day], level: float) -> str | None:
        """What to say if the intervals do not overlap."""
        values = self.values(days)
        mean, own = values.mean(), half_width(values, level)
        other = self.half_width
        if other is None:
            other = half_width(values, 0.95) * np.sqrt(len(days) / REFERENCE_DAYS) + 0.5 * 10**-self.decimals
        if abs(mean - self.value) <= own + other + 0.01 * self.value:
            return None
        return f"{self.name}: {mean:.5g} +- {own:.2g}, and {self.value} +- {other:.2g} in the long recomputation"


def half_width(values: NDArray[np.float64], level: float) -> float:
    """Of the t interval of a mean."""
    return float(stats.t.ppf((1 + level) / 2, len(values) - 1) * stats.sem(values))


def mean_wait(station: int, unit: float = 1.0) -> Callable[[Sequence[Day]], float]:
    """Minutes, or another unit of so many in a minute."""
    return lambda days: float(np.mean([day.wait[station] for day in days])) * unit


def busy(station: int, staff: int = 1) -> Callable[[Sequence[Day]], float]:
    """The share of the staff, or the number of patients, that is in service on average."""
    return lambda days: float(np.mean([day.busy[station] for day in days])) / staff


def mean_on_site(days: Sequence[Day]) -> float:
    return float(np.mean([day.on_site.mean() for day in days]))


def p95_on_site(days: Sequence[Day]) -> float:
    return float(np.percentile(np.concatenate([day.on_site for day in days]), 95))


NEAR_ZERO = 0.005 * 60  # seconds

C1 = (
    Figure("utilisation, registration", busy(0, 5), 0.5521, 0.0005),
    Figure("utilisation, doctors", busy(1, 6), 0.6645, 0.0016),
    Figure("utilisation, nurses", busy(2, 3), 0.3321, 0.0003),
    Figure("wait for registration, s", mean_wait(0, 60), 0, NEAR_ZERO),
    Figure("wait for examination, s", mean_wait(1, 60), 13.22, 0.45),
    Figure("wait for vaccination, s", mean_wait(2, 60), 1.309, 0.020),
    Figure("people in observation", busy(3), 14.498, 0.014),
)


def walk_in_clinic(on_site: tuple[float, float], p95: float, waits: Sequence[tuple[float, int]]) -> tuple[Figure, ...]:
    """The figures of one row: (mean, half-width), the percentile, and (mean, decimals) of the four waits."""
    names = ("temperature check", "registration", "vaccination", "scheduling")
    return (
        Figure("time in system, min", mean_on_site, *on_site),
        Figure("time in system, 95th percentile, min", p95_on_site, p95, decimals=1, groups=SECTIONS),
        *(
            Figure(f"wait for {name}, min", mean_wait(s), value, decimals=decimals)
            for s, (name, (value, decimals)) in enumerate(zip(names, waits, strict=True))
        ),
    )


CASES = {
    "c1_zilina": C1,
    "c4_isken_4_4_15_4": walk_in_clinic((21.979, 0.023), 25.4, [(0.0004, 4), (0.497, 3), (0.227, 3), (0.013, 3)]),
    "c4_isken_3_4_13_3": walk_in_clinic((23.084, 0.080), 27.8, [(0.003, 3), (0.496, 3), (1.330, 3), (0.055, 3)]),
    "c4_isken_2_4_13_2": walk_in_clinic((32.758, 0.64), 50.5, [(0.029, 3), (0.931, 3), (10.55, 2), (0.504, 3)]),
}
FEW_DAYS = {"c1_zilina": 60}
"""For the default tests; else 20."""


@cache
def scenario_of(folder: Path, case: str) -> Scenario:
    return read(folder / "published" / f"{case}.toml")


def simulate(scenario: Scenario, days: int) -> list[Day]:
    """The first replications of a scenario."""
    plan = compile_plan(scenario)
    draws = (draw(plan, seed=scenario.seed, replication=r + 1) for r in range(days))
    return [day_of(plan, run(plan, one)) for one in draws]


@pytest.mark.parametrize("case", CASES)
def test_a_few_days_do_not_contradict_the_published_case(scenarios, case):
    days = simulate(scenario_of(scenarios, case), FEW_DAYS.get(case, 20))
    assert [miss for figure in CASES[case] if (miss := figure.misses(days, level=0.999))] == []


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_published_case_at_full_length(scenarios, case):
    scenario = scenario_of(scenarios, case)
    days = simulate(scenario, scenario.replications)
    assert [miss for figure in CASES[case] if (miss := figure.misses(days, level=0.95))] == []
    for figure in CASES[case]:
        if figure.half_width is not None:
            assert half_width(figure.values(days), 0.95) <= max(0.01 * figure.value, figure.half_width), figure.name


def test_a_case_with_a_station_too_few_is_noticed(scenarios):
    """The quick comparison can fail: one vaccinator fewer is seen in 20 days."""
    changed = scenario_of(scenarios, "c4_isken_3_4_13_3").replace({"stations.vaccination.desks": 12})
    days = simulate(changed, 20)
    assert all(figure.misses(days, level=0.999) for figure in CASES["c4_isken_3_4_13_3"][:2])
