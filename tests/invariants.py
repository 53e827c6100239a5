"""What must be true of every run, said again without a look at an engine: each function yields what it finds wrong.

Slow and plain on purpose: small days only.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from vaxsim.draws import Draws
from vaxsim.plan import Plan
from vaxsim.units import NEVER
from vaxsim.visits import NOT_COUNTED, Cause, Outcome, StaffState, Visits

IDLE, SERVING, ON_BREAK = StaffState.IDLE, StaffState.SERVING, StaffState.ON_BREAK


def violations(plan: Plan, draws: Draws, visits: Visits) -> list[str]:
    """Everything that is wrong with a run."""
    checks = (
        everyone_ends_once, times_follow_each_other, routes_are_allowed, services_last_as_drawn, lines_keep_their_order,
        nothing_possible_is_left_undone, desks_are_not_shared, units_do_one_thing_at_a_time, breaks_follow_the_rules,
        doors_are_respected, units_work_on_duty_only, areas_match,
    )  # fmt: skip
    return [f"{check.__name__}: {wrong}" for check in checks for wrong in check(plan, draws, visits)]


def everyone_ends_once(plan: Plan, draws: Draws, visits: Visits) -> Iterator[str]:
    """Outcomes add up to those invited and walking in; a cause goes with being turned away."""
    stop = plan.site.stop
    for i, arrival in enumerate(draws.arrival):
        outcome = visits.outcome[i]
        away = arrival == NEVER
        if away != (outcome == Outcome.NO_SHOW) and not (away and outcome == NOT_COUNTED and draws.slot[i] >= stop):
            yield f"patient {i + 1}: arrival {arrival} and outcome {outcome}"
        if outcome == NOT_COUNTED and not away and arrival < stop:
            yield f"patient {i + 1} came and is not counted"
        if (outcome == Outcome.TURNED_AWAY) != (visits.cause[i] != Cause.NONE):
            yield f"patient {i + 1}: outcome {outcome} with cause {visits.cause[i]}"
        if outcome == Outcome.VACCINATED and visits.dosed[i] == NEVER:
            yield f"patient {i + 1} vaccinated without a dose"
        if outcome == Outcome.LEFT and visits.dosed[i] != NEVER:
            yield f"patient {i + 1} dosed, and counted as undosed"


def times_follow_each_other(plan: Plan, draws: Draws, visits: Visits) -> Iterator[str]:
    """reached <= joined <= began <= ended <= left, and no visit before the one ahead of it is left."""
    for i in range(len(draws.klass)):
        previous = -NEVER
        for s in range(len(plan.stations)):
            times = [a[i, s] for a in (visits.reached, visits.joined, visits.began, visits.ended)]
            if any(later < earlier for earlier, later in pairwise(times)):
                yield f"patient {i + 1} at {plan.stations[s]}: {times}"
            if times[0] == NEVER:
                continue
            if times[0] < previous:
                yield f"patient {i + 1} reached {plan.stations[s]} before leaving the station before"
            if visits.ended[i, s] != NEVER and visits.left[i, s] != visits.ended[i, s]:
                yield f"patient {i + 1} at {plan.stations[s]}: left apart from the end of the service"
            previous = visits.left[i, s]


def routes_are_allowed(plan: Plan, draws: Draws, visits: Visits) -> Iterator[str]:
    """Each patient who came goes the way that class and branches say, with the walks drawn, as far as they came."""
    site, out = plan.site, len(plan.stations)
    for i, k in enumerate(draws.klass):
        if draws.arrival[i] == NEVER or visits.outcome[i] == NOT_COUNTED:
            continue
        expected, s, reached = [], int(site.first_station[k]), int(draws.arrival[i])
        while s < out and reached < site.stop:
            expected.append((s, reached))
            if visits.ended[i, s] == NEVER:
                break
            branch = draws.branch[i, s]
            following = int(site.next_station[k, s] if branch < 0 else site.branch_target[k, s, branch])
            reached, s = int(visits.ended[i, s] + draws.walk[i, s]), following
        seen = [(s, int(tick)) for s, tick in enumerate(visits.reached[i]) if tick != NEVER]
        if seen != expected:
            yield f"patient {i + 1} went {seen} and should have gone {expected}"


def services_last_as_drawn(plan: Plan, draws: Draws, visits: Visits) -> Iterator[str]:
    """Each service that ended took its time, or what was left of it since an earlier station, plus the extra if any."""
    for i, s in zip(*np.nonzero(visits.ended != NEVER), strict=True):
        since = plan.site.since[s]
        counts_from = visits.ended[i, since] if since >= 0 else visits.began[i, s]
        left = draws.service[i, s] - (visits.began[i, s] - counts_from)
        length = left + draws.extra[i, s] if left > 0 else 0
        if visits.ended[i, s] - visits.began[i, s] != length:
            yield f"patient {i + 1} at {plan.stations[s]}: {visits.ended[i, s] - visits.began[i, s]} for {length}"


def _keys(plan: Plan, draws: Draws, visits: Visits, s: int) -> list[tuple[int, int, int]]:
    """(priority, ready, number) of every patient at station s."""
    keys = []
    for i, k in enumerate(draws.klass):
        ready = int(visits.reached[i, s])
        if s == plan.site.first_station[k] and draws.slot[i] != NEVER and plan.site.gate != NEVER:
            ready = max(ready, int(draws.slot[i] - plan.site.gate))
        keys.append((int(plan.site.priority[k]) if plan.site.by_priority[s] else 10, ready, i + 1))
    return keys


def lines_keep_their_order(plan: Plan, draws: Draws, visits: Visits) -> Iterator[str]:
    """Nobody starts while somebody with a smaller key has been in the same line since before that tick."""
    for s in range(len(plan.stations)):
        keys = _keys(plan, draws, visits, s)
        joined, began = visits.joined[:, s], visits.began[:, s]
        for i in np.nonzero(began != NEVER)[0]:
            waiting = (joined < began[i]) & (began > began[i]) & (visits.left[:, s] > began[i])
            for j in np.nonzero(waiting)[0]:
                if keys[j] < keys[i]:
                    yield f"patient {i + 1} started at {plan.stations[s]} before patient {j + 1}"


def _instants(draws: Draws, visits: Visits) -> list[int]:
    arrays = (visits.reached, visits.joined, visits.began, visits.ended, visits.left, visits.timeline.began,
              visits.timeline.ended)  # fmt: skip
    ticks = np.unique(np.concatenate([a.ravel() for a in arrays]))
    return [int(tick) for tick in ticks if tick < visits.ended_at]


def nothing_possible_is_left_undone(plan: Plan, draws: Draws, visits: Visits) -> Iterator[str]:
    """After every instant, no line has somebody for whom a desk and a crew are free."""
    for tick in _instants(draws, visits):
        idle = [int(u) for u in visits.timeline.unit[_during(visits, tick) & (visits.timeline.state == IDLE)]]
        for s, name in enumerate(plan.stations):
            line = (visits.joined[:, s] <= tick) & (visits.began[:, s] > tick) & (visits.left[:, s] > tick)
            busy = (visits.began[:, s] <= tick) & (visits.left[:, s] > tick)
            if line.any() and busy.sum() < plan.site.desks[s] and _can_fill(plan, s, idle):
                yield f"at {tick}: {line.sum()} wait at {name} although {idle} are idle and {busy.sum()} desks busy"


def _during(visits: Visits, tick: int) -> np.ndarray:
    return (visits.timeline.began <= tick) & (tick < visits.timeline.ended)


def _can_fill(plan: Plan, s: int, units: list[int]) -> bool:
    crew = [role for role in plan.site.crew_role[s] if role >= 0]
    if not crew:
        return True
    if not units:
        return False
    fits = csr_array(plan.site.unit_has_role[np.ix_(units, crew)].T.astype(np.int8))
    return bool((maximum_bipartite_matching(fits, perm_type="column") >= 0).all())


def desks_are_not_shared(plan: Plan, draws: Draws, visits: Visits) -> Iterator[str]:
    """Never more services at once than desks."""
    for s, name in enumerate(plan.stations):
        began = visits.began[:, s]
        for tick in began[began != NEVER]:
            busy = ((began <= tick) & (visits.left[:, s] > tick)).sum()
            if busy > plan.site.desks[s]:
                yield f"{busy} services at {plan.site.desks[s]} desks of {name} at {tick}"


def units_do_one_thing_at_a_time(plan: Plan, draws: Draws, visits: Visits) -> Iterator[str]:
    """Services of a unit do not overlap, fill its role, and are exactly the times it is recorded as serving."""
    services: dict[int, list[tuple[int, int]]] = {u: [] for u in range(len(plan.units))}
    for i, s, place in zip(*np.nonzero(visits.crew >= 0), strict=True):
        unit = int(visits.crew[i, s, place])
        if not plan.site.unit_has_role[unit, plan.site.crew_role[s, place]]:
            yield f"{plan.units[unit]} served at {plan.stations[s]} without the role"
        services[unit].append((int(visits.began[i, s]), int(min(visits.ended[i, s], visits.ended_at))))
    for unit, spans in services.items():
        spans = sorted(span for span in spans if span[0] < span[1])
        if any(second[0] < first[1] for first, second in pairwise(spans)):
            yield f"{plan.units[unit]} served two at once: {spans}"
        if _merged(spans) != _states(visits, unit, SERVING):
            yield f"{plan.units[unit]} served {spans} and its timeline says {_states(visits, unit, SERVING)}"


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for begin, end in spans:
        if merged and merged[-1][1] == begin:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((begin, end))
    return merged


def _states(visits: Visits, unit: int, state: StaffState) -> list[tuple[int, int]]:
    rows = (visits.timeline.unit == unit) & (visits.timeline.state == state)
    return [(int(b), int(e)) for b, e in zip(visits.timeline.began[rows], visits.timeline.ended[rows], strict=True)]


def breaks_follow_the_rules(plan: Plan, draws: Draws, visits: Visits) -> Iterator[str]:
    """Breaks begin in the window of one that concerns the unit, within the shift, and not too many are away."""
    for u, name in enumerate(plan.units):
        group = plan.site.unit_group[u]
        earliest, latest = plan.site.break_earliest[group], plan.site.break_latest[group]
        for began, _ in _states(visits, u, ON_BREAK):
            if not (plan.site.break_concerns[u] & (earliest <= began) & (began <= latest)).any():
                yield f"{name} began a break at {began}"
            if began >= plan.site.unit_to[u]:
                yield f"{name} began a break past the end of the shift"
    for g, name in enumerate(plan.groups):
        members = np.nonzero(plan.site.unit_group == g)[0]
        for tick in _instants(draws, visits):
            rows = _during(visits, tick) & np.isin(visits.timeline.unit, members)
            away, present = (visits.timeline.state[rows] == ON_BREAK).sum(), rows.sum()
            begins = (visits.timeline.began[rows] == tick) & (visits.timeline.state[rows] == ON_BREAK)
            if begins.any() and away > plan.site.break_away[g, :, present].max():
                yield f"{away} of {present} {name} away at {tick}"


def doors_are_respected(plan: Plan, draws: Draws, visits: Visits) -> Iterator[str]:
    """Nobody goes in at a tick at which the doors are shut, nor before the gate lets them."""
    for i, k in enumerate(draws.klass):
        joined = visits.joined[i, plan.site.first_station[k]]
        if joined == NEVER:
            continue
        if not ((plan.site.opens <= joined) & (joined < plan.site.closes)).any():
            yield f"patient {i + 1} went in at {joined} through shut doors"
        if draws.slot[i] != NEVER and joined < draws.slot[i] - plan.site.gate:
            yield f"patient {i + 1} went in at {joined} before the gate opened"


def units_work_on_duty_only(plan: Plan, draws: Draws, visits: Visits) -> Iterator[str]:
    """A unit comes with its shift, its timeline has no gap, and past its end it only finishes, or stays to serve."""
    for u, name in enumerate(plan.units):
        rows = visits.timeline.unit == u
        began, ended = visits.timeline.began[rows], visits.timeline.ended[rows]
        if draws.absent[u] and (rows.any() or visits.came[u] != NEVER):
            yield f"{name} is absent and has a timeline"
        if not rows.any():
            continue
        if began[0] != plan.site.unit_from[u] or visits.came[u] != began[0] or visits.went[u] != ended[-1]:
            yield f"{name} came at {began[0]} and went at {ended[-1]}"
        if (began[1:] != ended[:-1]).any():
            yield f"{name} has a gap in its timeline"
        late = began > plan.site.unit_to[u]
        if late.any() and not plan.site.unit_stays[u]:
            yield f"{name} began something at {began[late]} past its shift"


def areas_match(plan: Plan, draws: Draws, visits: Visits) -> Iterator[str]:
    """Little's identity in integers: the engine's integrals equal the sums of the patients' times."""
    end = visits.ended_at
    for s, name in enumerate(plan.stations):
        joined, began = visits.joined[:, s], visits.began[:, s]
        left = np.minimum(visits.left[:, s], end)
        in_line = np.where(joined == NEVER, 0, np.minimum(began, left) - joined)
        in_service = np.where(began == NEVER, 0, left - began)
        if in_line.sum() != visits.line_area[s]:
            yield f"{name}: {in_line.sum()} patient-ticks in line, the engine counted {visits.line_area[s]}"
        if in_service.sum() != visits.service_area[s]:
            yield f"{name}: {in_service.sum()} patient-ticks in service, the engine counted {visits.service_area[s]}"
