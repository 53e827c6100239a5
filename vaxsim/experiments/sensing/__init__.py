"""Sensitivity: which fields of a scenario a number hangs on, one at a time and all together.

The tornado changes one field at a time to the ends of its range and leaves the others as they are.  Sobol's indices
let all fields vary over their ranges at once, each value equally likely and independent of the others, and part the
variance of the number: the first-order index of a field is the share that vanishes, on average, if it is known; the
total index the share that stays if all others are known, so it counts interactions too.  Sobol, Mathematics and
Computers in Simulation 55 (2001); estimators: Saltelli et al., Computer Physics Communications 181 (2010), as scipy has
them.

The number is the mean over the same days at every point, so what is parted is the variance due to the fields and not
that from day to day.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from vaxsim.engines.choosing import AUTO
from vaxsim.experiments import varying
from vaxsim.experiments.sensing.findings import Sensitivity
from vaxsim.experiments.sensing.points import POINTS, Design, check_fields, check_points
from vaxsim.experiments.sensing.shares import NoVariance, shares_of
from vaxsim.experiments.sensing.tornado import swings
from vaxsim.experiments.trials import Trials
from vaxsim.metrics.day import names_of
from vaxsim.plan import compile_plan
from vaxsim.promises import parse_number
from vaxsim.simulation import whole

if TYPE_CHECKING:
    from vaxsim.experiments.sensing.shares import Share
    from vaxsim.experiments.threads import Progress
    from vaxsim.scenario import Scenario

__all__ = ["Sensitivity", "runs_of", "sensitivity"]

METRIC = "p90(wait)"
REPS = 20
"""Days at each point, unless told otherwise."""


def sensitivity(
    scenario: Scenario,
    vary: Mapping[str, Any],
    metric: str = METRIC,
    reps: int | None = None,
    points: int = POINTS,
    seed: int | None = None,
    engine: str = AUTO,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Sensitivity:
    """How a number hangs on some fields: `vary` maps paths to values as for `sweep`, such as "3..6".

    `points` is a power of two, and 0 leaves the Sobol indices out; they take points x (fields + 2) x reps days.  Raises
    ScenarioError for ranges or points that are none, ValueError for a number that there is not, or not everywhere.
    Where the number is the same at all points there are no indices, and `no_shares` says so.
    """
    fields = varying.of_python(vary)
    check_fields(fields)
    check_points(points)
    days = REPS if reps is None else whole("reps", reps, 2)
    number = parse_number(metric)
    unit = number.unit(names_of(compile_plan(scenario)))
    trials = Trials(scenario, [number], seed, engine, threads)
    swung, base = swings(trials, fields, days, progress)
    design = Design(fields, points, trials.seed)
    parted: list[Share] = []
    why_not = ""
    try:
        parted = shares_of(scenario, number, design, days, trials.seed, engine, threads, progress) if points else []
    except NoVariance as same:
        why_not = str(same)
    shares = tuple(parted)
    return Sensitivity(scenario.title, number.name, unit, days, trials.seed, points, base, swung, shares, why_not)


def runs_of(fields: int, reps: int, points: int) -> int:
    """How many days all of it takes."""
    return reps * (1 + 2 * fields + (points * (fields + 2) if points else 0))
