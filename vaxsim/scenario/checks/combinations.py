"""Combinations: behaviours that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator

from vaxsim.scenario.draft import Draft
from vaxsim.scenario.problems import DataPath, Finding, listed
from vaxsim.scenario.staff import StaffGroup
from vaxsim.scenario.stations import Station


def sessions(draft: Draft, path: DataPath, station: Station) -> Iterator[Finding]:
    """Sessions have one kind of desk, and a waiting room that holds one."""
    if station.batch is None:
        return
    if station.kinds:
        yield Finding((*path, "batch"), "sessions (batch) cannot be combined with kinds", at_key=True)
    if station.waiting_room is not None and station.waiting_room < station.batch.size:
        message = f"got {station.waiting_room}; allowed: at least the size of a session, {station.batch.size}"
        yield Finding((*path, "waiting_room"), message)


def room_after_walk(draft: Draft, path: DataPath, station: Station) -> Iterator[Finding]:
    """A waiting room of 0 is entered by starting service at once, which nobody on the way can."""
    if station.waiting_room != 0:
        return
    before = [other.name for other in _leading_to(draft, int(path[1])) if other.walk.constant() != 0]
    if before:
        message = f"got 0 after a walk from {listed(before)}; allowed: at least 1, or no walk"
        yield Finding((*path, "waiting_room"), message)


def standby_with_stop(draft: Draft) -> Iterator[Finding]:
    """Who is called near closing comes after a time; a run that is cut off could not say what became of them."""
    for place, vaccine in enumerate(draft.vaccines):
        if vaccine is not None and vaccine.standby is not None and draft.day is not None and draft.day.stop is not None:
            yield Finding(("vaccines", place, "standby"), "cannot be combined with day.stop", at_key=True)


def interrupted_sessions(draft: Draft, path: DataPath, group: StaffGroup) -> Iterator[Finding]:
    """Nobody whose breaks interrupt holds sessions."""
    at = [station.name for station in _served(draft, group) if station.batch is not None]
    if at:
        yield from _interrupts(path, group, f"sessions (batch), which the group holds at {listed(at, last='and')}")


def interrupt_before_room(draft: Draft, path: DataPath, group: StaffGroup) -> Iterator[Finding]:
    """Nobody whose breaks interrupt serves where a waiting room of 0 can follow."""
    served = [station.name for station in _served(draft, group)]
    for place, room in enumerate(draft.stations):
        if room is not None and room.waiting_room == 0:
            before = [station.name for station in _leading_to(draft, place) if station.name in served]
            if before:
                what = f"a waiting room of 0 at {room.name}, right after {listed(before, last='and')}"
                yield from _interrupts(path, group, what)
                return


def handover_of_crews(draft: Draft, path: DataPath, group: StaffGroup) -> Iterator[Finding]:
    """Only services that need one role are handed over."""
    if group.handover:
        crews = [station.name for station in _served(draft, group) if _several_roles(station, group)]
        if crews:
            message = f"cannot be combined with services that need several roles, as at {listed(crews, last='and')}"
            yield Finding((*path, "handover"), message, at_key=True)


def _several_roles(station: Station, group: StaffGroup) -> bool:
    """Whether the group serves at a desk of the station together with others."""
    return any(len(needs) > 1 and not needs.keys().isdisjoint(group.roles) for needs in station.crews)


def _interrupts(path: DataPath, group: StaffGroup, what: str) -> Iterator[Finding]:
    for place, rest in enumerate(group.breaks):
        if rest.interrupt:
            yield Finding((*path, "breaks", place, "interrupt"), f"cannot be combined with {what}", at_key=True)


def _served(draft: Draft, group: StaffGroup) -> list[Station]:
    """The stations, or kinds of desk there, that need a role of the group."""
    roles = set(group.roles)
    return [
        station
        for station in draft.stations
        if station is not None and any(not roles.isdisjoint(needs) for needs in station.crews)
    ]


def _leading_to(draft: Draft, target: int) -> list[Station]:
    """The stations from which some class can go straight to the one at `target`."""
    before = draft.ways.leading_to(target)
    return [station for place, station in enumerate(draft.stations) if station is not None and place in before]
