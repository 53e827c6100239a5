"""Random small scenarios, biased to ties: times on a grid of five minutes, few desks, shared roles.

A scenario is a row of choices.  Hypothesis makes them where a test is to shrink what it finds (`scenarios`), a random
generator where there are to be very many, each of which can be made again from its seed (`tests/search`).  First comes
a plain site (`day`, `stations`, `staff`), then one behaviour after another is added to it or not (`additions`).  Every
behaviour that the engines run occurs, and every two of them on one day: `tests/behaviours` names and the search
counts them.
"""

from __future__ import annotations

from collections.abc import Collection

from hypothesis import assume
from hypothesis import strategies as st

from tests.strategies.additions import ADDITIONS
from tests.strategies.choices import Choices, RandomChoices, ShrinkableChoices, if_any
from tests.strategies.day import arrivals, day, patient_class
from tests.strategies.staff import relieve, roles_of_group, staff_group
from tests.strategies.stations import stations
from tests.strategies.times import Table
from vaxsim.scenario import Scenario, ScenarioError

__all__ = ["ADDITIONS", "Choices", "RandomChoices", "Table", "scenario", "scenario_of", "scenarios"]

STATION_NAMES = ("registration", "screening", "counselling", "vaccination", "observation")


def scenario_of(table: Table) -> Scenario:
    """The scenario of a random table; one that `check` refuses (a crew that nobody can fill) is no example."""
    try:
        return Scenario.from_dict(table)
    except ScenarioError:
        assume(False)
        raise


@st.composite
def scenarios(draw: st.DrawFn, behaviours: Collection[str] = tuple(ADDITIONS)) -> Table:
    """A whole small scenario, as the table that a file would hold."""
    return scenario(ShrinkableChoices(draw), behaviours)


def scenario(choose: Choices, behaviours: Collection[str] = tuple(ADDITIONS)) -> Table:
    """A whole small scenario, as the table that a file would hold; `check` may refuse it (a crew nobody can fill).

    `behaviours` are names of ADDITIONS; each of them is added to half of the scenarios.
    """
    table = _plain(choose)
    if behaviours:
        relieve(choose, table)
    for name, addition in ADDITIONS.items():
        if name in behaviours and if_any(2, choose):
            addition.add(choose, table)
    return table


def _plain(choose: Choices) -> Table:
    """A site without any addition."""
    classes = [f"class_{i}" for i in range(choose.whole(1, 3))]
    names = tuple(name for name in STATION_NAMES if name == "vaccination" or choose.one_of((False, True, True)))
    held = [roles_of_group(choose) for _ in range(choose.one_of((0, 1, 2, 2, 3, 3, 4)))]
    roles = sorted({role for group in held for role in group})
    return {
        "seed": choose.whole(1, 10**6),
        "replications": choose.whole(1, 2),
        "day": day(choose),
        "classes": [patient_class(choose, name, names) for name in classes],
        "arrivals": [arrivals(choose, classes) for _ in range(choose.whole(1, 4))],
        "stations": stations(choose, names, roles, classes),
        "staff": [staff_group(choose, f"group_{i}", group) for i, group in enumerate(held)],
    }
