"""What a run is asked to do, and what every run does first and last."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vaxsim.cli.loading import changes_or_exit, read_or_exit, refuse_too_long
from vaxsim.cli.output import folder_or_exit

if TYPE_CHECKING:
    from vaxsim.scenario import Scenario


@dataclass(frozen=True)
class Order:
    """What a run is asked to do."""

    file: Path
    assignments: tuple[str, ...]
    reps: int | None
    seed: int | None
    out: Path
    as_json: bool
    figures: bool
    allow_large: bool
    engine: str
    threads: int | None
    precision: float | None = None
    of: tuple[str, ...] = ()  # the numbers that the precision is for
    most: int | None = None  # days, with a precision

    def changes(self) -> dict[str, Any]:
        """The overrides by path; one that cannot be understood ends the command."""
        return changes_or_exit(self.assignments)

    def scenario(self) -> Scenario:
        """The scenario with its overrides; a wrong one is complained about and ends the command."""
        scenario = read_or_exit(self.file, self.changes(), allow_large=self.allow_large)
        if not self.allow_large:
            refuse_too_long(scenario, "--reps", self.reps)
            refuse_too_long(scenario, "--most", self.most)
        return scenario

    def choose_engine(self, scenario: Scenario, replications: int) -> str:
        """The engine for so many replications; says once what it takes, and ends the command if it is not there."""
        from vaxsim.cli.engine import chosen

        return chosen(self.engine, scenario, replications)

    def files_sentence(self) -> str:
        """Where the results are."""
        kinds = "Figures (PNG, SVG), tables (CSV)" if self.figures else "Tables (CSV)"
        return f"{kinds} and summary.json are in {self.out}"

    def folder(self) -> AbstractContextManager[Path]:
        """The folder to write into."""
        return folder_or_exit(self.out)
