"""The part of the kernel's memory that is the same for every replication of a plan, made once for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from vaxsim.engines import Due
from vaxsim.engines.kernel import memory as c
from vaxsim.plan import PICKS
from vaxsim.units import NEVER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from vaxsim.plan import Plan, Site

Row = tuple[int, int, int, int]
"""A row of the calendar: tick, what, whose, which."""

CACHE_LINE = 8
"""Integers in a line of the processor's cache."""

LONGEST_IDLE, RANDOM = PICKS.index("longest_idle"), PICKS.index("random")


class Template(NamedTuple):
    """Memory before the draws are known: header and the tables as large as the plan."""

    memory: NDArray[np.int64]
    calendar: NDArray[np.int64]  # [rows, 4]; everybody's, also of those who turn out to be absent
    crew_places: int  # in the crews of all stations together
    picks_at_random: bool
    can_be_missed: NDArray[np.bool_]  # [U, W]; breaks that concern the unit and must begin before the stop


_TEMPLATES: WeakKeyDictionary[Site, Template] = WeakKeyDictionary()


def template_of(plan: Plan) -> Template:
    """The template of a plan; kept as long as the plan's site is."""
    try:
        return _TEMPLATES[plan.site]
    except KeyError:
        template = _TEMPLATES[plan.site] = _template(plan.site)
        return template


def _template(site: Site) -> Template:
    return assembled(site, [], {}, {})


def assembled(
    site: Site, more_calendar: list[Row], more_tables: dict[int, NDArray[Any]], more_header: dict[int, int]
) -> Template:
    """The template of a site, with rows of the calendar, tables (or others in their place) and integers of the header
    that a simple day does not have."""
    calendar = _calendar(site, more_calendar)
    tables = _tables(site, len(calendar)) | more_tables
    begins = places(c.STATION, [table.size for table in tables.values()])
    m = np.zeros(begins[-1], np.int64)
    for index, begin, table in zip(tables, begins[:-1], tables.values(), strict=True):
        if index != c.STATION:
            m[index] = begin
        m[begin : begin + table.size] = table.ravel()
    _fill_header(m, site, tables)
    for index, value in more_header.items():
        m[index] = value
    picks_at_random = bool((site.group_pick == RANDOM).any())
    last_tick = np.minimum(site.break_latest[site.unit_group], site.unit_to[:, None] - 1)
    can_be_missed = np.asarray(site.break_concerns & (last_tick < site.stop))
    return Template(m, calendar, int((site.crew_role >= 0).sum()), picks_at_random, can_be_missed)


