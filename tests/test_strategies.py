"""Random scenarios have every behaviour that is asked for, no other one, and are seldom refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.strategies import ADDITIONS, RandomChoices, scenario
from vaxsim.scenario import Scenario, ScenarioError

COUNT = 60


def mistakes(behaviours: list[str], number: int) -> list[str]:
    """What `check` says about a random scenario with these behaviours."""
    try:
        Scenario.from_dict(scenario(RandomChoices(f"mistakes/{number}"), behaviours))
    except ScenarioError as error:
        return [str(problem) for problem in error.problems]
    return []


def fields_of_a_behaviour(name: str) -> set[str]:
    """Those of the fields named by a behaviour that scenarios with it alone, and not those without it, say."""
    tables = [scenario(RandomChoices(f"fields/{number}"), [name]) for number in range(COUNT)]
    plain = [scenario(RandomChoices(f"fields/{number}"), []) for number in range(COUNT)]
    return {
        field for field in ADDITIONS[name].fields if any(map(has(field), tables)) and not any(map(has(field), plain))
    }


def has(field: str) -> Callable[[Any], bool]:
    """Whether a table says a field, at one of the places that its path means."""

    def somewhere(here: Any, path: list[str]) -> bool:
        if not path:
            return True
        if path[0] == "*":
            return any(somewhere(each, path[1:]) for each in here)
        return path[0] in here and somewhere(here[path[0]], path[1:])

    return lambda table: somewhere(table, field.split("."))


@pytest.mark.parametrize("name", ADDITIONS)
def test_a_behaviour_is_in_the_fields_that_it_names(name: str) -> None:
    assert fields_of_a_behaviour(name) == set(ADDITIONS[name].fields)


@pytest.mark.parametrize("name", ADDITIONS)
def test_a_behaviour_is_seldom_refused(name: str) -> None:
    assert sum(bool(mistakes([name], number)) for number in range(COUNT)) <= COUNT / 6


def test_all_behaviours_together_are_seldom_refused() -> None:
    assert sum(bool(mistakes(list(ADDITIONS), number)) for number in range(5 * COUNT)) <= 5 * COUNT / 8


def test_the_same_seed_makes_the_same_scenario() -> None:
    one, same = (scenario(RandomChoices("seed"), list(ADDITIONS)) for _ in range(2))
    assert one == same
    assert one != scenario(RandomChoices("another seed"), list(ADDITIONS))
