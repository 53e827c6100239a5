"""People with appointments: a number of them in every slot, or one after the other."""

from __future__ import annotations

from abc import abstractmethod
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from vaxsim.arrivals.source import (
    Coming,
    Count,
    Luck,
    Rule,
    SingleSource,
    drawn,
    drawn_offsets,
    ordered_offsets,
    share_before,
    uniforms,
)
from vaxsim.distributions import Constant, Distribution
from vaxsim.fields import Clock, Listed, Share, complaint, refusal
from vaxsim.units import NEVER, TICKS_PER_MINUTE, clock, ticks

if TYPE_CHECKING:
    from vaxsim.arrivals.source import Floats, Ints


LONGEST_INTERVAL = 1e6
"""Minutes that may lie between two slots, about two years."""

MOST_SLOTS = 10_000_000
"""A source may have no more, booked or not; each takes memory, people in it or not."""


class _Booked(SingleSource):
    """Appointments, some of which are not booked, not kept or not kept on time.

    A place is a (slot, number in the slot); its row in the streams stays when each slot gets one more place.
    """

    fill: Share = Field(1.0, description="share of the places that are booked")
    no_show: Distribution = Field(
        Constant(value=0), description="share who do not come, or its distribution, drawn once a day"
    )
    punctuality: Distribution = Field(
        Constant(value=0), description="arrival after the slot, minutes; early is negative"
    )

    @abstractmethod
    def places(self) -> tuple[Ints, Ints]:
        """Slot in ticks and row of every place, int64 [places] each, by slot and number in the slot; read-only."""

    @abstractmethod
    def capacity(self) -> int:
        """How many places there are."""

    def expected(self, closing: int) -> float:
        return self.capacity() * self.fill

    def expected_by(self, times: Ints, closing: int, gate: int = NEVER, late_limit: int = NEVER) -> Floats:
        import numpy as np

        slots, places = _slots_and_places(self.places()[0])
        came = np.zeros(len(times))
        offsets = ordered_offsets(self.punctuality, -gate, late_limit)
        for slot, people in zip(slots.tolist(), places.tolist(), strict=True):
            came += people * share_before(offsets, times - slot)
        return np.asarray(self.fill * (1 - self._share_away()) * came)

    def _share_away(self) -> float:
        """The mean share of the day that does not come."""
        import numpy as np

        from vaxsim.distributions.moments import weighted_values

        shares, weights = weighted_values(self.no_show)
        return float(np.clip(shares, 0.0, 1.0) @ weights)

    def draw(self, luck: Luck, closing: int) -> Coming:
        slot, row = self.places()
        if self.fill < 1:
            booked = uniforms(luck, "fill", row) < self.fill
            slot, row = slot[booked], row[booked]
        arrival = slot + drawn_offsets(self.punctuality, luck, "punctuality", row)
        arrival[self._stays_away(luck, row)] = NEVER
        return Coming(row, slot, arrival)

    def _stays_away(self, luck: Luck, row: Ints) -> Any:
        """Who does not come, an index or bool [n].  A share of the day outside 0..1 counts as the nearest end."""
        import numpy as np

        share = drawn(self.no_show, luck, "no_show share", np.zeros(1, np.int64))[0]
        if share <= 0:
            return slice(0)
        return uniforms(luck, "no_show", row) < share

    def rules(self) -> tuple[Rule, ...]:
        return (*super().rules(), self._no_show_is_a_share)

    def _no_show_is_a_share(self) -> None:
        share = self.no_show.constant()
        if share is not None and not 0 <= share <= 1:
            raise refusal(share, "a share from 0 to 1", "no_show")


def _number_or_list(value: Any) -> str:
    return "list" if isinstance(value, list | tuple) else "number"


PerSlot = Annotated[
    Annotated[Count, Tag("number")] | Annotated[Listed[Count], Tag("list")],
    Discriminator(_number_or_list),
]


