"""Work: no desk and crew stand idle while somebody could be served by them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from tests.invariants.doses import carried, in_store
from tests.invariants.records import Check, Moment, Records
from tests.invariants.rooms import at_doors, kept_outside
from vaxsim.units import NEVER


def nothing_possible_is_left_undone(day: Records) -> Iterator[str]:
    """When an instant is over, nobody is in a line for whom desk, crew and doses are free."""
    for moment in day.moments:
        for s, name in enumerate(day.plan.stations):
            if _held(day, moment, s):
                continue
            for y in range(day.site.first_kind[s], day.site.first_kind[s + 1]):
                who = _could_start(day, moment, s, y)
                if who:
                    yield f"at {moment.tick}: {who} wait at {name} although {moment.idle} are idle"


def _held(day: Records, moment: Moment, s: int) -> bool:
    there = day.site.hold_for[s]
    return bool(there >= 0 and moment.in_line[:, there].sum() > day.site.hold_above[s])


def _could_start(day: Records, moment: Moment, s: int, y: int) -> list[int]:
    """The numbers of those in the line of s who could start at kind y."""
    site = day.site
    if moment.desks_busy[y] >= site.kind_desks[y]:
        return []
    line = [i for i in _first_ones(day, moment, s) if site.kind_open[day.draws.klass[i], y]]
    able = [
        i for i in line if _can_have_doses(day, moment, i, s, y) and _can_fill(day, y, _free_for(day, moment, i, s, y))
    ]
    return [i + 1 for i in able] if not site.batch_size[s] or _a_session(day, moment, able, s) else []


def _first_ones(day: Records, moment: Moment, s: int) -> list[int]:
    """Those in the line of s; where the waiting room is 0, those at its door who may come in."""
    if day.site.waiting_room[s] == 0:
        return [i for i, there in at_doors(day, moment) if there == s and not kept_outside(day, moment, i, s)]
    return [int(i) for i in np.nonzero(moment.in_line[:, s])[0]]


def _a_session(day: Records, moment: Moment, able: list[int], s: int) -> bool:
    """Whether so many can start a session, where each can have the doses needed; said only where none are counted."""
    if not able or (day.site.doses[s] and day.doses_count):
        return False
    waited = moment.tick - day.visits.joined[able, s].min()
    return bool(len(able) >= day.site.batch_size[s] or waited >= day.site.batch_wait[s])


def _can_have_doses(day: Records, moment: Moment, i: int, s: int, y: int) -> bool:
    """Whether there are doses for a patient; where units carry them they are asked of the crew, if there is one."""
    site, vaccine = day.site, day.site.vaccine[day.draws.klass[i]]
    if not site.doses[s] or vaccine < 0 or (site.carried_to[s] and (site.crew_role[y] >= 0).any()):
        return True
    if site.preparers[vaccine] >= 0 and site.waiting_room[s] != 0 and not site.carried_to[s]:
        return bool(day.visits.supplied[i, s] <= moment.tick)
    return in_store(day, int(vaccine), moment.tick) >= site.doses[s] * day.draws.party[i]


def _free_for(day: Records, moment: Moment, i: int, s: int, y: int) -> list[int]:
    """The idle units that may serve a patient; where units carry doses, those who need none or have enough.

    Where the crew, chosen as always, may end up without anybody who carries doses, and the store has too few, nobody.
    """
    if not day.site.carried_to[s]:
        return moment.idle
    need, vaccine = day.site.doses[s] * day.draws.party[i], int(day.site.vaccine[day.draws.klass[i]])
    hands = carried(day, moment.tick)[:, max(0, vaccine)]
    carries = day.site.holds[day.site.unit_group] > 0
    crew = [role for role in day.site.crew_role[y] if role >= 0]
    others = [u for u in moment.idle if not carries[u] and day.site.unit_has_role[u, crew].any()]
    enough = [u for u in moment.idle if carries[u] and hands[u] >= need]
    if vaccine < 0 or in_store(day, vaccine, moment.tick) >= need:
        return others + enough
    return [] if others else enough


def _can_fill(day: Records, y: int, units: list[int]) -> bool:
    """Whether units fill the crew of a kind of desk."""
    crew = [role for role in day.site.crew_role[y] if role >= 0]
    if not crew:
        return True
    if not units:
        return False
    fits = csr_array(day.site.unit_has_role[np.ix_(units, crew)].T.astype(np.int8))
    return bool((maximum_bipartite_matching(fits, perm_type="column") >= 0).all())


def whoever_was_interrupted_goes_on(day: Records) -> Iterator[str]:
    """When an instant is over, no idle crew could resume an interrupted service."""
    found, gone = day.visits.interruptions, day.visits.left
    for moment in day.moments:
        for i, s, paused, resumed in zip(found.patient, found.station, found.paused, found.resumed, strict=True):
            waits = paused <= moment.tick < min(resumed, gone[i, s], NEVER)
            if waits and _can_fill(day, day.kind[i, s], moment.idle):
                yield f"patient {i + 1} waits to go on at {day.plan.stations[s]} at {moment.tick}, idle {moment.idle}"


CHECKS: tuple[Check, ...] = (nothing_possible_is_left_undone, whoever_was_interrupted_goes_on)
