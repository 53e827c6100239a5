"""A scenario as it travels: its content and that of its CSV files, so that another machine needs no files of ours."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vaxsim.scenario import overrides
from vaxsim.scenario.digest import digest_of, files_in

if TYPE_CHECKING:
    from vaxsim.scenario import Scenario

CHANGES_NO_DAY = ("title", "source", "seed", "replications")
"""Fields that change no number of a day; the seed is told apart from the scenario."""


@dataclass(frozen=True)
class Portable:
    """The data of a scenario and the content of its files by name; can be pickled."""

    data: Mapping[str, Any]
    files: Mapping[str, bytes]
    allow_large: bool = False

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) of all that the numbers of a day depend on, but for the seed and the changes of a point."""
        days = {key: value for key, value in self.data.items() if key not in CHANGES_NO_DAY}
        return digest_of(days, {file: self.files[file] for file in files_in(days)})

    @cached_property
    def content(self) -> str:
        """SHA-256 (hex) of everything in it."""
        return digest_of(self.data, self.files)

    def key(self, changes: Mapping[str, Any]) -> str:
        """SHA-256 (hex) of changes and of the files that they name; the order of changes does not count."""
        named = {text for text in _texts(list(changes.values())) if text in self.files}
        files = {name: hashlib.sha256(self.files[name]).hexdigest() for name in sorted(named)}
        whole = [sorted((path, _ordered(value)) for path, value in changes.items()), files]
        return hashlib.sha256(json.dumps(whole, separators=(",", ":")).encode()).hexdigest()

    def unpack(self, folder: Path) -> Scenario:
        """The scenario again, its files written below a folder, which has to stay.  Raises ScenarioError, OSError."""
        from vaxsim import promises
        from vaxsim.scenario import Scenario

        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return Scenario.from_dict(self.data, folder, allow_large=self.allow_large, checks=(promises.check,))


def pack(scenario: Scenario, points: Iterable[Mapping[str, Any]] = ()) -> Portable:
    """The scenario with every file that it, or one of the changes in `points`, refers to.

    A file that is not there is left out, for the point that needs it to say so.  Raises OSError if a file of the
    scenario itself has gone since it was read.
    """
    origin = scenario.origin
    folder = origin.folder or Path()
    files = {name: (folder / name).read_bytes() for name in files_in(origin.data)}
    for changes in _with_texts(points):
        for name in files_in(overrides.apply(origin, changes).data) - files.keys():
            if _is_below(folder, name):
                files[name] = (folder / name).read_bytes()
    return Portable(origin.data, files, origin.allow_large)


def _with_texts(points: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each change of a point that holds a text, once; no other can name a file."""
    seen: set[str] = set()
    for changes in points:
        for path, value in changes.items():
            if any(True for _ in _texts(value)):
                key = json.dumps([path, value], default=str)
                if key not in seen:
                    seen.add(key)
                    yield {path: value}


def _is_below(folder: Path, name: str) -> bool:
    """Whether a name leads to a file below the folder, as names of CSV files have to."""
    try:
        path = (folder / name).resolve()
        return path.is_relative_to(folder.resolve()) and path.is_file()
    except (OSError, ValueError, RuntimeError):
        return False


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts(list(value.values()))
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _texts(inner)


def _ordered(value: Any) -> Any:
    """The value with 8.0 as 8 and tables as pairs in their order, which counts for the roles of a crew."""
    if isinstance(value, Mapping):
        return [[key, _ordered(inner)] for key, inner in value.items()]
    if isinstance(value, (list, tuple)):
        return [_ordered(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
