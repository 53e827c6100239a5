"""Searches for scenarios in which the two engines disagree, and counts what happened in those in which they agree.

    python -m tests.search                                  100,000 scenarios with a fresh seed
    python -m tests.search --seed 12345                     the ones of a seed again
    python -m tests.search --write docs/evidence.md         and puts the counts into the document, between its marks

Exit code 0: no disagreement, and each two behaviours that can happen on one day did so often enough.  1: otherwise.
130: interrupted.  At a disagreement the scenario is made as small as possible and written as a file into the folder
from which the command was called, and both engines' stories of the first patient that differs are printed.
"""

from __future__ import annotations

import argparse
import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from tests.search import report
from tests.search.hunt import Engine, acceptable, hunt, played, search
from tests.search.shrinking import shrunk
from tests.search.tally import Tally
from tests.strategies import Table
from vaxsim.engines import kernel
from vaxsim.scenario import Scenario

BEGIN, END = "<!-- search: begin -->", "<!-- search: end -->"


def main(arguments: list[str] | None = None, suspect: Engine = kernel.run) -> int:
    """Runs the search; `suspect` is held against the reference engine."""
    options = _options(arguments)
    seed = secrets.randbelow(2**32) if options.seed is None else options.seed
    marked = None if options.write is None else options.write.read_text(encoding="utf-8")
    if marked is not None and not (BEGIN in marked and END in marked):
        raise SystemExit(f"{options.write} has no lines {BEGIN} and {END}")
    print(f"seed {seed}, {options.scenarios:,} scenarios; again: --seed {seed} --scenarios {options.scenarios}")
    tally, disagreement, interrupted = _searched(seed, options, suspect)
    print(report.summary(tally))
    if interrupted:
        print(f"interrupted; so far:\n\n{report.matrix(tally)}")
        return 130
    if disagreement is not None:
        _tell(seed, disagreement, suspect)
        return 1
    return _conclude(seed, tally, options)


def _searched(seed: int, options: argparse.Namespace, suspect: Engine) -> tuple[Tally, int | None, bool]:
    """All counts, the number of the scenario in which the engines disagree, and whether somebody lost patience."""
    tally, began = Tally(), perf_counter()
    try:
        hunt(seed, suspect, range(1))  # compiles the kernel before there are processes
        for chunk in search(seed, options.scenarios, options.jobs, suspect):
            tally += chunk.tally
            _progress(tally.scenarios, options.scenarios, perf_counter() - began)
            if chunk.disagreement is not None:
                return tally, chunk.disagreement, False
    except KeyboardInterrupt:
        return tally, None, True
    finally:
        print(file=sys.stderr)
    return tally, None, False


def _progress(done: int, of: int, seconds: float) -> None:
    print(f"\r{done:,} of {of:,} scenarios, {done / seconds:.0f} a second ", end="", file=sys.stderr, flush=True)


def _tell(seed: int, number: int, suspect: Engine) -> None:
    """Prints both engines' stories of a disagreement, from the smallest scenario that shows it, and writes this one."""
    table, _ = acceptable(seed, number)
    print(f"the engines disagree on scenario {number} of seed {seed}; looking for a smaller one that shows it ...")
    small = shrunk(table, lambda smaller: played(smaller, suspect)[1] != "")
    path = _write(small, seed, number)
    print(f"written to {path}\n\n{played(small, suspect)[1]}")


def _write(table: Table, seed: int, number: int) -> Path:
    path = Path.cwd() / f"disagreement_{seed}_{number}.toml"
    titled = {"title": f"The engines disagree (scenario {number} of seed {seed})"} | table
    path.write_text(Scenario.from_dict(titled).to_toml(), encoding="utf-8")
    return path


def _conclude(seed: int, tally: Tally, options: argparse.Namespace) -> int:
    """Prints the counts of a search without a disagreement, and whether they suffice."""
    print(f"no disagreement\n\nscenarios with a day on which both happened:\n\n{report.matrix(tally)}")
    print(f"\nthe rarest:\n{report.rarest(tally)}\n\nexcluding each other:\n{report.exclusions()}")
    if options.write is not None:
        put_into(options.write, outcome(seed, tally))
    faults = report.faults(tally, options.least)
    print(f"\n{faults or f'each pair happened at least {options.least} times'}")
    return 1 if faults else 0


def outcome(seed: int, tally: Tally) -> str:
    """Markdown for the documents: what was searched when, and how often each behaviour happened."""
    rare = f"The rarest pair happened {min(tally.pairs().values()):,} times."
    day = datetime.now(UTC).date()
    return f"{day}, seed {seed}: no disagreement. {report.summary(tally)}. {rare}\n\n{report.behaviours(tally)}"


def put_into(path: Path, text: str) -> None:
    """Replaces what stands between the marks of a document."""
    head, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    path.write_text(f"{head}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.search", description="Searches for scenarios in which the two engines disagree."
    )
    parser.add_argument("--scenarios", type=int, default=100_000, help="how many (default 100000)")
    parser.add_argument("--seed", type=int, help="of an earlier search, to repeat it (default: a fresh one)")
    parser.add_argument("--jobs", type=int, default=2, help="processes; the outcome does not depend on it (default 2)")
    parser.add_argument("--least", type=int, default=100, help="how often each pair has to happen (default 100)")
    parser.add_argument("--write", type=Path, metavar="FILE", help="document that takes up the outcome")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
