"""Published cases: the scenarios of scenarios/published/ give the figures in the table beside them.

The default tests run a few days of each case, with intervals of 99.9 %: wide, yet a wrong rule shows.  All days, as
they stand in each file, take a minute or two:

    python -m pytest tests/test_cases.py -m slow

`vaxsim cases` shows the figures, and docs/cases.md has them.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.documents import ROOT
from vaxsim.cases import Case, CaseFinding, read_cases, run_case
from vaxsim.cases.finding import Verdict
from vaxsim.cases.running import estimate_of
from vaxsim.cases.verdict import agrees
from vaxsim.experiments import replicate
from vaxsim.metrics import Names
from vaxsim.promises import parse
from vaxsim.scenario import Scenario, read

PUBLISHED = ROOT / "scenarios" / "published"
CASES = read_cases(PUBLISHED)
FEW_DAYS = {"c1_zilina": 60, "c2_zilina": 60, "c6_xie_60": 4, "c6_xie_100": 4, "c6_xie_120": 4, "c6_xie_150": 4}
"""For the default tests; else 20."""

every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.scenario.stem)


def table_of(case: Case) -> dict[str, Any]:
    return tomllib.loads(case.scenario.read_text(encoding="utf-8"))


@cache
def at_full_length(case: Case) -> CaseFinding:
    return run_case(case)


def misses(case: Case, scenario: Scenario, days: int) -> list[str]:
    """The measures of a case that a few days contradict."""
    found = replicate(scenario, days)
    judged = {f.measure: agrees(f, estimate_of(case, f, found), level=0.999) for f in case.figures}
    return [measure for measure, agreed in judged.items() if agreed is False]


def test_every_published_scenario_stands_in_the_table():
    assert {case.scenario for case in CASES} == set(PUBLISHED.glob("*.toml"))
    assert [case.name for case in CASES] == sorted(case.name for case in CASES)


@every_case
def test_every_number_that_the_table_asks_for_is_there(case):
    table = table_of(case)
    names = Names(
        tuple(station["name"] for station in table["stations"]),
        tuple(group["group"] for group in table.get("staff", [])),
        tuple(klass["name"] for klass in table.get("classes", [])),
    )
    for figure in case.figures:
        parse(f"{figure.number} >= 0").look_up(names)


@every_case
def test_a_few_days_do_not_contradict_the_published_case(case: Case):
    assert misses(case, read(case.scenario), FEW_DAYS.get(case.scenario.stem, 20)) == []


@pytest.mark.slow
@every_case
def test_every_case_has_days_enough_for_each_of_its_figures(case: Case):
    finding = at_full_length(case)
    assert finding.violations == ()
    assert [figure.figure.measure for figure in finding.figures if not figure.narrow] == []


@pytest.mark.slow
def test_about_one_figure_in_twenty_misses_at_the_most():
    verdicts = [figure.verdict for case in CASES for figure in at_full_length(case).figures]
    assert verdicts.count(Verdict.MISSES) <= (len(verdicts) - verdicts.count(Verdict.NOT_RUN)) // 20


def test_a_case_with_a_station_too_few_is_noticed():
    """The quick comparison can fail: one vaccinator fewer is seen in 20 days."""
    case = next(case for case in CASES if case.scenario.stem == "c4_isken_3_4_13_3")
    changed = read(case.scenario).replace({"stations.vaccination.desks": 12})
    found = misses(case, changed, 20)
    assert found[:2] == ["time in system", "time in system, 95th percentile"]


def test_the_page_shows_every_case_of_the_table(project: Path):
    page = (project / "docs" / "cases.md").read_text(encoding="utf-8")
    assert [case.scenario.name for case in CASES if f"`{case.scenario.name}`" not in page] == []
