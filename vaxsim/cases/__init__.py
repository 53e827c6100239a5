"""Published cases: sites that others have simulated, and whether vaxsim finds their figures.

EXTEND: to add a case, put its scenario beside the others and a line per figure into ``cases.csv`` in the same folder
(see `table`); no Python.  Importing this package loads no numpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vaxsim.cases.table import FILE, Case, CasesError, Figure, read_cases

if TYPE_CHECKING:
    from vaxsim.cases.finding import CaseFinding, FigureFinding
    from vaxsim.cases.running import run_case

__all__ = ["FILE", "Case", "CaseFinding", "CasesError", "Figure", "FigureFinding", "read_cases", "run_case"]

_HOMES = {"CaseFinding": "finding", "FigureFinding": "finding", "run_case": "running"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'vaxsim.cases' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"vaxsim.cases.{_HOMES[name]}"), name)
