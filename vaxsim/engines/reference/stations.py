"""Stations: desks, and the line in front of them."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING

from vaxsim.units import NEVER

if TYPE_CHECKING:
    from vaxsim.engines.reference.patients import Patient
    from vaxsim.plan import Site as SitePlan

FIRST_COME_PRIORITY = 10
"""The priority that everybody has at a station without priorities."""

Key = tuple[int, int, int]
"""What orders all who wait: (priority, ready, number), the smallest first."""


class Line:
    """Those who have joined and whose service has not begun, in the order in which they are called."""

    def __init__(self) -> None:
        self._keys: list[Key] = []
        self.area = 0  # integral of the length, patients x ticks
        self._counted_to = 0

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def first(self) -> Key:
        """The key of the one to be called next."""
        return self._keys[0]

    def add(self, key: Key, now: int) -> None:
        """Somebody joins."""
        self.count(now)
        insort(self._keys, key)

    def remove(self, key: Key, now: int) -> None:
        """Somebody is called, or goes away."""
        self.count(now)
        del self._keys[bisect_left(self._keys, key)]

    def count(self, now: int) -> None:
        """Bring the integral of the length up to now."""
        self.area += len(self._keys) * (now - self._counted_to)
        self._counted_to = now


class Station:
    """One station of the site."""

    def __init__(self, plan: SitePlan, index: int) -> None:
        self.index = index
        self.crew_roles = [int(role) for role in plan.crew_role[index] if role >= 0]
        self.since = int(plan.since[index])
        self.gives_dose = bool(plan.gives_dose[index])
        self.line = Line()
        self.service_area = 0  # integral of the number in service, patients x ticks
        self._by_priority = bool(plan.by_priority[index])
        self._desks = int(plan.desks[index])
        self._busy = 0
        self._counted_to = 0

    def key(self, patient: Patient) -> Key:
        """Where a patient stands in this line."""
        priority = patient.priority if self._by_priority else FIRST_COME_PRIORITY
        return (priority, patient.ready, patient.number)

    def has_free_desk(self) -> bool:
        """Whether one more service could be held here."""
        return self._busy < self._desks

    def take_desk(self, now: int) -> None:
        """A service begins."""
        self.count(now)
        self._busy += 1

    def free_desk(self, now: int) -> None:
        """A patient leaves the desk."""
        self.count(now)
        self._busy -= 1

    def count(self, now: int) -> None:
        """Bring the integral of the number in service up to now."""
        self.service_area += self._busy * (now - self._counted_to)
        self._counted_to = now


def time_left(drawn: int, extra: int, since_end: int, now: int) -> int:
    """What is left at `now` of a time that counts from the end of an earlier station, plus `extra` if anything is."""
    if since_end == NEVER:
        raise ValueError("a time counts from the end of a station that the patient has not visited")
    left = drawn - (now - since_end)
    return left + extra if left > 0 else 0
