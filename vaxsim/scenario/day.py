"""The day of a site: when its doors are open, and what that means for those who come."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from vaxsim.fields import Clock, pair, pairs
from vaxsim.scenario.part import Count, Minutes, Part

_HOURS = '["08:00", "12:00"]'

Interval = Annotated[tuple[Clock, Clock], pair(_HOURS)]
"""Two times of day, the second not included."""


class Day(Part):
    """The day: opening hours, what closing means, and which part of it is measured."""

    open: Annotated[tuple[Interval, ...], pairs(_HOURS), Field(min_length=1, max_length=1000)]
    """When the doors are open: one interval of two times of day, or several in order; the last end is closing."""
    after_close: Literal["serve", "turn_away"] = "serve"
    """At closing: "serve" serves all who are inside, "turn_away" sends home those not served once yet."""
    not_before: Clock | None = None
    """Time of day; who would come earlier comes then. Default: none."""
    gate: Minutes | None = None
    """Minutes before the slot at which an appointment is let in at the earliest. Default: no gate."""
    late_limit: Minutes | None = None
    """Minutes after the slot; an appointment that is later is turned away. Default: no limit."""
    max_inside: Count | None = None
    """People who may be inside at once. Default: no limit."""
    stop: Clock | None = None
    """Time of day at which the run is cut off. Default: never."""
    measure: Interval | None = None
    """Two times of day; averages are over patients who came, and time, between them. Default: the whole day."""
