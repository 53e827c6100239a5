"""Findings as Markdown, for the page that shows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from vaxsim.cases import wording
from vaxsim.cases.finding import conclusion

if TYPE_CHECKING:
    from vaxsim.cases.finding import CaseFinding, FigureFinding

BEGIN, END = "<!-- cases: begin -->", "<!-- cases: end -->"
"""What a page has to hold: between these two lines stand the findings."""

COLUMNS = ("measure", "unit", "published", "reference", "vaxsim", "verdict", "note")


class PageError(ValueError):
    """The page has no place for findings."""


def replaced(page: str, findings: Sequence[CaseFinding]) -> str:
    """A page with the findings put between its marks.  Raises PageError if it lacks them."""
    check(page)
    head, _, rest = page.partition(BEGIN)
    return f"{head}{BEGIN}\n{markdown(findings)}\n{END}{rest.partition(END)[2]}"


def check(page: str) -> None:
    """Raise PageError if a page has no marks to write between."""
    if BEGIN not in page or END not in page.partition(BEGIN)[2]:
        raise PageError(f"has no lines {BEGIN} and {END} to write between")


def markdown(findings: Sequence[CaseFinding]) -> str:
    """The conclusion, then a table per case."""
    return "\n\n".join([conclusion(findings), *(f"{_introduction(f)}\n\n{_table(f)}" for f in findings)])


def _introduction(finding: CaseFinding) -> str:
    file = f"`{finding.case.scenario.name}`"
    if finding.refused:
        reasons = "\n".join(f"- {_escaped(reason)}" for reason in finding.refused)
        return f"### {_escaped(wording.heading(finding))}\n\n{file} cannot be run:\n\n{reasons}"
    days = f"{finding.replications:,} day{'s' if finding.replications != 1 else ''}, seed {finding.seed}"
    source = f" Source: {_escaped(finding.source)}." if finding.source else ""
    return f"### {_escaped(wording.heading(finding))}\n\n{file}, {days}.{source}"


def _table(finding: CaseFinding) -> str:
    return "\n".join(map(_row, [COLUMNS, ("---",) * len(COLUMNS), *_cells(finding)]))


def _cells(finding: CaseFinding) -> Iterator[tuple[str, ...]]:
    for figure in finding.figures:
        yield tuple(map(_escaped, _texts(figure)))


def _texts(found: FigureFinding) -> tuple[str, ...]:
    figure = found.figure
    about = (figure.measure, figure.unit, figure.published)
    return (*about, wording.reference(found), wording.simulated(found), wording.verdict(found), figure.note)


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    return text.replace("\n", " ").replace("|", "\\|").replace("<", "&lt;")
