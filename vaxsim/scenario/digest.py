"""Digest: one number that tells whether two scenarios are the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any


def digest(data: Mapping[str, Any], folder: Path | None) -> str:
    """SHA-256 (hex) of a scenario's data and of the CSV files below `folder` that it refers to.

    The order of fields does not count, except for the roles of a crew, which are taken in that order.  Raises OSError
    if a CSV file has gone since the scenario was read.
    """
    return digest_of(data, {file: ((folder or Path()) / file).read_bytes() for file in files_in(data)})


def digest_of(data: Mapping[str, Any], contents: Mapping[str, bytes]) -> str:
    """As `digest`, given the content of each of the CSV files by its name."""
    total = hashlib.sha256(json.dumps(_canonical(data, ()), separators=(",", ":")).encode())
    for file, content in sorted(contents.items()):
        total.update(f"\n{json.dumps(file)} {hashlib.sha256(content).hexdigest()}".encode())
    return total.hexdigest()


def _canonical(value: Any, path: tuple[str, ...]) -> Any:
    """The value with fields in alphabetical order and 8.0 as 8."""
    if isinstance(value, Mapping):
        items = [[key, _canonical(inner, (*path, key))] for key, inner in value.items()]
        return items if path[-1:] == ("needs",) else dict(sorted(map(tuple, items)))
    if isinstance(value, (list, tuple)):
        return [_canonical(inner, path) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def files_in(data: Mapping[str, Any]) -> set[str]:
    """The CSV files that arrivals and distributions refer to, as they name them."""
    return set(_files(data))


def _files(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        if isinstance(value.get("file"), str) and {"kind", "dist"} & value.keys():
            yield value["file"]
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _files(inner)
