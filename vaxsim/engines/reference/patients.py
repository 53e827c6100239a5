"""Patients: who they are, and their luck."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vaxsim.units import NEVER

if TYPE_CHECKING:
    import simpy

    from vaxsim.draws import Draws
    from vaxsim.plan import Site as SitePlan


class Patient:
    """One patient who comes, with the luck of the day by station."""

    __slots__ = (
        "arrival", "branch", "extra", "has_been_called", "index", "is_served", "klass", "number", "pick", "priority",
        "ready", "service", "service_over", "slot", "station", "walk",
    )  # fmt: skip

    index: int  # row in every array
    number: int  # index + 1; breaks ties
    klass: int
    priority: int
    arrival: int
    slot: int
    ready: int  # the tick that orders lines
    station: int  # index of the station that the patient is at, or on the way to
    is_served: bool  # in service at that station; else waiting for it or walking to it
    has_been_called: bool  # a first service has begun
    service_over: simpy.Event
    service: list[int]
    extra: list[int]
    walk: list[int]
    branch: list[int]
    pick: list[list[float]]


def coming_patients(plan: SitePlan, draws: Draws) -> list[Patient]:
    """All patients of the day by index, those who stay away included."""
    columns = (
        draws.klass, draws.slot, draws.arrival, draws.service, draws.extra, draws.walk, draws.branch, draws.pick
    )  # fmt: skip
    priorities, first_stations = plan.priority.tolist(), plan.first_station.tolist()
    patients = []
    rows = zip(*(column.tolist() for column in columns), strict=True)
    for index, (klass, slot, arrival, service, extra, walk, branch, pick) in enumerate(rows):
        patient = Patient()
        patient.index, patient.number = index, index + 1
        patient.klass, patient.priority = klass, priorities[klass]
        patient.arrival, patient.slot = arrival, slot
        patient.ready = arrival if slot == NEVER else max(arrival, slot - plan.gate)
        patient.station, patient.is_served, patient.has_been_called = first_stations[klass], False, False
        patient.service, patient.extra, patient.walk = service, extra, walk
        patient.branch, patient.pick = branch, pick
        patients.append(patient)
    return patients
