"""Doses in stock, in an open vial, and made ahead: where the doses of one vaccine are until they are taken."""

from __future__ import annotations

from bisect import insort
from typing import TYPE_CHECKING

from vaxsim.engines import Due
from vaxsim.plan import NOBODY
from vaxsim.units import NEVER
from vaxsim.visits import Move

if TYPE_CHECKING:
    import simpy

    from vaxsim.engines.reference.clock import Clock
    from vaxsim.engines.reference.records import Records
    from vaxsim.plan import Site as SitePlan


class Vials:
    """The stock of a vaccine and its open vial."""

    def __init__(self, plan: SitePlan, vaccine: int, clock: Clock, records: Records) -> None:
        self._vaccine, self._clock, self._records = vaccine, clock, records
        has_vaccines = len(plan.stock) > 0  # without, there are doses without end
        self.stock = int(plan.stock[vaccine]) if has_vaccines else NEVER
        self._size = int(plan.vial[vaccine]) if has_vaccines else 1
        self._life = int(plan.open_life[vaccine]) if has_vaccines else NEVER
        self.open = 0  # doses in the open vial
        self._opened = NEVER
        self._expiry: simpy.Event | None = None

    def total(self) -> int:
        """All doses, those included that are past use at this very tick and not yet thrown away."""
        return self.stock + self.open

    def there(self) -> int:
        """Doses that can be taken."""
        self._throw_away()
        return self.total()

    def count_stock(self, day_begins: int) -> None:
        """Write down the stock of the morning, if it is counted."""
        if self.stock < NEVER:
            self._records.move(day_begins, self._vaccine, Move.RECEIVED, NOBODY, self.stock)

    def receive(self, doses: int) -> None:
        """Doses are delivered."""
        self._records.move(self._clock.now, self._vaccine, Move.RECEIVED, NOBODY, doses)
        if self.stock < NEVER:
            self.stock += doses

    def take(self, doses: int) -> None:
        """Take doses out of the open vial and, if that is not enough, out of the next ones."""
        while doses > 0:
            if self.open == 0:
                self._open_one()
            taken = min(doses, self.open)
            self.open -= taken
            doses -= taken
        self._watch()

    def put_back(self, doses: int, since: int) -> None:
        """Put doses into the open vial, or into one that counts as opened at `since`."""
        self._throw_away()
        if self.open == 0:
            self._opened = since
        self.open += doses
        self._watch()

    def _open_one(self) -> None:
        self.open, self._opened = min(self._size, self.stock), self._clock.now
        if self.stock < NEVER:
            self.stock -= self.open
        self._records.move(self._clock.now, self._vaccine, Move.OPENED, NOBODY, self.open)

    def _watch(self) -> None:
        """See to it that what is in the open vial is thrown away when it is past use."""
        if self._expiry is not None:
            self._clock.cancel(self._expiry)
            self._expiry = None
        if self.open > 0 and self._life < NEVER:
            ends = max(self._clock.now, self._opened + self._life)
            self._expiry = self._clock.do_at(ends, Due.DOSES_EXPIRE, self._vaccine, self._throw_away)

    def _throw_away(self) -> None:
        if self.open > 0 and self._clock.now - self._opened >= self._life:
            self._records.move(self._clock.now, self._vaccine, Move.WASTED_OPEN, NOBODY, self.open)
            self.open = 0


class Prepared:
    """The doses of a vaccine that are made ahead and not yet taken."""

    def __init__(self, plan: SitePlan, vaccine: int, clock: Clock, records: Records) -> None:
        self._vaccine, self._clock, self._records = vaccine, clock, records
        self._life = int(plan.open_life[vaccine])
        self._ready: list[int] = []  # when each of them was ready, the oldest first
        self._expiry: simpy.Event | None = None

    def total(self) -> int:
        """All doses, those included that are past use at this very tick and not yet thrown away."""
        return len(self._ready)

    def there(self) -> int:
        """Doses that can be taken."""
        self._throw_away()
        return self.total()

    def take(self, doses: int) -> list[int]:
        """Take the oldest doses; returns when each was ready."""
        taken, self._ready = self._ready[:doses], self._ready[doses:]
        self._watch()
        return taken

    def put_back(self, doses: int, since: int) -> None:
        """Put in doses that were ready at `since`, or count as if they had been; wasted if that is too long ago."""
        for _ in range(doses):
            insort(self._ready, since)
        self._throw_away()
        self._watch()

    def _watch(self) -> None:
        """See to it that the oldest dose is thrown away when it is past use."""
        if self._expiry is not None:
            self._clock.cancel(self._expiry)
            self._expiry = None
        if self._ready and self._life < NEVER:
            ends = max(self._clock.now, self._ready[0] + self._life)
            self._expiry = self._clock.do_at(ends, Due.DOSES_EXPIRE, self._vaccine, self._expire)

    def _expire(self) -> None:
        self._throw_away()
        self._watch()

    def _throw_away(self) -> None:
        kept = [ready for ready in self._ready if self._clock.now - ready < self._life]
        if len(kept) < len(self._ready):
            wasted = len(self._ready) - len(kept)
            self._records.move(self._clock.now, self._vaccine, Move.WASTED_PREPARED, NOBODY, wasted)
            self._ready = kept
