"""Where people wait who are in no line: at the doors of full rooms, outside a full site, and in line without a dose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.metrics.shortage import Shortage, area_in
from vaxsim.metrics.steps import Steps
from vaxsim.plan import NOBODY
from vaxsim.units import NEVER

if TYPE_CHECKING:
    from vaxsim.metrics.day import Day

Ticks = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


def at_doors(day: Day) -> tuple[Steps, ...]:
    """Those who stand at the door of each station with a limited room; at that of the site, while it is open."""
    return tuple(_at_door(day, s) for s in day.stations)


def _at_door(day: Day, station: int) -> Steps:
    visits, site = day.visits, day.plan.site
    limited = day.counted & (site.waiting_room[station] < NEVER)
    outside = limited & (site.first_station[day.draws.klass] == station)
    since = visits.reached[:, station]
    until = np.minimum(np.minimum(visits.joined[:, station], visits.left[:, station]), day.visits.departed)
    begins, ends = [since[limited & ~outside]], [until[limited & ~outside]]
    for opens, closes in zip(site.opens, [*site.closes[:-1], NEVER], strict=True):
        here = outside & (since < closes) & (until > opens)
        begins.append(np.maximum(since[here], opens))
        ends.append(np.minimum(until[here], closes))
    return day.steps(np.concatenate(begins), np.concatenate(ends))


def outside_for_limit(day: Day) -> float:
    """Share of the patients x time outside during which the patient's party would not have fitted inside; NaN if 0."""
    parts = [area_in(day, waiting, shortage) for waiting, shortage in _outside_by_party(day)]
    total = sum(whole for _, whole in parts)
    return sum(part for part, _ in parts) / total if total else float("nan")


def outside_while_lines(day: Day) -> Floats:
    """float64 [S]: of that time, the share during which somebody waited for each station; NaN if there is none."""
    crowds = _outside_by_party(day)
    total = sum(area_in(day, waiting, shortage)[0] for waiting, shortage in crowds)
    shares = np.full(len(day.stations), np.nan)
    for s in day.stations:
        line = day.lines[s]
        somebody = Shortage((line,), lambda ticks, line=line: line.at(ticks) > 0)  # type: ignore[misc]
        if total:
            shares[s] = sum(area_in(day, waiting, full & somebody)[0] for waiting, full in crowds) / total
    return shares


def _outside_by_party(day: Day) -> list[tuple[Steps, Shortage]]:
    """Those outside by the size of their party, and when a party of that size does not fit inside."""
    inside, most, party = day.people_inside, day.plan.site.max_inside, day.draws.party
    until = np.minimum(day.entered, day.departed)
    found = []
    for size in np.unique(party[day.counted]).tolist():
        mine = day.counted & (party == size)
        full = Shortage((inside,), lambda ticks, size=size: inside.at(ticks) + size > most)  # type: ignore[misc]
        found.append((day.steps(day.came[mine], until[mine]), full))
    return found


def waiting_without_dose(day: Day) -> Floats:
    """float64 [S]: share of the patients x time in line for which there was no dose; NaN without doses or a line."""
    shares = np.full(len(day.stations), np.nan)
    begin, end = day.window
    for s in np.flatnonzero(day.plan.site.gives_dose):
        total = day.lines[s].area(begin, end)
        if total:
            shares[s] = sum(_area_without_dose(day, int(s), v) for v in range(len(day.plan.vaccines))) / total
    return shares


def _area_without_dose(day: Day, station: int, vaccine: int) -> int:
    """Patients x ticks in the line of a station during which those who get a vaccine had none."""
    site, visits = day.plan.site, day.visits
    mine = day.counted & (site.vaccine[day.draws.klass] == vaccine)
    joined = visits.joined[:, station]
    called = np.minimum(visits.began[:, station], visits.left[:, station])
    if site.preparers[vaccine] != NOBODY and not site.carried_to[station]:
        waits = day.steps(joined[mine], np.minimum(called, visits.supplied[:, station])[mine])
        return waits.area(*day.window)
    area, there = 0, day.doses.to_be_had[vaccine]
    need = day.draws.party * site.doses[station]
    for doses in np.unique(need[mine]).tolist() if site.stock[vaccine] < NEVER else ():
        some = mine & (need == doses)
        too_few = Shortage((there,), lambda ticks, doses=doses: there.at(ticks) < doses)  # type: ignore[misc]
        area += area_in(day, day.steps(joined[some], called[some]), too_few)[0]
    return area
