"""Arrival patterns, as a scenario file writes them; ``kind`` names the pattern.

``Arrivals`` is a pydantic type: the table of any pattern.
"""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field
from typing_extensions import TypeAliasType

from vaxsim.arrivals.booked import Appointments, Spread
from vaxsim.arrivals.source import Coming, Luck, Source
from vaxsim.arrivals.trace import Trace
from vaxsim.arrivals.unbooked import Gaps, Group, WalkIns
from vaxsim.fields import refusal

__all__ = [
    "PATTERNS",
    "Appointments",
    "Arrivals",
    "Coming",
    "Gaps",
    "Group",
    "Luck",
    "Source",
    "Spread",
    "Trace",
    "WalkIns",
]

PATTERNS: dict[str, type[Source]] = {
    "appointments": Appointments,
    "spread": Spread,
    "walk_ins": WalkIns,
    "gaps": Gaps,
    "group": Group,
    "trace": Trace,
}
"""Every pattern by its name in ``kind``; a new one is a class and a line here."""


def _table(value: Any) -> Any:
    if not isinstance(value, dict | Source):
        raise refusal(value, 'a table with kind = "..."')
    if isinstance(value, dict) and not isinstance(value.get("kind", ""), str):
        raise refusal(value["kind"], f"one of {', '.join(PATTERNS)}", "kind")
    return value


if TYPE_CHECKING:
    Arrivals = Source
else:
    _Patterns = Annotated[functools.reduce(operator.or_, PATTERNS.values()), Field(discriminator="kind")]
    _checked_first = BeforeValidator(_table, json_schema_input_type=_Patterns)
    Arrivals = TypeAliasType("Arrivals", Annotated[_Patterns, _checked_first])
