"""The parts of the benchmark: agreement, programs in other processes, rounds, goals, and what goes into a document."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import simpy

from benchmarks import agreement, goals, idiomatic_simpy, jobs, other_process, programs, replications, rounds, table
from vaxsim.engines import run
from vaxsim.experiments import replicate
from vaxsim.scenario import read
from vaxsim.visits import Outcome


@pytest.fixture(scope="module")
def day() -> jobs.Day:
    return jobs.day(jobs.STANDARD, 1)


class Off(programs.Program):
    """SimPy, which tells the end of one service one tick too late."""

    def timed(self, day: jobs.Day) -> programs.Times:
        seconds, began, ended = programs.SIMPY.timed(day)
        ended[700, 2] += 1
        return seconds, began, ended


OFF = Off("Off", "idiomatic_simpy", lambda: "1", "")


def test_all_programs_that_are_installed_agree_on_the_standard_job(day):
    installed = [program for program in programs.OTHERS if not program.starts_processes and program.release()]
    assert agreement.agree(day, [program for program in installed if program.name != "Cimba"], ["reference"])


def test_a_program_that_is_one_tick_off_once_stops_the_benchmark(day, monkeypatch):
    monkeypatch.setattr(agreement, "has_ties", lambda *times: False)
    with pytest.raises(SystemExit, match="Off and SimPy do not agree"):
        agreement.agree(day, [OFF], ["reference"])


def test_a_day_on_which_a_tie_may_explain_the_difference_is_left_out(day, monkeypatch):
    monkeypatch.setattr(agreement, "has_ties", lambda *times: True)
    assert not agreement.agree(day, [OFF], ["reference"])


@pytest.mark.parametrize(
    ("reached", "ended", "ties"),
    [
        ([[0, 5], [1, 6]], [[5, 8], [6, 9]], False),
        ([[0, 5], [0, 6]], [[5, 8], [6, 9]], False),
        ([[0, 5], [1, 5]], [[5, 8], [5, 9]], True),
        ([[0, 5], [1, 8]], [[5, 8], [8, 9]], True),
        ([[0, 5], [5, 6]], [[5, 8], [6, 9]], True),
    ],
    ids=["none", "at the first station", "at a later one", "as a desk gets free", "as a desk gets free at the first"],
)
def test_a_tie_is_to_reach_a_station_with_another_or_as_a_desk_gets_free(reached, ended, ties):
    assert agreement.has_ties(np.array(reached), np.array(ended)) is ties


@pytest.mark.parametrize("path", [jobs.STAFFED, jobs.EVERYTHING], ids=lambda path: path.stem)
def test_engines_that_differ_on_a_job_of_their_own_stop_the_benchmark(path, monkeypatch):
    run = agreement.run

    def sloppy(plan, draws, engine):
        visits = run(plan, draws, "reference")
        return replace(visits, ended=visits.ended + 1) if engine == "sloppy" else visits

    monkeypatch.setattr(agreement, "run", sloppy)
    with pytest.raises(SystemExit, match=path.stem):
        agreement.own_days(path, 1, ("reference", "sloppy"))


def test_the_job_with_everything_at_once_has_what_it_is_said_to_have():
    one = jobs.day(jobs.EVERYTHING, 1)
    site, visits = one.plan.site, run(one.plan, one.draws)
    assert one.patients == 1500
    assert (visits.left > visits.ended).any()  # blocked before a full room
    assert (visits.outcome == Outcome.RENEGED).any()
    assert len(visits.trips.unit) > 0
    assert (site.unit_has_role.sum(axis=1) > 1).any()  # shared roles
    assert (site.crew_role >= 0).sum(axis=1).max() == 2
    assert (visits.outcome == Outcome.VACCINATED).mean() > 0.9


def test_a_program_in_another_process_gets_the_job_and_gives_seconds_and_times(day):
    """The lines that PyPy runs, in this Python."""
    folder = Path(idiomatic_simpy.__file__).parent
    places = os.pathsep.join([str(folder), str(Path(simpy.__file__).parent.parent)])
    few = day.plain[0][:60], day.plain[1][:60], day.plain[2]
    command = [sys.executable, str(folder / "pypy_simpy.py")]
    seconds, began, ended = other_process.timed(command, *few, PYTHONPATH=places)
    assert seconds > 0
    assert programs.same((seconds, began, ended), *idiomatic_simpy.run(*few))


def test_what_another_process_says_when_it_fails_is_passed_on(day):
    with pytest.raises(RuntimeError, match="no such luck"):
        other_process.timed([sys.executable, "-c", "raise SystemExit('no such luck')"], *day.plain)


def test_a_program_that_is_not_installed_is_named_with_what_installs_it(monkeypatch):
    absent = programs.Program("Absent", "absent", lambda: None, "apt install absent")
    monkeypatch.setattr(programs, "OTHERS", (absent,))
    assert programs.others() == ([], ["Absent is not installed (apt install absent)"])


@pytest.mark.parametrize("path", [jobs.STANDARD, jobs.STAFFED], ids=lambda path: path.stem)
def test_a_stretch_has_the_patients_asked_for_at_the_same_load_before_the_same_desks(path):
    short, long = jobs.stretch(path, 1500), jobs.stretch(path, 6000)
    np.testing.assert_array_equal(short.site.desks, long.site.desks)
    assert len(jobs.days(short, 1)[0].draws.arrival) == 1500
    assert len(jobs.days(long, 1)[0].draws.arrival) == 6000
    assert long.site.closing - short.site.closing == 54 * jobs.SLOT * 60_000


def test_a_stretch_keeps_the_staff_of_the_first_shift_until_closing():
    site = jobs.stretch(jobs.STAFFED, 6000).site
    np.testing.assert_array_equal(site.unit_to, np.full(29, site.closing))
    assert site.break_earliest.shape[1] == 1


def test_a_race_lets_all_take_turns_and_keeps_the_faster_turn(monkeypatch):
    monkeypatch.setattr(rounds, "ENOUGH", 0.0001)
    order: list[str] = []

    def runner(name: str, *seconds: float) -> rounds.Runner:
        left = iter(seconds)
        return lambda day: order.append(name) or next(left)

    runners = {"a": (runner("a", 4, 3, 9, 9), ["day"]), "b": (runner("b", 2, 8, 1, 5), ["day"])}
    assert rounds.race(runners, rounds=2, turns=2) == {"a": [3, 9], "b": [2, 1]}
    assert "".join(order) == "abababab"


def test_a_ratio_is_that_within_a_round_with_median_least_and_most():
    assert rounds.ratios([2.0, 6.0, 20.0], [1.0, 2.0, 4.0]) == rounds.Spread(3.0, 2.0, 5.0)


@pytest.mark.parametrize(("kernel", "met"), [(0.005, True), (0.0051, False)])
def test_a_goal_is_met_up_to_its_last_digit(kernel, met):
    own = {goals.STAFFED: [1 / 60], goals.EVERYTHING: [1 / 35]}
    taken = {goals.SIMPY: [1.0], goals.REFERENCE: [2.5], goals.PLAIN: [kernel], **own}
    assert [line.met for line in goals.engines(taken)] == [True, met, True, True]


def test_goals_that_are_not_met_are_said_so_in_the_table():
    lines = [goals.Line("speed", "1 time", "2 times", False), goals.Line("size", "3", "4", True)]
    text = table.measures(lines).splitlines()
    assert text[-2:] == ["| speed | 1 time | 2 times | NOT met |", "| size | 3 | 4 | met |"]


def test_replications_are_asked_for_an_engine_and_threads_only_where_they_know_these(monkeypatch):
    scenario = read(jobs.STANDARD)
    asked = {}

    def knows_engines(scenario, reps, engine="auto"):
        asked.update(reps=reps, engine=engine)
        return replicate(scenario, reps)

    monkeypatch.setattr(replications, "replicate", knows_engines)
    monkeypatch.setattr(replications, "CHOICES", {"engine": None})
    assert replications.replicated(scenario, 1, engine="reference", threads=2).reps == 1
    assert asked == {"reps": 1, "engine": "reference"}


def test_a_document_without_marks_is_left_alone_and_said_so(tmp_path):
    bare = tmp_path / "bare.md"
    bare.write_text("nothing", encoding="utf-8")
    with pytest.raises(ValueError, match="has no lines"):
        table.put_into(bare, "tables")
    assert bare.read_text(encoding="utf-8") == "nothing"
