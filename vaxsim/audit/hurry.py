"""The conservation checks of those who give up, and of those who are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.audit.check import Flags, Found, check_of, patients, visit
from vaxsim.units import NEVER
from vaxsim.visits import NOT_COUNTED, Outcome

if TYPE_CHECKING:
    from vaxsim.draws import Draws
    from vaxsim.plan import Plan
    from vaxsim.visits import Visits


@check_of("balking")
def balking_fits(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """Who balks decides on arrival, never enters, and would not join every line."""
    balked = visits.outcome == Outcome.BALKED
    arrival = visits.reached.min(axis=1, initial=NEVER)
    yield from patients(balked & (visits.departed != arrival), "balked at another time than on arrival")
    yield from patients(balked & (visits.joined < NEVER).any(axis=1), "balked but entered")
    yield from patients(balked & (draws.tolerance >= NEVER), "balked although any line would do")


@check_of("patience")
def patience_fits(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """Nobody waits longer than their patience; who gives up goes when it is over, or later when called, not before."""
    clock = np.where(plan.site.from_arrival[draws.klass], visits.reached.min(axis=1, initial=NEVER), NEVER)[:, None]
    begins = np.minimum(clock, visits.reached)
    limit = np.where(draws.patience < NEVER, begins + np.minimum(draws.patience, NEVER), NEVER)
    limit = np.where(visits.reached < NEVER, limit, NEVER)
    stays = plan.site.when_called[draws.klass][:, None]
    serves = np.where(stays, limit, np.maximum(limit, visits.reached))
    late = (visits.began < NEVER) & (visits.began > serves)
    yield from visit(plan, late, "were served after their patience had ended")
    reneged = visits.outcome == Outcome.RENEGED
    last = _last_reached(visits)
    own = np.arange(len(reneged))
    at, of = visits.departed, limit[own, last]
    due = np.maximum(of, visits.reached[own, last])
    wrong = np.where(plan.site.when_called[draws.klass], at <= of, at != due)
    yield from patients(reneged & wrong & ~_blocked(visits, last), "gave up at another time than their patience ended")


def _last_reached(visits: Visits) -> NDArray[np.intp]:
    """The last station that each patient reached, int64 [n]; the last of all for who reached none."""
    stations = visits.reached.shape[1]
    return np.asarray(stations - 1 - np.argmax((visits.reached < NEVER)[:, ::-1], axis=1))


def _blocked(visits: Visits, last: NDArray[np.intp]) -> Flags:
    """bool [n]: was blocked before a walk, so that the station they gave up waiting for was never reached."""
    return np.asarray(visits.ended[np.arange(len(last)), last] < NEVER)


@check_of("standby")
def calls_in_order(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """Each list is called from its beginning, from its time on and until closing."""
    arrival = visits.reached.min(axis=1, initial=NEVER)
    called = visits.outcome != NOT_COUNTED
    for v, name in enumerate(plan.vaccines):
        begin, end = int(draws.standby[v]), int(draws.standby[v + 1])
        here = called[begin:end]
        if (here[1:] & ~here[:-1]).any():
            yield f"{name}: somebody on the standby list was called before somebody further up"
        calls = (arrival - draws.travel)[begin:end][here]
        if len(calls) and (calls.min() < plan.site.standby_from[v] or calls.max() >= plan.site.closing):
            yield f"{name}: somebody on the standby list was called at a time at which nobody is"
        if (np.diff(calls) < 0).any():
            yield f"{name}: people on the standby list were not called in order"
