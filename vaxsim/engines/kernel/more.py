"""What the memory of a day with every behaviour has beyond that of a simple one: see `memory` for how it is laid out.

V vaccines; without any there is one, endless, of which nothing is written down.
"""

from __future__ import annotations

from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel.compiling import Memory, inlined
from vaxsim.engines.kernel.memory import checked

# Header: what changes
(PEOPLE, DOOR_MAYBE, PENDING_COUNT, MOVE_ROWS, TRIP_ROWS, PAUSE_ROWS, DOSES_CHANGED, RESTOCK_MAYBE, STORE_MAYBE,
 TRIPS_RUN_OUT, WANTED, WANTED_VACCINE, CALLS_SETTLED, CALLS_DECIDED, STARTED, MEMBER_COUNT, CUT_OFF,
 WAITED_FOR) = range(
    c.FREE, c.FREE + 18
)  # fmt: skip
# Header: the rules, and how many, what does not
(MAX_INSIDE, DISPATCH, HAS_PATIENCE, HAS_CLEAN_UP, HAS_KINDS, HAS_DOSES, HAS_DEMAND, HAS_CALLS, VACCINES,
 WRITES_MOVES, TRIPS, MOST_HELD, JOBS, PACES, MOVE_ROOM, PAUSE_ROOM, LAST_DELIVERY, MOST_NEEDED, ALWAYS_MAYBE,
 CAN_EXPIRE) = range(
    c.FREE + 18, c.FREE + 38
)  # fmt: skip
# Header: where the tables begin that are as large as the plan
(MORE_STATION, MORE_UNIT, CLASS, FAILED, PACE, PACE_FROM, VACCINE, OPEN_TO, INTERRUPTS, BLOCKING, DEMAND_AT) = range(
    c.FREE + 38, c.FREE + 49
)  # fmt: skip
# Header: where the tables begin that grow with the patients, the trips and the doses
(MORE_PATIENT, CLEAN_UP, PATIENCE, FREED, KIND_TAKEN, SESSION, SUPPLIED, KIND_SERVICE, PENDING, MOVE, TRIP,
 PAUSE, PAUSE_CREW, PREPARED, MAKING, HANDS, TRIP_WALK, TRIP_FILL, RELEASED, CALLED_ONE, TRAVEL, MEMBERS,
 NEXT_MEMBER, MEMBER) = range(
    c.FREE + 49, c.FREE + 73
)  # fmt: skip

# Rows have 2, 4, 8 or 16 places, used or not, as in `memory`.

# A patient
(PLACE, PARTY, ARRIVED, DESK_OF, ENDS_AT, ARMED, IS_PENDING, TOLERANCE, REMAINING, TAKEN, OLDEST,
 NEED) = range(12)  # fmt: skip
MORE_PATIENT_FIELDS = 16
# Where a patient is
NOT_COME, NEWCOMER, OUTSIDE, IN_LINE, SERVED, AT_DOOR, WALKING, PAUSED, GONE = range(9)
# A station
(ROOM, ON_WAY, KEEPS_STAFF, HOLD_FOR, HOLD_ABOVE, HELD_BITS, BATCH_SIZE, BATCH_WAIT, CARRIED_TO, FIRST_ROW, ROWS,
 AT_DESKS, LIST_PLACE, DIFFERS, PAUSED_COUNT, TAKES_IN_LINE) = range(16)  # fmt: skip
MORE_STATION_FIELDS = 16
# A station, behind the fields in `memory`: whether a service can start as soon as a desk is free and, by bits, a crew
NEEDS_ONLY_CREW = 13
# A unit of staff
(SERVES, SHIFT_OVER, HOLDS, MAKES, TRIP_STEP, TRIP_NUMBER, TRIP_ROW, FETCHES, AMOUNT, PLACES, SHIFT,
 FILL_BEGAN, STEP_ENDS) = range(13)  # fmt: skip
