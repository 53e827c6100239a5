"""Ways: which stations a class can go to, by skips and branches, whatever is drawn."""

from __future__ import annotations

from collections.abc import Sequence

from vaxsim.scenario.people import PatientClass
from vaxsim.scenario.stations import Branch, Station


class Ways:
    """The ways of all classes; stations and classes go by their positions in the file, from 0."""

    def __init__(self, stations: Sequence[Station], classes: Sequence[PatientClass]) -> None:
        self._places = {station.name: place for place, station in enumerate(stations)}
        self.first: list[int] = []  # [class]; the station after the door
        self.after: list[list[set[int]]] = []  # [class][station]; where they can go next
        for klass in classes:
            on_foot = _on_foot(stations, klass)
            self.first.append(on_foot[0])
            ways = ((on_foot[place + 1], station.branches) for place, station in enumerate(stations))
            self.after.append([self._after(following, branches, klass, on_foot) for following, branches in ways])

    def _after(self, following: int, branches: Sequence[Branch], klass: PatientClass, on_foot: list[int]) -> set[int]:
        """The station that follows on foot, and those to which branches of positive share lead."""
        ways = {following}
        for branch in branches:
            target = self._places.get(branch.to or "")
            if target is not None and _concerns(branch, klass):
                ways.add(on_foot[target + 1] if branch.to in klass.skips else target)
        return ways

    def comes_to(self, klass: int, target: int, *, without: int | None = None) -> bool:
        """Whether a class can come to a station, or can do so without having been at another one."""
        reached = {self.first[klass]} - {without}
        for place in range(target):
            if place in reached:
                reached |= self.after[klass][place] - {without}
        return target in reached

    def leading_to(self, target: int) -> set[int]:
        """The stations from which some class can go straight to one."""
        return {place for ways in self.after for place, after in enumerate(ways) if target in after}


def _on_foot(stations: Sequence[Station], klass: PatientClass) -> list[int]:
    """For each station, and for behind the last, the first from there on that a class visits without a branch.

    The number of stations stands for "out of the site".
    """
    skips = set(klass.skips)
    places = [len(stations)] * (len(stations) + 1)
    for place in reversed(range(len(stations))):
        passed_by = stations[place].optional or stations[place].name in skips
        places[place] = places[place + 1] if passed_by else place
    return places


def _concerns(branch: Branch, klass: PatientClass) -> bool:
    return branch.share > 0 and (branch.classes is None or klass.name in branch.classes)
