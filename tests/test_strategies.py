"""Random scenarios have every behaviour that is asked for, no other one, and are seldom refused."""

from __future__ import annotations

import pytest

from tests.strategies import ADDITIONS, RUNNABLE, RandomChoices, scenario
from vaxsim.scenario import Scenario, ScenarioError, not_yet

COUNT = 60


@pytest.fixture
def everything_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is refused because no engine runs it."""
    monkeypatch.setattr(not_yet, "NOT_YET", ())


def mistakes(behaviours: list[str], number: int) -> list[str]:
    """What `check` says about a random scenario with these behaviours."""
    try:
        Scenario.from_dict(scenario(RandomChoices(f"mistakes/{number}"), behaviours))
    except ScenarioError as error:
        return [str(problem) for problem in error.problems]
    return []


def fields_of_a_behaviour(name: str) -> set[str]:
    """The fields that `not_yet` asks about and that scenarios with one behaviour have."""
    rows = [row for row in ROWS if row.path in ADDITIONS[name].fields]
    tables = [scenario(RandomChoices(f"fields/{number}"), [name]) for number in range(COUNT)]
    return {row.path for row in rows if any(has(table, row) for table in tables)}


def has(table: dict, row: not_yet.Row) -> bool:
    return any(value != row.unless for _, value in not_yet._matches(table, row.path.split("."), ()))


ROWS = tuple(not_yet.Row(path, "") for addition in ADDITIONS.values() for path in addition.fields)


@pytest.mark.parametrize("name", ADDITIONS)
def test_a_behaviour_is_in_the_fields_that_it_names(name: str) -> None:
    assert fields_of_a_behaviour(name) == set(ADDITIONS[name].fields)


@pytest.mark.parametrize("name", ADDITIONS)
def test_a_behaviour_is_seldom_refused(name: str, everything_runs: None) -> None:
    assert sum(bool(mistakes([name], number)) for number in range(COUNT)) <= COUNT / 6


def test_all_behaviours_together_are_seldom_refused(everything_runs: None) -> None:
    assert sum(bool(mistakes(list(ADDITIONS), number)) for number in range(5 * COUNT)) <= 5 * COUNT / 8


def test_a_scenario_with_what_the_engines_run_is_never_refused_for_what_they_do_not() -> None:
    for number in range(COUNT):
        assert not [one for one in mistakes(list(RUNNABLE), number) if "yet" in one]


def test_every_field_that_cannot_be_run_yet_belongs_to_a_behaviour() -> None:
    assert {row.path for row in not_yet.NOT_YET} <= {row.path for row in ROWS}


def test_the_same_seed_makes_the_same_scenario() -> None:
    one, same = (scenario(RandomChoices("seed"), list(ADDITIONS)) for _ in range(2))
    assert one == same
    assert one != scenario(RandomChoices("another seed"), list(ADDITIONS))
