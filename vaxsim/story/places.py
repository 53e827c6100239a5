"""What is taken at a point of an instant: units, desks, waiting rooms, lines; and who must wait for it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from vaxsim.plan.arrays import NOBODY
from vaxsim.story.events import Event, Phase, Step
from vaxsim.story.records import Records
from vaxsim.units import NEVER

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from numpy.typing import NDArray


class Places:
    """What is free after the events of one tick that have been noted; `line` counts who stands in each line."""

    def __init__(self, records: Records, events: list[Event], tick: int) -> None:
        self._records, self._site = records, records.plan.site
        self._sessions: set[tuple[int, int]] = set()  # that have begun
        self._has_started = {Phase.CALLED: False, Phase.OPENED: False}  # a service, and one that gives doses
        self._busy = Counter(unit for event in events if event.frees for unit in event.units)
        self._giving = Counter(event.patient for event in events if event.phase is Phase.DOSED)
        self._starting = {(event.patient, event.station): event for event in events if event.phase is Phase.BEGAN}
        self._joining = {(event.patient, event.station) for event in events if event.phase is Phase.JOINED}
        self._leaving = Counter(self._kind(event) for event in events if self._frees_desk(event))
        v, gone = records.visits, records.line_left
        self.line = _counts((v.joined < tick) & (gone >= tick))
        self._in_room = _counts((records.entered < tick) & (gone >= tick))
        self._desks = self._taken_desks(tick)
        inside = (records.went_in < tick) & (v.departed >= tick)
        self._people = int(records.draws.party[inside].sum())

    def _taken_desks(self, tick: int) -> Counter[int]:
        """Desks taken by kind; one whose clean-up ends at this tick is free: that is settled first."""
        v = self._records.visits
        clean = (v.freed == tick) & (v.left < tick)
        taken = (v.began < tick) & (v.freed >= tick) & ~clean & self._records.holds_desk
        patients, stations = np.nonzero(taken)
        kinds = self._site.first_kind[stations] + v.kind[patients, stations]
        return Counter(np.asarray(kinds).tolist())

    def must_wait(self, event: Event) -> bool:
        """Whether something that an event needs becomes free only by an event that has not happened yet."""
        if event.phase in (Phase.ENDED, Phase.DOSED):
            return False
        if event.step is Step.NO_DOSE:
            return self._giving.total() > 0
        if event.phase in (Phase.CALLED, Phase.OPENED):
            return self._comes_of_a_start(event)
        if event.phase is Phase.BEGAN and self._cannot_start(event):
            return True
        if event.step is Step.ENTERS and self._cannot_enter(event):
            return True
        return not event.frees and self._are_busy(event.units)

    def _are_busy(self, units: Iterable[int], but: Collection[int] = ()) -> bool:
        return any(self._busy[unit] for unit in units if unit not in but)

    def _comes_of_a_start(self, event: Event) -> bool:
        """Whether vials are opened, or people called, because of a service that is still to start."""
        starts = (start for start in self._starting.values() if event.phase is Phase.CALLED or self._gives(start))
        return not self._has_started[event.phase] and any(starts)

    def _gives(self, event: Event) -> bool:
        return bool(self._site.doses[event.station])

    def _cannot_start(self, event: Event) -> bool:
        if self._session_of(event) in self._sessions:
            return False
        return self._is_held(event.station) or self._has_no_desk(event) or self._others_join(event)

    def _session_of(self, event: Event) -> tuple[int, int]:
        """The station and the session of somebody at its desk; -1 without a session."""
        return event.station, int(self._records.visits.session[event.patient, event.station])

    def _others_join(self, event: Event) -> bool:
        """Whether others of the session are still to join the line."""
        session = self._records.visits.session[:, event.station]
        head, others = session[event.patient], self._joining - {(event.patient, event.station)}
        return head >= 0 and any(at == event.station and session[patient] == head for patient, at in others)

    def _is_held(self, station: int) -> bool:
        """Whether too many stand in the line for which a station holds."""
        hold_for = int(self._site.hold_for[station])
        return hold_for >= 0 and self.line[hold_for] > int(self._site.hold_above[station])

    def _has_no_desk(self, event: Event) -> bool:
        kind = self._kind(event)
        return self._leaving[kind] > 0 and self._desks[kind] >= int(self._site.kind_desks[kind])

    def _cannot_enter(self, event: Event) -> bool:
        """Whether the site, or the room behind the door, is still full; who has left a desk is through the door."""
        is_outside, goes_in = event.key[1], event.phase in (Phase.JOINED, Phase.LEFT)
        if is_outside and self._people + int(self._records.draws.party[event.patient]) > self._site.max_inside:
            return True
        return goes_in and self._has_no_room(event)

    def _has_no_room(self, event: Event) -> bool:
        """Whether the waiting room behind the door is full; before one of 0 a service has to be able to start."""
        station = int(event.key[0])
        room = int(self._site.waiting_room[station])
        if room > 0:
            return self._in_room[station] >= room
        start = self._starting.get((event.patient, station))
        return start is not None and (self._cannot_start(start) or self._are_busy(start.units, but=event.units))

    def note(self, event: Event) -> None:
        """Draw the consequences of an event."""
        if event.frees:
            self._busy.subtract(event.units)
        if event.phase is Phase.JOINED:
            self.line[event.station] += 1
            self._joining.discard((event.patient, event.station))
            self._in_room[event.station] += self._records.entered[event.patient, event.station] == event.tick
        elif event.phase is Phase.BEGAN:
            self._begin(event)
        elif event.phase is Phase.DOSED:
            self._giving[event.patient] -= 1
        elif self._frees_desk(event):
            self._leaving[self._kind(event)] -= 1
            self._desks[self._kind(event)] -= 1
        elif event.phase is Phase.DEPARTED and not event.part:
            self._go_from_line(event)
        self._count_people(event)

    def _count_people(self, event: Event) -> None:
        """Those who go in at their first station, and those who leave from inside."""
        party = int(self._records.draws.party[event.patient]) if event.patient != NOBODY else 0
        first = event.patient != NOBODY and event.station == self._records.first_station[event.patient]
        at_once = event.phase is Phase.BEGAN and not self._site.waiting_room[event.station]
        if first and (event.phase is Phase.JOINED or at_once):
            self._people += party
        elif event.phase is Phase.DEPARTED and not event.part and self._records.went_in[event.patient] < NEVER:
            self._people -= party

    def _begin(self, event: Event) -> None:
        if self._session_of(event)[1] >= 0:
            self._sessions.add(self._session_of(event))
        self._has_started[Phase.CALLED] = True
        self._has_started[Phase.OPENED] |= self._gives(event)
        if self._site.waiting_room[event.station] > 0:
            self.line[event.station] -= 1
            self._in_room[event.station] -= 1
        if self._records.holds_desk[event.patient, event.station]:
            self._desks[self._kind(event)] += 1

    def _go_from_line(self, event: Event) -> None:
        """Somebody leaves the site out of a line."""
        v, who = self._records.visits, event.patient
        was_in_line = (v.joined[who] <= event.tick) & (v.began[who] > event.tick) & (v.left[who] == event.tick)
        for station in np.nonzero(was_in_line)[0].tolist():
            self.line[station] -= 1
            self._in_room[station] -= 1

    def _frees_desk(self, event: Event) -> bool:
        """Whether a desk is free after the end of a service, or after somebody has left it."""
        if event.phase not in (Phase.ENDED, Phase.LEFT):
            return False
        v, place = self._records.visits, (event.patient, event.station)
        is_last = v.left[place] == event.tick == v.freed[place] and self._records.holds_desk[place]
        return bool(is_last and (event.phase is Phase.LEFT) == self._records.leaves_later[place])

    def _kind(self, event: Event) -> int:
        """The kind of desk, among those of all stations."""
        kind = self._records.visits.kind[event.patient, event.station]
        return int(self._site.first_kind[event.station]) + int(kind)


def _counts(flags: NDArray[np.bool_]) -> Counter[int]:
    """How many by station, from bool [n, S]."""
    return Counter(dict(enumerate(flags.sum(axis=0).tolist())))
