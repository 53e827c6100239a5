"""The books: what is written of those of whom nothing is to be told, and the numbers that are counted along."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tests.invariants.records import Check, Records
from vaxsim.units import NEVER
from vaxsim.visits import Cause, Move, StaffState


def nothing_is_said_of_what_was_not(day: Records) -> Iterator[str]:
    """Without a service there is no kind of desk, no crew and no session; without a line no dose was taken in it."""
    v = day.visits
    idle = v.began == NEVER
    wrong = idle & ((v.kind != 0) | (v.session != -1) | (v.crew >= 0).any(axis=2))
    wrong |= (v.joined == NEVER) & (v.supplied < NEVER)
    for i, s in zip(*np.nonzero(wrong), strict=True):
        name = f"patient {i + 1} at {day.plan.stations[s]}"
        yield f"{name}: kind {v.kind[i, s]}, session {v.session[i, s]}, crew {v.crew[i, s]}"


def supplied_when_enough_are_taken(day: Records) -> Iterator[str]:
    """Who takes doses made ahead is supplied at the tick at which they have all they need, and takes no more."""
    v, m, site = day.visits, day.visits.moves, day.site
    in_line = (site.doses > 0) & ~site.carried_to & (site.waiting_room != 0)
    for i in np.nonzero((v.joined < NEVER).any(axis=1))[0]:
        mine = (m.who == i) & (m.move == Move.TAKEN)
        ticks = np.repeat(m.tick[mine], m.doses[mine])
        for s in np.nonzero((v.joined[i] < NEVER) & in_line)[0]:
            need = site.doses[s] * day.draws.party[i]  # at one tick a patient may take those for several stations
            taken = ticks[(v.joined[i, s] <= ticks) & (ticks <= day.gone[i, s])][:need]
            expected = taken[-1] if len(taken) == need else NEVER
            if v.supplied[i, s] != expected:
                name = f"patient {i + 1} at {day.plan.stations[s]}"
                yield f"{name}: supplied at {v.supplied[i, s]}, took {taken} of {need}"
            ticks = ticks[len(taken) :]
        if len(ticks):
            yield f"patient {i + 1} took {len(ticks)} doses too many, at {ticks}"


def doses_move_for_a_reason(day: Records) -> Iterator[str]:
    """Doses come in the morning and with deliveries, and a vial is opened at a tick at which something is taken."""
    m = day.visits.moves
    out = np.isin(m.move, (Move.GIVEN, Move.CARRIED, Move.BEGUN))
    for v, name in enumerate(day.plan.vaccines):
        mine = m.vaccine == v
        delivered = day.site.delivery[day.site.delivery[:, 1] == v, 0]
        came, opened = m.tick[mine & (m.move == Move.RECEIVED)], m.tick[mine & (m.move == Move.OPENED)]
        if not np.isin(came, [day.plan.day_begins, *delivered]).all() or not np.isin(opened, m.tick[mine & out]).all():
            yield f"{name}: came at {came}, opened at {opened}"
    if ((m.vaccine < 0) | (m.vaccine >= len(day.plan.vaccines)) | (m.doses <= 0)).any():
        yield f"vaccines {m.vaccine}, doses {m.doses}"


def the_day_ends_with_the_last_thing(day: Records) -> Iterator[str]:
    """The day ends at the latest of closing, departures, the going of units, doses made, deliveries; or at `stop`,
    if anything is due then or later."""
    v, m = day.visits, day.visits.moves
    last = [day.site.closing, *v.departed[v.departed < NEVER], *v.went[v.went < NEVER], *day.site.delivery[:, 0]]
    last += m.tick[m.move == Move.MADE].tolist()
    expected = min(day.site.stop, max(int(tick) for tick in last))
    cleaned_later = ((v.left < NEVER) & (v.freed == NEVER)).any()
    due_later = (day.draws.arrival[day.draws.arrival < NEVER] >= day.site.stop).any()
    due_later |= (day.site.release[:, 0] >= day.site.stop).any()
    expected = day.site.stop if cleaned_later or due_later else expected
    if v.ended_at != expected:
        yield f"ended at {v.ended_at}, the last thing was at {expected}"


def the_stranded_are_counted(day: Records) -> Iterator[str]:
    """Those for whom nobody could come any more are turned away together, and their number is given."""
    v = day.visits
    no_staff, no_dose = v.cause == Cause.NO_STAFF, v.cause == Cause.NO_DOSE
    if not no_staff.sum() <= v.stranded <= (no_staff | no_dose).sum():
        yield f"{v.stranded} stranded, of {no_staff.sum()} without staff and {no_dose.sum()} without a dose"
    if len(np.unique(v.departed[no_staff])) > 1:
        yield f"stranded at {np.unique(v.departed[no_staff])}"


def missed_breaks_are_counted(day: Records) -> Iterator[str]:
    """No unit misses more breaks than concern it and it did not take."""
    for u, name in enumerate(day.plan.units):
        taken = len(day.states(u, StaffState.ON_BREAK))
        most = 0 if day.draws.absent[u] else int(day.site.break_concerns[u].sum()) - taken
        if not 0 <= day.visits.breaks_missed[u] <= most:
            yield f"{name} took {taken} breaks and missed {day.visits.breaks_missed[u]}"


CHECKS: tuple[Check, ...] = (
    nothing_is_said_of_what_was_not,
    supplied_when_enough_are_taken,
    doses_move_for_a_reason,
    the_day_ends_with_the_last_thing,
    the_stranded_are_counted,
    missed_breaks_are_counted,
)
