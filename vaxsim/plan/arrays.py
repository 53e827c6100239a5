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
    """What an engine sees.  K classes, S stations, B most branches of a station, C largest crew, R roles, G groups,
    U units, W most breaks of a group.  Times and durations are ticks, int64; indices count from 0.

    A station index of S means "out of the site".
    """

    # the day
    opens: NDArray[np.int64]  # int64 [intervals]
    closes: NDArray[np.int64]  # int64 [intervals]
    turns_away_at_closing: bool  # at closing, those not served once go home
    gate: int  # how early an appointment is let in; NEVER without a gate
    late_limit: int  # how late an appointment is still let in; NEVER without a limit
    stop: int  # the run is cut off here; NEVER without
    # classes
    priority: NDArray[np.int64]  # int64 [K]; smaller goes first
    first_station: NDArray[np.int16]  # int16 [K]
    next_station: NDArray[np.int16]  # int16 [K, S]; where a class goes after a station, when no branch happens
    may_visit: NDArray[np.bool_]  # bool [K, S, S]; [k, s, z]: after s a class k patient could still come to z
    # stations
    desks: NDArray[np.int64]  # int64 [S]; NEVER without a limit
    by_priority: NDArray[np.bool_]  # bool [S]
    crew_role: NDArray[np.int16]  # int16 [S, C]; the role of each member of the crew, in file order; NOBODY beyond
    doses: NDArray[np.int64]  # int64 [S]; doses given here per person
    since: NDArray[np.int16]  # int16 [S]; the station from whose end the time counts; NOBODY: from its own beginning
    branch_target: NDArray[np.int16]  # int16 [K, S, B]; the station a branch leads to, S where it leaves
    branch_outcome: NDArray[np.int8]  # int8 [S, B], Outcome that a branch gives; NOBODY where it gives none
    # staff
    unit_group: NDArray[np.int16]  # int16 [U]
    unit_has_role: NDArray[np.bool_]  # bool [U, R]
    unit_from: NDArray[np.int64]  # int64 [U]; the shift
    unit_to: NDArray[np.int64]  # int64 [U]
    unit_stays: NDArray[np.bool_]  # bool [U]; on duty at closing and until_clear: stays while it can still be needed
    group_pick: NDArray[np.int8]  # int8 [G], see PICKS
    break_earliest: NDArray[np.int64]  # int64 [G, W]; NEVER beyond a group's breaks
    break_latest: NDArray[np.int64]  # int64 [G, W]
    break_concerns: NDArray[np.bool_]  # bool [U, W]; window and shift share a tick
    break_away: NDArray[np.int32]  # int32 [G, W, most units + 1]; how many may be away, by how many are present

    @property
    def closing(self) -> int:
        """The end of the last opening interval, ticks."""
        return int(self.closes[-1])

    @property
    def gives_dose(self) -> NDArray[np.bool_]:
        """bool [S]; whether a service here doses the patient."""
        return self.doses > 0


PICKS = ("longest_idle", "lowest_number", "random")
"""The rules by which one of several free units is taken; Site.group_pick holds the index."""


@dataclass(frozen=True)
class Chance:
    """The laws that `vaxsim.draws` turns into luck; indices as in Site."""

    sources: tuple[Arrivals, ...]
    source_keys: tuple[str, ...]  # name streams; stable when other sources are added
    class_shares: tuple[tuple[float, ...], ...]  # per source, per class; sums to 1
    not_before: int  # ticks; earlier arrivals are moved to this time
    service: tuple[tuple[Distribution, ...], ...]  # [K][S]
    branch_shares: NDArray[np.float64]  # float64 [K, S, B]; 0 where the class is not concerned
    branch_service: tuple[tuple[Distribution | None, ...], ...]  # [S][branches]
    extra: tuple[Distribution, ...]  # [S]
    walk: tuple[Distribution, ...]  # [S]
    absence: tuple[float, ...]  # [G]
    break_length: tuple[tuple[Distribution, ...], ...]  # [G][breaks]
    unit_row: tuple[tuple[int, int], ...]  # [U]; (shift, place in the shift), the row of a unit's luck


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
