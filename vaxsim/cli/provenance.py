"""Where numbers come from: versions, platform, scenario digest; enough to have the same integers again."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import vaxsim
from vaxsim.distributions.recipe import RECIPE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from vaxsim.scenario import Scenario

LIBRARIES = ("numpy", "scipy", "pandas", "simpy", "numba", "matplotlib", "pydantic")


def provenance(scenario: Scenario, file: Path, changes: Mapping[str, object]) -> dict[str, object]:
    """Entries of a summary: the scenario file by its name alone, so that no private path leaks into shared results."""
    return {
        "scenario_file": file.name,
        "scenario_digest": scenario.digest,
        "overrides": dict(changes),
        "versions": versions(),
        "quantile_tables": RECIPE,
        "platform": f"{platform.system()} {platform.machine()}, {sys.byteorder}-endian",
    }


def versions() -> dict[str, str]:
    """Versions of vaxsim, Python and the libraries that numbers depend on; "missing" where one is not installed."""
    return {
        "vaxsim": vaxsim.__version__,
        "python": platform.python_version(),
        **{name: _version(name) for name in LIBRARIES},
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"
