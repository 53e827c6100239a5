"""Staff: groups of named units, their shifts, breaks and what they cost."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from vaxsim.distributions import Constant, Distribution
from vaxsim.fields import Clock, pair, pairs
from vaxsim.scenario.part import AsTuple, Count, Money, Name, Number, Part, Share, Switch, allowed

HoursOnDuty = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False), allowed("hours on duty, at least 0")]
PerMille = Annotated[int, Field(ge=1, le=1_000_000), allowed("a whole number of per mille, from 1 to 1e6")]
PaceStep = Annotated[tuple[HoursOnDuty, PerMille], pair("[8, 1150]")]


class Shift(Part):
    """Units that are on duty at the same time."""

    from_: Annotated[Clock, Field(alias="from")]
    """Time of day at which the shift begins."""
    to: Clock
    """Time of day at which the shift ends, not included."""
    count: Number
    """Units on this shift."""


class Break(Part):
    """A break that each unit takes once, when it has finished its patient."""

    earliest: Clock
    """Time of day from which the break is due."""
    latest: Clock
    """Time of day by which it must have begun, included; else it is missed."""
    length: Distribution
    """Minutes, a number or a distribution."""
    away: Share = 1.0
    """Share of the group that may be away at once, from 0 to 1; one unit always may."""
    interrupt: Switch = False
    """true: the unit hands its patient back at once instead of finishing."""


class Restock(Part):
    """Units carry doses and fetch new ones."""

    holds: Count
    """Doses a unit can carry."""
    start: Distribution | None = None
    """Doses a unit begins with, a number or a distribution. Default: as many as it holds."""
    walk: Distribution = Field(default=Constant(value=0))
    """Minutes of walking, drawn each way."""
    places: Count | None = None
    """Units that can fill at once. Default: no limit."""
    fill: Distribution
    """Minutes per dose, a number or a distribution."""


class StaffGroup(Part):
    """A group of units with the same roles."""

    group: Name
    """What the group is called; its units are numbered from 1."""
    roles: Annotated[tuple[Name, ...], AsTuple, Field(min_length=1, max_length=100)]
    """What its units can do; one role or more."""
    pick: Literal["longest_idle", "lowest_number", "random"] = "longest_idle"
    """Which of several free units is taken."""
    shifts: Annotated[tuple[Shift, ...], AsTuple, Field(min_length=1, max_length=10_000)]
    """When how many units are on duty; one shift or more."""
    until_clear: Switch = True
    """true: those on duty at closing stay while they can still be needed."""
    handover: Switch = False
    """true: at the end of its shift a unit hands its patient to an idle one of the next shift."""
    absence: Share = 0.0
    """Probability that a unit does not come to its shift, from 0 to 1."""
    pace: Annotated[tuple[PaceStep, ...], pairs("[8, 1150]"), Field(max_length=1000)] = ()
    """Steps of hours on duty and per mille by which service times are multiplied. Default: always 1000."""
    breaks: Annotated[tuple[Break, ...], AsTuple, Field(max_length=100)] = ()
    """Breaks of each unit. Default: none."""
    restock: Restock | None = None
    """How units fetch the doses they give. Default: they need not."""
    cost: Money = 0.0
    """Money per hour of duty and unit."""
    overtime_cost: Money = 0.0
    """Money per hour and unit past the end of the shift."""
