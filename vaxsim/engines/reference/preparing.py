"""Preparing: doses that are released, made ahead by a group of staff, and handed to those in line."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from vaxsim.engines import Due
from vaxsim.visits import Move, StaffState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vaxsim.draws import Draws
    from vaxsim.engines.reference.doses import Vaccine
    from vaxsim.engines.reference.patients import Patient
    from vaxsim.engines.reference.site import Site
    from vaxsim.engines.reference.staff import Unit
    from vaxsim.engines.reference.stations import Station


class Preparing:
    """The doses of all vaccines that are made ahead."""

    def __init__(self, site: Site, draws: Draws) -> None:
        self._site, self._clock, self._staff = site, site.clock, site.staff
        self._making = draws.making
        self._vaccines = [vaccine for vaccine in site.doses.vaccines if vaccine.prepared is not None]
        for (tick, v), doses in zip(site.plan.release.tolist(), draws.released.tolist(), strict=True):
            site.clock.do_at(tick, Due.RELEASE, v, partial(self._release, site.doses.vaccines[v], doses))

    @property
    def is_in_use(self) -> bool:
        """Whether any doses are made ahead."""
        return bool(self._vaccines)

    def _release(self, vaccine: Vaccine, doses: int) -> None:
        vaccine.released += doses

    # Dispatch b: the next dose is made

    def begin_one(self) -> bool:
        """The lowest number of the idle units of a preparing group makes the next dose; whether there was one."""
        for vaccine in self._vaccines:
            if vaccine.released == 0 or vaccine.vials.there() == 0:
                continue
            for unit in self._staff.units:
                if unit.group.index == vaccine.group and self._may_begin(unit, vaccine):
                    self._begin(unit, vaccine)
                    return True
        return False

    def _may_begin(self, unit: Unit, vaccine: Vaccine) -> bool:
        return unit.state is StaffState.IDLE and (not unit.shift_is_over or self._are_too_few(vaccine))

    def _begin(self, unit: Unit, vaccine: Vaccine) -> None:
        now, index = self._clock.now, vaccine.index
        which = vaccine.jobs - vaccine.not_begun
        vaccine.released -= 1
        vaccine.not_begun -= 1
        vaccine.in_the_making += 1
        vaccine.vials.take(1)
        self._site.records.move(now, index, Move.BEGUN, unit.index, 1)
        self._staff.occupy([unit], StaffState.PREPARING)
        ends = now + int(self._making[index, which])
        self._clock.do_at(ends, Due.MAKING_ENDS, unit.index, partial(self._end, unit, vaccine))

    def _end(self, unit: Unit, vaccine: Vaccine) -> None:
        """A dose is ready."""
        assert vaccine.prepared is not None
        vaccine.in_the_making -= 1
        self._site.records.move(self._clock.now, vaccine.index, Move.MADE, unit.index, 1)
        vaccine.prepared.put_back(1, self._clock.now)
        self._staff.release([unit])

    # Dispatch b: a prepared dose is taken

    def hand_out_one(self) -> bool:
        """The smallest key in line without a dose takes a prepared one; whether there was one."""
        if not any(vaccine.store.there() for vaccine in self._vaccines):
            return False
        waiting = list(self._who_could_take_one())
        if not waiting:
            return False
        _, _, station, patient = min(waiting, key=lambda each: each[:2])
        self._site.doses.hand_to(patient, station)
        return True

    def _who_could_take_one(self) -> Iterator[tuple[tuple[int, int], tuple[int, int, int], Station, Patient]]:
        """(rule, key in line, station, patient) of those in line who lack a dose of which there is one."""
        doses = self._site.doses
        for station in self._site.stations:
            for key in station.line.keys:
                patient = self._site.patients[key[-1] - 1]
                if (
                    doses.taken_in_line(patient, station)
                    and doses.lacks(patient, station) > 0
                    and doses.of(patient).store.there() > 0
                ):
                    yield self._site.rule(station), key, station, patient

    # Who is still needed

    def may_need(self, unit: Unit) -> bool:
        """Whether those inside may still need doses that the group of the unit has not made."""
        return any(unit.group.index == v.group and self._are_too_few(v) for v in self._vaccines)

    def _are_too_few(self, vaccine: Vaccine) -> bool:
        """Whether those inside may still need more doses than are prepared, and some are not begun."""
        if vaccine.not_begun == 0:
            return False
        return sum(self._site.doses_ahead(p) for p in self._site.inside if p.vaccine == vaccine.index) > (
            vaccine.store.there()
        )
