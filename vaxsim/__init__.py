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
        Comparison,
        Deployment,
        Front,
        Replications,
        Staffing,
        Sweep,
        compare,
        deploy,
        pareto,
        read_store,
        replicate,
        staff,
        sweep,
    )
    from vaxsim.notebook import progress_bar
    from vaxsim.results import Result
    from vaxsim.scenario import Scenario, ScenarioError
    from vaxsim.simulation import simulate

__all__ = [
    "CannotKeepError",
    "Comparison",
    "Deployment",
    "Front",
    "Replications",
    "Result",
    "Scenario",
    "ScenarioError",
    "Staffing",
    "Sweep",
    "__version__",
    "compare",
    "deploy",
    "pareto",
    "progress_bar",
    "read",
    "read_store",
    "replicate",
    "simulate",
    "staff",
    "sweep",
]

_HOMES = {
    "CannotKeepError": "vaxsim.experiments",
    "Comparison": "vaxsim.experiments",
    "Deployment": "vaxsim.experiments",
    "Front": "vaxsim.experiments",
    "Replications": "vaxsim.experiments",
    "Result": "vaxsim.results",
    "Scenario": "vaxsim.scenario",
    "ScenarioError": "vaxsim.scenario",
    "Staffing": "vaxsim.experiments",
    "compare": "vaxsim.experiments",
    "deploy": "vaxsim.experiments",
    "pareto": "vaxsim.experiments",
    "Sweep": "vaxsim.experiments",
    "read_store": "vaxsim.experiments",
    "progress_bar": "vaxsim.notebook",
    "replicate": "vaxsim.experiments",
    "simulate": "vaxsim.simulation",
    "staff": "vaxsim.experiments",
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
