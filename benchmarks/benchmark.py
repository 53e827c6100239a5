"""How fast vaxsim is, and how fast other simulators are on the same job; do they agree?

    python benchmarks/benchmark.py                                   prints the tables
    python benchmarks/benchmark.py --write docs/performance.md       and puts them into the document, between its marks

First every program runs benchmarks/standard_job.toml from the same drawn times, and unless each patient's every service
begins and ends at the same tick in all of them, the benchmark stops with exit code 1.  (Other programs break ties at a
desk by accident, so a replication in which a patient reaches a station at the same tick as another, or as a desk gets
free, might differ rightly; a replication that does is left out and counted.)  Then they are timed in rounds, in each of
which all take turns, so that whatever else the machine does hits them alike.  Ratios are those within a round; their
median, least and most are given.  docs/performance.md says what each line means.  The exit code is 1, too, when a goal
is not met, except with --quick.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import agreement, goals, measures, processes, table  # noqa: E402
from benchmarks.jobs import EVERYTHING, STAFFED, STANDARD  # noqa: E402
from benchmarks.programs import others  # noqa: E402

SIZES = (1_000, 10_000, 100_000, 1_000_000)
LARGE = (250_000, 500_000, 1_000_000)
REPLICATIONS = 1_000
THREAD_ROUNDS = 5
REPLICATION_BATCH = 3.0
"""Seconds of the batch by which whole replications are timed."""


def main() -> int:
    """Runs the benchmark; exit code 1 if the programs disagree or a goal is not met."""
    options = _options()
    text, lines = in_short(options.rounds or 1) if options.quick else in_full(options.rounds or 15)
    print(text)
    if options.write is not None:
        table.put_into(options.write, text)
    return 0 if options.quick or all(line.met is not False for line in lines) else 1


def in_full(rounds: int) -> tuple[str, list[goals.Line]]:
    """The text for the document, and its lines of measures."""
    text, lines = _compared(rounds, lambda: measures.batch(REPLICATION_BATCH), quick=False)
    lines += measures.threads(measures.BATCH, THREAD_ROUNDS)
    lines.append(processes.memory(REPLICATIONS, measures.engines()[-1]))
    if "kernel" in measures.engines():
        lines += processes.starting()
        lines += measures.growth(SIZES, turns=5)
        lines += processes.patients((STANDARD, STAFFED), LARGE)
    return f"{text}\n\n{table.measures(lines)}", lines


def in_short(rounds: int) -> tuple[str, list[goals.Line]]:
    """The same in seconds, without what needs other processes; the figures are rough."""
    text, lines = _compared(rounds, lambda: 2, quick=True)
    if "kernel" in measures.engines():
        lines += measures.growth((1_000, 4_000), turns=1)
    return f"Quick and rough.\n\n{text}\n\n{table.measures(lines)}", lines


def _compared(rounds: int, reps: Callable[[], int], *, quick: bool) -> tuple[str, list[goals.Line]]:
    """Agreement, and then the race of all programs."""
    beside, missing = others(in_this_process=quick)
    engines = measures.engines()
    plain, left_out = agreement.agreed_days(rounds, beside, engines)
    jobs = {goals.STAFFED: STAFFED, goals.EVERYTHING: EVERYTHING}
    own = {name: agreement.own_days(path, rounds, engines) for name, path in jobs.items()}
    taken = measures.the_race(plain, own, beside, rounds, reps=reps())
    parts = [
        _job(plain[0].patients, rounds, left_out),
        f"Machine: {table.machine()}. {table.versions()}.",
        table.programs(taken, beside, plain[0].patients),
        *_left_out(missing),
    ]
    return "\n\n".join(parts), [*goals.engines(taken), goals.replication(taken), *goals.drawing(taken)]


def _job(patients: int, rounds: int, left_out: int) -> str:
    return (
        f"Standard job: {patients:,} patients at four stations; {rounds} replications, on which all programs agree to "
        f"the tick; medians over as many rounds. {left_out} replications with ties that matter were left out."
    )


def _left_out(missing: Sequence[str]) -> list[str]:
    return [f"Left out: {'; '.join(missing)}."] if missing else []


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Times vaxsim and other simulators on the standard job.")
    parser.add_argument("--rounds", type=int, metavar="N", help="rounds, and replications (default 15, quick 1)")
    parser.add_argument("--quick", action="store_true", help="seconds instead of minutes, and rough figures")
    parser.add_argument("--write", type=Path, metavar="FILE", help="document whose tables are to be replaced")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
