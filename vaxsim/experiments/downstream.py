"""Where waiting comes from: what people wait for at a station, and which station further on makes them wait there."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vaxsim.metrics import SITE, STATION, written
from vaxsim.metrics.day import names_of
from vaxsim.plan import NOBODY
from vaxsim.units import NEVER

if TYPE_CHECKING:
    from vaxsim.plan import Plan

MOSTLY = 0.5
"""Something is what a line waits for if it is short during at least this share of the waiting."""
NEARLY_ALWAYS = 0.9
"""A station fills the site if its line is there during this share of the time for which the limit keeps people out."""


@dataclass(frozen=True)
class Numbers:
    """The mean over days of each number by its key ("mean(wait, vaccination)"); NaN for what a site has not."""

    plan: Plan
    means: Mapping[str, float]

    def __call__(self, number: str, station: int | None = None) -> float:
        """A number of the site, or of a station."""
        if station is None:
            return self.of(number, SITE, "")
        return self.of(number, STATION, self.plan.stations[station])

    def of(self, number: str, per: str, name: str) -> float:
        """A number of something."""
        statistic, _, measure = number.rpartition("(")
        of = names_of(self.plan).written(per, name) if name else ""
        return self.means.get(written(statistic, measure.rstrip(")"), of), math.nan)

    def share(self, number: str, station: int | None = None) -> float:
        """A share, 0 where there is none."""
        share = self(number, station)
        return 0.0 if math.isnan(share) else share


def waiting(numbers: Numbers) -> list[float]:
    """How many wait for each station on average, in its line or at its door."""
    return [
        numbers.share("mean(line)", s) + numbers.share("mean(at_door)", s) for s in range(len(numbers.plan.stations))
    ]


def kept_outside(numbers: Numbers) -> float:
    """Minutes for which a patient stands outside on average because of the limit of people inside."""
    return numbers.share("mean(wait_outside)") * numbers.share("outside_for_limit")


def held_up(numbers: Numbers) -> float:
    """Minutes for which a patient waits on average in no line: at doors inside, or outside for the first room."""
    stations = range(len(numbers.plan.stations))
    blocked = sum(numbers.share("mean(blocked)", s) for s in stations)
    outside, first = numbers.share("mean(outside)"), set(numbers.plan.site.first_station.tolist())
    there = sum(numbers.share("mean(at_door)", s) for s in first if s < len(stations))
    return blocked + (numbers.share("mean(wait_outside)") * min(there / outside, 1.0) if outside else 0.0)


def fills_the_site(numbers: Numbers) -> int | None:
    """The station in whose line people stand nearly always while the limit keeps others outside, if any."""
    shares = [numbers.share("outside_with_line", s) for s in range(len(numbers.plan.stations))]
    longest = max(range(len(shares)), key=lambda s: (shares[s] >= NEARLY_ALWAYS, waiting(numbers)[s]))
    return longest if shares[longest] >= NEARLY_ALWAYS else None


def origin(numbers: Numbers, station: int) -> tuple[int, tuple[str, ...]]:
    """The station that makes people wait at this one, itself or one further on, and how, link by link."""
    links: list[str] = []
    seen = {station}
    while True:
        further, link = _link(numbers, station)
        if further is None or further in seen:
            return station, tuple(links)
        links.append(link)
        seen.add(further)
        station = further


def short(numbers: Numbers, what: str, station: int) -> float:
    """Share of the waiting for a station ("desk", "staff", "next") during which it is short; at its door if it has no
    line."""
    in_line = numbers(f"waiting_for_{what}", station)
    return numbers.share(f"door_for_{what}", station) if math.isnan(in_line) else in_line


def _link(numbers: Numbers, station: int) -> tuple[int | None, str]:
    """The station for which this one mostly waits, and that in words."""
    plan, name = numbers.plan, numbers.plan.stations[station]
    hold, room = numbers.share("waiting_for_hold", station), short(numbers, "next", station)
    if max(hold, room) < MOSTLY:
        return None, ""
    if hold >= room:
        further = int(plan.site.hold_for[station])
        return further, f"{name} holds for the line of {plan.stations[further]} during {hold:.0%} of that waiting"
    further = max(_rooms_after(plan, station), key=lambda s: numbers.share("mean(at_door)", s))
    keeps = f"{name} is blocked during {room:.0%} of that waiting"
    return further, f"{keeps}, because the room of {plan.stations[further]} is full"


def _rooms_after(plan: Plan, station: int) -> Iterable[int]:
    """The stations with a limited room to which some class can go straight from a station."""
    site = plan.site
    ways = {*site.next_station[:, station].tolist(), *site.branch_target[:, station].ravel().tolist()}
    inside = sorted(s for s in ways if 0 <= s < len(plan.stations))
    return [s for s in inside if site.waiting_room[s] < NEVER]


def maker(plan: Plan, station: int) -> tuple[list[str], list[str]]:
    """The groups that prepare the vaccines given at a station, and the names of those that nobody prepares."""
    vaccines = range(len(plan.vaccines))
    makers = {int(plan.site.preparers[v]) for v in vaccines}
    finite = [plan.vaccines[v] for v in vaccines if plan.site.preparers[v] == NOBODY and plan.site.stock[v] < NEVER]
    return [plan.groups[g] for g in sorted(makers - {NOBODY})], finite
