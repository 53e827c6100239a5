"""The kernel's memory: one int64 array that holds the whole site, laid out like structs in C.

A compiled function pays for every array that it takes (a reference count each time it is called), so all state lies in
one array: a header of scalars and of the tables' offsets, then the tables.  A thing is named by where its row begins,
``me = patient(m, i)``, and a field by its column, ``m[me + READY]``.  All fields are int64, times in ticks.

With the environment variable VAXSIM_CHECKED=1 every row number is checked against its table, and a wrong one raises
IndexError: rows are computed here and nowhere else, so nothing is read or written outside its own table.
"""

from __future__ import annotations

from vaxsim.engines.kernel.compiling import CHECKED, Memory, inlined

# Header: the clock, what changes
(NOW, HEAP_SIZE, SETTLED, DECIDED, CALENDAR_ROW, OPEN, MAYBE, ZERO_DUE, DUE_BREAKS, OUTSIDE_COUNT, INSIDE, STAYING,
 ROWS, STRANDED, TOO_LONG) = range(15)  # fmt: skip
# Header: the rules, what does not
(STOP, CLOSING, LATE_LIMIT, TURNS_AWAY, BASE, HORIZON, NUMBER_BITS, TIME_SHIFT) = range(15, 23)
# Header: how many
(PATIENTS, STATIONS, CLASSES, CREW_SIZE, BRANCHES, UNITS, ROLES, GROUPS, BREAKS, HEADS, RANKS, COMERS,
 CALENDAR_ROWS) = range(23, 36)  # fmt: skip
# Header: where the tables begin
(PATIENT, VISIT, STATION, UNIT, GROUP, HEAP, COMER, CALENDAR, LINE, PRIORITY, PRESENT, TIMELINE, FREE_WITH, ROLE_UNITS,
 CREW_ROLE, HAS_ROLE, NEEDED_AT, NEXT_STATION, MAY_VISIT, BRANCH, BREAK_LATEST, BREAK_AWAY, BREAK_LENGTH, BREAK_STATE,
 LUCK, PICK, CHOSEN, HOLDER, ASKED) = range(36, 65)  # fmt: skip
HEADER = 65

# A patient
(KLASS, RANK, READY, AT, NEXT, PREVIOUS, CALLED, ARRIVAL, SLOT, DOSED, DEPARTED, OUTCOME, CAUSE) = range(13)
PATIENT_FIELDS = 13
# A patient's visit to a station
REACHED, JOINED, BEGAN, ENDED, LEFT = range(5)
VISIT_FIELDS = 5  # the crew's units follow
# A patient's luck at a station
SERVICE, EXTRA, WALK, WHICH_BRANCH = range(4)
LUCK_FIELDS = 4
# A station
(FREE_DESKS, BY_PRIORITY, CREW, SINCE, DOSES, LENGTH, LINE_AREA, LINE_COUNTED, BUSY, BUSY_AREA, BUSY_COUNTED,
 IS_MAYBE) = range(12)  # fmt: skip
STATION_FIELDS = 12
# A unit of staff
(STATE, STATE_SINCE, BEGINS, ENDS, STAYS, ROLE_COUNT, OF_GROUP, CAME, WENT, LAST_ROW, IS_STAYING) = range(11)
UNIT_FIELDS = 11
# A break of a unit
NOT_DUE, BREAK_IS_DUE, BREAK_HAS_BEGUN = range(3)
# A group of staff
UNITS_PRESENT, ON_BREAK, PICK_RULE = range(3)
GROUP_FIELDS = 3
# A row of the timeline
ROW_UNIT, ROW_STATE, ROW_BEGAN, ROW_ENDED = range(4)
TIMELINE_FIELDS = 4
# A row of the calendar
TICK, KIND, WHO, WHICH = range(4)
CALENDAR_FIELDS = 4
# A line
FIRST, LAST = range(2)
LINE_FIELDS = 2
# Where a branch leads and the outcome that it gives
TARGET, GIVES = range(2)
BRANCH_FIELDS = 2
# Patients of a class inside, at a station
WAITING, SERVED = range(2)
PRESENT_FIELDS = 2


FIRST_COME_PRIORITY = 10
"""The priority that everybody has at a station without priorities."""


@inlined
def checked(row: int, rows: int) -> int:
    """The row number itself; when checking, IndexError if there is no such row."""
    if CHECKED and not 0 <= row < rows:
        raise IndexError("a row outside its table")
    return row


@inlined
def patient(m: Memory, i: int) -> int:
    """Where a patient's row begins."""
    return m[PATIENT] + checked(i, m[PATIENTS]) * PATIENT_FIELDS


@inlined
def visit(m: Memory, i: int, s: int) -> int:
    """Where a patient's visit to a station begins; its crew stands behind the fields."""
    row = checked(i, m[PATIENTS]) * m[STATIONS] + checked(s, m[STATIONS])
    return m[VISIT] + row * (VISIT_FIELDS + m[CREW_SIZE])


@inlined
def luck(m: Memory, i: int, s: int) -> int:
    """Where a patient's luck at a station begins."""
    return m[LUCK] + (checked(i, m[PATIENTS]) * m[STATIONS] + checked(s, m[STATIONS])) * LUCK_FIELDS


@inlined
def pick(m: Memory, i: int, s: int, place: int) -> int:
    """Where the uniform for a place in the crew stands, as the bits of a float64."""
    row = checked(i, m[PATIENTS]) * m[STATIONS] + checked(s, m[STATIONS])
    return m[PICK] + row * m[CREW_SIZE] + checked(place, m[CREW_SIZE])


