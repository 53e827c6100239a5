"""JSON Schema of a scenario file, with which editors complete and check TOML."""

from __future__ import annotations

from typing import Any

from vaxsim.scenario.model import Scenario


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a scenario file; every field has a description with its unit."""
    made = Scenario.model_json_schema(by_alias=True, mode="validation")
    made["description"] = "A vaccination site on one day, as vaxsim simulates it."
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": "vaxsim scenario"}
