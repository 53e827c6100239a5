"""Vaccine: stock, deliveries, vials, and doses made ahead."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from vaxsim.distributions import Distribution
from vaxsim.fields import Clock, pair, pairs
from vaxsim.scenario.part import LARGEST_COUNT, Count, Minutes, Name, Number, Part, allowed

_DOSES = '["12:00", 400]'

Delivery = Annotated[tuple[Clock, Count], pair(_DOSES)]
Released = Annotated[
    int | float,
    Field(ge=0, le=LARGEST_COUNT, allow_inf_nan=False),
    allowed("a whole number of doses, or a share from 0 to 1 of those who come"),
]
Release = Annotated[tuple[Clock, Released], pair(_DOSES)]


class Prepare(Part):
    """Doses are made ahead by a group of staff."""

    group: Name
    """Name of the group that makes them."""
    per_dose: Distribution
    """Minutes per dose, a number or a distribution."""
    release: Annotated[tuple[Release, ...], pairs(_DOSES), Field(min_length=1, max_length=10_000)]
    """From when how many may be made: times of day with doses, or with shares of those who come."""


class Standby(Part):
    """People on a list are called for doses that would be left over."""

    from_: Annotated[Minutes, Field(alias="from")]
    """Minutes before closing from which the list is used."""
    travel: Distribution
    """Minutes from the call to the door, a number or a distribution."""


class Vaccine(Part):
    """A vaccine and how it is stored and made ready."""

    name: Name
    """What the vaccine is called."""
    stock: Number | None = None
    """Doses at the beginning of the day. Default: endless."""
    deliveries: Annotated[tuple[Delivery, ...], pairs(_DOSES), Field(max_length=10_000)] = ()
    """Times of day and doses that come then. Default: none."""
    vial: Count = 1
    """Doses in a vial."""
    open_life: Minutes | None = None
    """Minutes for which an open vial can be used. Default: endless."""
    prepare: Prepare | None = None
    """Doses are made ahead. Default: not."""
    standby: Standby | None = None
    """A list of people to call near closing. Default: none."""
