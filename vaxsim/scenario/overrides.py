"""Overrides: fields of a scenario set from outside, by paths such as ``stations.vaccination.desks``.

Keys are joined by dots; an element of a list goes by its name, group or position from 0, one without a name also by its
kind if no other is of that kind (``arrivals.appointments.per_slot``); a name with dots is put in quotes, as in TOML.
"""

from __future__ import annotations

import copy
import dataclasses
import datetime
import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from vaxsim.fields import did_you_mean, shown
from vaxsim.scenario import loading
from vaxsim.scenario.draft import MOST
from vaxsim.scenario.locating import element_name
from vaxsim.scenario.model import Origin
from vaxsim.scenario.problems import DataPath, Problem, ScenarioError, listed

LONGEST_PATH = 1000
"""Characters of a path; no field needs nearly as many."""

_SEGMENT = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^."'=]+?))\s*(\.|$)""")
_POSITION = re.compile("[0-9]{1,9}")
_LONGEST_SHOWN = 200  # characters of an override that a message repeats
_ASSIGNMENT = re.compile(r"""((?:"(?:[^"\\]|\\.)*"|'[^']*'|[^"'=])+)=(.*)""", re.DOTALL)


class _Refused(ValueError):  # noqa: N818  turned into a problem before anybody sees it
    """Why an override cannot be done."""


def parse(assignments: Iterable[str]) -> dict[str, Any]:
    """Overrides from texts as the command line takes them: ``stations.vaccination.desks=8``.

    Values are TOML; what is no TOML value, such as a bare word or 19:00, is a text.  A later override of the same
    path replaces an earlier one.  Raises ScenarioError with a problem for each text that cannot be understood.
    """
    changes: dict[str, Any] = {}
    problems: list[Problem] = []
    for assignment in assignments:
        try:
            path, value = _parsed(assignment)
            changes.pop(path, None)
            changes[path] = value
        except _Refused as why:
            problems.append(_problem(assignment, why))
    if problems:
        raise ScenarioError(problems)
    return changes


def _parsed(assignment: str) -> tuple[str, Any]:
    parted = cut(assignment)
    if parted is None:
        raise _Refused("allowed: PATH=VALUE, such as stations.vaccination.desks=8")
    path, text = parted
    return path, value(text)


def cut(assignment: str) -> tuple[str, str] | None:
    """Path and text of ``PATH=VALUE``, None if it is no such thing.  Raises ValueError if the path cannot be read."""
    match = _ASSIGNMENT.fullmatch(assignment)
    if match is None:
        return None
    path = match[1].strip()
    _segments(path)
    return path, match[2].strip()


def value(text: str) -> Any:
    """The value that a text stands for, as in `parse`.  Raises ValueError if it begins as TOML and is none."""
    try:
        table = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError) as error:
        if text[:1] in ("[", "{", '"', "'"):
            raise _Refused(f"got a value that is not TOML: {error}") from None
        if not text:
            raise _Refused('got no value; an empty text is written ""') from None
        return text
    if len(table) != 1:
        raise _Refused("got several values")
    return _plain(table["value"])


def _plain(value: Any) -> Any:
    """Bare times and dates as the texts they were written as."""
    return value.isoformat() if isinstance(value, (datetime.date, datetime.time)) else value


def apply(origin: Origin, changes: Mapping[str, Any], by: str = "--set") -> Origin:
    """The origin with fields set, in the order given; None takes a field out.  Problems say `by` what they are set.

    Raises ScenarioError with a problem for each path that leads nowhere.
    """
    data = copy.deepcopy(dict(origin.data))
    edits = list(origin.edits)
    problems: list[Problem] = []
    for path, value in changes.items():
        try:
            edits.append((_set(data, _segments(path), loading.plain(value)), f"{by} {path}"))
        except _Refused as why:
            problems.append(_problem(path, why, by))
    if problems:
        raise ScenarioError(problems)
    return dataclasses.replace(origin, data=data, edits=tuple(edits))


