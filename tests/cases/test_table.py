"""The table of published figures: what its cells become, and that every mistake is said with its place."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.cases.small import HEADER, LINES, folder
from vaxsim.cases import CasesError, read_cases


def test_lines_of_one_scenario_are_one_case(tmp_path):
    first, second = read_cases(folder(tmp_path))
    assert (first.name, first.scenario, len(first.figures)) == ("A", tmp_path / "site.toml", 4)
    assert (second.name, len(second.figures)) == ("B", 1)


def test_cells_become_a_figure_with_the_decimals_that_are_printed(tmp_path):
    line = 'A,site.toml,time,"pooled p95(time_on_site)",60,s,about 2,2.50,,300,1 to 4,"a, note"'
    figure = read_cases(folder(tmp_path, line))[0].figures[0]
    assert (figure.measure, figure.number, figure.pooled, figure.times) == ("time", "p95(time_on_site)", True, 60)
    assert (figure.published, figure.spread, figure.note) == ("about 2", "1 to 4", "a, note")
    assert (str(figure.reference), figure.half_width, figure.days) == ("2.50", None, 300)
    assert figure.rounding == pytest.approx(0.005)


def test_a_closed_form_has_a_half_width_of_nothing_and_a_figure_to_be_shown_no_reference(tmp_path):
    figures = read_cases(folder(tmp_path))[0].figures
    assert figures[0].half_width == Decimal(0)
    assert (figures[3].reference, figures[3].rounding) == (None, 0)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("A,,come,patients,1,patients,,12,0,,,", "2:3: scenario: this cell is empty"),
        ("A,a.toml,come,patients,0,patients,,12,0,,,", "2:24: times: got '0'; allowed: a number above 0"),
        ('A,a.toml,come,patients,1,patients,,"1,726",0,,,', "reference: got '1,726'; allowed: a number such as 13.22"),
        ("A,a.toml,come,patients,1,patients,,nan,0,,,", "reference: got 'nan'"),
        ("A,a.toml,come,patients,1,patients,,12,-1,,,", "half_width: got '-1'; allowed: a number from 0"),
        ("A,a.toml,come,patients,1,patients,,12,,2.5,,", "days: got '2.5'; allowed: a whole number from 2"),
        ("A,a.toml,come,patients,1,patients,,12,0", "the row has no cell for column"),
    ],
)
def test_a_wrong_cell_is_named_with_its_place(tmp_path, line, said):
    with pytest.raises(CasesError) as caught:
        read_cases(folder(tmp_path, line))
    assert said in str(caught.value)
    assert str(tmp_path / "cases.csv") in str(caught.value)


def test_all_wrong_cells_are_named_at_once(tmp_path):
    wrong = "A,,come,patients,x,patients,,12,0,,,"
    with pytest.raises(CasesError) as caught:
        read_cases(folder(tmp_path, wrong, wrong))
    assert len(str(caught.value).splitlines()) == 4


def test_a_column_that_is_missing_is_named(tmp_path):
    folder(tmp_path)
    (tmp_path / "cases.csv").write_text(HEADER.replace("times", "time") + "\n" + LINES[0], encoding="utf-8")
    with pytest.raises(CasesError, match=r'no column "times".*did you mean "time"'):
        read_cases(tmp_path)


def test_a_folder_without_a_table_is_named(tmp_path):
    with pytest.raises(CasesError, match=r"no cases.csv here; name the folder"):
        read_cases(tmp_path)
