"""Sites of a few lines for days worked out by hand, and short ways to say what happened on them."""

from __future__ import annotations

from typing import Any

from tests.engines.days import Row, day, patient_rows, staff_rows
from vaxsim.scenario import Scenario

Table = dict[str, Any]


def site(arrivals: list[Table], stations: list[Table], staff: list[Table] | None = None, **rest: Any) -> Scenario:
    """A site with doors from 08:00 to 12:00 unless the day says otherwise."""
    content = {"arrivals": arrivals, "stations": stations, "staff": staff or []}
    return Scenario.from_dict({"day": {"open": [["08:00", "12:00"]]}} | content | rest)


def comes(*times: str, **fields: Any) -> list[Table]:
    """One patient at each of these times."""
    return [{"kind": "group", "at": time, "size": 1} | fields for time in times]


def booked(slot: str, punctuality: float, **fields: Any) -> Table:
    """One appointment; whoever has it comes so many minutes after the slot."""
    return {
        "kind": "appointments", "first": slot, "last": slot, "every": 30, "per_slot": 1, "punctuality": punctuality
    } | fields  # fmt: skip


def station(name: str, service: float, **fields: Any) -> Table:
    return {"name": name, "service": service} | fields


def shift(group: str, begin: str, end: str, count: int = 1, **fields: Any) -> Table:
    """A group with one role of its own name."""
    return {"group": group, "roles": [group], "shifts": [{"from": begin, "to": end, "count": count}]} | fields


VACCINATION = station("vaccination", 5, needs={"nurses": 1}, doses=1)


def rows_of(scenario: Scenario, engine: str) -> list[Row]:
    return patient_rows(*day(scenario, engine))


def began(scenario: Scenario, engine: str) -> list[str]:
    """When each service began: "1 vaccination 08:10"."""
    rows = rows_of(scenario, engine)
    return [f"{row['patient']} {row['station']} {row['began'][:5]}" for row in rows if row["began"]]


def outcomes(scenario: Scenario, engine: str) -> list[str]:
    """How each patient's day ended: "1 turned_away closed 12:00"."""
    rows = [row for row in rows_of(scenario, engine) if row["station"] == "OUTCOME"]
    return [" ".join(filter(None, (r["patient"], r["outcome"], r["cause"], r["left"][:5]))) for r in rows]


def staff_of(scenario: Scenario, engine: str) -> list[str]:
    """The timeline of the staff: "nurses#1 idle 08:00-12:00"."""
    plan, _, visits = day(scenario, engine)
    return [f"{r['unit']} {r['state']} {_short(r['from'])}-{_short(r['to'])}" for r in staff_rows(plan, visits)]


def times(scenario: Scenario, engine: str, at: str) -> list[str]:
    """Everybody's reached, joined, began, ended and left at a station: "1 08:00 08:01 08:10 08:15 -", - for never."""
    columns = ("reached", "joined", "began", "ended", "left")
    rows = [row for row in rows_of(scenario, engine) if row["station"] == at]
    return [" ".join([row["patient"], *(_short(row[column]) for column in columns)]) for row in rows]


def _short(time: str) -> str:
    """Without seconds, if there are none."""
    return "|".join(part.removesuffix(":00") or "-" for part in time.split("|"))
