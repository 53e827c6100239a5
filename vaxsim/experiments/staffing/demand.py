"""Demand of another size: a scenario to which more or fewer people come, at the same times of day."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

from vaxsim.arrivals.booked import Appointments

if TYPE_CHECKING:
    from vaxsim.scenario import Scenario

SCALED = ("appointments", "spread", "walk_ins")
"""The kinds of sources that have a number of people to multiply; the others stay as they are."""


def scaled(scenario: Scenario, factor: float) -> dict[str, Any]:
    """The changes of a scenario to which `factor` times as many are booked and walk in.

    Places per slot are rounded so that any run of slots has the right number together.  Buses, traces and gaps stay as
    they are.  Raises ValueError if the scenario has no source that can be scaled.
    """
    if not any(source.kind in SCALED for source in scenario.arrivals):
        raise ValueError(f"no source of people has a number that could be scaled; such kinds are: {', '.join(SCALED)}")
    raw = scenario.origin.data["arrivals"]
    return {
        "arrivals": [_scaled(dict(data), source, factor) for data, source in zip(raw, scenario.arrivals, strict=True)]
    }


def _scaled(data: dict[str, Any], source: Any, factor: float) -> dict[str, Any]:
    if isinstance(source, Appointments):
        per_slot = source.per_slot if isinstance(source.per_slot, tuple) else (source.per_slot,) * source.slots
        data["per_slot"] = in_proportion(per_slot, factor)
    elif source.kind == "spread":
        data["n"] = max(1, round(source.n * factor))
    elif source.kind == "walk_ins":
        data["rate"] = [[since, rate * factor] for since, rate in data["rate"]]
    return data


def in_proportion(numbers: Sequence[int], factor: float) -> list[int]:
    """Whole numbers whose running totals are the totals of `numbers` times the factor, rounded."""
    totals = [0, *accumulate(numbers)]
    return [round(after * factor) - round(before * factor) for before, after in pairwise(totals)]
