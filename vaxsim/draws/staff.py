"""The luck of staff: who is absent, and how long breaks are.

Luck belongs to a place in a shift, so one more unit moves nobody else's.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from vaxsim.arrivals.source import uniforms
from vaxsim.distributions.sampler import Sampler

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from vaxsim.draws.streams import Streams
    from vaxsim.plan import Plan


@dataclass(frozen=True, eq=False)
class _Shift:
    """The units of one shift of a group."""

    name: str
    units: NDArray[np.int64]  # int64 [m]
    place: NDArray[np.int64]  # int64 [m]; the row of each one's luck
    absence: float
    breaks: Sequence[Sampler]


class Staff:
    """The decisions of a plan that fall for each unit, U of them, with W most breaks of a group."""

    def __init__(self, plan: Plan) -> None:
        self._shape = len(plan.chance.unit_row), plan.site.break_earliest.shape[1]
        self._shifts = list(_shifts(plan))

    def draw(self, streams: Streams) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """Who is absent, bool [U], and the length of each break, int64 [U, W]."""
        absent = np.zeros(self._shape[0], bool)
        length = np.zeros(self._shape, np.int64)
        for shift in self._shifts:
            if shift.absence > 0:
                luck = uniforms(streams.uniforms, f"absence of {shift.name}", shift.place)
                absent[shift.units] = luck < shift.absence
            for w, sampler in enumerate(shift.breaks):
                length[shift.units, w] = _lengths(sampler, streams, f"break {w + 1} of {shift.name}", shift.place)
        return absent, length


def _lengths(sampler: Sampler, streams: Streams, decision: str, place: NDArray[np.int64]) -> NDArray[np.int64] | int:
    """Lengths of a break in ticks, int64 [m], or the same for all."""
    if sampler.constant is not None:
        return sampler.constant
    return sampler.ticks(streams.uniforms(decision, place, sampler.uniforms))


def _shifts(plan: Plan) -> Iterator[_Shift]:
    group_of, rows, chance = plan.site.unit_group, plan.chance.unit_row, plan.chance
    samplers = [[Sampler(law) for law in laws] for laws in chance.break_length]
    for (g, shift), members in groupby(range(len(rows)), lambda unit: (int(group_of[unit]), rows[unit][0])):
        units = np.array(list(members))
        place = np.array([rows[unit][1] for unit in units])
        yield _Shift(f"{plan.groups[g]} / shift {shift + 1}", units, place, chance.absence[g], samplers[g])
