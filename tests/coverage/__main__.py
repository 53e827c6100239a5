"""Measures how often intervals hold the truth.

python -m tests.coverage                                1,000 experiments on each queue by each rule
python -m tests.coverage --write docs/evidence.md       and puts the table into the document, between its marks
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.coverage.experiments import Days, Outcome, Queue, fixed, precise

BEGIN, END = "<!-- coverage: begin -->", "<!-- coverage: end -->"
QUEUES = (Queue(1, 0.6), Queue(3, 0.75))
FIXED, PRECISE = (10, 20, 100), (0.3, 0.15)


def main(arguments: list[str] | None = None) -> int:
    """Prints the table, and writes it where that is asked for."""
    options = _options(arguments)
    if options.write is not None and BEGIN not in options.write.read_text(encoding="utf-8"):
        raise SystemExit(f"{options.write} has no line {BEGIN}")
    found = table({queue: outcomes(queue, options.experiments) for queue in QUEUES})
    print(found)  # noqa: T201  a command
    if options.write is not None:
        head, _, rest = options.write.read_text(encoding="utf-8").partition(BEGIN)
        options.write.write_text(f"{head}{BEGIN}\n{found}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    return 0


def outcomes(queue: Queue, experiments: int) -> list[Outcome]:
    """What comes of every rule on a queue."""
    days = Days(queue)
    return [fixed(days, queue.truth, reps, experiments) for reps in FIXED] + [
        precise(days, queue.truth, precision, experiments) for precision in PRECISE
    ]


def table(found: dict[Queue, list[Outcome]]) -> str:
    """Markdown: a row for each queue and rule."""
    lines = ["| queue | rule | experiments | days, mean | intervals that hold the truth |", "|---|---|---:|---:|---:|"]
    lines += [
        f"| {queue.title} | {one.rule} | {one.experiments:,} | {one.days:,.0f} | {_percent(one)} |"
        for queue, every in found.items()
        for one in every
    ]
    return "\n".join(lines)


def _percent(one: Outcome) -> str:
    return f"{one.covered:.1%} ± {1.96 * one.error:.1%}"


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.coverage", description="How often intervals hold the truth.")
    parser.add_argument("--experiments", type=int, default=1_000, help="on each queue by each rule (default 1000)")
    parser.add_argument("--write", type=Path, metavar="FILE", help="document that takes up the table")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
