"""Do all programs give the same ticks?  Nothing is timed before they do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.jobs import STANDARD, Day, day
from benchmarks.programs import SIMPY, Program, same
from vaxsim.engines import run


def agreed_days(count: int, programs: Sequence[Program], engines: Sequence[str]) -> tuple[list[Day], int]:
    """`count` replications of the standard job on which all agree, and how many were left out because of ties.

    SystemExit if two programs differ and no tie explains it.
    """
    agreed: list[Day] = []
    left_out = 0
    for replication in range(1, 100 * count):
        one = day(STANDARD, replication)
        if agree(one, programs, engines):
            agreed.append(one)
        else:
            left_out += 1
        if len(agreed) == count:
            break
    return agreed, left_out


def agree(one: Day, programs: Sequence[Program], engines: Sequence[str]) -> bool:
    """Whether all programs begin and end every service at the same tick; False if they differ after a tie.

    Programs without an order of ties break them by accident.  SystemExit if they just differ.
    """
    expected = SIMPY.timed(one)[1:]
    visits = {engine: run(one.plan, one.draws, engine) for engine in engines}
    answers = {engine: (0.0, seen.began, seen.ended) for engine, seen in visits.items()}
    answers |= {program.name: program.timed(one) for program in programs}
    different = [name for name, times in answers.items() if not same(times, *expected)]
    if different and not has_ties(visits["reference"].reached, visits["reference"].ended):
        raise SystemExit(f"{' and '.join(different)} and SimPy do not agree, and no tie explains it")
    return not different


def has_ties(reached: NDArray[np.int64], ended: NDArray[np.int64]) -> bool:
    """Whether somebody reaches a station at the very tick at which somebody else does or at which a desk gets free.

    Who come to the first station together are left out: all programs take them by number.
    """
    together = any(len(np.unique(column)) < len(column) for column in reached.T[1:])
    freed = any(np.isin(came, left).any() for came, left in zip(reached.T, ended.T, strict=True))
    return bool(together or freed)


def own_days(path: Path, count: int, engines: Sequence[str]) -> list[Day]:
    """`count` replications of a job that only vaxsim can run; SystemExit unless all its engines give the same, ties and
    all."""
    found = [day(path, replication) for replication in range(1, count + 1)]
    for one in found:
        first, *rest = (run(one.plan, one.draws, engine) for engine in engines)
        for other in rest:
            if first.first_difference(other) is not None:
                raise SystemExit(f"the engines do not agree on {path.name}")
    return found
