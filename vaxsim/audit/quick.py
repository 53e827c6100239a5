"""All conservation checks at once in machine code: whether everything adds up, not what does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from vaxsim.compiling import Ints, compiled
from vaxsim.sorting import DIGITS, sort
from vaxsim.units import NEVER
from vaxsim.visits import NOT_COUNTED, Cause, Outcome, StaffState

if TYPE_CHECKING:
    from vaxsim.draws import Draws
    from vaxsim.plan import Plan
    from vaxsim.visits import Visits

VACCINATED, NO_SHOW, TURNED_AWAY = int(Outcome.VACCINATED), int(Outcome.NO_SHOW), int(Outcome.TURNED_AWAY)
STILL_INSIDE, UNDOSED, LAST_OUTCOME = int(Outcome.STILL_INSIDE), int(Outcome.LEFT), int(max(Outcome))
UNCAUSED, SERVING = int(Cause.NONE), int(StaffState.SERVING)

KNOWN = (
    "outcomes_add_up", "doses_fit", "times_in_order", "one_place_at_a_time", "doors_kept", "desks_suffice", "crews_fit",
    "units_serve_one_at_a_time", "timelines_without_gaps", "littles_identity",
)  # fmt: skip
"""The checks that are asked here, by name."""

MOST_SERVICES = 2_000
"""A unit with more services is left to the checks: they are put in order one by one here."""


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
        v, t, ended_at = visits, visits.timeline, int(visits.ended_at)
        if services is None:
            services = Services(*_sorted_services(v.began, v.ended, ended_at))
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
    if not (
        _outcomes_fit(outcome, cause, dosed, departed, reached, began, stranded, arrival, doses, stop)
        and _times_fit(reached, joined, began, ended, left, departed, arrival, ended_at, stop)
        and _desks_suffice(service_ticks, services, began_row, ended_row, desks)
        and _doors_are_kept(joined, slot, opens, closes, gate)
        and _lines_are_counted(joined, began, ended, left, line_area, service_area, ended_at)
        and _crews_fit(crew, began, roles, has_role)
        and _timelines_fit(unit, row_began, row_ended, came, went, absent, unit_from, unit_to, ended_at, stop)
    ):
        return False
    serving = _time_serving(unit, state, row_began, row_ended, len(came))
    return _units_fit(crew, began, ended, came, went, unit_to, stays, serving, ended_at)


@compiled
def _outcomes_fit(
    outcome: Ints, cause: Ints, dosed: Ints, departed: Ints, reached: Ints, began: Ints, stranded: int, arrival: Ints,
    doses: Ints, stop: int,
) -> bool:  # fmt: skip
    """outcomes_add_up and doses_fit, and who departs."""
    turned_away = 0
    for i in range(len(outcome)):
        o, came = outcome[i], arrival[i] < NEVER
        if o < NOT_COUNTED or o > LAST_OUTCOME or (o == NO_SHOW and came):
            return False
        if (not came and o != NO_SHOW and o != NOT_COUNTED) or (o == TURNED_AWAY) != (cause[i] != UNCAUSED):
            return False
        if stop >= NEVER and o in (NOT_COUNTED, STILL_INSIDE):
            return False
        turned_away += o == TURNED_AWAY
        given = first = NEVER
        for s in range(began.shape[1]):
            first = min(first, reached[i, s])
            if doses[s] > 0:
                given = min(given, began[i, s])
        never_seen = o in (NOT_COUNTED, NO_SHOW)
        if dosed[i] != given or (o == VACCINATED and given == NEVER) or (o == UNDOSED and given < NEVER):
            return False
        if (never_seen and first < NEVER) or (not never_seen and o != STILL_INSIDE and departed[i] >= NEVER):
            return False
    return stranded <= turned_away


@compiled
def _times_fit(
    reached: Ints, joined: Ints, began: Ints, ended: Ints, left: Ints, departed: Ints, arrival: Ints, ended_at: int,
    stop: int,
) -> bool:  # fmt: skip
    """times_in_order and one_place_at_a_time."""
    for i in range(len(arrival)):
        gone, first = -NEVER, NEVER
        for s in range(began.shape[1]):
            r, away = reached[i, s], left[i, s]
            if not _visit_fits(r, joined[i, s], began[i, s], ended[i, s], away, ended_at, stop):
                return False
            if r < NEVER:
                if r < gone:
                    return False
                gone, first = away, min(first, r)
        if first < NEVER and (first != arrival[i] or (departed[i] < NEVER and gone < NEVER and departed[i] < gone)):
            return False
    return True


@compiled
def _visit_fits(reached: int, joined: int, began: int, ended: int, left: int, ended_at: int, stop: int) -> bool:
    """Whether the times of one visit to a station are in order."""
    in_order = (joined == NEVER or reached <= joined) and (began == NEVER or joined <= began)
    last = reached
    if began < NEVER:
        last = ended
    elif joined < NEVER:
        last = joined
    over = not (ended_at < reached < NEVER or ended_at < joined < NEVER or ended_at < began < NEVER)
    over = over and not (ended_at < ended < NEVER or ended_at < left < NEVER)
    leaves = (left == NEVER or left >= last) and (stop < NEVER or reached == NEVER or left < NEVER)
    return in_order and (ended == NEVER or began <= ended) and over and leaves


@compiled
def _doors_are_kept(joined: Ints, slot: Ints, opens: Ints, closes: Ints, gate: int) -> bool:
    """doors_kept."""
    for i in range(len(slot)):
        entered = NEVER
        for s in range(joined.shape[1]):
            entered = min(entered, joined[i, s])
        if entered == NEVER:
            continue
        opening = -1
        while opening + 1 < len(opens) and opens[opening + 1] <= entered:
            opening += 1
        if opening < 0 or entered >= closes[opening]:
            return False
        if gate < NEVER and slot[i] < NEVER and entered < slot[i] - gate:
            return False
    return True


@compiled
def _sorted_services(began: Ints, ended: Ints, ended_at: int) -> tuple[Ints, Ints, Ints, Ints]:
    """The fields of Services."""
    n, stations = began.shape
    ticks, used, row = np.empty((2 * stations, n), np.int64), np.zeros(2 * stations, np.int64), np.arange(2 * stations)
    spare, digits = np.empty(n, np.int64), np.empty(DIGITS, np.int64)
    for s in range(stations):
        m = 0
        for i in range(n):
            if began[i, s] < NEVER:
                ticks[2 * s, m], ticks[2 * s + 1, m] = began[i, s], min(ended[i, s], ended_at)
                m += 1
        used[2 * s] = used[2 * s + 1] = m
        sort(ticks[2 * s], m, spare, digits)
        sort(ticks[2 * s + 1], m, spare, digits)
    return ticks, used, row[::2], row[1::2]


@compiled
def _desks_suffice(ticks: Ints, used: Ints, began: Ints, ended: Ints, desks: Ints) -> bool:
    """desks_suffice: the service that begins as the k-th finds all but desks - 1 of those before it ended."""
    for s in range(len(desks)):
        ups, downs = ticks[began[s]], ticks[ended[s]]
        for k in range(desks[s], used[began[s]]):
            if downs[k - desks[s]] > ups[k]:
                return False
    return True


@compiled
def _lines_are_counted(
    joined: Ints, began: Ints, ended: Ints, left: Ints, line_area: Ints, service_area: Ints, ended_at: int
) -> bool:
    """littles_identity."""
    for s in range(len(line_area)):
        in_line = in_service = 0
        for i in range(len(joined)):
            if joined[i, s] < NEVER:
                in_line += min(min(began[i, s], left[i, s]), ended_at) - joined[i, s]
            if began[i, s] < NEVER:
                in_service += min(ended[i, s], ended_at) - began[i, s]
        if in_line != line_area[s] or in_service != service_area[s]:
            return False
    return True


@compiled
def _crews_fit(crew: Ints, began: Ints, roles: Ints, has_role: Ints) -> bool:
    """crews_fit."""
    n, stations, places = crew.shape
    for i in range(n):
        for s in range(stations):
            served = began[i, s] < NEVER
            for place in range(places):
                u = crew[i, s, place]
                if (u >= 0) != (served and roles[s, place] >= 0) or u >= len(has_role):
                    return False
                if u >= 0 and not has_role[u, roles[s, place]]:
                    return False
                for other in range(place):
                    if u >= 0 and u == crew[i, s, other]:
                        return False
    return True


@compiled
def _units_fit(
    crew: Ints, began: Ints, ended: Ints, came: Ints, went: Ints, unit_to: Ints, stays: Ints, serving: Ints,
    ended_at: int,
) -> bool:  # fmt: skip
    """units_serve_one_at_a_time; `serving` [U] is how long each unit serves according to its timeline."""
    starts = _services_of_units(crew, len(came))
    units = len(came)
    at, told = starts[:units].copy(), np.zeros(units, np.int64)
    begins, ends = np.empty(starts[units], np.int64), np.empty(starts[units], np.int64)
    for u in range(units):
        if starts[u + 1] - starts[u] > MOST_SERVICES:
            return False
    for i in range(len(began)):
        for s in range(crew.shape[1]):
            for place in range(crew.shape[2]):
                u = crew[i, s, place]
                if u < 0:
                    continue
                b, e = began[i, s], min(ended[i, s], ended_at)
                if b < came[u] or e > went[u] or (not stays[u] and b >= unit_to[u]):
                    return False
                _insert(begins, ends, starts[u], at[u], b, e)
                at[u], told[u] = at[u] + 1, told[u] + e - b
    for u in range(units):  # noqa: SIM110  (numba compiles loops)
        if told[u] != serving[u] or not _apart(begins, ends, starts[u], starts[u + 1]):
            return False
    return True


@compiled
def _apart(begins: Ints, ends: Ints, first: int, last: int) -> bool:
    """Whether none of the services from `first` up to `last` begins before the one before it has ended."""
    for k in range(first + 1, last):  # noqa: SIM110  (numba compiles loops)
        if begins[k] < ends[k - 1]:
            return False
    return True


@compiled
def _services_of_units(crew: Ints, units: int) -> Ints:
    """Where the services of each unit begin when they are put one unit behind the other, int64 [U + 1]."""
    starts = np.zeros(units + 1, np.int64)
    for i in range(len(crew)):
        for s in range(crew.shape[1]):
            for place in range(crew.shape[2]):
                if crew[i, s, place] >= 0:
                    starts[crew[i, s, place] + 1] += 1
    for u in range(units):
        starts[u + 1] += starts[u]
    return starts


@compiled
def _insert(begins: Ints, ends: Ints, first: int, at: int, began: int, ended: int) -> None:
    """Put a service in its place by (began, ended) among those of its unit, from `first` up to `at`."""
    while at > first and (begins[at - 1] > began or (begins[at - 1] == began and ends[at - 1] > ended)):
        begins[at], ends[at] = begins[at - 1], ends[at - 1]
        at -= 1
    begins[at], ends[at] = began, ended


@compiled
def _time_serving(unit: Ints, state: Ints, began: Ints, ended: Ints, units: int) -> Ints:
    """How long each unit serves, int64 [U], as its timeline tells."""
    serving = np.zeros(units, np.int64)
    for row in range(len(unit)):
        if state[row] == SERVING:
            serving[unit[row]] += ended[row] - began[row]
    return serving


@compiled
def _timelines_fit(
    unit: Ints, began: Ints, ended: Ints, came: Ints, went: Ints, absent: Ints, unit_from: Ints, unit_to: Ints,
    ended_at: int, stop: int,
) -> bool:  # fmt: skip
    """timelines_without_gaps."""
    length = np.zeros(len(came), np.int64)
    for row in range(len(unit)):
        u = unit[row]
        if not 0 <= u < len(came) or began[row] >= ended[row]:
            return False
        if row > 0 and unit[row - 1] == u and ended[row - 1] != began[row]:
            return False
        if began[row] < came[u] or ended[row] > min(went[u], ended_at):
            return False
        length[u] += ended[row] - began[row]
    for u in range(len(came)):
        there = came[u] < NEVER
        if length[u] != (min(went[u], ended_at) - came[u] if there else 0):
            return False
        if there and (absent[u] or came[u] != unit_from[u] or went[u] < min(unit_to[u], stop)):
            return False
    return True
