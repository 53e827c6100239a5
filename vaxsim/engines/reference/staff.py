"""Staff: groups of named units, what each of them is doing, and who is free."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from vaxsim.engines.reference.records import add_state
from vaxsim.plan import PICKS
from vaxsim.units import NEVER
from vaxsim.visits import StaffState

if TYPE_CHECKING:
    from collections.abc import Callable

    from vaxsim.engines.reference.breaks import Break
    from vaxsim.engines.reference.clock import Clock
    from vaxsim.engines.reference.restocking import Trip
    from vaxsim.engines.reference.services import Service
    from vaxsim.plan import Site as SitePlan

USUAL_PACE = 1000
"""Per mille of the drawn time that a service takes."""


class Group:
    """Units with the same roles and rules."""

    def __init__(self, plan: SitePlan, index: int) -> None:
        self.index = index
        self.pick = PICKS[plan.group_pick[index]]
        self.hands_over = bool(plan.hands_over[index])
        self.holds = int(plan.holds[index])  # doses of each vaccine that a unit can carry; 0: it carries none
        self.places = int(plan.places[index])  # units that can fill at once
        self.present = 0  # come and not gone, those on a break included
        self.on_break = 0
        self.filling = 0
        self._away_at_most = plan.break_away[index].tolist()
        self._pace = list(zip(plan.pace_from[index].tolist(), plan.pace[index].tolist(), strict=True))
        self.has_pace = any(per_mille != USUAL_PACE for _, per_mille in self._pace)

    def spares_one(self, which: int) -> bool:
        """Whether one more unit may go on its break of this kind now."""
        return self.on_break < int(self._away_at_most[which][self.present])

    def pace(self, since_coming: int) -> int:
        """Per mille of the service time that a unit takes, so many ticks after it came."""
        return int(next(pace for begins, pace in reversed(self._pace) if begins <= since_coming))


class Unit:
    """One person (or team) on the staff."""

    def __init__(self, plan: SitePlan, index: int, group: Group) -> None:
        self.index = index
        self.group = group
        self.roles = frozenset(plan.unit_has_role[index].nonzero()[0].tolist())
        self.shift = int(plan.unit_shift[index])  # its position among those of the group
        self.begins, self.ends = int(plan.unit_from[index]), int(plan.unit_to[index])
        self.shift_is_over = False
        self.stays = bool(plan.unit_stays[index])
        self.serves_later: list[bool] = plan.serves_later[index].tolist()  # behind each station
        self.stations = _stations_that_need(plan, self.roles)
        self.breaks: list[Break] = []  # those still to be taken
        self.state: StaffState | None = None  # None before coming and after going
        self.since = NEVER  # since when in that state
        self.service: Service | None = None  # that it is giving
        self.hands: list[int] = []  # doses of each vaccine that it carries
        self.trips: list[Trip] = []  # to restock; the last one may not be over
        self.came = self.went = NEVER
        self.timeline: list[tuple[StaffState, int, int]] = []
        self.breaks_missed = 0

    def change(self, state: StaffState | None, now: int) -> None:
        """Pass to another state."""
        if self.state is not None:
            add_state(self.timeline, self.state, self.since, now)
        self.state, self.since = state, now

    @property
    def has_to_go(self) -> bool:
        """Whether it goes as soon as it is idle."""
        return self.shift_is_over and not self.stays


def _stations_that_need(plan: SitePlan, roles: Iterable[int]) -> int:
    """The stations that need one of these roles, as a bit each."""
    firsts = plan.first_kind.tolist()
    needed = [set(plan.crew_role[firsts[s] : firsts[s + 1]].ravel().tolist()) for s in range(len(firsts) - 1)]
    return sum(1 << s for s, crew in enumerate(needed) if not crew.isdisjoint(roles))


class Staff:
    """Everybody who works here today."""

    def __init__(self, plan: SitePlan, clock: Clock) -> None:
        self._clock = clock
        self.groups = [Group(plan, index) for index in range(len(plan.group_pick))]
        self.units = [Unit(plan, u, self.groups[g]) for u, g in enumerate(plan.unit_group.tolist())]
        self.free: set[Unit] = set()  # on duty and idle
        self.staying: list[Unit] = []  # past the end of their shift until they are not needed any more
        self._has_pace = any(group.has_pace for group in self.groups)

    def come(self, unit: Unit) -> None:
        """A unit comes on duty."""
        unit.came = self._clock.now
        unit.group.present += 1
        unit.change(StaffState.IDLE, self._clock.now)
        self.free.add(unit)

    def stay(self, unit: Unit) -> None:
        """The shift of a unit is over, but it may still be needed."""
        self.staying.append(unit)

    def go(self, unit: Unit) -> None:
        """A unit leaves the site."""
        unit.group.present -= 1
        if unit.state is StaffState.ON_BREAK:
            unit.group.on_break -= 1
        self.free.discard(unit)
        unit.change(None, self._clock.now)
        unit.went = self._clock.now

    def let_go(self, is_needed: Callable[[Unit], bool], cut_off: Callable[[Unit], None]) -> None:
        """Of those who stayed past their shift, the ones nobody may need any more go; a trip to restock is cut off."""
        for unit in self.staying.copy():
            if unit.state not in (StaffState.IDLE, StaffState.RESTOCKING) or is_needed(unit):
                continue
            if unit.state is StaffState.RESTOCKING:
                cut_off(unit)
            self.staying.remove(unit)
            self.go(unit)

    def occupy(self, units: Iterable[Unit], state: StaffState) -> None:
        """Units that were idle begin to do something."""
        for unit in units:
            unit.change(state, self._clock.now)
            self.free.remove(unit)

    def release(self, units: Iterable[Unit]) -> None:
        """What units did is done: each is free, or goes if it has to."""
        for unit in units:
            unit.service = None
            unit.change(StaffState.IDLE, self._clock.now)
            if unit.has_to_go:
                self.go(unit)
            else:
                self.free.add(unit)

    def pace(self, crew: Sequence[Unit]) -> int:
        """Per mille of the drawn time that a service of this crew takes: the largest pace of its units."""
        if not self._has_pace:
            return USUAL_PACE
        return max(unit.group.pace(self._clock.now - unit.came) for unit in crew)

    def in_hands(self, vaccine: int) -> int:
        """Doses of a vaccine that units on duty carry."""
        return sum(unit.hands[vaccine] for unit in self.units if unit.state is not None and unit.hands)

    def close(self, end: int, stop: int) -> None:
        """Finish the timelines at `end`, and count the breaks that had to begin before `stop` and did not."""
        for unit in self.units:
            if unit.state is not None:
                unit.change(None, end)
                unit.went = end
            if unit.came != NEVER:
                unit.breaks_missed = sum(min(p.latest, unit.ends - 1) < stop for p in unit.breaks)
