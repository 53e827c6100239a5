"""The conservation checks of doses: none comes from nowhere, and each is given, wasted or left."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from vaxsim.audit.check import Found, Ticks, check_of, last_at_each, sum_by_unit, units, vaccines
from vaxsim.audit.staff import time_in
from vaxsim.ledger import Form, Ledger, ledger
from vaxsim.units import NEVER, clock
from vaxsim.visits import Move, Moves, StaffState

if TYPE_CHECKING:
    from vaxsim.draws import Draws
    from vaxsim.plan import Plan
    from vaxsim.visits import Visits


@check_of("vaccines")
def doses_are_given_as_needed(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """Each service that gives doses gives the patient's vaccine, as many as the party needs, and nothing else does."""
    patient, station = np.nonzero((visits.began < NEVER) & plan.site.gives_dose)
    needed = plan.site.doses[station] * draws.party[patient]
    wanted = _totals(visits.began[patient, station], plan.site.vaccine[draws.klass[patient]], patient, needed)
    given = visits.moves.move == Move.GIVEN
    m = visits.moves
    got = _totals(m.tick[given], m.vaccine[given], m.who[given], m.doses[given])
    differ = sorted(set(wanted.items()) ^ set(got.items()))
    if differ:
        (tick, v, who), _ = differ[0]
        where = f"patient {who + 1} at {clock(tick)}, {plan.vaccines[v]}"
        yield f"{len(differ)} records of doses given are not what services needed; the first is {where}"


def _totals(tick: Ticks, vaccine: Ticks, who: Ticks, doses: Ticks) -> dict[tuple[int, int, int], int]:
    """The doses of each (tick, vaccine, patient)."""
    total: dict[tuple[int, int, int], int] = {}
    for t, v, i, d in zip(tick.tolist(), vaccine.tolist(), who.tolist(), doses.tolist(), strict=True):
        total[t, v, i] = total.get((t, v, i), 0) + d
    return total


