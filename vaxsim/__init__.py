"""vaxsim: a capacity simulator for vaccination sites.

    import vaxsim as vs

    scenario = vs.read("scenarios/small_clinic.toml")
    result = vs.replicate(scenario, 20)
    result.numbers

Names are loaded when they are first used, so that `import vaxsim` is quick and loads no numpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vaxsim.experiments import Replications, replicate
    from vaxsim.experiments.explaining import Explanation, explain
    from vaxsim.experiments.sensing import Sensitivity, sensitivity
    from vaxsim.experiments.stressing import Stress, stress
    from vaxsim.results import Result
    from vaxsim.scenario import Scenario, ScenarioError
    from vaxsim.simulation import simulate

__version__ = "0.1.0"

__all__ = [
    "Explanation",
    "Replications",
    "Result",
    "Scenario",
    "ScenarioError",
    "Sensitivity",
    "Stress",
    "__version__",
    "explain",
    "read",
    "replicate",
    "sensitivity",
    "simulate",
    "stress",
]

_HOMES = {
    "Explanation": "vaxsim.experiments.explaining",
    "Replications": "vaxsim.experiments",
    "Result": "vaxsim.results",
    "Scenario": "vaxsim.scenario",
    "ScenarioError": "vaxsim.scenario",
    "Sensitivity": "vaxsim.experiments.sensing",
    "Stress": "vaxsim.experiments.stressing",
    "explain": "vaxsim.experiments.explaining",
    "replicate": "vaxsim.experiments",
    "sensitivity": "vaxsim.experiments.sensing",
    "simulate": "vaxsim.simulation",
    "stress": "vaxsim.experiments.stressing",
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
