"""Wording: what pydantic found, as findings in this project's words: what was got, what is allowed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from vaxsim.arrivals import PATTERNS
from vaxsim.distributions import FAMILIES
from vaxsim.fields import closest, did_you_mean, shown
from vaxsim.scenario.known import fields_of
from vaxsim.scenario.problems import (
    MISSING,
    DataPath,
    Finding,
    Place,
    listed,
    unknown_field,
    without_follow_ons,
)

MOST_PER_PART = 200
"""Mistakes told of one class, source, station, ...; whoever makes more will run the check again."""


def findings(error: ValidationError, raw: Any, base: DataPath, model: type) -> list[Finding]:
    """Everything wrong with `raw`, the data at path `base` of a scenario, which should have been a `model`."""
    details = error.errors(include_url=False)[:MOST_PER_PART]
    return without_follow_ons([one for detail in details for one in _findings(detail, raw, base, model)])


def _findings(detail: ErrorDetails, raw: Any, base: DataPath, model: type) -> list[Finding]:
    kind, context = detail["type"], detail.get("ctx", {})
    path = data_path(detail["loc"], raw, missing=kind == "missing")
    if kind == "csv" and context["problems"]:
        return [Finding((*base, *path, key), text, place=Place(*at)) for *at, key, text in context["problems"]]
    if kind == "extra_forbidden":
        known = fields_of(model, path[:-1], raw)
        return [unknown_field(path, known)._replace(path=base + path)]
    if kind.startswith("union_tag"):
        tag = context["discriminator"].strip("'")
        misspelt = closest(tag, detail["input"]) if kind == "union_tag_not_found" else ""
        if misspelt:
            return [unknown_field((*path, misspelt), [tag])._replace(path=(*base, *path, misspelt))]
        path += (tag,)
    path += (context["field"],) if "field" in context else ()
    return [Finding(base + path, _message(detail))]


def data_path(loc: Sequence[str | int], raw: Any, *, missing: bool) -> DataPath:
    """The path in the data that pydantic's location means: without the names of union members it puts in between."""
    path: DataPath = ()
    here = raw
    for place, step in enumerate(loc):
        if holds(here, step):
            here = here[step]
            path += (step,)
        elif missing and place == len(loc) - 1:
            path += (step,)
    return path


def holds(here: Any, step: str | int) -> bool:
    """Whether a table has the key, or a list the position."""
    if isinstance(here, Mapping):
        return step in here
    return isinstance(here, (list, tuple)) and isinstance(step, int) and step < len(here)


def _message(detail: ErrorDetails) -> str:
    kind, context, got = detail["type"], detail.get("ctx", {}), detail["input"]
    if kind in _WHOLE:
        return _WHOLE[kind](context, got)
    if kind == "tuple_type" and isinstance(got, str):
        return f"got {shown(got)}; allowed: a list in square brackets, such as [{shown(got)}]"
    if kind in _ALLOWED:
        return f"got {shown(got)}; allowed: {_ALLOWED[kind].format_map(context)}"
    return str(detail["msg"])


def _choice(context: Mapping[str, Any], got: Any) -> str:
    known = [word.strip("'") for word in context["expected"].replace(" or ", ", ").split(", ")]
    return f"got {shown(got)}; allowed: {_quoted(known)}{did_you_mean(got, known)}"


def _wrong_tag(context: Mapping[str, Any], got: Any) -> str:
    known = [word.strip("' ") for word in context["expected_tags"].split(",")]
    return f"got {shown(context['tag'])}; allowed: {_quoted(known)}{did_you_mean(context['tag'], known)}"


def _no_tag(context: Mapping[str, Any], got: Any) -> str:
    known = list(FAMILIES if "dist" in context["discriminator"] else PATTERNS)
    return f"{MISSING}; allowed: {_quoted(known)}"


def _quoted(words: Sequence[str]) -> str:
    return listed(f'"{word}"' for word in words)


_WHOLE: dict[str, Callable[[Mapping[str, Any], Any], str]] = {
    "missing": lambda context, got: MISSING,
    "literal_error": _choice,
    "union_tag_invalid": _wrong_tag,
    "union_tag_not_found": _no_tag,
    "value_error": lambda context, got: str(context["error"]),
    "recursion_loop": lambda context, got: "contains itself",
}

_ALLOWED = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a whole number of fewer digits",
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "string_type": "a text in quotes",
    "string_too_long": "at most {max_length} characters",
    "string_too_short": "at least {min_length} characters",
    "greater_than": "a number greater than {gt:g}",
    "greater_than_equal": "a number of at least {ge:g}",
    "less_than": "a number less than {lt:g}",
    "less_than_equal": "a number of at most {le:g}",
    "tuple_type": "a list in square brackets",
    "list_type": "a list in square brackets",
    "too_short": "at least {min_length} of them",
    "too_long": "at most {max_length} of them",
    "dict_type": "a table, such as {{ name = value }}",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "dataclass_type": "a table",
}
"""What is allowed, by pydantic's name of the mistake."""
