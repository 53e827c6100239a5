"""Plan and draws into the kernel's memory before the day, and out of it as Visits behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vaxsim.engines import Due
from vaxsim.engines.kernel import memory as c
from vaxsim.units import NEVER
from vaxsim.visits import NOT_COUNTED, Cause, Outcome, Timeline, Visits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vaxsim.draws import Draws
    from vaxsim.plan import Plan


def pack(plan: Plan, draws: Draws) -> NDArray[np.int64]:
    """The memory before the day."""
    tables = _tables(plan, draws)
    sizes = [table if isinstance(table, int) else table.size for table in tables.values()]
    begins = np.concatenate([[c.HEADER], c.HEADER + np.cumsum(sizes)])
    m = np.empty(begins[-1], np.int64)
    m[: c.HEADER] = 0
    for index, begin, table in zip(tables, begins[:-1], tables.values(), strict=True):
        m[index] = begin
        if not isinstance(table, int):
            m[begin : begin + table.size] = table.ravel()
    _fill_header(m, plan, draws, tables)
    return m


def _tables(plan: Plan, draws: Draws) -> dict[int, NDArray[Any] | int]:
    """What stands in memory behind the header; a number is room that needs no beginning value."""
    site, n, stations, units = plan.site, len(draws.klass), len(plan.stations), len(plan.units)
    crew_size = site.crew_role.shape[1]
    priorities = np.unique(np.append(site.priority, c.FIRST_COME_PRIORITY))
    patients = _patients(plan, draws, priorities)
    return {
        c.PATIENT: patients,
        c.VISIT: _visits(n, stations, crew_size),
        c.STATION: _stations(plan),
        c.UNIT: _units(plan),
        c.GROUP: np.stack([np.zeros(len(plan.groups)), np.zeros(len(plan.groups)), site.group_pick], 1),
        c.HEAP: n + units + 1,  # each patient and each unit has at most one event waiting
        c.COMER: _comers(draws, patients),
        c.CALENDAR: _calendar(plan, draws),
        c.LINE: np.full((stations * (len(priorities) + 1), c.LINE_FIELDS), -1),
        c.PRIORITY: priorities,
        c.PRESENT: np.zeros((len(plan.classes), stations, c.PRESENT_FIELDS)),
        c.TIMELINE: _most_rows(plan, n) * c.TIMELINE_FIELDS,
        c.FREE_WITH: np.zeros(len(plan.roles)),
        c.ROLE_UNITS: _role_units(plan),
        c.CREW_ROLE: site.crew_role,
        c.HAS_ROLE: site.unit_has_role,
        c.NEEDED_AT: _needed_at(plan),
        c.NEXT_STATION: site.next_station,
        c.MAY_VISIT: site.may_visit,
        c.BRANCH: np.stack([site.branch_target, np.broadcast_to(site.branch_outcome, site.branch_target.shape)], -1),
        c.BREAK_LATEST: site.break_latest,
        c.BREAK_AWAY: site.break_away,
        c.BREAK_LENGTH: draws.break_length,
        c.BREAK_STATE: np.full(draws.break_length.shape, c.NOT_DUE),
        c.LUCK: _luck(draws),
        c.PICK: np.ascontiguousarray(draws.pick).view(np.int64),
        c.CHOSEN: crew_size,
        c.HOLDER: units,
        c.ASKED: units,
    }


def _fill_header(m: NDArray[np.int64], plan: Plan, draws: Draws, tables: dict[int, NDArray[Any] | int]) -> None:
    site = plan.site
    comers, calendar = tables[c.COMER], tables[c.CALENDAR]
    assert not isinstance(comers, int)
    assert not isinstance(calendar, int)
    begin = min([plan.day_begins, *draws.arrival[comers[:1]].tolist(), *calendar[:1, c.TICK].tolist()])
    bits = max(len(draws.klass), len(plan.units), 1).bit_length()
    m[[c.STOP, c.CLOSING, c.LATE_LIMIT]] = site.stop, site.closing, site.late_limit
    m[c.TURNS_AWAY] = site.turns_away_at_closing
    m[[c.BASE, c.HORIZON, c.NUMBER_BITS, c.TIME_SHIFT]] = begin, 1 << (60 - bits), bits, bits + 2
    m[[c.PATIENTS, c.STATIONS, c.CLASSES]] = len(draws.klass), len(plan.stations), len(plan.classes)
    m[[c.CREW_SIZE, c.BRANCHES]] = site.crew_role.shape[1], site.branch_outcome.shape[1]
    m[[c.UNITS, c.ROLES, c.GROUPS]] = len(plan.units), len(plan.roles), len(plan.groups)
    m[[c.BREAKS, c.HEADS]] = site.break_away.shape[1:]
    m[[c.COMERS, c.CALENDAR_ROWS, c.RANKS]] = len(comers), len(calendar), np.size(tables[c.PRIORITY])


def _patients(plan: Plan, draws: Draws, priorities: NDArray[np.int64]) -> NDArray[np.int64]:
    patients = np.full((len(draws.klass), c.PATIENT_FIELDS), -1, np.int64)
    patients[:, c.KLASS] = draws.klass
    patients[:, c.RANK] = np.searchsorted(priorities, plan.site.priority)[draws.klass]
    patients[:, c.ARRIVAL], patients[:, c.SLOT] = draws.arrival, draws.slot
    patients[:, c.READY] = draws.arrival
    if plan.site.gate != NEVER:
        opens = np.where(draws.slot == NEVER, -NEVER, draws.slot - plan.site.gate)
        patients[:, c.READY] = np.maximum(draws.arrival, opens)
    patients[:, c.AT] = plan.site.first_station[draws.klass]
    patients[:, c.CALLED] = 0
    patients[:, c.DOSED] = patients[:, c.DEPARTED] = NEVER
    patients[:, c.OUTCOME], patients[:, c.CAUSE] = NOT_COUNTED, Cause.NONE
    stays_away = (draws.arrival == NEVER) & (draws.slot < plan.site.stop)
    patients[stays_away, c.OUTCOME] = Outcome.NO_SHOW
    return patients


def _comers(draws: Draws, patients: NDArray[np.int64]) -> NDArray[np.int64]:
    """Patients who come, by arrival; those of one tick by (ready, number), the order in which they decide."""
    come = np.nonzero(draws.arrival != NEVER)[0]
    return come[np.lexsort((patients[come, c.READY], draws.arrival[come]))]


def _visits(n: int, stations: int, crew_size: int) -> NDArray[np.int64]:
    visits = np.full((n, stations, c.VISIT_FIELDS + crew_size), NEVER, np.int64)
    visits[:, :, c.VISIT_FIELDS :] = -1
    return visits


def _luck(draws: Draws) -> NDArray[np.int64]:
    luck = np.empty((*draws.service.shape, c.LUCK_FIELDS), np.int64)
    luck[:, :, c.SERVICE], luck[:, :, c.EXTRA] = draws.service, draws.extra
    luck[:, :, c.WALK], luck[:, :, c.WHICH_BRANCH] = draws.walk, draws.branch
    return luck


def _stations(plan: Plan) -> NDArray[np.int64]:
    site = plan.site
    stations = np.zeros((len(plan.stations), c.STATION_FIELDS), np.int64)
    stations[:, c.FREE_DESKS], stations[:, c.BY_PRIORITY] = site.desks, site.by_priority
    stations[:, c.CREW] = (site.crew_role >= 0).sum(1)
    stations[:, c.SINCE], stations[:, c.DOSES] = site.since, site.doses
    return stations


def _units(plan: Plan) -> NDArray[np.int64]:
    site = plan.site
    units = np.zeros((len(plan.units), c.UNIT_FIELDS), np.int64)
    units[:, c.STATE] = units[:, c.LAST_ROW] = -1
    units[:, c.BEGINS], units[:, c.ENDS], units[:, c.STAYS] = site.unit_from, site.unit_to, site.unit_stays
    units[:, c.ROLE_COUNT], units[:, c.OF_GROUP] = site.unit_has_role.sum(1), site.unit_group
    units[:, c.CAME] = units[:, c.WENT] = units[:, c.STATE_SINCE] = NEVER
    return units


def _role_units(plan: Plan) -> NDArray[np.int64]:
    table = np.full((len(plan.roles), len(plan.units)), -1, np.int64)
    number_of_roles = plan.site.unit_has_role.sum(1)
    for role in range(len(plan.roles)):
        units = np.nonzero(plan.site.unit_has_role[:, role])[0]
        table[role, : len(units)] = units[np.argsort(number_of_roles[units], kind="stable")]
    return table


def _needed_at(plan: Plan) -> NDArray[np.bool_]:
    needed = np.zeros((len(plan.units), len(plan.stations)), bool)
    for s, crew in enumerate(plan.site.crew_role):
        needed[:, s] = plan.site.unit_has_role[:, crew[crew >= 0]].any(1)
    return needed


def _calendar(plan: Plan, draws: Draws) -> NDArray[np.int64]:
    """Doors, shifts and breaks: (tick, kind, unit, break), in the order in which an instant settles them."""
    site = plan.site
    rows = [(tick, int(Due.DOORS_OPEN), 0, 0) for tick in site.opens.tolist()]
    rows += [(tick, int(Due.DOORS_CLOSE), 0, 0) for tick in site.closes.tolist()]
    for u in np.nonzero(~draws.absent)[0].tolist():
        rows.append((int(site.unit_from[u]), int(Due.SHIFT_BEGINS), u, 0))
        rows.append((int(site.unit_to[u]), int(Due.SHIFT_ENDS), u, 0))
        for w in np.nonzero(site.break_concerns[u])[0].tolist():
            due = max(int(site.break_earliest[site.unit_group[u], w]), int(site.unit_from[u]))
            rows.append((due, int(Due.BREAK_DUE), u, w))
    return np.array(sorted(rows), np.int64).reshape(len(rows), c.CALENDAR_FIELDS)


def _most_rows(plan: Plan, n: int) -> int:
    """Most rows of the timeline: a service adds serving, and the idleness before it, for each of its crew; a break
    likewise; the end of duty one more for each unit."""
    crews = int((plan.site.crew_role >= 0).sum())
    return int(2 * n * crews + len(plan.units) * (2 * plan.site.break_latest.shape[1] + 2))


def unpack(plan: Plan, m: NDArray[np.int64]) -> Visits:
    """What happened."""
    stations, crew_size = len(plan.stations), plan.site.crew_role.shape[1]
    patients = _table(m, c.PATIENT, c.PATIENT_FIELDS, m[c.PATIENTS])
    visits = _table(m, c.VISIT, c.VISIT_FIELDS + crew_size, m[c.PATIENTS] * stations)
    visits = visits.reshape(-1, stations, c.VISIT_FIELDS + crew_size)
    station_rows = _table(m, c.STATION, c.STATION_FIELDS, stations)
    units = _table(m, c.UNIT, c.UNIT_FIELDS, len(plan.units))
    return Visits(
        reached=visits[:, :, c.REACHED],
        joined=visits[:, :, c.JOINED],
        began=visits[:, :, c.BEGAN],
        ended=visits[:, :, c.ENDED],
        left=visits[:, :, c.LEFT],
        crew=visits[:, :, c.VISIT_FIELDS :].astype(np.int32),
        dosed=patients[:, c.DOSED],
        departed=patients[:, c.DEPARTED],
        outcome=patients[:, c.OUTCOME].astype(np.int8),
        cause=patients[:, c.CAUSE].astype(np.int8),
        timeline=_timeline(_table(m, c.TIMELINE, c.TIMELINE_FIELDS, m[c.ROWS])),
        came=units[:, c.CAME],
        went=units[:, c.WENT],
        breaks_missed=_breaks_missed(plan, m, units),
        line_area=station_rows[:, c.LINE_AREA],
        service_area=station_rows[:, c.BUSY_AREA],
        ended_at=int(m[c.NOW]),
        stranded=int(m[c.STRANDED]),
    )


def _table(m: NDArray[np.int64], index: int, fields: int, rows: int) -> NDArray[np.int64]:
    return m[m[index] : m[index] + rows * fields].reshape(rows, fields)


def _timeline(rows: NDArray[np.int64]) -> Timeline:
    rows = rows[np.argsort(rows[:, c.ROW_UNIT], kind="stable")]
    return Timeline(
        unit=rows[:, c.ROW_UNIT].astype(np.int32),
        state=rows[:, c.ROW_STATE].astype(np.int8),
        began=rows[:, c.ROW_BEGAN],
        ended=rows[:, c.ROW_ENDED],
    )


def _breaks_missed(plan: Plan, m: NDArray[np.int64], units: NDArray[np.int64]) -> NDArray[np.int32]:
    """Breaks that concern a unit that came, whose last possible tick lay before the stop, and that did not begin."""
    site = plan.site
    last_tick = np.minimum(site.break_latest[site.unit_group], site.unit_to[:, None] - 1)
    state = _table(m, c.BREAK_STATE, last_tick.shape[1], len(plan.units))
    came = (units[:, c.CAME] != NEVER)[:, None]
    missed = site.break_concerns & (last_tick < site.stop) & (state != c.BREAK_HAS_BEGUN) & came
    return np.asarray(missed.sum(1), np.int32)
