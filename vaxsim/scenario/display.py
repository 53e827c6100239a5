"""Display: a scenario as HTML tables, for notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from vaxsim.units import clock

if TYPE_CHECKING:
    from vaxsim.arrivals import Arrivals
    from vaxsim.distributions import Law
    from vaxsim.scenario.model import Scenario
    from vaxsim.scenario.staff import StaffGroup
    from vaxsim.scenario.stations import Station


def html(scenario: Scenario) -> str:
    """The scenario as a heading and tables of arrivals, stations and staff; every text in it is escaped."""
    closing = scenario.day.open[-1][1]
    hours = ", ".join(_span(begin, end) for begin, end in scenario.day.open)
    classes = ", ".join(klass.name for klass in scenario.classes)
    sources = (_arrivals(one, closing) for one in scenario.arrivals)
    return "".join(
        [
            f"<div><b>{escape(scenario.title)}</b><br>open {escape(hours)}; classes: {escape(classes)}",
            _table("Arrivals", ("source", "kind", "expected"), sources),
            _table("Stations", ("station", "desks", "needs", "service, min", "ways"), map(_station, scenario.stations)),
            _table("Staff", ("group", "roles", "shifts"), map(_group, scenario.staff)) if scenario.staff else "",
            "</div>",
        ]
    )


def _table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><caption>{escape(title)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _arrivals(source: Arrivals, closing: int) -> tuple[str, ...]:
    return source.name or "", source.kind, f"{source.expected(closing):,.0f}"


def _station(station: Station) -> tuple[str, ...]:
    desks = "no limit" if station.desks is None else str(station.desks)
    needs = ", ".join(f"{count} {role}" for role, count in station.needs.items())
    ways = ", ".join(f"{branch.to or branch.leave} {branch.share:g}" for branch in station.branches)
    optional = " (optional)" if station.optional else ""
    return station.name + optional, desks, needs or "nobody", law(station.service), ways


def _group(group: StaffGroup) -> tuple[str, ...]:
    shifts = ", ".join(f"{shift.count} at {_span(shift.from_, shift.to)}" for shift in group.shifts)
    return group.group, ", ".join(group.roles), shifts


def _span(begin: int, end: int) -> str:
    return f"{clock(begin)}-{clock(end)}"


def law(distribution: Law) -> str:
    """A distribution in a few words: ``6``, ``gamma(mean 4, sd 1.5)``."""
    constant = distribution.constant()
    if constant is not None:
        return f"{constant:g}"
    given = distribution.model_dump(by_alias=True, exclude_defaults=True)
    parameters = [f"{name} {_short(value)}" for name, value in given.items() if name != "dist"]
    return f"{distribution.dist}({', '.join(parameters)})"


def _short(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return f"{len(value)} of them" if isinstance(value, (list, tuple)) else str(value)
