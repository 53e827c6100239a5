"""Breaks: each has a window that somebody's shift reaches."""

from __future__ import annotations

from collections.abc import Iterator

from vaxsim.distributions.support import least
from vaxsim.scenario.draft import Draft
from vaxsim.scenario.part import each
from vaxsim.scenario.problems import DataPath, Finding
from vaxsim.scenario.staff import Break, Shift, StaffGroup
from vaxsim.units import clock, minutes


def window(draft: Draft, path: DataPath, group: StaffGroup) -> Iterator[Finding]:
    """A break may begin at some time."""

    def of_one(place: int, rest: Break) -> Iterator[Finding]:
        if rest.latest < rest.earliest:
            message = f"got {clock(rest.latest)}, before earliest at {clock(rest.earliest)}; allowed: that or later"
            yield Finding((*path, "breaks", place, "latest"), message)

    yield from each(group.breaks, of_one)


def in_some_shift(draft: Draft, path: DataPath, group: StaffGroup) -> Iterator[Finding]:
    """The window of a break lies at least partly in a shift of the group."""
    for place, rest in enumerate(group.breaks):
        if rest.earliest <= rest.latest and not any(_concerns(rest, shift) for shift in group.shifts):
            message = f"the break from {clock(rest.earliest)} to {clock(rest.latest)} lies outside of every shift"
            yield Finding((*path, "breaks", place), f"{message} of the group")


def shorter_than_shift(draft: Draft, path: DataPath, group: StaffGroup) -> Iterator[Finding]:
    """A break can be shorter than each shift that it concerns."""
    for place, rest in enumerate(group.breaks):
        length = least(rest.length)
        shifts = [minutes(shift.to - shift.from_) for shift in group.shifts if _concerns(rest, shift)]
        if shifts and length >= min(shifts):
            more = "" if rest.length.is_constant else " or more"
            message = f"got {length:g} minutes{more}; allowed: less than its shift of {min(shifts):g} minutes"
            yield Finding((*path, "breaks", place, "length"), message)


def _concerns(rest: Break, shift: Shift) -> bool:
    return rest.earliest < shift.to and rest.latest >= shift.from_
