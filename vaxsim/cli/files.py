"""What is written into an output folder, for a batch of replications and for a single one."""

from __future__ import annotations

import warnings
from functools import partial
from typing import TYPE_CHECKING

from vaxsim.cli.spreadsheet import write_csv
from vaxsim.scenario.uses import IN_PIECES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from matplotlib.figure import Figure

    from vaxsim.experiments import Replications
    from vaxsim.plan import Plan
    from vaxsim.results import Result

    Report = Callable[[int, int], None]

DOTS_PER_INCH = 150


TABLES = ("curves", "outcomes", "stations", "groups", "classes")
"""Tables that a batch and a single replication both have, each written under its name."""

RECORDS = {"patients": "patients", "visits": "visit_table", "staff": "staff", "timeline": "timeline"}
"""File name without ending -> the table of what happened in one replication."""

RECORDS_OF = {
    "pieces": IN_PIECES,
    "trips": {"restocking"},
    "moves": {"vaccines"},
}
"""Likewise, written only of a site that makes use of one of some behaviours."""


def write_batch(folder: Path, replications: Replications, shown: Result) -> None:
    """The tables of a batch, and in full those of the replication `shown`."""
    _write_tables(folder, replications)
    write_csv(replications.daily, folder / "daily.csv")
    _write_records(folder, shown)


def write_one(folder: Path, result: Result) -> None:
    """The tables of a single replication."""
    _write_tables(folder, result)
    _write_records(folder, result)


def write_figures(folder: Path, replications: Replications, shown: Result, report: Report | None = None) -> None:
    """Every sheet of a batch, and those of the replication `shown`; `report(done, total)` is called after each."""
    from vaxsim.plots import DAY_SHEETS, SHEETS

    drawn = {name: partial(draw, replications) for name, draw in SHEETS.items()}
    _write_sheets(folder, drawn | {name: partial(draw, shown) for name, draw in DAY_SHEETS.items()}, report)


def write_figures_of_one(folder: Path, result: Result) -> None:
    """Every sheet of a single replication."""
    from vaxsim.plots import DAY_SHEETS

    _write_sheets(folder, {name: partial(draw, result) for name, draw in DAY_SHEETS.items()})


def notices_of_figures(plan: Plan) -> list[str]:
    """What the reader of the figures has to know: names that are numbered there."""
    from vaxsim.plots import undrawable_notice

    notice = undrawable_notice([*plan.stations, *plan.groups])
    return [f"note: {notice}"] if notice else []


def _write_sheets(folder: Path, sheets: Mapping[str, Callable[[], Figure]], report: Report | None = None) -> None:
    """Sheets by name as PNG and SVG, the same bytes for the same numbers."""
    for done, (name, draw) in enumerate(sheets.items(), start=1):
        save_figure(draw(), folder, name)
        if report is not None:
            report(done, len(sheets))


def save_figure(figure: Figure, folder: Path, name: str) -> None:
    """A figure as PNG and SVG under a name without ending."""
    from matplotlib import rc_context

    with rc_context({"svg.hashsalt": "vaxsim"}), warnings.catch_warnings():
        # A picture so crowded that its margins cannot be kept is still worth having.
        warnings.filterwarnings("ignore", message="constrained_layout not applied")
        figure.savefig(folder / f"{name}.png", dpi=DOTS_PER_INCH, metadata={"Software": None})
        figure.savefig(folder / f"{name}.svg", dpi=DOTS_PER_INCH, metadata={"Date": None, "Creator": None})


def _write_tables(folder: Path, results: Replications | Result) -> None:
    write_csv(results.numbers, folder / "metrics.csv")
    for name in TABLES + (("vaccines",) if results.plan.vaccines else ()):
        write_csv(getattr(results, name), folder / f"{name}.csv")


def _write_records(folder: Path, result: Result) -> None:
    used = {name: name for name, uses in RECORDS_OF.items() if not result.plan.uses.isdisjoint(uses)}
    for name, table in (RECORDS | used).items():
        write_csv(getattr(result, table), folder / f"{name}.csv")
