"""The lines to paste into a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vaxsim.fit.arriving import appointments, walk_ins
from vaxsim.fit.times import table
from vaxsim.scenario.writing import toml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vaxsim.fit.findings import Findings
    from vaxsim.fit.times import TimesFit


def paste(findings: Findings) -> str:
    """Arrivals and stations as a scenario writes them; with the doors ([day]) before it, it is one."""
    blocks = _arrivals(findings)
    for found in findings.services:
        if found.suggestion is not None:
            about = f"{found.name}: {found.observations.n} services; {found.verdict}"
            station = {"name": found.name, "service": found.suggestion}
            blocks.append(_block(_with_other(found, about, "service"), "stations", station))
    return "\n".join(blocks)


def _arrivals(findings: Findings) -> list[str]:
    blocks, kept, late = [], findings.booked, findings.punctuality
    if kept is not None and late is not None:
        about = f"{kept.people} appointments, {kept.stayed_away} not kept; punctuality: {late.verdict}"
        lines = _with_other(late, about, "punctuality")
        blocks.append(_block(lines, "arrivals", appointments(kept, late.suggestion)))
    if findings.rates:
        people = sum(rate.people for rate in findings.rates)
        days = len(findings.recorded.days)
        about = f"{people} people without an appointment in {days} day{'s' if days != 1 else ''}"
        blocks.append(_block([about], "arrivals", walk_ins(findings.rates)))
    return blocks


def _with_other(found: TimesFit, about: str, field: str) -> list[str]:
    """What is said of a law, and the best family where the values themselves are suggested instead."""
    if found.best is None or not found.poor:
        return [about]
    return [about, f"the best family, if you prefer one: {toml({field: table(found.best)}).strip()}"]


def _block(comments: Sequence[str], section: str, data: dict[str, Any]) -> str:
    lines = "".join(f"# {comment}\n" for comment in comments)
    return lines + toml({section: [data]})
