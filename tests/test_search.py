"""The long search finds a planted fault, makes it small, tells it as a story, and counts what it says it counts."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from tests.behaviours import BEHAVIOURS, EXCLUDED
from tests.kernel_faults import FAULTS, mutant
from tests.search import hunt, report
from tests.search.__main__ import BEGIN, END, main
from tests.search.shrinking import shrunk
from tests.search.tally import Tally
from vaxsim.draws import Draws
from vaxsim.engines import reference
from vaxsim.plan import Plan
from vaxsim.scenario import Scenario, read
from vaxsim.visits import Visits


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is found is written into the current folder."""
    monkeypatch.chdir(tmp_path)


def command(scenarios: int, *options: str) -> list[str]:
    return ["--scenarios", str(scenarios), "--seed", "1", "--jobs", "1", *options]


@pytest.mark.parametrize(
    ("name", "patient"),
    [("the gate is forgotten", True), ("one too many on a break", False), ("the shortest idle serves", True)],
)
def test_a_planted_fault_is_found_made_small_and_told(name: str, patient: bool, tmp_path: Path, capsys) -> None:
    faulty = mutant(next(fault for fault in FAULTS if fault.name == name), tmp_path)
    assert main(command(50), faulty.run) == 1
    told = capsys.readouterr().out
    (path,) = tmp_path.glob("disagreement_1_*.toml")
    assert f"written to {path}" in told
    assert ("\npatient " if patient else "\nunit ") in told
    assert "<- differs" in told
    found, _ = hunt.acceptable(1, int(path.stem.rpartition("_")[2]))
    assert len(path.read_text(encoding="utf-8")) < len(Scenario.from_dict(found).to_toml()) / 3
    assert hunt.played(dict(read(path).origin.data), faulty.run)[1]


def test_an_engine_that_fails_is_found(capsys) -> None:
    def failing(plan: Plan, draws: Draws) -> Visits:
        raise IndexError("beyond the end")

    assert main(command(10), failing) == 1
    told = capsys.readouterr().out
    assert "an engine fails" in told
    assert "beyond the end" in told


def test_counts_are_the_same_with_one_process_and_with_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hunt, "CHUNK", 10)
    one, two = ([chunk.tally for chunk in hunt.search(3, 25, jobs, reference.run)] for jobs in (1, 2))
    assert len(one) == len(two) == 3
    for mine, theirs in zip(one, two, strict=True):
        assert (mine.scenarios, mine.came, mine.finished) == (theirs.scenarios, theirs.came, theirs.finished)
        assert np.array_equal(mine.together, theirs.together)


