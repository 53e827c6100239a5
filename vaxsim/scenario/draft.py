"""Draft: a scenario validated piece by piece, so that one mistake hides no other.

Each class, source, station, ... is validated by itself.  Of a part with mistakes the fields that are right are kept;
asking for one of the others raises `NotValid`, upon which a check is left out.  So the cross-checks see all there is
and report nothing that only follows from a mistake already reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from vaxsim.arrivals import PATTERNS, Arrivals
from vaxsim.fields import NotValid, Record, shown
from vaxsim.scenario.day import Day
from vaxsim.scenario.doses import Vaccine
from vaxsim.scenario.keeping import kept
from vaxsim.scenario.model import DEFAULT_CLASSES, Heading, Origin, Scenario
from vaxsim.scenario.part import Part
from vaxsim.scenario.people import PatientClass
from vaxsim.scenario.problems import MISSING, DataPath, Finding, unknown_field, without_follow_ons
from vaxsim.scenario.staff import StaffGroup
from vaxsim.scenario.stations import Station
from vaxsim.scenario.ways import Ways
from vaxsim.scenario.wording import findings

SECTIONS = ("day", "classes", "arrivals", "stations", "staff", "vaccines")
"""The tables of a scenario file, in the order of the documentation."""

REQUIRED = ("day", "arrivals", "stations")

MOST = {"classes": 100, "arrivals": 10_000, "stations": 1_000, "staff": 1_000, "vaccines": 100}
"""Parts that a section may have; keeps the checks, which look at pairs of them, fast."""

P = TypeVar("P", bound=Part)
R = TypeVar("R", bound=Record)


@dataclass(frozen=True, eq=False)
class Draft:
    """What is known of a scenario that may have mistakes; None stands for a part of which nothing could be kept."""

    data: Mapping[str, Any]
    unsure: frozenset[str]  # sections that are missing, or misspelt, so that nothing is known of what they hold
    heading: Heading | None
    day: Day | None
    classes: tuple[PatientClass | None, ...]
    arrivals: tuple[Arrivals | None, ...]
    stations: tuple[Station | None, ...]
    staff: tuple[StaffGroup | None, ...]
    vaccines: tuple[Vaccine | None, ...]

    @cached_property
    def class_names(self) -> tuple[str, ...]:
        """The names of all classes, those with other mistakes too; the default one where the file has none."""
        default = "classes" not in self.data and "classes" not in self.unsure
        return ("all",) if default else self._names("classes", "name")

    @cached_property
    def station_names(self) -> tuple[str, ...]:
        """The names of all stations in file order, those with other mistakes too."""
        return self._names("stations", "name")

    @cached_property
    def group_names(self) -> tuple[str, ...]:
        """The names of all groups of staff."""
        return self._names("staff", "group")

    @cached_property
    def vaccine_names(self) -> tuple[str, ...]:
        """The names of all vaccines."""
        return self._names("vaccines", "name")

    @cached_property
    def ways(self) -> Ways:
        """Where each class can go; raises NotValid if too little is known of a class or station."""
        if None in self.classes or None in self.stations:
            raise NotValid("stations")
        return Ways([one for one in self.stations if one], [one for one in self.classes if one])

    def names_in_order(self, section: str, key: str) -> list[str | None]:
        """What stands in field `key` of each table of a section; None where there is no text."""
        return [value if isinstance(value, str) else None for value in self.values(section, key)]

    def values(self, section: str, key: str) -> list[Any]:
        """What stands in field `key` of each table of a section, right or wrong; None where there is nothing."""
        found = self.data.get(section)
        tables = found if isinstance(found, list) and len(found) <= MOST[section] else []
        return [table.get(key) if isinstance(table, Mapping) else None for table in tables]

    def require(self, section: str) -> None:
        """Raises NotValid unless a section is known to hold what is meant: there, spelt right, tables, not too many."""
        found = self.data.get(section, [])
        if section in self.unsure or not isinstance(found, list) or len(found) > MOST[section]:
            raise NotValid(section)

    def _names(self, section: str, key: str) -> tuple[str, ...]:
        """The names in a section; raises NotValid if one is missing, since any unknown name might mean that one."""
        self.require(section)
        names = self.names_in_order(section, key)
        if None in names:
            raise NotValid(section)
        return tuple(name for name in names if name is not None)

    @property
    def complete(self) -> bool:
        """Whether something is known of every part, so that a `scenario` made of them lacks none."""
        parts = (getattr(self, name) for name in SECTIONS if name != "day")
        return not self.unsure and self.day is not None and all(None not in found for found in parts)

    def scenario(self, origin: Origin) -> Scenario:
        """The scenario; with mistakes, what could be kept of its parts."""
        fields: dict[str, Any] = dict(self.heading or ())
        fields["title"] = fields.get("title") or Path(origin.file).stem or "untitled"
        for name in SECTIONS:
            value = getattr(self, name)
            fields[name] = tuple(filter(None, value)) if isinstance(value, tuple) else value
        scenario = Scenario.model_construct(**fields)
        scenario._origin = origin
        return scenario


def draft(data: Mapping[str, Any], folder: Path | None) -> tuple[Draft, list[Finding]]:
    """Validates every part of a scenario file's data by itself; CSV files are looked up in `folder`."""
    strange = [unknown_field((key,), list(Scenario.model_fields)) for key in data if key not in Scenario.model_fields]
    missing = [Finding((name,), MISSING) for name in REQUIRED if name not in data]
    found = without_follow_ons([*strange, *missing])
    reader = _Reader(data, folder, found)
    heading = {key: value for key, value in data.items() if key in Heading.model_fields}
    result = Draft(
        data=data,
        unsure=frozenset([*(one.meant for one in strange), *(str(one.path[0]) for one in missing)]),
        heading=reader.part(Heading, heading, ()),
        day=reader.part(Day, data["day"], ("day",)) if "day" in data else None,
        classes=reader.parts(PatientClass, "classes") if "classes" in data else DEFAULT_CLASSES,
        arrivals=reader.sources(),
        stations=reader.parts(Station, "stations"),
        staff=reader.parts(StaffGroup, "staff"),
        vaccines=reader.parts(Vaccine, "vaccines"),
    )
    return result, found


