"""Giving up: who turns round on arrival, and who loses patience where."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.behaviours.registry import Flags, behaviour
from tests.played import Day
from vaxsim.units import NEVER
from vaxsim.visits import Outcome


@behaviour("balks", "balk")
def _balks(day: Day) -> Flags:
    return day.visits.outcome == Outcome.BALKED


@behaviour("balks at a shut door", "balk")
def _at_a_shut_door(day: Day) -> Flags:
    site, came = day.plan.site, day.draws.arrival[:, None]
    is_open = ((site.opens <= came) & (came < site.closes)).any(axis=1)
    return (day.visits.outcome == Outcome.BALKED) & (~is_open | day.came_before_gate)


@behaviour("loses patience in line", "patience")
def _in_line(day: Day) -> Flags:
    return _reneged(day) & (day.visits.joined < NEVER) & ~day.plan.site.when_called[day.draws.klass][:, None]


@behaviour("gone when called", "patience")
def _when_called(day: Day) -> Flags:
    return _reneged(day) & (day.visits.joined < NEVER) & day.plan.site.when_called[day.draws.klass][:, None]


@behaviour("loses patience outside", "patience")
def _outside(day: Day) -> Flags:
    first = day.plan.site.first_station[day.draws.klass][:, None] == np.arange(len(day.plan.stations))
    return _reneged(day) & first & (day.visits.joined == NEVER)


@behaviour("loses patience blocked", "patience", "waiting_room")
def _blocked(day: Day) -> Flags:
    """At the tick at which they left a desk where they were blocked."""
    left = (day.blocked & (day.visits.left == day.visits.departed[:, None])).any(axis=1)
    return _reneged(day) & (day.visits.joined == NEVER) & left[:, None]


@behaviour("patience over on joining", "patience")
def _on_joining(day: Day) -> Flags:
    """It ended before, in a service or on a walk, so they left at the tick of joining."""
    visits = day.visits
    return _reneged(day) & (visits.joined == visits.left) & (_deadline(day) < visits.joined)


@behaviour("served at the limit of patience", "patience")
def _at_the_limit(day: Day) -> Flags:
    return day.served & day.waited & (_deadline(day) == day.visits.began)


@behaviour("served past patience", "patience")
def _past_patience(day: Day) -> Flags:
    """Patience counted from the arrival was over, and nobody was before them."""
    return day.served & (_deadline(day) < day.visits.began)


@behaviour("dosed and gives up", "patience")
def _dosed(day: Day) -> Flags:
    return (day.visits.outcome == Outcome.RENEGED) & (day.visits.dosed < NEVER)


def _reneged(day: Day) -> NDArray[np.bool_]:
    """bool [n, S]; the station where patience was lost."""
    return (day.visits.outcome == Outcome.RENEGED)[:, None] & day.at_last


def _deadline(day: Day) -> NDArray[np.int64]:
    """int64 [n, S]; the last tick at which patience still holds, NEVER where it does not act."""
    patience, from_arrival = day.draws.patience, day.plan.site.from_arrival[day.draws.klass]
    since = np.where(from_arrival[:, None], day.draws.arrival[:, None], day.visits.reached)
    return np.where((patience < NEVER) & (since < NEVER), since + np.where(patience < NEVER, patience, 0), NEVER)
