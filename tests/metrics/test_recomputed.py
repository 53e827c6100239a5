"""Numbers again from the tables of patients, visits and staff alone, with nothing but sums over rows.

The measures work on sorted ticks and step functions; here every definition is taken literally, row by row, so that
a wrong reading in one of them shows.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

import vaxsim as vs
from vaxsim.results import Result
from vaxsim.units import TICKS_PER_MINUTE

DAYS: dict[str, dict[str, Any]] = {
    "usual": {},
    "cut off": {"day.stop": "11:07"},
    "measured": {"day.measure": ["09:30", "11:00"]},
    "measured, cut off and strict at the door": {
        "day.measure": ["09:30", "11:00"], "day.stop": "10:40", "day.gate": 10, "day.late_limit": 6,
    },
    "closed at noon": {"day.open": [["09:00", "10:30"], ["11:15", "12:30"]]},
    "past midnight": {
        "day.open": [["23:00", "25:00"]], "arrivals.0.first": "23:00", "arrivals.0.last": "24:30",
        "arrivals.1.rate": [["23:00", 6]], "staff.clerks.shifts": [{"from": "22:45", "to": "25:00", "count": 2}],
        "staff.nurses.shifts": [{"from": "22:45", "to": "25:00", "count": 3}], "staff.nurses.breaks": [],
    },
    "nobody comes": {"arrivals.0.no_show": 1.0, "arrivals.1.rate": [["09:00", 0]]},
}  # fmt: skip


@pytest.fixture(params=DAYS, scope="module")
def day(request: pytest.FixtureRequest) -> Result:
    """One replication of the small clinic, changed."""
    path = request.config.rootpath / "scenarios" / "small_clinic.toml"
    return vs.simulate(vs.read(path).replace(DAYS[request.param]))


def window(day: Result) -> tuple[float, float]:
    """The minutes over which time is averaged."""
    begin, end = day.plan.measure
    first, last = max(day.plan.day_begins, begin), min(day.visits.ended_at, end)
    return first / TICKS_PER_MINUTE, last / TICKS_PER_MINUTE


def inside(began: pd.Series, ended: pd.Series, span: tuple[float, float]) -> pd.Series:
    """Minutes of each row that lie in a span; what has no end lasts to its end."""
    return (ended.fillna(math.inf).clip(upper=span[1]) - began.clip(lower=span[0])).clip(lower=0)


def averaged(day: Result) -> pd.DataFrame:
    """The patients that averages are over."""
    begin, end = (bound / TICKS_PER_MINUTE for bound in day.plan.measure)
    return day.patients[(day.patients["arrival"] >= begin) & (day.patients["arrival"] < end)]


def same(got: float, wanted: float) -> bool:
    return bool(np.isclose(got, wanted, rtol=1e-9, atol=1e-9, equal_nan=True))


def test_waits_are_sums_over_the_visits_whose_service_began(day: Result) -> None:
    began = day.visit_table[day.visit_table["patient"].isin(averaged(day)["patient"])].dropna(subset="began")
    of_patients = (began["began"] - began["joined"]).groupby(began["patient"]).sum()
    assert same(day.number("mean(wait)"), of_patients.mean())
    assert same(day.number("p90(wait)"), of_patients.quantile(0.9))
    for name, rows in began.groupby("station"):
        waits = rows["began"] - rows["joined"]
        assert same(day.number("mean(wait)", str(name)), waits.mean())
        assert same(day.number("max(wait)", str(name)), waits.max())


def test_stays_are_of_those_who_entered_and_left(day: Result) -> None:
    left = averaged(day)[averaged(day)["outcome"] != "still_inside"].dropna(subset="entered")
    assert same(day.number("mean(time_on_site)"), (left["departed"] - left["entered"]).mean())
    entered = averaged(day).dropna(subset="entered")
    assert same(day.number("mean(wait_outside)"), (entered["entered"] - entered["arrival"]).mean())
    everybody = day.patients[day.patients["outcome"] != "still_inside"].dropna(subset="entered")
    assert same(day.number("last_departure"), everybody["departed"].max())


def test_mean_levels_are_person_minutes_over_minutes(day: Result) -> None:
    span = window(day)
    length = span[1] - span[0]
    people = day.patients.dropna(subset="entered")
    assert same(day.number("mean(inside)"), inside(people["entered"], people["departed"], span).sum() / length)
    joined = day.visit_table.dropna(subset="joined")
    for name in day.plan.stations:
        rows = joined[joined["station"] == name]
        waiting = inside(rows["joined"], rows["began"].fillna(rows["left"]), span).sum()
        served = inside(rows["began"].dropna(), rows.dropna(subset="began")["ended"], span).sum()
        assert same(day.number("mean(line)", name), waiting / length)
        assert same(day.number("mean(in_service)", name), served / length)


def test_utilisation_of_a_group_is_work_over_duty_without_breaks(day: Result) -> None:
    span = window(day)
    for name in day.plan.groups:
        states = day.timeline[day.timeline["group"] == name]
        spent = inside(states["began"], states["ended"], span).groupby(states["state"]).sum()
        present = spent.sum() - spent.get("on break", 0)
        assert same(day.number("utilisation", name), spent.get("serving", 0) / present)
        assert same(day.number("duty", name), spent.sum() / 60)


def test_outcomes_and_doses_are_counts_of_rows(day: Result) -> None:
    counts = day.patients["outcome"].value_counts()
    for outcome in ("vaccinated", "no_show", "turned_away", "still_inside", "left"):
        assert day.number(outcome) == counts.get(outcome, 0)
    dosed = day.patients["dosed"].dropna()
    assert day.number("dosed") == len(dosed)
    assert day.number("peak_throughput") == max([((dosed >= t) & (dosed < t + 60)).sum() for t in dosed], default=0)


def test_curves_count_and_average_bin_by_bin(day: Result) -> None:
    table = day.curves.pivot_table(index="minute", columns=["curve", "of"], values="value", dropna=False)
    begins = np.asarray(table.index, float)
    stop = day.plan.site.stop / TICKS_PER_MINUTE
    ends = np.minimum(begins + day.plan.bin / TICKS_PER_MINUTE, stop)
    waits = day.patients.dropna(subset="wait")
    for begin, end, (_, row) in zip(begins, ends, table.iterrows(), strict=True):
        hours = (end - begin) / 60
        assert same(row["arrivals", ""], day.patients["arrival"].between(begin, end, "left").sum() / hours)
        assert same(row["doses", ""], day.patients["dosed"].between(begin, end, "left").sum() / hours)
        assert same(row["wait_mean", ""], waits[waits["arrival"].between(begin, end, "left")]["wait"].mean())
        people = day.patients.dropna(subset="entered")
        present = inside(people["entered"], people["departed"], (begin, end)).sum()
        assert same(row["inside", ""], present / (end - begin))
