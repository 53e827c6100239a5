"""The kernel's memory: one int64 array that holds the whole site, laid out like structs in C.

A compiled function pays for every array that it takes (a reference count each time it is called), so all state lies in
one array: a header of scalars and of the tables' offsets, then the tables.  A thing is named by where its row begins,
``me = patient(m, i)``, and a field by its column, ``m[me + READY]``.  All fields are int64, times in ticks.

With the environment variable VAXSIM_CHECKED=1 every row number is checked against its table, and a wrong one raises
IndexError: rows are computed here and nowhere else, so nothing is read or written outside its own table.
"""

from __future__ import annotations

from vaxsim.compiling import CHECKED
from vaxsim.engines.kernel.compiling import Memory, inlined

# Header: the clock, what changes
(NOW, HEAP_SIZE, SETTLED, DECIDED, CALENDAR_ROW, OPEN, MAYBE, ZERO_DUE, OUTSIDE_COUNT, INSIDE, STAYING,
 ROWS, STRANDED, TOO_LONG, BREAK_MAYBE) = range(15)  # fmt: skip
# Header: the rules, what does not
(STOP, CLOSING, LATE_LIMIT, TURNS_AWAY, BASE, HORIZON, NUMBER_BITS, TIME_SHIFT, GATE) = range(15, 24)
# Header: how many
(PATIENTS, STATIONS, CLASSES, CREW_SIZE, BRANCHES, UNITS, ROLES, GROUPS, BREAKS, HEADS, RANKS, COMERS, CALENDAR_ROWS,
 KINDS, SEQUENCES, PICKS, TIME_SPAN) = range(24, 41)  # fmt: skip
# Header: where the tables begin that are as large as the plan
(UNIT, GROUP, LINE, PRIORITY, PRESENT, KIND_OF_UNIT, ROLE_KINDS, ROLE_UNITS, CREW_ROLE, HAS_ROLE, NEEDED_AT,
 FIRST_STATION, NEXT_STATION, MAY_VISIT, BRANCH, BREAK_LATEST, BREAK_AWAY, BREAK_LENGTH, BREAK_STATE, CALENDAR, CHOSEN,
 HOLDER, ASKED, SEQUENCE) = range(41, 65)  # fmt: skip
# Header: where the tables begin that grow with the patients
(PATIENT, COLUMN, TIME, CREW_UNIT, LUCK, PICK, HEAP, COMER, DUE, TIMELINE) = range(65, 75)
# Header: how many there is room for, where the day of a plan with every behaviour needs more than that of a simple one
DESK_ROWS, LINES, HEAP_ROOM, DUE_ROOM = range(75, 79)
# Header: which kinds of units are idle, as bits, and where the table of the bits begins that fill a place in a crew
IDLE_KINDS, CREW_KINDS = range(79, 81)
FREE = 81  # from here to the stations the header belongs to `more`
STATION = 160  # the table of stations itself, so that it need not be looked up where it begins

# Rows have 2, 4, 8 or 16 places, used or not, so that a row is found by a shift.  A table begins at a line of the
# processor's cache, which holds 8 places; what is used together stands together in the first 8.

# A patient
(KLASS, RANK, READY, AT, NEXT, PREVIOUS, CALLED, SLOT) = range(8)
PATIENT_FIELDS = 8
# Columns of patients
DOSED, DEPARTED, OUTCOME, CAUSE = range(4)
COLUMNS = 4
# Columns of visits to a station
REACHED, JOINED, BEGAN, ENDED, LEFT = range(5)
TIMES = 5
# Somebody who comes
ARRIVAL, WHO = range(2)
COMER_FIELDS = 2
# A patient's luck at a station
SERVICE, EXTRA, WALK, WHICH_BRANCH = range(4)
LUCK_FIELDS = 4
# A station
(FREE_DESKS, BY_PRIORITY, CREW, SINCE, DOSES, LENGTH, LINE_AREA, BUSY_AREA, DESKS, BIT, IS_SEPARATE, TAKES_LONGEST_IDLE,
 FIRST_TIME) = range(13)  # fmt: skip
STATION_FIELDS = 16
# A unit of staff
(STATE, STATE_SINCE, LAST_ROW, KIND, NEXT_IDLE, PREVIOUS_IDLE, NEEDED_BITS, BREAKS_DUE, UNIT_ROWS, ENDS, STAYS,
 OF_GROUP, ROLE_COUNT, CAME, WENT, IS_STAYING) = range(16)  # fmt: skip
UNIT_FIELDS = 16
# A kind of units: those with the same roles; the idle ones, by (since, number)
FIRST_IDLE, LAST_IDLE, KIND_ROLES, KIND_BIT = range(4)
KIND_FIELDS = 4
# A break of a unit
NOT_DUE, BREAK_IS_DUE, BREAK_HAS_BEGUN = range(3)
# A group of staff
UNITS_PRESENT, ON_BREAK, PICK_RULE = range(3)
GROUP_FIELDS = 4
# A row of the timeline
ROW_UNIT, ROW_STATE, ROW_BEGAN, ROW_ENDED = range(4)
TIMELINE_FIELDS = 4
# A row of the calendar
TICK, WHAT, WHOSE, WHICH = range(4)
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
# A sequence of what is due: its first key, and between which places of memory its keys stand
FIRST_KEY, FRONT, BACK = range(3)
SEQUENCE_FIELDS = 4

