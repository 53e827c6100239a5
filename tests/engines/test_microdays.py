"""The days of tests/microdays, worked out by hand from docs/contract.md, to the millisecond."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engines.days import day, patient_rows, staff_rows, table
from vaxsim.engines import ENGINES
from vaxsim.scenario import ScenarioError, read

FOLDER = Path(__file__).parent.parent / "microdays"
DAYS = sorted(path.stem for path in FOLDER.glob("*.toml"))

NOT_BUILT = {
    "02-bus-at-free-desks": "balk",
    "04-outside-order": "balk",
    "06-noon-closure": "waiting_room",
    "09-overtime-and-handover": "handover",
    "11-interrupting-breaks": "interrupt",
    "12-room-for-one": "waiting_room",
    "13-chain-without-rooms": "waiting_room",
    "14-shared-nurse": "waiting_room",
    "17-longest-line": "dispatch",
    "18-patience-from-joining": "patience",
    "19-patience-from-arrival": "patience",
    "20-gone-when-called": "patience",
    "21-sessions": "batch",
    "24-hold": "hold",
    "25-kinds-and-clean-up": "kinds",
    "26-restocking": "restock",
    "27-vials-and-stock": "stock",
    "28-prepared-doses": "prepare",
    "29-zero-length-and-stop": "patience",
}
"""Days with a behaviour that no engine runs yet, and a field that has to be refused."""


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", [name for name in DAYS if name not in NOT_BUILT])
def test_a_worked_day_comes_out_to_the_millisecond(name: str, engine: str) -> None:
    plan, draws, visits = day(read(FOLDER / f"{name}.toml"), engine)
    assert patient_rows(plan, draws, visits) == table(FOLDER / f"{name}.expected.csv")
    staff = FOLDER / f"{name}.staff.csv"
    if staff.exists():
        assert staff_rows(plan, visits) == table(staff)


@pytest.mark.parametrize(("name", "field"), NOT_BUILT.items())
def test_a_day_that_cannot_run_yet_is_refused_with_its_field_named(name: str, field: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        read(FOLDER / f"{name}.toml")
    assert all("yet" in str(problem) for problem in caught.value.problems)
    assert any(field in str(problem) for problem in caught.value.problems)
