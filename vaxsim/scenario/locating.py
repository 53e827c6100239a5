"""Locating: from findings, which have a path in the data, to problems, which have a place in a file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from vaxsim.scenario.model import Origin
from vaxsim.scenario.positions import Positions
from vaxsim.scenario.problems import DataPath, Finding, Place, Problem, inside, printable

MOST_PROBLEMS = 500
"""Problems that are told apart; of more only the number is given."""

_BARE = re.compile(r"[\w-]+")
_NAME_KEYS = ("name", "group")


def located(findings: Iterable[Finding], origin: Origin) -> tuple[Problem, ...]:
    """The findings as problems, each once, in the order of the file; those of overrides and other files come last."""
    positions = None if origin.text is None else Positions(origin.text)
    placed = [(_place(finding, origin, positions), finding) for finding in dict.fromkeys(findings)]
    placed.sort(key=lambda one: (one[0].file != origin.file, one[0]))
    problems = dict.fromkeys(_problem(place, finding, origin) for place, finding in placed[:MOST_PROBLEMS])
    if len(placed) > MOST_PROBLEMS:
        more = f"and {len(placed) - MOST_PROBLEMS:,} more problems"
        problems[Problem(origin.file, None, None, "", more)] = None
    return tuple(problems)


def _place(finding: Finding, origin: Origin, positions: Positions | None) -> Place:
    """Where a finding points: file and position, 0 where there is no text to point at."""
    if finding.place is not None:
        return finding.place._replace(file=str(Path(origin.file).parent / finding.place.file))
    edit = _edit(finding.path, origin)
    if edit is not None:
        return Place(edit, 0, 0)
    if positions is None:
        return Place(origin.file, 0, 0)
    spot = positions.key(finding.path) if finding.at_key else positions.value(finding.path)
    return Place(origin.file, *spot)


def _problem(place: Place, finding: Finding, origin: Origin) -> Problem:
    path = name_path(finding.path, origin.data)
    by_kind = (finding.path, place.file) in origin.edits and place.file.count(".") == path.count(".")
    if by_kind or place.file in (f"--set {path}", f"replace {path}"):
        path = ""
    return Problem(place.file, place.line or None, place.col or None, path, finding.message)


def _edit(path: DataPath, origin: Origin) -> str | None:
    """The override that the value at a path comes from, the last one if there are several."""
    return next((text for at, text in reversed(origin.edits) if path[: len(at)] == at), None)


def name_path(path: DataPath, data: Any) -> str:
    """A path as users write it, list elements by name: ``stations.vaccination.desks``, ``staff.nurses.shifts.0.to``."""
    words = []
    here = data
    for step in path:
        words.append(_word(_element(here, step)))
        here = inside(here, step)
    return ".".join(words)


def _element(here: Any, step: str | int) -> str:
    """The key, or of a list element its name, or its position where the name is missing or not its own."""
    if not isinstance(here, list) or not isinstance(step, int) or step >= len(here):
        return str(step)
    own = element_name(here[step])
    return own if own and [element_name(one) for one in here].count(own) == 1 else str(step)


def element_name(element: Any) -> str | None:
    """What a table in a list is called: its `name` or `group`."""
    if not isinstance(element, Mapping):
        return None
    return next((element[key] for key in _NAME_KEYS if isinstance(element.get(key), str)), None)


def _word(name: str) -> str:
    return name if _BARE.fullmatch(name) else printable(json.dumps(name, ensure_ascii=False))
