"""Breaks of staff: which are due, and who goes."""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from vaxsim.engines import Due
from vaxsim.visits import StaffState

if TYPE_CHECKING:
    from collections.abc import Callable

    from vaxsim.draws import Draws
    from vaxsim.engines.reference.clock import Clock
    from vaxsim.engines.reference.services import Service
    from vaxsim.engines.reference.staff import Staff, Unit
    from vaxsim.plan import Site as SitePlan

IDLE, SERVING = StaffState.IDLE, StaffState.SERVING


@dataclass(frozen=True)
class Break:
    """A break that a unit should take."""

    which: int  # position among the breaks of the group
    earliest: int
    latest: int
    length: int
    interrupts: bool


def breaks_of(plan: SitePlan, draws: Draws, unit: int) -> list[Break]:
    """The breaks that concern a unit, in file order."""
    group = plan.unit_group[unit]
    return [
        Break(
            which,
            max(int(plan.break_earliest[group, which]), int(plan.unit_from[unit])),
            int(plan.break_latest[group, which]),
            int(draws.break_length[unit, which]),
            bool(plan.break_interrupts[group, which]),
        )
        for which in plan.break_concerns[unit].nonzero()[0].tolist()
    ]


class Breaks:
    """The breaks that are due; `interrupt` hands the patient of a service back."""

    def __init__(self, clock: Clock, staff: Staff, interrupt: Callable[[Service], None]) -> None:
        self._clock = clock
        self._staff = staff
        self._interrupt = interrupt
        self._due: list[tuple[int, int, Unit, Break]] = []  # (unit, position of the break, ...)

    def announce(self, unit: Unit) -> None:
        """A unit has come; its breaks fall due."""
        for pause in unit.breaks:
            self._clock.do_at(pause.earliest, Due.BREAK_DUE, unit.index, partial(self._fall_due, unit, pause))

    def _fall_due(self, unit: Unit, pause: Break) -> None:
        insort(self._due, (unit.index, pause.which, unit, pause))

    def send_one(self) -> bool:
        """Dispatch a: the lowest number that is due and may go goes; whether there was one."""
        if not self._due:
            return False
        self._due = [entry for entry in self._due if self._clock.now <= entry[-1].latest]
        for entry in self._due:
            _, _, unit, pause = entry
            if self._may_go(unit, pause):
                self._due.remove(entry)
                self._begin(unit, pause)
                return True
        return False

    def _may_go(self, unit: Unit, pause: Break) -> bool:
        is_ready = unit.state is IDLE or (pause.interrupts and unit.state is SERVING and not _holds_a_session(unit))
        return is_ready and self._clock.now < unit.ends and unit.group.spares_one(pause.which)

    def _begin(self, unit: Unit, pause: Break) -> None:
        if unit.service is not None:
            self._interrupt(unit.service)
        unit.breaks.remove(pause)
        self._staff.occupy([unit], StaffState.ON_BREAK)
        unit.group.on_break += 1
        back = self._clock.now + pause.length
        if back <= unit.ends:  # else the end of the shift ends it
            self._clock.do_at(back, Due.BREAK_ENDS, unit.index, lambda: self._come_back(unit))

    def _come_back(self, unit: Unit) -> None:
        unit.group.on_break -= 1
        self._staff.release([unit])


def _holds_a_session(unit: Unit) -> bool:
    return unit.service is not None and unit.service.station.session_size > 0
