"""Running a published case, and holding its figures against what comes out."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from vaxsim import promises, scenario
from vaxsim.cases import verdict
from vaxsim.cases.finding import CaseFinding, FigureFinding, Verdict
from vaxsim.cases.table import Case, CasesError, Figure
from vaxsim.engines.choosing import AUTO
from vaxsim.experiments import Estimate, Replications, replicate
from vaxsim.scenario import ScenarioError

if TYPE_CHECKING:
    from vaxsim.experiments.threads import Progress
    from vaxsim.scenario import Scenario


def run_case(
    case: Case,
    reps: int | None = None,
    engine: str = AUTO,
    threads: int | None = None,
    progress: Progress | None = None,
) -> CaseFinding:
    """Run a case, `reps` days of it (default: as its scenario says), and compare every figure.

    A scenario that is refused is no error here: the finding says why.  Raises CasesError if a figure asks for a number
    that the site does not have, and what `replicate` raises.
    """
    try:
        site = scenario.read(case.scenario, checks=(promises.check,))
    except ScenarioError as error:
        return _refused(case, error)
    return _compared(case, site, replicate(site, reps, None, progress, engine, threads))


def _refused(case: Case, error: ScenarioError) -> CaseFinding:
    """The reasons name the file without its folder, for findings are shown on other machines."""
    reasons = tuple(str(replace(problem, file=case.scenario.name)) for problem in error.problems)
    figures = tuple(FigureFinding(figure, Verdict.NOT_RUN) for figure in case.figures)
    return CaseFinding(case, case.scenario.name, "", 0, 0, reasons, (), figures)


def _compared(case: Case, site: Scenario, days: Replications) -> CaseFinding:
    return CaseFinding(
        case=case,
        title=days.plan.title,
        source=site.source or "",
        replications=days.reps,
        seed=days.seed,
        refused=(),
        violations=days.violations,
        figures=tuple(compare(figure, estimate_of(case, figure, days)) for figure in case.figures),
    )


def estimate_of(case: Case, figure: Figure, days: Replications) -> Estimate:
    """What the replications say about a figure, in vaxsim's unit.

    Raises CasesError with the nearest name if there is no such number.
    """
    try:
        return days.number(figure.number)
    except KeyError as error:
        raise CasesError(f"{case.name}, {case.scenario.name}, {figure.measure}: {error.args[0]}") from None


def compare(figure: Figure, estimate: Estimate) -> FigureFinding:
    """A figure beside an estimate, with its verdict."""
    return FigureFinding(
        figure=figure,
        verdict=Verdict.of(verdict.agrees(figure, estimate)),
        simulated=_finite(verdict.value(figure, estimate)),
        half_width=_finite(verdict.own_half_width(figure, estimate)),
        reference_half_width=verdict.reference_half_width(figure, estimate),
        narrow=verdict.is_narrow(figure, estimate),
    )


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None
