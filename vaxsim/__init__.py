"""vaxsim: a capacity simulator for vaccination sites.

    import vaxsim as vs

    scenario = vs.read("scenarios/small_clinic.toml")
    result = vs.replicate(scenario, 20)
    result.numbers

Names are loaded when they are first used, so that `import vaxsim` is quick and loads no numpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vaxsim.version import __version__

if TYPE_CHECKING:
    from vaxsim.experiments import (
        CannotKeepError,
        Capacity,
        Comparison,
        Deployment,
        Front,
        Replications,
        Slots,
        Staffing,
        Sweep,
        capacity,
        compare,
        deploy,
        pareto,
        read_store,
        replicate,
        slots,
        staff,
        sweep,
    )
    from vaxsim.experiments.explaining import Explanation, explain
    from vaxsim.experiments.sensing import Sensitivity, sensitivity
    from vaxsim.experiments.stressing import Stress, stress
    from vaxsim.notebook import progress_bar
    from vaxsim.results import Result
    from vaxsim.scenario import Scenario, ScenarioError
    from vaxsim.simulation import simulate

__all__ = [
    "CannotKeepError",
    "Capacity",
    "Comparison",
    "Deployment",
    "Explanation",
    "Front",
    "Replications",
    "Result",
    "Scenario",
    "ScenarioError",
    "Sensitivity",
    "Slots",
    "Staffing",
    "Stress",
    "Sweep",
    "__version__",
    "capacity",
    "compare",
    "deploy",
    "explain",
    "pareto",
    "progress_bar",
    "read",
    "read_store",
    "replicate",
    "sensitivity",
    "simulate",
    "slots",
    "staff",
    "stress",
    "sweep",
]

_HOMES = {
    "CannotKeepError": "vaxsim.experiments",
    "Capacity": "vaxsim.experiments",
    "Comparison": "vaxsim.experiments",
    "Deployment": "vaxsim.experiments",
    "Explanation": "vaxsim.experiments.explaining",
    "Front": "vaxsim.experiments",
    "Replications": "vaxsim.experiments",
    "Result": "vaxsim.results",
    "Scenario": "vaxsim.scenario",
    "ScenarioError": "vaxsim.scenario",
    "Sensitivity": "vaxsim.experiments.sensing",
    "Slots": "vaxsim.experiments",
    "Staffing": "vaxsim.experiments",
    "Stress": "vaxsim.experiments.stressing",
    "Sweep": "vaxsim.experiments",
    "capacity": "vaxsim.experiments",
    "compare": "vaxsim.experiments",
    "explain": "vaxsim.experiments.explaining",
    "deploy": "vaxsim.experiments",
    "pareto": "vaxsim.experiments",
    "progress_bar": "vaxsim.notebook",
    "read_store": "vaxsim.experiments",
    "replicate": "vaxsim.experiments",
    "sensitivity": "vaxsim.experiments.sensing",
    "simulate": "vaxsim.simulation",
    "slots": "vaxsim.experiments",
    "staff": "vaxsim.experiments",
    "stress": "vaxsim.experiments.stressing",
    "sweep": "vaxsim.experiments",
}


def read(path: Any, allow_large: bool = False) -> Scenario:
    """Read and check a scenario file.  Raises ScenarioError with every problem, promises included."""
    from vaxsim import promises, scenario

    return scenario.read(path, allow_large=allow_large, checks=(promises.check,))


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'vaxsim' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
