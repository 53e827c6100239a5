"""What the documents say is true: their commands run, their code runs, their links lead somewhere."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import vaxsim
from tests.documents import DOCUMENTS, ROOT, Block, anchors, blocks, commands, links, python_stories

FEW = ["--reps", "2"]
"""Days are played twice only: the last of two equal options counts, and what is tested is that the command runs."""

PLAYING = {"run", "run.py", "cases", "compare", "capacity", "slots", "stress", "sensitivity"}
"""Commands that play days."""

ONE_DAY = {"--help", "--rep", "--trace", "--from", "--to"}
"""Options of commands that do not play days again and again."""

FEW_SCENARIOS = ["--scenarios", "20", "--least", "0"]
"""Likewise for the long search."""

FEW_EXPERIMENTS = ["--experiments", "2"]
FEW_AT_MOST = ["--most", "2"]

TOOLS = ("pytest", "ruff", "mypy", "lint-imports")
"""Run by .ci/run on every change, not again from inside the tests."""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what a reader has in front of them, because commands may write."""
    for name in ("run.py", "README.md", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("scenarios", "docs", "benchmarks"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def run_here(arguments: list[str], folder: Path) -> str:
    """What a command prints that has to end well."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MPLBACKEND": "Agg"}
    done = subprocess.run(arguments, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, f"{shlex.join(arguments)}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return done.stdout


LONG = "make_figures"
"""What takes minutes is run in the slow tier."""


@pytest.mark.parametrize(
    ("where", "command"),
    [pytest.param(*each, marks=pytest.mark.slow) if LONG in each[1] else each for each in commands()],
)
def test_every_command_of_the_documents_runs(where: str, command: str, checkout: Path) -> None:
    for step in command.split(" && "):
        words = shlex.split(step)
        if words[:3] == ["python3", "-m", "venv"]:
            assert words[3:] == [".venv"]
        elif Path(words[0]).name == "pip":
            assert_installable(words[1:])
        elif "=" in words[0]:
            assert step in " ".join(gate().replace("\\\n", " ").split())
        elif tool_of(words) in TOOLS:
            assert tool_of(words) == "pytest" or f"check {tool_of(words)}" in gate()
        else:
            run_here(with_this_interpreter(words), checkout)


def assert_installable(words: list[str]) -> None:
    """`pip install` of this folder, with an extra that pyproject.toml has."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    match = re.fullmatch(r"install (?:-e )?\.(?:\[(\w+)\])?", " ".join(words))
    assert match
    assert match[1] is None or match[1] in project["optional-dependencies"]


def tool_of(words: list[str]) -> str:
    return words[2] if words[1:2] == ["-m"] else Path(words[0]).name


def gate() -> str:
    return (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def with_this_interpreter(words: list[str]) -> list[str]:
    """The command with the interpreter that runs the tests, and days played a few times only."""
    program, *arguments = words
    if Path(program).name == "vaxsim":
        start = [sys.executable, "-c", "import sys; from vaxsim.cli import main; sys.exit(main())"]
    else:
        assert Path(program).name in ("python", "python3"), program
        start = [sys.executable]
    if arguments[:2] == ["-m", "tests.search"]:
        return start + arguments + FEW_SCENARIOS
    if arguments[:2] == ["-m", "tests.coverage"]:
        return start + arguments + FEW_EXPERIMENTS
    if "--precision" in arguments:
        return start + arguments + FEW_AT_MOST
    plays_days = not PLAYING.isdisjoint(arguments) and ONE_DAY.isdisjoint(arguments)
    return start + arguments + (FEW if plays_days else [])


@pytest.mark.parametrize(("where", "code"), python_stories())
def test_every_python_block_of_the_documents_runs(where: str, code: str, checkout: Path) -> None:
    run_here([sys.executable, "-W", "error::DeprecationWarning:vaxsim", "-c", code], checkout)


@pytest.mark.parametrize("block", blocks("toml"), ids=lambda block: block.label)
def test_every_scenario_in_a_document_is_right(block: Block, tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_text(block.text, encoding="utf-8")
    assert vaxsim.read(path).stations


STORIES = [block for block in blocks("console") if "--trace" in block.text]


@pytest.mark.parametrize("block", STORIES, ids=lambda block: block.label)
def test_a_story_in_a_document_is_the_one_that_is_told(block: Block, checkout: Path) -> None:
    command, story = block.text.removeprefix("$ ").split("\n", 1)
    told = run_here(with_this_interpreter(shlex.split(command)), checkout)
    assert story.splitlines() == told.splitlines()[2:-2]


def answers(command: str) -> list[Block]:
    """Console blocks that show what a command prints."""
    found = [block for block in blocks("console") if re.match(rf"\$ vaxsim {command}\b", block.text)]
    return [block for block in found if len(block.text.replace("\\\n", " ").splitlines()) > 1]


ANSWERS = [
    *(pytest.param(block, id=block.label) for block in [*answers("run .*--precision"), *answers("compare")]),
    *(pytest.param(block, id=block.label) for block in answers("capacity")),
    *(pytest.param(block, id=block.label, marks=pytest.mark.slow) for block in answers("slots")),
]


@pytest.mark.parametrize("block", ANSWERS)
def test_an_answer_in_a_document_is_the_one_that_is_given(block: Block, checkout: Path) -> None:
    command, *shown = block.text.replace("\\\n", " ").splitlines()
    program, *words = shlex.split(command.removeprefix("$ "))
    assert program == "vaxsim"
    told = [line.rstrip() for line in run_here([sys.executable, "run.py", *words], checkout).splitlines()]
    places = [told.index(line) if line in told else None for line in shown if line]
    assert None not in places, (shown, told)
    assert places == sorted(places)  # type: ignore[type-var]


UNFENCED = re.compile(r"^(?: {4}|\t)(?:\$ |python|pip|vaxsim|\.venv/|\.ci/)", re.MULTILINE)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_command_stands_outside_of_the_blocks_that_are_run(document: Path) -> None:
    assert not UNFENCED.findall(document.read_text(encoding="utf-8"))


def test_the_gate_runs_the_test_command_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    marked = re.search(r"<!-- the tests -->\n(.*?)<!-- end -->", readme, re.DOTALL)
    assert marked
    lines = [line for line in marked[1].splitlines() if line.startswith("$ ")]
    assert len(lines) == 1
    assert lines[0].endswith("-m pytest -n auto")
    assert "/<!-- the tests -->/,/<!-- end -->/" in gate()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_of_a_document_leads_to_a_file_and_a_heading(document: Path) -> None:
    for target in links(document):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        linked = (document.parent / path).resolve() if path else document
        assert linked.exists(), target
        if anchor:
            assert anchor in anchors(linked), target


SCENARIOS = sorted((ROOT / "scenarios").rglob("*.toml"))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_scenario_runs_and_passes_its_conservation_checks(path: Path, tmp_path: Path) -> None:
    run_here(
        with_this_interpreter(["vaxsim", "run", str(path), "--out", str(tmp_path / "out")]),
        tmp_path,
    )
    assert (tmp_path / "out" / "summary.json").exists()


TEXTS = sorted(
    path
    for folder in ("vaxsim", "docs", "scenarios", "tests", "benchmarks", ".ci")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".py", ".md", ".toml", ".csv", "") and path.is_file()
) + sorted(path for pattern in ("*.md", "*.toml", "*.py") for path in ROOT.glob(pattern))

MACHINE_PATH = re.compile(r"(?<![\w.])/(?:home|root|work|tmp|opt|Users|farm)/[\w.]")
DOCUMENT_NAME = re.compile(r"\b[A-Z]{4,}\.(?:md|toml)\b")


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_names_a_place_of_one_machine_or_a_document_that_is_not_here(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    here = {document.name for document in DOCUMENTS}
    assert not MACHINE_PATH.findall(text)
    assert set(DOCUMENT_NAME.findall(text)) <= here
