"""A case is run and compared figure by figure, or said not to be run and why."""

from __future__ import annotations

import pytest

from tests.cases.small import LINES, folder
from vaxsim.cases import CasesError, read_cases, run_case
from vaxsim.cases.finding import Verdict, conclusion, count


def test_figures_of_a_case_get_their_verdicts(tmp_path):
    finding = run_case(read_cases(folder(tmp_path))[0])
    assert [figure.verdict for figure in finding.figures] == ["agrees", "agrees", "misses", "only shown"]
    assert [figure.simulated for figure in finding.figures] == [12, 240, 0, 4]
    assert (finding.title, finding.replications, finding.violations) == ("Twelve | in an hour", 3, ())


def test_so_many_days_are_run_as_are_asked_for(tmp_path):
    assert run_case(read_cases(folder(tmp_path))[0], reps=2).replications == 2


def test_a_case_whose_scenario_is_refused_is_shown_with_the_reason(tmp_path):
    finding = run_case(read_cases(folder(tmp_path))[1])
    assert [figure.verdict for figure in finding.figures] == [Verdict.NOT_RUN]
    assert len(finding.refused) == 1
    assert finding.refused[0].startswith("refused.toml:14:9: stations.desk.desks: ")


def test_a_number_that_the_site_does_not_have_is_named(tmp_path):
    case = read_cases(folder(tmp_path, LINES[1].replace("desk)", "disk)")))[0]
    with pytest.raises(CasesError, match=r"A, site.toml, served for: .*disk.*did you mean"):
        run_case(case)


def test_the_conclusion_counts_every_figure(tmp_path):
    findings = [run_case(case) for case in read_cases(folder(tmp_path))]
    assert list(count(findings).values()) == [2, 1, 1, 1]
    assert conclusion(findings).startswith("Of 3 figures 2 agree and 1 miss, 1 more cannot be run; about one")


def test_the_summary_of_a_finding_has_plain_numbers_only(tmp_path):
    finding = run_case(read_cases(folder(tmp_path))[0])
    first, *_, last = finding.summary()["figures"]
    assert (first["reference"], first["reference_half_width"], first["verdict"]) == (12.0, 0.0, "agrees")
    assert (last["number"], last["reference"], last["published"]) == ("pooled p95(time_on_site)", None, "4.0")
