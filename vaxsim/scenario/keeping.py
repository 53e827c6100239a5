"""Keeping: of a part with mistakes every mistake, and what is right.

A mistake in one field must hide none of another: the part is validated again without the fields that are wrong,
until nothing new is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from functools import cache
from typing import Any, TypeVar

from pydantic import ValidationError, create_model

from vaxsim.fields import Record
from vaxsim.scenario.known import parts_in
from vaxsim.scenario.problems import DataPath, Finding
from vaxsim.scenario.wording import findings

R = TypeVar("R", bound=Record)


def kept(model: type[R], raw: Any, path: DataPath, context: Mapping[str, Any]) -> tuple[R | None, list[Finding]]:
    """The part that `raw`, the data at `path`, describes, and all that is wrong with it.

    With mistakes it lacks the fields that are wrong: asking for one raises `NotValid`.  None if nothing can be kept.
    """
    found: list[Finding] = []
    wrong: set[str] = set()
    while True:
        try:
            part = _validated(model, raw, wrong, context)
        except ValidationError as error:
            more = [one for one in findings(error, raw, path, model) if not _concerns(one, path, wrong)]
            found += more
            fields = _fields(more, path)
            if not fields or not isinstance(raw, Mapping):
                return None, found
            wrong |= fields
        else:
            return (_lacking(part, model, raw, path, found, context) if wrong else part), found


def _validated(model: type[R], raw: Any, wrong: set[str], context: Mapping[str, Any]) -> R:
    """The part, made without the fields that are wrong."""
    if not wrong:
        return model.model_validate(raw, context=dict(context))
    right = {key: value for key, value in raw.items() if key not in wrong}
    without = [name for name, info in model.model_fields.items() if (info.alias or name) in wrong]
    part: R = _sketch(model).model_validate(right, context={**context, "without": without})
    return part


def _fields(found: Iterable[Finding], path: DataPath) -> set[str]:
    """The fields of the part at `path` that are wrong, and those that a misspelt one was meant to be."""
    direct = [one for one in found if len(one.path) > len(path)]
    meant = {one.meant for one in direct if one.meant and len(one.path) == len(path) + 1}
    return meant | {str(one.path[len(path)]) for one in direct}


def _concerns(finding: Finding, path: DataPath, wrong: set[str]) -> bool:
    return len(finding.path) > len(path) and str(finding.path[len(path)]) in wrong


def _lacking(
    part: R, model: type[R], raw: Mapping[str, Any], path: DataPath, found: list[Finding], context: Mapping[str, Any]
) -> R:
    """The part without its wrong fields; of parts inside it that have a mistake what is right is kept too."""
    wrong = _fields(found, path)
    for name, info in model.model_fields.items():
        key = info.alias or name
        if key in wrong:
            part.__dict__.pop(name, None)
            within = [one for one in found if one.path[len(path) :][:1] == (key,)]
            inner = _inner(model, key, raw, within, path, context)
            if inner is not None:
                part.__dict__[name] = inner
    return part


def _inner(
    model: type[Record],
    key: str,
    raw: Mapping[str, Any],
    found: list[Finding],
    path: DataPath,
    context: Mapping[str, Any],
) -> Any:
    """What can be kept of the part, or the tuple of parts, in a field; None if it is wrong as a whole."""
    inner, several = parts_in(model, key)
    value, at = raw.get(key), (*path, key)
    if inner is None or any(len(one.path) <= len(at) + several for one in found) or not found:
        return None
    if not several:
        return kept(inner, value, at, context)[0]
    parts = [kept(inner, one, (*at, place), context)[0] for place, one in enumerate(value or ())]
    return None if None in parts else tuple(parts)


@cache
def _sketch(model: type[R]) -> type[R]:
    """The model with no field required and no default checked, for parts of which some fields are left out."""
    optional: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        if info.is_required():
            relaxed = copy(info)
            relaxed.default, relaxed.validate_default = None, False
            optional[name] = (info.annotation, relaxed)
    return create_model(f"{model.__name__}Sketch", __base__=model, **optional)
