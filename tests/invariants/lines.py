"""Lines: whoever has the smaller key goes first, and nothing starts that is held up."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tests.invariants.records import Check, Records
from vaxsim.units import NEVER


def lines_keep_their_order(day: Records) -> Iterator[str]:
    """Nobody starts while somebody with a smaller key, who could have had the same desk and dose, has been in the same
    line since before that tick."""
    v = day.visits
    for s, name in enumerate(day.plan.stations):
        for i in np.nonzero(v.began[:, s] < NEVER)[0]:
            began = v.began[i, s]
            waiting = (v.joined[:, s] < began) & (day.gone[:, s] > began)
            for j in np.nonzero(waiting)[0]:
                if day.key(j, s) < day.key(i, s) and _could_have_been(day, int(j), int(i), s):
                    yield f"patient {i + 1} started at {name} before patient {j + 1}"


def _could_have_been(day: Records, j: int, i: int, s: int) -> bool:
    """Whether what patient i got, desk and dose, would have done for patient j."""
    site, draws = day.site, day.draws
    if not site.kind_open[draws.klass[j], day.kind[i, s]]:
        return False
    if not site.doses[s] or not day.doses_count:
        return True
    same = site.vaccine[draws.klass[i]] == site.vaccine[draws.klass[j]]
    no_more = draws.party[j] <= draws.party[i] and not site.carried_to[s]
    supplied = _prepared(day, i) and day.visits.supplied[j, s] < day.visits.began[i, s]
    return bool(supplied or (same and no_more and not _prepared(day, i)))


def _prepared(day: Records, i: int) -> bool:
    """Whether the doses of a patient are made ahead."""
    vaccine = day.site.vaccine[day.draws.klass[i]]
    return bool(vaccine >= 0 and day.site.preparers[vaccine] >= 0)


def nothing_starts_that_is_held(day: Records) -> Iterator[str]:
    """Nothing begins at a tick during all of which too many are in the line that it waits for."""
    v, site = day.visits, day.site
    for s in np.nonzero(site.hold_for >= 0)[0]:
        there = site.hold_for[s]
        for i in np.nonzero(v.began[:, s] < NEVER)[0]:
            tick = v.began[i, s]
            surely = ((v.joined[:, there] < tick) & (tick < day.gone[:, there])).sum()
            if surely > site.hold_above[s]:
                yield f"patient {i + 1} began at {day.plan.stations[s]}, held by {surely} at {day.plan.stations[there]}"


def prepared_doses_go_by_key(day: Records) -> Iterator[str]:
    """Where doses made ahead are taken in line, nobody has them all while somebody with a smaller key, who needs no
    more of the same, has been waiting for some since before that tick."""
    v = day.visits
    for i, s in zip(*np.nonzero(v.supplied < NEVER), strict=True):
        at, vaccine = v.supplied[i, s], day.site.vaccine[day.draws.klass[i]]
        for j in np.nonzero((v.joined[:, s] < at) & (day.gone[:, s] > at) & (v.supplied[:, s] > at))[0]:
            if day.site.vaccine[day.draws.klass[j]] == vaccine and day.key(j, s) < day.key(i, s):
                yield f"patient {i + 1} had a dose at {day.plan.stations[s]} before patient {j + 1}"


CHECKS: tuple[Check, ...] = (lines_keep_their_order, nothing_starts_that_is_held, prepared_doses_go_by_key)
