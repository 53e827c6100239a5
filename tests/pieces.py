"""Services in pieces, and desks with several patients: what the records say about them in more than one place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vaxsim.units import NEVER
from vaxsim.visits import Visits


@dataclass(frozen=True, eq=False)
class Pieces:
    """Every piece of every service, by (patient, station, began); shape (pieces,) each, times in ticks."""

    patient: NDArray[np.int64]
    station: NDArray[np.int64]
    began: NDArray[np.int64]
    ended: NDArray[np.int64]  # NEVER if it was cut off
    crew: NDArray[np.int32]  # int32 (pieces, C); -1 where there is none
    first: NDArray[np.bool_]  # the one with which the service began
    last: NDArray[np.bool_]  # the one after which nothing was left, or that was cut off


def pieces(visits: Visits) -> Pieces:
    """The pieces of all services."""
    found = visits.interruptions
    patient, station = np.nonzero(visits.began < NEVER)
    resumed = found.resumed < NEVER
    who = np.concatenate([patient, found.patient[resumed]]).astype(np.int64)
    where = np.concatenate([station, found.station[resumed]]).astype(np.int64)
    began = np.concatenate([visits.began[patient, station], found.resumed[resumed]])
    crew = np.concatenate([visits.crew[patient, station], found.crew[resumed]])
    first = np.arange(len(who)) < len(patient)
    order = np.lexsort((~first, began, where, who))
    who, where, began, crew, first = who[order], where[order], began[order], crew[order], first[order]
    ended, last = _ends(visits, who, where, first)
    return Pieces(who, where, began, ended, crew, first, last)


def _ends(
    visits: Visits, patient: NDArray[np.int64], station: NDArray[np.int64], first: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """When each piece ended, the pauses of a service in their order and then its end; and which are the last ones."""
    pauses: dict[tuple[int, int], list[int]] = {}
    found = visits.interruptions
    for i, s, paused in zip(found.patient.tolist(), found.station.tolist(), found.paused.tolist(), strict=True):
        pauses.setdefault((i, s), []).append(paused)
    ended = visits.ended[patient, station]
    last = np.ones(len(patient), bool)
    for row, key in enumerate(zip(patient.tolist(), station.tolist(), strict=True)):
        if pauses.get(key):
            ended[row], last[row] = pauses[key].pop(0), False
    return ended, last


def desks_taken(visits: Visits) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """bool [n, S], for whom a desk was taken, of a session the first; int64 [n, S], until when, NEVER of the others.

    A session takes one desk, until the last of its patients has gone and it has been cleaned.
    """
    rows = np.arange(len(visits.began))[:, None]
    taken = (visits.began < NEVER) & ((visits.session < 0) | (visits.session == rows))
    until = np.where(taken, visits.freed, NEVER)
    for i, s in zip(*np.nonzero(visits.session >= 0), strict=True):
        holder = visits.session[i, s]
        until[holder, s] = max(until[holder, s], visits.freed[i, s])
    return taken, until
