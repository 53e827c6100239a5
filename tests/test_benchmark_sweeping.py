"""The benchmark of sweeps measures what its document says; how long things take is looked at there and not tested."""

from __future__ import annotations

import shutil

from benchmarks import sweeping, table
from tests.documents import ROOT


def test_the_lines_name_what_was_measured_and_go_between_the_marks(tmp_path, monkeypatch):
    monkeypatch.setattr(sweeping, "find_spec", lambda name: None)
    monkeypatch.setattr(sweeping, "REPS", 2)
    few = {"stations.vaccination.desks": [2, 3]}
    monkeypatch.setattr(sweeping, "FEW", few)
    lines = sweeping.measured(few, rounds=1, tasks=1)
    assert lines[0].measure.startswith("2 points x 2 replications, swept and stored")
    assert [line.goal for line in lines if line.goal] == ["under 30 s", "under 5%"]
    document = tmp_path / "sweeps.md"
    shutil.copy(ROOT / "docs" / "sweeps.md", document)
    table.put_into(document, table.measures(lines), sweeping.BEGIN, sweeping.END)
    assert "2 points x 2 replications" in document.read_text(encoding="utf-8")


def test_the_document_holds_a_full_measurement():
    text = (ROOT / "docs" / "sweeps.md").read_text(encoding="utf-8")
    between = text.partition(sweeping.BEGIN)[2].partition(sweeping.END)[0]
    for part in ("1,000 points x 30 replications", "share of the store", "Dask, overhead per task", "a million runs"):
        assert part in between
