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
    total = hashlib.sha256(json.dumps(_canonical(data, ()), separators=(",", ":")).encode())
    for file in sorted(set(_files(data))):
        content = ((folder or Path()) / file).read_bytes()
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


def _files(value: Any) -> Iterator[str]:
    """The CSV files that arrivals and distributions refer to."""
    if isinstance(value, Mapping):
        if isinstance(value.get("file"), str) and {"kind", "dist"} & value.keys():
            yield value["file"]
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _files(inner)
