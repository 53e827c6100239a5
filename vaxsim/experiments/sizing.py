"""Capacity: the largest value of one field at which promises hold.

The search goes by means over days, all values on the same days (common random numbers), so that the difference between
two neighbours is what one more does and not who came:

1. a coarse curve over the whole range on `FEW` days; where no upper bound is given, values are doubled until a promise
   does not hold, or the scenario refuses them;
2. bisection between the last value that holds and the first that does not, with more days while it is uncertain;
3. where a promise begins to hold at larger values (one of a throughput or a utilisation), the values between are looked
   through for each promise by itself, so that a narrow range in which all hold is not missed;
4. all days at the values around, outwards until the promises are surely kept below and surely not kept above.

Bisection takes for granted that more is worse.  That is not assumed: the coarse curve and the neighbours would show it
otherwise, and then the answer says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from vaxsim.engines.choosing import AUTO
from vaxsim.experiments.capacities import Capacity, Tried
from vaxsim.experiments.crossing import chances
from vaxsim.experiments.scale import Scale, read
from vaxsim.experiments.standing import Standing, promised, standing
from vaxsim.experiments.trials import Trials
from vaxsim.promises import names_in
from vaxsim.scenario import ScenarioError
from vaxsim.simulation import whole

if TYPE_CHECKING:
    from vaxsim.experiments.threads import Progress
    from vaxsim.promises import Promise
    from vaxsim.scenario import Scenario

FEW = 20
"""Days of the coarse curve, and of a first look."""
DAYS = 200
"""Days around the answer, unless asked otherwise."""
COARSE = 8
"""Parts of the range between which the coarse curve is looked at."""
MOST_LOOKED_AT = 200
"""Values that are looked at before anything is run, for those that the scenario refuses."""
HIGHEST = 2**22
"""Steps that an upper bound is looked for, at the most."""


def capacity(
    scenario: Scenario,
    of: str,
    promises: Sequence[str] = (),
    reps: int = DAYS,
    seed: int | None = None,
    engine: str = AUTO,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Capacity:
    """The largest value of a field at which promises hold, given as means over days.

    `of` is "arrivals.0.per_slot=40..120" or with a step ("=40..120:5"), without an upper bound ("=40..") or without
    bounds, which means 1, 2, 3, ...; `promises` are those of the scenario unless given; `reps` days are run around the
    answer, fewer elsewhere; the rest as for `replicate`.  Raises ValueError for a range or promises that cannot be
    read, with every mistake; ScenarioError for a field that is not there or takes none of the
    values; those that it does not take are left out and named.
    """
    scale, kept = read(of), promised(scenario, promises)
    reps = whole("reps", reps, 2)
    scale, skipped = usable(scenario, scale)
    trials = Trials(scenario, kept, seed, engine, threads)
    search = _Search(trials, kept, scale, reps, progress)
    search.run()
    tried = tuple(Tried(scale.at(place), search.tried[place]) for place in sorted(search.tried))
    around = sorted(search.around)
    values = np.stack([trials.values({scale.path: scale.at(place)}, reps) for place in around])
    shares = chances(kept, values).tolist()
    sure = dict(zip([None, *(scale.at(place) for place in around)], shares, strict=True))
    units = tuple(promise.unit(names_in(scenario)) for promise in kept)
    return Capacity(
        scenario.title, scale.path, trials.seed, kept, tried, sure, search.refused, trials.violations, units, skipped
    )


def usable(scenario: Scenario, scale: Scale) -> tuple[Scale, tuple[tuple[int | float, str], ...]]:
    """The scale without the values that the scenario refuses, and those with the reason.

    All of a short scale are looked at, of a longer one or one without end the first.  Raises ScenarioError if none of
    them can be, ValueError if the field is there and is no number.
    """
    looked = range(MOST_LOOKED_AT if scale.last is None else min(scale.last + 1, MOST_LOOKED_AT))
    refused: dict[int, ScenarioError] = {}
    for place in looked:
        try:
            scenario.replace({scale.path: scale.at(place)})
        except ScenarioError as error:
            refused[place] = error
        else:
            if scale.last is None or scale.last >= MOST_LOOKED_AT:
                break
    if len(refused) == len(looked):
        _refuse_text(scenario, scale)
        raise refused[0]
    skipped = tuple((scale.at(place), error.problems[0].message) for place, error in refused.items())
    return scale.without(refused), skipped


def _refuse_text(scenario: Scenario, scale: Scale) -> None:
    """Raise ValueError if the field takes a text, and so has no largest value."""
    try:
        scenario.replace({scale.path: "text"})
    except ScenarioError:
        return
    raise ValueError(f"{scale.path} is a text, not a number; name a field that has a largest value")


class _Search:
    """Tries values until it knows where promises cease to hold."""

    def __init__(
        self, trials: Trials, promises: Sequence[Promise], scale: Scale, reps: int, progress: Progress | None
    ) -> None:
        self._trials, self._promises, self._scale, self._progress = trials, promises, scale, progress
        self._reps, self._few = reps, min(FEW, reps)
        self.tried: dict[int, Standing] = {}  # by place on the scale
        self.around: set[int] = set()  # places with all days
        self.refused = ""

    def run(self) -> None:
        """Fill `tried` and `around`."""
        top = self._scale.last
        if top is None:
            top = self._doubled()
        coarse = sorted({round(top * part / COARSE) for part in range(COARSE + 1)})
        self._try(coarse, self._few)
        held = [place for place in self.tried if self.tried[place].holds]
        self._look_between(coarse, max(held, default=-1))
        held = [place for place in self.tried if self.tried[place].holds]
        low = max(held, default=min(self.tried, key=lambda place: (self.tried[place].missed, place)))
        above = [place for place in self.tried if place > low]
        self._look_around(self._bisected(low, min(above)) if above and held else low, top)

    def _try(self, places: Sequence[int], reps: int) -> None:
        changes = [{self._scale.path: self._scale.at(place)} for place in places]
        self._trials.run(changes, reps, self._progress)
        for place, change in zip(places, changes, strict=True):
            known = self.tried.get(place)
            if known is None or known.days < reps:
                self.tried[place] = standing(self._promises, self._trials.values(change, reps))

    def _doubled(self) -> int:
        """A place at which a promise ceases to hold, or will never hold, or the last one that could be tried."""
        place, last = 8, 0
        self._try([0], self._few)
        while place < HIGHEST:
            try:
                self._try([place], self._few)
            except ScenarioError as error:
                self.refused = error.problems[0].message
                return last
            if not self.tried[place].holds and (self.tried[last].holds or not self._better(last, place)):
                return place
            place, last = 2 * place, place
        self.refused = f"nothing higher than {self._scale.at(last):,} is tried"
        return last

    def _better(self, last: int, place: int) -> bool:
        """Whether a promise that did not hold at the last place came nearer to it, as one of throughput may."""
        was, now = self.tried[last], self.tried[place]
        signs = [1 if promise.operator in ("<=", "<") else -1 for promise in self._promises]
        nearer = [sign * (b - a) < 0 for sign, a, b in zip(signs, was.mean.tolist(), now.mean.tolist(), strict=True)]
        return any(near and state == "not kept" for near, state in zip(nearer, was.states, strict=True))

    def _bisected(self, low: int, high: int) -> int:
        """The last place that holds between one that does and one that does not."""
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._decided(middle).holds else (low, middle)
        return low

    def _look_between(self, coarse: Sequence[int], held: int) -> None:
        """Where a promise begins to hold above the last place at which all do: find where each one changes."""
        for low, high in pairwise(coarse):
            before, after = self.tried[low].each_holds, self.tried[high].each_holds
            begins = any(now and not was for was, now in zip(before, after, strict=True))
            if begins and high > held and not self.tried[high].holds:
                for place, (was, now) in enumerate(zip(before, after, strict=True)):
                    if was != now:
                        self._crossed(place, low, high)

    def _crossed(self, promise: int, low: int, high: int) -> None:
        """Bisect to the two neighbours between which one promise begins or ceases to hold."""
        before = self.tried[low].each_holds[promise]
        while high - low > 1:
            middle = (low + high) // 2
            same = self._decided(middle, promise).each_holds[promise] == before
            low, high = (middle, high) if same else (low, middle)

    def _decided(self, place: int, promise: int | None = None) -> Standing:
        """A place with as many days as it takes to be sure of it, or of one promise there, or all."""
        reps = self._few
        while True:
            self._try([place], reps)
            found = self.tried[place]
            sure = found.kept or found.broken if promise is None else found.states[promise] != "uncertain"
            if sure or reps == self._reps:
                return found
            reps = min(2 * reps, self._reps)

    def _look_around(self, place: int, top: int) -> None:
        """All days at the neighbours, outwards until surely kept below and surely not above; no gap where it ends."""
        for near in (place, max(place - 1, 0), min(place + 1, top)):
            self._all_days(near)
        for out in _outwards(place, top):
            if max(self.around) < top and not self.tried[max(self.around)].broken:
                self._all_days(min(out, top))
        for out in _outwards(place, 0):
            if min(self.around) > 0 and not self.tried[min(self.around)].kept:
                self._all_days(max(out, 0))
        kept = max((at for at in self.around if self.tried[at].kept), default=0)
        above = min((at for at in self.around if at > kept), default=kept)
        while above - kept > 1:
            middle = (kept + above) // 2
            self._all_days(middle)
            kept, above = (middle, above) if self.tried[middle].kept else (kept, middle)

    def _all_days(self, place: int) -> None:
        self._try([place], self._reps)
        self.around.add(place)


def _outwards(place: int, end: int) -> Iterator[int]:
    """Places 2, 3, 4, 6, 10, 18, ... steps away towards an end, and the end."""
    side, gap = (1 if end > place else -1), 1
    at = place + 2 * side
    while (end - at) * side > 0:
        yield at
        gap = gap if abs(at - place) < 4 else 2 * gap
        at += side * gap
    yield end
