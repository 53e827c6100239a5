"""Stations: kinds of desk, and the line and the waiting room in front of them."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING

from vaxsim.units import NEVER

if TYPE_CHECKING:
    from vaxsim.engines.reference.patients import Patient
    from vaxsim.engines.reference.services import Service
    from vaxsim.plan import Site as SitePlan

FIRST_COME_PRIORITY = 10
"""The priority that everybody has at a station without priorities."""

Key = tuple[int, int, int]
"""What orders all who wait at a station: (priority, ready, number), the smallest first."""


class Line:
    """Those who have joined and whose service has not begun, in the order in which they are called."""

    def __init__(self) -> None:
        self.keys: list[Key] = []  # of all in line, the first to be called first
        self.area = 0  # integral of the length, patients x ticks
        self._counted_to = 0

    def __len__(self) -> int:
        return len(self.keys)

    def add(self, key: Key, now: int) -> None:
        """Somebody joins."""
        self.count(now)
        insort(self.keys, key)

    def remove(self, key: Key, now: int) -> None:
        """Somebody is called, or goes away."""
        self.count(now)
        del self.keys[bisect_left(self.keys, key)]

    def count(self, now: int) -> None:
        """Bring the integral of the length up to now."""
        self.area += len(self.keys) * (now - self._counted_to)
        self._counted_to = now


class Kind:
    """The desks of one kind at a station: alike in who may be served there, by whom, and how long."""

    def __init__(self, plan: SitePlan, index: int, place: int) -> None:
        self.index = index
        self.place = place  # among the kinds of the station, in file order
        self.crew_roles = [role for role in plan.crew_role[index].tolist() if role >= 0]
        self.is_open_to: list[bool] = plan.kind_open[:, index].tolist()  # by class
        self.free_desks = int(plan.kind_desks[index])


class Station:
    """One station of the site."""

    def __init__(self, plan: SitePlan, index: int) -> None:
        self.index = index
        kinds = range(int(plan.first_kind[index]), int(plan.first_kind[index + 1]))
        self.kinds = [Kind(plan, y, y - kinds.start) for y in kinds]
        self.free_desks = int(plan.desks[index])  # of all kinds
        self.since = int(plan.since[index])
        self.doses = int(plan.doses[index])  # per person
        self.carried_to = bool(plan.carried_to[index])
        self.keeps_staff = bool(plan.keeps_staff[index])
        self.hold_for, self.hold_above = int(plan.hold_for[index]), int(plan.hold_above[index])
        self.session_size, self.session_wait = int(plan.batch_size[index]), int(plan.batch_wait[index])
        self.line = Line()
        self.room = int(plan.waiting_room[index])
        self.is_limited = self.room < NEVER  # then who reaches the station stands at its door
        self.on_the_way = 0  # those who have a place in the room and are walking to it
        self.interrupted: list[Service] = []  # services at its desks that wait for staff
        self.service_area = 0  # integral of the number at its desks, patients x ticks
        self.at_desks = 0
        self._by_priority = bool(plan.by_priority[index])
        self._counted_to = 0

    def key(self, patient: Patient) -> Key:
        """Where a patient stands in this line."""
        priority = patient.priority if self._by_priority else FIRST_COME_PRIORITY
        return (priority, patient.ready, patient.number)

    def has_place(self) -> bool:
        """Whether one more may wait here; nobody may in a room of 0."""
        return len(self.line) + self.on_the_way < self.room

    def take_desk(self, kind: Kind, patients: int, now: int) -> None:
        """A service of so many patients begins."""
        kind.free_desks -= 1
        self.free_desks -= 1
        self.count(now)
        self.at_desks += patients

    def free_desk(self, kind: Kind) -> None:
        """A desk is free again, after clean-up."""
        kind.free_desks += 1
        self.free_desks += 1

    def stand_up(self, now: int) -> None:
        """A patient leaves the desk."""
        self.count(now)
        self.at_desks -= 1

    def count(self, now: int) -> None:
        """Bring the integral of the number at the desks up to now."""
        self.service_area += self.at_desks * (now - self._counted_to)
        self._counted_to = now


def time_left(drawn: int, extra: int, since_end: int, now: int) -> int:
    """What is left at `now` of a time that counts from the end of an earlier station, plus `extra` if anything is."""
    if since_end == NEVER:
        raise ValueError("a time counts from the end of a station that the patient has not visited")
    left = drawn - (now - since_end)
    return left + extra if left > 0 else 0
