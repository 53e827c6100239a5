"""What the reference engine writes down; turned into arrays when the day is over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from vaxsim.units import NEVER
from vaxsim.visits import NOT_COUNTED, Cause, Outcome, StaffState, Timeline, Visits, without_use

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vaxsim.engines.reference.staff import Unit
    from vaxsim.engines.reference.stations import Station


class Records:
    """Times of every patient at every station, as flat lists; visit = patient index x stations + station index."""

    def __init__(self, patients: int, stations: int) -> None:
        self._shape = (patients, stations)
        visits = patients * stations
        self.reached = [NEVER] * visits
        self.joined = [NEVER] * visits
        self.began = [NEVER] * visits
        self.ended = [NEVER] * visits
        self.left = [NEVER] * visits
        self.crew: dict[int, Sequence[Unit]] = {}
        self.dosed = [NEVER] * patients
        self.departed = [NEVER] * patients
        self.outcome = [NOT_COUNTED] * patients
        self.cause = [int(Cause.NONE)] * patients

    def close(self, patient: int, tick: int, outcome: Outcome, cause: Cause) -> None:
        """Write down how a patient's day ended."""
        self.departed[patient] = tick
        self.outcome[patient] = int(outcome)
        self.cause[patient] = int(cause)

    def visits(
        self, stations: Sequence[Station], units: Sequence[Unit], crew_size: int, ended_at: int, stranded: int
    ) -> Visits:
        """Everything written down, as the arrays that every engine returns."""
        left = self._times(self.left)
        return Visits(
            reached=self._times(self.reached),
            joined=self._times(self.joined),
            began=self._times(self.began),
            ended=self._times(self.ended),
            left=left,
            **without_use(left, crew_size),
            crew=self._crews(crew_size),
            dosed=np.array(self.dosed, np.int64),
            departed=np.array(self.departed, np.int64),
            outcome=np.array(self.outcome, np.int8),
            cause=np.array(self.cause, np.int8),
            timeline=_timeline(units),
            came=np.array([unit.came for unit in units], np.int64),
            went=np.array([unit.went for unit in units], np.int64),
            breaks_missed=np.array([unit.breaks_missed for unit in units], np.int32),
            line_area=np.array([station.line.area for station in stations], np.int64),
            service_area=np.array([station.service_area for station in stations], np.int64),
            ended_at=ended_at,
            stranded=stranded,
        )

    def _times(self, flat: list[int]) -> NDArray[np.int64]:
        return np.array(flat, np.int64).reshape(self._shape)

    def _crews(self, size: int) -> NDArray[np.int32]:
        crews = np.full((self._shape[0] * self._shape[1], size), -1, np.int32)
        for visit, crew in self.crew.items():
            crews[visit, : len(crew)] = [unit.index for unit in crew]
        return crews.reshape(*self._shape, size)


def _timeline(units: Sequence[Unit]) -> Timeline:
    rows = [(unit.index, state, began, ended) for unit in units for state, began, ended in unit.timeline]
    table = np.array(rows, np.int64).reshape(len(rows), 4)
    return Timeline(
        unit=table[:, 0].astype(np.int32),
        state=table[:, 1].astype(np.int8),
        began=table[:, 2].copy(),
        ended=table[:, 3].copy(),
    )


def add_state(timeline: list[tuple[StaffState, int, int]], state: StaffState, began: int, ended: int) -> None:
    """Append a state to a unit's timeline; one of no length is left out, one like the last prolongs it."""
    if ended == began:
        return
    if timeline and timeline[-1][0] is state and timeline[-1][2] == began:
        timeline[-1] = (state, timeline[-1][1], ended)
    else:
        timeline.append((state, began, ended))
