"""Names from a scenario cannot become formulas or control characters in a CSV file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from vaxsim.cli.spreadsheet import harmless, write_csv

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_a_text_that_begins_like_a_formula_is_quoted(start: str) -> None:
    assert harmless(f"{start}1+1").startswith("'")


@pytest.mark.parametrize("text", ["nurses#1", "接种台", "-00:05", "-00:05:01.250", "08:00", "", "a=b"])
def test_other_text_and_times_before_midnight_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


def test_control_characters_are_made_visible() -> None:
    assert harmless("a\x1b[2Jb\nc") == r"a\x1b[2Jb c"


def test_numbers_and_missing_values_stay_data(tmp_path: Path) -> None:
    frame = pd.DataFrame({"=name": ["=1", None], "wait": [-1.5, None], "n": [-1, 2], "kept": [True, False]})
    write_csv(frame, tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_text() == "'=name,wait,n,kept\n'=1,-1.5,-1,True\n,,2,False\n"