@inlined
def station(m: Memory, s: int) -> int:
    """Where a station's row begins."""
    return m[STATION] + checked(s, m[STATIONS]) * STATION_FIELDS


@inlined
def unit(m: Memory, u: int) -> int:
    """Where a unit's row begins."""
    return m[UNIT] + checked(u, m[UNITS]) * UNIT_FIELDS


@inlined
def group(m: Memory, g: int) -> int:
    """Where a group's row begins."""
    return m[GROUP] + checked(g, m[GROUPS]) * GROUP_FIELDS


@inlined
def line(m: Memory, number: int) -> int:
    """Where a line's row begins: station x ranks + rank inside, then one of those outside for each first station."""
    return m[LINE] + checked(number, m[STATIONS] * (m[RANKS] + 1)) * LINE_FIELDS


@inlined
def present(m: Memory, k: int, s: int) -> int:
    """Where the numbers of class k patients at a station stand."""
    return m[PRESENT] + (checked(k, m[CLASSES]) * m[STATIONS] + checked(s, m[STATIONS])) * PRESENT_FIELDS


@inlined
def branch(m: Memory, k: int, s: int, b: int) -> int:
    """Where a branch's row begins."""
    row = (checked(k, m[CLASSES]) * m[STATIONS] + checked(s, m[STATIONS])) * m[BRANCHES] + checked(b, m[BRANCHES])
    return m[BRANCH] + row * BRANCH_FIELDS


@inlined
def next_station(m: Memory, k: int, s: int) -> int:
    """Where a class goes after a station when no branch happens."""
    return m[m[NEXT_STATION] + checked(k, m[CLASSES]) * m[STATIONS] + checked(s, m[STATIONS])]


@inlined
def may_visit(m: Memory, k: int, s: int, z: int) -> bool:
    """Whether a class k patient at s could still come to z."""
    row = (checked(k, m[CLASSES]) * m[STATIONS] + checked(s, m[STATIONS])) * m[STATIONS] + checked(z, m[STATIONS])
    return m[m[MAY_VISIT] + row] != 0


@inlined
def crew_role(m: Memory, s: int, place: int) -> int:
    """The role of a place in a station's crew."""
    return m[m[CREW_ROLE] + checked(s, m[STATIONS]) * m[CREW_SIZE] + checked(place, m[CREW_SIZE])]


@inlined
def has_role(m: Memory, u: int, role: int) -> bool:
    """Whether a unit has a role."""
    return m[m[HAS_ROLE] + checked(u, m[UNITS]) * m[ROLES] + checked(role, m[ROLES])] != 0


@inlined
def needed_at(m: Memory, u: int, s: int) -> bool:
    """Whether a station needs a role of the unit."""
    return m[m[NEEDED_AT] + checked(u, m[UNITS]) * m[STATIONS] + checked(s, m[STATIONS])] != 0


@inlined
def role_unit(m: Memory, role: int, i: int) -> int:
    """The i-th unit with a role, by (number of roles, number); -1 behind the last."""
    return m[m[ROLE_UNITS] + checked(role, m[ROLES]) * m[UNITS] + checked(i, m[UNITS])]


@inlined
def free_with(m: Memory, role: int) -> int:
    """Where the number of free units with a role stands."""
    return m[FREE_WITH] + checked(role, m[ROLES])


@inlined
def break_latest(m: Memory, g: int, which: int) -> int:
    """The latest tick at which a break of a group may begin."""
    return m[m[BREAK_LATEST] + checked(g, m[GROUPS]) * m[BREAKS] + checked(which, m[BREAKS])]


@inlined
def break_away(m: Memory, g: int, which: int, units: int) -> int:
    """How many may be away when so many units have come and not gone."""
    row = checked(g, m[GROUPS]) * m[BREAKS] + checked(which, m[BREAKS])
    return m[m[BREAK_AWAY] + row * m[HEADS] + checked(units, m[HEADS])]


@inlined
def break_length(m: Memory, u: int, which: int) -> int:
    """How long a unit's break lasts."""
    return m[m[BREAK_LENGTH] + checked(u, m[UNITS]) * m[BREAKS] + checked(which, m[BREAKS])]


@inlined
def break_state(m: Memory, u: int, which: int) -> int:
    """Where it stands how far a unit's break is."""
    return m[BREAK_STATE] + checked(u, m[UNITS]) * m[BREAKS] + checked(which, m[BREAKS])


@inlined
def heap(m: Memory, place: int) -> int:
    """Where a place of the heap stands."""
    return m[HEAP] + checked(place, m[PATIENTS] + m[UNITS] + 1)


@inlined
def comer(m: Memory, i: int) -> int:
    """The patient who comes as the i-th."""
    return m[m[COMER] + checked(i, m[COMERS])]


@inlined
def calendar(m: Memory, i: int) -> int:
    """Where a row of the calendar begins."""
    return m[CALENDAR] + checked(i, m[CALENDAR_ROWS]) * CALENDAR_FIELDS


@inlined
def chosen(m: Memory, place: int) -> int:
    """Where the unit that is chosen for a place of the crew stands."""
    return m[CHOSEN] + checked(place, m[CREW_SIZE])


@inlined
def holder(m: Memory, u: int) -> int:
    """Where the place that a unit holds stands, while a crew is matched."""
    return m[HOLDER] + checked(u, m[UNITS])


@inlined
def asked(m: Memory, u: int) -> int:
    """Where it stands whether a unit has been asked, while a crew is matched."""
    return m[ASKED] + checked(u, m[UNITS])
