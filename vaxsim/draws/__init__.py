"""Draws: all the chance there is in one replication, drawn before an engine starts.

Every decision (class at a source, service at a station, break of a group, ...) is a stream of its own, keyed by
its name together with seed, replication, site and day; the row of a patient or unit picks the number.  So the same
patient meets the same luck whatever else changes.  Classes with laws of their own read the same uniforms, and a
law that always gives the same value reads none.

What does not change between replications (names of streams, tables of laws, cumulated shares) is worked out once
for each plan.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from vaxsim.distributions.lookup import SMALLEST
from vaxsim.distributions.sampler import use_compiled
from vaxsim.draws.decisions import cumulated_shares
from vaxsim.draws.doses import Doses
from vaxsim.draws.patients import Patients
from vaxsim.draws.shared import SharedLuck
from vaxsim.draws.staff import Staff
from vaxsim.draws.streams import Streams

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vaxsim.plan import Plan

__all__ = ["SMALLEST", "Draws", "SharedLuck", "Streams", "cumulated_shares", "draw", "use_compiled"]


@dataclass(frozen=True, eq=False)
class Draws:
    """The luck of one replication.

    n patients in the order of their numbers (patient i is number i + 1), those on standby lists last, S stations, Y
    kinds of desk at all stations together, C largest crew, U units, W most breaks of a group, V vaccines.  Times and
    durations are ticks, int64.  The arrays become read-only.
    """

    source: NDArray[Any]  # int16 [n]
    klass: NDArray[Any]  # int16 [n]
    party: NDArray[Any]  # int32 [n]; people
    slot: NDArray[Any]  # int64 [n]; appointment time, NEVER without
    arrival: NDArray[Any]  # int64 [n]; NEVER for a no-show, and for those on standby lists
    service: NDArray[Any]  # int64 [n, Y]; a branch that happens has put its own service in; of the whole party
    extra: NDArray[Any]  # int64 [n, S]
    walk: NDArray[Any]  # int64 [n, S]; to the station after
    clean_up: NDArray[Any]  # int64 [n, S]
    branch: NDArray[Any]  # int8 [n, S]; the branch that happens, -1 if none
    pick: NDArray[Any]  # float64 [n, S, C]; uniforms for random picks, 0 where none can be needed
    patience: NDArray[Any]  # int64 [n, S]; from arrival or from reaching the station; NEVER where it does not act
    tolerance: NDArray[Any]  # int64 [n]; the most others with whom a newcomer still joins; NEVER: any number
    absent: NDArray[Any]  # bool [U]
    break_length: NDArray[Any]  # int64 [U, W]
    carried: NDArray[Any]  # int64 [U]; doses of each vaccine with which a unit that restocks begins
    trip_walk: NDArray[Any]  # int64 [U, trips, 2]; there and back, on each trip to restock
    trip_fill: NDArray[Any]  # int64 [U, trips, most doses held]; filling the first, the first two, ... doses
    released: NDArray[Any]  # int64 [releases]; doses to be made ahead that each release adds
    making: NDArray[Any]  # int64 [V, most doses]; making each dose ahead, in their order
    standby: NDArray[Any]  # int64 [V + 1]; where each vaccine's list begins among the patients, and the last one ends
    travel: NDArray[Any]  # int64 [n]; from the call to the door; NEVER for who is on no list
    trips: Callable[[int], dict[str, Any]] = field(repr=False, compare=False)  # draws the luck of so many of each unit

    def __post_init__(self) -> None:
        for name in _arrays():
            getattr(self, name).setflags(write=False)

    def more_trips(self) -> Draws:
        """The same luck, with that of twice as many trips to restock: those there were stay as they are."""
        return replace(self, **self.trips(2 * self.trip_walk.shape[1]))


@cache
def _arrays() -> tuple[str, ...]:
    """The fields of Draws that are arrays."""
    return tuple(each.name for each in fields(Draws) if each.compare)


_PREPARED: WeakKeyDictionary[Plan, tuple[Patients, Staff, Doses]] = WeakKeyDictionary()
"""What is known of each living plan; two threads that begin at once may both work it out, to the same end."""


def draw(plan: Plan, seed: int, replication: int, shared: SharedLuck | None = None) -> Draws:
    """All the luck of one replication; the same arguments give the same arrays, in any thread.

    Luck of patients that `shared` holds already is taken from there; it is the same.
    """
    prepared = _PREPARED.get(plan)
    if prepared is None:
        prepared = _PREPARED[plan] = Patients(plan), Staff(plan), Doses(plan)
    patients, staff, doses = prepared
    streams = Streams(seed, replication)
    of_patients = (
        patients.draw(streams) if shared is None else shared.of(plan, seed, replication, lambda: patients.draw(streams))
    )
    absent, break_length = staff.draw(streams)
    of_doses = doses.draw(streams, of_patients)

    def trips(most: int) -> dict[str, Any]:
        return doses.trips(Streams(seed, replication), most)

    return Draws(**of_patients, absent=absent, break_length=break_length, **of_doses, trips=trips)
