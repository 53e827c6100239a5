"""Staff: named units that come, serve, take their breaks and go."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vaxsim.engines import Due
from vaxsim.engines.reference.records import add_state
from vaxsim.plan import PICKS
from vaxsim.units import NEVER
from vaxsim.visits import StaffState

if TYPE_CHECKING:
    from collections.abc import Callable

    from vaxsim.draws import Draws
    from vaxsim.engines.reference.clock import Clock, Story
    from vaxsim.plan import Site as SitePlan


class Group:
    """Units with the same roles and rules."""

    def __init__(self, plan: SitePlan, index: int) -> None:
        self.pick = PICKS[plan.group_pick[index]]
        self.present = 0  # come and not gone, those on a break included
        self.on_break = 0
        self._away_at_most = plan.break_away[index].tolist()

    def spares_one(self, which: int) -> bool:
        """Whether one more unit may go on its break of this kind now."""
        return self.on_break < int(self._away_at_most[which][self.present])


@dataclass(frozen=True)
class Break:
    """A break that a unit should take."""

    which: int  # position among the breaks of the group
    earliest: int
    latest: int
    length: int


class Unit:
    """One person (or team) on the staff."""

    def __init__(self, plan: SitePlan, draws: Draws, index: int, group: Group) -> None:
        self.index = index
        self.group = group
        self.roles = frozenset(plan.unit_has_role[index].nonzero()[0].tolist())
        self.begins, self.ends = int(plan.unit_from[index]), int(plan.unit_to[index])
        self.stays = bool(plan.unit_stays[index])
        self.stations = _stations_that_need(plan, self.roles)
        self.breaks = _breaks_of(plan, draws, index)
        self.state: StaffState | None = None  # None before coming and after going
        self.since = NEVER  # since when in that state
        self.came = self.went = NEVER
        self.timeline: list[tuple[StaffState, int, int]] = []
        self.breaks_missed = 0

    def change(self, state: StaffState | None, now: int) -> None:
        """Pass to another state."""
        if self.state is not None:
            add_state(self.timeline, self.state, self.since, now)
        self.state, self.since = state, now


def _stations_that_need(plan: SitePlan, roles: Iterable[int]) -> int:
    """The stations that need one of these roles, as a bit each."""
    return sum(1 << s for s, crew in enumerate(plan.crew_role.tolist()) if not set(crew).isdisjoint(roles))


def _breaks_of(plan: SitePlan, draws: Draws, unit: int) -> list[Break]:
    group = plan.unit_group[unit]
    return [
        Break(
            which,
            max(int(plan.break_earliest[group, which]), int(plan.unit_from[unit])),
            int(plan.break_latest[group, which]),
            int(draws.break_length[unit, which]),
        )
        for which in plan.break_concerns[unit].nonzero()[0].tolist()
    ]


class Staff:
    """Everybody who works here today."""

    def __init__(self, plan: SitePlan, draws: Draws, clock: Clock) -> None:
        self._clock = clock
        groups = [Group(plan, index) for index in range(len(plan.group_pick))]
        self.units = [Unit(plan, draws, u, groups[g]) for u, g in enumerate(plan.unit_group.tolist())]
        self.free: set[Unit] = set()  # on duty and idle
        self._due_for_break: list[tuple[int, int, Unit, Break]] = []  # (unit, position of the break, ...)
        self._staying: list[Unit] = []  # past the end of their shift until they are not needed any more
        for unit in self.units:
            if not draws.absent[unit.index]:
                clock.start(self._shift(unit))

    # Shifts

    def _shift(self, unit: Unit) -> Story:
        """SimPy process: a unit's day."""
        yield self._clock.at(unit.begins, Due.SHIFT_BEGINS, unit.index)
        self._come(unit)
        yield self._clock.at(unit.ends, Due.SHIFT_ENDS, unit.index)
        if unit.state is StaffState.ON_BREAK:
            self._go(unit)
        elif unit.stays:
            self._staying.append(unit)
        elif unit.state is StaffState.IDLE:
            self._go(unit)

    def _come(self, unit: Unit) -> None:
        unit.came = self._clock.now
        unit.group.present += 1
        unit.change(StaffState.IDLE, self._clock.now)
        self.free.add(unit)
        for pause in unit.breaks:
            self._clock.start(self._fall_due(unit, pause))

    def _go(self, unit: Unit) -> None:
        """A unit leaves the site, idle or from its break."""
        unit.group.present -= 1
        if unit.state is StaffState.ON_BREAK:
            unit.group.on_break -= 1
        self.free.discard(unit)
        unit.change(None, self._clock.now)
        unit.went = self._clock.now

    def let_go_who_is_not_needed(self, may_need: Callable[[Unit], bool]) -> None:
        """At the end of an instant: of those who stayed past their shift, the ones nobody may need any more go."""
        for unit in self._staying.copy():
            if unit.state is StaffState.SERVING or may_need(unit):
                continue
            self._staying.remove(unit)
            self._go(unit)

    # Service

    def serve(self, crew: Iterable[Unit]) -> None:
        """These units begin to serve a patient."""
        for unit in crew:
            unit.change(StaffState.SERVING, self._clock.now)
            self.free.remove(unit)

    def release(self, crew: Iterable[Unit]) -> None:
        """Their patient is done: each is free, or goes if the shift is over."""
        for unit in crew:
            unit.change(StaffState.IDLE, self._clock.now)
            if self._clock.now > unit.ends and not unit.stays:
                self._go(unit)
            else:
                self.free.add(unit)

    # Breaks

    def _fall_due(self, unit: Unit, pause: Break) -> Story:
        """SimPy process: a break becomes due."""
        yield self._clock.at(pause.earliest, Due.BREAK_DUE, unit.index)
        insort(self._due_for_break, (unit.index, pause.which, unit, pause))

    def send_one_on_break(self) -> bool:
        """The lowest number that is due, idle and can be spared goes; whether there was one."""
        if not self._due_for_break:
            return False
        self._due_for_break = [entry for entry in self._due_for_break if self._clock.now <= entry[-1].latest]
        for entry in self._due_for_break:
            _, _, unit, pause = entry
            if unit.state is StaffState.IDLE and self._clock.now < unit.ends and unit.group.spares_one(pause.which):
                self._due_for_break.remove(entry)
                self._begin_break(unit, pause)
                return True
        return False

    def _begin_break(self, unit: Unit, pause: Break) -> None:
        unit.breaks.remove(pause)
        unit.change(StaffState.ON_BREAK, self._clock.now)
        unit.group.on_break += 1
        self.free.remove(unit)
        back = self._clock.now + pause.length
        if back <= unit.ends:  # else the end of the shift ends it
            self._clock.start(self._come_back(unit, back))

    def _come_back(self, unit: Unit, back: int) -> Story:
        """SimPy process: a break ends."""
        yield self._clock.at(back, Due.BREAK_ENDS, unit.index)
        unit.group.on_break -= 1
        unit.change(StaffState.IDLE, self._clock.now)
        self.free.add(unit)

    # The end of the day

    def close(self, end: int, stop: int) -> None:
        """Finish the timelines at `end`, and count the breaks that had to begin before `stop` and did not."""
        for unit in self.units:
            if unit.state is not None:
                unit.change(None, end)
                unit.went = end
            if unit.came != NEVER:
                unit.breaks_missed = sum(min(p.latest, unit.ends - 1) < stop for p in unit.breaks)
