"""Names: every name that is used exists, and none is given twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from vaxsim.arrivals import Source, Trace
from vaxsim.fields import shown
from vaxsim.scenario.doses import Vaccine
from vaxsim.scenario.draft import Draft
from vaxsim.scenario.part import A_NAME, each, is_name
from vaxsim.scenario.people import PatientClass
from vaxsim.scenario.problems import DataPath, Finding, Place, unknown
from vaxsim.scenario.stations import Branch, Station

_MOST_PER_FILE = 20
"""Problems listed of one table of recorded arrivals."""


def repeated(draft: Draft) -> Iterator[Finding]:
    """Classes, stations, groups, vaccines and sources have names of their own."""
    for section in ("classes", "arrivals", "stations", "staff", "vaccines"):
        key = "group" if section == "staff" else "name"
        yield from _repeated(draft.names_in_order(section, key), section, key)


def _repeated(names: Iterable[str | None], section: str, key: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for place, name in enumerate(names):
        if name in seen:
            yield Finding((section, place, key), f"got {shown(name)}, which is taken; allowed: a name of its own")
        if name is not None:
            seen.add(name)


def automatic_names(draft: Draft) -> Iterator[Finding]:
    """No source has the name that another one without a name goes by: its kind and ordinal, ``walk_ins 1``."""
    names = draft.names_in_order("arrivals", "name")
    kinds = draft.names_in_order("arrivals", "kind")
    unnamed = [kind for name, kind in zip(names, kinds, strict=True) if name is None]
    automatic = {f"{kind} {unnamed[: place + 1].count(kind)}" for place, kind in enumerate(unnamed)}
    for place, name in enumerate(names):
        if name in automatic:
            message = f"got {shown(name)}, by which a source without a name goes; allowed: a name of its own"
            yield Finding(("arrivals", place, "name"), message)


def of_dispatch(draft: Draft) -> Iterator[Finding]:
    """A list in `dispatch` names stations, each once."""
    if draft.heading is not None and isinstance(draft.heading.dispatch, tuple):
        yield from _unknown(("dispatch",), "station", draft.heading.dispatch, draft.station_names)
        for place, name in enumerate(draft.heading.dispatch):
            if name in draft.heading.dispatch[:place]:
                yield Finding(("dispatch", place), f"got {shown(name)} twice; allowed: each station once")


def of_skips(draft: Draft, path: DataPath, klass: PatientClass) -> Iterator[Finding]:
    """The stations a class skips exist."""
    yield from _unknown((*path, "skips"), "station", klass.skips, draft.station_names)


def of_own_service(draft: Draft, path: DataPath, klass: PatientClass) -> Iterator[Finding]:
    """The stations at which a class has service times of its own exist."""
    yield from _unknown_keys((*path, "service"), "station", klass.service, draft.station_names)


def of_patience(draft: Draft, path: DataPath, klass: PatientClass) -> Iterator[Finding]:
    """The stations at which patience counts exist."""
    if klass.patience is not None:
        stations = klass.patience.stations or ()
        yield from _unknown((*path, "patience", "stations"), "station", stations, draft.station_names)


def of_vaccine(draft: Draft, path: DataPath, klass: PatientClass) -> Iterator[Finding]:
    """The vaccine of a class exists."""
    if klass.vaccine is not None and klass.vaccine not in draft.vaccine_names:
        yield Finding((*path, "vaccine"), unknown("vaccine", klass.vaccine, draft.vaccine_names))


def of_source_classes(draft: Draft) -> Iterator[Finding]:
    """The classes of sources exist, of those with other mistakes too."""
    for place, classes in enumerate(draft.values("arrivals", "classes")):
        if isinstance(classes, Mapping):
            yield from _unknown_keys(("arrivals", place, "classes"), "class", classes, draft.class_names)


def of_sources(draft: Draft) -> Iterator[Finding]:
    """The names of sources disturb no terminal, figure or table, and are not long."""
    for place, name in enumerate(draft.names_in_order("arrivals", "name")):
        if name and not is_name(name):
            yield Finding(("arrivals", place, "name"), f"got {shown(name)}; allowed: {A_NAME}")


def of_trace_classes(draft: Draft, path: DataPath, source: Source) -> Iterator[Finding]:
    """The classes that a table of recorded arrivals names exist; the first row of each other name is pointed at."""
    if not isinstance(source, Trace) or source.klass is None:
        return
    known = set(draft.class_names)
    strange = ((spot, name) for name, spot in source.first_spots.items() if name not in known)
    for spot, name in sorted(strange)[:_MOST_PER_FILE]:
        place = Place(source.file, *spot)
        yield Finding((*path, "class"), unknown("class", name, draft.class_names), place=place)


def of_branches(draft: Draft, path: DataPath, station: Station) -> Iterator[Finding]:
    """The stations that branches lead to and the classes they concern exist."""

    def of_one(place: int, branch: Branch) -> Iterator[Finding]:
        at = (*path, "branches", place)
        if branch.to is not None and branch.to not in draft.station_names:
            yield Finding((*at, "to"), unknown("station", branch.to, draft.station_names))
        yield from _unknown((*at, "classes"), "class", branch.classes or (), draft.class_names)

    yield from each(station.branches, of_one)


def of_kinds(draft: Draft, path: DataPath, station: Station) -> Iterator[Finding]:
    """The classes that a kind of desk serves exist; kinds have names of their own."""
    for place, kind in enumerate(station.kinds):
        at = (*path, "kinds", place)
        yield from _unknown((*at, "classes"), "class", kind.classes or (), draft.class_names)
        if kind.name in [other.name for other in station.kinds[:place]]:
            yield Finding((*at, "name"), f"got {shown(kind.name)}, which is taken; allowed: a name of its own")


def of_since(draft: Draft, path: DataPath, station: Station) -> Iterator[Finding]:
    """The station from whose end the time counts exists; only an earlier one can be meant."""
    if station.since is not None and station.since not in draft.station_names:
        earlier = draft.station_names[: int(path[1])]
        nothing = f"got {shown(station.since)}, but no station comes earlier; allowed: no since at the first station"
        yield Finding((*path, "since"), unknown("station", station.since, earlier) if earlier else nothing)


def of_hold(draft: Draft, path: DataPath, station: Station) -> Iterator[Finding]:
    """The station whose line is looked at exists, and is another one."""
    if station.hold is None:
        return
    if station.hold.station not in draft.station_names:
        yield Finding((*path, "hold", "station"), unknown("station", station.hold.station, draft.station_names))
    elif station.hold.station == station.name:
        yield Finding((*path, "hold", "station"), f"got {shown(station.name)} itself; allowed: another station")


def of_preparing_group(draft: Draft, path: DataPath, vaccine: Vaccine) -> Iterator[Finding]:
    """The group that makes doses ahead exists."""
    if vaccine.prepare is not None and vaccine.prepare.group not in draft.group_names:
        yield Finding((*path, "prepare", "group"), unknown("group of staff", vaccine.prepare.group, draft.group_names))


def _unknown(path: DataPath, what: str, names: Iterable[str], known: tuple[str, ...]) -> Iterator[Finding]:
    for place, name in enumerate(names):
        if name not in known:
            yield Finding((*path, place), unknown(what, name, known))


def _unknown_keys(path: DataPath, what: str, names: Iterable[str], known: tuple[str, ...]) -> Iterator[Finding]:
    for name in names:
        if name not in known:
            yield Finding((*path, name), unknown(what, name, known), at_key=True)
