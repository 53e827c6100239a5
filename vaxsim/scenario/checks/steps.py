"""Steps: lists of a time and a value go forward in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaxsim.scenario.doses import Vaccine
from vaxsim.scenario.draft import Draft
from vaxsim.scenario.problems import DataPath, Finding
from vaxsim.scenario.staff import StaffGroup


def pace(draft: Draft, path: DataPath, group: StaffGroup) -> Iterator[Finding]:
    """The steps of a pace come one after the other."""
    yield from _increasing((*path, "pace"), [hours for hours, _ in group.pace])


def deliveries(draft: Draft, path: DataPath, vaccine: Vaccine) -> Iterator[Finding]:
    """Deliveries come one after the other."""
    yield from _increasing((*path, "deliveries"), [time for time, _ in vaccine.deliveries])


def releases(draft: Draft, path: DataPath, vaccine: Vaccine) -> Iterator[Finding]:
    """Doses to be made are released one time after the other."""
    if vaccine.prepare is not None:
        yield from _increasing((*path, "prepare", "release"), [time for time, _ in vaccine.prepare.release])


def _increasing(path: DataPath, times: Sequence[float]) -> Iterator[Finding]:
    for place in range(1, len(times)):
        if times[place] <= times[place - 1]:
            yield Finding((*path, place, 0), "is not later than the one before it; allowed: times that increase")
