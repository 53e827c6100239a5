"""Dispatch: what is done in one instant once everything due is settled, in the order of docs/contract.md."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vaxsim.engines.reference.breaks import Breaks
    from vaxsim.engines.reference.journeys import Journeys
    from vaxsim.engines.reference.patients import Patient
    from vaxsim.engines.reference.pieces import Pieces
    from vaxsim.engines.reference.preparing import Preparing
    from vaxsim.engines.reference.restocking import Restocking
    from vaxsim.engines.reference.services import Services
    from vaxsim.engines.reference.sessions import Sessions
    from vaxsim.engines.reference.site import Site
    from vaxsim.engines.reference.stations import Key, Kind, Station

    Start = tuple[Station, Patient, Callable[[], None]]  # where, who has the smallest key, and what is to be done


class Dispatch:
    """One possible step after another, each of them the first that is possible."""

    def __init__(
        self, site: Site, services: Services, pieces: Pieces, journeys: Journeys, sessions: Sessions,
        breaks: Breaks, restocking: Restocking, preparing: Preparing,
    ) -> None:  # fmt: skip
        self._site, self._services, self._pieces = site, services, pieces
        self._journeys, self._sessions = journeys, sessions
        self._breaks, self._restocking, self._preparing = breaks, restocking, preparing
        self._steps = self._steps_of_the_site()
        self._alike = [self._are_alike_at(station) for station in site.stations]

    def run(self) -> None:
        """All steps of this instant, then units go; once more, if somebody waited for doses that they take along."""
        while True:
            self._do_all_steps()
            self.let_go_who_is_not_needed()
            if not self._sent_away_for_want_of_doses():
                return

    def _do_all_steps(self) -> None:
        """One step after another; what becomes due at this very tick is settled before the next one."""
        clock = self._site.clock
        self._sent_away_for_want_of_doses()
        while self._one_step():
            clock.settle()
            self._sent_away_for_want_of_doses()

    def _sent_away_for_want_of_doses(self) -> bool:
        """Between two steps, those who can get no dose any more go; whether there was one."""
        doses = self._site.doses
        if not (doses.are_limited and doses.any_is_gone() and self._journeys.turn_away_who_can_get_no_dose()):
            return False
        self._site.clock.settle()
        return True

    def _steps_of_the_site(self) -> list[Callable[[], bool]]:
        """The steps in their order, without those for which the site has no use; each says whether it was possible."""
        breaks, restocking, preparing = self._breaks, self._restocking, self._preparing
        steps = [
            (bool(self._site.plan.break_concerns.any()), breaks.send_one),  # (a)
            (restocking.is_in_use, restocking.send_one),
            (restocking.is_in_use, restocking.fill_one),  # (b)
            (preparing.is_in_use, preparing.begin_one),
            (preparing.is_in_use, preparing.hand_out_one),
            (True, self._start_one),  # (c)
            (True, self._let_one_in),  # (d)
            (True, self._let_one_newcomer_decide),  # (e)
            (self._site.patience.is_in_use, self._let_one_lose_patience),  # (f)
        ]
        return [step for is_in_use, step in steps if is_in_use]

    def _one_step(self) -> bool:
        """The first step that is possible, once; whether there was one."""
        for step in self._steps:  # noqa: SIM110  # any() costs a generator for what is asked most often of all
            if step():
                return True
        return False

    def let_go_who_is_not_needed(self) -> None:
        """Units that stayed past their shift go when nobody may need them any more."""
        staff = self._site.staff
        if staff.staying:
            staff.let_go(
                lambda unit: self._site.may_need(unit) or self._preparing.may_need(unit), self._restocking.cut_off
            )

    # (c) a service or a session starts, or an interrupted service goes on

    def _start_one(self) -> bool:
        possible: list[Start] = []
        for station in self._site.stations:
            if station.interrupted:
                possible += self._possible_resumptions(station)
            if station.line.keys and station.free_desks > 0:
                possible += self._possible_start(station)
        if not possible:
            return False
        *_, start = possible[0] if len(possible) == 1 else min(possible, key=self._key)
        start()
        return True

    def _key(self, start: Start) -> tuple[tuple[int, int], Key]:
        station, first, _ = start
        return self._site.rule(station), first.key

    def _possible_resumptions(self, station: Station) -> list[Start]:
        """The interrupted services that could go on."""
        return [
            (station, service.members[0], partial(self._pieces.resume, service))
            for service in station.interrupted
            if self._pieces.can_resume(service)
        ]

    def _possible_start(self, station: Station) -> list[Start]:
        """What could start at a station: the service or session with the smallest key, if any can."""
        if station.hold_for >= 0 and self._site.is_held(station):
            return []
        if station.session_size > 0:
            members, kind = self._sessions.next_members(station), station.kinds[0]
        else:
            members, kind = self._next_patient(station)
        return [(station, members[0], partial(self._call, members, station, kind))] if members else []

    def _next_patient(self, station: Station) -> tuple[list[Patient], Kind]:
        """The first in line whose service can start, and at which kind of desk; nobody if there is none."""
        for key in station.line.keys:
            patient = self._site.patients[key[-1] - 1]
            kind = self._services.kind_for(patient, station)
            if kind is not None:
                return [patient], kind
            if self._alike[station.index]:
                break
        return [], station.kinds[0]

    def _are_alike_at(self, station: Station) -> bool:
        """Whether all in a line can start as soon as one of them can."""
        return len(station.kinds) == 1 and all(station.kinds[0].is_open_to) and not self._site.doses.matter(station)

    def _call(self, members: Sequence[Patient], station: Station, kind: Kind) -> None:
        """Those who are called start; if some have lost patience, the first of them goes, and that is the step."""
        patience = self._site.patience
        gone = patience.first_gone(members) if patience.is_in_use else None
        if gone is not None:
            self._journeys.lose_patience(gone)
        else:
            self._services.start(members, station, kind)

    # (d) somebody at a door goes in

    def _let_one_in(self) -> bool:
        patient = self._site.doors.first(self._journeys.can_enter)
        if patient is None:
            return False
        starts_at_once = self._site.station_of(patient).room == 0
        if starts_at_once and self._site.patience.first_gone([patient]):
            self._journeys.lose_patience(patient)
        else:
            self._journeys.enter(patient)
        return True

    # (e) a newcomer decides

    def _let_one_newcomer_decide(self) -> bool:
        patient = self._site.doors.next_newcomer()
        if patient is not None:
            self._journeys.decide(patient)
        return patient is not None

    # (f) somebody loses patience

    def _let_one_lose_patience(self) -> bool:
        patient = self._site.patience.first_to_leave()
        if patient is not None:
            self._journeys.lose_patience(patient)
        return patient is not None
