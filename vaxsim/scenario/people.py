"""The people who come: classes of patients and how long they put up with waiting."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from vaxsim.distributions import Distribution
from vaxsim.scenario.part import LARGEST_COUNT, Name, Names, Number, Part, allowed


class Patience(Part):
    """How long patients of a class wait before they leave."""

    limit: Distribution
    """Minutes, a number or a distribution."""
    clock: Literal["joining", "arrival"] = "joining"
    """Counted from reaching each station ("joining") or once from arrival ("arrival")."""
    leaves: Literal["at_once", "when_called"] = "at_once"
    """Whether they leave at once when patience ends, or only when they are called."""
    stations: Names | None = None
    """Names of the stations where patience counts. Default: all."""


class Joining(Part):
    """The chance of joining a line, by its length."""

    form: Literal["exp"]
    """The law: "exp" joins with probability exp(-rate x number)."""
    rate: Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False), allowed("a number per patient, at least 0")]
    """Per patient in the line."""


class Balk(Part):
    """When newcomers turn round at the sight of the line of their first station: `more_than` or `join`."""

    more_than: Number | None = None
    """Patients; who finds more than so many goes."""
    join: Joining | None = None
    """The chance of joining, instead of `more_than`."""
    counts: Literal["line", "line_and_service"] = "line"
    """What is counted: those in the line, or those in service too."""


class PatientClass(Part):
    """Patients who are treated alike."""

    name: Name
    """What the class is called."""
    priority: Annotated[int, Field(ge=-LARGEST_COUNT, le=LARGEST_COUNT), allowed("a whole number")] = 10
    """Whole number; smaller goes first at stations with discipline "priority"."""
    patience: Patience | None = None
    """How long they wait. Default: endlessly."""
    balk: Balk | None = None
    """When they turn round on arrival. Default: never."""
    vaccine: Name | None = None
    """Name of the vaccine they get. Default: the first."""
    skips: Names = ()
    """Names of the stations this class does not visit."""
    service: dict[Name, Distribution] = Field(default_factory=dict)
    """Service times of its own by station, minutes."""
