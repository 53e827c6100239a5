"""The JSON Schema and docs/scenario.toml know exactly the fields that the models have."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter

from vaxsim.arrivals import PATTERNS
from vaxsim.distributions import FAMILIES, Distribution
from vaxsim.scenario import Scenario, ScenarioError, models, read, schema

TABLES = [Scenario, *models(), *PATTERNS.values()]


def fields(model: type[BaseModel]) -> set[str]:
    return {info.alias or name for name, info in model.model_fields.items()}


@pytest.fixture(scope="module")
def text(project_docs) -> str:
    return project_docs.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def project_docs(project):
    """The annotated file of every field, because it has to stay true."""
    return project / "docs" / "scenario.toml"


def keys(value: Any) -> Iterator[str]:
    """Every key of a document, at any depth."""
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from keys(inner)


def test_every_field_is_documented(text):
    documented = set(keys(tomllib.loads(text))) | set(re.findall(r"^# (\w+) = ", text, re.MULTILINE))
    missing = {name for model in TABLES for name in fields(model)} - documented
    assert missing == set()


def test_every_documented_field_exists(project_docs):
    assert read(project_docs).title


def test_the_field_that_is_commented_out_would_only_contradict_another_one(project_docs):
    with pytest.raises(ScenarioError) as caught:
        read(project_docs, changes={"day.stop": "19:00"})
    assert [problem.message for problem in caught.value.problems] == ["cannot be combined with day.stop"]


def test_every_distribution_in_the_list_at_the_end_is_right_and_every_one_is_listed(text):
    listed = [
        tomllib.loads(f"law = {match}")["law"]
        for match in re.findall(
            r"\{ dist = .*?\}(?=   | or|$)|\{ dist = .*\}$", text.partition("# Distributions:")[2], re.M
        )
    ]
    inline = [law for law in listed if "file" not in law]
    for law in inline:
        TypeAdapter(Distribution).validate_python(law)
    assert {law["dist"] for law in listed} == set(FAMILIES)


def test_every_field_of_the_schema_has_a_description():
    definitions = schema()["$defs"] | {"Scenario": schema()}
    for name in [model.__name__ for model in models()] + ["Scenario"]:
        for key, field in definitions[name]["properties"].items():
            assert field.get("description"), (name, key)


def test_the_schema_is_json_and_has_the_names_of_the_file():
    made = json.loads(json.dumps(schema()))
    assert set(made["properties"]) == fields(Scenario)
    assert set(made["$defs"]["Shift"]["properties"]) == {"from", "to", "count"}
    assert made["$defs"]["Shift"]["required"] == ["from", "to", "count"]
    assert made["additionalProperties"] is False


def test_the_schema_refers_to_nothing_that_it_does_not_define():
    made = json.dumps(schema())
    assert set(re.findall(r'"#/\$defs/(\w+)"', made)) <= set(schema()["$defs"])
