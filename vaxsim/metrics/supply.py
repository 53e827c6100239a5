"""Supply: what becomes of the doses of each vaccine in one replication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vaxsim.ledger import Form, Ledger, ledger
from vaxsim.metrics.steps import Steps
from vaxsim.units import NEVER
from vaxsim.visits import NOT_COUNTED, Move

if TYPE_CHECKING:
    from vaxsim.draws import Draws
    from vaxsim.plan import Plan
    from vaxsim.visits import Visits

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

NOTHING = Steps(np.empty(0, np.int64), np.empty(0, np.int64))


@dataclass(frozen=True, eq=False)
class Supply:
    """V vaccines; doses are whole numbers, times ticks."""

    plan: Plan
    draws: Draws
    visits: Visits

    def moved(self, *moves: Move) -> Floats:
        """float64 [V]: doses that moved in one of some ways."""
        rows = self._rows(moves)
        of, doses = self.visits.moves.vaccine[rows], self.visits.moves.doses[rows]
        return np.bincount(of, weights=doses, minlength=len(self.plan.vaccines)).astype(np.float64)

    def where_counted(self, doses: NDArray[np.integer | np.floating]) -> Floats:
        """float64 [V]: those doses, but NaN for a vaccine whose stock is endless."""
        return np.where(self.plan.site.stock < NEVER, doses, np.nan)

    @cached_property
    def wasted(self) -> Floats:
        """float64 [V]: doses past use."""
        return self.moved(Move.WASTED_OPEN, Move.WASTED_PREPARED)

    @cached_property
    def waste_share(self) -> Floats:
        """float64 [V]: doses wasted, of those given and wasted; NaN where there are none."""
        used = self.moved(Move.GIVEN) + self.wasted
        return np.where(used > 0, self.wasted / np.where(used > 0, used, 1.0), np.nan)

    @cached_property
    def left(self) -> Ints:
        """int64 [V, 4]: in stock, in open vials, prepared, in hands; 0 in an endless stock."""
        return np.maximum(self.visits.doses_left, 0)

    @cached_property
    def vials_opened(self) -> Floats:
        """float64 [V]: vials opened; the last one of the stock may not be full."""
        moves = self.visits.moves
        rows = moves.move == Move.OPENED
        vials = -(-moves.doses[rows] // self.plan.site.vial[moves.vaccine[rows]])
        count = np.bincount(moves.vaccine[rows], weights=vials, minlength=len(self.plan.vaccines))
        return count.astype(np.float64)

    @cached_property
    def called(self) -> Floats:
        """float64 [V]: people called from the list of each vaccine."""
        called = np.append(0, np.cumsum(self.visits.outcome != NOT_COUNTED))
        return np.asarray(np.diff(called[self.draws.standby]), np.float64)

    @cached_property
    def in_store(self) -> tuple[Steps, ...]:
        """Doses of each vaccine in closed and open vials; none of an endless stock."""
        levels = self._levels(Form.STOCK, Form.OPEN)
        counted = self.plan.site.stock < NEVER
        return tuple(steps if known else NOTHING for steps, known in zip(levels, counted, strict=True))

    @cached_property
    def to_be_had(self) -> tuple[Steps, ...]:
        """Doses of each vaccine that somebody could be given, but for those that a patient in line has taken."""
        return self._levels(Form.STOCK, Form.OPEN, Form.PREPARED, Form.HANDS)

    @cached_property
    def prepared(self) -> tuple[Steps, ...]:
        """Doses of each vaccine made ahead that nobody has taken."""
        return self._levels(Form.PREPARED)

    @cached_property
    def _ledger(self) -> Ledger:
        return ledger(self.plan, self.visits)

    def _levels(self, *forms: Form) -> tuple[Steps, ...]:
        """Doses of each vaccine in one of some forms; each dose is a step."""
        moves, between = self.visits.moves, self._ledger
        into, out_of = between.into(*forms), between.out_of(*forms)

        def ticks(entries: NDArray[np.bool_]) -> Ints:
            return np.repeat(moves.tick[between.row[entries]], between.doses[entries])

        of = [moves.vaccine[between.row] == v for v in range(len(self.plan.vaccines))]
        return tuple(Steps.of(ticks(mine & into), ticks(mine & out_of)) for mine in of)

    def _rows(self, moves: Sequence[Move]) -> NDArray[np.bool_]:
        return np.isin(self.visits.moves.move, moves)
