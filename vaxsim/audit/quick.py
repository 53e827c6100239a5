"""All conservation checks at once in machine code: whether everything adds up, not what does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from vaxsim.audit.check import UNKNOWN_TO_QUICK
from vaxsim.audit.quick_patients import (
    desks_suffice,
    doors_are_kept,
    lines_are_counted,
    outcomes_fit,
    sorted_services,
    times_fit,
)
from vaxsim.audit.quick_staff import crews_fit, timelines_fit, units_fit
from vaxsim.compiling import Ints, compiled

if TYPE_CHECKING:
    from vaxsim.draws import Draws
    from vaxsim.plan import Plan
    from vaxsim.visits import Visits

KNOWN = (
    "outcomes_add_up", "doses_fit", "times_in_order", "one_place_at_a_time", "doors_kept", "desks_suffice", "crews_fit",
    "units_serve_one_at_a_time", "timelines_without_gaps", "littles_identity",
)  # fmt: skip
"""The checks that are asked here, by name."""


class Services(NamedTuple):
    """The sorted ticks at which services began, and at which they ended or were cut off."""

    ticks: Ints  # [rows, n]
    used: Ints  # [rows]; how many ticks there are in each row
    began: Ints  # [S]; the row of each station
    ended: Ints  # [S]


class QuickAudit:
    """The audit of any number of replications of one plan; several threads may use it at once."""

    def __init__(self, plan: Plan) -> None:
        site = plan.site
        self._knows_all = plan.uses.isdisjoint(UNKNOWN_TO_QUICK)
        arrays = (
            site.desks, site.doses, site.opens, site.closes, site.crew_role, site.unit_has_role, site.unit_from,
            site.unit_to, site.unit_stays,
        )  # fmt: skip
        self._arrays = tuple(np.array(array, np.int64) for array in arrays)
        self._scalars = int(site.stop), int(site.gate)

    def adds_up(self, draws: Draws, visits: Visits, services: Services | None = None) -> bool:
        """Whether the checks would find nothing; False also where that cannot be told quickly.

        `services` saves sorting them here, where somebody has sorted them already.
        """
        if not self._knows_all:
            return False
        v, t, ended_at = visits, visits.timeline, int(visits.ended_at)
        if services is None:
            services = Services(*sorted_services(v.began, v.ended, ended_at))
        return bool(_all_fit(
            v.reached, v.joined, v.began, v.ended, v.left, v.crew, v.dosed, v.departed, v.outcome, v.cause, v.came,
            v.went, v.line_area, v.service_area, int(v.stranded), ended_at, t.unit, t.state, t.began, t.ended,
            draws.arrival, draws.slot, draws.absent, *services, *self._scalars, *self._arrays,
        ))  # fmt: skip


@compiled
def _all_fit(
    reached: Ints, joined: Ints, began: Ints, ended: Ints, left: Ints, crew: Ints, dosed: Ints, departed: Ints,
    outcome: Ints, cause: Ints, came: Ints, went: Ints, line_area: Ints, service_area: Ints, stranded: int,
    ended_at: int, unit: Ints, state: Ints, row_began: Ints, row_ended: Ints, arrival: Ints, slot: Ints, absent: Ints,
    service_ticks: Ints, services: Ints, began_row: Ints, ended_row: Ints, stop: int, gate: int, desks: Ints,
    doses: Ints, opens: Ints, closes: Ints, roles: Ints, has_role: Ints, unit_from: Ints, unit_to: Ints, stays: Ints,
) -> bool:  # fmt: skip
    """All checks; those that look units up come after those that find out unknown ones."""
    return (
        outcomes_fit(outcome, cause, dosed, departed, reached, began, stranded, arrival, doses, stop)
        and times_fit(reached, joined, began, ended, left, departed, arrival, ended_at, stop)
        and desks_suffice(service_ticks, services, began_row, ended_row, desks)
        and doors_are_kept(joined, slot, opens, closes, gate)
        and lines_are_counted(joined, began, ended, left, line_area, service_area, ended_at)
        and crews_fit(crew, began, roles, has_role)
        and timelines_fit(unit, row_began, row_ended, came, went, absent, unit_from, unit_to, ended_at, stop)
        and units_fit(crew, began, ended, came, went, unit_to, stays, unit, state, row_began, row_ended, ended_at)
    )
