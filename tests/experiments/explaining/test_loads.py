"""Offered loads against days in which nobody has to wait."""

from __future__ import annotations

import tomllib

import numpy as np

import vaxsim as vs
from vaxsim.scenario import Scenario
from vaxsim.units import TICKS_PER_MINUTE

ENDLESS = """
[day]
open = [["08:00", "12:00"]]
[[classes]]
name = "walking"
[[classes]]
name = "frail"
skips = ["papers"]
  [classes.service]
  jab = { dist = "gamma", mean = 9, sd = 3 }
[[arrivals]]
kind = "walk_ins"
rate = [["08:00", 60], ["09:00", 150], ["10:00", 30]]
party = { dist = "discrete", values = [1, 2] }
classes = { walking = 0.7, frail = 0.3 }
[[stations]]
name = "papers"
service = { dist = "exponential", mean = 4 }
per_person = true
walk = 6
[[stations]]
name = "jab"
service = { dist = "lognormal", mean = 5, sd = 2 }
clean_up = { dist = "exponential", mean = 2 }
branches = [{ share = 0.2, to = "bed", service = 12 }, { share = 0.1, leave = "deferred", classes = ["frail"] }]
walk = 3
[[stations]]
name = "seats"
service = 20
since = "jab"
[[stations]]
name = "bed"
optional = true
service = { dist = "uniform", low = 10, high = 50 }
"""


def test_visits_and_people_in_service_are_those_of_many_days_without_waiting() -> None:
    scenario = Scenario.from_dict(tomllib.loads(ENDLESS))
    found, days = vs.explain(scenario), 40
    grid, stations = found.grid, len(scenario.stations)
    in_service = np.zeros((days, stations, grid.bins))
    for day in range(days):
        visits = vs.simulate(scenario, day + 1).visit_table
        for s, station in enumerate(scenario.stations):
            there = visits[visits["station"] == station.name]
            for column, sign in (("began", 1), ("freed", -1)):
                minute = (there[column] - grid.first / TICKS_PER_MINUTE).to_numpy()
                weights = np.clip(np.arange(1, grid.bins + 1) - minute[:, np.newaxis], 0, 1)
                in_service[day, s] += sign * weights.sum(axis=0)
    quarter = in_service.reshape(days, stations, -1, 15).mean(axis=-1)
    error = quarter.std(axis=0, ddof=1) / days**0.5
    for s in range(stations):
        expected = found.offered.desks[s].reshape(-1, 15).mean(axis=1)
        assert (np.abs(expected - quarter.mean(axis=0)[s]) <= 4.5 * error[s] + 0.03 * expected.max()).all(), s
