"""Runs days worked out by hand and writes them down as their expected tables do."""

from __future__ import annotations

import csv
from pathlib import Path

from vaxsim.draws import Draws, draw
from vaxsim.engines import run
from vaxsim.plan import Plan, compile_plan
from vaxsim.scenario import Scenario
from vaxsim.units import NEVER, clock
from vaxsim.visits import NOT_COUNTED, Cause, Outcome, StaffState, Visits

Row = dict[str, str]


def day(scenario: Scenario, engine: str = "reference") -> tuple[Plan, Draws, Visits]:
    """The first replication of a scenario."""
    plan = compile_plan(scenario)
    draws = draw(plan, scenario.seed, 1)
    return plan, draws, run(plan, draws, engine)


def patient_rows(plan: Plan, draws: Draws, visits: Visits) -> list[Row]:
    """One row for each station reached, then one for the outcome, as in NN-name.expected.csv."""
    rows = []
    for i in range(len(draws.klass)):
        if visits.outcome[i] == NOT_COUNTED:
            continue
        who = {"patient": str(i + 1), "class": plan.classes[draws.klass[i]]}
        rows += [who | _visit(plan, visits, i, s) for s in range(len(plan.stations)) if visits.reached[i, s] != NEVER]
        rows.append(who | _outcome(visits, i))
    return rows


def _visit(plan: Plan, visits: Visits, i: int, s: int) -> Row:
    return {
        "station": plan.stations[s],
        "reached": _time(visits.reached[i, s]),
        "joined": _time(visits.joined[i, s]),
        **_pieces(plan, visits, i, s),
        "left": _time(visits.left[i, s]),
        "outcome": "",
        "cause": "",
    }


def _pieces(plan: Plan, visits: Visits, i: int, s: int) -> Row:
    """When each piece of a service began and ended, and its units; the pieces parted by a bar."""
    gaps = visits.interruptions
    mine = [k for k in range(len(gaps.patient)) if gaps.patient[k] == i and gaps.station[k] == s]
    began = [visits.began[i, s], *(gaps.resumed[k] for k in mine)]
    ended = [*(gaps.paused[k] for k in mine), visits.ended[i, s]]
    crews = [visits.crew[i, s], *(gaps.crew[k] for k in mine)]
    return {
        "began": "|".join(map(_time, began)),
        "ended": "|".join(map(_time, ended)),
        "units": "|".join(" ".join(plan.units[u] for u in crew if u >= 0) for crew in crews),
    }


def _outcome(visits: Visits, i: int) -> Row:
    blank = dict.fromkeys(("reached", "joined", "began", "ended", "units"), "")
    return blank | {
        "station": "OUTCOME",
        "left": _time(visits.departed[i]),
        "outcome": Outcome(visits.outcome[i]).label,
        "cause": Cause(visits.cause[i]).label,
    }


def staff_rows(plan: Plan, visits: Visits) -> list[Row]:
    """The states of all units, as in NN-name.staff.csv."""
    states = visits.timeline
    return [
        {"unit": plan.units[u], "state": StaffState(state).label, "from": _time(began), "to": _time(ended)}
        for u, state, began, ended in zip(states.unit, states.state, states.began, states.ended, strict=True)
    ]


def table(path: Path) -> list[Row]:
    """A CSV file as rows."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _time(tick: int) -> str:
    return clock(int(tick), seconds=True)
