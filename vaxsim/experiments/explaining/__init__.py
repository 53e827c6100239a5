"""Explain: what was understood of a scenario, and what theory says of it, before any run.

Who is expected when, how they walk, what that asks of desks and staff if nobody waits (the modified offered load), what
these can do in the long run, and where the one comes nearest to the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.experiments.explaining.ceilings import Ceilings, work_of
from vaxsim.experiments.explaining.doses import doses
from vaxsim.experiments.explaining.explanation import Explanation
from vaxsim.experiments.explaining.grid import Grid, grid_of
from vaxsim.experiments.explaining.loads import Loads, loads
from vaxsim.experiments.explaining.people import streams
from vaxsim.experiments.explaining.staffing import Staff, staff_of
from vaxsim.experiments.explaining.strains import is_open, strains
from vaxsim.experiments.explaining.waits import crowds, waits
from vaxsim.plan import compile_plan
from vaxsim.units import NEVER, TICKS_PER_MINUTE

if TYPE_CHECKING:
    from vaxsim.plan import Plan
    from vaxsim.scenario import Scenario

__all__ = ["Explanation", "explain"]

Floats = NDArray[np.float64]


def explain(scenario: Scenario) -> Explanation:
    """What a scenario says before any run; takes a second or so and no chance."""
    plan = compile_plan(scenario)
    grid = grid_of(plan)
    expected = streams(plan, grid)
    found, staff = loads(plan, expected, grid), staff_of(plan, grid)
    ceilings = Ceilings(work_of(plan, expected, found))
    coming = np.sum([stream.entering for stream in expected], axis=0)
    servers = _servers(plan, found, staff, grid, ceilings)
    return Explanation(
        title=scenario.title,
        plan=plan,
        grid=grid,
        streams=tuple(expected),
        offered=found,
        on_site=staff,
        ceilings=ceilings,
        strains=tuple(strains(plan, found, staff, grid, ceilings)),
        site_ceiling=_site_ceiling(plan, staff, grid, ceilings),
        most=_most(plan, staff, grid, ceilings),
        approximations=tuple(waits(plan, found, servers, grid, ceilings, crowds(plan, coming))),
        vaccines=tuple(doses(plan, found, staff, grid)),
        not_counted=tuple(_not_counted(plan)),
    )


def _site_ceiling(plan: Plan, staff: Staff, grid: Grid, ceilings: Ceilings) -> Floats:
    """Patients of the day's mix per hour in the long run, float64 [quarters], by the staff expected to be at work."""
    most = grid.all_by_quarter(staff.power)
    rates = [60 * ceilings.site(most[:, q]).rate if here else 0.0 for q, here in enumerate(is_open(plan, grid))]
    return np.array(rates)


def _most(plan: Plan, staff: Staff, grid: Grid, ceilings: Ceilings) -> float:
    """Patients who can be served from opening to closing in the long run: a rate times hours, no bound for one day.

    By the hours of desks and staff over all that time, breaks and expected absences taken off, not the sum of what is
    possible in each quarter: who has been served early at one station can wait for the staff of the next.
    """
    opens, closing = int(plan.site.opens[0]), plan.site.closing
    minutes = grid.width * (staff.power * grid.covered(opens, closing)).sum(axis=1)
    length = (closing - opens) / TICKS_PER_MINUTE
    return length * ceilings.site(minutes / length).rate


def _servers(plan: Plan, found: Loads, staff: Staff, grid: Grid, ceilings: Ceilings) -> Floats:
    """How many can be served at once at each station, by desks and by staff, float64 [S, quarters]."""
    people = grid.all_by_quarter(np.maximum(staff.on_duty - staff.on_break, 0.0))
    result = np.empty((len(plan.stations), len(grid.quarters)))
    for s in range(len(plan.stations)):
        patients = found.arriving[:, s].sum(axis=1)
        minutes = float(patients @ found.first_two[:, s, 0] / patients.sum()) if patients.sum() > 0 else 0.0
        desks = float(plan.site.desks[s]) if plan.site.desks[s] < NEVER else np.inf
        by_staff = [minutes * ceilings.staff_at(s, people[:, q]) if minutes else np.inf for q in range(people.shape[1])]
        result[s] = np.minimum(desks, by_staff) if by_staff else desks
    return result


def _not_counted(plan: Plan) -> Iterator[str]:
    """What the site does of which offered loads and ceilings know nothing."""
    said = {
        "balking": "people who turn round at the sight of a line",
        "patience": "people who give up waiting",
        "restocking": "the time that staff take to fetch doses",
        "standby": "people called from a standby list",
        "rooms": "desks blocked because the next waiting room is full",
        "limit inside": "people kept outside because too many are inside",
        "sessions": "sessions that begin before they are full",
        "hold": "stations that stop while another has a line",
    }
    for use, text in said.items():
        if use in plan.uses:
            yield text
