"""Crowds: everybody can come in, and stations that wait for each other cannot all come to a stand."""

from __future__ import annotations

from collections.abc import Iterator

from vaxsim.arrivals import Source
from vaxsim.distributions.support import least
from vaxsim.scenario.draft import Draft
from vaxsim.scenario.problems import DataPath, Finding, listed


def parties_fit_inside(draft: Draft, path: DataPath, source: Source) -> Iterator[Finding]:
    """A party is not always larger than the limit of the people inside, and not always of nobody."""
    law = getattr(source, "party", None)
    if law is None:
        return
    size, always = max(least(law), 0.0), law.constant()
    if always is not None and round(always) < 1:
        yield Finding((*path, "party"), f"got {always:g} people; allowed: 1 or more")
    if draft.day is not None and draft.day.max_inside is not None and round(size) > draft.day.max_inside:
        got = f"got {size:g} people{' or more' if always is None else ''}, who never come in"
        yield Finding((*path, "party"), f"{got}; allowed: at most day.max_inside, {draft.day.max_inside}")


def holds_in_a_circle(draft: Draft) -> Iterator[Finding]:
    """No stations wait for each other's lines: once too many are in each of them, none would ever start again."""
    held = {
        station.name: station.hold.station
        for station in draft.stations
        if station is not None and station.hold is not None and station.hold.station != station.name
    }
    told: set[str] = set()
    for place, name in enumerate(draft.station_names):
        circle = _circle(held, name)
        if circle and told.isdisjoint(circle):
            told.update(circle)
            message = f"{listed(circle, last='and')} wait for each other, and could all wait without end"
            yield Finding(("stations", place, "hold"), f"{message}; allowed: holds that lead in no circle")


def _circle(held: dict[str, str], name: str) -> list[str]:
    """The stations that wait for each other, from one of them on; none if it waits for none that waits for it."""
    circle = [name]
    while circle[-1] in held and held[circle[-1]] not in circle:
        circle.append(held[circle[-1]])
    return circle if held.get(circle[-1]) == name else []
