"""A right scenario to be spoilt, and what is said about it then."""

from __future__ import annotations

import copy
from typing import Any

from vaxsim.scenario import Scenario, ScenarioError

RIGHT: dict[str, Any] = {
    "title": "right",
    "day": {"open": [["08:00", "12:00"]]},
    "classes": [{"name": "young"}, {"name": "old", "priority": 1}],
    "arrivals": [{"kind": "spread", "n": 30, "from": "08:00", "to": "11:00", "classes": {"young": 0.5, "old": 0.5}}],
    "stations": [
        {"name": "desk", "needs": {"clerk": 1}, "service": 2},
        {"name": "talk", "optional": True, "needs": {"doctor": 1}, "service": 5},
        {
            "name": "jab",
            "desks": 3,
            "needs": {"nurse": 1},
            "service": {"dist": "gamma", "mean": 4, "sd": 1},
            "doses": 1,
        },
        {"name": "rest", "service": 15, "since": "jab"},
    ],
    "staff": [
        {"group": "clerks", "roles": ["clerk"], "shifts": [{"from": "08:00", "to": "12:00", "count": 2}]},
        {"group": "nurses", "roles": ["nurse"], "shifts": [{"from": "08:00", "to": "12:00", "count": 3}]},
        {"group": "doctors", "roles": ["doctor"], "shifts": [{"from": "08:00", "to": "12:00", "count": 1}]},
    ],
}
RIGHT["stations"][0]["branches"] = [{"share": 0.1, "to": "talk"}]


def spoilt(*path: Any, to: Any) -> dict[str, Any]:
    """The right scenario's data with one value changed, or added."""
    data = copy.deepcopy(RIGHT)
    here: Any = data
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = to
    return data


def problems(data: dict[str, Any], **options: Any) -> list[str]:
    """What is wrong with data, each as "path: message"."""
    try:
        Scenario.from_dict(data, **options)
    except ScenarioError as error:
        return [str(problem) for problem in error.problems]
    return []


def problem(*path: Any, to: Any) -> str:
    """The only thing that is wrong when one value is changed."""
    found = problems(spoilt(*path, to=to))
    assert len(found) == 1, found
    return found[0]
