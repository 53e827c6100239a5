"""The arrays of a plan: what an engine sees of a site, and the laws from which its luck is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vaxsim.arrivals import Arrivals
    from vaxsim.distributions import Distribution

NOBODY = -1
"""Fills unused places of index arrays: no role, no station, no branch."""


@dataclass(frozen=True, eq=False)
class Site:
    """What an engine sees.  K classes, S stations, Y kinds of desk at all stations together (S where no station has
    several), B most branches of a station, C largest crew, R roles, G groups, U units, W most breaks of a group, P most
    steps of a pace, V vaccines.  Times and durations are ticks, int64; indices count from 0.

    A station index of S means "out of the site".
    """

    # the day
    opens: NDArray[np.int64]  # int64 [intervals]
    closes: NDArray[np.int64]  # int64 [intervals]
    turns_away_at_closing: bool  # at closing, those not served once go home
    gate: int  # how early an appointment is let in; NEVER without a gate
    late_limit: int  # how late an appointment is still let in; NEVER without a limit
    stop: int  # the run is cut off here; NEVER without
    max_inside: int  # people who may be inside; NEVER without a limit
    dispatch: int  # the rule by which stations go first, see DISPATCHES
    dispatch_place: NDArray[np.int64]  # int64 [S]; where a list of stations has each, its length behind it; else 0
    # classes
    priority: NDArray[np.int64]  # int64 [K]; smaller goes first
    first_station: NDArray[np.int16]  # int16 [K]
    next_station: NDArray[np.int16]  # int16 [K, S]; where a class goes after a station, when no branch happens
    may_visit: NDArray[np.bool_]  # bool [K, S, S]; [k, s, z]: after s a class k patient could still come to z
    from_arrival: NDArray[np.bool_]  # bool [K]; patience counts from the arrival, not from reaching each station
    when_called: NDArray[np.bool_]  # bool [K]; whose patience is over leaves when called, not at once
    balks_at_service: NDArray[np.bool_]  # bool [K]; balking counts those in line and in service, not in line alone
    vaccine: NDArray[np.int16]  # int16 [K]; what the class gets; NOBODY without vaccines
    # stations
    desks: NDArray[np.int64]  # int64 [S]; those of all kinds; NEVER without a limit
    by_priority: NDArray[np.bool_]  # bool [S]
    waiting_room: NDArray[np.int64]  # int64 [S]; patients who may wait; NEVER without a limit
    keeps_staff: NDArray[np.bool_]  # bool [S]; who is blocked here keeps the staff as well as the desk
    hold_for: NDArray[np.int16]  # int16 [S]; nothing starts while too many are in line there; NOBODY: never held
    hold_above: NDArray[np.int64]  # int64 [S]; so many are not yet too many
    batch_size: NDArray[np.int64]  # int64 [S]; patients in a full session; 0: no sessions
    batch_wait: NDArray[np.int64]  # int64 [S]; who has waited so long gets a session that is not full
    doses: NDArray[np.int64]  # int64 [S]; doses given here per person
    first_kind: NDArray[np.int16]  # int16 [S + 1]; the kinds of station s are those from [s] up to [s + 1]
    kind_desks: NDArray[np.int64]  # int64 [Y]; NEVER without a limit
    kind_open: NDArray[np.bool_]  # bool [K, Y]; whether the class may be served there
    crew_role: NDArray[np.int16]  # int16 [Y, C]; the role of each member of the crew, in file order; NOBODY beyond
    carried_to: NDArray[np.bool_]  # bool [S]; doses are given here, and a group that restocks has a role needed here
    since: NDArray[np.int16]  # int16 [S]; the station from whose end the time counts; NOBODY: from its own beginning
    branch_target: NDArray[np.int16]  # int16 [K, S, B]; the station a branch leads to, S where it leaves
    branch_outcome: NDArray[np.int8]  # int8 [S, B], Outcome that a branch gives; NOBODY where it gives none
    # staff
    unit_group: NDArray[np.int16]  # int16 [U]
    unit_has_role: NDArray[np.bool_]  # bool [U, R]
    unit_from: NDArray[np.int64]  # int64 [U]; the shift
    unit_to: NDArray[np.int64]  # int64 [U]
    unit_stays: NDArray[np.bool_]  # bool [U]; on duty at closing and until_clear: stays while it can still be needed
    unit_shift: NDArray[np.int16]  # int16 [U]; the position of the shift in its group
    serves_later: NDArray[np.bool_]  # bool [U, S]; a station behind s needs a role of the unit
    group_pick: NDArray[np.int8]  # int8 [G], see PICKS
    hands_over: NDArray[np.bool_]  # bool [G]; at the end of a shift an idle unit of the next one takes the patient over
    pace_from: NDArray[np.int64]  # int64 [G, P]; ticks since coming from which a step holds; NEVER beyond the last
    pace: NDArray[np.int64]  # int64 [G, P]; per mille of the service time; 1000 before the first step
    break_earliest: NDArray[np.int64]  # int64 [G, W]; NEVER beyond a group's breaks
    break_latest: NDArray[np.int64]  # int64 [G, W]
    break_concerns: NDArray[np.bool_]  # bool [U, W]; window and shift share a tick
    break_away: NDArray[np.int32]  # int32 [G, W, most units + 1]; how many may be away, by how many are present
    break_interrupts: NDArray[np.bool_]  # bool [G, W]; the unit hands its patient back
    holds: NDArray[np.int64]  # int64 [G]; doses of a vaccine that a unit can carry; 0: the group does not restock
    places: NDArray[np.int64]  # int64 [G]; units that can fill at once; NEVER without a limit
    # vaccines
    stock: NDArray[np.int64]  # int64 [V]; doses at the beginning of the day; NEVER: endless
    vial: NDArray[np.int64]  # int64 [V]; doses in one
    open_life: NDArray[np.int64]  # int64 [V]; how long an open vial, or a prepared dose, can be used; NEVER: endless
    preparers: NDArray[np.int16]  # int16 [V]; the group that makes doses ahead; NOBODY: none does
    delivery: NDArray[np.int64]  # int64 [deliveries, 3]; tick, vaccine, doses; by tick, then vaccine
    release: NDArray[np.int64]  # int64 [releases, 2]; tick, vaccine; in that order; Draws.released has the doses
    standby_from: NDArray[np.int64]  # int64 [V]; from when people on the list are called; NEVER: there is no list

    @property
    def closing(self) -> int:
        """The end of the last opening interval, ticks."""
        return int(self.closes[-1])

    @property
    def gives_dose(self) -> NDArray[np.bool_]:
        """bool [S]; whether a service here doses the patient."""
        return self.doses > 0


DISPATCHES = ("first_come", "longest_line", "list")
"""The rules by which stations go first; Site.dispatch holds the index."""

PICKS = ("longest_idle", "lowest_number", "random")
"""The rules by which one of several free units is taken; Site.group_pick holds the index."""


@dataclass(frozen=True)
class Restocking:
    """The laws of a group whose units fetch the doses that they give."""

    start: Distribution  # doses a unit begins with
    walk: Distribution  # each way
    fill: Distribution  # per dose


@dataclass(frozen=True)
class Chance:
    """The laws that `vaxsim.draws` turns into luck; indices as in Site."""

    sources: tuple[Arrivals, ...]
    source_keys: tuple[str, ...]  # name streams; stable when other sources are added
    class_shares: tuple[tuple[float, ...], ...]  # per source, per class; sums to 1
    not_before: int  # ticks; earlier arrivals are moved to this time
    service: tuple[tuple[Distribution, ...], ...]  # [K][Y]
    per_person: tuple[bool, ...]  # [S]; times are multiplied by the size of the party
    clean_up: tuple[Distribution, ...]  # [S]
    patience: tuple[Distribution | None, ...]  # [K]; None: endless
    patience_at: NDArray[np.bool_]  # bool [K, S]; where patience counts
    balk_above: tuple[int | None, ...]  # [K]; who finds more than so many goes
    balk_rate: tuple[float | None, ...]  # [K]; joins with probability exp(-rate x number)
    branch_shares: NDArray[np.float64]  # float64 [K, S, B]; 0 where the class is not concerned
    branch_service: tuple[tuple[Distribution | None, ...], ...]  # [S][branches]
    extra: tuple[Distribution, ...]  # [S]
    walk: tuple[Distribution, ...]  # [S]
    absence: tuple[float, ...]  # [G]
    break_length: tuple[tuple[Distribution, ...], ...]  # [G][breaks]
    unit_row: tuple[tuple[int, int], ...]  # [U]; (shift, place in the shift), the row of a unit's luck
    restocking: tuple[Restocking | None, ...]  # [G]
    making: tuple[Distribution | None, ...]  # [V]; per dose made ahead
    release: tuple[int | float, ...]  # [releases]; doses, or shares of those who come where one is a float
    travel: tuple[Distribution | None, ...]  # [V]; of those on the standby list


@dataclass(frozen=True, eq=False)
class Plan:
    """A validated scenario as arrays and names; see Site and Chance.  A plan is equal to itself alone."""

    title: str
    site: Site
    chance: Chance
    classes: tuple[str, ...]
    stations: tuple[str, ...]
    roles: tuple[str, ...]
    groups: tuple[str, ...]
    units: tuple[str, ...]  # "nurses#1": counted from 1 within the group, shift after shift
    bin: int  # ticks per bin of the curves
    measure: tuple[int, int]  # ticks; averages are over patients who came inside, [from, to); endless by default
    day_begins: int  # ticks; earliest of first opening and first shift
    group_stations: NDArray[np.bool_]  # bool [G, S]; the stations that need a role of the group
    cost: NDArray[np.float64]  # float64 [G]; money per hour of duty
    overtime_cost: NDArray[np.float64]  # float64 [G]; money per hour past the end of the shift
    vaccines: tuple[str, ...]
    kinds: tuple[str, ...]  # [Y]; of desks, station after station; a station without kinds has one of its own name
    uses: frozenset[str]  # the behaviours that the site makes use of, see `vaxsim.scenario.uses`
