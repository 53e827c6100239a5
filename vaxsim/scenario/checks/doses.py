"""Doses: vials that keep, somebody on duty to make doses, units that can carry what one patient gets."""

from __future__ import annotations

from collections.abc import Iterator

from vaxsim.scenario.checks.staffing import latest_end
from vaxsim.scenario.doses import Vaccine
from vaxsim.scenario.draft import Draft
from vaxsim.scenario.problems import DataPath, Finding
from vaxsim.scenario.staff import StaffGroup
from vaxsim.scenario.stations import Station
from vaxsim.units import clock, ticks


def vials_keep(draft: Draft, path: DataPath, vaccine: Vaccine) -> Iterator[Finding]:
    """An open vial can be used for a while."""
    if vaccine.open_life is not None and ticks(vaccine.open_life) == 0:
        message = f"got {vaccine.open_life:g} minutes, in which no dose could be given; allowed: more than 0"
        yield Finding((*path, "open_life"), message)


def makers_on_duty(draft: Draft, path: DataPath, vaccine: Vaccine) -> Iterator[Finding]:
    """After each release somebody of the group that makes the doses is still to come, or on duty."""
    if vaccine.prepare is None or vaccine.prepare.group not in draft.group_names:
        return
    group = draft.staff[draft.group_names.index(vaccine.prepare.group)]
    ends = [latest_end(draft, group, shift) for shift in group.shifts if shift.count] if group is not None else []
    for place, (time, _) in enumerate(vaccine.prepare.release):
        if group is not None and all(end <= time for end in ends):
            message = f"got {clock(time)}, when nobody of {group.group} is on duty any more"
            last = f"a time before {clock(max(ends))}" if ends else "none, nobody is ever on duty"
            yield Finding((*path, "prepare", "release", place, 0), f"{message}; allowed: {last}")


def carried_in_one_go(draft: Draft, path: DataPath, group: StaffGroup) -> Iterator[Finding]:
    """Where only units that carry doses can serve, at least one group of them carries what one person is given."""
    if group.restock is None:
        return
    for station in draft.stations:
        if station is not None and station.doses > group.restock.holds and _carriers_only(draft, station, group):
            message = f"got {group.restock.holds}, fewer than a person is given at {station.name}"
            yield Finding((*path, "restock", "holds"), f"{message}; allowed: at least {station.doses}")
            return


def _carriers_only(draft: Draft, station: Station, group: StaffGroup) -> bool:
    """Whether every kind of desk of a station needs a role of the group that only units with too few doses have."""
    return all(
        any(role in group.roles and _too_few(draft, role, station.doses) for role in needs) for needs in station.crews
    )


def _too_few(draft: Draft, role: str, doses: int) -> bool:
    groups = [group for group in draft.staff if group is not None and role in group.roles]
    return all(group.restock is not None and group.restock.holds < doses for group in groups)
