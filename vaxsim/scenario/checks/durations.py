"""Durations: none is certain to be negative, and none is out of all proportion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from vaxsim.arrivals import Source
from vaxsim.distributions import Law
from vaxsim.fields import Record
from vaxsim.scenario.draft import Draft
from vaxsim.scenario.part import LONGEST, Part
from vaxsim.scenario.problems import DataPath, Finding


def none_negative(draft: Draft, path: DataPath, part: Part) -> Iterator[Finding]:
    """No constant in a part is below 0; a law that only reaches below 0 is allowed, and cut off there."""
    for at, law in _laws(part, path):
        constant = law.constant()
        if constant is not None and constant < 0:
            yield Finding(at, f"got {constant:g}; allowed: at least 0")
        elif law.rough_mean() > LONGEST:
            yield Finding(at, f"got a mean of {law.rough_mean():g}; allowed: at most {LONGEST:g}")


def none_endless(draft: Draft, path: DataPath, source: Source) -> Iterator[Finding]:
    """No minutes or people of a source are out of all proportion; they may be negative, as those who are early."""
    for at, law in _laws(source, path):
        if abs(law.rough_mean()) > LONGEST and at[2:] != ("size",):  # the size of a run has a limit of its own
            yield Finding(at, f"got a mean of {law.rough_mean():g}; allowed: from {-LONGEST:g} to {LONGEST:g}")


def _laws(value: Any, path: DataPath) -> Iterator[tuple[DataPath, Law]]:
    """Every distribution in a part, with its path in the data."""
    if isinstance(value, Law):
        yield path, value
    elif isinstance(value, Record):
        for name, info in type(value).model_fields.items():
            if name in value.__dict__:
                yield from _laws(value.__dict__[name], (*path, info.alias or name))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _laws(inner, (*path, key))
    elif isinstance(value, tuple):
        for place, inner in enumerate(value):
            yield from _laws(inner, (*path, place))
