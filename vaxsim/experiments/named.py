"""Scenarios by their names, as a comparison takes them."""

from __future__ import annotations

from collections.abc import Mapping

from vaxsim.scenario import Scenario

_EXAMPLE = 'such as {"today": site, "one desk more": other}'


def refuse_unless_named(scenarios: object) -> None:
    """Raises TypeError for anything but scenarios by their names, ValueError for fewer than two."""
    if not isinstance(scenarios, Mapping):
        raise TypeError(f"scenarios must be given by their names, {_EXAMPLE}, not as {type(scenarios).__name__}")
    for name, one in scenarios.items():
        if not isinstance(name, str):
            raise TypeError(f"the name of a scenario must be a text, {_EXAMPLE}, not {name!r}")
        if not isinstance(one, Scenario):
            raise TypeError(f"{name!r} must be a scenario, as vs.read gives it, not {type(one).__name__}")
    if len(scenarios) < 2:
        raise ValueError("a comparison needs two scenarios or more")
