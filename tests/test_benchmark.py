"""The benchmark runs as its document says; how long things take is looked at there and not tested."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


def run(python: str, project: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [python, str(project / "benchmarks" / "benchmark.py"), "--rounds", "1", *options]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory, project: Path, python: str) -> tuple[str, str]:
    """What the command printed, and the document after it."""
    copy = tmp_path_factory.mktemp("docs") / "performance.md"
    shutil.copy(project / "docs" / "performance.md", copy)
    done = run(python, project, "--write", str(copy))
    assert done.stderr == ""
    return done.stdout, copy.read_text(encoding="utf-8")


def test_the_table_names_programs_machine_and_versions(document):
    table = document[0]
    for part in (
        "1,500 patients",
        "Machine: ",
        "CPython",
        "simpy 4",
        "| idiomatic SimPy",
        "| vaxsim, reference engine |",
    ):
        assert part in table


def test_the_table_is_put_between_the_marks_and_the_rest_is_left_alone(document, project):
    table, after = document
    before = (project / "docs" / "performance.md").read_text(encoding="utf-8")
    head, tail = before.split("<!-- benchmark: begin -->")[0], before.split("<!-- benchmark: end -->")[1]
    assert after.startswith(head)
    assert after.endswith(tail)
    assert table.strip() in after


def test_a_document_without_marks_is_left_alone_and_said_so(tmp_path, project, python):
    bare = tmp_path / "bare.md"
    bare.write_text("nothing", encoding="utf-8")
    done = run(python, project, "--write", str(bare))
    assert "has no lines" in done.stderr
    assert bare.read_text(encoding="utf-8") == "nothing"
