"""Examination of journeys: what contradicts itself is named and left out, the rest becomes a patient."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from vaxsim.recorded.columns import MOMENTS
from vaxsim.recorded.journeys import SITE
from vaxsim.recorded.oddities import Kind, Oddity
from vaxsim.recorded.patients import Patient, Visit
from vaxsim.units import NEVER, TICKS_PER_MINUTE, clock

if TYPE_CHECKING:
    from vaxsim.csvfiles import Table
    from vaxsim.recorded.journeys import Journey
    from vaxsim.recorded.limits import Limits

OUT = "it is left out"


class Examiner:
    """Examines the journeys of one table; what is odd is collected in `oddities`."""

    def __init__(
        self, table: Table, stations: Sequence[str], limits: Limits, ends: Mapping[date | None, int], begins: bool
    ) -> None:
        self.table = table
        self.stations = stations
        self.limits = limits
        self.ends = ends  # day -> the tick at which recording ended
        self.begins = begins  # whether the table has beginnings of services at all
        self.oddities: list[Oddity] = []

    def patient(self, journey: Journey) -> Patient:
        """The patient of a journey, without what contradicts itself."""
        return _Examined(self, journey).patient()


class _Examined:
    """One journey under examination."""

    def __init__(self, examiner: Examiner, journey: Journey) -> None:
        self.examiner = examiner
        self.cells = journey.cells
        self.day = journey.day
        self.arrival = self._tick(SITE, "arrival")
        self.here_since = -NEVER if self.arrival is None else self.arrival
        self.before = ""  # the station visited last
        seen = (cell for (_, moment), cell in self.cells.items() if moment != "slot")
        self.last = max((cell.stamp.on(self.day) for cell in seen), default=0)

    def patient(self) -> Patient:
        """The patient, with the visits examined in the order in which they happened."""
        visits = {station: self._visit(station) for station in self._in_order()}
        departure = self._departure(list(visits.values()))
        listed = tuple(visits.get(station, Visit()) for station in self.examiner.stations)
        found = Patient(self.day, self._tick(SITE, "slot"), self.arrival, departure, listed)
        if self.arrival is None and found.slot is not None and found.seen:
            message = "seen later that day, but the arrival is not written down; the other times are used"
            self._note(Kind.NO_ARRIVAL, SITE, "slot", message)
        return found

    def _in_order(self) -> list[str]:
        """The stations visited, the earliest visit first."""
        first: dict[str, int] = {}
        for station, moment in self.cells:
            if station != SITE:
                first[station] = min(first.get(station, NEVER), self._known(station, moment))
        return sorted(first, key=lambda station: first[station])

    def _tick(self, station: str, moment: str) -> int | None:
        cell = self.cells.get((station, moment))
        return None if cell is None else cell.stamp.on(self.day)

    def _known(self, station: str, moment: str) -> int:
        return self.cells[station, moment].stamp.on(self.day)

    def _note(self, kind: Kind, station: str, moment: str, message: str) -> None:
        cell, table = self.cells[station, moment], self.examiner.table
        spot = table.spot(cell.row, cell.column)
        self.examiner.oddities.append(Oddity(kind, table.file, *spot, message))

    def _visit(self, station: str) -> Visit:
        """The visit to a station; nothing of it where its times contradict themselves or those before."""
        joined, began, ended = (self._tick(station, moment) for moment in MOMENTS)
        if self._contradicts(station, joined, began, ended):
            return Visit()
        if began is None and ended is not None and self.examiner.begins:
            message = f"{station} ends at {_at(ended)}, but when it began is not written down; {OUT}"
            self._note(Kind.NO_BEGIN, station, "ended", message)
        if ended is not None:
            self.here_since, self.before = ended, station
        unfinished = None if began is None or ended is not None else self._unfinished(station, began)
        return Visit(joined, began, ended, unfinished)

    def _contradicts(self, station: str, joined: int | None, began: int | None, ended: int | None) -> bool:
        """Whether the times of a visit cannot be true; says so."""
        moment, first = next((m, t) for m, t in zip(MOMENTS, (joined, began, ended), strict=True) if t is not None)
        if first < self.here_since:
            kind = Kind.ELSEWHERE if self.before else Kind.NOT_THERE_YET
            since = f"the end of {self.before}" if self.before else "the arrival"
            message = f"{_WORDS[moment]} {station} at {_at(first)}, before {since} at {_at(self.here_since)}; {OUT}"
        elif joined is not None and began is not None and began < joined:
            kind, moment = Kind.OUT_OF_LINE_FIRST, "began"
            message = f"{station} begins at {_at(began)}, before the patient is in line at {_at(joined)}; {OUT}"
        elif began is not None and ended is not None and ended < began:
            kind, moment = Kind.ENDS_FIRST, "ended"
            message = f"{station} ends at {_at(ended)}, before it begins at {_at(began)}; {OUT}"
        elif began is not None and ended is not None and ended - began > self.examiner.limits.longest_ticks:
            kind, moment = Kind.TOO_LONG, "ended"
            message = f"{station} takes {_minutes(ended - began)}, longer than {self._limit()}; {OUT}"
        else:
            return False
        self._note(kind, station, moment, message)
        return True

    def _limit(self) -> str:
        return f"the {self.examiner.limits.longest:g} minutes believed"

    def _unfinished(self, station: str, began: int) -> int | None:
        """How long a service without an end had lasted when recording ended; None if that cannot be said."""
        if self.last > began:
            self._note(Kind.NO_END, station, "began", f"the end of {station} is not written down; {OUT}")
            return None
        lasted = self.examiner.ends[self.day] - began
        if not 0 < lasted <= self.examiner.limits.longest_ticks:
            why = f"and {_minutes(max(lasted, 0))} later recording ended"
            why += f", longer than {self._limit()}" if lasted > 0 else ""
            self._note(Kind.NO_END, station, "began", f"{station} begins at {_at(began)} {why}; {OUT}")
            return None
        message = f"{station} was not over when recording ended: used as longer than {_minutes(lasted)}"
        self._note(Kind.UNFINISHED, station, "began", message)
        return lasted

    def _departure(self, visits: Sequence[Visit]) -> int | None:
        departure = self._tick(SITE, "departure")
        if departure is None:
            return None
        if self.arrival is not None and departure < self.arrival:
            message = f"leaves at {_at(departure)}, before coming at {_at(self.arrival)}; {OUT}"
            self._note(Kind.LEAVES_FIRST, SITE, "departure", message)
            return None
        ends = [time for visit in visits for time in (visit.joined, visit.began, visit.ended) if time is not None]
        if ends and departure < max(ends):
            message = f"leaves at {_at(departure)}, but is still at a station at {_at(max(ends))}; {OUT}"
            self._note(Kind.STILL_SERVED, SITE, "departure", message)
            return None
        return departure


_WORDS = {"joined": "in line for", "began": "at", "ended": "done at"}


def _at(tick: int) -> str:
    return clock(tick, seconds=tick % TICKS_PER_MINUTE != 0)


def _minutes(ticks: int) -> str:
    return f"{ticks / TICKS_PER_MINUTE:.4g} minutes"
