"""``vaxsim new``: a commented scenario file to begin with; never over a file that is there."""

from __future__ import annotations

import json
import re
import shlex
from functools import cache
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from vaxsim.cli import terminal
from vaxsim.cli.exits import Exit

EXAMPLES = """\b
[bold]Examples[/bold]
vaxsim new my_clinic
vaxsim new "Sports hall" --template hub
vaxsim new --list
"""

FOLDER = Path(__file__).parent.parent / "templates"
"""One scenario file per template; what stands in its first line is its description."""

_TITLE = re.compile(r'^title = "[^"]*"', re.MULTILINE)

Name = Annotated[str, typer.Argument(metavar="NAME", help="What the site is called; its file has .toml behind it.")]
Template = Annotated[str, typer.Option("--template", metavar="TEMPLATE", help="What to begin with, see --list.")]
List = Annotated[bool, typer.Option("--list", help="Print the templates and write nothing.")]


def new(name: Name = "", template: Template = "clinic", listed: List = False) -> None:
    """Write a scenario file, with a comment at every figure, that runs as it is and waits to be changed.

    A file that is there already stays as it is.
    """
    if listed:
        terminal.print_lines(terminal.out(), [f"{each}: {description(each)}" for each in templates()])
        return
    if template not in templates():
        _refuse(f"--template: {_unknown(template)}")
    target = _target(name)
    _write(target, text_of(template, target.stem))
    told = f"{target}: written from the template {template}"
    hints = (f"vaxsim {command} {shlex.quote(str(target))}" for command in ("check", "explain", "run"))
    terminal.print_lines(terminal.out(), [told, f"Change it in an editor, then: {', '.join(hints)}"])


@cache
def templates() -> tuple[str, ...]:
    """The names of the templates: the clinic, which is short, first."""
    return tuple(sorted((path.stem for path in FOLDER.glob("*.toml")), key=lambda name: (name != "clinic", name)))


def description(template: str) -> str:
    """What a template is about: its first comment, up to the first full stop, or its title."""
    first = _text(template).splitlines()[0]
    if first.startswith("#"):
        return first.lstrip("# ")
    return "a small site, every line explained"


def text_of(template: str, title: str) -> str:
    """The scenario file of a template with a title of its own."""
    return _TITLE.sub(lambda _: f"title = {json.dumps(title, ensure_ascii=False)}", _text(template), count=1)


def _text(template: str) -> str:
    return (FOLDER / f"{template}.toml").read_text(encoding="utf-8")


def _unknown(template: str) -> str:
    from vaxsim.fields import did_you_mean

    known = templates()
    return f"there is no template {template!r}; there are: {', '.join(known)}{did_you_mean(template, known)}"


def _target(name: str) -> Path:
    """The file to write; ends the command where the name cannot be one."""
    from vaxsim.scenario.part import A_NAME, is_name

    target = Path(name if name.endswith(".toml") else f"{name}.toml")
    if not is_name(target.stem) or not name:
        _refuse(f"NAME: got {name!r}; allowed: {A_NAME}")
    if not target.parent.is_dir():
        _refuse(f"{target.parent}: there is no such folder")
    return target


def _write(target: Path, text: str) -> None:
    """Write a file that is not there yet; nothing half-written is left."""
    try:
        with target.open("x", encoding="utf-8", newline="\n") as file:
            try:
                file.write(text)
                file.flush()
            except BaseException:
                target.unlink(missing_ok=True)
                raise
    except FileExistsError:
        _refuse(f"{target}: is there already and stays as it is; give another name")
    except OSError as error:
        terminal.complain(f"{target}: cannot be written: {(error.strerror or str(error)).lower()}")
        raise typer.Exit(Exit.NOT_WRITTEN) from error


def _refuse(message: str) -> NoReturn:
    terminal.complain(message)
    raise typer.Exit(Exit.USAGE)
