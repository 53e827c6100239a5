"""Dispatch: what is done in one instant once everything due is settled, in the order of docs/contract.md."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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

    Start = tuple[tuple[int, int], Key, Callable[[], None]]  # rule, the rest of the key, and what starts


class Dispatch:
    """One possible step after another, each of them the first that is possible."""

    def __init__(
        self, site: Site, services: Services, pieces: Pieces, journeys: Journeys, sessions: Sessions,
        breaks: Breaks, restocking: Restocking, preparing: Preparing,
    ) -> None:  # fmt: skip
        self._site, self._services, self._pieces = site, services, pieces
        self._journeys, self._sessions = journeys, sessions
        self._breaks, self._restocking, self._preparing = breaks, restocking, preparing
        self._alike = [self._are_alike_at(station) for station in site.stations]

    def run(self) -> None:
        """All steps of this instant; what becomes due at this very tick is settled before the next one."""
        while self._site.clock.is_settled():
            self._journeys.turn_away_who_can_get_no_dose()
            if not self._one_step():
                self.let_go_who_is_not_needed()
                return

    def _one_step(self) -> bool:
        """The first step that is possible, once; whether there was one."""
        return (
            self._breaks.send_one()  # (a)
            or self._restocking.send_one()
            or self._restocking.fill_one()  # (b)
            or self._preparing.begin_one()
            or self._preparing.hand_out_one()
            or self._start_one()  # (c)
            or self._let_one_in()  # (d)
            or self._let_one_newcomer_decide()  # (e)
            or self._let_one_lose_patience()  # (f)
        )

    def let_go_who_is_not_needed(self) -> None:
        """Units that stayed past their shift go when nobody may need them any more."""
        self._site.staff.let_go(
            lambda unit: self._site.may_need(unit) or self._preparing.may_need(unit), self._restocking.cut_off
        )

    # (c) a service or a session starts, or an interrupted service goes on

    def _start_one(self) -> bool:
        best: Start | None = None
        for station in self._site.stations:
            if station.line or station.interrupted:
                for start in self._possible_starts(station):
                    if best is None or start[:2] < best[:2]:
                        best = start
        if best is None:
            return False
        best[-1]()
        return True

    def _possible_starts(self, station: Station) -> Iterator[Start]:
        """What could start at a station, or go on, the first of each."""
        rule = self._site.rule(station)
        for service in station.interrupted:
            if self._pieces.can_resume(service):
                yield rule, station.key(service.at_desk[0]), partial(self._pieces.resume, service)
        if not station.line or self._site.is_held(station):
            return
        members, kind = self._next_to_be_called(station)
        if kind is not None:
            yield rule, station.key(members[0]), partial(self._call, members, station, kind)

    def _next_to_be_called(self, station: Station) -> tuple[Sequence[Patient], Kind | None]:
        """Who starts next at a station, one patient or a session, and at which kind of desk; None if nobody can."""
        if station.session_size > 0:
            members = self._sessions.next_members(station)
            return members, station.kinds[0] if members else None
        for key in station.line.keys:
            patient = self._site.patients[key[-1] - 1]
            kind = self._services.kind_for(patient, station)
            if kind is not None or self._alike[station.index]:
                return [patient], kind
        return [], None

    def _are_alike_at(self, station: Station) -> bool:
        """Whether all in a line can start as soon as one of them can."""
        return (
            len(station.kinds) == 1 and all(station.kinds[0].is_open_to) and not self._site.doses.matter(station)
        )

    def _call(self, members: Sequence[Patient], station: Station, kind: Kind) -> None:
        """Those who are called start; if some have lost patience, the first of them goes, and that is the step."""
        gone = next((patient for patient in members if self._site.patience.is_over_when_called(patient)), None)
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
        if starts_at_once and self._site.patience.is_over_when_called(patient):
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
