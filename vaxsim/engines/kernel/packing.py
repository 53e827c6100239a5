"""Plan and draws into the kernel's memory before the day, and out of it as Visits behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel.filling import StaffLuck, breaks_missed, by_unit, fill
from vaxsim.engines.kernel.plain_tables import Luck
from vaxsim.engines.kernel.template import CACHE_LINE, Template, places, template_of
from vaxsim.visits import Timeline, Visits, without_use

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vaxsim.draws import Draws
    from vaxsim.plan import Plan


Fields = Callable[[dict[str, Any]], dict[str, Any]]
"""What makes the fields of Visits of those of a simple day."""


def pack(plan: Plan, draws: Draws) -> NDArray[np.int64]:
    """The memory before the day."""
    template = template_of(plan)
    n = len(draws.klass)
    sizes = _sizes(plan, template, n)
    begins = places(len(template.memory), sizes.values())
    m = empty_memory(begins[-1])
    m[: begins[0]] = template.memory
    header = template.memory[: c.STATION].copy()
    header[list(sizes)] = begins[:-1]
    bits = max(n, len(plan.units), 1).bit_length()
    header[[c.PATIENTS, c.PICKS, c.BASE]] = n, sizes[c.PICK], plan.day_begins
    header[c.TIME_SPAN] = n * len(plan.stations)
    header[[c.HEAP_ROOM, c.DUE_ROOM]] = sizes[c.HEAP], sizes[c.DUE]
    header[[c.HORIZON, c.NUMBER_BITS, c.TIME_SHIFT]] = 1 << (60 - bits), bits, bits + 2
    m[: c.STATION] = header
    if sizes[c.PICK]:
        m[m[c.PICK] : m[c.PICK] + sizes[c.PICK]] = np.ascontiguousarray(draws.pick).view(np.int64).ravel()
    luck = Luck(draws.klass, draws.slot, draws.arrival, draws.service, draws.extra, draws.walk, draws.branch)
    fill(m, luck, StaffLuck(draws.absent, draws.break_length, template.calendar))
    return m


def empty_memory(size: int) -> NDArray[np.int64]:
    """Room for so many integers that begins at a line of the cache."""
    room = np.empty(size + CACHE_LINE, np.int64)
    behind_a_line = room.__array_interface__["data"][0] // room.itemsize % CACHE_LINE
    return room[CACHE_LINE - behind_a_line :][:size]


def _sizes(plan: Plan, template: Template, n: int) -> dict[int, int]:
    """How large the tables are that grow with the n patients, integers."""
    stations, crew_size = plan.site.crew_role.shape
    visits = n * stations
    return {
        c.PATIENT: n * c.PATIENT_FIELDS,
        c.COLUMN: n * c.COLUMNS,
        c.TIME: visits * c.TIMES,
        c.CREW_UNIT: visits * crew_size,
        c.LUCK: visits * c.LUCK_FIELDS,
        c.PICK: visits * crew_size if template.picks_at_random else 0,
        c.HEAP: n + len(plan.units) + 1,  # each patient and each unit has at most one event waiting
        c.COMER: n * c.COMER_FIELDS,
        c.DUE: 2 * visits,  # nobody is served twice at a station, or walks twice from it
        c.TIMELINE: _most_rows(plan, template, n) * c.TIMELINE_FIELDS,
    }


def _most_rows(plan: Plan, template: Template, n: int) -> int:
    """Most rows of the timeline: a service adds serving, and the idleness before it, for each of its crew; a break
    likewise; the end of duty one more for each unit."""
    breaks: int = plan.site.break_latest.shape[1]
    return 2 * n * template.crew_places + len(plan.units) * (2 * breaks + 2)


def unpack(plan: Plan, m: NDArray[np.int64], template: Template, more: Fields = lambda fields: fields) -> Visits:
    """What happened; each station's times are a column in one piece.  `more` adds to the fields of a simple day."""
    n, (stations, crew_size) = int(m[c.PATIENTS]), (len(plan.stations), plan.site.crew_role.shape[1])
    times = many_rows(m, c.TIME, c.TIMES * stations, n).reshape(c.TIMES, stations, n)
    reached, joined, began, ended, left = times.transpose(0, 2, 1)
    columns = many_rows(m, c.COLUMN, c.COLUMNS, n)
    units = many_rows(m, c.UNIT, len(plan.units), c.UNIT_FIELDS)
    station_rows = m[c.STATION : c.STATION + stations * c.STATION_FIELDS].reshape(stations, c.STATION_FIELDS)
    fields = {
        "reached": reached,
        "joined": joined,
        "began": began,
        "ended": ended,
        "left": left,
        **without_use(left, crew_size),
        "crew": many_rows(m, c.CREW_UNIT, n, stations * crew_size).reshape(n, stations, crew_size).astype(np.int32),
        "dosed": columns[c.DOSED],
        "departed": columns[c.DEPARTED],
        "outcome": columns[c.OUTCOME].astype(np.int8),
        "cause": columns[c.CAUSE].astype(np.int8),
        "timeline": timeline_of(m),
        "came": units[:, c.CAME].copy(),
        "went": units[:, c.WENT].copy(),
        "breaks_missed": breaks_missed(m, template.can_be_missed),
        "line_area": station_rows[:, c.LINE_AREA].copy(),
        "service_area": station_rows[:, c.BUSY_AREA].copy(),
        "ended_at": int(m[c.NOW]),
        "stranded": int(m[c.STRANDED]),
    }
    return Visits(**more(fields))


def many_rows(m: NDArray[np.int64], index: int, rows: int, fields: int) -> NDArray[np.int64]:
    """A table of the memory, int64 [rows, fields], where it stands."""
    return m[m[index] : m[index] + rows * fields].reshape(rows, fields)


def timeline_of(m: NDArray[np.int64]) -> Timeline:
    """The states of all units."""
    rows = int(m[c.ROWS])
    timeline = Timeline(
        unit=np.empty(rows, np.int32),
        state=np.empty(rows, np.int8),
        began=np.empty(rows, np.int64),
        ended=np.empty(rows, np.int64),
    )
    by_unit(m, timeline.unit, timeline.state, timeline.began, timeline.ended)
    return timeline
