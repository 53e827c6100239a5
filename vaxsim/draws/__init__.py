"""Draws: all the chance there is in one replication, drawn before an engine starts.

Every decision (class at a source, service at a station, break of a group, ...) is a stream of its own, keyed by
its name together with seed, replication, site and day; the row of a patient or unit picks the number.  So the same
patient meets the same luck whatever else changes.  Classes with laws of their own read the same uniforms, and a
law that always gives the same value reads none.

What does not change between replications (names of streams, tables of laws, cumulated shares) is worked out once
for each plan.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from vaxsim.distributions.lookup import SMALLEST
from vaxsim.distributions.sampler import use_compiled
from vaxsim.draws.decisions import cumulated_shares
from vaxsim.draws.patients import Patients
from vaxsim.draws.staff import Staff
from vaxsim.draws.streams import Streams

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vaxsim.plan import Plan

__all__ = ["SMALLEST", "Draws", "Streams", "cumulated_shares", "draw", "use_compiled"]


@dataclass(frozen=True, eq=False)
class Draws:
    """The luck of one replication.

    n patients in the order of their numbers (patient i is number i + 1), S stations, C largest crew, U units, W
    most breaks of a group.  Times and durations are ticks, int64.  The arrays become read-only.
    """

    source: NDArray[Any]  # int16 [n]
    klass: NDArray[Any]  # int16 [n]
    slot: NDArray[Any]  # int64 [n]; appointment time, NEVER without
    arrival: NDArray[Any]  # int64 [n]; NEVER for a no-show
    service: NDArray[Any]  # int64 [n, S]; a branch that happens has put its own service in
    extra: NDArray[Any]  # int64 [n, S]
    walk: NDArray[Any]  # int64 [n, S]; to the station after
    branch: NDArray[Any]  # int8 [n, S]; the branch that happens, -1 if none
    pick: NDArray[Any]  # float64 [n, S, C]; uniforms for random picks, 0 where none can be needed
    absent: NDArray[Any]  # bool [U]
    break_length: NDArray[Any]  # int64 [U, W]

    def __post_init__(self) -> None:
        for field in fields(self):
            getattr(self, field.name).setflags(write=False)


_PREPARED: WeakKeyDictionary[Plan, tuple[Patients, Staff]] = WeakKeyDictionary()
"""What is known of each living plan; two threads that begin at once may both work it out, to the same end."""


def draw(plan: Plan, seed: int, replication: int) -> Draws:
    """All the luck of one replication; the same arguments give the same arrays, in any thread."""
    prepared = _PREPARED.get(plan)
    if prepared is None:
        prepared = _PREPARED[plan] = Patients(plan), Staff(plan)
    patients, staff = prepared
    streams = Streams(seed, replication)
    absent, break_length = staff.draw(streams)
    return Draws(**patients.draw(streams), absent=absent, break_length=break_length)