@check_of("vaccines")
def doses_are_conserved(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """No form of a vaccine is ever less than none after a tick; what is left is what came less what was given, wasted.

    In an endless stock nothing is counted.
    """
    between, moves = ledger(plan, visits), visits.moves
    for v, name in enumerate(plan.vaccines):
        endless = plan.site.stock[v] >= NEVER
        for form in Form:
            if form is Form.OUTSIDE or (form is Form.STOCK and endless):
                continue
            level = _level(moves, between, v, form)
            if level.min(initial=0) < 0:
                yield f"{name}: fewer than no doses {form.name.lower()}"
        yield from _left_fits(visits, between, v, name, endless=endless)


def _level(moves: Moves, between: Ledger, v: int, form: Form) -> Ticks:
    """Doses of a vaccine in a form after each tick at which some moved."""
    change = np.where(between.target == form, between.doses, 0) - np.where(between.source == form, between.doses, 0)
    mine = moves.vaccine[between.row] == v
    return np.asarray(np.cumsum(change[mine])[last_at_each(moves.tick[between.row[mine]])])


def _left_fits(visits: Visits, between: Ledger, v: int, name: str, *, endless: bool) -> Found:
    """Whether what is said to be left of a vaccine is what its moves leave.

    Doses in the making, and those that patients in line have taken, count as prepared ones.
    """
    end = {form: int(_level(visits.moves, between, v, form)[-1:].sum()) for form in Form}
    end[Form.PREPARED] += end[Form.MAKING] + end[Form.TAKEN]
    for form in (Form.STOCK, Form.OPEN, Form.PREPARED, Form.HANDS):
        expected = -1 if endless and form is Form.STOCK else end[form]
        left = int(visits.doses_left[v, form])
        if left != expected:
            yield f"{name}: {left} doses left {form.name.lower()}, moves leave {expected}"


@check_of("vaccines")
def supply_comes_as_planned(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """The stock of the morning and each delivery are received, when they are due and no more than they are."""
    due = {(plan.day_begins, v): int(doses) for v, doses in enumerate(plan.site.stock) if 0 < doses < NEVER}
    for tick, v, doses in plan.site.delivery.tolist():
        due[tick, v] = due.get((tick, v), 0) + doses
    m = visits.moves
    came = m.move == Move.RECEIVED
    received = dict(
        zip(zip(m.tick[came].tolist(), m.vaccine[came].tolist(), strict=True), m.doses[came].tolist(), strict=True)
    )
    expected = {key: doses for key, doses in due.items() if key[0] < plan.site.stop}
    for tick, v in sorted(expected.keys() | received.keys()):
        if expected.get((tick, v), 0) != received.get((tick, v), 0):
            yield f"{plan.vaccines[v]}: {received.get((tick, v), 0)} doses were received at {clock(tick)}"


@check_of("vaccines")
def vials_expire_in_time(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """Doses are wasted in open vials and among prepared ones only where they can expire."""
    m = visits.moves
    wasted = np.isin(m.move, (Move.WASTED_OPEN, Move.WASTED_PREPARED))
    expired = np.bincount(m.vaccine[wasted], minlength=len(plan.vaccines)) > 0
    yield from vaccines(plan, expired & (plan.site.open_life >= NEVER), "doses are past use that never are")


@check_of("preparing")
def doses_are_made_as_drawn(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """Doses are begun in order once they are released, take the time drawn, and timelines show who makes them."""
    m, making = visits.moves, np.zeros(len(plan.units), np.int64)
    for v, name in enumerate(plan.vaccines):
        begun, made = ((m.move == move) & (m.vaccine == v) for move in (Move.BEGUN, Move.MADE))
        began = np.repeat(m.tick[begun], m.doses[begun])
        released = plan.site.release[:, 1] == v
        due = np.repeat(plan.site.release[released, 0], draws.released[released])
        if len(began) > len(due) or (began < due[: len(began)]).any():
            yield f"{name}: doses were begun before they were released"
            continue
        unit, maker = np.repeat(m.who[begun], m.doses[begun]), np.repeat(m.who[made], m.doses[made])
        ready = _ready(unit, maker, np.repeat(m.tick[made], m.doses[made]))
        if not _took_as_drawn(began, ready, draws.making[v, : len(began)]):
            yield f"{name}: doses took another time to make than was drawn"
        making += sum_by_unit(plan, unit, np.minimum(ready, visits.ended_at) - began)
    wrong = making != time_in(plan, visits, StaffState.PREPARING)
    yield from units(plan, np.flatnonzero(wrong), "have a timeline that is not the doses they made")


def _took_as_drawn(began: Ticks, ready: Ticks, drawn: Ticks) -> bool:
    """Whether the doses begun at each tick took the times drawn for them; which unit began which is not written."""
    finished = ready < NEVER
    took = Counter(zip(began[finished].tolist(), (ready - began)[finished].tolist(), strict=True))
    return took <= Counter(zip(began.tolist(), drawn.tolist(), strict=True))


def _ready(unit: Ticks, maker: Ticks, made: Ticks) -> Ticks:
    """When each dose begun by a unit was ready: units make one after the other; NEVER where it was cut off."""
    ready = np.full(len(unit), NEVER, np.int64)
    for u in np.unique(unit):
        mine, ticks = np.flatnonzero(unit == u), made[maker == u]
        ready[mine[: len(ticks)]] = ticks
    return ready


@check_of("preparing")
def doses_are_taken_in_line(plan: Plan, draws: Draws, visits: Visits) -> Found:
    """Who has taken prepared doses in line did so between joining and beginning."""
    wrong = (visits.supplied < NEVER) & ((visits.supplied < visits.joined) | (visits.supplied > visits.began))
    if wrong.any():
        yield f"{int(wrong.sum())} patients had their doses before they joined or after they began"
