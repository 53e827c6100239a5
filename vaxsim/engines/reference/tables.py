"""The records of a day as the arrays that every engine returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vaxsim.units import NEVER
from vaxsim.visits import Interruptions, Moves, Timeline, Trips, Visits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from vaxsim.engines.reference.records import Records
    from vaxsim.engines.reference.site import Site
    from vaxsim.engines.reference.staff import Unit

    Ints = NDArray[np.int64]


def visits(site: Site, ended_at: int) -> Visits:
    """Everything written down by the end of the day."""
    records, units, crew_size = site.records, site.staff.units, site.plan.crew_role.shape[1]
    return Visits(
        **_times(records),
        crew=_crews(records, crew_size),
        kind=_sparse(records, records.kind, 0).astype(np.int8),
        session=_sparse(records, records.session, -1).astype(np.int32),
        supplied=_sparse(records, records.supplied, NEVER),
        dosed=np.array(records.dosed, np.int64),
        departed=np.array(records.departed, np.int64),
        outcome=np.array(records.outcome, np.int8),
        cause=np.array(records.cause, np.int8),
        timeline=_timeline(units),
        interruptions=_interruptions(records, crew_size),
        trips=_trips(units, has_vaccines=len(site.plan.stock) > 0),
        moves=_moves(records),
        came=np.array([unit.came for unit in units], np.int64),
        went=np.array([unit.went for unit in units], np.int64),
        breaks_missed=np.array([unit.breaks_missed for unit in units], np.int32),
        line_area=np.array([station.line.area for station in site.stations], np.int64),
        service_area=np.array([station.service_area for station in site.stations], np.int64),
        doses_left=_rows(
            4, (site.doses.left(each, site.patients) for each in site.doses.vaccines[: len(site.plan.stock)])
        ),
        ended_at=ended_at,
        stranded=records.stranded,
    )


def _times(records: Records) -> dict[str, Ints]:
    columns = {
        name: np.array(getattr(records, name), np.int64).reshape(records.shape)
        for name in ("reached", "joined", "began", "ended", "left")
    }
    freed = columns["left"]
    if records.freed:
        freed = freed.copy()
        freed.flat[list(records.freed)] = list(records.freed.values())
    return columns | {"freed": freed}


def _sparse(records: Records, values: Mapping[int, int], otherwise: int) -> Ints:
    """One number for each visit, spread over the shape where no visit has another one."""
    if not values:
        return np.broadcast_to(np.int64(otherwise), records.shape)
    column = np.full(records.shape, otherwise, np.int64)
    column.flat[list(values)] = list(values.values())
    return column


def _crews(records: Records, size: int) -> NDArray[np.int32]:
    crews = np.full((records.shape[0] * records.shape[1], size), -1, np.int32)
    for visit, crew in records.crew.items():
        crews[visit, : len(crew)] = [unit.index for unit in crew]
    return crews.reshape(*records.shape, size)


def _timeline(units: Sequence[Unit]) -> Timeline:
    table = _rows(4, ((unit.index, *row) for unit in units for row in unit.timeline))
    return Timeline(
        unit=table[:, 0].astype(np.int32),
        state=table[:, 1].astype(np.int8),
        began=table[:, 2].copy(),
        ended=table[:, 3].copy(),
    )


def _interruptions(records: Records, crew_size: int) -> Interruptions:
    rows = sorted(records.interruptions, key=lambda row: (row.patient, row.station, row.paused))
    crew = np.full((len(rows), crew_size), -1, np.int32)
    for place, row in enumerate(rows):
        crew[place, : len(row.crew)] = [unit.index for unit in row.crew]
    table = _rows(4, ((row.patient, row.station, row.paused, row.resumed) for row in rows))
    return Interruptions(
        patient=table[:, 0].astype(np.int32),
        station=table[:, 1].astype(np.int16),
        paused=table[:, 2].copy(),
        resumed=table[:, 3].copy(),
        crew=crew,
    )


def _trips(units: Sequence[Unit], has_vaccines: bool) -> Trips:
    trips = [trip for unit in units for trip in unit.trips]  # of each unit in the order of setting off
    names = ("set_off", "arrived", "began", "ended", "back", "doses")
    columns: dict[str, Any] = {name: np.array([getattr(trip, name) for trip in trips], np.int64) for name in names}
    return Trips(
        unit=np.array([trip.unit.index for trip in trips], np.int32),
        vaccine=np.array([trip.vaccine if has_vaccines else -1 for trip in trips], np.int16),
        **columns,
    )


def _moves(records: Records) -> Moves:
    table = _rows(5, ((*key, doses) for key, doses in sorted(records.moves.items())))
    return Moves(
        tick=table[:, 0].copy(),
        vaccine=table[:, 1].astype(np.int16),
        move=table[:, 2].astype(np.int8),
        who=table[:, 3].astype(np.int32),
        doses=table[:, 4].copy(),
    )


def _rows(columns: int, rows: Iterable[Sequence[int]]) -> Ints:
    table = list(rows)
    return np.array(table, np.int64).reshape(len(table), columns)
