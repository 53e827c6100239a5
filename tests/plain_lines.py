"""Plain lines, a row of stations with desks and nobody else, as scenarios whose luck can be put in by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vaxsim.draws import Draws, draw
from vaxsim.plan import Plan, compile_plan
from vaxsim.scenario import Scenario


def station(name: str, service: Any, desks: int = 0, **more: Any) -> dict[str, Any]:
    """A station as a scenario file has it; 0 desks: no limit."""
    return {"name": name, "service": service, **({"desks": desks} if desks else {}), **more}


def plan_of(arrivals: dict[str, Any], stations: list[dict[str, Any]], closing: str = "24:00", **more: Any) -> Plan:
    """The plan of a site that is open from 00:00, however long, and has one source of patients."""
    day = {"open": [["00:00", closing]]}
    data = {"day": day, "arrivals": [arrivals], "stations": stations, **more}
    return compile_plan(Scenario.from_dict(data, allow_large=True))


def plan_with_luck(
    arrival: NDArray[np.int64], service: NDArray[np.int64], desks: list[int], walk: NDArray[np.int64]
) -> tuple[Plan, Draws]:
    """A plain line and exactly these ticks: arrival (patients,), service and walk (patients, stations)."""
    stations = [station(f"station {s + 1}", 1, count) for s, count in enumerate(desks)]
    plan = plan_of({"kind": "group", "at": "00:00", "size": len(arrival)}, stations)
    return plan, replace(draw(plan, seed=1, replication=1), arrival=arrival, service=service, walk=walk)
