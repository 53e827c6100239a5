"""What all tests share: a fixed hypothesis profile, where things are, and a day small enough to work out by hand."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The same examples on every machine and in every run: a failure here is a failure everywhere.
settings.register_profile(
    "fixed",
    derandomize=True,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
# A tenth of them, for runs that are slow by themselves: pytest --hypothesis-profile=few
settings.register_profile("few", settings.get_profile("fixed"), max_examples=10)
settings.load_profile("fixed")

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def _figures_are_closed() -> Iterator[None]:
    """pyplot, once somebody has loaded it, keeps every figure that a test draws, and warns of too many."""
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


@pytest.fixture(scope="session")
def project() -> Path:
    """The folder that holds the README, because documents and scenarios are tested where they stand."""
    return ROOT


@pytest.fixture(scope="session")
def scenarios(project: Path) -> Path:
    """The folder of the shipped scenarios, because all of them have to run."""
    return project / "scenarios"


@pytest.fixture(scope="session")
def microdays(project: Path) -> Path:
    """The folder of the days worked by hand, because engines are held against them."""
    return project / "tests" / "microdays"


@pytest.fixture(scope="session")
def python() -> str:
    """The running interpreter, because commands in documents are tried with the vaxsim under test."""
    return sys.executable


@pytest.fixture
def write_scenario(tmp_path: Path):
    """A function that writes a scenario into an empty folder and returns its path, for tests that read files."""

    def write(text: str, name: str = "site.toml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write
