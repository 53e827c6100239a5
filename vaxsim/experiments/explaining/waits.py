"""Waits by formula, for the stations of which a formula may be asked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.experiments.explaining.strains import is_open
from vaxsim.plan import NOBODY
from vaxsim.theory.load import allen_cunneen
from vaxsim.units import NEVER

if TYPE_CHECKING:
    from vaxsim.experiments.explaining.ceilings import Ceilings
    from vaxsim.experiments.explaining.grid import Grid
    from vaxsim.experiments.explaining.loads import Loads
    from vaxsim.plan import Plan

Floats = NDArray[np.float64]

MOST_USE = 0.95
"""Above this share in use the formula for the long run says little about a day, which is over before."""

TOGETHER = 0.1
"""Share of the day's patients who may come in one minute, beyond what their neighbours do, before it is a crowd."""


@dataclass(frozen=True)
class Wait:
    """The mean wait at a station by Allen and Cunneen's formula at the modified offered load, minutes.

    NaN where the formula may not be asked; `why_not` then says why.
    """

    station: str
    mean: float  # of all patients of the day
    worst: float  # of those of the worst quarter of an hour
    worst_at: int  # its beginning, ticks
    why_not: str


def waits(
    plan: Plan, found: Loads, people: Floats, grid: Grid, ceilings: Ceilings, crowds: Sequence[str]
) -> list[Wait]:
    """The wait at each station.

    `people` is float64 [S, quarters], those who can serve at once at each station, by desks and by staff of their own;
    `crowds` are reasons why patients come together.
    """
    result = []
    upstream = ""
    here = is_open(plan, grid)
    for station, name in enumerate(plan.stations):
        reasons = [*_reasons(plan, station, ceilings), *crowds, *([upstream] if upstream else [])]
        wait, in_use = _by_quarter(found, station, people[station], grid, here)
        busiest = float(np.nanmax(in_use, initial=0.0))
        if busiest > MOST_USE:
            much = f"{busiest:.0%} asked for" if busiest < 100 else "nobody there"
            reasons.insert(0, f"{much} in the busiest quarter of an hour")
            upstream = upstream or f"{name} before it is too busy to say when they come"
        patients = np.where(here, grid.by_quarter(found.arriving[:, station].sum(axis=0)), 0.0)
        result.append(_wait(name, wait, patients, grid, "; ".join(reasons)))
    return result


def _wait(station: str, wait: Floats, patients: Floats, grid: Grid, why_not: str) -> Wait:
    """`wait` and `patients` are float64 [quarters], minutes and patients who come."""
    if not why_not and not patients.sum() > 0:
        why_not = "nobody comes here"
    if why_not:
        return Wait(station, math.nan, math.nan, NEVER, why_not)
    worst = int(np.argmax(wait))
    return Wait(station, float(wait @ patients / patients.sum()), float(wait[worst]), int(grid.quarters[worst]), "")


def _by_quarter(
    found: Loads, station: int, people: Floats, grid: Grid, here: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Mean wait, minutes, and the share in use of those who serve, in each quarter; float64 [quarters], 0 while closed.

    The wait is 0 too where more than MOST_USE are in use.  The rate is the one that would keep as many busy for ever as
    are busy now (modified offered load).
    """
    busy = grid.by_quarter(found.desks[station])
    mean, square = _service(found, station)
    if mean <= 0:
        return np.zeros(len(busy)), np.zeros(len(busy))
    servers = np.floor(people + 1e-9)
    in_use = np.where(here & (busy > 1e-3), busy / np.maximum(servers, 1e-9), 0.0)
    wait = np.zeros(len(busy))
    for q in np.flatnonzero((in_use > 0) & (in_use <= MOST_USE) & np.isfinite(servers)):
        wait[q] = allen_cunneen(busy[q] / mean, mean, max(square - mean**2, 0.0), int(servers[q]))
    return wait, in_use


def _service(found: Loads, station: int) -> tuple[float, float]:
    """Mean and mean square of the time that a patient of the day's mix takes a desk."""
    patients = found.arriving[:, station].sum(axis=1)
    if not patients.sum() > 0:
        return 0.0, 0.0
    mean, square = patients @ found.first_two[:, station] / patients.sum()
    return float(mean), float(square)


def _reasons(plan: Plan, station: int, ceilings: Ceilings) -> list[str]:
    """Why the formula does not fit a station, whatever the load is."""
    site, chance = plan.site, plan.chance
    kinds = site.first_kind[station + 1] - site.first_kind[station]
    pool = next((pool for pool in ceilings.pools if station in pool), ())
    balks = any(x is not None for x in (*chance.balk_above, *chance.balk_rate))
    found = {
        "sessions": site.batch_size[station] > 0,
        "its time counts from an earlier station": site.since[station] != NOBODY,
        "several kinds of desk": kinds > 1,
        "a waiting room, here or later, can be full": (site.waiting_room[station:] < NEVER).any(),
        "it waits for another station": site.hold_for[station] != NOBODY,
        "staff who serve elsewhere too": len(pool) > 1,
        "people leave the line": chance.patience_at[:, station].any(),
        "people turn round": balks and (site.first_station == station).any(),
        "people are kept outside": site.max_inside < NEVER and (site.first_station == station).any(),
        "staff fetch doses in between": site.carried_to[station],
        "waits for prepared doses": site.doses[station] > 0 and (site.preparers != NOBODY).any(),
    }
    return [reason for reason, there in found.items() if there]


def crowds(plan: Plan, coming: Floats) -> list[str]:
    """Why patients come together and not one by one, if they do; `coming` is float64 [bins], who is let in.

    That is, in a minute in which many more enter than around it: a bus, a door that opens, a slot kept to the minute.
    """
    around = np.array([np.median(coming[max(0, b - 5) : b + 6]) for b in range(len(coming))])
    extra = np.maximum(coming - 2 * around, 0.0)
    share = float(extra.sum() / coming.sum()) if coming.sum() > 0 else 0.0
    return [f"{share:.0%} of the patients come together"] if share > TOGETHER else []
