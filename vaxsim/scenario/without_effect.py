"""Remarks on fields and people that come to nothing: what they wait for cannot happen."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from vaxsim.arrivals.source import SingleSource
from vaxsim.arrivals.trace import Trace
from vaxsim.distributions.support import least
from vaxsim.scenario.model import Scenario
from vaxsim.scenario.people import PatientClass
from vaxsim.scenario.problems import Finding, listed
from vaxsim.units import clock, minutes


def called_too_late(scenario: Scenario) -> Iterator[Finding]:
    """Who is called from a standby list can come before closing."""
    for place, vaccine in enumerate(scenario.vaccines):
        if vaccine.standby is not None and vaccine.standby.from_ <= max(least(vaccine.standby.travel), 0.0):
            message = (
                f"nobody is called in time: from is {vaccine.standby.from_:g} minutes before closing, the way takes"
            )
            text = f"{message} {least(vaccine.standby.travel):g} or more"
            yield Finding(("vaccines", place, "standby"), text, at_key=True)


def breaks_longer_than_the_shift(scenario: Scenario) -> Iterator[Finding]:
    """All breaks that concern a shift are together shorter than it."""
    for place, group in enumerate(scenario.staff):
        for shift in group.shifts:
            due = [rest for rest in group.breaks if rest.earliest < shift.to and rest.latest >= shift.from_]
            together = sum(max(least(rest.length), 0.0) for rest in due)
            lasts = minutes(shift.to - shift.from_)
            if len(due) > 1 and together >= lasts:
                span = f"the shift from {clock(shift.from_)} to {clock(shift.to)}, which lasts {lasts:g}"
                message = f"the breaks take {together:g} minutes or more of {span}"
                yield Finding(("staff", place, "breaks"), message, at_key=True)
                break


def unsorted_traces(scenario: Scenario) -> Iterator[Finding]:
    """The rows of a trace stand in the order of time."""
    for place, source in enumerate(scenario.arrivals):
        times = source.times if isinstance(source, Trace) else ()
        back = next(((row, pair) for row, pair in enumerate(pairwise(times), 2) if pair[1] < pair[0]), None)
        if back is not None:
            row, (before, after) = back
            message = f"is not in the order of time: row {row} says {clock(after)}, after {clock(before)}"
            yield Finding(("arrivals", place, "file"), f"{message}; everybody comes at the time that their row says")


def parties_of_nobody(scenario: Scenario) -> Iterator[Finding]:
    """No party can be drawn as of nobody."""
    for place, source in enumerate(scenario.arrivals):
        if isinstance(source, SingleSource) and round(max(least(source.party), -1.0)) < 1:
            yield Finding(("arrivals", place, "party"), "can be drawn below 1; such a party counts as 1 person")


def balking_above_the_room(scenario: Scenario) -> Iterator[Finding]:
    """A line can grow so long that newcomers turn round."""
    for place, klass in enumerate(scenario.classes):
        first = next((s for s in scenario.stations if s.name not in klass.skips and not s.optional), None)
        if klass.balk is None or klass.balk.more_than is None or first is None or first.waiting_room is None:
            continue
        room = first.waiting_room
        if klass.balk.counts == "line" and klass.balk.more_than >= room:
            message = f"nobody turns round: the room of {first.name} holds {room}, and those outside do not count"
            yield Finding(("classes", place, "balk"), message, at_key=True)


def holds_above_the_room(scenario: Scenario) -> Iterator[Finding]:
    """The line for which a station waits can grow too long."""
    rooms = {station.name: station.waiting_room for station in scenario.stations}
    for place, station in enumerate(scenario.stations):
        room = None if station.hold is None else rooms[station.hold.station]
        if station.hold is not None and room is not None and station.hold.more_than >= room:
            message = f"changes nothing: the room of {station.hold.station} holds {room}, so its line is never longer"
            yield Finding(("stations", place, "hold"), message, at_key=True)


def patience_nowhere(scenario: Scenario) -> Iterator[Finding]:
    """Patience counts at some station that the class visits."""
    for place, klass in enumerate(scenario.classes):
        where = _where_patience_counts(klass)
        if where and set(where) <= set(klass.skips):
            message = f"changes nothing: the class visits none of {listed(where, last='and')}"
            yield Finding(("classes", place, "patience"), message, at_key=True)


def _where_patience_counts(klass: PatientClass) -> tuple[str, ...]:
    return () if klass.patience is None else tuple(klass.patience.stations or ())
