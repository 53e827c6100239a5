"""Who is expected, against who comes in many days, and against doors that are shut."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import vaxsim as vs
from vaxsim.draws import draw
from vaxsim.experiments.explaining.people import open_until
from vaxsim.plan import compile_plan
from vaxsim.scenario import Scenario
from vaxsim.units import NEVER, ticks

SCENARIOS = sorted((Path(__file__).parents[3] / "scenarios").glob("*.toml"))

OPEN_TWICE = """
[day]
open = [["08:00", "09:00"], ["10:00", "11:00"]]
[[arrivals]]
kind = "trace"
file = "times.csv"
time = "time"
[[stations]]
name = "desk"
service = 1
"""


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_people_are_expected_as_they_come_by_source_and_class(path: Path) -> None:
    scenario = vs.read(path)
    plan, days = compile_plan(scenario), 60
    sources, classes = len(plan.chance.sources), len(plan.classes)
    counts = np.zeros((days, 2, sources, classes))
    for day in range(days):
        luck = draw(plan, 1, day + 1)
        known = luck.source < sources  # beyond are those on a standby list
        for what, counted in enumerate((known, known & (luck.arrival < NEVER))):
            np.add.at(counts[day, what], (luck.source[counted], luck.klass[counted]), 1)
    error = counts.std(axis=0, ddof=1) / days**0.5
    table = vs.explain(scenario).people
    for name, klass, expected, away, *_ in table.itertuples(index=False, name=None):
        place = plan.chance.source_keys.index(name), plan.classes.index(klass)
        for found, what in ((expected, 0), (expected - away, 1)):
            mean = counts[:, what][:, *place].mean()
            assert found == pytest.approx(mean, abs=4.5 * error[what][place] + 0.02 * mean + 0.05)


def test_doors_let_in_who_came_while_they_were_open() -> None:
    opens, closes = np.array([480, 600]), np.array([540, 660])
    seen = open_until(opens, closes, np.array([400, 480, 500, 540, 580, 600, 601, 660, 900]))
    assert seen.tolist() == [-NEVER, -NEVER, 500, 540, 540, 540, 601, 660, 660]


def test_who_comes_at_noon_enters_when_the_doors_open_again_and_who_comes_late_does_not(tmp_path: Path) -> None:
    (tmp_path / "times.csv").write_text("time\n07:30\n08:30\n09:30\n10:30\n11:00\n", encoding="utf-8")
    (tmp_path / "site.toml").write_text(OPEN_TWICE, encoding="utf-8")
    found = vs.explain(vs.read(tmp_path / "site.toml"))
    stream, grid = found.streams[0], found.grid
    entered = {int(grid.edges[bin_] // ticks(1)): count for bin_, count in enumerate(stream.entering) if count}
    assert entered == pytest.approx({480: 1.0, 510: 1.0, 600: 1.0, 630: 1.0})
    counted = found.people.loc[0, ["expected", "stay_away", "too_late", "patients"]].tolist()
    assert counted == pytest.approx([5, 0, 1, 4])


def test_hours_add_up_to_those_who_come(tmp_path: Path) -> None:
    scenario = vs.read(SCENARIOS[0])
    assert isinstance(scenario, Scenario)
    found = vs.explain(scenario)
    came = (found.people["expected"] - found.people["stay_away"]).sum()
    assert found.by_hour["patients"].sum() == pytest.approx(came)
