"""Routes: patients go forward, every station can be reached, and what a station counts on has happened."""

from __future__ import annotations

from collections.abc import Iterator

from vaxsim.fields import NotValid, shown
from vaxsim.scenario.draft import Draft
from vaxsim.scenario.people import PatientClass
from vaxsim.scenario.problems import DataPath, Finding, listed
from vaxsim.scenario.stations import Station


def somewhere_to_go(draft: Draft) -> Iterator[Finding]:
    """Not every station is optional."""
    stations = _stations(draft)
    if stations and all(station.optional for station in stations):
        yield Finding(("stations",), "all stations are optional, so nobody would visit any; allowed: at least one not")


def skips_leave_something(draft: Draft, path: DataPath, klass: PatientClass) -> Iterator[Finding]:
    """A class visits at least one station without a branch."""
    on_foot = {station.name for station in _stations(draft) if not station.optional}
    if on_foot and on_foot <= set(klass.skips):
        yield Finding((*path, "skips"), "skips every station that is not optional; allowed: all but one of them")


def branches_go_forward(draft: Draft, path: DataPath, station: Station) -> Iterator[Finding]:
    """Branches lead to later stations."""
    later = draft.station_names[int(path[1]) + 1 :]
    for place, branch in enumerate(station.branches):
        if branch.to in draft.station_names and branch.to not in later:
            where = "this station itself" if branch.to == station.name else "an earlier station"
            choice = listed([f'"{name}"' for name in later]) if later else "none, this is the last one"
            message = f"got {shown(branch.to)}, {where}; routes go forward only; allowed: {choice}"
            yield Finding((*path, "branches", place, "to"), message)


def optional_is_reached(draft: Draft, path: DataPath, station: Station) -> Iterator[Finding]:
    """An optional station has a branch that leads to it, unless one leads nowhere, which may be meant to."""
    if not station.optional:
        return
    ways = [(place, branch) for place, other in enumerate(_stations(draft)) for branch in other.branches]
    astray = any(branch.leave is None and branch.to not in draft.station_names[place + 1 :] for place, branch in ways)
    if not astray and not any(branch.to == station.name for _, branch in ways):
        message = "no branch leads to this optional station, so nobody would visit it; allowed: a branch of an earlier"
        yield Finding((*path, "optional"), f"{message} station, or optional = false")


def since_has_been(draft: Draft, path: DataPath, station: Station) -> Iterator[Finding]:
    """The station from whose end the time counts comes earlier, and nobody who comes here has missed it."""
    if station.since is None or station.since not in draft.station_names:
        return
    at = (*path, "since")
    here, there = int(path[1]), draft.station_names.index(station.since)
    if there >= here:
        where = "this station itself" if there == here else "a later station"
        yield Finding(at, f"got {shown(station.since)}, {where}; allowed: an earlier station")
        return
    for place, name in enumerate(draft.class_names):
        if draft.ways.comes_to(place, here, without=there):
            message = f"got {shown(station.since)}, which patients of class {name} can have missed"
            yield Finding(at, f"{message}; allowed: an earlier station that all who come here have visited")
            return


def kinds_for_all(draft: Draft, path: DataPath, station: Station) -> Iterator[Finding]:
    """Every class that can come to a station with kinds is served by one of them."""
    if not station.kinds or any(kind.classes is None for kind in station.kinds):
        return
    served = {name for kind in station.kinds for name in kind.classes or ()}
    for place, name in enumerate(draft.class_names):
        if name not in served and draft.ways.comes_to(place, int(path[1])):
            message = f"no kind serves class {name}, which comes here; allowed: a kind for every class that comes"
            yield Finding((*path, "kinds"), message)
            return


def _stations(draft: Draft) -> list[Station]:
    """All stations; raises NotValid if nothing is known of one."""
    if None in draft.stations:
        raise NotValid("stations")
    return [station for station in draft.stations if station is not None]
