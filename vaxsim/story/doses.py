"""Events of vaccine: stock, deliveries, vials, waste, doses made ahead and taken in line."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from vaxsim.story.events import Choice, Ending, Event, Phase, Step, one_line
from vaxsim.story.records import Records
from vaxsim.units import NEVER
from vaxsim.visits import Move

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Moved(NamedTuple):
    """A row of the moves of doses, and their number in words: "3 doses", "1 dose of B"."""

    tick: int
    vaccine: int
    who: int
    number: int
    doses: str


def arriving_and_spoiling(records: Records, choice: Choice) -> Iterator[Event]:
    """Stock of the morning, deliveries, and doses past use; told where nobody is asked for."""
    if not choice.everything:
        return
    for move, text in SETTLED.items():
        for moved in _moves(records, choice, move):
            yield Event(moved.tick, Step.DOSES, (move is Move.RECEIVED, moved.vaccine), text(records, moved))


SETTLED: dict[Move, Callable[[Records, Moved], str]] = {
    Move.RECEIVED: lambda records, moved: _in_stock(records, moved),
    Move.WASTED_OPEN: lambda _, moved: f"{moved.doses} in an open vial {_are(moved)} past use and thrown away",
    Move.WASTED_PREPARED: lambda _, moved: f"{moved.doses} made ahead {_are(moved)} past use and thrown away",
}
"""What happens to doses in settle 3, in words."""


def _in_stock(records: Records, moved: Moved) -> str:
    if moved.tick > records.plan.day_begins:
        return f"{moved.doses} {_are(moved)} delivered"
    return f"{moved.doses} {_are(moved)} in stock as the day begins"


def _are(moved: Moved) -> str:
    return "is" if moved.number == 1 else "are"


def opening(records: Records, choice: Choice) -> Iterator[Event]:
    """Vials are opened when a dose is needed; told where nobody is asked for."""
    if choice.everything:
        for moved in _moves(records, choice, Move.OPENED):
            vial = int(records.plan.site.vial[moved.vaccine])
            vials = -(-moved.number // vial)
            what = "a vial is" if vials == 1 else f"{vials} vials are"
            text = f"{what} opened: {moved.doses}"
            yield Event(moved.tick, Step.STARTS, (-NEVER, 0), text, phase=Phase.OPENED)


def making(records: Records, choice: Choice) -> Iterator[Event]:
    """A unit has made doses ahead."""
    for moved in _moves(records, choice, Move.MADE):
        if choice.units[moved.who]:
            text = f"{one_line(records.plan.units[moved.who])} has {moved.doses} ready"
            yield Event(moved.tick, Step.ENDS, (Ending.PREPARING, moved.who), text)


def carrying_at_first(records: Records, choice: Choice) -> Iterator[Event]:
    """A unit that carries doses takes the first ones on coming; what it fetches later is told with its trips."""
    for moved in _moves(records, choice, Move.CARRIED):
        if choice.units[moved.who] and records.visits.came[moved.who] == moved.tick:
            text = f"{one_line(records.plan.units[moved.who])} takes {moved.doses} along"
            yield Event(moved.tick, Step.SHIFTS, (1, moved.who, 1), text)


def taking_in_line(records: Records, choice: Choice) -> Iterator[Event]:
    """Patients in line take doses made ahead."""
    for moved in _moves(records, choice, Move.TAKEN):
        if choice.patients[moved.who]:
            station = _station_of_line(records, moved)
            text = f"{records.who(moved.who)} takes {moved.doses} made ahead"
            key = (records.priority(moved.who, station), int(records.ready[moved.who, station]), moved.who)
            yield Event(moved.tick, Step.PREPARES, key, text, moved.who, station, Phase.SUPPLIED)


def returning(records: Records, choice: Choice) -> Iterator[Event]:
    """Patients who leave before they are served leave the doses that they had taken."""
    for moved in _moves(records, choice, Move.RETURNED):
        if choice.patients[moved.who]:
            text = f"{records.who(moved.who)} leaves {moved.doses} behind that had been made ahead"
            stations = len(records.plan.stations)
            yield Event(moved.tick, Step.LAST, (moved.who,), text, moved.who, stations, Phase.DEPARTED, part=1)


def _station_of_line(records: Records, moved: Moved) -> int:
    """The station in whose line a patient stood who took a dose."""
    v, who = records.visits, moved.who
    stood = (v.joined[who] <= moved.tick) & (records.line_left[who] >= moved.tick) & records.plan.site.gives_dose
    return int(stood.nonzero()[0][0])


def _moves(records: Records, choice: Choice, move: Move) -> Iterator[Moved]:
    """The moves of one kind in the time that is told."""
    moves = records.visits.moves
    wanted = (moves.move == move) & (moves.tick >= choice.begin) & (moves.tick < choice.end)
    for row in wanted.nonzero()[0].tolist():
        vaccine, number = int(moves.vaccine[row]), int(moves.doses[row])
        doses = records.doses_text(number, vaccine)
        yield Moved(int(moves.tick[row]), vaccine, int(moves.who[row]), number, doses)
