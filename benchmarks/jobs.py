"""The jobs that are timed: days of the standard job, of the same with staff and with everything at once, and longer
stretches of the first two."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.idiomatic_simpy import NO_LIMIT
from vaxsim.draws import Draws, draw
from vaxsim.plan import Plan, compile_plan
from vaxsim.scenario import read
from vaxsim.units import NEVER

HERE = Path(__file__).resolve().parent
STANDARD, STAFFED = HERE / "standard_job.toml", HERE / "staffed_job.toml"
EVERYTHING = HERE / "everything_job.toml"

SEED = 1
SLOT = 30
"""Minutes from slot to slot."""

SLOTS = (83, 83, 84)
"""Patients in every three slots on end; 1,500 in 18."""

CLEARING = 240
"""Minutes from the last slot to closing in a stretch, so that nobody is too late."""


@dataclass(frozen=True, eq=False)
class Day:
    """One replication of a job."""

    plan: Plan
    draws: Draws

    @property
    def patients(self) -> int:
        """How many patients there are."""
        return len(self.draws.arrival)

    @property
    def plain(self) -> tuple[NDArray[np.int64], NDArray[np.int64], list[int]]:
        """Arrivals, services and desks, as programs without vaxsim's rules take them."""
        desks = [NO_LIMIT if count == NEVER else int(count) for count in self.plan.site.desks]
        return self.draws.arrival, self.draws.service, desks


def day(path: Path, replication: int) -> Day:
    """A replication of a job."""
    plan = compile_plan(read(path))
    return Day(plan, draw(plan, SEED, replication))


def days(plan: Plan, count: int) -> list[Day]:
    """Replications 1 to `count` of a plan."""
    return [Day(plan, draw(plan, SEED, replication)) for replication in range(1, count + 1)]


def stretch(path: Path, patients: int) -> Plan:
    """A job at the same load for about so many patients: more slots, as full as ever, before the same desks and staff.

    Whoever serves has one shift from the first slot to closing, with the break that the first shift of the job has.
    """
    scenario = read(path)
    slots = round(len(SLOTS) * patients / sum(SLOTS))
    last = SLOT * (slots - 1)
    changes: dict[str, Any] = {
        "arrivals.0.last": _clock(last),
        "arrivals.0.per_slot": [SLOTS[slot % len(SLOTS)] for slot in range(slots)],
        "day.open": [["00:00", _clock(last + CLEARING)]],
    }
    for number, group in enumerate(scenario.origin.data.get("staff", ())):
        first = group["shifts"][0]
        changes[f"staff.{number}.shifts"] = [{**first, "to": _clock(last + CLEARING)}]
        changes[f"staff.{number}.breaks"] = group["breaks"][:1]
    return compile_plan(read(path, allow_large=True, changes=changes))


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
