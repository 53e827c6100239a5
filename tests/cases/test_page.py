"""The page of findings: what stands between its marks, and nothing else of it, is replaced."""

from __future__ import annotations

import pytest

from tests.cases.small import folder
from vaxsim.cases import read_cases, run_case
from vaxsim.cases.page import BEGIN, END, PageError, markdown, replaced


@pytest.fixture(scope="module")
def findings(tmp_path_factory):
    """One case that was run and one that was refused, because the page shows both."""
    return [run_case(case) for case in read_cases(folder(tmp_path_factory.mktemp("cases")))]


def test_only_what_stands_between_the_marks_is_replaced(findings):
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    assert replaced(page, findings) == f"before\n{BEGIN}\n{markdown(findings)}\n{END}\nafter\n"
    assert replaced(replaced(page, findings), findings) == replaced(page, findings)


@pytest.mark.parametrize("page", ["nothing", BEGIN, f"{END}\n{BEGIN}"])
def test_a_page_without_marks_is_left_alone(page):
    with pytest.raises(PageError, match="no lines"):
        replaced(page, [])


def test_a_case_is_a_heading_with_its_file_and_a_row_for_each_figure(findings):
    text = markdown(findings[:1])
    assert "### A: Twelve \\| in an hour\n\n`site.toml`, 3 days, seed 1. Source: nobody." in text
    assert "| come | patients | about 12 | 12 exactly | 12 | agrees |  |" in text
    assert "| wait | min |  | 3 ± 0.1 | 0 | misses | nobody waits, so it misses |" in text
    assert "| on site | min | 4.0 |  | 4 | only shown |  |" in text


def test_a_case_that_was_refused_is_there_with_the_reason(findings):
    text = markdown(findings[1:])
    assert "`refused.toml` cannot be run:\n\n- " in text
    assert "stations.desk.desks" in text
    assert "| come | patients |  | 12 exactly |  | cannot be run |  |" in text
