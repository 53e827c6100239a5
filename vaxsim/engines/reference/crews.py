"""Crews: which free units of staff serve next."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vaxsim.engines.reference.staff import Unit


def can_fill(roles: Sequence[int], free: Collection[Unit]) -> bool:
    """Whether the free units can fill all these roles at once, one unit each."""
    if not roles:
        return True
    if len(roles) == 1:
        return any(roles[0] in unit.roles for unit in free)
    holder: dict[Unit, int] = {}
    return all(_seat(place, roles, free, holder, set()) for place in range(len(roles)))


def _seat(
    place: int, roles: Sequence[int], free: Collection[Unit], holder: dict[Unit, int], asked: set[Unit]
) -> bool:
    """Find a unit for a place of the crew, asking those who hold another place to move (augmenting paths)."""
    for unit in free:
        if roles[place] not in unit.roles or unit in asked:
            continue
        asked.add(unit)
        if unit not in holder or _seat(holder[unit], roles, free, holder, asked):
            holder[unit] = place
            return True
    return False


def choose(roles: Sequence[int], free: Collection[Unit], uniforms: Sequence[float]) -> list[Unit]:
    """Who takes the roles, in their order: for each the first unit, by the rules, that leaves the rest fillable."""
    crew: list[Unit] = []
    remaining = set(free)
    for place, role in enumerate(roles):
        rest = roles[place + 1 :]
        candidates = [
            unit for unit in remaining if role in unit.roles and (not rest or can_fill(rest, remaining - {unit}))
        ]
        unit = _first(candidates, uniforms[place])
        crew.append(unit)
        remaining.remove(unit)
    return crew


def _first(candidates: Sequence[Unit], uniform: float) -> Unit:
    """Fewest roles first; the best of each pick rule; of these the lowest number."""
    fewest = min(len(unit.roles) for unit in candidates)
    by_rule: dict[str, list[Unit]] = {}
    for unit in candidates:
        if len(unit.roles) == fewest:
            by_rule.setdefault(unit.group.pick, []).append(unit)
    best = (_best(rule, units, uniform) for rule, units in by_rule.items())
    return min(best, key=lambda unit: unit.index)


def _best(rule: str, units: list[Unit], uniform: float) -> Unit:
    if rule == "longest_idle":
        return min(units, key=lambda unit: (unit.since, unit.index))
    if rule == "lowest_number":
        return min(units, key=lambda unit: unit.index)
    return sorted(units, key=lambda unit: unit.index)[int(uniform * len(units))]
