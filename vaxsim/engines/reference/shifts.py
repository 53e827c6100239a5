"""Shifts: when units of staff come and go, and who takes over from whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vaxsim.engines import Due
from vaxsim.visits import StaffState

if TYPE_CHECKING:
    from vaxsim.engines.reference.breaks import Breaks
    from vaxsim.engines.reference.clock import Clock, Story
    from vaxsim.engines.reference.pieces import Pieces
    from vaxsim.engines.reference.restocking import Restocking
    from vaxsim.engines.reference.staff import Staff, Unit


class Shifts:
    """The working days of all units."""

    def __init__(self, clock: Clock, staff: Staff, breaks: Breaks, restocking: Restocking, pieces: Pieces) -> None:
        self._clock = clock
        self._staff = staff
        self._breaks = breaks
        self._restocking = restocking
        self._pieces = pieces

    def story(self, unit: Unit) -> Story:
        """SimPy process: a unit's day."""
        yield self._clock.at(unit.begins, Due.SHIFT_BEGINS, unit.index)
        self._staff.come(unit)
        self._restocking.take_first_doses(unit)
        self._breaks.announce(unit)
        yield self._clock.at(unit.ends, Due.SHIFT_ENDS, unit.index)
        self._end(unit)
        if unit.state is StaffState.SERVING and unit.has_to_go and unit.group.hands_over:
            yield self._clock.at(unit.ends, Due.HANDOVER, unit.index)
            self._hand_over(unit)

    def _end(self, unit: Unit) -> None:
        """The shift ends: who is on break or has nothing to finish goes, unless it stays."""
        unit.shift_is_over = True
        if unit.state is StaffState.ON_BREAK:
            self._staff.go(unit)
        elif unit.stays:
            self._staff.stay(unit)
        elif unit.state is StaffState.RESTOCKING:
            self._restocking.cut_off(unit)
            self._staff.go(unit)
        elif unit.state is StaffState.IDLE:
            self._staff.go(unit)

    def _hand_over(self, unit: Unit) -> None:
        """The patient of a unit that has to go is taken over by the lowest idle number of the group's next shift."""
        if unit.service is None or unit.service.station.session_size > 0:
            return
        for other in self._staff.units:
            if other.group is unit.group and other.shift == unit.shift + 1 and other in self._staff.free:
                self._pieces.hand_over(unit.service, unit, other)
                return
