"""JSON Schema of a scenario file, with which editors complete and check TOML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from vaxsim.scenario.model import Scenario
from vaxsim.scenario.part import Part


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a scenario file; every field has a description with its unit."""
    made = Scenario.model_json_schema(by_alias=True, mode="validation")
    made["description"] = "A vaccination site on one day, as vaxsim simulates it."
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": "vaxsim scenario"}


def models() -> list[type[Part]]:
    """The models of all tables below the scenario itself, but for arrivals and distributions, which list their own."""
    return sorted(_tables(Scenario), key=lambda model: model.__name__)


def _tables(model: type[Part]) -> set[type[Part]]:
    own = {inner for info in model.model_fields.values() for inner in _parts(info.annotation)}
    return own.union(*(_tables(inner) for inner in own))


def _parts(annotation: Any) -> Iterator[type[Part]]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
    for inner in get_args(annotation):
        yield from _parts(inner)
