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
    """The moves of doses with the forms between which they go; shape (entries,) each, in the order of Visits.moves.

    A move is one entry, but doses given to a patient at several stations at once are one for each of these.
    """

    row: Ints  # of Visits.moves
    doses: Ints
    source: Ints  # Form
    target: Ints  # Form
    giver: Ints  # the unit from whose hands a dose was given; NOBODY for all else

    def into(self, *forms: Form) -> NDArray[np.bool_]:
        """bool (entries,): doses that come into some forms, and were in none of them before."""
        return np.isin(self.target, forms) & ~np.isin(self.source, forms)

    def out_of(self, *forms: Form) -> NDArray[np.bool_]:
        """bool (entries,): doses that go out of some forms, and into none of them."""
        return np.isin(self.source, forms) & ~np.isin(self.target, forms)


def ledger(plan: Plan, visits: Visits) -> Ledger:
    """The ledger of one replication."""
    moves = visits.moves
    row, station, doses = _entries(plan, visits)
    kind, vaccine = moves.move[row], moves.vaccine[row]
    between = np.array([_ALWAYS[move] for move in Move], np.int64)[kind]
    source, target = between[:, 0], between[:, 1]
    ahead = plan.site.preparers[vaccine] != NOBODY
    stores = ahead & np.isin(kind, (Move.CARRIED, Move.PUT_BACK, Move.GIVEN))
    source[stores & (source == Form.OPEN)] = Form.PREPARED
    target[stores & (target == Form.OPEN)] = Form.PREPARED
    giver = np.full(len(row), NOBODY, np.int64)
    given = np.flatnonzero(kind == Move.GIVEN)
    where = moves.who[row[given]], station[given]
    source[given[visits.supplied[where] < NEVER]] = Form.TAKEN
    giver[given] = _first_who_restocks(plan, visits.crew[where])
    source[giver != NOBODY] = Form.HANDS
    return Ledger(row, doses, source, target, giver)


def _entries(plan: Plan, visits: Visits) -> tuple[Ints, Ints, Ints]:
    """int64 (entries,) each: the move, the station at which doses were given (0 for other moves), and the doses.

    The stations at which a patient began at that tick share the doses as they give them; the first one has them all if
    none gives any.
    """
    moves = visits.moves
    given = np.flatnonzero(moves.move == Move.GIVEN)
    patient = moves.who[given]
    shares = np.zeros((len(moves.tick), len(plan.stations)), np.int64)
    shares[given] = np.where(visits.began[patient] == moves.tick[given, None], plan.site.doses, 0)
    shares[shares.sum(axis=1) == 0, 0] = 1
    row, station = np.nonzero(shares)
    return row, station, moves.doses[row] * shares[row, station] // shares.sum(axis=1)[row]


def _first_who_restocks(plan: Plan, crew: NDArray[np.int32]) -> Ints:
    """The first unit of each crew (rows, C) whose group restocks; NOBODY where none does."""
    if not crew.size:
        return np.full(len(crew), NOBODY, np.int64)
    restocks = np.append(plan.site.holds[plan.site.unit_group] > 0, False)  # the last one stands for no unit
    first = np.argmax(restocks[crew], axis=1)
    unit = np.take_along_axis(crew, first[:, None], axis=1)[:, 0]
    return np.asarray(np.where(restocks[unit], unit, NOBODY), np.int64)
