"""Known fields: which names a table of a scenario file may have, found by walking the models along the data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from typing_extensions import TypeAliasType

from vaxsim.distributions import FAMILIES, Law
from vaxsim.fields import Record
from vaxsim.scenario.problems import DataPath, inside


def fields_of(model: type, path: DataPath, raw: Any) -> list[str]:
    """The names of the fields that the table at `path` of `raw`, which should be a `model`, may have."""
    shapes, here = [_chosen(model, raw)], raw
    for step in path:
        here = inside(here, step)
        shapes = [_chosen(inner, here) for shape in shapes for inner in _inside(shape, step)]
    return list(dict.fromkeys(name for shape in shapes for name in _names(shape)))


def parts_in(model: type, key: str) -> tuple[type[Record] | None, bool]:
    """Of what tables a field of a model consists, None if it holds none, and whether it is a list of them."""
    for shape in _inside(model, key):
        several = get_origin(shape) is tuple
        for inner in _inside(shape, 0) if several else (shape,):
            if isinstance(inner, type) and issubclass(inner, Record) and not issubclass(inner, Law):
                return inner, several
    return None, False


def _names(shape: Any) -> Iterator[str]:
    if _is_model(shape):
        for name, info in shape.model_fields.items():
            yield info.alias or name


def _inside(shape: Any, step: str | int) -> Iterator[Any]:
    """What may stand in field, place or under key `step` of a shape."""
    if _is_model(shape):
        for name, info in shape.model_fields.items():
            if (info.alias or name) == step:
                yield from _shapes(info.annotation)
    elif get_origin(shape) is dict:
        yield from _shapes(get_args(shape)[1])
    elif get_origin(shape) in (list, tuple):
        parts = get_args(shape)
        repeated = len(parts) == 1 or Ellipsis in parts
        yield from _shapes(parts[0 if repeated else int(step)])


def _shapes(annotation: Any) -> Iterator[Any]:
    """Models, maps and lists that an annotation allows: its aliases resolved, its unions taken apart."""
    if isinstance(annotation, TypeAliasType):
        yield from _shapes(annotation.__value__)
    elif get_origin(annotation) is Annotated:
        yield from _shapes(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, UnionType):
        for choice in get_args(annotation):
            yield from _shapes(choice)
    else:
        yield annotation


def _chosen(shape: Any, raw: Any) -> Any:
    """The shape itself, or of distributions the family that the data asks for."""
    dist = raw.get("dist") if isinstance(raw, Mapping) else None
    if isinstance(dist, str) and dist in FAMILIES and _is_model(shape):
        return FAMILIES[dist]
    return shape


def _is_model(shape: Any) -> bool:
    return isinstance(shape, type) and issubclass(shape, BaseModel)
