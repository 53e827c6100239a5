"""Where a search begins: the people that the offered load asks for, before anything is simulated."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.theory.load import servers_for
from vaxsim.units import ticks

if TYPE_CHECKING:
    from vaxsim.scenario import Scenario

QUARTER = ticks(15)
SHARE_WAITING = 0.5
"""Of the patients in a quarter of an hour, so many wait for staff by Erlang's formula with the people that are asked
for here.  Only a beginning: how long they wait, and what that does to the next station, is for the simulation."""


def needed(scenario: Scenario) -> tuple[int, NDArray[np.int64]]:
    """The tick of the first quarter of an hour, and the people of each group needed in each, int64 [G, quarters].

    The modified offered load of each role (see `vaxsim.theory.load`), shared equally among the groups that have the
    role, and as many people as let half of the patients start at once.
    """
    from vaxsim.experiments.explaining import explain

    found = explain(scenario)
    has_role = np.zeros((len(found.plan.groups), len(found.plan.roles)))
    for unit, group in enumerate(found.plan.site.unit_group.tolist()):
        has_role[group] = found.plan.site.unit_has_role[unit]
    share = has_role / np.maximum(has_role.sum(axis=0), 1)
    load = share @ np.array([found.grid.by_quarter(role) for role in found.offered.roles])
    people = [[servers_for(float(quarter), SHARE_WAITING) for quarter in group] for group in load]
    return int(found.grid.quarters[0]), np.array(people, np.int64).reshape(load.shape)


def likely(scenario: Scenario) -> list[int]:
    """The people that each shift of each group is likely to need: the mean over its quarters, rounded up.

    In the mean, for a line that forms in a busy quarter can be worked off later; promises that allow no wait need more.
    """
    first, people = needed(scenario)
    found = []
    for group, asked in zip(scenario.staff, people, strict=True):
        for shift in group.shifts:
            begin, end = (max(0, (tick - first) // QUARTER) for tick in (shift.from_, shift.to))
            during = asked[begin : max(end, begin + 1)]
            found.append(math.ceil(during.mean()) if len(during) else 0)
    return found
