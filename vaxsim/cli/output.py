"""The output folder: written beside its place under a hidden name and then renamed, so never seen half-written.

A folder that is there already is replaced only if vaxsim wrote everything in it: its ``summary.json`` lists the files.
"""

from __future__ import annotations

import json
import os
import platform
import re
import secrets
import shutil
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from vaxsim.cli import terminal
from vaxsim.cli.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import Any

SUMMARY = "summary.json"
WRITER = "vaxsim"


class OutputError(Exception):
    """The output folder cannot be used; `exit_code` says how the command ends."""

    def __init__(self, message: str, exit_code: Exit) -> None:
        super().__init__(message)
        self.exit_code = exit_code


@contextmanager
def folder_or_exit(out: Path) -> Iterator[Path]:
    """The folder to write into; it is in its place when the block has ended.

    Trouble with it, or Ctrl-C before the end, is said and ends the command, with nothing left behind.
    """
    try:
        with results_folder(out) as place:
            yield place
    except OutputError as error:
        terminal.complain(str(error))
        raise typer.Exit(error.exit_code) from error
    except KeyboardInterrupt as error:
        terminal.complain("interrupted: nothing was written")
        raise typer.Exit(Exit.INTERRUPTED) from error


@contextmanager
def results_folder(target: Path) -> Iterator[Path]:
    """An empty folder that becomes `target` when the block ends without an exception, and vanishes otherwise.

    It is made before the work starts, so that a place that cannot be written to is found out at once.

    Raises:
        OutputError: `target` holds files that vaxsim did not write, or writing failed.
    """
    place = target.resolve()
    _refuse_unless_replaceable(place, target)
    made_parents: list[Path] = []
    draft = place.parent / f".{place.name}.{os.getpid()}-{_host()}-{secrets.token_hex(4)}.tmp"
    try:
        made_parents = _make_parents(place)
        _remove_abandoned(place)
        draft.mkdir()
        yield draft
        _put_in_place(draft, place)
    except OSError as error:
        raise OutputError(f"{target}: cannot write results: {_reason(error)}", Exit.NOT_WRITTEN) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        _remove_empty(made_parents)


def write_summary(folder: Path, summary: Mapping[str, Any]) -> dict[str, Any]:
    """Write `summary` as ``summary.json`` with vaxsim as its writer and all files of the folder; returns it whole."""
    files = sorted({SUMMARY, *(path.name for path in folder.iterdir())})
    whole = {"written_by": WRITER, **summary, "files": files}
    text = json.dumps(whole, indent=2, ensure_ascii=False, allow_nan=False)
    (folder / SUMMARY).write_text(text + "\n", encoding="utf-8")
    return whole


def _refuse_unless_replaceable(place: Path, shown: Path) -> None:
    """Refuse a place where replacing a folder would lose something that is not vaxsim's."""
    if not place.exists():
        return
    if not place.is_dir():
        raise OutputError(f"{shown}: is a file; name a folder with --out", Exit.USAGE)
    if place.cwd().is_relative_to(place):
        raise OutputError(f"{shown}: is the folder you are in; name one inside it with --out", Exit.USAGE)
    foreign = _foreign_files(place)
    if foreign:
        raise OutputError(
            f"{shown}: holds {foreign[0]}{' and more' if foreign[1:] else ''}, not written by vaxsim; "
            "name another folder with --out",
            Exit.USAGE,
        )


def _foreign_files(place: Path) -> list[str]:
    """Names of what is in a folder and not listed by a summary of vaxsim's."""
    present = {path.name for path in place.iterdir()}
    return sorted(present - _listed_files(place / SUMMARY))


def _listed_files(summary: Path) -> set[str]:
    """Files that a summary says it was written with; none if it is missing or somebody else's."""
    try:
        content = json.loads(summary.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return set()
    if not isinstance(content, dict) or content.get("written_by") != WRITER:
        return set()
    files = content.get("files")
    return {file for file in files if isinstance(file, str)} if isinstance(files, list) else set()


def _make_parents(place: Path) -> list[Path]:
    """Make the folders above `place`; returns those that were missing, innermost first."""
    missing = [parent for parent in place.parents if not parent.exists()]
    place.parent.mkdir(parents=True, exist_ok=True)
    return missing


def _host() -> str:
    """This computer, in eight characters that any folder takes."""
    return f"{zlib.crc32(platform.node().encode()):08x}"


def _remove_abandoned(place: Path) -> None:
    """Remove drafts of `place` that were left by programs killed on this computer, which no longer live."""
    pattern = re.compile(rf"\.{re.escape(place.name)}\.(\d+)-{_host()}-[0-9a-f]{{8}}\.tmp")
    for path in place.parent.iterdir():
        match = pattern.fullmatch(path.name)
        if match and not _lives(int(match[1])):
            shutil.rmtree(path, ignore_errors=True)


def _lives(process: int) -> bool:
    """Whether there is a process of that number, or no way of asking."""
    if os.name == "nt":  # where asking so would end it
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def _remove_empty(folders: list[Path]) -> None:
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:  # holds the results by now, or somebody else's
            return


def _put_in_place(draft: Path, place: Path) -> None:
    """Rename the draft to its place; what was there is kept aside until that has worked."""
    if not place.exists():
        draft.rename(place)
        return
    aside = draft.with_suffix(".old")
    place.rename(aside)
    try:
        draft.rename(place)
    except BaseException:
        aside.rename(place)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _reason(error: OSError) -> str:
    if isinstance(error, FileExistsError):
        return "a file is in the way of a folder"
    return (error.strerror or str(error) or type(error).__name__).lower()
