"""Uses: which of the behaviours that not every site has a scenario makes use of.

What is measured and checked of a behaviour is measured and checked only where it is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vaxsim.arrivals.source import SingleSource

if TYPE_CHECKING:
    from vaxsim.arrivals.source import Source
    from vaxsim.scenario.doses import Vaccine
    from vaxsim.scenario.model import Scenario
    from vaxsim.scenario.people import PatientClass
    from vaxsim.scenario.staff import StaffGroup
    from vaxsim.scenario.stations import Station

USES = {
    "balking": "patients who turn round on arrival",
    "clean-up": "cleaning up",
    "giving up": "patients who turn round on arrival or lose patience",
    "handover": "handing patients over",
    "hold": "stations that wait for another one",
    "interruptions": "breaks that interrupt a service",
    "kinds": "unlike desks at one station",
    "limit inside": "a limit of the people inside",
    "pace": "a pace of staff",
    "parties": "parties",
    "patience": "patients who lose patience",
    "preparing": "doses made ahead",
    "restocking": "staff who restock",
    "rooms": "waiting rooms of limited size",
    "sessions": "sessions",
    "standby": "standby lists",
    "vaccines": "vaccines",
}
"""The behaviours, and what a site has that makes use of them."""

KEEP_DESKS = frozenset({"rooms", "clean-up", "sessions"})
"""The behaviours by which a desk is taken otherwise than from the beginning to the end of each service."""

IN_PIECES = frozenset({"interruptions", "handover"})
"""The behaviours by which a service has more than one piece."""


def uses(scenario: Scenario) -> frozenset[str]:
    """The behaviours of `USES` that a scenario makes use of."""
    found = {"limit inside"} if scenario.day.max_inside is not None else set()
    if any(map(_comes_in_parties, scenario.arrivals)):
        found.add("parties")
    for klass in scenario.classes:
        found.update(_of_class(klass))
    for station in scenario.stations:
        found.update(_of_station(station))
    for group in scenario.staff:
        found.update(_of_group(group))
    for vaccine in scenario.vaccines:
        found.update(_of_vaccine(vaccine))
    return frozenset(found)


def _comes_in_parties(source: Source) -> bool:
    return isinstance(source, SingleSource) and not _is_always(source.party.constant(), 1)


def _of_class(klass: PatientClass) -> Iterator[str]:
    if klass.balk is not None:
        yield from ("balking", "giving up")
    if klass.patience is not None:
        yield from ("patience", "giving up")


def _of_station(station: Station) -> Iterator[str]:
    if station.waiting_room is not None:
        yield "rooms"
    if station.batch is not None:
        yield "sessions"
    if station.hold is not None:
        yield "hold"
    if station.kinds:
        yield "kinds"
    if not _is_always(station.clean_up.constant(), 0):
        yield "clean-up"


def _of_group(group: StaffGroup) -> Iterator[str]:
    if group.handover:
        yield "handover"
    if group.pace:
        yield "pace"
    if group.restock is not None:
        yield "restocking"
    if any(rest.interrupt for rest in group.breaks):
        yield "interruptions"


def _of_vaccine(vaccine: Vaccine) -> Iterator[str]:
    yield "vaccines"
    if vaccine.prepare is not None:
        yield "preparing"
    if vaccine.standby is not None:
        yield "standby"


def _is_always(constant: float | None, value: float) -> bool:
    """Whether a law, given as the value that it always has (None without one), comes to `value` and nothing else."""
    return constant is not None and constant == value
