"""``vaxsim cases``: published simulations run again, figure beside figure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from vaxsim.cli import terminal
from vaxsim.cli.conclusion import conclude
from vaxsim.cli.engine import Engine, EngineName, Threads, chosen_for
from vaxsim.cli.exits import Exit
from vaxsim.cli.progress import progress
from vaxsim.cli.terminal import cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from vaxsim.cases import Case, CaseFinding

EXAMPLES = """\b
[bold]Examples[/bold]
vaxsim cases
vaxsim cases --case C4 --reps 50
vaxsim cases --json > cases.json
vaxsim cases --write docs/cases.md
"""

PUBLISHED = Path("scenarios") / "published"
MANY = 1e9
"""Visits to stations of all cases together: more than enough for machine code to be worth its while."""

Folder = Annotated[
    Path,
    typer.Argument(metavar="DIR", file_okay=False, help="Folder with the scenarios of the cases and cases.csv."),
]
Names = Annotated[
    list[str] | None, typer.Option("--case", metavar="NAME", help="Only this case, such as C4; may be repeated.")
]
Reps = Annotated[
    int | None,
    typer.Option("--reps", min=2, max=10_000_000, help="Days of each case; default: as its scenario says."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the findings as JSON and nothing else.")]
Page = Annotated[
    Path | None,
    typer.Option(
        "--write",
        metavar="PAGE",
        exists=True,
        dir_okay=False,
        help="Put the findings into this Markdown page, between its marks for them.",
    ),
]


def cases(
    folder: Folder = PUBLISHED,
    names: Names = None,
    reps: Reps = None,
    as_json: AsJson = False,
    page: Page = None,
    engine: Engine = EngineName.AUTO,
    threads: Threads = None,
) -> None:
    """Run sites that others have published and say whether their figures are met.

    A figure agrees when the 95 % intervals of both, the reference widened by 1 %, overlap. A case that cannot be run is
    listed with the reason.
    """
    if names and page is not None:
        raise typer.BadParameter("puts all cases into the page; leave out --case", param_hint="--write")
    wanted = _wanted(folder, names)
    text = None if page is None else _checked(page)
    chosen_for(engine.value, MANY)
    findings = [_run(case, reps, engine.value, threads) for case in wanted]
    if page is not None and text is not None:
        _write(page, text, findings)
    if as_json:
        typer.echo(json.dumps(_summary(findings), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        _print(findings)
    _end(findings)


def _wanted(folder: Path, names: Sequence[str] | None) -> list[Case]:
    from vaxsim.cases import CasesError, read_cases

    try:
        known = read_cases(folder)
    except CasesError as error:
        _wrong(error)
    there = list(dict.fromkeys(case.name for case in known))
    missing = [name for name in names or [] if name not in there]
    if missing:
        terminal.complain(f"--case {missing[0]}: there is no such case in {folder}; there is: {', '.join(there)}")
        raise typer.Exit(Exit.USAGE)
    return [case for case in known if not names or case.name in names]


def _checked(page: Path) -> str:
    """The text of a page, before days are spent on it; without a place for findings the command ends."""
    from vaxsim.cases.page import PageError, check

    text = page.read_text(encoding="utf-8")
    try:
        check(text)
    except PageError as error:
        terminal.complain(f"{page}: {error}")
        raise typer.Exit(Exit.USAGE) from error
    return text


def _run(case: Case, reps: int | None, engine: str, threads: int | None) -> CaseFinding:
    from vaxsim.cases import CasesError, run_case

    try:
        with progress(f"{case.name} {case.scenario.stem}") as report:
            return run_case(case, reps, engine, threads, report)
    except CasesError as error:
        _wrong(error)


def _wrong(error: Exception) -> NoReturn:
    terminal.complain(*str(error).splitlines())
    raise typer.Exit(Exit.SCENARIO_WRONG) from error


def _write(page: Path, text: str, findings: Sequence[CaseFinding]) -> None:
    from vaxsim.cases.page import replaced

    page.write_text(replaced(text, findings), encoding="utf-8")


def _summary(findings: Sequence[CaseFinding]) -> dict[str, object]:
    from vaxsim.cases.finding import conclusion, count
    from vaxsim.cli.provenance import versions

    return {
        "conclusion": conclusion(findings),
        "figures": {verdict.value: number for verdict, number in count(findings).items()},
        "versions": versions(),
        "cases": [finding.summary() for finding in findings],
    }


def _print(findings: Sequence[CaseFinding]) -> None:
    from vaxsim.cases.finding import conclusion

    console = terminal.out()
    for finding in findings:
        console.print(_table(finding))
        terminal.print_lines(console, [*finding.refused, ""])
    terminal.print_lines(console, [conclusion(findings)])


def _table(finding: CaseFinding) -> Table:
    from rich.table import Table

    from vaxsim.cases import wording

    days = f", {finding.replications:,} days" if finding.replications else ""
    title = cell(f"{wording.heading(finding)}{days}")
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for header in ("measure", "unit", "published", "reference", "vaxsim", "verdict"):
        table.add_column(header, overflow="fold")
    for found in finding.figures:
        figure = found.figure
        texts = (figure.measure, figure.unit, figure.published, wording.reference(found), wording.simulated(found))
        table.add_row(*map(cell, (*texts, wording.verdict(found))))
    return table


def _end(findings: Sequence[CaseFinding]) -> None:
    """Say on standard error what does not add up, and end accordingly; a figure that misses is a finding, no error."""
    violations = [(f.case.scenario.name, *violation) for f in findings for violation in f.violations]
    conclude(f"in {name}, replication {number}: {message}" for name, number, message in violations)
