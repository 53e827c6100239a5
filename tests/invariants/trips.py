"""Trips to restock: as long as drawn, in their order, no more at once than there are places."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from tests.invariants.records import Check, Records
from vaxsim.units import NEVER


def trips_last_as_drawn(day: Records) -> Iterator[str]:
    """The k-th trip of a unit walks and fills as was drawn for it, and trips do not overlap."""
    t = day.visits.trips
    for u in np.unique(t.unit):
        rows = np.nonzero(t.unit == u)[0]
        for k, row in enumerate(rows):
            times = [int(column[row]) for column in (t.set_off, t.arrived, t.began, t.ended, t.back)]
            name = f"trip {k + 1} of {day.plan.units[u]}: {times}, {t.doses[row]} doses"
            known = [time for time in times if time < NEVER]
            if any(later < earlier for earlier, later in pairwise(known)):
                yield name
            there, back = day.luck_of_trips.trip_walk[u, k]
            if t.arrived[row] < NEVER and t.arrived[row] - t.set_off[row] != there:
                yield f"{name}, {there} there"
            if t.ended[row] < NEVER and t.began[row] < NEVER and not _lasted(day, u, k, row):
                yield f"{name}, not filled as drawn"
            if t.ended[row] < NEVER and t.back[row] < NEVER and t.back[row] - t.ended[row] > back:
                yield f"{name}, {back} back"
            if t.doses[row] > day.site.holds[day.site.unit_group[u]] or (t.doses[row] and t.began[row] == NEVER):
                yield name
        if (t.set_off[rows[1:]] < t.back[rows[:-1]]).any():
            yield f"trips of {day.plan.units[u]} overlap"


def _lasted(day: Records, u: int, k: int, row: int) -> bool:
    t = day.visits.trips
    fills = day.luck_of_trips.trip_fill[u, k]
    return bool(t.doses[row] > 0 and t.ended[row] - t.began[row] == fills[t.doses[row] - 1])


def filling_places_suffice(day: Records) -> Iterator[str]:
    """Never more units of a group fill at once than it has places, and nobody waits while one is free.

    A place that a unit leaves as it goes when an instant is over is free from the next instant on.
    """
    t = day.visits.trips
    group = day.site.unit_group[t.unit]
    over = np.minimum(t.ended, t.back)
    for g, name in enumerate(day.plan.groups):
        for moment in day.moments:
            mine = group == g
            fills = (mine & (t.began <= moment.tick) & (moment.tick < over)).sum()
            waits = (mine & (t.arrived <= moment.tick) & (moment.tick < np.minimum(t.began, over))).sum()
            left = (mine & (t.began <= moment.tick) & (t.back == moment.tick) & (t.ended == NEVER)).sum()
            if fills > day.site.places[g] or (waits and fills + left < day.site.places[g]):
                yield f"{fills} of {name} fill and {waits} wait at {moment.tick}"


CHECKS: tuple[Check, ...] = (trips_last_as_drawn, filling_places_suffice)
