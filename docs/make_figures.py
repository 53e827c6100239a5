"""Draws the pictures of the documents from the scenarios they show: ``python docs/make_figures.py``."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import matplotlib  # noqa: E402  the checkout's vaxsim comes first

matplotlib.use("Agg")

import vaxsim as vs  # noqa: E402
from vaxsim.plots.sheets import day_sheet  # noqa: E402

PICTURES = {"guilin_day.png": "guilin_site.toml"}
"""Picture -> the scenario whose day it shows."""


def main() -> None:
    """Draw every picture into docs/img."""
    folder = ROOT / "docs" / "img"
    folder.mkdir(exist_ok=True)
    for picture, scenario in PICTURES.items():
        replications = vs.replicate(vs.read(ROOT / "scenarios" / scenario), 20)
        day_sheet(replications).savefig(folder / picture, dpi=110, metadata={"Software": None})


if __name__ == "__main__":
    main()
