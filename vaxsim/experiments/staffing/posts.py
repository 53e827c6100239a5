"""What is searched over: how many people each group has on each shift, what they cost, and the desks they bring."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vaxsim.units import TICKS_PER_HOUR, clock

if TYPE_CHECKING:
    from vaxsim.scenario import Scenario, StaffGroup

Design = tuple[int, ...]
"""How many people there are at each post, in the order of the posts."""

Price = tuple[float, int]
"""What a design costs a day, money; and how many people it has.  Compared in this order."""


@dataclass(frozen=True)
class Post:
    """The people of one group on one shift."""

    group: str
    shift: int  # position in the group, from 0
    hours: str  # "07:50-16:00"; empty if the group has one shift
    low: int  # fewest people that are looked at
    high: int  # most
    now: int  # people in the scenario
    pay: float  # money per person and day, overtime not included

    @property
    def label(self) -> str:
        """How tables call it: "nurses 07:50-16:00", or the group alone if it has one shift."""
        return f"{self.group} {self.hours}".rstrip()

    @property
    def path(self) -> str:
        """The field of the scenario that holds the number."""
        return f"staff.{quoted(self.group)}.shifts.{self.shift}.count"


@dataclass(frozen=True)
class DeskRule:
    """Desks that come and go with people: a station that needs one role only.

    Each person more than the scenario has, on the fullest shift of those with that role, brings a desk as far as
    services need it; fewer people leave the desks where they are.
    """

    station: str
    desks: int  # in the scenario
    per_service: int  # people of the role that one service takes
    people: tuple[tuple[tuple[int | None, int], ...], ...]  # per group: (post or None, people) of each shift

    def at(self, design: Design) -> int:
        """The desks of the station with so many people."""
        more = self._fullest(design) // self.per_service - self._fullest(None) // self.per_service
        return self.desks + max(0, more)

    def _fullest(self, design: Design | None) -> int:
        """People of the role on the fullest shifts of its groups; of the scenario without a design."""
        shifts = [[now if post is None or design is None else design[post] for post, now in g] for g in self.people]
        return sum(max(counts) for counts in shifts)


@dataclass(frozen=True)
class Roster:
    """Posts and desks of a scenario: turns designs into changes of it."""

    posts: tuple[Post, ...]
    rules: tuple[DeskRule, ...]
    paid: bool  # whether the scenario says what staff cost
    places: tuple[int, ...] = ()  # of each post, its place among all shifts of the scenario

    @property
    def now(self) -> Design:
        """The people in the scenario."""
        return tuple(post.now for post in self.posts)

    def of_all(self, counts: Sequence[int]) -> Design:
        """The people at the posts, given those of all shifts of the scenario, one group after the other."""
        return tuple(counts[place] for place in self.places)

    @property
    def lowest(self) -> Design:
        return tuple(post.low for post in self.posts)

    @property
    def highest(self) -> Design:
        return tuple(post.high for post in self.posts)

    @property
    def size(self) -> int:
        """How many designs there are."""
        total = 1
        for post in self.posts:
            total *= post.high - post.low + 1
        return total

    def price(self, design: Design) -> Price:
        """Money a day without overtime (0 where nothing has a cost), and people."""
        return sum(post.pay * n for post, n in zip(self.posts, design, strict=True)), sum(design)

    def changes(self, design: Design) -> dict[str, Any]:
        """The fields of the scenario to set."""
        counts = {post.path: n for post, n in zip(self.posts, design, strict=True) if n != post.now}
        desks = {f"stations.{quoted(r.station)}.desks": r.at(design) for r in self.rules if r.at(design) != r.desks}
        return counts | desks


def roster(
    scenario: Scenario, bounds: Mapping[str, tuple[int, int]], likely: Sequence[int] = (), desks: str = "follow"
) -> Roster:
    """The posts of the groups (or posts) named in `bounds`, or of all groups if none is; and the rules of desks.

    `bounds` has (fewest, most) by group or by "group.shift", shifts counted from 0; without, from 1 (0 where the
    scenario has 0) to twice what the scenario has, or what is likely to be needed, and two more.  Raises ValueError for
    a group or shift that is not there, or bounds the wrong way round.
    """
    check_bounds(scenario, bounds)
    posts, places, place = [], [], -1
    for group in scenario.staff:
        for position, shift in enumerate(group.shifts):
            place += 1
            enough = 2 * max(shift.count, likely[place] if place < len(likely) else 0) + 2
            asked = bounds.get(f"{group.group}.{position}", bounds.get(group.group))
            if asked is None and bounds:
                continue
            low, high = asked or (min(1, shift.count), enough)
            hours = f"{clock(shift.from_)}-{clock(shift.to)}" if len(group.shifts) > 1 else ""
            places.append(place)
            posts.append(Post(group.group, position, hours, low, high, shift.count, pay(group, position)))
    rules = _desk_rules(scenario, posts) if desks == "follow" else ()
    return Roster(tuple(posts), tuple(rules), any(group.cost > 0 for group in scenario.staff), tuple(places))


def check_bounds(scenario: Scenario, bounds: Mapping[str, tuple[int, int]]) -> None:
    """Raise ValueError for what cannot be varied so."""
    from vaxsim.fields import did_you_mean

    groups = {group.group: len(group.shifts) for group in scenario.staff}
    if not groups:
        raise ValueError("the scenario has no [[staff]]; there is nobody to vary")
    for name, (low, high) in bounds.items():
        group, _, shift = name.rpartition(".") if name not in groups else (name, "", "")
        if group not in groups:
            known = ", ".join(groups)
            raise ValueError(f"there is no group {name!r}; there are: {known}{did_you_mean(name, list(groups))}")
        if shift and not (shift.isdecimal() and int(shift) < groups[group]):
            raise ValueError(f"{group} has no shift {shift!r}; its shifts are numbered from 0 to {groups[group] - 1}")
        if not 0 <= low <= high:
            raise ValueError(f"{name}={low}..{high}: the first number must be at least 0 and at most the second")


def pay(group: StaffGroup, shift: int) -> float:
    """Money per person and day within the shift; those who do not come are not paid."""
    hours = (group.shifts[shift].to - group.shifts[shift].from_) / TICKS_PER_HOUR
    return hours * group.cost * (1 - group.absence)


def hours(scenario: Scenario, post: Post) -> str:
    """From when to when a post is worked: "07:50-16:00"."""
    shift = next(group for group in scenario.staff if group.group == post.group).shifts[post.shift]
    return f"{clock(shift.from_)}-{clock(shift.to)}"


def quoted(name: str) -> str:
    """A name as a step of a path, whatever characters it has."""
    return json.dumps(name, ensure_ascii=False)


def _desk_rules(scenario: Scenario, posts: Sequence[Post]) -> list[DeskRule]:
    """A rule for each station with desks and one role, of which a group is varied."""
    index = {(post.group, post.shift): place for place, post in enumerate(posts)}
    found = []
    for station in scenario.stations:
        if station.desks is None or len(station.needs) != 1 or station.kinds:
            continue
        ((role, per_service),) = station.needs.items()
        groups = [group for group in scenario.staff if role in group.roles]
        people = tuple(
            tuple((index.get((g.group, place)), shift.count) for place, shift in enumerate(g.shifts)) for g in groups
        )
        if any(post is not None for shifts in people for post, _ in shifts):
            found.append(DeskRule(station.name, station.desks, per_service, people))
    return found
