"""Doses: none appears or is lost, none is used past its life, and nobody goes without one who need not."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tests.invariants.records import Check, Records
from vaxsim.units import NEVER
from vaxsim.visits import Cause, Move, Outcome

FROM_VIALS, FROM_PREPARED, FROM_PATIENT = -1, -2, -3
"""Where a dose that was given came from; numbers from 0 stand for a unit that carried it."""

Given = tuple[int, int, int, int, int]
"""Tick, vaccine (-1 without any), doses, patient, and where they came from."""


@lru_cache(maxsize=4)
def given(day: Records) -> tuple[Given, ...]:
    """Every giving of doses: at the beginning of a service at a station with doses."""
    v, site = day.visits, day.site
    rows = []
    for i, s in zip(*np.nonzero((v.began < NEVER) & (site.doses > 0)), strict=True):
        vaccine = int(site.vaccine[day.draws.klass[i]])
        doses = int(site.doses[s] * day.draws.party[i])
        rows.append((int(v.began[i, s]), vaccine, doses, int(i), _source(day, int(i), int(s), vaccine)))
    return tuple(sorted(rows))


def _source(day: Records, i: int, s: int, vaccine: int) -> int:
    """The first unit taken that restocks; else the doses made ahead, taken in line where there is one; else a vial."""
    site = day.site
    crew = day.visits.crew[i, s][day.visits.crew[i, s] >= 0]
    carriers = [int(u) for u in crew if site.holds[site.unit_group[u]]] if site.carried_to[s] else []
    if carriers:
        return carriers[0]
    if vaccine < 0 or site.preparers[vaccine] < 0:
        return FROM_VIALS
    return FROM_PREPARED if site.waiting_room[s] == 0 or site.carried_to[s] else FROM_PATIENT


def _moved(day: Records, vaccine: int, until: int, *moves: Move, who: int | None = None) -> int:
    """Doses of a vaccine that moved so up to a tick."""
    m = day.visits.moves
    rows = (m.vaccine == vaccine) & (m.tick <= until) & np.isin(m.move, moves)
    rows &= (m.who == who) if who is not None else True
    return int(m.doses[rows].sum())


def _given(day: Records, vaccine: int, until: int, *sources: int) -> int:
    return sum(
        doses for tick, v, doses, _, source in given(day) if v == vaccine and tick <= until and source in sources
    )


def in_vials(day: Records, vaccine: int, tick: int) -> int:
    """Doses in the open vial when an instant was over."""
    out = _moved(day, vaccine, tick, Move.WASTED_OPEN, Move.BEGUN) + _given(day, vaccine, tick, FROM_VIALS)
    opened = _moved(day, vaccine, tick, Move.OPENED)
    return opened - out - (0 if _made_ahead(day, vaccine) else _fetched(day, vaccine, tick))


def in_stock(day: Records, vaccine: int, tick: int) -> int:
    """Doses in closed vials when an instant was over; NEVER for an endless stock."""
    if day.site.stock[vaccine] == NEVER:
        return NEVER
    return _moved(day, vaccine, tick, Move.RECEIVED) - _moved(day, vaccine, tick, Move.OPENED)


def prepared(day: Records, vaccine: int, tick: int) -> int:
    """Doses made ahead that nobody has taken when an instant was over."""
    if not _made_ahead(day, vaccine):
        return 0
    made = _moved(day, vaccine, tick, Move.MADE, Move.RETURNED)
    out = _moved(day, vaccine, tick, Move.TAKEN, Move.WASTED_PREPARED) + _given(day, vaccine, tick, FROM_PREPARED)
    return made - out - _fetched(day, vaccine, tick)


def in_store(day: Records, vaccine: int, tick: int) -> int:
    """Doses that could be fetched, or given where nobody takes them in line."""
    if _made_ahead(day, vaccine):
        return prepared(day, vaccine, tick)
    return in_stock(day, vaccine, tick) + in_vials(day, vaccine, tick)


def _fetched(day: Records, vaccine: int, tick: int) -> int:
    return _moved(day, vaccine, tick, Move.CARRIED) - _moved(day, vaccine, tick, Move.PUT_BACK)


def _made_ahead(day: Records, vaccine: int) -> bool:
    return bool(day.site.preparers[vaccine] >= 0)


def carried(day: Records, tick: int) -> NDArray[np.int64]:
    """int64 [U, V], one column without vaccines; doses in units' hands when an instant was over, those of trips from
    their end on."""
    hands, trips = _carried_at_first(day), day.visits.trips
    for unit, vaccine, back, doses in zip(trips.unit, trips.vaccine, trips.back, trips.doses, strict=True):
        hands[unit, max(0, vaccine)] += doses if back <= tick else 0
    for at, vaccine, doses, _, source in given(day):
        if source >= 0 and at <= tick:
            hands[source, max(0, vaccine)] -= doses
    return np.where((day.visits.came <= tick)[:, None], hands, 0)


def _carried_at_first(day: Records) -> NDArray[np.int64]:
    """int64 [U, V]; doses in hand on coming, with vaccines those that were taken out of the stock then."""
    hands = np.zeros((len(day.plan.units), max(1, len(day.plan.vaccines))), np.int64)
    if not len(day.plan.vaccines):
        hands[:, 0] = np.where(day.visits.came < NEVER, day.draws.carried, 0)
        return hands
    m, trips = day.visits.moves, day.visits.trips
    for row in np.nonzero(np.isin(m.move, (Move.CARRIED, Move.PUT_BACK)))[0]:
        hands[m.who[row], m.vaccine[row]] += m.doses[row] if m.move[row] == Move.CARRIED else -m.doses[row]
    np.subtract.at(hands, (trips.unit, np.maximum(trips.vaccine, 0)), trips.doses)
    for trip in np.nonzero((trips.began < NEVER) & (trips.back == NEVER) & (trips.doses == 0))[0]:  # cut off by stop
        unit, vaccine, began = trips.unit[trip], trips.vaccine[trip], trips.began[trip]
        fetched = (m.move == Move.CARRIED) & (m.who == unit) & (m.vaccine == vaccine) & (m.tick == began)
        hands[unit, vaccine] -= m.doses[fetched].sum()
    return hands


def a_trip_was_cut_short(day: Records) -> bool:
    """Whether a unit was filling when the run was cut off: nobody knows how many doses it had in hand."""
    trips = day.visits.trips
    return bool(((trips.began < NEVER) & (trips.back == NEVER)).any())


def doses_are_given_at_the_start(day: Records) -> Iterator[str]:
    """With every beginning of a service that gives doses as many are given as the party needs, and no others."""
    rows: dict[tuple[int, int, int], int] = {}
    for tick, vaccine, doses, i, _ in given(day):
        rows[tick, vaccine, i] = rows.get((tick, vaccine, i), 0) + doses
    m = day.visits.moves
    at = np.nonzero(m.move == Move.GIVEN)[0]
    seen = {(int(m.tick[row]), int(m.vaccine[row]), int(m.who[row])): int(m.doses[row]) for row in at}
    if day.plan.vaccines and (seen != rows or len(seen) != len(at)):
        yield f"given {seen}, and should be {rows}"
    first = np.where(day.site.gives_dose, day.visits.began, NEVER).min(axis=1, initial=NEVER)
    for i in np.nonzero(first != day.visits.dosed)[0]:
        yield f"patient {i + 1} was dosed at {day.visits.dosed[i]}, and served where doses are given at {first[i]}"


def no_dose_is_lost(day: Records) -> Iterator[str]:
    """What came is what was given, wasted or is left, dose by dose and form by form."""
    end = NEVER  # a vial can expire while a desk is cleaned after the last unit and patient have gone
    for v, name in enumerate(day.plan.vaccines):
        stock, opened, made, hands = day.visits.doses_left[v].tolist()
        if day.site.stock[v] == NEVER:
            if stock != -1:
                yield f"{name}: {stock} left of an endless stock"
            continue
        received = _moved(day, v, end, Move.RECEIVED)
        used = _moved(day, v, end, Move.GIVEN, Move.WASTED_OPEN, Move.WASTED_PREPARED)
        if received != used + stock + opened + made + hands:
            yield f"{name}: {received} came, {used} given or wasted, left {stock}, {opened}, {made}, {hands}"
        if stock != in_stock(day, v, end) or opened != in_vials(day, v, end):
            yield f"{name}: left {stock} and {opened}, moved {in_stock(day, v, end)} and {in_vials(day, v, end)}"
        due = sum(doses for tick, vaccine, doses in day.site.delivery if vaccine == v and tick < day.site.stop)
        came = day.site.stock[v] + due
        if received != came:
            yield f"{name}: {received} came, {came} were due"


def no_form_is_overdrawn(day: Records) -> Iterator[str]:
    """When an instant is over there is nothing less than no dose in any form, and in no more hands than can hold it."""
    for moment in day.moments:
        for v, name in enumerate(day.plan.vaccines):
            levels = in_stock(day, v, moment.tick), in_vials(day, v, moment.tick), prepared(day, v, moment.tick)
            making = _moved(day, v, moment.tick, Move.BEGUN) - _moved(day, v, moment.tick, Move.MADE)
            if min(*levels, making) < 0 or (levels[1] > day.site.vial[v] and not _put_back(day, v)):
                yield f"{name} at {moment.tick}: in stock, in vials, prepared, in the making {(*levels, making)}"
        hands = carried(day, moment.tick)
        most = day.site.holds[day.site.unit_group][:, None]
        if not a_trip_was_cut_short(day) and ((hands < 0) | (hands > most)).any():
            yield f"in hands at {moment.tick}: {hands.tolist()}"


def _put_back(day: Records, vaccine: int) -> bool:
    return _moved(day, vaccine, NEVER, Move.PUT_BACK) > 0


def vials_are_used_in_time(day: Records) -> Iterator[str]:
    """Nothing is taken from a vial past its life, and what is left of it then is wasted at that very tick."""
    for v, name in enumerate(day.plan.vaccines):
        if _put_back(day, v):
            continue  # what is put back may be older than the vial that is open
        since, m = -NEVER, day.visits.moves
        for tick in np.unique(m.tick[m.vaccine == v]).tolist():
            left, life = in_vials(day, v, tick - 1), day.site.open_life[v]
            wasted = _moved(day, v, tick, Move.WASTED_OPEN) - _moved(day, v, tick - 1, Move.WASTED_OPEN)
            if wasted and (tick != since + life or wasted != left):
                yield f"{name}: {wasted} of {left} wasted at {tick}, open since {since}"
            if left > wasted and life < NEVER and tick >= since + life:
                yield f"{name}: {left} in a vial at {tick}, open since {since}"
            if _moved(day, v, tick, Move.OPENED) > _moved(day, v, tick - 1, Move.OPENED):
                since = tick


def who_goes_without_a_dose_had_to(day: Records) -> Iterator[str]:
    """Nobody is turned away for want of doses while there are, or will be, any; nobody stays when there are none."""
    v = day.visits
    if not day.plan.vaccines or (v.stranded and (v.cause == Cause.NO_STAFF).any()):
        return
    last = v.departed[v.departed < NEVER].max(initial=-NEVER)  # who is stranded goes last
    for i in np.nonzero((v.cause == Cause.NO_DOSE) & ~((v.departed == last) & (v.stranded > 0)))[0]:
        vaccine = int(day.site.vaccine[day.draws.klass[i]])
        left = _for_good(day, vaccine, int(v.departed[i]))
        if left > _moved(day, vaccine, NEVER, Move.RETURNED):
            yield f"patient {i + 1} got no dose at {v.departed[i]}, although there were {left}"
    for moment in day.moments:
        for i, s in zip(*np.nonzero(moment.in_line & (day.site.doses > 0)), strict=True):
            has_one = v.supplied[i, s] <= moment.tick
            if not has_one and not _for_good(day, int(day.site.vaccine[day.draws.klass[i]]), moment.tick):
                yield f"patient {i + 1} waits for a dose of nothing at {moment.tick}"


def _for_good(day: Records, vaccine: int, tick: int) -> int:
    """Doses that somebody could still get: everywhere but in the hands of patients, and of units that went."""
    later = sum(doses for at, of, doses in day.site.delivery if of == vaccine and at > tick)
    making = _moved(day, vaccine, tick, Move.BEGUN) - _moved(day, vaccine, tick, Move.MADE)
    stays = (day.visits.came <= tick) & (tick < day.visits.went)
    taken_along = _moved(day, vaccine, tick, Move.CARRIED) - _moved(day, vaccine, tick, Move.PUT_BACK)
    used = sum(d for at, of, d, _, source in given(day) if of == vaccine and at <= tick and source >= 0)
    hands = taken_along - used - int(carried(day, tick)[~stays, vaccine].sum())
    total = in_stock(day, vaccine, tick) + in_vials(day, vaccine, tick) + prepared(day, vaccine, tick)
    return total + making + hands + later


def prepared_doses_are_released(day: Records) -> Iterator[str]:
    """No more doses are begun than were released, each takes its time, one unit makes one at a time while it lasts."""
    m = day.visits.moves
    for v, name in enumerate(day.plan.vaccines):
        begun = [(int(t), int(u), int(d)) for t, u, d in _rows(day, v, Move.BEGUN)]
        for tick, _, _ in begun:
            released = day.draws.released[(day.site.release[:, 0] <= tick) & (day.site.release[:, 1] == v)].sum()
            if _moved(day, v, tick, Move.BEGUN) > released:
                yield f"{name}: {_moved(day, v, tick, Move.BEGUN)} begun at {tick}, of {released}"
        life = day.site.open_life[v]
        for tick, _, doses in _rows(day, v, Move.WASTED_PREPARED):
            if life == NEVER or not _moved(day, v, tick - life, Move.MADE):
                yield f"{name}: {doses} wasted at {tick}, none was made {life} before"
    wrong = np.isin(m.move, (Move.BEGUN, Move.MADE)) & (m.who < 0)
    if wrong.any():
        yield f"doses made by nobody at {m.tick[wrong]}"


def _rows(day: Records, vaccine: int, move: Move) -> Iterator[tuple[int, int, int]]:
    """(tick, who, doses) of each move of a kind."""
    m = day.visits.moves
    for row in np.nonzero((m.vaccine == vaccine) & (m.move == move))[0]:
        yield int(m.tick[row]), int(m.who[row]), int(m.doses[row])


def people_are_called_in_order(day: Records) -> Iterator[str]:
    """People on a list come only from when it is used until closing, in its order, and travel as long as was drawn."""
    v, travel = day.visits, np.broadcast_to(day.draws.travel, day.draws.klass.shape)
    for vaccine, begin in enumerate(day.site.standby_from):
        on_list = np.arange(day.draws.standby[vaccine], day.draws.standby[vaccine + 1])
        counted = v.outcome[on_list] != -1
        if counted.any() and not counted[: counted.sum()].all():
            yield f"{day.plan.vaccines[vaccine]}: not the first of the list were called"
        calls = day.arrival[on_list[counted]] - travel[on_list[counted]]
        starts = np.append(v.began[v.began < NEVER], begin)
        outside = (calls < begin) | (calls >= day.site.closing) | ~np.isin(calls, starts)
        if (np.diff(calls) < 0).any() or outside.any():
            yield f"{day.plan.vaccines[vaccine]}: called at {calls}, from {begin} on"
        if np.isin(v.outcome[on_list[counted]], (Outcome.NO_SHOW,)).any():
            yield f"{day.plan.vaccines[vaccine]}: who was called did not come"


CHECKS: tuple[Check, ...] = (
    doses_are_given_at_the_start, no_dose_is_lost, no_form_is_overdrawn, vials_are_used_in_time,
    who_goes_without_a_dose_had_to, prepared_doses_are_released, people_are_called_in_order,
)  # fmt: skip
