"""Random scenarios, each run through both engines and compared with exact equality."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from traceback import format_exc

from tests.played import Day, with_trips_enough
from tests.search.tally import Tally
from tests.strategies import RandomChoices, Table, scenario
from vaxsim import audit, story
from vaxsim.draws import Draws, draw
from vaxsim.engines import reference
from vaxsim.plan import Plan, compile_plan
from vaxsim.scenario import Scenario, ScenarioError
from vaxsim.visits import Visits

CHUNK = 100
"""Scenarios that a process takes at a time: about a second's work."""

Engine = Callable[[Plan, Draws], Visits]


@dataclass(frozen=True)
class Chunk:
    """What was found in some consecutive scenarios; it ends with the first in which the engines disagree."""

    tally: Tally
    disagreement: int | None = None  # the number of that scenario


def search(seed: int, scenarios: int, jobs: int, suspect: Engine) -> Iterator[Chunk]:
    """Chunks of scenarios 0, 1, ... of a seed in this order, the same ones for any number of processes.

    `suspect` is held against the reference engine.  The chunks end with the first disagreement.
    """
    chunks = [range(first, min(first + CHUNK, scenarios)) for first in range(0, scenarios, CHUNK)]
    hunted = partial(hunt, seed, suspect)
    found = map(hunted, chunks) if jobs == 1 else _in_processes(jobs, hunted, chunks)
    for chunk in found:
        yield chunk
        if chunk.disagreement is not None:
            return


def _in_processes(jobs: int, hunted: Callable[[range], Chunk], chunks: list[range]) -> Iterator[Chunk]:
    """Leaving this generator, by an interruption too, ends the processes."""
    with get_context("fork").Pool(jobs, initializer=_leave_interruptions_to_the_parent) as pool:
        yield from pool.imap(hunted, chunks)


def _leave_interruptions_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def hunt(seed: int, suspect: Engine, numbers: range) -> Chunk:
    """Runs and counts scenarios; stops at the first disagreement."""
    tally = Tally()
    for number in numbers:
        table, refused = acceptable(seed, number)
        days, disagreement = played(table, suspect)
        if disagreement:
            return Chunk(tally, number)
        tally += Tally.of(days, refused)
    return Chunk(tally)


def acceptable(seed: int, number: int) -> tuple[Table, int]:
    """Scenario `number` of a seed, and how many before it `check` refused; from nothing but these two numbers."""
    choose = RandomChoices(f"{seed}/{number}")
    for refused in range(1000):
        table = scenario(choose)
        try:
            Scenario.from_dict(table)
        except ScenarioError:
            continue
        return table, refused
    raise RuntimeError("a thousand scenarios in a row were refused")


def played(table: Table, suspect: Engine) -> tuple[list[Day], str]:
    """All replications of a scenario, and what is wrong with the first that is wrong (else an empty text)."""
    accepted = Scenario.from_dict(table)
    days: list[Day] = []
    plan = compile_plan(accepted)
    for replication in range(1, accepted.replications + 1):
        try:
            luck = draw(plan, accepted.seed, replication)
            day = Day(accepted, plan, *with_trips_enough(reference.run, plan, luck))
            wrong = _compared(day, suspect)
        except Exception:  # whatever it is: no engine may fail on a scenario that `check` accepts
            return days, f"replication {replication}: an engine fails\n{format_exc()}"
        if wrong:
            return days, f"replication {replication}: {wrong}"
        days.append(day)
    return days, ""


def _compared(day: Day, suspect: Engine) -> str:
    """The rules that the reference engine breaks on a day that it has played, or how the suspect's visits differ."""
    _, other = with_trips_enough(suspect, day.plan, day.draws)
    broken = audit.violations(day.plan, day.draws, day.visits)
    if broken:
        return "\n".join(("the reference engine breaks a rule:", *broken))
    if day.visits.first_difference(other) is None:
        return ""
    return story.difference(day.plan, day.draws, day.visits, other)