def test_the_search_ends_with_the_first_disagreement(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong_from_the_fifth_on(plan: Plan, draws: Draws) -> Visits:
        if next(calls) >= 5:
            raise ValueError
        return reference.run(plan, draws)

    monkeypatch.setattr(hunt, "CHUNK", 2)
    calls = count(1)
    chunks = list(hunt.search(1, 100, 1, wrong_from_the_fifth_on))
    assert [chunk.disagreement is None for chunk in chunks] == [True] * (len(chunks) - 1) + [False]
    assert sum(chunk.tally.scenarios for chunk in chunks) == chunks[-1].disagreement


def test_a_number_and_a_seed_make_a_scenario_that_check_accepts_and_a_file_can_hold() -> None:
    tables = [hunt.acceptable(1, number)[0] for number in range(20)]
    assert tables == [hunt.acceptable(1, number)[0] for number in range(20)]
    assert tables[0] != hunt.acceptable(2, 0)[0]
    Path("one.toml").write_text(Scenario.from_dict(tables[3]).to_toml(), encoding="utf-8")
    assert read("one.toml").digest == Scenario.from_dict(tables[3]).digest


def test_without_a_seed_each_search_takes_another_one(capsys) -> None:
    for _ in range(2):
        main(["--scenarios", "1", "--jobs", "1"], reference.run)
    seeds = re.findall(r"^seed (\d+), ", capsys.readouterr().out, re.MULTILINE)
    assert len(set(seeds)) == 2


def test_pairs_that_happened_too_seldom_are_named_and_make_the_search_fail(capsys) -> None:
    assert main(command(10), reference.run) == 1
    assert "pairs happened fewer than 100 times:" in capsys.readouterr().out
    assert main(command(10, "--least", "0"), reference.run) == 0


def test_most_patients_of_random_scenarios_finish() -> None:
    tally = hunt.hunt(1, reference.run, range(100)).tally
    assert tally.finished > 0.5 * tally.came


def test_a_pair_that_is_said_to_be_impossible_must_not_happen() -> None:
    everything = np.full((len(BEHAVIOURS), len(BEHAVIOURS)), 100)
    assert Tally(together=everything).impossible() == list(EXCLUDED)
    assert "said to exclude each other" in report.faults(Tally(together=everything), 100)
    for one, other in EXCLUDED:
        everything[list(BEHAVIOURS).index(one), list(BEHAVIOURS).index(other)] = 0
    assert report.faults(Tally(together=everything), 100) == ""


def test_the_matrix_has_every_pair_once() -> None:
    order = np.arange(len(BEHAVIOURS) ** 2).reshape(len(BEHAVIOURS), -1) + 1000
    lower = np.tril(order) + np.tril(order, -1).T
    cells = re.findall(r"(?<= )\d{4,5}\b|never", report.matrix(Tally(together=lower)))
    assert len(cells) == len(BEHAVIOURS) * (len(BEHAVIOURS) + 1) / 2
    assert len(set(cells)) == len(cells) - len(EXCLUDED) + 1
    assert max(map(len, report.matrix(Tally()).splitlines())) <= report.WIDTH


def test_an_interrupted_search_tells_what_it_counted(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    def until_somebody_loses_patience(plan: Plan, draws: Draws) -> Visits:
        if next(calls) > 40:
            raise KeyboardInterrupt
        return reference.run(plan, draws)

    monkeypatch.setattr(hunt, "CHUNK", 5)
    calls = count(1)
    assert main(command(100), until_somebody_loses_patience) == 130
    told = capsys.readouterr().out
    assert "interrupted; so far:" in told
    assert re.search(r"^[12]\d scenarios \(|^\d0 scenarios \(|^\d5 scenarios \(", told, re.MULTILINE)


def test_the_outcome_is_put_between_the_marks_of_a_document(tmp_path: Path) -> None:
    document = tmp_path / "page.md"
    document.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    main(command(20, "--write", str(document)), reference.run)
    text = document.read_text(encoding="utf-8")
    assert text.startswith(f"before\n{BEGIN}\n")
    assert text.endswith(f"{END}\nafter\n")
    assert "old" not in text
    assert "seed 1: no disagreement. 20 scenarios" in text
    assert all(f"| {name} |" in text for name in BEHAVIOURS)


def test_a_document_without_marks_is_refused_before_the_search(tmp_path: Path, capsys) -> None:
    document = tmp_path / "page.md"
    document.write_text("nothing", encoding="utf-8")
    with pytest.raises(SystemExit, match="has no lines"):
        main(command(20, "--write", str(document)), reference.run)
    assert capsys.readouterr().out == ""


def test_shrinking_leaves_what_is_needed_and_nothing_else() -> None:
    table, _ = hunt.acceptable(1, 3)
    small = shrunk(table, lambda smaller: any(s["name"] == "vaccination" for s in smaller["stations"]))
    assert [station["name"] for station in small["stations"]] == ["vaccination"]
    assert not small.get("staff")
    assert len(small["arrivals"]) == 1
    assert (small["seed"], small["replications"]) == (0, 1)


def test_shrinking_never_adds_patients() -> None:
    table, _ = hunt.acceptable(1, 3)
    gaps = table | {"arrivals": [{"kind": "gaps", "gap": [["08:00", 20]], "until": "09:50"}], "classes": []}
    gaps.pop("classes")
    for station in gaps["stations"]:
        station.pop("branches", None)
    small = shrunk(gaps, lambda smaller: any("gap" in source for source in smaller["arrivals"]))
    assert small["arrivals"][0]["gap"][0][1] >= 20
