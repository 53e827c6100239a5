"""The file that a store of a sweep is: its layout, how it is opened or refused, and what goes wrong with it.

about       what all its runs have in common: scenario, seed, version
headings    what the numbers of a run are, each list of them once
points      changes that a point makes, its headings, or the error that it ended with
runs        one packed row (float64, little-endian) for each replication of a point, with its checksum
violations  what did not add up in a run
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

FORMAT = 2
"""Number of the layout; a store of another one is refused.  Format 1 had no checksums."""
APPLICATION = 0x76617873  # "vaxs"
"""What marks an SQLite file as a store, in its header."""
PAGE = 16384
"""Bytes of a page: several runs fit into one."""
BUSY = 60.0
"""Seconds to wait while another program writes to the store."""

_TABLES = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE headings (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE points (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, changes TEXT NOT NULL,
                     headings INTEGER REFERENCES headings, error TEXT NOT NULL DEFAULT '');
CREATE TABLE runs (id INTEGER PRIMARY KEY, numbers BLOB NOT NULL, checksum INTEGER NOT NULL);
CREATE TABLE violations (point INTEGER NOT NULL REFERENCES points, replication INTEGER NOT NULL, message TEXT NOT NULL,
                         PRIMARY KEY (point, replication, message)) WITHOUT ROWID;
"""


class StoreError(Exception):
    """A store that is not used, with the reason."""


class DamagedError(StoreError):
    """A store holds runs that are not what was written."""


class NotStoredError(StoreError):
    """A store that takes no more, such as on a full disk; what it held, it holds."""


@dataclass(frozen=True)
class About:
    """What all runs of a store have in common."""

    scenario: str  # SHA-256 (hex) of the scenario
    seed: int
    version: str
    own: str = ""  # name of the function for numbers of the user's own
    title: str = ""

    def refusal(self, other: About) -> str:
        """Why runs of `other` do not go with these; an empty text if they do."""
        if self.scenario != other.scenario:
            return f"it holds runs of another scenario ({_named(self)}, not {_named(other)})"
        if self.seed != other.seed:
            return f"it holds runs with seed {self.seed}, not {other.seed}"
        if self.version != other.version:
            return f"its runs are of vaxsim {self.version}, not {other.version}, which may give other numbers"
        if self.own != other.own:
            return f"it holds numbers of one's own of {self.own or 'nobody'}, not of {other.own or 'nobody'}"
        return ""


@contextmanager
def spoken(path: Path) -> Iterator[None]:
    """Errors of SQLite about the store at `path` as StoreError, in words."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        said = str(error)
        if "not a database" in said or "malformed" in said:
            raise StoreError(f"{path}: is no store of a sweep, or damaged ({said})") from error
        raise NotStoredError(f"{path}: cannot be used as a store: {said}") from error


def opened(path: Path, about: About | None) -> tuple[sqlite3.Connection, About]:
    """A connection to the store at `path`, made for runs of `about` where there is none, and what it is about.

    Raises StoreError or errors of SQLite if it is no store, of another format, or its runs do not go with `about`.
    """
    file = sqlite3.connect(path, timeout=BUSY, isolation_level=None, check_same_thread=False)
    try:
        file.execute("PRAGMA synchronous = FULL")
        if about is not None:
            _make(file, about)
        _check_format(file, path)
        found = _about(file)
        refusal = "" if about is None else found.refusal(about)
        if refusal:
            raise StoreError(f"{path}: {refusal}; name another store")
        if about is not None:
            with suppress(sqlite3.OperationalError):  # a store that can only be read is as good if nothing is missing
                file.execute("PRAGMA journal_mode = WAL")  # a transaction takes 5 ms then, not 30
        return file, found
    except BaseException:
        file.close()
        raise


def close(file: sqlite3.Connection) -> None:
    """Close a store; unless others have it open, it is one file then, which can be read where none can be made."""
    with suppress(sqlite3.Error):
        file.execute("PRAGMA busy_timeout = 0")
        if file.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
            file.execute("PRAGMA journal_mode = DELETE")
    file.close()


def _make(file: sqlite3.Connection, about: About) -> None:
    """Lay out an empty file, in one transaction; two programs may try at once."""
    laid_out = "SELECT count(*) FROM sqlite_master"
    if file.execute(laid_out).fetchone()[0]:
        return
    file.execute(f"PRAGMA page_size = {PAGE}")
    with file:
        file.execute("BEGIN IMMEDIATE")
        if file.execute(laid_out).fetchone()[0]:
            return
        file.execute(f"PRAGMA application_id = {APPLICATION}")
        file.execute(f"PRAGMA user_version = {FORMAT}")
        for sentence in filter(str.strip, _TABLES.split(";")):
            file.execute(sentence)
        rows = [(name, json.dumps(value, ensure_ascii=False)) for name, value in asdict(about).items()]
        file.executemany("INSERT INTO about VALUES (?, ?)", rows)


def _check_format(file: sqlite3.Connection, path: Path) -> None:
    if file.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
        raise StoreError(f"{path}: is no store of a sweep; name another file")
    number = file.execute("PRAGMA user_version").fetchone()[0]
    if number > FORMAT:
        raise StoreError(f"{path}: is of format {number}; this vaxsim reads format {FORMAT}, update it")
    if number < FORMAT:
        raise StoreError(
            f"{path}: is of format {number}, which has no checksums to tell damaged runs by; this vaxsim reads format "
            f"{FORMAT}, run the sweep into another store"
        )


def checksum(number: int, packed: bytes) -> int:
    """CRC-32 of a run: of its number in the table (8 bytes, little-endian) and its packed row."""
    return zlib.crc32(packed, zlib.crc32(number.to_bytes(8, "little")))


def _about(file: sqlite3.Connection) -> About:
    rows = dict(file.execute("SELECT name, value FROM about"))
    return About(**{name: json.loads(value) for name, value in rows.items()})


def _named(about: About) -> str:
    return f"{about.title!r}, digest {about.scenario[:12]}" if about.title else f"digest {about.scenario[:12]}"
