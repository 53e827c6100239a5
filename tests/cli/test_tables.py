"""The tables that a run prints: what a site has no use for is left out."""

from __future__ import annotations

from io import StringIO

import numpy as np
from rich.console import Console

from tests import handmade
from tests.handmade import at, changed
from vaxsim.cli import tables
from vaxsim.results import Result
from vaxsim.units import ticks
from vaxsim.visits import Move

DAY = handmade.visits()


def printed(*uses, plan=(), draws=(), **happened) -> str:
    """The tables of the morning, at a site that makes use of some behaviours."""
    site = handmade.plan(uses=frozenset(uses), **dict(plan))
    result = Result(site, handmade.draws(**dict(draws)), handmade.visits(**happened))
    console = Console(width=80, file=StringIO())
    for table in tables.findings(site, result.numbers, result.outcomes):
        console.print(table)
    return console.file.getvalue()  # type: ignore[attr-defined]


def row(text: str, begins: str) -> list[str]:
    """The words of the first line that begins so."""
    return next(line for line in text.splitlines() if line.startswith(begins)).split()


def test_a_plain_site_has_no_columns_of_behaviours():
    plain = printed()
    for words in ("people", "blocked", "gave up", "vaccine", "sessions", "trips", "turned\nround"):
        assert words not in plain
    assert "vaccination" in plain


def test_blocked_desks_have_columns_of_their_own():
    left = changed(DAY.left, (3, 0), ticks(497))
    shown = printed("rooms", left=left, freed=left)
    assert "blocked," in shown
    lines = [line.split() for line in shown.splitlines() if line.startswith("registration")]
    assert lines[1] == ["registration", "0.67", "2.00", "0%"]
    assert "sessions" not in shown


def test_who_gives_up_is_told_of_the_site_and_of_each_class():
    outcome = changed(DAY.outcome, 1, 4)
    shown = printed("patience", "giving up", outcome=outcome, dosed=at(486, None, None, 506, None))
    assert row(shown, "gave up waiting")[-2:] == ["25.0%", "reneged_share"]
    assert row(shown, "doses lost")[4] == "1.00"
    assert "gave up" in shown.split("class")[1]
    assert "round" not in shown.split("class")[1]


def test_doses_have_a_table():
    plan = {"vaccines": ("A",), "vaccine": np.zeros(2, np.int16), "stock": np.array([9]), "vial": np.array([5]),
            "open_life": at(10), "preparers": np.array([-1], np.int16), "standby_from": at(None)}  # fmt: skip
    moves = handmade.moves(
        (480, 0, Move.RECEIVED, -1, 9), (486, 0, Move.OPENED, -1, 5), (486, 0, Move.GIVEN, 0, 1),
        (500, 0, Move.WASTED_OPEN, -1, 4),
    )  # fmt: skip
    shown = printed("vaccines", plan=plan, moves=moves, doses_left=np.array([[4, 0, 0, 0]]))
    assert row(shown, "A ") == ["A", "9.00", "1.00", "4.00", "80%", "4.00", "0", "1.00"]
    assert "called" not in shown
    assert "ahead" not in shown


def test_people_are_named_where_they_are_not_the_patients():
    shown = printed("parties", draws={"party": np.array([2, 1, 3, 1, 4], np.int32)})
    assert row(shown, "people ")[:2] == ["people", "11.0"]
    assert row(shown, "turned away (closed)")[3:] == ["1.00", "4.00", "20.0%"]