class _Reader:
    """Validates the parts of a scenario's data and adds what is wrong with them to `found`."""

    def __init__(self, data: Mapping[str, Any], folder: Path | None, found: list[Finding]) -> None:
        self._data = data
        self._context = {"folder": folder}
        self._found = found

    def parts(self, model: type[P], section: str) -> tuple[P | None, ...]:
        """All parts of a section."""
        return tuple(self.part(model, raw, (section, place)) for place, raw in enumerate(self._list(section)))

    def part(self, model: type[R], raw: Any, path: DataPath) -> R | None:
        """One part; with mistakes, one that has only the fields that are right."""
        part, found = kept(model, raw, path, self._context)
        self._found.extend(found)
        return part

    def sources(self) -> tuple[Arrivals | None, ...]:
        """All sources of patients."""
        return tuple(self._source(raw, ("arrivals", place)) for place, raw in enumerate(self._list("arrivals")))

    def _source(self, raw: Any, path: DataPath) -> Arrivals | None:
        """One source; nothing is kept of one whose kind is not known."""
        kind = raw.get("kind") if isinstance(raw, Mapping) else None
        if isinstance(kind, str) and kind in PATTERNS:
            return self.part(PATTERNS[kind], raw, path)
        try:
            return _sources().validate_python(raw, context=self._context)
        except ValidationError as error:
            self._found.extend(findings(error, raw, path, Part))
            return None

    def _list(self, section: str) -> list[Any]:
        """The parts of a section; a finding, and nothing, where it is no list or an empty one that is required."""
        raw = self._data.get(section, [])
        if not isinstance(raw, list):
            allowed = f"tables with the header [[{section}]]"
            self._found.append(Finding((section,), f"got {shown(raw)}; allowed: {allowed}"))
            return []
        if not raw and section in self._data and section in (*REQUIRED, "classes"):
            self._found.append(Finding((section,), f"got an empty list; allowed: at least one [[{section}]]"))
        if len(raw) > MOST[section]:
            self._found.append(Finding((section,), f"got {len(raw):,} of them; allowed: at most {MOST[section]:,}"))
            return []
        return raw


@cache
def _sources() -> TypeAdapter[Arrivals]:
    return TypeAdapter(Arrivals)
