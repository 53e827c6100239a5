"""What engines return: labels, and how two runs are told apart."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from tests import handmade
from tests.handmade import changed
from vaxsim.units import NEVER
from vaxsim.visits import Cause, Outcome, StaffState, Timeline, Visits

TABLES = ("timeline", "interruptions", "trips", "moves")
ARRAYS = [
    field.name
    for field in fields(Visits)
    if field.name not in (*TABLES, "doses_left", "ended_at", "stranded")  # doses_left: there is no vaccine
]


def test_two_runs_with_the_same_integers_do_not_differ():
    assert handmade.visits().first_difference(handmade.visits()) is None


@pytest.mark.parametrize("name", ARRAYS)
def test_one_other_integer_in_any_array_is_found_and_named(name):
    one = handmade.visits()
    last = tuple(size - 1 for size in getattr(one, name).shape)
    other = replace(one, **{name: changed(getattr(one, name), last, 77)})
    assert one.first_difference(other) == f"{name}{list(last)}: {getattr(one, name)[last]} and 77"


@pytest.mark.parametrize("name", [field.name for field in fields(Timeline)])
def test_one_other_integer_in_the_timeline_is_found_and_named(name):
    one = handmade.visits()
    other = replace(one, timeline=replace(one.timeline, **{name: changed(getattr(one.timeline, name), 2, 5)}))
    assert (one.first_difference(other) or "").startswith(f"timeline.{name}[2]: ")


@pytest.mark.parametrize("table", ["interruptions", "trips", "moves"])
def test_one_row_more_in_a_table_is_found_and_named(table):
    one = handmade.visits()
    rows = getattr(one, table)
    first = fields(rows)[0].name
    longer = replace(rows, **{first: np.zeros(1, getattr(rows, first).dtype)})
    assert one.first_difference(replace(one, **{table: longer})) == f"{table}.{first}: shapes (0,) and (1,)"


def test_of_several_differences_the_first_is_told():
    one = handmade.visits()
    departed = changed(changed(one.departed, 1, NEVER), 3, NEVER)
    told = one.first_difference(replace(one, departed=departed, stranded=9))
    assert told == f"departed[1]: {one.departed[1]} and {NEVER}"


def test_numbers_and_shapes_are_compared_too():
    one = handmade.visits()
    assert one.first_difference(replace(one, stranded=1)) == "stranded[]: 0 and 1"
    fewer = replace(one, departed=one.departed[:4])
    assert one.first_difference(fewer) == "departed: shapes (5,) and (4,)"
    assert one.first_difference(replace(one, timeline=handmade.timeline())) == "timeline.unit: shapes (7,) and (0,)"


def test_outcomes_causes_and_states_are_written_as_the_documents_have_them():
    assert Outcome.TURNED_AWAY.label == "turned_away"
    assert [Cause.NO_DOSE.label, Cause.NONE.label] == ["no dose", ""]
    assert StaffState.ON_BREAK.label == "on break"
