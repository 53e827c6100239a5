"""The standard job in Cimba: processes written in Python, compiled by numba, on an event engine in C and assembly.

A process spawns a patient at each arrival; a patient acquires a desk, holds and releases it.  What is written down per
patient goes through data sets, three per station.  The model is compiled when it runs for the first time; Cimba's own
clock is read, which times the trial alone, without the tables that Python hands over and takes back.
"""

# Cimba reads the annotations of a model, so they are not put off with `from __future__ import annotations`.
from collections.abc import Sequence
from typing import Any

import cimba as cb
import numpy as np
from numpy.typing import NDArray


class Station(cb.Model):
    """Desks, and who was served here from when to when, in the order of the ends."""

    desk: cb.Resource
    who: cb.Dataset
    began: cb.Dataset
    ended: cb.Dataset

    def __init__(self, desks: int) -> None:
        self.desk = cb.Resource(capacity=desks)
        self.who, self.began, self.ended = cb.Dataset(), cb.Dataset(), cb.Dataset()
        for kept in (self.who, self.began, self.ended):
            kept.capture()


class Site(cb.Model):
    """The stations in a row; patients in the order in which they come."""

    stations: list[Station]
    arrival: cb.Array[int]
    service: cb.Array[int]

    @cb.process
    def arrivals(self) -> None:
        """Spawns every patient at its arrival."""
        for number in range(len(self.arrival)):
            cb.hold(self.arrival[number] - cb.now())
            cb.spawn(Patient, site=self, number=number)


class Patient(cb.Model):
    """One of the patients; `number` counts from 0."""

    site: cb.Ref[Site]
    number: int

    @cb.process
    def visit(self) -> None:
        """One patient's day: wait for a desk, be served, go on to the next station."""
        stations = len(self.site.stations)
        for s in range(stations):
            station = self.site.stations[s]
            station.desk.acquire()
            began = cb.now()
            cb.hold(self.site.service[self.number * stations + s])
            station.desk.release()
            station.who.record(self.number)
            station.began.record(began)
            station.ended.record(cb.now())


def timed(
    arrival: NDArray[np.int64], service: NDArray[np.int64], desks: Sequence[int]
) -> tuple[float, NDArray[np.int64], NDArray[np.int64]]:
    """Seconds, and when services begin and end; shapes as in idiomatic_simpy.run.  RuntimeError if the trial fails."""
    coming = np.argsort(arrival, kind="stable")
    site = Site()
    site.stations = [Station(count or len(arrival)) for count in desks]
    site.arrival = cb.Array(arrival[coming].tolist())
    site.service = cb.Array(service[coming].ravel().tolist())
    results = cb.Experiment(site).run(workers=1)
    if results.failed.any():
        raise RuntimeError(f"cimba: {results.failure_reasons}")
    began, ended = np.zeros_like(service), np.zeros_like(service)
    for s, station in enumerate(site.stations):
        who = coming[_recorded(results[station].who).astype(np.int64)]
        began[who, s] = _recorded(results[station].began)
        ended[who, s] = _recorded(results[station].ended)
    return float(results.meta.native_wall_time), began, ended


def _recorded(signal: Any) -> NDArray[np.float64]:
    """The values of the only trial."""
    values: NDArray[np.float64] = signal.trial(0, 0)[1]
    return values