MORE_UNIT_FIELDS = 16
# A group of staff, behind the fields in `memory`: units that fill at its places
FILLING_NOW = 3
# How far a trip to restock is
NO_TRIP, GOING, AT_THE_STORE, FILLING, RETURNING = range(5)
# A class
(VACCINE_OF, FROM_ARRIVAL, WHEN_CALLED, AT_SERVICE) = range(4)
CLASS_FIELDS = 4
# A vaccine
(STOCK, VIAL, OPEN_LIFE, OPEN_DOSES, OPEN_UNTIL, PREPARERS, RELEASED_DOSES, BEGUN_DOSES, FRONT, BACK, TO_COME,
 IN_MAKING, DEMAND, CALLS_FROM, NEXT_CALL, SPARE, IN_HANDS, OF_THE_DAY, DOSE_BITS, END_OF_LIST,
 IS_GIVEN, ON_THE_WAY) = range(22)  # fmt: skip
VACCINE_FIELDS = 32
# A row of the moves of doses
MOVE_TICK, MOVE_VACCINE, MOVE_WHAT, MOVE_WHO, MOVE_DOSES = range(5)
MOVE_FIELDS = 8
# A row of the trips
TRIP_UNIT, TRIP_VACCINE, SET_OFF, TRIP_ARRIVED, TRIP_BEGAN, TRIP_ENDED, TRIP_BACK, TRIP_DOSES = range(8)
TRIP_FIELDS = 8
# A row of the pauses: what Interruptions says of a service in pieces
PAUSE_PATIENT, PAUSE_STATION, PAUSED_AT, RESUMED_AT = range(4)
PAUSE_FIELDS = 4


@inlined
def more_patient(m: Memory, i: int) -> int:
    """Where the rest of a patient's row begins."""
    return m[MORE_PATIENT] + checked(i, m[c.PATIENTS]) * MORE_PATIENT_FIELDS


@inlined
def more_station(m: Memory, s: int) -> int:
    """Where the rest of a station's row begins."""
    return m[MORE_STATION] + checked(s, m[c.STATIONS]) * MORE_STATION_FIELDS


@inlined
def more_unit(m: Memory, u: int) -> int:
    """Where the rest of a unit's row begins."""
    return m[MORE_UNIT] + checked(u, m[c.UNITS]) * MORE_UNIT_FIELDS


@inlined
def klass(m: Memory, k: int) -> int:
    """Where a class's row begins."""
    return m[CLASS] + checked(k, m[c.CLASSES]) * CLASS_FIELDS


@inlined
def vaccine(m: Memory, v: int) -> int:
    """Where a vaccine's row begins."""
    return m[VACCINE] + checked(v, m[VACCINES]) * VACCINE_FIELDS


@inlined
def failed(m: Memory, k: int) -> int:
    """Where the fewest doses stand with which a class could not start, while a line is looked through."""
    return m[FAILED] + checked(k, m[c.CLASSES])


@inlined
def visit(m: Memory, table: int, i: int, s: int) -> int:
    """Where a number stands that a table of the visits holds, station by station, of a patient at a station."""
    return m[table] + checked(s, m[c.STATIONS]) * m[c.PATIENTS] + checked(i, m[c.PATIENTS])


@inlined
def kind_service(m: Memory, i: int, row: int) -> int:
    """The drawn time of a patient at a row of single kinds of desk."""
    behind = checked(row - m[c.STATIONS], m[c.DESK_ROWS] - m[c.STATIONS])
    return m[m[KIND_SERVICE] + behind * m[c.PATIENTS] + checked(i, m[c.PATIENTS])]


@inlined
def is_open_to(m: Memory, row: int, k: int) -> bool:
    """Whether a class may be served at a row of desks."""
    return m[m[OPEN_TO] + checked(row, m[c.DESK_ROWS]) * m[c.CLASSES] + checked(k, m[c.CLASSES])] != 0


@inlined
def interrupts(m: Memory, g: int, which: int) -> bool:
    """Whether a break of a group interrupts a service."""
    return m[m[INTERRUPTS] + checked(g, m[c.GROUPS]) * m[c.BREAKS] + checked(which, m[c.BREAKS])] != 0


@inlined
def blocks_alone(m: Memory, u: int, s: int) -> bool:
    """Whether a unit could also serve at a station behind s, so that nobody blocked there keeps it."""
    return m[m[BLOCKING] + checked(u, m[c.UNITS]) * m[c.STATIONS] + checked(s, m[c.STATIONS])] != 0


