"""A site whose people hurry, come in parties and get doses that are fetched and made ahead."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from vaxsim.draws import Draws, draw
from vaxsim.plan import Plan, compile_plan
from vaxsim.scenario import from_dict

MEAN_FOUR = {"dist": "exponential", "mean": 4}
ONE_TO_THREE = {"dist": "discrete", "values": [1, 2, 3], "shares": [0.5, 0.3, 0.2]}

SITE: dict[str, Any] = {
    "day": {"open": [["08:00", "17:00"]]},
    "classes": [{"name": "young", "vaccine": "B"}, {"name": "old"}],
    "arrivals": [
        {"kind": "spread", "name": "booked", "n": 400, "from": "08:00", "to": "12:00", "no_show": 0.1,
         "party": ONE_TO_THREE, "classes": {"young": 0.5, "old": 0.5}},
        {"kind": "group", "at": "09:00", "size": 30},
    ],
    "stations": [
        {"name": "registration", "desks": 4, "service": MEAN_FOUR},
        {"name": "vaccination", "desks": 4, "needs": {"nurse": 1}, "service": MEAN_FOUR, "doses": 1},
    ],
    "staff": [
        {"group": "nurses", "roles": ["nurse"], "shifts": [
            {"from": "08:00", "to": "12:00", "count": 3}, {"from": "12:00", "to": "17:00", "count": 2}]},
        {"group": "pharmacists", "roles": ["pharmacist"], "shifts": [{"from": "07:00", "to": "17:00", "count": 1}]},
    ],
    "vaccines": [{"name": "A"}, {"name": "B"}],
}  # fmt: skip


def plan(**changes: Any) -> Plan:
    """The site with fields set, addressed by paths with __ for the dots."""
    table = deepcopy(SITE)
    for path, value in changes.items():
        *way, last = path.split("__")
        place: Any = table
        for step in way:
            place = place[int(step)] if step.isdigit() else place[step]
        place[int(last) if last.isdigit() else last] = value
    return compile_plan(from_dict(table))


def draws(replication: int = 1, **changes: Any) -> Draws:
    """The luck of the site in a replication."""
    return draw(plan(**changes), 1, replication)
