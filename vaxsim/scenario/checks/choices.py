"""Choices: of fields that exclude each other exactly one is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from vaxsim.scenario.draft import Draft
from vaxsim.scenario.part import each
from vaxsim.scenario.people import PatientClass
from vaxsim.scenario.problems import MISSING, DataPath, Finding, listed
from vaxsim.scenario.staff import StaffGroup
from vaxsim.scenario.stations import Branch, Station

_OF_ONE_KIND = ("desks", "needs", "service")


def balk(draft: Draft, path: DataPath, klass: PatientClass) -> Iterator[Finding]:
    """Balking has a limit or a law of joining."""
    if klass.balk is not None and (klass.balk.more_than is None) == (klass.balk.join is None):
        got = "neither" if klass.balk.join is None else "both"
        yield Finding((*path, "balk"), f"got {got} of more_than and join; allowed: one of them")


def branches(draft: Draft, path: DataPath, station: Station) -> Iterator[Finding]:
    """A branch leads to a station or out of the site."""

    def of_one(place: int, branch: Branch) -> Iterator[Finding]:
        if (branch.to is None) == (branch.leave is None):
            got = "neither" if branch.to is None else "both"
            yield Finding((*path, "branches", place), f"got {got} of to and leave; allowed: one of them")

    yield from each(station.branches, of_one)


def desks_or_kinds(draft: Draft, path: DataPath, station: Station) -> Iterator[Finding]:
    """A station has a service time, or kinds of desks and nothing that they say themselves."""
    given = draft.data["stations"][path[1]]
    if "kinds" not in given:
        yield from _missing_service(path, station, given)
    elif station.kinds:
        for field in _OF_ONE_KIND:
            if field in given:
                message = f"cannot stand beside kinds, which have {listed(_OF_ONE_KIND, last='and')} of their own"
                yield Finding((*path, field), message, at_key=True)
    else:
        yield Finding((*path, "kinds"), "got an empty list; allowed: at least one kind")


def _missing_service(path: DataPath, station: Station, given: Mapping[str, Any]) -> Iterator[Finding]:
    if station.service and "service" not in given:  # asking the station too: a misspelt service is not missing
        yield Finding((*path, "service"), MISSING)


def restock_start(draft: Draft, path: DataPath, group: StaffGroup) -> Iterator[Finding]:
    """Nobody begins with more doses than they can hold."""
    if group.restock is None or group.restock.start is None:
        return
    start = group.restock.start.constant()
    if start is not None and start > group.restock.holds:
        message = f"got {start:g} doses; allowed: at most what a unit holds, {group.restock.holds}"
        yield Finding((*path, "restock", "start"), message)
