"""``vaxsim new``: templates that check and run, and files that stay as they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

import vaxsim
from vaxsim.cli import app
from vaxsim.cli.exits import Exit
from vaxsim.cli.new import FOLDER, description, templates, text_of

ROOT = Path(__file__).parents[2]

SOURCES = {
    "clinic": "small_clinic",
    "closed_at_noon": "baotou_20min",
    "community": "guilin_site",
    "drive_through": "drive_through",
    "hub": "mass_hub",
    "school": "school_session",
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def vax(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_templates_are_the_scenarios_that_are_tested_everywhere() -> None:
    assert set(templates()) == set(SOURCES)
    for template, source in SOURCES.items():
        shipped = (ROOT / "scenarios" / f"{source}.toml").read_bytes()
        assert (FOLDER / f"{template}.toml").read_bytes() == shipped


@pytest.mark.parametrize("template", sorted(SOURCES))
def test_what_is_written_is_commented_has_its_title_and_is_right(here: Path, template: str) -> None:
    done = vax("new", 'Hall "7" 接种', "--template", template)
    assert done.exit_code == Exit.OK, done.output
    path = here / 'Hall "7" 接种.toml'
    assert vaxsim.read(path).title == 'Hall "7" 接种'
    assert path.read_text(encoding="utf-8").count("#") >= 5
    assert vax("check", path.name).exit_code == Exit.OK


def test_it_runs_as_it_is(here: Path) -> None:
    vax("new", "mine")
    assert vax("run", "mine.toml", "--reps", "2", "--no-figures").exit_code == Exit.OK


def test_a_file_that_is_there_stays_as_it_is(here: Path) -> None:
    (here / "mine.toml").write_text("precious", encoding="utf-8")
    for name in ("mine", "mine.toml"):
        done = vax("new", name)
        assert done.exit_code == Exit.USAGE
        assert "is there already" in done.output
    assert (here / "mine.toml").read_text(encoding="utf-8") == "precious"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("x", "--template", "hubs"), 'did you mean "hub"?'),
        (("",), "allowed: a name"),
        (("no/such/place",), "there is no such folder"),
        (("a\nb",), "allowed: a name"),
    ],
)
def test_what_cannot_be_written_says_why_and_leaves_nothing(here: Path, arguments: tuple[str, ...], words: str) -> None:
    done = vax("new", *arguments)
    assert done.exit_code == Exit.USAGE
    assert words in done.output
    assert not list(here.iterdir())


def test_a_disk_that_is_full_leaves_nothing_half_written(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def __enter__(self) -> Full:
            (here / "mine.toml").touch()
            return self

        def __exit__(self, *_: object) -> None: ...

        def write(self, _: str) -> None:
            raise OSError(28, "No space left on device")

    real = Path.open
    monkeypatch.setattr(Path, "open", lambda path, *a, **k: Full() if a[:1] == ("x",) else real(path, *a, **k))
    done = vax("new", "mine")
    assert done.exit_code == Exit.NOT_WRITTEN
    assert "no space left" in done.output
    assert not list(here.iterdir())


def test_every_template_is_listed_with_what_it_is_about(here: Path) -> None:
    done = vax("new", "--list")
    assert done.stdout.splitlines() == [f"{name}: {description(name)}" for name in templates()]
    assert not list(here.iterdir())


def test_only_the_title_of_a_template_changes() -> None:
    before, after = (FOLDER / "hub.toml").read_text(encoding="utf-8"), text_of("hub", "x")
    differing = [pair for pair in zip(before.splitlines(), after.splitlines(), strict=True) if pair[0] != pair[1]]
    assert differing == [('title = "Mass hub"', 'title = "x"')]
