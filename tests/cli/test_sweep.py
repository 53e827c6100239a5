"""`vaxsim sweep` and `vaxsim store` as a user types them: what they print, write and refuse, and how they exit."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.test_commands import site, vaxsim_with
from tests.experiments.test_store import flip
from vaxsim.cli.exits import Exit
from vaxsim.experiments import hands, sweeping
from vaxsim.experiments.store import NotStoredError, Store

__all__ = ["site"]

DESKS = ("--vary", "stations.vaccination.desks=1..2")


def sweep(*options: str):
    return vaxsim_with("sweep", "site.toml", "--reps", "2", "--no-figures", *DESKS, *options)


def test_a_sweep_prints_a_row_for_each_point_and_writes_its_tables(site: Path) -> None:
    done = vaxsim_with("sweep", "site.toml", *DESKS, "--vary", "arrivals.spread.n=8,12", "--reps", "2")
    assert done.exit_code == Exit.OK, done.output
    assert "Two stations: 4 points, 2 days each, seed 1" in done.output
    written = {path.name for path in Path("results/site-sweep").iterdir()}
    assert written == {"points.csv", "runs.csv", "summary.json", "sweep.png", "sweep.svg"}
    points = pd.read_csv("results/site-sweep/points.csv")
    assert points["arrivals.spread.n"].tolist() == [8, 12, 8, 12]
    assert {"p90(wait)", "p90(wait) low", "p90(wait) high", "p90(wait) <= 60"} <= {*points.columns}
    runs = pd.read_csv("results/site-sweep/runs.csv")
    assert runs.columns.tolist() == [
        "stations.vaccination.desks",
        "arrivals.spread.n",
        "replication",
        "metric",
        "value",
    ]


def test_json_is_printed_alone_with_the_numbers_asked_for(site: Path) -> None:
    done = sweep("--json", "--metric", "dosed", "--out", "here")
    found = json.loads(done.stdout)
    assert found["numbers"] == ["dosed"]
    assert [point["dosed"] for point in found["points"]] == [12.0, 12.0]
    assert found["points"][0]["dosed low"] == 12.0


def test_designs_with_a_number_of_points(site: Path) -> None:
    done = sweep("--how", "sobol", "--points", "4", "--vary", "arrivals.0.n=8..12", "--json")
    assert len(json.loads(done.stdout)["points"]) == 4


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--vary", "arrivals.spread.n=9..3"), Exit.USAGE, "did you mean 3..9?"),
        (("--vary", "arrivals.spread.m=1..3"), Exit.SCENARIO_WRONG, "unknown field"),
        (("--vary", "arrivals.spred.n=1..3"), Exit.SCENARIO_WRONG, 'did you mean "spread"?'),
        (("--vary", "arrivals.spread.punctuality.sd=1..1.5"), Exit.USAGE, "needs a step"),
        (("--points", "4"), Exit.USAGE, "a grid has the points it has"),
        (("--metric", "p90(wiat)"), Exit.USAGE, "did you mean 'p90(wait)'?"),
        (("--shard", "3/2", "--store", "a.db"), Exit.USAGE, "1 <= I <= N"),
        (("--shard", "1/2"), Exit.USAGE, "needs a --store of its own"),
        (("--store", "site.toml"), Exit.USAGE, "is no store"),
        (("--store", "missing/a.db"), Exit.NOT_WRITTEN, "cannot be used"),
        (("--set", "stations.vaccination.desks"), Exit.USAGE, "PATH=VALUE"),
    ],
)
def test_what_is_wrong_is_said_with_its_exit_code_and_nothing_is_written(site: Path, options, code, said) -> None:
    done = sweep(*options)
    assert (done.exit_code, said in done.stderr) == (code, True), done.output
    assert {path.name for path in site.parent.iterdir()} == {"site.toml"}


def test_nothing_varied_is_said(site: Path) -> None:
    done = vaxsim_with("sweep", "site.toml")
    assert done.exit_code == Exit.USAGE
    assert "nothing is varied" in done.stderr


def test_a_point_that_fails_is_told_and_the_others_are_written(site: Path) -> None:
    done = sweep("--vary", "arrivals.spread.n=-1,12")
    assert done.exit_code == Exit.INCOMPLETE, done.output
    assert "note: 2 of 4 points failed; the others are whole" in done.stderr
    assert len(pd.read_csv("results/site-sweep/errors.csv")) == 2
    assert pd.read_csv("results/site-sweep/points.csv")["replications"].tolist() == [0, 2, 0, 2]


def test_a_store_is_gone_on_with_and_refused_for_anything_else(site: Path) -> None:
    assert sweep("--store", "a.db").exit_code == Exit.OK
    assert sweep("--store", "a.db", "--reps", "3").exit_code == Exit.OK
    done = sweep("--store", "a.db", "--seed", "2")
    assert done.exit_code == Exit.USAGE
    assert "it holds runs with seed 1, not 2" in done.stderr
    done = sweep("--store", "a.db", "--set", "stations.observation.service=20")
    assert done.exit_code == Exit.USAGE
    assert "of another scenario" in done.stderr


def test_a_damaged_run_is_shown_refused_and_run_again(site: Path) -> None:
    sweep("--store", "a.db")
    before = json.loads(vaxsim_with("store", "show", "a.db", "--json").stdout)
    flip(Path("a.db"), 2)
    done = vaxsim_with("store", "show", "a.db")
    assert (done.exit_code, "damaged runs: 2" in done.stdout) == (Exit.CHECK_FAILED, True), done.output
    assert "a.db: replication 2 of point " in done.stderr
    done = vaxsim_with("store", "export", "a.db", "t.csv")
    assert (done.exit_code, "is not what was written" in done.stderr) == (Exit.USAGE, True), done.output
    done = sweep("--store", "a.db")
    assert done.exit_code == Exit.OK, done.output
    assert 'note: replication 2 of {"stations.vaccination.desks": 1} was damaged in the store' in done.stderr
    assert json.loads(vaxsim_with("store", "show", "a.db", "--json").stdout) == before


def test_shards_merge_to_the_store_of_the_whole(site: Path) -> None:
    sweep("--store", "whole.db")
    for index in ("1/3", "2/3", "3/3"):
        done = sweep("--shard", index, "--store", f"part{index[0]}.db")
        assert f"shard {index}:" in done.output
    done = vaxsim_with("store", "merge", "all.db", "part1.db", "part2.db", "part3.db")
    assert done.exit_code == Exit.OK, done.output
    whole, merged = (json.loads(vaxsim_with("store", "show", name, "--json").stdout) for name in ("whole.db", "all.db"))
    assert whole == merged
    assert merged["runs"] == 4


def test_stores_that_do_not_go_together_are_not_merged(site: Path) -> None:
    sweep("--store", "a.db")
    sweep("--store", "b.db", "--seed", "2")
    done = vaxsim_with("store", "merge", "all.db", "a.db", "b.db")
    assert done.exit_code == Exit.USAGE
    assert "b.db: it holds runs with seed 2, not 1" in done.stderr


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_store_is_exported_run_by_run_and_number_by_number(site: Path, ending: str) -> None:
    if ending == "parquet":
        pytest.importorskip("pyarrow")
    read = pd.read_csv if ending == "csv" else pd.read_parquet
    sweep("--store", "a.db")
    assert vaxsim_with("store", "export", "a.db", f"wide.{ending}").exit_code == Exit.OK
    wide = read(f"wide.{ending}")
    assert wide.columns[:2].tolist() == ["stations.vaccination.desks", "replication"]
    assert len(wide) == 4
    long = ("--long", "--metric", "dosed", "--metric", "overtime")
    assert vaxsim_with("store", "export", "a.db", f"long.{ending}", *long).exit_code == Exit.OK
    found = read(f"long.{ending}")
    assert found.columns.tolist() == ["stations.vaccination.desks", "replication", "metric", "value"]
    assert found[found["metric"] == "overtime"]["value"].tolist() == wide["overtime"].tolist()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("show", "missing.db"), Exit.USAGE, "no such store"),
        (("export", "a.db", "a.xlsx"), Exit.USAGE, "ends in .csv or .parquet"),
        (("export", "a.db", "site.toml"), Exit.USAGE, "ends in"),
        (("export", "a.db", "there.csv"), Exit.USAGE, "is there already"),
        (("export", "a.db", "missing/t.csv"), Exit.NOT_WRITTEN, "cannot be written"),
        (("export", "a.db", "t.csv", "--metric", "dozed"), Exit.USAGE, "dosed"),
    ],
)
def test_what_cannot_be_shown_or_exported_is_said(site: Path, arguments, code, said) -> None:
    sweep("--store", "a.db")
    Path("there.csv").write_text("mine")
    done = vaxsim_with("store", *arguments)
    assert (done.exit_code, said in done.stderr) == (code, True), done.output
    assert Path("there.csv").read_text() == "mine"
    assert not list(site.parent.glob(".*"))


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (hands.LostError("a worker died"), Exit.INCOMPLETE, "what a.db holds is kept: the same command goes on"),
        (KeyboardInterrupt(), Exit.INTERRUPTED, "what a.db holds is kept"),
        (NotStoredError("a.db: database or disk is full"), Exit.NOT_WRITTEN, "full; what a.db holds is kept"),
    ],
)
def test_what_stops_a_sweep_is_said_and_what_was_stored_is_kept(site: Path, monkeypatch, error, code, said) -> None:
    add = Store.add

    def stop(self, *chunk):
        add(self, *chunk)
        raise error

    monkeypatch.setattr(sweeping, "AHEAD", 1)
    monkeypatch.setattr(Store, "add", stop)
    done = sweep("--store", "a.db", "--reps", "60", "--engine", "reference", "--threads", "1")
    assert (done.exit_code, said in done.stderr) == (code, True), done.output
    with Store("a.db") as store:
        assert 0 < sum(map(len, store.done().values())) < 120


def test_ctrl_c_before_the_end_of_a_sweep_without_a_store_leaves_nothing(site: Path, monkeypatch) -> None:
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Store, "add", interrupted)
    done = sweep()
    assert done.exit_code == Exit.INTERRUPTED
    assert "nothing was stored" in done.stderr
    assert {path.name for path in site.parent.iterdir()} == {"site.toml"}


def test_no_number_is_cut_off_however_many_are_asked_for(site: Path) -> None:
    asked = ["p90(wait)", "mean(wait)", "max(wait)", "dosed", "overtime", "mean(time_on_site)", "p90(time_on_site)"]
    done = sweep(*[part for name in asked for part in ("--metric", name)])
    assert done.exit_code == Exit.OK, done.output
    assert "…" not in done.stdout
    assert all(name in done.stdout for name in asked)
