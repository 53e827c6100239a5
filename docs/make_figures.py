"""Draws the pictures of the documents from the scenarios they show: ``python docs/make_figures.py``."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import matplotlib  # noqa: E402  the checkout's vaxsim comes first

matplotlib.use("Agg")

import vaxsim as vs  # noqa: E402
from vaxsim.fit import find  # noqa: E402
from vaxsim.plots import (  # noqa: E402
    capacity_sheet,
    comparison_sheet,
    explain_sheet,
    fit_sheet,
    sensitivity_sheet,
    slots_sheet,
    stress_sheet,
    validation_sheet,
)
from vaxsim.plots.sheets import day_sheet  # noqa: E402
from vaxsim.recorded import Columns, StationColumns, read  # noqa: E402
from vaxsim.validation import validate  # noqa: E402

PICTURES = {"guilin_day.png": "guilin_site.toml"}
"""Picture -> the scenario whose day it shows."""


def main() -> None:
    """Draw every picture into docs/img."""
    folder = ROOT / "docs" / "img"
    folder.mkdir(exist_ok=True)
    for picture, scenario in PICTURES.items():
        replications = vs.replicate(vs.read(ROOT / "scenarios" / scenario), 20)
        day_sheet(replications).savefig(folder / picture, dpi=110, metadata={"Software": None})
    draw_recorded(folder)
    draw_answers(folder)
    draw_days_to_come(folder)


def draw_days_to_come(folder: Path) -> None:
    """The pictures of docs/before_a_run.md and docs/stress_and_sensitivity.md."""
    guilin, clinic = (vs.read(ROOT / "scenarios" / f"{name}.toml") for name in ("guilin_site", "small_clinic"))
    fields = {"stations.vaccination.service.mean": "3.5..4.5", "arrivals.0.per_slot": "7..9",
              "staff.nurses.shifts.0.count": "3..4"}  # fmt: skip
    sheets = {
        "explain": explain_sheet(vs.explain(guilin)),
        "stress": stress_sheet(vs.stress(guilin)),
        "sensitivity": sensitivity_sheet(vs.sensitivity(clinic, fields)),
    }
    for name, sheet in sheets.items():
        sheet.savefig(folder / f"{name}.png", dpi=80, metadata={"Software": None})


def draw_recorded(folder: Path) -> None:
    """The pictures of docs/recorded_times.md."""
    registration = StationColumns("registration", "", "reg_begin", "reg_end")
    vaccination = StationColumns("vaccination", "", "shot_begin", "shot_end")
    table = ROOT / "docs" / "recorded_day.csv"
    fitted = find(read(table, Columns("came", "slot", stations=(registration, vaccination))))
    fit_sheet(fitted).savefig(folder / "recorded_fit.png", dpi=80, metadata={"Software": None})
    scenario = vs.read(ROOT / "scenarios" / "small_clinic.toml")
    day = read(table, Columns("came", "slot", "left", stations=(vaccination,)))
    held = validate(scenario, day, 600)
    validation_sheet(held).savefig(folder / "recorded_validation.png", dpi=80, metadata={"Software": None})


def draw_answers(folder: Path) -> None:
    """The pictures of docs/compare.md and docs/how_many.md."""
    clinic = vs.read(ROOT / "scenarios" / "small_clinic.toml")
    nurse = {"stations.vaccination.desks": 4, "staff.nurses.shifts.0.count": 4}
    variants = {"nine a slot": {"arrivals.0.per_slot": 9}, "fourth nurse": nurse}
    scenarios = {"small_clinic": clinic} | {name: clinic.replace(fields) for name, fields in variants.items()}
    chosen = ["p90(wait)", "mean(wait)", "dosed", "overtime"]
    promises = ["p90(wait) <= 15", "max(wait) <= 30"]
    for picture, figure in {
        "comparison.png": comparison_sheet(vs.compare(scenarios, of=chosen)),
        "capacity.png": capacity_sheet(vs.capacity(clinic, "arrivals.0.per_slot", reps=100)),
        "slots.png": slots_sheet(vs.slots(clinic, promises, lengths=[15, 30])),
    }.items():
        figure.savefig(folder / picture, dpi=80, metadata={"Software": None})


if __name__ == "__main__":
    main()
