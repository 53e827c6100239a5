"""A recorded day of the model agrees with the model, one of another site does not, and chance seldom says otherwise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.sites import SMALL
from tests.validation.handmade import recorded
from vaxsim.plan import compile_plan
from vaxsim.scenario import Scenario, from_dict
from vaxsim.simulation import simulate_plan
from vaxsim.validation import UnknownStationError, default_reps, quantities, validate
from vaxsim.validation.judging import compare, corrected
from vaxsim.validation.observing import Known, recorded_day, simulated_day

REPS = 1000


@pytest.fixture(scope="module")
def site() -> Scenario:
    """A small site with luck in it, because agreement is about luck."""
    import tomllib

    return from_dict(tomllib.loads(SMALL))


@pytest.fixture(scope="module")
def slower(site: Scenario) -> Scenario:
    """The same site with vaccinations half as long again."""
    return site.replace({"stations.vaccination.service": {"dist": "gamma", "mean": 6, "sd": 2}})


def test_a_day_of_the_model_agrees_with_it(site: Scenario, tmp_path: Path) -> None:
    found = validate(site, recorded(site, tmp_path), REPS)
    assert found.differing == ()
    assert "agrees with the model: none of the" in found.verdict
    assert found.violations == ()
    assert found.warnings == ()


def test_engine_and_threads_change_no_number(site: Scenario, tmp_path: Path) -> None:
    pytest.importorskip("numba")
    day = recorded(site, tmp_path)
    one, other = (validate(site, day, 40, engine="kernel", threads=threads) for threads in (1, 3))
    third = validate(site, day, 40, engine="reference")
    assert one.comparisons == other.comparisons == third.comparisons
    with pytest.raises(ValueError, match="threads"):
        validate(site, day, 40, threads=0)


def test_a_day_of_another_site_differs_in_what_was_changed(site: Scenario, slower: Scenario, tmp_path: Path) -> None:
    found = validate(site, recorded(slower, tmp_path), REPS)
    differing = {comparison.name: comparison for comparison in found.differing}
    assert "mean service at vaccination" in differing
    assert "mean service at registration" not in differing
    assert "patients who came" not in differing
    assert differing["mean service at vaccination"].words == "differs: higher"
    assert "mean service at vaccination" in found.verdict


def test_the_mean_of_several_days_is_held_against_means_of_as_many(
    site: Scenario, slower: Scenario, tmp_path: Path
) -> None:
    same, other = (validate(site, recorded(one, tmp_path, days=4), REPS) for one in (site, slower))
    assert same.days == 4
    assert same.differing == ()
    assert "mean service at vaccination" in {comparison.name for comparison in other.differing}
    difference = next(c for c in other.comparisons if c.name == "mean service at vaccination")
    assert difference.difference_low < 2 < difference.difference_high


@pytest.mark.parametrize("days", [1, 2, 5])
def test_days_of_the_model_seldom_differ_from_it_in_any_number(site: Scenario, tmp_path: Path, days: int) -> None:
    known = Known.of(recorded(site, tmp_path), ("registration", "vaccination"), 1000)
    numbers, plan = quantities(known), compile_plan(site)
    made = [simulated_day(simulate_plan(plan, k, 5, site), known) for k in range(1, 801)]
    values = np.array([[number.compute(day) for number in numbers] for day in made])
    model, groups = values[:500], [values[k : k + days] for k in range(500, 800 - days, days)][:60]
    found = [corrected([compare(n, g[:, j], model[:, j]) for j, n in enumerate(numbers)]) for g in groups]
    alarms = sum(any(one.verdict == "differs" for one in comparisons) for comparisons in found)
    assert alarms <= 9  # at most 5 % of 60: 3 expected, 99.9 % of binomials


def test_simulated_days_are_seen_as_recorded_ones_are(site: Scenario, tmp_path: Path) -> None:
    from vaxsim.simulation import simulate

    table = recorded(site, tmp_path)
    known = Known.of(table, ("registration", "vaccination"), 1000)
    written = recorded_day(table.patients, table.stations, known)
    seen = simulated_day(simulate(site, 1, 12345), known)
    for name in ("slot", "arrival", "departure", "joined", "began", "ended"):
        assert np.array_equal(getattr(written, name), getattr(seen, name), equal_nan=True), name


def test_what_was_not_recorded_is_hidden_in_simulated_days_too(site: Scenario, tmp_path: Path) -> None:
    from dataclasses import replace

    table = recorded(site, tmp_path)
    few = replace(table, columns=replace(table.columns, slot="", departure="", stations=table.columns.stations[:1]))
    known = Known.of(few, ("registration", "vaccination"), 1000)
    names = [quantity.name for quantity in quantities(known)]
    assert "appointments not kept" not in names
    assert "served at registration" in names
    assert "served at vaccination" not in names


def test_too_few_replications_for_any_verdict_are_said(site: Scenario, tmp_path: Path) -> None:
    found = validate(site, recorded(site, tmp_path), 50)
    assert any("too few replications" in warning for warning in found.warnings)


def test_by_default_a_day_outside_of_all_the_models_days_is_told_from_chance() -> None:
    for numbers in (1, 10, 25, 60):
        assert numbers * 2 / (default_reps(numbers) + 1) <= 0.05


def test_records_that_were_left_out_are_said_beside_the_verdict(site: Scenario, tmp_path: Path) -> None:
    table = recorded(site, tmp_path)
    path = Path(table.file)
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = lines[1].split(",")
    cells[3] = "01:00"
    path.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]), encoding="utf-8")
    from vaxsim.recorded import read

    found = validate(site, read(path, table.columns), 50)
    assert any("1 records were left out" in warning for warning in found.warnings)


def test_a_station_that_the_scenario_has_not_is_refused_with_the_nearest_one(site: Scenario, tmp_path: Path) -> None:
    from dataclasses import replace

    table = replace(recorded(site, tmp_path), stations=("registration", "vacination"))
    with pytest.raises(UnknownStationError, match='did you mean "vaccination"'):
        validate(site, table, 50)