@inlined
def demand_at(m: Memory, k: int, s: int, later: int) -> int:
    """Doses per person that a class may still need who waits at s (later = 0), or has been served there (1)."""
    row = checked(k, m[c.CLASSES]) * m[c.STATIONS] + checked(s, m[c.STATIONS])
    return m[m[DEMAND_AT] + 2 * row + checked(later, 2)]


@inlined
def hands(m: Memory, u: int, v: int) -> int:
    """Where it stands how many doses of a vaccine a unit carries."""
    return m[HANDS] + checked(u, m[c.UNITS]) * m[VACCINES] + checked(v, m[VACCINES])


@inlined
def lacks_doses(m: Memory, u: int) -> bool:
    """Whether a unit carries doses, and fewer than are wanted now of the vaccine that is wanted."""
    return m[WANTED] > 0 and m[more_unit(m, u) + HOLDS] > 0 and m[hands(m, u, m[WANTED_VACCINE])] < m[WANTED]


@inlined
def pending(m: Memory, place: int) -> int:
    """Where a patient stands who came to wait at this tick; each is there at most once."""
    return m[PENDING] + checked(place, m[c.PATIENTS])


@inlined
def member(m: Memory, place: int) -> int:
    """Where a member of the session that may begin stands."""
    return m[MEMBER] + checked(place, m[c.PATIENTS])


@inlined
def move(m: Memory, number: int) -> int:
    """Where a row of the moves begins."""
    return m[MOVE] + checked(number, m[MOVE_ROOM]) * MOVE_FIELDS


@inlined
def trip(m: Memory, number: int) -> int:
    """Where a row of the trips begins: no unit makes more of them than luck was drawn for."""
    return m[TRIP] + checked(number, m[c.UNITS] * m[TRIPS]) * TRIP_FIELDS


@inlined
def pause(m: Memory, number: int) -> int:
    """Where a row of the pauses begins: no unit takes a break twice, or ends more than one shift."""
    return m[PAUSE] + checked(number, m[PAUSE_ROOM]) * PAUSE_FIELDS


@inlined
def pause_crew(m: Memory, number: int, before: int, place: int) -> int:
    """Where a unit stands of the crew before a pause (0), or after it (1)."""
    row = 2 * checked(number, m[PAUSE_ROOM]) + checked(before, 2)
    return m[PAUSE_CREW] + row * m[c.CREW_SIZE] + checked(place, m[c.CREW_SIZE])


@inlined
def prepared(m: Memory, v: int, place: int) -> int:
    """Where the tick stands at which a prepared dose was made; a vaccine's are in order, from FRONT up to BACK."""
    return m[PREPARED] + checked(v, m[VACCINES]) * (m[JOBS] + 1) + checked(place, m[JOBS] + 1)


@inlined
def making(m: Memory, v: int, number: int) -> int:
    """How long it takes to make a dose."""
    return m[m[MAKING] + checked(v, m[VACCINES]) * m[JOBS] + checked(number, m[JOBS])]


@inlined
def trip_walk(m: Memory, u: int, number: int, back: int) -> int:
    """How long a unit walks on a trip, there (0) or back (1)."""
    return m[m[TRIP_WALK] + 2 * (checked(u, m[c.UNITS]) * m[TRIPS] + checked(number, m[TRIPS])) + checked(back, 2)]


@inlined
def trip_fill(m: Memory, u: int, number: int, doses: int) -> int:
    """How long a unit fills so many doses on a trip."""
    row = checked(u, m[c.UNITS]) * m[TRIPS] + checked(number, m[TRIPS])
    return m[m[TRIP_FILL] + row * m[MOST_HELD] + checked(doses - 1, m[MOST_HELD])]


@inlined
def called_one(m: Memory, place: int) -> int:
    """Where somebody from a standby list stands, in the order in which they come."""
    return m[CALLED_ONE] + checked(place, m[c.PATIENTS])


@inlined
def door_of(m: Memory, s: int) -> int:
    """The line of those inside who are blocked at the door of a station."""
    return m[c.STATIONS] * (m[c.RANKS] + 1) + s


@inlined
def paused_of(m: Memory, s: int) -> int:
    """The line of those whose service at a station is interrupted."""
    return m[c.STATIONS] * (m[c.RANKS] + 2) + s
