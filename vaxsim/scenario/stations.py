"""Stations: desks, what they need, how long they take and where they lead."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from vaxsim.distributions import Constant, Distribution
from vaxsim.scenario.part import AsTuple, Count, Minutes, Name, Names, Number, Part, Share, Switch

Needs = dict[Name, Count]
"""Staff per service by role, in the order in which they are taken."""


class Branch(Part):
    """A way that a share of the patients takes instead of the next station: `to` a later one, or `leave`."""

    share: Share
    """Share of the patients concerned, from 0 to 1; the shares at a station add up to at most 1."""
    to: Name | None = None
    """Name of a later station."""
    leave: Literal["deferred", "referred", "left"] | None = None
    """The outcome with which the patient leaves the site, instead of `to`."""
    classes: Names | None = None
    """Names of the classes concerned. Default: all."""
    service: Distribution | None = None
    """Minutes, instead of the station's own, for those who take the branch. Default: the station's own."""


class Hold(Part):
    """Nothing starts here while too many wait at another station."""

    station: Name
    """Name of the station whose line is looked at."""
    more_than: Number
    """Patients in that line."""


class Batch(Part):
    """Patients are served in sessions."""

    size: Count
    """Patients in a full session."""
    max_wait: Minutes
    """Minutes after which the one waiting longest gets a session that is not full."""


class Kind(Part):
    """One of several unlike kinds of desk at a station."""

    name: Name
    """What the kind is called."""
    desks: Count | None = None
    """Services at once. Default: no limit."""
    needs: Needs = Field(default_factory=dict)
    """Staff per service by role. Default: nobody."""
    service: Distribution
    """Minutes, a number or a distribution."""
    classes: Names | None = None
    """Names of the classes that may be served here. Default: all."""


class Station(Part):
    """A place where patients are served."""

    name: Name
    """What the station is called."""
    optional: Switch = False
    """true: reached by branches only; the others pass by."""
    desks: Count | None = None
    """Services at once. Default: no limit."""
    needs: Needs = Field(default_factory=dict)
    """Staff per service by role. Default: nobody."""
    service: Distribution = Field(default=Constant(value=0))
    """Minutes, a number or a distribution; required, unless there are `kinds`."""
    clean_up: Distribution = Field(default=Constant(value=0))
    """Minutes that desk and staff stay busy after the patient has left."""
    per_person: Switch = False
    """true: the service time is multiplied by the size of the party."""
    discipline: Literal["first_come", "priority"] = "first_come"
    """The order of the line: by arrival at the station, or by priority of the class first."""
    waiting_room: Number | None = None
    """Patients who may wait. Default: no limit."""
    blocks: Literal["desk_and_staff", "desk"] = "desk_and_staff"
    """What a patient keeps who cannot move on because the next room is full."""
    hold: Hold | None = None
    """Starts nothing while too many wait at another station. Default: none."""
    walk: Distribution = Field(default=Constant(value=0))
    """Minutes of walking to the next station."""
    kinds: Annotated[tuple[Kind, ...], AsTuple, Field(max_length=1000)] = ()
    """Unlike desks, the first free one in this order; instead of `desks`, `needs` and `service`. Default: none."""
    branches: Annotated[tuple[Branch, ...], AsTuple, Field(max_length=1000)] = ()
    """Ways of which at most one is taken. Default: none."""
    batch: Batch | None = None
    """Sessions instead of single services. Default: none."""
    doses: Number = 0
    """Doses given here per person."""
    since: Name | None = None
    """Name of an earlier station; the time counts from the end there. Default: from its own beginning."""
    extra: Distribution = Field(default=Constant(value=0))
    """Minutes added if something of the time since that station was left."""

    @property
    def crews(self) -> tuple[Needs, ...]:
        """What a service needs at each kind of desk; without `kinds` the only one."""
        return tuple(kind.needs for kind in self.kinds) or (self.needs,)
