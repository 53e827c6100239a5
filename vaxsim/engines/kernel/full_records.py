"""The records of a day with every behaviour, out of the kernel's memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel import more as x
from vaxsim.engines.kernel.packing import many_rows, unpack
from vaxsim.units import NEVER
from vaxsim.visits import Interruptions, Move, Moves, Trips

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vaxsim.engines.kernel.template import Template
    from vaxsim.plan import Plan
    from vaxsim.visits import Visits


def unpack_full(plan: Plan, m: NDArray[np.int64], template: Template) -> Visits:
    """What happened, with all that only a day with every behaviour writes down."""
    return unpack(plan, m, template, lambda fields: _records(plan, m, fields))


def _records(plan: Plan, m: NDArray[np.int64], fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that a simple day leaves without use, and those that it fills otherwise."""
    site, vaccines = plan.site, len(plan.vaccines)
    began, left, crew = fields["began"], fields["left"], fields["crew"]
    if m[x.FREED]:
        fields["freed"] = np.where(began < NEVER, _by_station(m, x.FREED, left.shape), left)
    if m[x.HAS_KINDS]:
        kind = np.where(began < NEVER, _by_station(m, x.KIND_TAKEN, left.shape), 0)
        fields["kind"] = np.where(np.diff(site.first_kind) > 1, kind, 0).astype(np.int8)
    if m[x.SESSION]:
        fields["session"] = _by_station(m, x.SESSION, left.shape).astype(np.int32)
    if m[x.SUPPLIED]:
        fields["supplied"] = _by_station(m, x.SUPPLIED, left.shape).copy()
    fields["interruptions"] = _interruptions(m, crew)
    fields["trips"] = _trips(m, vaccines)
    if vaccines:
        fields["moves"] = _moves(plan, m)
        fields["doses_left"] = _doses_left(m, vaccines)
    return fields


def _by_station(m: NDArray[np.int64], index: int, shape: tuple[int, ...]) -> NDArray[np.int64]:
    """A table of visits, [n, S]."""
    n, stations = shape
    return many_rows(m, index, stations, n).T


def _interruptions(m: NDArray[np.int64], crew: NDArray[np.int32]) -> Interruptions:
    """The pauses, by patient, station and time; `crew` becomes that of each first piece."""
    rows, size = int(m[x.PAUSE_ROWS]), crew.shape[2]
    pauses = many_rows(m, x.PAUSE, rows, x.PAUSE_FIELDS)
    crews = many_rows(m, x.PAUSE_CREW, 2 * rows, size).reshape(rows, 2, size)
    patient, station = pauses[:, x.PAUSE_PATIENT], pauses[:, x.PAUSE_STATION]
    for row in reversed(range(rows)):  # the first one is put in last
        crew[patient[row], station[row]] = crews[row, 0]
    order = np.lexsort((pauses[:, x.PAUSED_AT], station, patient))
    return Interruptions(
        patient=patient[order].astype(np.int32),
        station=station[order].astype(np.int16),
        paused=pauses[order, x.PAUSED_AT],
        resumed=pauses[order, x.RESUMED_AT],
        crew=crews[order, 1].astype(np.int32),
    )


def _trips(m: NDArray[np.int64], vaccines: int) -> Trips:
    trips = many_rows(m, x.TRIP, int(m[x.TRIP_ROWS]), x.TRIP_FIELDS)
    trips = trips[np.lexsort((trips[:, x.SET_OFF], trips[:, x.TRIP_UNIT]))]
    return Trips(
        unit=trips[:, x.TRIP_UNIT].astype(np.int32),
        vaccine=(trips[:, x.TRIP_VACCINE] if vaccines else np.full(len(trips), -1)).astype(np.int16),
        set_off=trips[:, x.SET_OFF].copy(),
        arrived=trips[:, x.TRIP_ARRIVED].copy(),
        began=trips[:, x.TRIP_BEGAN].copy(),
        ended=trips[:, x.TRIP_ENDED].copy(),
        back=trips[:, x.TRIP_BACK].copy(),
        doses=trips[:, x.TRIP_DOSES].copy(),
    )


def _moves(plan: Plan, m: NDArray[np.int64]) -> Moves:
    """The moves in order, those alike in all but the doses added up; with the stock of the morning."""
    rows = many_rows(m, x.MOVE, int(m[x.MOVE_ROWS]), x.MOVE_FIELDS)[:, : x.MOVE_DOSES + 1]
    stock = plan.site.stock
    morning = [
        (plan.day_begins, v, Move.RECEIVED, -1, doses) for v, doses in enumerate(stock.tolist()) if 0 < doses < NEVER
    ]
    rows = np.concatenate([np.array(morning, np.int64).reshape(-1, x.MOVE_DOSES + 1), rows])
    rows = rows[np.lexsort(rows[:, : x.MOVE_DOSES].T[::-1])]
    new = np.ones(len(rows), bool)
    new[1:] = (rows[1:, : x.MOVE_DOSES] != rows[:-1, : x.MOVE_DOSES]).any(axis=1)
    firsts = np.flatnonzero(new)
    return Moves(
        tick=rows[firsts, x.MOVE_TICK],
        vaccine=rows[firsts, x.MOVE_VACCINE].astype(np.int16),
        move=rows[firsts, x.MOVE_WHAT].astype(np.int8),
        who=rows[firsts, x.MOVE_WHO].astype(np.int32),
        doses=np.add.reduceat(rows[:, x.MOVE_DOSES], firsts) if len(rows) else np.empty(0, np.int64),
    )


def _doses_left(m: NDArray[np.int64], vaccines: int) -> NDArray[np.int64]:
    """Doses in stock, in open vials, prepared, and in hands, int64 [V, 4].

    Prepared are also those in the making, and those taken in line and not given when the day was cut off.
    """
    rows = many_rows(m, x.VACCINE, vaccines, x.VACCINE_FIELDS)
    left = np.empty((vaccines, 4), np.int64)
    left[:, 0] = np.where(rows[:, x.STOCK] == NEVER, -1, rows[:, x.STOCK])
    left[:, 1] = rows[:, x.OPEN_DOSES]
    left[:, 2] = rows[:, x.BACK] - rows[:, x.FRONT] + rows[:, x.IN_MAKING]
    left[:, 3] = many_rows(m, x.HANDS, int(m[c.UNITS]), vaccines).sum(axis=0)
    taken = many_rows(m, x.MORE_PATIENT, int(m[c.PATIENTS]), x.MORE_PATIENT_FIELDS)[:, x.TAKEN]
    classes = many_rows(m, c.PATIENT, int(m[c.PATIENTS]), c.PATIENT_FIELDS)[:, c.KLASS]
    vaccine_of = many_rows(m, x.CLASS, int(m[c.CLASSES]), x.CLASS_FIELDS)[:, x.VACCINE_OF]
    np.add.at(left[:, 2], vaccine_of[classes], taken)
    return left
