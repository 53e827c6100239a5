"""The ledger of doses: from which form into which each of the recorded moves takes them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.plan import NOBODY
from vaxsim.units import NEVER
from vaxsim.visits import Move

if TYPE_CHECKING:
    from vaxsim.plan import Plan
    from vaxsim.visits import Visits

Ints = NDArray[np.int64]


class Form(IntEnum):
    """Where doses are; the first four as in Visits.doses_left."""

    STOCK = 0
    OPEN = 1  # in an open vial
    PREPARED = 2
    HANDS = 3  # of a unit of staff
    MAKING = 4
    TAKEN = 5  # prepared, and with a patient in line
    OUTSIDE = 6  # not yet received, given, or wasted

    @property
    def label(self) -> str:
        """The form as files write it: "in stock", and an empty text for doses that are not at the site."""
        return _LABELS[self]


_LABELS = ("in stock", "in open vial", "prepared", "in hands", "in the making", "with patient in line", "")

_ALWAYS = {
    Move.RECEIVED: (Form.OUTSIDE, Form.STOCK),
    Move.OPENED: (Form.STOCK, Form.OPEN),
    Move.WASTED_OPEN: (Form.OPEN, Form.OUTSIDE),
    Move.WASTED_PREPARED: (Form.PREPARED, Form.OUTSIDE),
    Move.BEGUN: (Form.OPEN, Form.MAKING),
    Move.MADE: (Form.MAKING, Form.PREPARED),
    Move.CARRIED: (Form.OPEN, Form.HANDS),
    Move.PUT_BACK: (Form.HANDS, Form.OPEN),
    Move.TAKEN: (Form.PREPARED, Form.TAKEN),
    Move.RETURNED: (Form.TAKEN, Form.PREPARED),
    Move.GIVEN: (Form.OPEN, Form.OUTSIDE),
}
"""From where to where doses move; of a vaccine that is made ahead, prepared doses stand for those of the open vial."""


@dataclass(frozen=True, eq=False)
class Ledger:
    """The moves of doses with the forms between which they go; shape (rows,) each, as in Visits.moves."""

    source: Ints  # Form
    target: Ints  # Form
    giver: Ints  # the unit from whose hands a dose was given; NOBODY for all else

    def into(self, *forms: Form) -> NDArray[np.bool_]:
        """bool (rows,): doses that come into some forms, and were in none of them before."""
        return np.isin(self.target, forms) & ~np.isin(self.source, forms)

    def out_of(self, *forms: Form) -> NDArray[np.bool_]:
        """bool (rows,): doses that go out of some forms, and into none of them."""
        return np.isin(self.source, forms) & ~np.isin(self.target, forms)


def ledger(plan: Plan, visits: Visits) -> Ledger:
    """The ledger of one replication."""
    moves = visits.moves
    between = np.array([_ALWAYS[move] for move in Move], np.int64)[moves.move]
    source, target = between[:, 0], between[:, 1]
    ahead = plan.site.preparers[moves.vaccine] != NOBODY
    stores = ahead & np.isin(moves.move, (Move.CARRIED, Move.PUT_BACK, Move.GIVEN))
    source[stores & (source == Form.OPEN)] = Form.PREPARED
    target[stores & (target == Form.OPEN)] = Form.PREPARED
    giver = np.full(len(moves.tick), NOBODY, np.int64)
    given = np.flatnonzero(moves.move == Move.GIVEN)
    patient = moves.who[given]
    station = _where_given(plan, visits, patient, moves.tick[given])
    taken = visits.supplied[patient, station] < NEVER
    source[given[taken]] = Form.TAKEN
    giver[given] = _first_who_restocks(plan, visits.crew[patient, station])
    source[giver != NOBODY] = Form.HANDS
    return Ledger(source, target, giver)


def _where_given(plan: Plan, visits: Visits, patient: NDArray[np.int32], tick: Ints) -> Ints:
    """The station at which a dose was given to each patient at that tick; the first one if there is none."""
    began = (visits.began[patient] == tick[:, None]) & plan.site.gives_dose
    return np.asarray(np.argmax(began, axis=1), np.int64)


def _first_who_restocks(plan: Plan, crew: NDArray[np.int32]) -> Ints:
    """The first unit of each crew (rows, C) whose group restocks; NOBODY where none does."""
    if not crew.size:
        return np.full(len(crew), NOBODY, np.int64)
    restocks = np.append(plan.site.holds[plan.site.unit_group] > 0, False)  # the last one stands for no unit
    first = np.argmax(restocks[crew], axis=1)
    unit = np.take_along_axis(crew, first[:, None], axis=1)[:, 0]
    return np.asarray(np.where(restocks[unit], unit, NOBODY), np.int64)
