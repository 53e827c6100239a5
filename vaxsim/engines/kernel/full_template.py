"""What `template` makes for a simple day, for one with every behaviour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from vaxsim.engines import Due
from vaxsim.engines.kernel import memory as c
from vaxsim.engines.kernel import more as x
from vaxsim.engines.kernel.template import Template, assembled, needed_at, rows_of_desks, table_rows
from vaxsim.units import NEVER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vaxsim.plan import Plan, Site

_TEMPLATES: WeakKeyDictionary[Site, Template] = WeakKeyDictionary()


def full_template_of(plan: Plan) -> Template:
    """The template of a plan; kept as long as the plan's site is."""
    try:
        return _TEMPLATES[plan.site]
    except KeyError:
        template = _TEMPLATES[plan.site] = _template(plan)
        return template


def _template(plan: Plan) -> Template:
    template, stations = assembled(plan.site, _calendar(plan), _tables(plan), _header(plan)), len(plan.stations)
    rows = template.memory[c.STATION :][: stations * c.STATION_FIELDS].reshape(stations, c.STATION_FIELDS)
    rows[:, x.NEEDS_ONLY_CREW] = _needs_only_crew(plan, template, rows)
    return template


def _needs_only_crew(plan: Plan, template: Template, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Stations with one kind of desk, open to all, where no doses are looked for and nobody could take two places of a
    crew; bool [S]."""
    site = plan.site
    open_to_all = np.asarray(site.kind_open.all(axis=0))
    one_kind = (np.diff(site.first_kind) == 1) & open_to_all[site.first_kind[:-1]]
    without_doses = (site.doses == 0) | (template.memory[x.HAS_DOSES] == 0)
    told_by_bits = template.memory[c.KINDS] <= c.MASK_BITS
    return np.asarray(one_kind & without_doses & (rows[:, c.IS_SEPARATE] != 0) & told_by_bits)


def _header(plan: Plan) -> dict[int, int]:
    site = plan.site
    counted = len(plan.vaccines) > 0
    listed = bool((site.standby_from != NEVER).any())
    cleans = any(law.constant() != 0 for law in plan.chance.clean_up)
    return {
        c.SEQUENCES: (3 if cleans else 2) * len(site.desks),
        x.MAX_INSIDE: site.max_inside,
        x.DISPATCH: site.dispatch,
        x.HAS_PATIENCE: any(law is not None for law in plan.chance.patience),
        x.HAS_CLEAN_UP: cleans,
        x.HAS_KINDS: len(site.kind_desks) > len(site.desks),
        x.HAS_DOSES: counted or bool(site.holds.any()),
        x.CAN_EXPIRE: bool((site.open_life < NEVER).any()),
        x.HAS_DEMAND: listed or bool((site.preparers >= 0).any()),
        x.HAS_CALLS: listed,
        x.VACCINES: max(len(plan.vaccines), 1),
        x.WRITES_MOVES: counted,
        x.PACES: site.pace.shape[1] if (site.pace != 1000).any() else 1,
        x.PAUSE_ROOM: _most_pauses(site),
        x.DOSES_CHANGED: counted,
        x.LAST_DELIVERY: int(site.delivery[:, 0].max(initial=-NEVER)),
        x.MOST_HELD: int(site.holds.max(initial=0)),
        x.ALWAYS_MAYBE: _always_maybe(site),
        x.WAITED_FOR: _bits(site.waiting_room == 0),  # there people wait at the door
    }


def _always_maybe(site: Site) -> int:
    """The bits of the stations where something may become possible although nothing has become free.

    Where some units carry doses and others do not, the one that would be taken may be one without; in a session a
    large party may take the place of others, until the doses are too few.
    """
    dry = needed_at(site)[site.holds[site.unit_group] == 0].any(axis=0)
    always = (dry & site.carried_to) | ((site.batch_size > 0) & (site.doses > 0))
    return _bits(always)


def _bits(of_stations: NDArray[np.bool_]) -> int:
    """The bits of the stations of which it is true."""
    return sum({1 << (int(s) % c.MASK_BITS) for s in np.nonzero(of_stations)[0]})


def _most_pauses(site: Site) -> int:
    """Most pieces that services can be cut into: each unit takes each break once, and hands over once."""
    breaks: int = site.break_latest.shape[1]
    return len(site.unit_group) * (breaks + 1)


def _tables(plan: Plan) -> dict[int, NDArray[Any]]:
    """The tables behind those of a simple day."""
    site = plan.site
    units, stations, classes = len(site.unit_group), len(site.desks), len(site.priority)
    return {
        c.LINE: np.full((stations * (len(np.unique(np.append(site.priority, c.FIRST_COME_PRIORITY))) + 3), 2), -1),
        x.MORE_STATION: _stations(plan),
        x.MORE_UNIT: _units(site),
        x.CLASS: table_rows(
            x.CLASS_FIELDS,
            {
                x.VACCINE_OF: np.maximum(site.vaccine, 0),
                x.FROM_ARRIVAL: site.from_arrival,
                x.WHEN_CALLED: site.when_called,
                x.AT_SERVICE: site.balks_at_service,
            },
            classes,
        ),
        x.FAILED: np.zeros(classes),
        x.PACE: site.pace,
        x.PACE_FROM: site.pace_from,
        x.VACCINE: _vaccines(plan),
        x.OPEN_TO: _open_to(site),
        x.INTERRUPTS: site.break_interrupts,
        x.BLOCKING: site.serves_later,
        x.DEMAND_AT: _demand(site),
        x.HANDS: np.zeros((units, max(len(plan.vaccines), 1))),
    }


def _stations(plan: Plan) -> NDArray[np.int64]:
    site = plan.site
    rows, first_kind = rows_of_desks(site), site.first_kind[:-1]
    restocks = bool(site.holds.any())
    return table_rows(
        x.MORE_STATION_FIELDS,
        {
            x.ROOM: site.waiting_room,
            x.KEEPS_STAFF: site.keeps_staff,
            x.HOLD_FOR: site.hold_for,
            x.HOLD_ABOVE: site.hold_above,
            x.HELD_BITS: _held_bits(site),
            x.BATCH_SIZE: site.batch_size,
            x.BATCH_WAIT: site.batch_wait,
            x.CARRIED_TO: site.carried_to,
            x.FIRST_ROW: rows[first_kind],
            x.ROWS: np.diff(site.first_kind),
            x.LIST_PLACE: site.dispatch_place,
            x.DIFFERS: _differs(plan, restocks),
            x.TAKES_IN_LINE: (site.doses > 0) & ~site.carried_to & (site.waiting_room != 0) & (len(plan.vaccines) > 0),
        },
        len(site.desks),
    )


def _held_bits(site: Site) -> list[int]:
    """For each station the bits of those that wait for its line to become shorter."""
    bits = [1 << (s % c.MASK_BITS) for s in range(len(site.desks))]
    return [sum({bits[s] for s in np.nonzero(site.hold_for == z)[0]}) for z in range(len(site.desks))]


def _differs(plan: Plan, restocks: bool) -> list[bool]:
    """Where those in one line may need different things: a kind of desk by class, or doses that can be too few."""
    site = plan.site
    endless = (site.stock == NEVER).all() and (site.preparers < 0).all()
    differs = []
    for s in range(len(site.desks)):
        open_to = site.kind_open[:, site.first_kind[s] : site.first_kind[s + 1]]
        too_few = site.carried_to[s] if endless else (restocks or len(plan.vaccines) > 0)
        differs.append(bool((open_to != open_to[:1]).any() or (site.doses[s] > 0 and too_few)))
    return differs


def _units(site: Site) -> NDArray[np.int64]:
    makes = np.isin(site.unit_group, site.preparers[site.preparers >= 0])
    return table_rows(
        x.MORE_UNIT_FIELDS,
        {
            x.SERVES: -1,
            x.SHIFT: site.unit_shift,
            x.HOLDS: site.holds[site.unit_group],
            x.PLACES: site.places[site.unit_group],
            x.TRIP_NUMBER: -1,
            x.MAKES: makes,
        },
        len(site.unit_group),
    )


def _vaccines(plan: Plan) -> NDArray[np.int64]:
    """The vaccines; where there are none, one of which there is no end, but units carry doses of it."""
    site = plan.site
    if not len(plan.vaccines):
        fields = {x.STOCK: NEVER, x.VIAL: 1, x.OPEN_LIFE: NEVER, x.PREPARERS: -1, x.CALLS_FROM: NEVER, x.IS_GIVEN: 1}
        return table_rows(x.VACCINE_FIELDS, fields | {x.DOSE_BITS: _dose_bits(site)}, 1)
    to_come = [site.delivery[site.delivery[:, 1] == v, 2].sum() for v in range(len(plan.vaccines))]
    return table_rows(
        x.VACCINE_FIELDS,
        {
            x.STOCK: site.stock,
            x.VIAL: site.vial,
            x.OPEN_LIFE: site.open_life,
            x.PREPARERS: site.preparers,
            x.CALLS_FROM: site.standby_from,
            x.TO_COME: to_come,
            x.IS_GIVEN: np.isin(np.arange(len(plan.vaccines)), site.vaccine),
            x.DOSE_BITS: _dose_bits(site),
        },
        len(plan.vaccines),
    )


def _dose_bits(site: Site) -> int:
    """The bits of the stations that give doses."""
    return _bits(site.doses > 0)


def _open_to(site: Site) -> NDArray[np.bool_]:
    """bool [rows of desks, K]."""
    rows = rows_of_desks(site)
    table = np.ones((max(len(site.desks), rows.max() + 1), len(site.priority)), bool)
    table[rows] = site.kind_open.T
    return table


def _demand(site: Site) -> NDArray[np.int64]:
    """Doses per person, int64 [K, S, 2], that a class may still need which waits at a station, or was served there."""
    later = (site.may_visit * site.doses).sum(axis=2)
    return np.stack([later + site.doses, later], axis=2)


def _calendar(plan: Plan) -> list[tuple[int, int, int, int]]:
    """What a simple day does not have: handing over, deliveries, releases, and when calls begin."""
    site = plan.site
    leaves = np.nonzero(site.hands_over[site.unit_group] & ~site.unit_stays)[0].tolist()
    rows = [(int(site.unit_to[u]), int(Due.HANDOVER), u, 0) for u in leaves]
    rows += [(tick, int(Due.DELIVERY), v, doses) for tick, v, doses in site.delivery.tolist()]
    rows += [(tick, int(Due.RELEASE), v, row) for row, (tick, v) in enumerate(site.release.tolist())]
    rows += [(tick, int(Due.CALLS_BEGIN), v, 0) for v, tick in enumerate(site.standby_from.tolist()) if tick < NEVER]
    return rows
