"""Plan and draws into memory before a day with every behaviour, and out of it as Visits behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel import more as x
from vaxsim.engines.kernel.events import KIND_BITS, NUMBER_BITS_OF_A_KEY
from vaxsim.engines.kernel.filling import StaffLuck, fill
from vaxsim.engines.kernel.full_template import full_template_of
from vaxsim.engines.kernel.packing import empty_memory, many_rows
from vaxsim.engines.kernel.plain_tables import Luck
from vaxsim.engines.kernel.template import RANDOM, places
from vaxsim.units import NEVER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vaxsim.draws import Draws
    from vaxsim.engines.kernel.template import Template
    from vaxsim.plan import Plan


def pack_full(plan: Plan, draws: Draws, move_room: int) -> NDArray[np.int64]:
    """The memory before the day, with room for so many moves of doses."""
    template = full_template_of(plan)
    header = template.memory[: c.STATION]
    tables = _tables_of_draws(plan, draws, header)
    if template.picks_at_random:
        tables[c.PICK] = np.ascontiguousarray(draws.pick).view(np.int64)
    sizes = _sizes(plan, draws, template, move_room) | {index: table.size for index, table in tables.items()}
    begins = places(len(template.memory), sizes.values())
    m = empty_memory(begins[-1])
    m[: len(template.memory)] = template.memory
    m[list(sizes)] = begins[:-1]
    _fill_header(m, plan, draws, sizes, move_room)
    for index, table in tables.items():
        m[m[index] : m[index] + table.size].reshape(table.shape)[...] = table
    site = plan.site
    service = draws.service if len(site.kind_desks) == len(site.desks) else draws.service[:, site.first_kind[:-1]]
    luck = Luck(draws.klass, draws.slot, draws.arrival, service, draws.extra, draws.walk, draws.branch)
    fill(m, luck, StaffLuck(draws.absent, draws.break_length, template.calendar))
    _fill_more(m, plan, draws)
    return m


def _fill_header(m: NDArray[np.int64], plan: Plan, draws: Draws, sizes: dict[int, int], move_room: int) -> None:
    """The integers that differ between replications."""
    n, stations = len(draws.klass), len(plan.stations)
    visits = n * stations if m[x.HAS_CLEAN_UP] else n  # a clean-up is numbered by patient and station
    bits = max(visits, len(plan.units), 1).bit_length()
    m[[c.PATIENTS, c.PICKS, c.BASE]] = n, sizes[c.PICK], plan.day_begins
    m[c.TIME_SPAN] = n * stations
    m[[c.HEAP_ROOM, c.DUE_ROOM]] = sizes[c.HEAP], sizes[c.DUE]
    m[[c.HORIZON, c.NUMBER_BITS, c.TIME_SHIFT]] = 1 << (NUMBER_BITS_OF_A_KEY - bits), bits, bits + KIND_BITS
    m[x.MOVE_ROOM], m[x.TRIPS], m[x.JOBS] = move_room, draws.trip_walk.shape[1], draws.making.shape[1]
    m[x.MOST_NEEDED] = int(draws.party.max(initial=1)) * int(plan.site.doses.max())


def _tables_of_draws(plan: Plan, draws: Draws, header: NDArray[np.int64]) -> dict[int, NDArray[np.int64]]:
    """Tables that are filled before the day: the luck beyond that of a simple one, each only where there is any."""
    site = plan.site
    unused = np.full((len(plan.stations), len(draws.klass)), -1, np.int64)
    tables: dict[int, NDArray[np.int64]] = {}
    if header[x.HAS_PATIENCE]:
        tables[x.PATIENCE] = draws.patience.T
    if header[x.HAS_CLEAN_UP]:
        tables[x.CLEAN_UP] = draws.clean_up.T
    if header[x.HAS_CLEAN_UP] or site.batch_size.any():
        tables[x.FREED] = np.full(unused.shape, NEVER, np.int64)
    if header[x.HAS_KINDS]:
        tables[x.KIND_TAKEN] = unused
        several = np.repeat(np.diff(site.first_kind) > 1, np.diff(site.first_kind))
        tables[x.KIND_SERVICE] = draws.service.T[several]
    if site.batch_size.any():
        tables |= {x.SESSION: unused, x.MEMBERS: unused, x.NEXT_MEMBER: unused}
    if (site.preparers >= 0).any():
        tables[x.SUPPLIED] = np.full(unused.shape, NEVER, np.int64)
    if header[x.HAS_CALLS]:
        tables[x.TRAVEL] = draws.travel
    for index, luck in ((x.MAKING, draws.making), (x.TRIP_WALK, draws.trip_walk), (x.TRIP_FILL, draws.trip_fill)):
        tables[index] = luck
    return tables | {x.RELEASED: draws.released}


def _sizes(plan: Plan, draws: Draws, template: Template, move_room: int) -> dict[int, int]:
    """How large the other tables are that grow with patients, trips and doses, integers."""
    n, units = len(draws.klass), len(plan.units)
    stations, crew_size = len(plan.stations), plan.site.crew_role.shape[1]
    visits, trips = n * stations, units * draws.trip_walk.shape[1]
    return {
        c.PATIENT: n * c.PATIENT_FIELDS,
        c.COLUMN: n * c.COLUMNS,
        c.TIME: visits * c.TIMES,
        c.CREW_UNIT: visits * crew_size,
        c.LUCK: visits * c.LUCK_FIELDS,
        c.PICK: 0,
        c.HEAP: _most_events(plan, n),
        c.COMER: n * c.COMER_FIELDS,
        # nobody is served twice at a station (an end that is called off makes room for the new one), walks twice from
        # it, or leaves two desks to be cleaned there
        c.DUE: int(template.memory[c.SEQUENCES]) * n,
        c.TIMELINE: _most_rows(plan, draws, template) * c.TIMELINE_FIELDS,
        x.MORE_PATIENT: n * x.MORE_PATIENT_FIELDS,
        x.PENDING: n,
        x.MEMBER: n,
        x.CALLED_ONE: n,
        x.MOVE: move_room * x.MOVE_FIELDS,
        x.TRIP: trips * x.TRIP_FIELDS,
        x.PAUSE: template.memory[x.PAUSE_ROOM] * x.PAUSE_FIELDS,
        x.PAUSE_CREW: template.memory[x.PAUSE_ROOM] * 2 * crew_size,
        x.PREPARED: template.memory[x.VACCINES] * (draws.making.shape[1] + 1),
    }


def _most_events(plan: Plan, n: int) -> int:
    """Most events that can wait in the heap.

    Each patient has at most one of: gate, service, walk; each unit one of: break, step of a trip, dose in the making.
    Besides, for each station a patient can have one clean-up, one end of patience and one of the wait for a session;
    and may be called.
    """
    return n * (2 + 3 * len(plan.stations)) + len(plan.units) + 1


def _most_rows(plan: Plan, draws: Draws, template: Template) -> int:
    """Most rows of the timeline.

    A service adds serving, held, cleaning, and the idleness before it, for each of its crew; one that is cut into
    pieces serving, and idleness, once more for each; a break, a trip, a dose two; the end of duty one more for each
    unit.
    """
    n, units, crew_size = len(draws.klass), len(plan.units), plan.site.crew_role.shape[1]
    services: int = 4 * n * template.crew_places + 4 * crew_size * int(template.memory[x.PAUSE_ROOM])
    breaks, trips = int(plan.site.break_latest.shape[1]), int(draws.trip_walk.shape[1])
    return services + units * (2 * breaks + 2 * trips + 2) + 2 * int(draws.released.sum())


def _fill_more(m: NDArray[np.int64], plan: Plan, draws: Draws) -> None:
    """The rest of what patients, units and vaccines are before the day."""
    site, n = plan.site, len(draws.klass)
    patients = many_rows(m, x.MORE_PATIENT, n, x.MORE_PATIENT_FIELDS)
    patients[:] = 0
    patients[:, x.PARTY], patients[:, x.ARRIVED] = draws.party, draws.arrival
    patients[:, x.DESK_OF], patients[:, x.ARMED] = -1, NEVER
    patients[:, x.TOLERANCE] = draws.tolerance
    many_rows(m, x.MORE_UNIT, len(plan.units), x.MORE_UNIT_FIELDS)[:, x.AMOUNT] = draws.carried
    vaccines = many_rows(m, x.VACCINE, int(m[x.VACCINES]), x.VACCINE_FIELDS)
    vaccines[:, x.NEXT_CALL], vaccines[:, x.END_OF_LIST] = 0, 0
    if len(plan.vaccines):
        vaccines[:, x.NEXT_CALL], vaccines[:, x.END_OF_LIST] = draws.standby[:-1], draws.standby[1:]
        np.add.at(vaccines[:, x.OF_THE_DAY], site.release[:, 1], draws.released)
    stations = many_rows(m, x.MORE_STATION, len(plan.stations), x.MORE_STATION_FIELDS)
    if _are_alike(plan, draws):
        stations[:, x.DIFFERS] = 0
    if site.gate != NEVER:
        _order_comers(m, draws)


def _are_alike(plan: Plan, draws: Draws) -> bool:
    """Whether all in a line can start as soon as one of them can.

    They need the same: one person each, one vaccine, no kind of desk by class, nothing in line; and where units carry
    doses, no luck chooses for one a unit that has some, and for another one that has none.
    """
    site = plan.site
    same = (site.vaccine == site.vaccine[0]).all() and (site.kind_open == site.kind_open[:1]).all()
    same = same and not (site.carried_to.any() and (site.group_pick == RANDOM).any())
    return bool(same and (site.preparers < 0).all() and (draws.party == 1).all())


def _order_comers(m: NDArray[np.int64], draws: Draws) -> None:
    """Those who come at one tick decide by (ready, number), and who balks sees how many have entered before."""
    comers = many_rows(m, c.COMER, int(m[c.COMERS]), c.COMER_FIELDS)
    ready = many_rows(m, c.PATIENT, len(draws.klass), c.PATIENT_FIELDS)[comers[:, c.WHO], c.READY]
    comers[:] = comers[np.lexsort((comers[:, c.WHO], ready, comers[:, c.ARRIVAL]))]


def first_moves(plan: Plan, draws: Draws) -> int:
    """Room for moves of doses that nearly every day makes do with, an integer."""
    if not len(plan.vaccines):
        return 1
    return int(6 * len(draws.klass) * int((plan.site.doses > 0).sum()) + 6 * draws.released.sum() + 200)
