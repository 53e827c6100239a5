"""The benchmark runs as its document says; how long things take is looked at there and not tested."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def run(python: str, project: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [python, str(project / "benchmarks" / "benchmark.py"), "--quick", *options]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory, project: Path, python: str) -> tuple[str, str]:
    """What the command printed, and the document after it."""
    copy = tmp_path_factory.mktemp("docs") / "performance.md"
    shutil.copy(project / "docs" / "performance.md", copy)
    done = run(python, project, "--write", str(copy))
    assert done.stderr == ""
    assert done.returncode == 0
    return done.stdout, copy.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "part",
    [
        "1,500 patients",
        "all programs agree to the tick",
        "Machine: ",
        "CPython",
        "| idiomatic SimPy 4",
        "| Ciw 3",
        "| vaxsim, reference engine |",
        "| vaxsim, whole replication",
        "| reference engine, time against SimPy |",
    ],
)
def test_the_tables_name_programs_measures_machine_and_versions(document, part):
    assert part in document[0]


def test_the_tables_are_put_between_the_marks_and_the_rest_is_left_alone(document, project):
    tables, after = document
    before = (project / "docs" / "performance.md").read_text(encoding="utf-8")
    head, tail = before.split("<!-- benchmark: begin -->")[0], before.split("<!-- benchmark: end -->")[1]
    assert after.startswith(head)
    assert after.endswith(tail)
    assert tables.strip() in after


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read as Linux tells it")
@pytest.mark.parametrize(
    ("task", "said"),
    [
        (("replications", "2", "reference"), "mib"),
        (("first_runs",), "staffed"),
        (("stretches", "staffed_job.toml", "300", "600"), "patients"),
    ],
)
def test_the_tasks_of_a_fresh_process_answer(project, python, task, said):
    if task[0] != "replications":
        pytest.importorskip("numba")
    command = [python, str(project / "benchmarks" / "fresh.py"), *task]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.stderr == ""
    assert said in done.stdout
