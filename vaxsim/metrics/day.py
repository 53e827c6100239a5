"""Day: the vocabulary in which measures are written, computed once from the arrays of one replication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.metrics.crowding import at_doors
from vaxsim.metrics.duty import Duty
from vaxsim.metrics.floor import Floor
from vaxsim.metrics.registry import Names
from vaxsim.metrics.samples import Grouped, Sample
from vaxsim.metrics.steps import Steps
from vaxsim.metrics.supply import Supply
from vaxsim.units import NEVER, TICKS_PER_HOUR
from vaxsim.visits import NOT_COUNTED, Outcome

if TYPE_CHECKING:
    from vaxsim.draws import Draws
    from vaxsim.plan import Plan
    from vaxsim.visits import Visits

Ticks = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Axis:
    """The bins of the curves.  Bin i is [edges[i], edges[i + 1]); bin -first is the one in which the day begins."""

    first: int  # 0, or minus the number of bins before the beginning of the day in which somebody arrived
    edges: Ticks  # [bins + 1]; the last bin is shorter where `stop` cuts it

    @property
    def bins(self) -> int:
        """Number of bins."""
        return len(self.edges) - 1

    def index(self, ticks: Ticks) -> Ticks:
        """The bin of each tick."""
        return np.searchsorted(self.edges, ticks, side="right").astype(np.int64) - 1


@dataclass(frozen=True, eq=False)
class Day:
    """One replication.  n patients, S stations, G groups, U units; times in ticks, NEVER where nothing happened."""

    plan: Plan
    draws: Draws
    visits: Visits

    @property
    def names(self) -> Names:
        """The names of stations, groups and classes."""
        return names_of(self.plan)

    @property
    def stations(self) -> range:
        """Indices of stations."""
        return range(len(self.plan.stations))

    @property
    def groups(self) -> range:
        """Indices of groups."""
        return range(len(self.plan.groups))

    @property
    def begins(self) -> int:
        """When the day begins, tick."""
        return self.plan.day_begins

    @property
    def ends(self) -> int:
        """When the last thing happened, or the run was cut off, tick."""
        return int(self.visits.ended_at)

    @property
    def window(self) -> tuple[int, int]:
        """The part of the day over which time is averaged: the whole day, or what `measure` leaves of it."""
        return max(self.begins, self.plan.measure[0]), min(self.ends, self.plan.measure[1])

    # patients

    @cached_property
    def counted(self) -> Flags:
        """bool [n]: invited or walked in before the run was cut off."""
        return np.asarray(self.visits.outcome != NOT_COUNTED)

    @cached_property
    def averaged(self) -> Flags:
        """bool [n]: came inside the measured window, so that averages are over them."""
        begin, end = self.plan.measure
        return self.counted & (self.came < NEVER) & (begin <= self.came) & (self.came < end)

    @cached_property
    def served(self) -> Flags:
        """bool [n, S]: the service began."""
        return np.asarray(self.visits.began < NEVER) & self.counted[:, None]

    @cached_property
    def ever_served(self) -> Flags:
        """bool [n]: some service began."""
        return np.asarray(self.served.any(axis=1))

    @cached_property
    def total_wait(self) -> Ticks:
        """int64 [n]: time in lines before all services that began."""
        return np.asarray(np.where(self.served, self.visits.began - self.visits.joined, 0).sum(axis=1))

    @cached_property
    def came(self) -> Ticks:
        """int64 [n]: stood at the door of the first station, the arrival."""
        return _earliest(self.visits.reached)

    @cached_property
    def entered(self) -> Ticks:
        """int64 [n]: entered the line of the first station, and so the site."""
        return _earliest(self.visits.joined)

    @cached_property
    def departed(self) -> Ticks:
        """int64 [n]: left the site; whom `stop` found inside or outside never did."""
        return np.where(self.having(Outcome.STILL_INSIDE), NEVER, self.visits.departed)

    def having(self, outcome: int, cause: int | None = None) -> Flags:
        """bool [n]: whose day ended so."""
        ended_so = np.asarray(self.visits.outcome == outcome)
        return ended_so if cause is None else ended_so & (self.visits.cause == cause)

    @cached_property
    def dosed(self) -> Ticks:
        """The ticks at which doses were given, sorted."""
        return np.sort(self.visits.dosed[self.counted & (self.visits.dosed < NEVER)])

    def per_class(self, patients: Flags) -> Floats:
        """float64 [K]: how many of those patients each class has."""
        return np.bincount(self.draws.klass[patients], minlength=len(self.plan.classes)).astype(np.float64)

    @cached_property
    def ever_dosed(self) -> Flags:
        """bool [n]: counted, and given a dose."""
        return self.counted & (self.visits.dosed < NEVER)

    def people(self, patients: Flags) -> float:
        """How many people those patients are, each member of a party counted."""
        return float(self.draws.party[patients].sum())

    def people_per_class(self, patients: Flags) -> Floats:
        """float64 [K]: how many people of each class those patients are."""
        party = self.draws.party[patients]
        return np.asarray(np.bincount(self.draws.klass[patients], party, len(self.plan.classes)), np.float64)

    @cached_property
    def doses_of_class(self) -> Ticks:
        """int64 [K]: doses per person on the way of each class, branches aside."""
        site, total = self.plan.site, np.zeros(len(self.plan.classes), np.int64)
        for k in range(len(total)):
            s = int(site.first_station[k])
            while s < len(self.stations):
                total[k] += site.doses[s]
                s = int(site.next_station[k, s])
        return total

    @cached_property
    def people_inside(self) -> Steps:
        """People inside the site, each member of a party counted."""
        party = np.where(self.entered < NEVER, self.draws.party, 0)
        return Steps.of(self.entered.repeat(party), np.minimum(self.departed, self.ends).repeat(party))

    def of_patients(self, ticks: Ticks, where: Flags) -> Sample:
        """A sample of one duration per patient [n], for those of `where` [n] that averages are over."""
        chosen = where & self.averaged
        return Sample(ticks[chosen], self.draws.klass[chosen])

    def of_visits(self, ticks: Ticks, where: Flags) -> Sample:
        """A sample of one duration per visit [n, S], for those of `where` [n, S] that averages are over."""
        chosen = where & self.averaged[:, None]
        return Sample(ticks[chosen], np.nonzero(chosen)[1])

    # step functions

    def steps(self, begins: Ticks, ends: Ticks) -> Steps:
        """How many intervals hold a tick; those that never began are left out, open ones last to the end."""
        begun = begins < NEVER
        return Steps.of(begins[begun], np.minimum(ends[begun], self.ends))

    @cached_property
    def inside(self) -> Steps:
        """Patients inside the site."""
        return self.steps(self.entered, self.departed)

    @cached_property
    def outside(self) -> Steps:
        """People who stand at the door of the site."""
        return self.steps(self.came, np.minimum(self.entered, self.departed))

    @cached_property
    def lines(self) -> tuple[Steps, ...]:
        """People in the line of each station."""
        v = self.visits
        return tuple(self.steps(v.joined[:, s], np.minimum(v.began[:, s], v.left[:, s])) for s in self.stations)

    @cached_property
    def services(self) -> tuple[Steps, ...]:
        """People in service at each station, from the beginning of their service to its end."""
        return tuple(self.steps(self.visits.began[:, s], self.visits.ended[:, s]) for s in self.stations)

    @cached_property
    def present(self) -> tuple[Steps, ...]:
        """People in line or at a desk of each station."""
        return tuple(self.steps(self.visits.joined[:, s], self.visits.left[:, s]) for s in self.stations)

    @cached_property
    def at_doors(self) -> tuple[Steps, ...]:
        """People at the door of each station because its room is full."""
        return at_doors(self)

    @cached_property
    def walking(self) -> Steps:
        """People inside who are at no station."""
        everywhere = Steps.of(
            np.concatenate([p.ups for p in self.present]), np.concatenate([p.downs for p in self.present])
        )
        return self.inside.minus(everywhere)

    # staff and desks

    @cached_property
    def duty(self) -> Duty:
        """The presence and work of units of staff."""
        return Duty(self.plan, self.visits, self.window, self.ends)

    @cached_property
    def floor(self) -> Floor:
        """How the desks of stations are used."""
        return Floor(self)

    @cached_property
    def doses(self) -> Supply:
        """What becomes of the doses of each vaccine."""
        return Supply(self.plan, self.draws, self.visits)

    # bins

    @cached_property
    def axis(self) -> Axis:
        """Bins from the beginning of the day, or the first arrival if that is earlier, to the end."""
        earliest = int(self.came.min(initial=self.begins))
        return Axis(*bin_edges(self.begins, self.plan.bin, self.plan.site.stop, earliest, self.ends))

    def per_hour(self, ticks: Ticks) -> Floats:
        """float64 [1, bins]: how many of the ticks lie in each bin, per hour."""
        counts = np.diff(np.searchsorted(np.sort(ticks), self.axis.edges))
        return (counts * TICKS_PER_HOUR / np.diff(self.axis.edges))[None, :]

    @cached_property
    def waits_by_arrival(self) -> Grouped:
        """Total waits of those served at least once, by the bin of their arrival."""
        chosen = self.ever_served
        return Grouped.of(self.total_wait[chosen], self.axis.index(self.came[chosen]), self.axis.bins)

    def means(self, levels: Sequence[Steps]) -> Floats:
        """float64 [things, bins]: mean of each step function in each bin."""
        if not levels:
            return np.zeros((0, self.axis.bins))
        return np.stack([steps.means(self.axis.edges) for steps in levels])


def bin_edges(begins: int, width: int, stop: int, earliest: int, ends: int) -> tuple[int, Ticks]:
    """`Axis.first` and `Axis.edges` of a day that begins at `begins`, on which the first patient came at `earliest`.

    The day ends at `ends`, or is cut off at `stop`; all in ticks.  Also compiled, by the meter.
    """
    bins = max(min(ends, stop - 1) - begins, 0) // width + 1
    first = (min(earliest, begins) - begins) // width
    edges = begins + width * np.arange(first, bins + 1)
    edges[-1] = min(edges[-1], max(stop, edges[-2] + 1))
    return first, edges


def names_of(plan: Plan) -> Names:
    """The names that numbers of a plan can be asked for by."""
    return Names(plan.stations, plan.groups, plan.classes, plan.vaccines, plan.uses)


def _earliest(ticks: Ticks) -> Ticks:
    return np.asarray(ticks.min(axis=1, initial=NEVER))
