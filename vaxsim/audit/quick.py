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
from vaxsim.audit.records import Records, records_of
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


class Rules(NamedTuple):
    """What the checks look up of a plan."""

    known: int  # whether all that the plan makes use of is known here
    stop: int  # ticks; NEVER without
    gate: int
    desks: Ints  # int64 [S]
    doses: Ints  # int64 [S]
    opens: Ints  # int64 [intervals]
    closes: Ints  # int64 [intervals]
    roles: Ints  # int64 [S, C]; of the places in a crew
    has_role: Ints  # int64 [U, roles]
    unit_from: Ints  # int64 [U]
    unit_to: Ints  # int64 [U]
    stays: Ints  # int64 [U]


def rules_of(plan: Plan) -> Rules:
    """The rules of a plan."""
    site = plan.site
    arrays = (
        site.desks, site.doses, site.opens, site.closes, site.crew_role, site.unit_has_role, site.unit_from,
        site.unit_to, site.unit_stays,
    )  # fmt: skip
    known = int(plan.uses.isdisjoint(UNKNOWN_TO_QUICK))
    return Rules(known, int(site.stop), int(site.gate), *(np.array(array, np.int64) for array in arrays))


class QuickAudit:
    """The audit of any number of replications of one plan; several threads may use it at once."""

    def __init__(self, plan: Plan) -> None:
        self._rules = rules_of(plan)

    def adds_up(self, draws: Draws, visits: Visits) -> bool:
        """Whether the checks would find nothing; False also where that cannot be told quickly."""
        return bool(self._rules.known and _adds_up(self._rules, records_of(draws, visits)))


@compiled
def _adds_up(rules: Rules, day: Records) -> bool:
    services = Services(*sorted_services(day.began, day.ended, day.ended_at))
    return all_fit(rules, day, services)


@compiled
def all_fit(rules: Rules, day: Records, services: Services) -> bool:
    """All checks; those that look units up come after those that find out unknown ones."""
    r, d, ended_at, stop = rules, day, day.ended_at, rules.stop
    return (
        r.known != 0
        and outcomes_fit(
            d.outcome, d.cause, d.dosed, d.departed, d.reached, d.began, d.stranded, d.arrival, r.doses, stop
        )
        and times_fit(d.reached, d.joined, d.began, d.ended, d.left, d.departed, d.arrival, ended_at, stop)
        and desks_suffice(services.ticks, services.used, services.began, services.ended, r.desks)
        and doors_are_kept(d.joined, d.slot, r.opens, r.closes, r.gate)
        and lines_are_counted(d.joined, d.began, d.ended, d.left, d.line_area, d.service_area, ended_at)
        and crews_fit(d.crew, d.began, r.roles, r.has_role)
        and timelines_fit(
            d.unit, d.row_began, d.row_ended, d.came, d.went, d.absent, r.unit_from, r.unit_to, ended_at, stop
        )
        and units_fit(
            d.crew, d.began, d.ended, d.came, d.went, r.unit_to, r.stays, d.unit, d.state, d.row_began, d.row_ended,
            ended_at,
        )
    )  # fmt: skip