def _problem(what: str, why: _Refused, by: str = "--set") -> Problem:
    short = what if len(what) <= _LONGEST_SHOWN else f"{what[:_LONGEST_SHOWN]}..."
    return Problem(f"{by} {short}", None, None, "", str(why))


def _segments(path: str) -> list[str]:
    """The names a path is made of, quotes taken off."""
    if len(path) > LONGEST_PATH:
        raise _Refused(f"got a path of {len(path):,} characters; allowed: at most {LONGEST_PATH:,}")
    segments, start, more = [], 0, True
    while more:
        match = _SEGMENT.match(path, start)
        if match is None:
            raise _Refused("allowed: names joined by dots, a name with dots in quotes")
        quoted, literal, bare, joint = match.groups()
        segments.append(_unquoted(quoted) if quoted is not None else literal if literal is not None else bare)
        start, more = match.end(), joint == "."
    return segments


def _unquoted(text: str) -> str:
    try:
        return str(tomllib.loads(f'value = "{text}"')["value"])
    except tomllib.TOMLDecodeError:
        raise _Refused(f'got "{text}", which is no text in quotes as TOML knows it') from None


def _set(data: dict[str, Any], segments: list[str], value: Any) -> DataPath:
    """Sets a field in place; tables that the file leaves out are made on the way.  Gives the path of what is new."""
    path: DataPath = ()
    new: DataPath = ()
    here: Any = data
    for depth, segment in enumerate(segments):
        step = _step(here, segment, segments[:depth])
        path = (*path, step)
        last = depth == len(segments) - 1
        if not new and (last or (isinstance(here, dict) and step not in here)):
            new = path
        if last:
            _assign(here, step, value)
        else:
            here = _entered(here, step, segments[: depth + 2])
    return new


def _entered(here: Any, step: Any, segments: list[str]) -> Any:
    """What stands at a step, an empty table if nothing does; the next one is the last of `segments`."""
    if isinstance(here, dict) and step not in here:
        if len(segments) == 2 and step in MOST:
            raise _Refused(f"the scenario has no [[{step}]]")
        if _POSITION.fullmatch(segments[-1]):
            where = ".".join(segments[:-1])
            raise _Refused(f"the scenario leaves out {where}; allowed: the whole list, {where}=[...]")
        here[step] = {}
    return here[step]


def _assign(here: dict[Any, Any] | list[Any], step: Any, value: Any) -> None:
    if value is not None:
        here[step] = value
    elif isinstance(here, list) or step in here:
        del here[step]


def _step(here: Any, segment: str, before: list[str]) -> str | int:
    """The key or position that a segment means."""
    if isinstance(here, dict):
        return segment
    where = ".".join(before)
    if not isinstance(here, list):
        raise _Refused(f"{where} is {shown(here)}, which has no fields")
    names = _names(here)
    if segment in names:
        return names.index(segment)
    if _POSITION.fullmatch(segment) and int(segment) < len(here):
        return int(segment)
    known = [name for name in names if name]
    choice = f"{listed(known)}, or " if known else ""
    last = len(here) - 1
    positions = "nothing: the list is empty" if last < 0 else f"a position from 0 to {last}" if last else "position 0"
    raise _Refused(f'{where} has no "{segment}"; allowed: {choice}{positions}{did_you_mean(segment, known)}')


def _names(elements: list[Any]) -> list[str | None]:
    """What each element of a list goes by: its name or group, else its kind if no other goes by that."""
    names = [element_name(element) for element in elements]
    kinds = [_kind(element) if name is None else None for element, name in zip(elements, names, strict=True)]
    known = [*names, *kinds]
    return [kind if name is None and known.count(kind) == 1 else name for name, kind in zip(names, kinds, strict=True)]


def _kind(element: Any) -> str | None:
    kind = element.get("kind") if isinstance(element, Mapping) else None
    return kind if isinstance(kind, str) else None
