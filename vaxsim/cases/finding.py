"""What came of a published case: each figure beside what vaxsim finds, or the reason why it could not be run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vaxsim.cases.table import Case, Figure


class Verdict(StrEnum):
    """What is said of a figure."""

    AGREES = "agrees"
    MISSES = "misses"
    SHOWN = "only shown"
    NOT_RUN = "cannot be run"

    @classmethod
    def of(cls, agrees: bool | None) -> Verdict:
        """The verdict on a figure that was simulated; None: there is nothing to meet."""
        if agrees is None:
            return cls.SHOWN
        return cls.AGREES if agrees else cls.MISSES


@dataclass(frozen=True)
class FigureFinding:
    """A figure and what vaxsim finds; the numbers are None where the case could not be run, or there is none."""

    figure: Figure
    verdict: Verdict
    simulated: float | None = None  # in the figure's unit
    half_width: float | None = None  # of its 95 % interval
    reference_half_width: float | None = None
    narrow: bool = True  # whether there are days enough

    def summary(self) -> dict[str, Any]:
        """Ready for JSON."""
        figure = self.figure
        return {
            "measure": figure.measure,
            "number": f"pooled {figure.number}" if figure.pooled else figure.number,
            "times": figure.times,
            "unit": figure.unit,
            "published": figure.published,
            "reference": None if figure.reference is None else float(figure.reference),
            "reference_half_width": self.reference_half_width,
            "reference_spread": figure.spread,
            "simulated": self.simulated,
            "half_width": self.half_width,
            "narrow_enough": self.narrow,
            "verdict": self.verdict.value,
            "note": figure.note,
        }


@dataclass(frozen=True)
class CaseFinding:
    """A case: its figures with their verdicts."""

    case: Case
    title: str
    source: str
    replications: int
    seed: int
    refused: tuple[str, ...]  # why the scenario cannot be run; empty if it was
    violations: tuple[tuple[int, str], ...]  # (replication, what does not add up)
    figures: tuple[FigureFinding, ...]

    def summary(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "case": self.case.name,
            "scenario": self.case.scenario.name,
            "title": self.title,
            "source": self.source,
            "replications": self.replications,
            "seed": self.seed,
            "refused": list(self.refused),
            "violations": [{"replication": number, "message": message} for number, message in self.violations],
            "figures": [figure.summary() for figure in self.figures],
        }


def count(findings: Iterable[CaseFinding]) -> dict[Verdict, int]:
    """How many figures got each verdict."""
    verdicts = [figure.verdict for finding in findings for figure in finding.figures]
    return {verdict: verdicts.count(verdict) for verdict in Verdict}


def conclusion(findings: Iterable[CaseFinding]) -> str:
    """The counts in one sentence, with how many misses chance alone would bring."""
    counts = count(findings)
    tried = counts[Verdict.AGREES] + counts[Verdict.MISSES]
    said = [f"Of {tried} figures {counts[Verdict.AGREES]} agree and {counts[Verdict.MISSES]} miss"]
    said += [f"{counts[Verdict.NOT_RUN]} more cannot be run"] if counts[Verdict.NOT_RUN] else []
    return f"{', '.join(said)}; about one true figure in twenty may miss."
