"""The command line: parses, calls, prints; nothing else in vaxsim prints."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Annotated, NoReturn

import typer

from vaxsim.cli import (
    capacity,
    cases,
    check,
    compare,
    doctor,
    explain,
    fit,
    metrics,
    new,
    run,
    schema,
    sensitivity,
    slots,
    staff,
    store,
    stress,
    sweep,
    validate,
)
from vaxsim.cli.exits import Exit, described

COMMANDS: dict[str, tuple[Callable[..., None], str]] = {
    "run": (run.run, f"{run.EXAMPLES}\n\n{described()}"),
    "check": (check.check, check.EXAMPLES),
    "compare": (compare.compare, f"{compare.EXAMPLES}\n\n{described()}"),
    "capacity": (capacity.capacity, f"{capacity.EXAMPLES}\n\n{described()}"),
    "new": (new.new, new.EXAMPLES),
    "doctor": (doctor.doctor, f"{doctor.EXAMPLES}\n\n{described()}"),
    "explain": (explain.explain, f"{explain.EXAMPLES}\n\n{described()}"),
    "staff": (staff.staff, f"{staff.EXAMPLES}\n\n{described()}"),
    "slots": (slots.slots, f"{slots.EXAMPLES}\n\n{described()}"),
    "schema": (schema.schema, schema.EXAMPLES),
    "stress": (stress.stress, f"{stress.EXAMPLES}\n\n{described()}"),
    "sensitivity": (sensitivity.sensitivity, f"{sensitivity.EXAMPLES}\n\n{described()}"),
    "cases": (cases.cases, cases.EXAMPLES),
    "metrics": (metrics.metrics, metrics.EXAMPLES),
    "fit": (fit.fit, f"{fit.EXAMPLES}\n\n{described()}"),
    "sweep": (sweep.sweep, f"{sweep.EXAMPLES}\n\n{described()}"),
    "validate": (validate.validate, f"{validate.EXAMPLES}\n\n{described()}"),
}
"""Every command by its name: what carries it out, and the end of its help."""

TRACEBACK_VARIABLE = "VAXSIM_TRACEBACK"

HELP = """Simulate a vaccination site: how many people it serves, how long they wait, and what limits it.

A scenario file (TOML) describes the site; scenarios/small_clinic.toml is a short one with every line explained.
"""
EXAMPLES = """\b
[bold]Examples[/bold]
vaxsim run scenarios/small_clinic.toml
vaxsim check scenarios/*.toml
vaxsim run --help
"""

app = typer.Typer(
    name="vaxsim",
    help=HELP,
    epilog=f"{EXAMPLES}\n\n{described()}",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _name, (_command, _epilog) in COMMANDS.items():
    app.command(_name, epilog=_epilog)(_command)
app.add_typer(store.app, name="store", epilog=f"{store.EXAMPLES}\n\n{described()}")


def _print_version(asked: bool) -> None:
    if asked:
        from vaxsim.version import __version__

        typer.echo(f"vaxsim {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with one of the codes in `vaxsim.cli.exits`; never ends in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without Chinese shows question marks and goes on
    signal.signal(signal.SIGTERM, _terminated)
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        app(args=with_command(given), prog_name="vaxsim")
        sys.exit(Exit.OK)
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)
    except OSError as error:
        sys.exit(_not_written(error))
    except MemoryError:
        sys.exit(_too_large())
    except Exception as error:
        sys.exit(_failed(error))


def with_command(arguments: Sequence[str]) -> list[str]:
    """The arguments with ``run`` before them where they name a scenario file and no command."""
    first = "".join(arguments[:1])
    names_none = first.startswith("-") or first.endswith(".toml")  # any other first word is meant for a command
    if names_none and any(argument.endswith(".toml") for argument in arguments):
        return ["run", *arguments]
    return list(arguments)


def _not_written(error: OSError) -> Exit:
    """The terminal, pipe or file that is printed to takes no more."""
    from vaxsim.cli.terminal import complain

    complain(f"vaxsim: cannot write: {error.strerror or error}")
    with suppress(OSError):
        sys.stdout.close()  # else Python complains once more while it shuts down
    return Exit.NOT_WRITTEN


def _too_large() -> Exit:
    """More people or time in a day than the limits on what a file says can foresee, or than the machine can hold."""
    from vaxsim.cli.terminal import complain

    complain("vaxsim: not enough memory: a day has too many people, or lasts too long for the bins of its curves")
    return Exit.FAILED


def _failed(error: Exception) -> Exit:
    """Say what happened in one line; the traceback is for those who ask for it."""
    if os.environ.get(TRACEBACK_VARIABLE):
        raise error
    from vaxsim.cli.terminal import complain

    complain(
        f"vaxsim failed: {type(error).__name__}: {error}",
        f"This is a fault in vaxsim, please report it; {TRACEBACK_VARIABLE}=1 shows where it happened.",
    )
    return Exit.FAILED


def _terminated(number: int, frame: object) -> NoReturn:
    """Leave by an exception, so that half-written output is removed."""
    sys.exit(128 + number)
