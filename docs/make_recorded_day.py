"""Makes docs/recorded_day.csv, a day as somebody might have written it down: ``python docs/make_recorded_day.py``.

It is drawn from the small clinic with slower nurses; then records are spoilt as happens to records.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import vaxsim as vs  # noqa: E402  the checkout's vaxsim comes first
from vaxsim import scenario  # noqa: E402
from vaxsim.units import NEVER, TICKS_PER_SECOND, clock  # noqa: E402

COLUMNS = ("number", "slot", "came", "reg_begin", "reg_end", "shot_begin", "shot_end", "left")

SLOWER = {"stations.vaccination.service": {"dist": "gamma", "mean": 4.6, "sd": 1.6}}

SPOILT = {
    (11, "shot_end"): "",  # forgotten
    (23, "reg_begin"): "",
    (37, "left"): "08:05:00",  # ten o'clock meant
    (52, "shot_end"): "21:14:30",
    (64, "came"): "",
}
"""(number of the patient, column) -> what stands there instead."""


def rows() -> list[dict[str, str]]:
    """The day, one row per patient in the order of their appointments and arrivals."""
    site = scenario.read(ROOT / "scenarios" / "small_clinic.toml", changes=SLOWER)
    result = vs.simulate(site, replication=5, seed=20210)
    visits, draws = result.visits, result.draws
    times = [draws.slot, draws.arrival, visits.began[:, 0], visits.ended[:, 0], visits.began[:, 1], visits.ended[:, 1]]
    times.append(result.day.departed)
    order = sorted(range(len(draws.slot)), key=lambda i: (min(draws.slot[i], draws.arrival[i]), i))
    return [_row(number, [int(column[i]) for column in times]) for number, i in enumerate(order, start=1)]


def _row(number: int, times: list[int]) -> dict[str, str]:
    if times[1] >= NEVER:
        times[1:] = [NEVER] * (len(times) - 1)
    row = [str(number), *(_written(tick) for tick in times)]
    return {column: SPOILT.get((number, column), cell) for column, cell in zip(COLUMNS, row, strict=True)}


def _written(tick: int) -> str:
    """A time as a wall clock shows it, to the second."""
    return "" if tick >= NEVER else clock(tick // TICKS_PER_SECOND * TICKS_PER_SECOND, seconds=True)


def main() -> None:
    """Write the table."""
    with (ROOT / "docs" / "recorded_day.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows())


if __name__ == "__main__":
    main()
