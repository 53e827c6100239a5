"""Records: what happened in one replication as tables, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vaxsim.draws.standby import has_list
from vaxsim.ledger import Form, ledger
from vaxsim.pieces import pieces
from vaxsim.units import NEVER, TICKS_PER_MINUTE, clock
from vaxsim.visits import NOT_COUNTED, Cause, Move, Outcome, StaffState

if TYPE_CHECKING:
    from vaxsim.draws import Draws
    from vaxsim.metrics.day import Day
    from vaxsim.plan import Plan
    from vaxsim.visits import Visits

Index = NDArray[np.integer[Any]]


@dataclass(frozen=True, eq=False)
class Records:
    """The tables of one replication; `Result` says what stands in each of them."""

    plan: Plan
    draws: Draws
    visits: Visits
    day: Day

    def patients(self) -> pd.DataFrame:
        v, day = self.visits, self.day
        frame = pd.DataFrame(
            {
                "patient": np.arange(1, len(v.outcome) + 1),
                "source": _named(self._sources, self.draws.source),
                "class": _named(self.plan.classes, self.draws.klass),
                "people": self.draws.party,
                "slot": _minutes(self.draws.slot),
                "arrival": _minutes(np.minimum(self.draws.arrival, day.came)),
                "entered": _minutes(day.entered),
                "dosed": _minutes(v.dosed),
                "departed": _minutes(day.departed),
                "outcome": [Outcome(o).label if o != NOT_COUNTED else "" for o in v.outcome.tolist()],
                "cause": [Cause(c).label for c in v.cause.tolist()],
                "wait": np.where(day.ever_served, day.total_wait / TICKS_PER_MINUTE, np.nan),
                "wait_outside": _between(day.came, day.entered),
                "time_on_site": _between(day.entered, day.departed),
                "blocked": _minutes_blocked(v),
            }
        )
        return frame[day.counted].reset_index(drop=True)

    def visit_table(self) -> pd.DataFrame:
        v = self.visits
        patient, station = np.nonzero(v.reached < NEVER)
        times = {
            name: _minutes(getattr(v, name)[patient, station])
            for name in ("reached", "joined", "supplied", "began", "ended", "left", "freed")
        }
        served = v.began[patient, station] < NEVER
        return pd.DataFrame(
            {
                "patient": patient + 1,
                "class": _named(self.plan.classes, self.draws.klass[patient]),
                "station": _named(self.plan.stations, station),
                "kind": self._kinds(station, v.kind[patient, station], served),
                "session": pd.array([s + 1 if s >= 0 else None for s in v.session[patient, station].tolist()], "Int64"),
                **times,
                "wait": times["began"] - times["joined"],
                "service": times["ended"] - times["began"],
                "blocked": times["left"] - times["ended"],
                "pieces": np.where(served, _pieces_of_visits(v)[patient, station], 0),
                "units": self._crews(v.crew[patient, station]),
            }
        )

    def pieces(self) -> pd.DataFrame:
        parts = pieces(self.visits)
        began, ended = _minutes(parts.began), _minutes(parts.ended)
        return pd.DataFrame(
            {
                "patient": parts.patient + 1,
                "station": _named(self.plan.stations, parts.station),
                "began": began,
                "ended": ended,
                "minutes": ended - began,
                "units": self._crews(parts.crew),
            }
        )

    def trips(self) -> pd.DataFrame:
        t = self.visits.trips
        times = {name: _minutes(getattr(t, name)) for name in ("set_off", "arrived", "began", "ended", "back")}
        return pd.DataFrame(
            {
                "unit": _named(self.plan.units, t.unit),
                "group": _named(self.plan.groups, self.plan.site.unit_group[t.unit]),
                "vaccine": self._vaccines(t.vaccine),
                **times,
                "waited": times["began"] - times["arrived"],
                "doses": t.doses,
            }
        )

    def moves(self) -> pd.DataFrame:
        between = ledger(self.plan, self.visits)
        m, row = self.visits.moves, between.row
        moves, who = m.move[row].tolist(), m.who[row].tolist()
        return pd.DataFrame(
            {
                "minute": _minutes(m.tick[row]),
                "clock": [clock(tick, seconds=True) for tick in m.tick[row].tolist()],
                "vaccine": self._vaccines(m.vaccine[row]),
                "move": [Move(move).label for move in moves],
                "source": [Form(form).label for form in between.source.tolist()],
                "target": [Form(form).label for form in between.target.tolist()],
                "doses": between.doses,
                "who": [self._who(*each) for each in zip(moves, who, strict=True)],
            }
        )

    def timeline(self) -> pd.DataFrame:
        t = self.visits.timeline
        began, ended = _minutes(t.began), _minutes(t.ended)
        return pd.DataFrame(
            {
                "unit": _named(self.plan.units, t.unit),
                "group": _named(self.plan.groups, self.plan.site.unit_group[t.unit]),
                "state": [StaffState(s).label for s in t.state.tolist()],
                "began": began,
                "ended": ended,
                "minutes": ended - began,
            }
        )

    def staff(self) -> pd.DataFrame:
        v, day = self.visits, self.day
        spent = {
            state.label.replace(" ", "_"): _minutes_in_state(self.plan, self.visits, state) for state in StaffState
        }
        return pd.DataFrame(
            {
                "unit": list(self.plan.units),
                "group": _named(self.plan.groups, self.plan.site.unit_group),
                "came": _minutes(v.came),
                "went": _minutes(v.went),
                **spent,
                "overtime": day.duty.overtime / TICKS_PER_MINUTE,
                "breaks_missed": v.breaks_missed,
            }
        )

    @property
    def _sources(self) -> tuple[str, ...]:
        """The names of sources, and behind them of the lists from which people are called."""
        lists = (f"standby of {name}" for v, name in enumerate(self.plan.vaccines) if has_list(self.plan, v))
        return (*self.plan.chance.source_keys, *lists)

    def _kinds(self, station: Index, kind: Index, served: NDArray[np.bool_]) -> list[str]:
        """The name of each kind of desk; empty where nobody was served, or the station has no kinds."""
        first = self.plan.site.first_kind
        named = served & (np.diff(first)[station] > 1)
        index = np.where(named, first[station] + kind, 0)
        return [self.plan.kinds[i] if known else "" for i, known in zip(index.tolist(), named.tolist(), strict=True)]

    def _crews(self, crews: Index) -> list[str]:
        """The names of the units of each crew (rows, C), parted by blanks."""
        return [" ".join(self.plan.units[u] for u in crew if u >= 0) for crew in crews.tolist()]

    def _vaccines(self, index: Index) -> list[str]:
        return [self.plan.vaccines[v] if v >= 0 else "" for v in index.tolist()]

    def _who(self, move: int, who: int) -> str:
        if who < 0:
            return ""
        return f"patient {who + 1}" if move in (Move.TAKEN, Move.RETURNED, Move.GIVEN) else self.plan.units[who]


def _named(names: tuple[str, ...], index: NDArray[np.integer[Any]]) -> list[str]:
    return [names[i] for i in index.tolist()]


def _minutes(ticks: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.where(ticks < NEVER, ticks / TICKS_PER_MINUTE, np.nan)


def _between(begin: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.float64]:
    return _minutes(np.where((begin < NEVER) & (end < NEVER), end - begin, NEVER))


def _minutes_blocked(visits: Visits) -> NDArray[np.float64]:
    """Minutes that each patient stood at desks after services, float64 [n]."""
    over = (visits.ended < NEVER) & (visits.left < NEVER)
    return np.asarray(np.where(over, visits.left - visits.ended, 0).sum(axis=1) / TICKS_PER_MINUTE, np.float64)


def _pieces_of_visits(visits: Visits) -> NDArray[np.int64]:
    """How many pieces each service had, int64 [n, S]; 1 where there was none."""
    count = np.ones(visits.began.shape, np.int64)
    again = visits.interruptions
    resumed = again.resumed < NEVER
    np.add.at(count, (again.patient[resumed], again.station[resumed]), 1)
    return count


def _minutes_in_state(plan: Plan, visits: Visits, state: StaffState) -> NDArray[np.float64]:
    t = visits.timeline
    rows = t.state == state
    spent = np.bincount(t.unit[rows], weights=(t.ended - t.began)[rows], minlength=len(plan.units))
    return spent / TICKS_PER_MINUTE
