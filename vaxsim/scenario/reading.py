"""Reading: from a file, a dictionary or another scenario to a checked scenario, or to everything that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from vaxsim.fields import NotValid
from vaxsim.scenario import checks as crosschecks
from vaxsim.scenario import loading, overrides, size
from vaxsim.scenario.draft import draft
from vaxsim.scenario.locating import located
from vaxsim.scenario.model import Check, Origin, Scenario
from vaxsim.scenario.problems import Finding, ScenarioError


def read(
    path: str | Path,
    *,
    allow_large: bool = False,
    checks: Iterable[Check] = (),
    changes: Mapping[str, Any] | None = None,
) -> Scenario:
    """Reads and checks a scenario file.

    `allow_large` accepts a scenario above the size limits; `checks` are those of later layers, which give pairs of a
    path in the data and a message; `changes` are overrides as for `Scenario.replace`, made before anything is checked.
    Raises ScenarioError with every mistake.
    """
    document = loading.load(path)
    origin = Origin(
        document.data,
        document.folder,
        document.file,
        document.text,
        allow_large=allow_large,
        checks=tuple(checks),
    )
    return checked(overrides.apply(origin, changes or {}))


def from_dict(
    data: Mapping[str, Any],
    folder: str | Path | None = None,
    *,
    allow_large: bool = False,
    checks: Iterable[Check] = (),
) -> Scenario:
    """Checks data laid out as a scenario file; raises ScenarioError with every mistake."""
    inside = None if folder is None else Path(folder).resolve()
    return checked(Origin(loading.plain(data), inside, allow_large=allow_large, checks=tuple(checks)))


def replaced(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """The scenario with fields changed and everything checked again; raises ScenarioError with every mistake."""
    return checked(overrides.apply(scenario.origin, changes, by="replace"))


def checked(origin: Origin) -> Scenario:
    """The scenario that comes from `origin`; raises ScenarioError with every mistake."""
    sketch, found = draft(origin.data, origin.folder)
    found += crosschecks.findings(sketch)
    found += [] if origin.allow_large else size.refusals(sketch)
    scenario = sketch.scenario(origin)
    found += _asked(origin.checks, scenario) if sketch.complete else ()
    if found:
        raise ScenarioError(located(found, origin))
    return scenario


def _asked(checks: Iterable[Check], scenario: Scenario) -> Iterator[Finding]:
    """What the checks of later layers find; a check that needs a field with a mistake is left out."""
    for check in checks:
        try:
            yield from [Finding(path, message) for path, message in check(scenario)]
        except NotValid:
            continue
