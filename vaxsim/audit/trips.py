"""The conservation checks of trips to restock."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vaxsim.audit.check import Found, Ticks, check_of, last_at_each, overlap, sum_by_unit, units
from vaxsim.audit.staff import time_in
from vaxsim.ledger import Form, ledger
from vaxsim.units import NEVER
from vaxsim.visits import Move, StaffState

if TYPE_CHECKING:
    from vaxsim.draws import Draws
    from vaxsim.plan import Plan
    from vaxsim.visits import Visits


@check_of("restocking")
def trips_in_order(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """set off <= arrived <= began <= ended <= back, one after the other, as long as drawn; timelines show them."""
    t = visits.trips
    steps = (t.set_off, t.arrived, t.began, t.ended, t.back)
    for earlier, later in pairwise(steps):
        backwards = (later < NEVER) & (earlier < NEVER) & (later < earlier)
        yield from units(plan, t.unit[backwards], "have a trip to restock that goes backwards in time")
    clash = (t.unit[1:] == t.unit[:-1]) & (t.set_off[1:] < t.back[:-1])
    yield from units(plan, t.unit[1:][clash], "are on two trips to restock at once")
    yield from units(plan, t.unit[plan.site.holds[plan.site.unit_group[t.unit]] == 0], "restock and should not")
    away = np.minimum(t.back, visits.ended_at) - t.set_off
    wrong = sum_by_unit(plan, t.unit, away) != time_in(plan, visits, StaffState.RESTOCKING)
    yield from units(plan, np.flatnonzero(wrong), "have a timeline that is not their trips to restock")


@check_of("restocking")
def trips_last_as_drawn(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """Walks there last as drawn; walks back and filling no longer, as a shift that ends cuts them off."""
    t = visits.trips
    number = _number_of_trip(t.unit)
    known = number < draws.trip_walk.shape[1]  # of a unit that set off more often, luck was drawn anew
    unit, number = t.unit[known], number[known]
    there, back = draws.trip_walk[unit, number].T
    walked = t.arrived[known] - t.set_off[known]
    yield from units(plan, unit[(t.arrived[known] < NEVER) & (walked != there)], "walked for another time than drawn")
    returned = t.back[known] - t.ended[known]
    wrong = (t.ended[known] < NEVER) & (t.back[known] < NEVER) & (returned > back)
    yield from units(plan, unit[wrong], "walked back for longer than drawn")
    fetched = t.doses[known]
    filled = (t.ended[known] < NEVER) & (t.began[known] < NEVER) & (fetched > 0)
    needed = draws.trip_fill[unit, number, np.maximum(fetched, 1) - 1]
    hasty = filled & (t.ended[known] - t.began[known] < needed)
    yield from units(plan, unit[hasty], "filled in less time than drawn")


def _number_of_trip(unit: NDArray[np.integer[Any]]) -> Ticks:
    """How many trips the unit has made before each one; rows are ordered by unit."""
    first = np.searchsorted(unit, unit)
    return np.arange(len(unit)) - first


@check_of("restocking")
def filling_places_suffice(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """Never more units of a group filling at once than it has places."""
    t = visits.trips
    filling = t.began < NEVER
    group = plan.site.unit_group[t.unit]
    until = np.minimum(np.minimum(t.ended, t.back), visits.ended_at)
    for g, name in enumerate(plan.groups):
        here = filling & (group == g)
        most = overlap(t.began[here], until[here])
        if most > plan.site.places[g]:
            yield f"{name}: {most} fill at once at {plan.site.places[g]} places"


@check_of("restocking")
def hands_hold_what_they_can(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """No unit ever gives more doses of a vaccine than it has, nor has more than it can hold."""
    m, between = visits.moves, ledger(plan, visits)
    row, doses = between.row, between.doses
    carrier = np.where(np.isin(m.move[row], (Move.CARRIED, Move.PUT_BACK)), m.who[row], between.giver)
    change = np.where(between.target == Form.HANDS, doses, 0) - np.where(between.source == Form.HANDS, doses, 0)
    for u in np.unique(carrier[carrier >= 0]):
        for v in range(len(plan.vaccines)):
            mine = (carrier == u) & (m.vaccine[row] == v)
            held = np.cumsum(change[mine])[last_at_each(m.tick[row[mine]])]
            if held.min(initial=0) < 0 or held.max(initial=0) > plan.site.holds[plan.site.unit_group[u]]:
                yield from units(plan, np.array([u]), f"hold fewer than no doses of {plan.vaccines[v]}, or too many")
