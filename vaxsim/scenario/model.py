"""Scenario: one vaccination site on one day, as its file says it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PrivateAttr

from vaxsim.arrivals import Arrivals
from vaxsim.fields import complaint, did_you_mean, shown
from vaxsim.scenario import problems
from vaxsim.scenario.day import Day
from vaxsim.scenario.doses import Vaccine
from vaxsim.scenario.part import AsTuple, Lines, Names, Part, Text, allowed
from vaxsim.scenario.people import PatientClass
from vaxsim.scenario.staff import StaffGroup
from vaxsim.scenario.stations import Station

RULES = ("first_come", "longest_line")
"""The words that `dispatch` may be, instead of a list of stations."""

DEFAULT_CLASSES = (PatientClass(name="all"),)


def _dispatch(value: object) -> object:
    """Chooses between a word and a list before pydantic tries both and complains about both."""
    if isinstance(value, list) or value in RULES:
        return value
    text = f"got {shown(value)}; allowed: {problems.listed(RULES)}, or a list of station names"
    raise complaint(text + did_you_mean(value, RULES))


Dispatch = Annotated[
    Literal["first_come", "longest_line"] | Names,
    BeforeValidator(_dispatch),
]


class Heading(Part):
    """What a scenario file says outside of its tables."""

    title: Text = ""
    """What the scenario is called. Default: the file's name."""
    source: Lines = ""
    """Where the figures are from."""
    seed: Annotated[int, Field(ge=0, le=2**63 - 1), allowed("a whole number, at least 0")] = 1
    """Whole number from which all chance is drawn."""
    replications: Annotated[int, Field(ge=1, le=10_000_000), allowed("a whole number from 1 to 1e7")] = 20
    """Site-days that a run simulates."""
    bin: Annotated[
        float, Field(ge=1 / 60, le=1e6, allow_inf_nan=False), allowed("a number of minutes, at least one second (1/60)")
    ] = 5.0
    """Minutes per bin of the curves."""
    dispatch: Dispatch = "first_come"
    """Which station goes first when several could start: "first_come", "longest_line", or station names in order."""
    promises: Annotated[tuple[Text, ...], AsTuple, Field(max_length=1000)] = ()
    """What the site promises, such as "p90(wait) <= 20"; each run says whether it is kept."""


Check = Callable[["Scenario"], Iterable[tuple[problems.DataPath, str]]]
"""A check of a later layer: mistakes in a scenario, each as its path in the data and a message."""


@dataclass(frozen=True)
class Origin:
    """Where a scenario comes from: its data as written, and what is needed to change it and check it again."""

    data: Mapping[str, Any]
    folder: Path | None = field(default=None, compare=False)
    file: str = field(default="", compare=False)
    text: str | None = field(default=None, compare=False)
    edits: tuple[tuple[problems.DataPath, str], ...] = field(default=(), compare=False)  # overridden paths, and what by
    allow_large: bool = field(default=False, compare=False)
    checks: tuple[Check, ...] = field(default=(), compare=False)


class Scenario(Heading):
    """A vaccination site on one day: doors, classes, arrivals, stations, staff and vaccine.

    Made by `vaxsim.scenario.read`, `Scenario.from_dict` and `replace`, which check everything; times of day are
    ticks, durations minutes.  Frozen; `replace` gives a changed copy.
    """

    day: Day
    """When the doors are open."""
    classes: Annotated[tuple[PatientClass, ...], AsTuple, Field(min_length=1)] = DEFAULT_CLASSES
    """Classes of patients. Default: one, named "all"."""
    arrivals: Annotated[tuple[Arrivals, ...], AsTuple, Field(min_length=1)]
    """Sources of patients, any number and mixed."""
    stations: Annotated[tuple[Station, ...], AsTuple, Field(min_length=1)]
    """Stations in walking order."""
    staff: Annotated[tuple[StaffGroup, ...], AsTuple] = ()
    """Groups of staff. Default: none."""
    vaccines: Annotated[tuple[Vaccine, ...], AsTuple] = ()
    """Vaccines. Default: none, doses without end."""

    _origin: Origin = PrivateAttr()

    @classmethod
    def from_dict(
        cls,
        data: Mapping[str, Any],
        folder: str | Path | None = None,
        *,
        allow_large: bool = False,
        checks: Iterable[Check] = (),
    ) -> Scenario:
        """The scenario that `data`, laid out as a scenario file, describes; CSV files are looked up in `folder`.

        Raises ScenarioError with every mistake.
        """
        from vaxsim.scenario.reading import from_dict

        return from_dict(data, folder, allow_large=allow_large, checks=checks)

    def replace(self, changes: Mapping[str, Any]) -> Scenario:
        """A copy with fields changed: ``replace({"stations.vaccination.desks": 8})``; None takes a field out.

        Paths name a list element by name, group or position from 0, a source without a name also by its kind if no
        other is of that kind.  Raises ScenarioError with every mistake.
        """
        from vaxsim.scenario.reading import replaced

        return replaced(self, changes)

    @property
    def origin(self) -> Origin:
        """Where the scenario comes from."""
        return self._origin

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) of the content, the CSV files it refers to among it; comments and layout do not count."""
        from vaxsim.scenario.digest import digest

        return digest(self._origin.data, self._origin.folder)

    @property
    def text(self) -> str:
        """The file as written, comments and all; for a scenario that was changed or made in Python, `to_toml()`."""
        changed = self._origin.text is None or self._origin.edits
        return self.to_toml() if changed else self._origin.text or ""

    def to_toml(self) -> str:
        """The data of the scenario as a TOML text that reads back as the same scenario."""
        from vaxsim.scenario.writing import toml

        return toml(self._origin.data)

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        """One line: title, size and digest."""
        size = f"stations {len(self.stations)}, groups of staff {len(self.staff)}, sources {len(self.arrivals)}"
        return f"<Scenario {self.title!r}: {size}, digest {self.digest[:12]}>"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        from vaxsim.scenario.display import html

        return html(self)
