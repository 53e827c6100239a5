"""Slots: how many people to book into which slot, so that promises are kept and as many as possible come.

For each length of the slots:

1. the most people that can be spread evenly, as evenly as whole people can be;
2. from there a local search: one more person into the slots where that costs least, as long as all promises are surely
   kept; where none can be added, one person is moved from one slot to another if that leaves more room, and so on.
   All patterns are tried on the same days (common random numbers); candidates are ranked on `FEW` of them.

A pattern that was chosen because it did well on some days will do a little worse on others.  So what was found is run
again on fresh days (another seed), where people are taken out again until the promises are surely kept there too.  The
numbers reported are those of the fresh days.  A local search finds a good pattern, not surely the best.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from vaxsim import stats
from vaxsim.arrivals.booked import Appointments
from vaxsim.engines.choosing import AUTO
from vaxsim.experiments.numbers import first_read
from vaxsim.experiments.standing import Standing, promised, standing
from vaxsim.experiments.templates import Slots, Template
from vaxsim.experiments.trials import Changes, Trials
from vaxsim.promises import parse_number
from vaxsim.simulation import whole
from vaxsim.units import ticks

if TYPE_CHECKING:
    from vaxsim.experiments.threads import Progress
    from vaxsim.promises import Promise
    from vaxsim.scenario import Scenario

Pattern = tuple[int, ...]

LENGTHS = (5.0, 10.0, 15.0, 20.0, 30.0, 60.0)
"""Minutes between slots that are tried unless asked otherwise."""
DAYS = 100
"""Days on which a pattern has to keep the promises; twice as many fresh ones confirm it."""
FEW = 20
"""Days on which candidates are ranked."""
CANDIDATES = 16
"""Slots that are looked at in one step, at the most."""
AT_ONCE = (8, 4, 2, 1)
"""So many people are added in one step, if that goes well."""
TOP = 3
"""Of the candidates the best so many are tried on all days."""
MOST_STEPS = 60
"""Steps of a local search, at the most."""


def slots(
    scenario: Scenario,
    promises: Sequence[str] = (),
    lengths: Sequence[float] = LENGTHS,
    source: str | int | None = None,
    reps: int = DAYS,
    seed: int | None = None,
    engine: str = AUTO,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Slots:
    """The numbers per slot that keep promises with the most people, for each length of slots (minutes).

    `source` is the name or position of the appointments in the scenario (needed where there are several); their first
    and last slot stay.  `promises` are those of the scenario unless given; the rest as for `replicate`.
    `progress(done, total)` counts lengths.  Raises ValueError for promises, lengths or a source that make no sense.
    """
    kept, place = promised(scenario, promises), booked(scenario, source)
    reps = whole("reps", reps, 2)
    lengths = tuple(sorted({checked_length(one) for one in lengths}))
    if not lengths:
        raise ValueError("give at least one length of slots, in minutes")
    search = _Search(scenario, place, kept, seed, reps, engine, threads)
    templates = []
    for done, every in enumerate(lengths, start=1):
        templates.append(search.template(every))
        if progress is not None:
            progress(done, len(lengths))
    now = scenario.arrivals[place]
    assert isinstance(now, Appointments)
    return Slots(scenario, place, search.seed, search.fresh_seed, kept, now.capacity(), tuple(templates),
                 search.violations)  # fmt: skip


def booked(scenario: Scenario, source: str | int | None) -> int:
    """The position of the appointments meant.  Raises ValueError that says what there is."""
    found = {place: one for place, one in enumerate(scenario.arrivals) if isinstance(one, Appointments)}
    if not found:
        raise ValueError('the scenario has no arrivals of kind "appointments", so there are no slots')
    names = [one.name or str(place) for place, one in found.items()]
    if source is None:
        if len(found) > 1:
            raise ValueError(f"there are several sources of appointments; choose one of {', '.join(names)}")
        return next(iter(found))
    for place, one in found.items():
        if str(source) in (one.name or str(place), str(place)):
            return place
    raise ValueError(f"there are no appointments {source!r}; there is: {', '.join(names)}")


def evenly(people: int, slots: int) -> Pattern:
    """So many people spread as evenly as whole people can be."""
    return tuple((place + 1) * people // slots - place * people // slots for place in range(slots))


def room(found: Standing) -> float:
    """How far the nearest limit is from the interval of its number, as a share of the limit; negative if inside it."""
    rows = zip(found.promises, found.low.tolist(), found.high.tolist(), strict=True)
    rooms = [
        ((one.limit - high) if one.operator in ("<=", "<") else (low - one.limit)) / (abs(one.limit) or 1.0)
        for one, low, high in rows
    ]
    return min(float(np.nan_to_num(one, nan=-np.inf)) for one in rooms)


class _Search:
    """Patterns of one source, tried on the same days."""

    def __init__(
        self,
        scenario: Scenario,
        place: int,
        promises: tuple[Promise, ...],
        seed: int | None,
        reps: int,
        engine: str,
        threads: int | None,
    ) -> None:
        self._place, self._promises, self._reps = place, promises, reps
        source = scenario.arrivals[place]
        assert isinstance(source, Appointments)
        self._span, self._booked = source.last - source.first, source.capacity()
        *first, counted = first_read(scenario)
        asked = (*promises, *map(parse_number, (*first, "overtime", counted)))
        self._trials = Trials(scenario, asked, seed, engine, threads)
        self.seed, self.fresh_seed = self._trials.seed, self._trials.seed + 1
        self._fresh = Trials(scenario, asked, self.fresh_seed, engine, threads)

    @property
    def violations(self) -> tuple[tuple[str, int, str], ...]:
        """What did not add up on any day of any pattern."""
        return self._trials.violations + self._fresh.violations

    def template(self, every: float) -> Template:
        """The best pattern found for slots of a length, beside the even one, both confirmed on fresh days."""
        slots = self._span // ticks(every) + 1
        even = self._most_even(every, slots)
        found = self._improved(every, even) if sum(even) else even
        even, found = (self._confirmed(every, pattern) for pattern in (even, found))
        if sum(found) < sum(even):
            found = even
        one, other = (self._values(self._fresh, every, pattern, 2 * self._reps) for pattern in (found, even))
        promised = len(self._promises)
        difference = stats.paired(one[:, promised:], other[:, promised:])
        read_first = tuple(number.name for number in self._trials.asked[promised:])
        return Template(
            every, even, found, standing(self._promises, other[:, :promised]),
            standing(self._promises, one[:, :promised]), read_first,
            stats.t_interval(other[:, promised:]).mean, stats.t_interval(one[:, promised:]).mean, difference,
        )  # fmt: skip

    def _most_even(self, every: float, slots: int) -> Pattern:
        """The most people that keep the promises when spread evenly; nobody where one is too many."""
        low, high = 0, max(self._booked, 1)
        while self._at(every, evenly(high, slots)).kept:
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._at(every, evenly(middle, slots)).kept else (low, middle)
        return evenly(low, slots)

    def _improved(self, every: float, pattern: Pattern) -> Pattern:
        """The local search from a pattern that keeps the promises."""
        for _ in range(MOST_STEPS):
            entries = self._ranked(every, pattern, 1)
            better = self._with_more(every, pattern, entries) or self._rearranged(every, pattern, entries)
            if better is None:
                break
            pattern = better
        return pattern

    def _with_more(self, every: float, pattern: Pattern, entries: Sequence[int]) -> Pattern | None:
        """The pattern with people added where there is most room, as many as go at once."""
        for many in AT_ONCE:
            choices = [entries[:many]] if many > 1 else [[one] for one in entries[: 2 * TOP]]
            for chosen in choices:
                more = _changed(pattern, dict.fromkeys(chosen, 1))
                if len(chosen) == many and self._at(every, more).kept:
                    return more
        return None

    def _rearranged(self, every: float, pattern: Pattern, entries: Sequence[int]) -> Pattern | None:
        """The pattern with one person moved so that there is more room than before; None if no move helps."""
        exits = self._ranked(every, pattern, -1)[:TOP]
        moves = [_changed(pattern, {out: -1, into: 1}) for out in exits for into in entries[:TOP] if out != into]
        if not moves:
            return None
        self._trials.run([self._changes(every, move) for move in moves], self._reps)
        best = max(moves, key=lambda move: room(self._at(every, move)))
        before, after = self._at(every, pattern), self._at(every, best)
        return best if after.kept and room(after) > room(before) + 1e-9 else None

    def _confirmed(self, every: float, pattern: Pattern) -> Pattern:
        """The pattern, with people taken out until the promises are surely kept on fresh days too."""
        while sum(pattern):
            values = self._values(self._fresh, every, pattern, 2 * self._reps)
            if standing(self._promises, values[:, : len(self._promises)]).kept:
                break
            pattern = _changed(pattern, {self._ranked(every, pattern, -1)[0]: -1})
        return pattern

    def _ranked(self, every: float, pattern: Pattern, change: int) -> list[int]:
        """Slots by the room that is left when one person is added (1) or taken out (-1) there, most room first."""
        able = [slot for slot, people in enumerate(pattern) if people + change >= 0]
        step = max(len(able) / CANDIDATES, 1.0)
        shift = sum(pattern) % max(round(step), 1)  # another sample of the slots each time
        looked = sorted({able[min(int(i * step) + shift, len(able) - 1)] for i in range(min(CANDIDATES, len(able)))})
        tried = {slot: _changed(pattern, {slot: change}) for slot in looked}
        few = min(FEW, self._reps)
        self._trials.run([self._changes(every, one) for one in tried.values()], few)
        left = {slot: room(self._at(every, one, few)) for slot, one in tried.items()}
        return sorted(left, key=lambda slot: (-left[slot], slot))

    def _at(self, every: float, pattern: Pattern, reps: int | None = None) -> Standing:
        values = self._values(self._trials, every, pattern, self._reps if reps is None else reps)
        return standing(self._promises, values[:, : len(self._promises)])

    def _values(self, trials: Trials, every: float, pattern: Pattern, reps: int) -> stats.Floats:
        return trials.values(self._changes(every, pattern), reps)

    def _changes(self, every: float, pattern: Pattern) -> Changes:
        return {f"arrivals.{self._place}.every": every, f"arrivals.{self._place}.per_slot": list(pattern)}


def _changed(pattern: Pattern, changes: dict[int, int]) -> Pattern:
    return tuple(people + changes.get(slot, 0) for slot, people in enumerate(pattern))


def checked_length(minutes: float) -> float:
    """A length of slots.  Raises ValueError unless it lies between 0 and a day."""
    if not 0 < minutes <= 24 * 60:
        raise ValueError(f"got slots of {minutes!r} minutes; allowed: more than 0 and at most a day")
    return float(minutes)