MASK_BITS = 62  # stations, or kinds of units, share the bits of one integer, when there are more than so many
NOTHING_DUE = 2**62  # larger than every key
FIRST_COME_PRIORITY = 10  # the priority that everybody has at a station without priorities


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
def column(m: Memory, field: int, i: int) -> int:
    """Where a column of patients has its place for a patient."""
    return m[COLUMN] + field * m[PATIENTS] + checked(i, m[PATIENTS])


@inlined
def time(m: Memory, field: int, i: int, s: int) -> int:
    """Where a time of a patient's visit to a station stands; a station's times are a column."""
    return m[station(m, s) + FIRST_TIME] + field * m[TIME_SPAN] + checked(i, m[PATIENTS])


@inlined
def crew_unit(m: Memory, i: int, s: int, place: int) -> int:
    """Where the unit stands that served a patient at a station, in this place of the crew."""
    row = checked(i, m[PATIENTS]) * m[STATIONS] + checked(s, m[STATIONS])
    return m[CREW_UNIT] + row * m[CREW_SIZE] + checked(place, m[CREW_SIZE])


@inlined
def luck(m: Memory, i: int, s: int) -> int:
    """Where a patient's luck at a station begins."""
    return m[LUCK] + (checked(i, m[PATIENTS]) * m[STATIONS] + checked(s, m[STATIONS])) * LUCK_FIELDS


@inlined
def pick(m: Memory, i: int, s: int, place: int) -> int:
    """Where the uniform for a place in the crew stands, as the bits of a float64."""
    row = (checked(i, m[PATIENTS]) * m[STATIONS] + checked(s, m[STATIONS])) * m[CREW_SIZE] + checked(
        place, m[CREW_SIZE]
    )
    return m[PICK] + checked(row, m[PICKS])


@inlined
def station(m: Memory, s: int) -> int:
    """Where a station's row begins; behind those of the stations stand rows of single kinds of desk."""
    return STATION + checked(s, m[DESK_ROWS]) * STATION_FIELDS


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
    return m[LINE] + checked(number, m[LINES]) * LINE_FIELDS


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
def first_station(m: Memory, k: int) -> int:
    """Where the first station of a class stands; behind it the rank of its priority."""
    return m[FIRST_STATION] + checked(k, m[CLASSES]) * 2


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
    return m[m[CREW_ROLE] + checked(s, m[DESK_ROWS]) * m[CREW_SIZE] + checked(place, m[CREW_SIZE])]


@inlined
def crew_kinds(m: Memory, s: int, place: int) -> int:
    """The bits of the kinds of units that can take a place in a station's crew."""
    return m[m[CREW_KINDS] + checked(s, m[DESK_ROWS]) * m[CREW_SIZE] + checked(place, m[CREW_SIZE])]


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
def kind(m: Memory, number: int) -> int:
    """Where the row of a kind of units begins."""
    return m[KIND_OF_UNIT] + checked(number, m[KINDS]) * KIND_FIELDS


@inlined
def role_kind(m: Memory, role: int, rank: int) -> int:
    """The kind of units with a role that is taken in this rank, by number of roles; -1 behind the last."""
    return m[m[ROLE_KINDS] + checked(role, m[ROLES]) * (m[KINDS] + 1) + checked(rank, m[KINDS] + 1)]


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
    """Where the length of a unit's break stands."""
    return m[BREAK_LENGTH] + checked(u, m[UNITS]) * m[BREAKS] + checked(which, m[BREAKS])


@inlined
def break_state(m: Memory, u: int, which: int) -> int:
    """Where it stands how far a unit's break is."""
    return m[BREAK_STATE] + checked(u, m[UNITS]) * m[BREAKS] + checked(which, m[BREAKS])


@inlined
def heap(m: Memory, place: int) -> int:
    """Where a place of the heap stands."""
    return m[HEAP] + checked(place, m[HEAP_ROOM])


@inlined
def comer(m: Memory, i: int) -> int:
    """Where the row of the patient who comes as the i-th begins."""
    return m[COMER] + checked(i, m[COMERS]) * COMER_FIELDS


@inlined
def sequence(m: Memory, number: int) -> int:
    """Where the row of a sequence begins: of the services at each station, of the walks from each, of the clean-ups."""
    return m[SEQUENCE] + checked(number, 3 * m[STATIONS]) * SEQUENCE_FIELDS


@inlined
def due(m: Memory, place: int) -> int:
    """A place of the sequences' keys: n for each, because nobody is served twice, or walks twice, at a station."""
    return m[DUE] + checked(place - m[DUE], m[DUE_ROOM])


@inlined
def timeline(m: Memory, number: int) -> int:
    """Where a row of the timeline begins, of those written so far."""
    return m[TIMELINE] + checked(number, m[ROWS]) * TIMELINE_FIELDS


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
