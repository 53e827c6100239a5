"""Pieces of services, and how long desks are taken: what follows from visits and more than one reader needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.scenario.uses import KEEP_DESKS
from vaxsim.units import NEVER

if TYPE_CHECKING:
    from vaxsim.plan import Plan
    from vaxsim.visits import Visits

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Pieces:
    """The pieces of all services, ordered by (patient, station, began); shape (rows,) each.

    A service that nothing interrupts is one piece.  A session is one service of each of its members.
    """

    patient: Ints
    station: Ints
    began: Ints  # ticks
    ended: Ints  # ticks; NEVER where the run, or the day, was over before
    crew: NDArray[np.int32]  # int32 (rows, C); -1: none
    last: NDArray[np.bool_]  # the last one there was of the service


def pieces(visits: Visits) -> Pieces:
    """The pieces of the services of one replication."""
    patient, station = np.nonzero(visits.began < NEVER)
    began, ended = visits.began[patient, station], visits.ended[patient, station]
    crew, again = visits.crew[patient, station], visits.interruptions
    if not len(again.patient):
        return Pieces(patient, station, began, ended, crew, np.ones(len(patient), bool))
    stations = visits.began.shape[1]
    key = np.concatenate([patient * stations + station, again.patient.astype(np.int64) * stations + again.station])
    order = np.argsort(key, kind="stable")  # the beginning of each service, then its interruptions as they follow
    key = key[order]
    begins = np.concatenate([began, again.resumed])[order]
    last = np.append(key[1:] != key[:-1], True)
    paused = np.concatenate([np.full(len(patient), NEVER), again.paused])[order]
    ends = np.where(last, visits.ended[key // stations, key % stations], np.append(paused[1:], NEVER))
    there = begins < NEVER
    crews = np.concatenate([crew, again.crew])[order]
    last |= np.append(~there[1:], True)  # what was interrupted and never resumed
    columns = (key // stations, key % stations, begins, ends, crews, last)
    return Pieces(*(column[there] for column in columns))


@dataclass(frozen=True, eq=False)
class Desks:
    """Each time that a desk is taken, by a service or by a session; shape (rows,) each."""

    patient: Ints  # of a session the one with the smallest index
    station: Ints
    began: Ints  # ticks, as all that follow; NEVER where the run was over before
    ended: Ints
    left: Ints  # of a session, by the last one
    freed: Ints  # clean again


def desks_taken(plan: Plan, visits: Visits) -> Desks:
    """Each time that a desk is taken in one replication; of a session until the last one has left and it is clean."""
    taken, left, freed = visits.began < NEVER, visits.ended, visits.ended
    if not plan.uses.isdisjoint(KEEP_DESKS):
        left, freed = visits.left, visits.freed
    if "sessions" in plan.uses:
        index = np.arange(len(visits.began))[:, None]
        member, station = np.nonzero(visits.session >= 0)
        taken = taken & ((visits.session < 0) | (visits.session == index))
        left, freed = (_of_the_last(ticks, visits.session, member, station) for ticks in (left, freed))
    patient, station = np.nonzero(taken)
    columns = (visits.began, visits.ended, left, freed)
    return Desks(patient, station, *(column[patient, station] for column in columns))


def kind_of_desk(plan: Plan, visits: Visits, patient: Ints, station: Ints) -> Ints:
    """int64 (rows,): the kind of desk of each service, as they are counted over all stations; one that there is."""
    first = plan.site.first_kind.astype(np.int64)
    if "kinds" not in plan.uses:
        return np.asarray(first[station])
    last = np.diff(first)[station] - 1
    return np.asarray(first[station] + np.clip(visits.kind[patient, station], 0, last))


def _of_the_last(ticks: Ints, session: NDArray[np.int32], member: Ints, station: Ints) -> Ints:
    """int64 [n, S] as `ticks`, but for who leads a session the latest of all its members."""
    latest = ticks.copy()
    np.maximum.at(latest, (session[member, station], station), ticks[member, station])
    return latest


def handed_over(plan: Plan, visits: Visits) -> NDArray[np.bool_]:
    """bool (rows,), for each interruption: handed over at the end of a shift, instead of back for a break.

    A break does not begin at the end of a shift, and who hands over at that end does not go on.
    """
    again, site = visits.interruptions, plan.site
    if not len(again.patient):
        return np.zeros(0, bool)
    key = again.patient.astype(np.int64) * visits.began.shape[1] + again.station
    crew = np.concatenate([visits.crew[again.patient[:1], again.station[:1]], again.crew[:-1]])
    first = np.append(True, key[1:] != key[:-1])
    crew[first] = visits.crew[again.patient[first], again.station[first]]
    hands_over = np.append(site.hands_over[site.unit_group], False)  # the last one stands for no unit
    ends = np.append(site.unit_to, NEVER)
    return np.asarray((hands_over[crew] & (ends[crew] == again.paused[:, None])).any(axis=1))