class Appointments(_Booked):
    """So many people in every slot."""

    kind: Literal["appointments"] = "appointments"
    first: Clock = Field(description="first slot")
    last: Clock = Field(description="no slot is later")
    every: float = Field(gt=0, le=LONGEST_INTERVAL, description="minutes between slots")
    per_slot: PerSlot = Field(description="people per slot, or a list with one number per slot")

    @property
    def slots(self) -> int:
        """How many slots there are."""
        return (self.last - self.first) // ticks(self.every) + 1

    def capacity(self) -> int:
        return sum(self.per_slot) if isinstance(self.per_slot, tuple) else self.slots * self.per_slot

    def places(self) -> tuple[Ints, Ints]:
        return _places_in_slots(self.first, ticks(self.every), self.slots, self.per_slot)

    def rules(self) -> tuple[Rule, ...]:
        return (*super().rules(), self._first_to_last, self._slots_lie_apart, self._slots_fit)

    def _first_to_last(self) -> None:
        if self.last < self.first:
            raise complaint(f"it is {clock(self.last)}, before the first, {clock(self.first)}", "last")

    def _slots_lie_apart(self) -> None:
        if ticks(self.every) < 1:
            raise refusal(self.every, "a millisecond (0.001 / 60 minutes) or more between slots", "every")

    def _slots_fit(self) -> None:
        if self.last < self.first or ticks(self.every) < 1:
            return  # what other rules complain about leaves the number of slots unknown
        if self.slots > MOST_SLOTS:
            raise complaint(f"got {self.slots:,} slots; allowed: at most {MOST_SLOTS:,}", "every")
        if isinstance(self.per_slot, tuple) and len(self.per_slot) != self.slots:
            numbers = len(self.per_slot)
            raise complaint(f"got {numbers} numbers for {self.slots} slots; give one for each slot", "per_slot")


class Spread(_Booked):
    """n appointments evenly between two times: number i = 0..n-1 at from + i (to - from) / n."""

    kind: Literal["spread"] = "spread"
    n: Count = Field(description="how many appointments")
    from_: Clock = Field(alias="from")
    to: Clock = Field(description="not reached itself")

    def capacity(self) -> int:
        return self.n

    def places(self) -> tuple[Ints, Ints]:
        return _places_in_a_row(self.from_, self.to, self.n)

    def rules(self) -> tuple[Rule, ...]:
        return (*super().rules(), self._from_before_to)

    def _from_before_to(self) -> None:
        if self.to < self.from_:
            raise complaint(f"it ends at {clock(self.to)}, before it begins at {clock(self.from_)}", "to")


MOST_DISTINCT_SLOTS = 2_000
"""With more slots than that, people are expected as if each slot were at the nearest whole minute."""


def _slots_and_places(slot: Ints) -> tuple[Ints, Ints]:
    """The distinct slots, ascending, and the number of places in each; from the slot of every place."""
    import numpy as np

    slots, places = np.unique(slot, return_counts=True)
    if len(slots) <= MOST_DISTINCT_SLOTS:
        return slots, places
    minute = np.rint(slots / TICKS_PER_MINUTE).astype(np.int64) * TICKS_PER_MINUTE
    nearest, where = np.unique(minute, return_inverse=True)
    return nearest, np.bincount(where, weights=places).astype(np.int64)


_KEPT = 16
"""Places of so many sources are kept, for a source is drawn once in every replication."""


@lru_cache(maxsize=_KEPT)
def _places_in_slots(first: int, every: int, slots: int, per_slot: int | tuple[int, ...]) -> tuple[Ints, Ints]:
    import numpy as np

    in_slot = np.broadcast_to(np.asarray(per_slot, np.int64), slots)
    slot = np.repeat(np.arange(slots), in_slot)
    first_of_slot = np.repeat(np.cumsum(in_slot) - in_slot, in_slot)
    place = np.arange(len(slot)) - first_of_slot
    return _read_only(first + slot * every), _read_only(place * slots + slot)


@lru_cache(maxsize=_KEPT)
def _places_in_a_row(begin: int, end: int, n: int) -> tuple[Ints, Ints]:
    import numpy as np

    row = np.arange(n)
    after = np.rint(row * ((end - begin) / max(n, 1))).astype(np.int64)
    return _read_only(begin + after), _read_only(row)


def _read_only(array: Ints) -> Ints:
    array.setflags(write=False)
    return array
