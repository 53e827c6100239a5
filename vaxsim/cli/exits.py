"""Exit codes, in the one place where they are defined and described."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """How a command ended, for scripts."""

    OK = 0
    FAILED = 1
    USAGE = 2
    SCENARIO_WRONG = 3
    CHECK_FAILED = 4
    NOT_WRITTEN = 5
    INCOMPLETE = 6
    NO_ANSWER = 7
    INTERRUPTED = 130


MEANINGS = {
    Exit.OK: "done; a promise that is not kept is a finding, not an error",
    Exit.FAILED: "something unexpected in vaxsim itself, or nobody read the output (broken pipe)",
    Exit.USAGE: "command, option or file name wrong, or the output folder holds files that are not vaxsim's",
    Exit.SCENARIO_WRONG: "scenario or recorded times wrong, or too large without --allow-large; nothing was run",
    Exit.CHECK_FAILED: "ran and wrote its results, but a conservation check failed: do not trust the numbers; "
    "doctor: found a problem",
    Exit.NOT_WRITTEN: "results could not be written (disk full, no permission); nothing half-written is left",
    Exit.INCOMPLETE: "points of a sweep failed (the others are whole), or a cluster or worker was lost (see --store)",
    Exit.NO_ANSWER: "nothing within the bounds keeps the promises; the best that was reached is said, nothing written",
    Exit.INTERRUPTED: "interrupted (Ctrl-C); nothing half-written is left",
}


def described() -> str:
    """The exit codes as paragraphs for the end of a help text."""
    return "\n".join(["\b", "[bold]Exit codes[/bold]", *(f"{int(code)}: {text}" for code, text in MEANINGS.items())])
