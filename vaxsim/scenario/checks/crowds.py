"""Crowds: everybody can come in, and stations that wait for each other cannot all come to a stand."""

from __future__ import annotations

from collections.abc import Iterator

from vaxsim.arrivals import Source
from vaxsim.scenario.draft import Draft
from vaxsim.scenario.problems import DataPath, Finding, listed


def parties_fit_inside(draft: Draft, path: DataPath, source: Source) -> Iterator[Finding]:
    """A party of constant size is not larger than the limit of the people inside."""
    if draft.day is None or draft.day.max_inside is None:
        return
    law = getattr(source, "party", None)
    size = None if law is None else law.constant()
    if size is not None and round(size) > draft.day.max_inside:
        message = f"got {size:g} people, who never come in; allowed: at most day.max_inside, {draft.day.max_inside}"
        yield Finding((*path, "party"), message)


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
