"""Loading: from a file to plain TOML data, with a place for everything that can go wrong on the way."""

from __future__ import annotations

import codecs
import re
import stat
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vaxsim.fields import shown
from vaxsim.scenario import syntax
from vaxsim.scenario.problems import Problem, ScenarioError

LARGEST_FILE = 2_000_000
"""Bytes a scenario file may have: five thousand stations, or 200,000 values; longer lists belong into CSV files."""

DEEPEST = 40
"""Tables and lists inside each other; the deepest sensible scenario (a mixture of sums) needs about ten."""

_TOO_DEEP = f"got more than {DEEPEST} tables and lists inside each other; allowed: at most that many"

_WHERE = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<col>\d+)|end of document)\)$")
_LONG_NUMBER = re.compile(r"\d[\d_]{4000,}")


@dataclass(frozen=True)
class Document:
    """A scenario file as read: its name as the user wrote it, text, data, and the folder its CSV files lie in."""

    file: str
    text: str
    data: dict[str, Any]
    folder: Path


def load(path: str | Path) -> Document:
    """The TOML data of a file; raises ScenarioError if it cannot be read or is not TOML."""
    file = str(path)
    text = _decode(file, _read_bytes(file, Path(path)))
    data = _parse(file, text)
    if _is_too_deep(data):
        raise _too_deep(file, text)
    return Document(file, text, data, Path(path).resolve().parent)


def _read_bytes(file: str, path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # asked first, for opening a pipe may wait for ever
            raise OSError(0, "it is a folder, pipe or device; allowed: a file")
        with path.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _error(file, None, f"cannot be read: {reason}") from None
    if len(content) > LARGEST_FILE:
        raise _error(file, None, f"got a file of more than {LARGEST_FILE:,} bytes; allowed: at most that many")
    return content


def _decode(file: str, content: bytes) -> str:
    """The text without a byte order mark; tomllib wants lines that end in a line feed."""
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        spot = _spot(content[: error.start].decode())
        got = f"0x{content[error.start]:02x}"
        raise _error(file, spot, f"got the byte {got}, which is not UTF-8; save the file as UTF-8") from None
    if "\0" in text:
        spot = _spot(text[: text.index("\0")])
        raise _error(file, spot, "got a zero byte, so this is no text, or UTF-16; save the file as UTF-8")
    return text.replace("\r\n", "\n")


def _parse(file: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _no_toml(file, text, str(error)) from None
    except RecursionError:
        raise _too_deep(file, text) from None
    except ValueError:  # Python refuses to turn thousands of digits into a number
        digits = _LONG_NUMBER.search(text)
        spot = _spot(text[: digits.start()]) if digits else (1, 1)
        raise _error(file, spot, "got a number of thousands of digits") from None


def _no_toml(file: str, text: str, message: str) -> ScenarioError:
    """The error of tomllib at its place, with what to do about it."""
    line, col = _where(message, text)
    said = _WHERE.sub("", message)
    hint = syntax.advice(said, text.split("\n")[line - 1])
    more = f"; {hint}" if hint else ""
    after = " (the rest of the file is checked once this is mended)"
    return _error(file, (line, col), f"not TOML: {syntax.plainly(said)}{more}{after}")


def _where(message: str, text: str) -> tuple[int, int]:
    match = _WHERE.search(message)
    if match is None or match["line"] is None:
        return _spot(text)
    return int(match["line"]), int(match["col"])


def _spot(before: str) -> tuple[int, int]:
    """Line and column of the first character after `before`."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def plain(value: Any) -> Any:
    """A copy of data made in Python, in the types of TOML: dictionaries with texts as keys, lists, numbers, texts.

    Tuples and arrays become lists, numbers of numpy those of Python.  Raises ScenarioError if the data is nested too
    deep, or a key is no text.
    """
    if _is_too_deep(value):
        raise _error("", None, _TOO_DEEP)
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_key(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return _plain(value.tolist()) if hasattr(value, "dtype") else value


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise _error("", None, f"got the key {shown(key)}; allowed: a text")
    return key


def _is_too_deep(data: Any) -> bool:
    """Whether tables and lists are nested too deep for what follows, which may recurse."""
    level = [data]
    for _ in range(DEEPEST + 1):
        level = [inner for outer in level for inner in _inside(outer)]
    return bool(level)


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, (list, tuple)) else ()


def _too_deep(file: str, text: str) -> ScenarioError:
    return _error(file, _deepest_spot(text), _TOO_DEEP)


def _deepest_spot(text: str) -> tuple[int, int]:
    """Where brackets or dotted keys first go too deep; brackets in texts and comments are taken for real ones."""
    depth = 0
    for match in re.finditer(r"[\[{\]}]|(?:[^\s.=]+\.){%d}" % DEEPEST, text):  # noqa: UP031  braces abound
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match[0], DEEPEST + 1)
        if depth > DEEPEST:
            return _spot(text[: match.start()])
    return 1, 1


def _error(file: str, spot: tuple[int, int] | None, message: str) -> ScenarioError:
    line, col = spot or (None, None)
    return ScenarioError([Problem(file, line, col, "", message)])
