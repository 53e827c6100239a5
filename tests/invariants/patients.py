"""Patients: how they end, which way they go, when they may come in and when they give up."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tests.invariants.records import Check, Records
from vaxsim.units import NEVER
from vaxsim.visits import NOT_COUNTED, Cause, Outcome


def everyone_ends_once(day: Records) -> Iterator[str]:
    """Outcomes add up to those invited and walking in; a cause goes with being turned away."""
    visits, stop = day.visits, day.site.stop
    for i, arrival in enumerate(day.arrival):
        outcome, away = visits.outcome[i], arrival == NEVER
        not_called = away and day.came_on_call[i]
        uncounted = not_called or (day.draws.slot[i] >= stop if away else arrival >= stop)
        allowed = (NOT_COUNTED,) if not_called else (Outcome.NO_SHOW, NOT_COUNTED)
        if away and outcome not in allowed:
            yield f"patient {i + 1} does not come and has outcome {outcome}"
        if outcome == NOT_COUNTED and not uncounted:
            yield f"patient {i + 1} is not counted"
        if outcome == Outcome.NO_SHOW and not away:
            yield f"patient {i + 1} came and is a no-show"
        if (outcome == Outcome.TURNED_AWAY) != (visits.cause[i] != Cause.NONE):
            yield f"patient {i + 1}: outcome {outcome} with cause {visits.cause[i]}"
        if outcome == Outcome.VACCINATED and visits.dosed[i] == NEVER:
            yield f"patient {i + 1} vaccinated without a dose"
        if outcome == Outcome.LEFT and visits.dosed[i] != NEVER:
            yield f"patient {i + 1} dosed, and counted as undosed"


def times_follow_each_other(day: Records) -> Iterator[str]:
    """reached <= joined <= began <= ended <= left <= freed, and the next station is not reached before all of it."""
    v = day.visits
    for i, s in zip(*np.nonzero(v.reached < NEVER), strict=True):
        name = f"patient {i + 1} at {day.plan.stations[s]}"
        times = [int(a[i, s]) for a in (v.reached, v.joined, v.began, v.ended)]
        if any(later < earlier for earlier, later in pairwise(times)):
            yield f"{name}: {times}"
        if v.left[i, s] < max(t for t in times if t < NEVER) or v.freed[i, s] < v.left[i, s]:
            yield f"{name}: {times}, left {v.left[i, s]}, freed {v.freed[i, s]}"
        given_up = v.began[i, s] < NEVER and v.ended[i, s] == NEVER and v.left[i, s] < NEVER
        if given_up and not (v.cause[i] == Cause.NO_STAFF and day.waits_to_go_on[i, s]):
            yield f"{name}: left in the middle of a service"
        if v.began[i, s] == NEVER and v.freed[i, s] != v.left[i, s]:
            yield f"{name}: never had a desk, and freed one"


def routes_are_allowed(day: Records) -> Iterator[str]:
    """Each patient who came goes the way that class and branches say, with the walks drawn, as far as they came.

    Who is blocked reaches the next station when the service ends, but where they walk there.
    """
    visits, out = day.visits, day.stations
    for i, k in enumerate(day.draws.klass):
        if day.arrival[i] == NEVER or visits.outcome[i] == NOT_COUNTED:
            continue
        expected, s, reached = [], int(day.site.first_station[k]), int(day.arrival[i])
        while s < out and reached < min(day.site.stop, NEVER):
            expected.append((s, reached))
            if visits.ended[i, s] == NEVER:
                break
            walk, following = int(day.draws.walk[i, s]), day.following(i, s)
            set_off = visits.left[i, s] if walk and following < out else visits.ended[i, s]
            gave_up = walk and visits.left[i, s] == visits.departed[i]
            reached, s = (NEVER if gave_up or set_off == NEVER else int(set_off + walk)), following
        seen = [(s, int(tick)) for s, tick in enumerate(visits.reached[i]) if tick != NEVER]
        if seen != expected:
            yield f"patient {i + 1} went {seen} and should have gone {expected}"


def the_end_fits_the_way(day: Records) -> Iterator[str]:
    """Who departs does so on leaving the last station reached; vaccinated, deferred, ... only after a service there."""
    v = day.visits
    finished = (Outcome.VACCINATED, Outcome.DEFERRED, Outcome.REFERRED, Outcome.LEFT)
    for i in np.nonzero((v.departed < NEVER) & (v.outcome != Outcome.STILL_INSIDE))[0]:
        stood = np.nonzero(v.reached[i] < NEVER)[0]
        if not len(stood):
            continue
        last = stood[-1]
        if v.left[i, last] != v.departed[i]:
            yield f"patient {i + 1} departed at {v.departed[i]} and left the last station at {v.left[i, last]}"
        served_out = v.ended[i, last] < NEVER and day.following(i, last) == day.stations
        if (v.outcome[i] in finished) != served_out:
            yield f"patient {i + 1} has outcome {v.outcome[i]} after {day.plan.stations[last]}"


def doors_are_respected(day: Records) -> Iterator[str]:
    """Nobody goes in at a tick at which the doors are shut, nor before the gate lets them."""
    site = day.site
    for i, k in enumerate(day.draws.klass):
        joined = day.visits.joined[i, site.first_station[k]]
        if joined == NEVER:
            continue
        if not ((site.opens <= joined) & (joined < site.closes)).any():
            yield f"patient {i + 1} went in at {joined} through shut doors"
        if day.draws.slot[i] != NEVER and joined < day.draws.slot[i] - site.gate:
            yield f"patient {i + 1} went in at {joined} before the gate opened"


def causes_fit(day: Records) -> Iterator[str]:
    """Closed and full are said at closing or later, outside or unserved; late is more than the limit."""
    v, site = day.visits, day.site
    for i in np.nonzero(v.outcome == Outcome.TURNED_AWAY)[0]:
        cause, at = v.cause[i], v.departed[i]
        served = (v.began[i] < NEVER).any()
        who = f"patient {i + 1}, turned away at {at} with cause {Cause(cause).label}"
        if cause in (Cause.CLOSED, Cause.FULL) and (at < site.closing or served):
            yield who
        if cause == Cause.FULL and (day.entered[i] < NEVER or at != site.closing or day.ready[i].min() >= at):
            yield who
        late = day.draws.slot[i] < NEVER and at - day.draws.slot[i] > site.late_limit
        if cause == Cause.LATE and not (late and at == day.arrival[i]):
            yield who
        if cause == Cause.NO_STAFF and not v.stranded:
            yield who


def patience_is_kept(day: Records) -> Iterator[str]:
    """Nobody waits longer than patience lasts, nor leaves before; at its very end, and on coming, they are served.

    Who leaves only when called is not served past the limit, and stays as long as nobody calls.
    """
    v, limit = day.visits, _deadlines(day)
    for i, s in zip(*np.nonzero(v.reached < NEVER), strict=True):
        latest, gone = max(int(limit[i, s]), int(v.reached[i, s])), int(min(day.gone[i, s], v.ended_at))
        when_called = day.site.when_called[day.draws.klass[i]]
        who = f"patient {i + 1} at {day.plan.stations[s]}, patience until {limit[i, s]}"
        if not when_called and gone > latest:
            yield f"{who}: was there until {gone}"
        if when_called and v.began[i, s] < NEVER and v.began[i, s] > limit[i, s]:
            yield f"{who}: served at {v.began[i, s]}"
        if v.outcome[i] == Outcome.RENEGED and v.left[i, s] == v.departed[i] and v.began[i, s] == NEVER:
            early = v.left[i, s] <= limit[i, s] if when_called else v.left[i, s] != latest
            if early:
                yield f"{who}: gave up at {v.left[i, s]}"


def _deadlines(day: Records) -> NDArray[np.int64]:
    """int64 [n, S]; the last tick of patience, NEVER without."""
    limited = day.draws.patience < NEVER
    from_arrival = day.site.from_arrival[day.draws.klass][:, None]
    since = np.where(from_arrival, day.arrival[:, None], day.visits.reached)
    return np.where(limited & (since < NEVER), since + np.where(limited, day.draws.patience, 0), NEVER)


def balking_is_right(day: Records) -> Iterator[str]:
    """Who turns round can have found too many, and who does not can have found few enough, at some step of the tick."""
    v, tolerance = day.visits, np.broadcast_to(day.draws.tolerance, day.draws.klass.shape)
    for i, k in enumerate(day.draws.klass):
        s, tick = day.site.first_station[k], v.reached[i, day.site.first_station[k]]
        undecided = v.departed[i] == tick and v.cause[i] in (Cause.LATE, Cause.NO_DOSE)
        if tick == NEVER or undecided or tick >= day.site.closing:
            continue
        until = np.maximum(v.left, day.gone)[:, s] if day.site.balks_at_service[k] else day.gone[:, s]
        others = np.arange(len(until)) != i
        surely = ((v.joined[:, s] < tick) & (tick < until) & others).sum()
        perhaps = ((v.joined[:, s] <= tick) & (tick <= until) & others).sum()
        if v.outcome[i] == Outcome.BALKED and (perhaps <= tolerance[i] or v.departed[i] != tick):
            yield f"patient {i + 1} turned round at {tick} finding {perhaps}, with a tolerance of {tolerance[i]}"
        if v.outcome[i] != Outcome.BALKED and surely > tolerance[i]:
            yield f"patient {i + 1} did not turn round at {tick} finding {surely}, with a tolerance of {tolerance[i]}"


CHECKS: tuple[Check, ...] = (
    everyone_ends_once, times_follow_each_other, routes_are_allowed, the_end_fits_the_way, doors_are_respected,
    causes_fit, patience_is_kept, balking_is_right,
)  # fmt: skip
