"""The luck of doses: fetched by units of staff, made ahead, and those who can be called for what is left of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from vaxsim.distributions.sampler import Sampler
from vaxsim.draws.standby import has_list
from vaxsim.draws.streams import Streams
from vaxsim.fields import SHARE_TOLERANCE
from vaxsim.spread import spread
from vaxsim.units import NEVER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vaxsim.distributions import Law
    from vaxsim.plan import Plan, Restocking

    Ints = NDArray[np.int64]

FEWEST_TRIPS = 4
"""Trips of a unit whose luck is drawn at first, at least."""


class Doses:
    """The decisions of a plan that fall for each trip of a unit, each dose made and each person on a list."""

    def __init__(self, plan: Plan) -> None:
        self._site, self._release, self._vaccines = plan.site, plan.chance.release, plan.vaccines
        self._sources, self._units = len(plan.chance.sources), len(plan.units)
        self._carriers = [
            _Carriers(plan.groups[g], law, np.flatnonzero(plan.site.unit_group == g), plan.chance.unit_row, int(holds))
            for g, (law, holds) in enumerate(zip(plan.chance.restocking, plan.site.holds, strict=True))
            if law is not None
        ]
        self._making = [None if law is None else Sampler(law) for law in plan.chance.making]
        self._travel = [
            Sampler(law) if law is not None and has_list(plan, v) else None for v, law in enumerate(plan.chance.travel)
        ]

    @cached_property
    def _no_trips(self) -> dict[str, Ints]:
        """What `trips` gives where nobody makes any, made once."""
        return self.trips(Streams(0, 0), 0)

    def draw(self, streams: Streams, patients: dict[str, NDArray[Any]]) -> dict[str, Any]:
        """The fields of Draws about doses, for the patients of the replication as those fields know them."""
        if not self._carriers and not self._vaccines:
            return self._nothing(len(patients["klass"]))
        party, vaccine = patients["party"], self._site.vaccine[patients["klass"]]
        comes = patients["arrival"] < NEVER
        people = np.array([party[comes & (vaccine == v)].sum() for v in range(len(self._making))], np.int64)
        released = self._released(people)
        begins, travel = self._standby(streams, patients["source"])
        return {
            **self.trips(streams, self._trips_at_first(int(party[comes].sum()))),
            "released": released,
            "making": self._times_of_making(streams, released),
            "standby": begins,
            "travel": travel,
        }

    def _nothing(self, n: int) -> dict[str, Any]:
        """The fields of Draws about doses, where nobody asks where they come from."""
        none = np.empty(0, np.int64)
        return {
            **self._no_trips,
            "released": none,
            "making": none.reshape(0, 0),
            "standby": np.array([n], np.int64),
            "travel": spread(NEVER, "int64", (n,)),
        }

    def trips(self, streams: Streams, most: int) -> dict[str, Ints]:
        """The luck of the first `most` trips of every unit.

        `carried` int64 [U], doses in hand on coming; `trip_walk` int64 [U, most, 2], there and back; `trip_fill` int64
        [U, most, most doses that anybody holds], ticks of filling the first, the first two, ... doses.
        """
        units, holds = self._units, int(self._site.holds.max(initial=0))
        most = most if self._carriers else 0
        carried = np.zeros(units, np.int64)
        walk, fill = np.zeros((units, most, 2), np.int64), np.zeros((units, most, holds), np.int64)
        for carriers in self._carriers:
            carriers.fill_in(streams, carried, walk, fill)
        return {"carried": carried, "trip_walk": walk, "trip_fill": fill}

    def _trips_at_first(self, people: int) -> int:
        """Trips that nearly every unit makes do with; an engine that needs more asks for them (`Draws.more_trips`)."""
        doses = people * int(self._site.doses.sum())
        needed = [doses / (carriers.holds * max(len(carriers.units), 1)) for carriers in self._carriers]
        return FEWEST_TRIPS + math.ceil(1.5 * max(needed, default=0))

    def _released(self, people: Ints) -> Ints:
        """Doses of each release, int64 [releases]; of a vaccine with shares of the `people`, int64 [V], each rounded
        up, the last one takes what is left of their sum."""
        site, values = self._site, self._release
        released = np.zeros(len(values), np.int64)
        for v, n in enumerate(people.tolist()):
            shares = np.flatnonzero(site.release[:, 1] == v).tolist()
            if all(isinstance(values[row], int) for row in shares):
                released[shares] = [values[row] for row in shares]
                continue
            left = _rounded_up(sum(values[row] for row in shares) * n)
            for row in shares[:-1]:
                released[row] = min(_rounded_up(values[row] * n), left)
                left -= int(released[row])
            released[shares[-1:]] = left
        return released

    def _times_of_making(self, streams: Streams, released: Ints) -> Ints:
        """Ticks for each dose made ahead, in their order, int64 [V, most doses]; 0 beyond the last."""
        v_of = self._site.release[:, 1]
        jobs = [int(released[v_of == v].sum()) for v in range(len(self._making))]
        making = np.zeros((len(jobs), max(jobs, default=0)), np.int64)
        for v, sampler in enumerate(self._making):
            making[v, : jobs[v]] = _times(sampler, streams, f"making of {self._vaccines[v]}", jobs[v])
        return making

    def _standby(self, streams: Streams, source: NDArray[np.int16]) -> tuple[Ints, Ints]:
        """Where the list of each vaccine begins among the n patients, int64 [V + 1], an empty one where the next does;
        and the ticks from a call to the door, int64 [n], NEVER for who is on no list."""
        begins = np.full(len(self._travel) + 1, len(source), np.int64)
        if not any(self._travel):
            return begins, spread(NEVER, "int64", (len(source),))
        travel, first = np.full(len(source), NEVER, np.int64), self._sources
        lists = [v for v, sampler in enumerate(self._travel) if sampler is not None]
        for number, v in enumerate(lists):
            begin, end = np.searchsorted(source, (first + number, first + number + 1)).tolist()
            begins[lists[number - 1] + 1 if number else 0 : v + 1] = begin
            travel[begin:end] = _times(
                self._travel[v], streams, f"travel of standby of {self._vaccines[v]}", end - begin
            )
        return begins, travel


class _Carriers:
    """A group whose units fetch the doses that they give; shift by shift, as luck belongs to a place in a shift."""

    def __init__(self, name: str, law: Restocking, units: Ints, rows: Sequence[tuple[int, int]], holds: int) -> None:
        self.units, self.holds = units, holds
        self._start, self._walk, self._fill = _whole_numbers(law.start), Sampler(law.walk), Sampler(law.fill)
        self._shifts = [
            (f"{name} / shift {shift + 1}", members[0], np.array([rows[u][1] for u in members]))
            for shift, members in (
                (shift, list(of_shift)) for shift, of_shift in groupby(units.tolist(), lambda u: rows[u][0])
            )
        ]

    def fill_in(self, streams: Streams, carried: Ints, walk: Ints, fill: Ints) -> None:
        """Put the luck of these units into the arrays of all units; see `Doses.trips`."""
        for name, first, place in self._shifts:
            mine = slice(first, first + len(place))
            carried[mine] = self._start(streams, f"first doses of {name}", place, self.holds)
            for trip in range(walk.shape[1]):
                walk[mine, trip] = _columns(self._walk, streams, f"walks of trip {trip + 1} of {name}", place, 2)
                doses = _columns(self._fill, streams, f"filling on trip {trip + 1} of {name}", place, self.holds)
                fill[mine, trip, : self.holds] = doses.cumsum(axis=1)


def _whole_numbers(law: Law) -> Callable[[Streams, str, Ints, int], Ints]:
    """Draws whole numbers from 0 to a largest one, rounded."""

    def draw(streams: Streams, decision: str, rows: Ints, most: int) -> Ints:
        constant = law.constant()
        values = (
            np.full(len(rows), constant) if constant is not None else law.drawn(_luck(law, streams, decision, rows))
        )
        return np.clip(np.rint(values), 0, most).astype(np.int64)

    return draw


def _luck(law: Law, streams: Streams, decision: str, rows: Ints) -> NDArray[np.float64]:
    return streams.uniforms(decision, rows, law.uniforms)


def _columns(sampler: Sampler, streams: Streams, decision: str, rows: Ints, columns: int) -> Ints:
    """So many durations for each of the rows, int64 (rows, columns)."""
    if sampler.constant is not None:
        return np.full((len(rows), columns), sampler.constant, np.int64)
    luck = streams.uniforms(decision, rows, columns * sampler.uniforms)
    return sampler.ticks(luck.reshape(-1, sampler.uniforms)).reshape(len(rows), columns)


def _times(sampler: Sampler | None, streams: Streams, decision: str, rows: int) -> Ints | int:
    """Durations in ticks, int64 (rows,), or the same for all."""
    if sampler is None or sampler.constant is not None or rows == 0:
        return 0 if sampler is None else sampler.constant or 0
    return sampler.ticks(streams.uniforms(decision, rows, sampler.uniforms))


def _rounded_up(doses: float) -> int:
    """A share of people as doses; what floats leave of a whole number is no dose."""
    return math.ceil(doses - SHARE_TOLERANCE * max(1.0, doses))
