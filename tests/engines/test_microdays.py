"""The days of tests/microdays, worked out by hand from docs/contract.md, to the millisecond."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engines.days import day, patient_rows, staff_rows, table
from vaxsim.engines import ENGINES
from vaxsim.scenario import read

FOLDER = Path(__file__).parent.parent / "microdays"
DAYS = sorted(path.stem for path in FOLDER.glob("*.toml"))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", DAYS)
def test_a_worked_day_comes_out_to_the_millisecond(name: str, engine: str) -> None:
    plan, draws, visits = day(read(FOLDER / f"{name}.toml"), engine)
    assert patient_rows(plan, draws, visits) == table(FOLDER / f"{name}.expected.csv")
    staff = FOLDER / f"{name}.staff.csv"
    if staff.exists():
        assert staff_rows(plan, visits) == table(staff)