def places(first: int, sizes: Iterable[int]) -> list[int]:
    """Where tables of such sizes begin in memory from `first` on, and behind them where the last one ends."""
    begins = [first]
    for size in sizes:
        begins.append(begins[-1] + -(-size // CACHE_LINE) * CACHE_LINE)
    return begins


def _tables(site: Site, calendar_rows: int) -> dict[int, NDArray[Any]]:
    """The tables behind the header, that of the stations first."""
    stations, units = len(site.desks), len(site.unit_group)
    crew_size, groups, breaks = site.crew_role.shape[1], *site.break_latest.shape
    priorities = np.unique(np.append(site.priority, c.FIRST_COME_PRIORITY))
    kinds, of_unit = np.unique(site.unit_has_role, axis=0, return_inverse=True)
    return {
        c.STATION: _stations(site),
        c.UNIT: _units(site, of_unit.ravel()),
        c.GROUP: table_rows(c.GROUP_FIELDS, {c.PICK_RULE: site.group_pick}, groups),
        c.LINE: np.full((stations * (len(priorities) + 1), c.LINE_FIELDS), -1),
        c.PRIORITY: priorities,
        c.PRESENT: np.zeros((len(site.priority), stations, c.PRESENT_FIELDS)),
        c.KIND_OF_UNIT: table_rows(
            c.KIND_FIELDS,
            {c.FIRST_IDLE: -1, c.LAST_IDLE: -1, c.KIND_ROLES: kinds.sum(1), c.KIND_BIT: _bits_of_kinds(kinds)},
            len(kinds),
        ),
        c.ROLE_KINDS: _by_number_of_roles(kinds, len(kinds) + 1),
        c.ROLE_UNITS: _by_number_of_roles(site.unit_has_role, units),
        c.CREW_ROLE: crews_of_desks(site),
        c.CREW_KINDS: _kinds_of_crews(crews_of_desks(site), kinds),
        c.HAS_ROLE: site.unit_has_role,
        c.NEEDED_AT: needed_at(site),
        c.FIRST_STATION: np.stack([site.first_station, np.searchsorted(priorities, site.priority)], 1),
        c.NEXT_STATION: site.next_station,
        c.MAY_VISIT: site.may_visit,
        c.BRANCH: np.stack([site.branch_target, np.broadcast_to(site.branch_outcome, site.branch_target.shape)], -1),
        c.BREAK_LATEST: site.break_latest,
        c.BREAK_AWAY: site.break_away,
        c.BREAK_LENGTH: np.zeros((units, breaks)),
        c.BREAK_STATE: np.full((units, breaks), c.NOT_DUE),
        c.CALENDAR: np.zeros((calendar_rows, c.CALENDAR_FIELDS)),
        c.CHOSEN: np.zeros(crew_size),
        c.HOLDER: np.zeros(units),
        c.ASKED: np.zeros(units),
        c.SEQUENCE: np.zeros((3 * stations, c.SEQUENCE_FIELDS)),
    }


def _fill_header(m: NDArray[np.int64], site: Site, tables: dict[int, NDArray[Any]]) -> None:
    m[[c.STOP, c.CLOSING, c.LATE_LIMIT, c.GATE]] = site.stop, site.closing, site.late_limit, site.gate
    m[c.TURNS_AWAY] = site.turns_away_at_closing
    m[[c.STATIONS, c.CLASSES]] = len(site.desks), len(site.priority)
    m[[c.CREW_SIZE, c.BRANCHES]] = site.crew_role.shape[1], site.branch_outcome.shape[1]
    m[[c.UNITS, c.ROLES]] = site.unit_has_role.shape
    m[[c.GROUPS, c.BREAKS, c.HEADS]] = site.break_away.shape
    m[c.RANKS], m[c.KINDS] = tables[c.PRIORITY].size, len(tables[c.KIND_OF_UNIT])
    m[c.SEQUENCES] = 2 * len(site.desks)
    m[c.DESK_ROWS], m[c.LINES] = len(tables[c.STATION]), len(tables[c.LINE])


def table_rows(fields: int, columns: dict[int, Any], rows: int) -> NDArray[np.int64]:
    """A table of so many fields, 0 where no column is given."""
    table = np.zeros((rows, fields), np.int64)
    for field, values in columns.items():
        table[:, field] = values
    return table


def rows_of_desks(site: Site) -> NDArray[np.int64]:
    """Where each kind of desk has its row, int64 [Y]: its station's where it is the only one, else behind them."""
    kinds = np.diff(site.first_kind)
    several = np.repeat(kinds > 1, kinds)
    stations = np.repeat(np.arange(len(kinds)), kinds)
    return np.where(several, len(kinds) - 1 + np.cumsum(several), stations)


def crews_of_desks(site: Site) -> NDArray[np.int64]:
    """The roles of the crew of each row of desks, int64 [rows, C]; none where a station has several kinds."""
    rows = rows_of_desks(site)
    crews = np.full((max(len(site.desks), rows.max() + 1), site.crew_role.shape[1]), -1, np.int64)
    crews[rows] = site.crew_role
    return crews


def _bits_of_kinds(kinds: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The bit of each kind of units."""
    return np.int64(1) << (np.arange(len(kinds)) % c.MASK_BITS)


def _kinds_of_crews(crews: NDArray[np.int64], kinds: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The bits of the kinds of units that have the role of each place in the crews, as large as these."""
    of_role = [np.bitwise_or.reduce(_bits_of_kinds(kinds)[has]) for has in kinds.T]
    return np.array([0, *of_role], np.int64)[crews + 1]


def _stations(site: Site) -> NDArray[np.int64]:
    crews, stations = crews_of_desks(site), len(site.desks)
    table = np.zeros((len(crews), c.STATION_FIELDS), np.int64)
    table[:stations, c.DESKS] = table[:stations, c.FREE_DESKS] = site.desks
    rows = rows_of_desks(site)
    table[rows, c.DESKS] = table[rows, c.FREE_DESKS] = site.kind_desks
    table[:stations, c.BY_PRIORITY] = site.by_priority
    table[:, c.CREW] = (crews >= 0).sum(1)
    table[:stations, c.SINCE], table[:stations, c.DOSES] = site.since, site.doses
    table[:stations, c.BIT] = 1 << (np.arange(stations) % c.MASK_BITS)
    for row, crew in enumerate(crews):
        roles = crew[crew >= 0]
        table[row, c.IS_SEPARATE] = _are_separate(site, roles)
        pick = site.group_pick[site.unit_group[site.unit_has_role[:, roles].any(axis=1)]]
        table[row, c.TAKES_LONGEST_IDLE] = table[row, c.IS_SEPARATE] and (pick == LONGEST_IDLE).all()
    return table


def _are_separate(site: Site, roles: NDArray[np.int64]) -> bool:
    """Whether the places of a crew can be filled one by one, because nobody could take two of them."""
    return len(set(roles.tolist())) == len(roles) and bool((site.unit_has_role[:, roles].sum(axis=1) <= 1).all())


def _units(site: Site, kind: NDArray[np.int64]) -> NDArray[np.int64]:
    units = np.zeros((len(site.unit_group), c.UNIT_FIELDS), np.int64)
    units[:, c.STATE] = units[:, c.LAST_ROW] = -1
    units[:, c.ENDS], units[:, c.STAYS] = site.unit_to, site.unit_stays
    units[:, c.ROLE_COUNT], units[:, c.OF_GROUP] = site.unit_has_role.sum(1), site.unit_group
    units[:, c.CAME] = units[:, c.WENT] = units[:, c.STATE_SINCE] = NEVER
    units[:, c.KIND], units[:, c.NEEDED_BITS] = kind, _needed_bits(site)
    return units


def _needed_bits(site: Site) -> list[int]:
    """The bits of the stations that need a role of the unit."""
    return [sum({1 << (int(s) % c.MASK_BITS) for s in np.nonzero(of_unit)[0]}) for of_unit in needed_at(site)]


def _by_number_of_roles(has_role: NDArray[np.bool_], length: int) -> NDArray[np.int64]:
    """For each role the rows that have it, those with the fewest roles first; filled up with -1 to `length`."""
    table = np.full((has_role.shape[1], length), -1, np.int64)
    for role in range(has_role.shape[1]):
        rows = np.nonzero(has_role[:, role])[0]
        table[role, : len(rows)] = rows[np.argsort(has_role[rows].sum(1), kind="stable")]
    return table


def needed_at(site: Site) -> NDArray[np.bool_]:
    """bool [U, S]; whether a station needs a role of the unit."""
    needed = np.zeros((len(site.unit_group), len(site.desks)), bool)
    stations = np.repeat(np.arange(len(site.desks)), np.diff(site.first_kind))
    for s, crew in zip(stations, site.crew_role, strict=True):
        needed[:, s] |= site.unit_has_role[:, crew[crew >= 0]].any(1)
    return needed


def _calendar(site: Site, more: list[Row]) -> NDArray[np.int64]:
    """Doors, shifts, breaks and whatever more there is: (tick, what, whose, which), in the order in which an instant
    settles them."""
    rows = [*more, *((tick, int(Due.DOORS_OPEN), 0, 0) for tick in site.opens.tolist())]
    rows += [(tick, int(Due.DOORS_CLOSE), 0, 0) for tick in site.closes.tolist()]
    for u in range(len(site.unit_group)):
        rows.append((int(site.unit_from[u]), int(Due.SHIFT_BEGINS), u, 0))
        rows.append((int(site.unit_to[u]), int(Due.SHIFT_ENDS), u, 0))
        for w in np.nonzero(site.break_concerns[u])[0].tolist():
            due = max(int(site.break_earliest[site.unit_group[u], w]), int(site.unit_from[u]))
            rows.append((due, int(Due.BREAK_DUE), u, w))
    return np.array(sorted(rows), np.int64).reshape(len(rows), c.CALENDAR_FIELDS)
