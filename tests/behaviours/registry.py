"""The list of behaviours, and how one gets into it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.played import Day
from tests.strategies import ADDITIONS

Flags = NDArray[np.bool_] | np.bool_ | bool
"""The answer to a question: of any shape, by patient or unit, say; it happened if one of them is true."""

Behaviour = Callable[[Day], Any]

BEHAVIOURS: dict[str, Behaviour] = {}
"""All behaviours by name, in the order of the modules."""


def behaviour(name: str, *needs: str) -> Callable[[Behaviour], Behaviour]:
    """Puts a question into the list; it can happen where a plain site has all the additions that it needs."""
    unknown = set(needs) - set(ADDITIONS)
    if unknown:
        raise ValueError(f"{name} needs {unknown}")

    def register(question: Behaviour) -> Behaviour:
        BEHAVIOURS[name] = question
        return question

    return register


def happened(day: Day) -> NDArray[np.bool_]:
    """bool [behaviours]; which of BEHAVIOURS happened on a day."""
    return np.array([np.any(question(day)) for question in BEHAVIOURS.values()])
