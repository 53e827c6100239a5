"""Recorded days for tests: written down from simulated ones, as a table has them."""

from __future__ import annotations

import csv
from pathlib import Path

from vaxsim.recorded import Columns, Recorded, StationColumns, read
from vaxsim.results import Result
from vaxsim.scenario import Scenario
from vaxsim.simulation import simulate
from vaxsim.units import NEVER, clock

SITE_COLUMNS = ("slot", "came", "left")


def columns_of(stations: tuple[str, ...]) -> Columns:
    """Columns of everything that can be recorded, with a date."""
    named = tuple(StationColumns(s, f"{s} line", f"{s} begin", f"{s} end") for s in stations)
    return Columns("came", "slot", "left", "day", stations=named)


def recorded(scenario: Scenario, folder: Path, days: int = 1, seed: int = 12345, first: int = 1) -> Recorded:
    """Days of a scenario, written into a table to the second and read again."""
    results = [simulate(scenario, first + day, seed) for day in range(days)]
    stations = results[0].plan.stations
    path = folder / "times.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        moments = [f"{s} {moment}" for s in stations for moment in ("line", "begin", "end")]
        writer.writerow(["day", *SITE_COLUMNS, *moments])
        for day, result in enumerate(results, start=1):
            writer.writerows([f"2021-03-{day:02d}", *row] for row in rows(result))
    return read(path, columns_of(stations))


def rows(result: Result) -> list[list[str]]:
    """What is written down of a day, a row per patient."""
    v, draws, departed = result.visits, result.draws, result.day.departed
    found = []
    for i in range(len(v.outcome)):
        came = draws.arrival[i] < NEVER
        times = [draws.slot[i], draws.arrival[i], departed[i] if came else NEVER]
        times += [array[i, s] for s in range(len(result.plan.stations)) for array in (v.joined, v.began, v.ended)]
        found.append([_cell(int(tick)) for tick in times])
    return found


def _cell(tick: int) -> str:
    return "" if tick >= NEVER else clock(tick // 1000 * 1000, seconds=True)
