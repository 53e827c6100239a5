"""Trials: numbers of a scenario and of variants of it, day by day, on common random numbers.

A variant is the scenario with some fields changed, as for `Scenario.replace`.  Replication r has the same luck in all
of them, and what has been run is kept: a search may ask for the same days as often as it likes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vaxsim.draws import SharedLuck
from vaxsim.engines.choosing import AUTO, choose
from vaxsim.experiments.answers import FEW, Answering, Few
from vaxsim.experiments.measuring import AsDefined, Metered
from vaxsim.experiments.threads import Crew, Progress, cores
from vaxsim.plan import compile_plan
from vaxsim.scenario import size
from vaxsim.simulation import whole

if TYPE_CHECKING:
    from vaxsim.plan import Plan
    from vaxsim.promises import Number
    from vaxsim.scenario import Scenario

Floats = NDArray[np.float64]
Changes = Mapping[str, Any]


class Trials:
    """Some numbers of a scenario's variants; each replication of a variant is run once."""

    def __init__(
        self,
        scenario: Scenario,
        asked: Sequence[Number],
        seed: int | None = None,
        engine: str = AUTO,
        threads: int | None = None,
    ) -> None:
        """`asked` are the numbers, each of a whole day; the rest as for `replicate`."""
        self.scenario, self.asked = scenario, tuple(asked)
        self.seed = scenario.seed if seed is None else whole("seed", seed, 0)
        self._engine, self._threads = engine, cores() if threads is None else whole("threads", threads, 1)
        self._values: dict[str, Floats] = {}
        self._violations: dict[str, list[tuple[int, str]]] = {}
        self._measuring: dict[str, Answering] = {}
        self._luck = SharedLuck()
        self._visits = 0.0

    @property
    def runs(self) -> int:
        """Replications that have been run so far, of all variants together."""
        return sum(len(values) for values in self._values.values())

    @property
    def violations(self) -> tuple[tuple[str, int, str], ...]:
        """What did not add up: the variant as text, the replication and what is wrong."""
        return tuple((key, *what) for key, found in self._violations.items() for what in found)

    def values(self, changes: Changes, reps: int) -> Floats:
        """float64 [reps, numbers]: the numbers on days 1 to `reps`; NaN where there is none, as the wait of nobody.

        Raises ScenarioError if the changed scenario has mistakes.
        """
        self.run([changes], reps)
        return self._values[key_of(changes)][:reps]

    def run(self, variants: Sequence[Changes], reps: int, progress: Progress | None = None) -> None:
        """Run days 1 to `reps` of some variants, those that have not been run, side by side where there are threads."""
        whole("reps", reps, 1)
        missing = {key_of(changes): changes for changes in variants if self._done(changes) < reps}
        self._prepare(missing, reps)
        jobs = [(key, block) for key in missing for block in self._blocks(key, reps)]
        found: list[tuple[Floats, list[tuple[int, str]]]] = [(np.empty(0), [])] * len(jobs)

        def work(job: int, _: None) -> None:
            key, block = jobs[job - 1]
            days = self._measuring[key].measure(block, {})
            wrong = [(number, text) for number, day in zip(block, days, strict=True) for text in day.violations]
            found[job - 1] = np.stack([day.asked for day in days]), wrong

        if not jobs:
            return
        crew = Crew(lambda: None, work, len(jobs))
        if all(self._measuring[key].compiled for key in missing):
            crew.run(min(self._threads, len(jobs)), progress)
        else:
            crew.run_here(progress)
        self._keep([key for key, _ in jobs], found)

    def _done(self, changes: Changes) -> int:
        return len(self._values.get(key_of(changes), ()))

    def _prepare(self, missing: Mapping[str, Changes], reps: int) -> None:
        """Compile variants; which engine runs them depends on how large all that has been asked for is."""
        changed = {key: self.scenario.replace(each) if each else self.scenario for key, each in missing.items()}
        visits = {key: size.expected_visits(scenario) for key, scenario in changed.items()}
        self._visits += sum(each * (reps - self._done(missing[key])) for key, each in visits.items())
        slow = {key: compile_plan(changed[key]) for key in changed if not self._is_compiled(key)}
        kernel = bool(slow) and choose(self._engine, self._visits, next(iter(slow.values()))) == "kernel"
        for key, plan in slow.items():
            if kernel or key not in self._measuring:
                self._measuring[key] = self._new(plan, visits[key], kernel)
            self._values.setdefault(key, np.empty((0, len(self.asked))))

    def _is_compiled(self, key: str) -> bool:
        return key in self._measuring and self._measuring[key].compiled

    def _new(self, plan: Plan, visits: float, kernel: bool) -> Answering:
        """What runs a variant of about so many visits to stations a day, and answers what is asked."""
        if not kernel:
            return AsDefined(plan, self.seed, self.asked)
        kind = Few if len(self.asked) <= FEW else Metered
        return kind(plan, self.seed, self.asked, visits=visits, shared=self._luck)

    def _blocks(self, key: str, reps: int) -> list[range]:
        """The replications of a variant that are still to be run, in blocks that are best measured together."""
        step, first = self._measuring[key].together, len(self._values[key]) + 1
        return [range(begin, min(begin + step, reps + 1)) for begin in range(first, reps + 1, step)]

    def _keep(self, keys: Sequence[str], found: Sequence[tuple[Floats, list[tuple[int, str]]]]) -> None:
        for key, (values, wrong) in zip(keys, found, strict=True):
            self._values[key] = np.concatenate([self._values[key], values])
            self._violations.setdefault(key, []).extend(wrong)


def key_of(changes: Changes) -> str:
    """A variant as a text that is the same whatever the order of its changes."""
    return json.dumps(dict(changes), sort_keys=True, default=str)
