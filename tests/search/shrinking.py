"""Makes a scenario smaller as long as something stays true of it, such as that two engines disagree about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from math import inf
from typing import Any

from tests.strategies import Table
from vaxsim.draws import draw
from vaxsim.plan import compile_plan
from vaxsim.scenario import Scenario, ScenarioError

Path = tuple[str | int, ...]

KEPT = (("seed",), ("replications",))
"""Not left out, because what holds then is not simpler."""


def shrunk(table: Table, still: Callable[[Table], bool]) -> Table:
    """The smallest scenario found that `check` accepts and of which `still` is true, as it must be of `table`.

    It has no more patients than `table`: a shorter gap is a smaller number, and no smaller scenario.
    """
    while True:
        smaller = next(_still_true(table, still), None)
        if smaller is None:
            return table
        table = smaller


def _still_true(table: Table, still: Callable[[Table], bool]) -> Iterator[Table]:
    most = _patients(table)
    return (smaller for smaller in _smaller(table) if _patients(smaller) <= most and still(smaller))


def _patients(table: Table) -> float:
    """Patients of all replications, those who stay away among them; infinite if `check` refuses the scenario."""
    try:
        scenario = Scenario.from_dict(table)
    except ScenarioError:
        return inf
    plan = compile_plan(scenario)
    return sum(len(draw(plan, scenario.seed, number + 1).arrival) for number in range(scenario.replications))


def _smaller(table: Table) -> Iterator[Table]:
    """Simpler scenarios: without a class; without an element or a field; with a simpler value. Large parts first."""
    for klass in table.get("classes", [])[1:]:
        yield _forgotten(table, klass["name"])
    paths = list(_paths(table))
    for path in paths:
        if path not in KEPT:
            yield _changed(table, path, None)
    for path in paths:
        for simpler in _simpler(_at(table, path)):
            yield _changed(table, path, simpler)


def _paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Where everything in a table stands, from the outside in."""
    inner: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    places = [((*path, key), child) for key, child in inner]
    yield from (place for place, _ in places)
    for place, child in places:
        yield from _paths(child, place)


def _at(table: Any, path: Path) -> Any:
    for key in path:
        table = table[key]
    return table


def _changed(table: Table, path: Path, value: Any) -> Table:
    """A copy with another value in a place; None takes the place out."""
    copy = deepcopy(table)
    inner = _at(copy, path[:-1])
    if value is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return copy


def _simpler(value: Any) -> Iterator[Any]:
    """Values to try instead of this one, the simplest first."""
    if isinstance(value, bool):
        return
    if isinstance(value, int):
        yield from sorted({0, 1, value // 2, value - 1} & set(range(value)))
    elif isinstance(value, float) and value != 1.0:
        yield 1.0
    elif isinstance(value, dict) and "dist" in value:
        yield from (0, 5)


def _forgotten(table: Any, name: str) -> Any:
    """A copy of a table in which nothing has or mentions this name; shares still add up to 1."""
    if isinstance(table, dict):
        kept = {key: _forgotten(value, name) for key, value in table.items() if key != name}
        if name in table and isinstance(table[name], float):
            kept = {key: share / sum(kept.values()) for key, share in kept.items()}
        return kept
    if isinstance(table, list):
        return [_forgotten(one, name) for one in table if one != name and not _is_called(one, name)]
    return table


def _is_called(value: Any, name: str) -> bool:
    return isinstance(value, dict) and value.get("name") == name
