"""Variants of a scenario as the command line takes them: "more desks: stations.vaccination.desks=8, seed=3"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import typer

from vaxsim.cli import terminal
from vaxsim.cli.exits import Exit
from vaxsim.cli.loading import problem_lines, read_checked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from vaxsim.scenario import Scenario
    from vaxsim.scenario.problems import Problem

_NAMED = re.compile(r"\s*([^=:\"']+?)\s*:\s*(.*)", re.DOTALL)
_SPACED = re.compile(r"\s*(?P<name>[^=.:\"'\s]+(?:\s+[^=.:\"'\s]+)*?)\s+(?P<path>[^=.:\"'\s]+\s*[.=].*)", re.DOTALL)
"""A setting whose first key has a space, which no field has: the colon after the name of a variant was forgotten."""
_OPENING, _CLOSING, _QUOTES = "[{", "]}", "\"'"

_SET = "--set "
"""What a problem with a setting begins with, whichever option it was given by."""


@dataclass(frozen=True)
class Variant:
    """A scenario with fields set."""

    name: str
    changes: Mapping[str, Any]


def variant_or_exit(text: str) -> Variant:
    """A variant from its text; without a name it is called after what it sets.

    What cannot be understood is complained about and ends the command.
    """
    from vaxsim.scenario import ScenarioError, overrides

    match = _NAMED.fullmatch(text)
    named, settings = (match[1], match[2]) if match else (text.strip(), text)
    spaced = None if match else _SPACED.fullmatch(text)
    if spaced is not None:
        terminal.complain(f'--variant {text}: a name ends with a colon: "{spaced["name"]}: {spaced["path"]}"')
        raise typer.Exit(Exit.USAGE)
    try:
        return Variant(named, overrides.parse(parted(settings)))
    except ScenarioError as error:
        terminal.complain(*(str(_as_of(named, problem)) for problem in error.problems))
        raise typer.Exit(Exit.USAGE) from error


def read_variant_or_exit(file: Path, variant: Variant, changes: Mapping[str, Any], *, allow_large: bool) -> Scenario:
    """The scenario of a file with the changes of --set, then those of a variant; complaints name whose they are."""
    from vaxsim.scenario import ScenarioError

    try:
        return read_checked(file, allow_large=allow_large, changes={**changes, **variant.changes})
    except ScenarioError as error:
        own = {f"{_SET}{path}" for path in variant.changes}
        told = [_as_of(variant.name, each) if each.file in own else each for each in error.problems]
        terminal.complain(*problem_lines(ScenarioError(told)))
        raise typer.Exit(Exit.SCENARIO_WRONG) from error


def _as_of(variant: str, problem: Problem) -> Problem:
    """A problem with a setting, as the option says it that it comes from."""
    setting = str(problem.file).removeprefix(_SET)
    where = f"--variant {variant}" if setting.strip() == variant else f"--variant {variant}: {setting}"
    return replace(problem, file=where)


def parted(text: str) -> list[str]:
    """The parts of a text between commas, those inside brackets and quotes left alone."""
    parts, depth, quote = [""], 0, ""
    for letter in text:
        if quote:
            quote = "" if letter == quote else quote
        elif letter in _QUOTES:
            quote = letter
        else:
            depth += (letter in _OPENING) - (letter in _CLOSING)
        if letter == "," and not quote and depth <= 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]
