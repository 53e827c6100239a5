"""Events of services in pieces: interrupted for a break, handed over at the end of a shift, taken up again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from vaxsim.story.events import Choice, Event, Phase, Step, duration_text
from vaxsim.story.records import Records
from vaxsim.units import NEVER
from vaxsim.visits import StaffState

if TYPE_CHECKING:
    from collections.abc import Iterator


class Gap(NamedTuple):
    """Where one piece of a service ended and, perhaps, the next one began; the row is that of the interruptions."""

    row: int
    patient: int
    station: int
    before: tuple[int, ...]  # the units of the piece that ended
    after: tuple[int, ...]  # those of the next one
    paused: int  # ticks
    resumed: int  # ticks; NEVER if nobody took it up


def handing_over(records: Records, choice: Choice) -> Iterator[Event]:
    """At the end of a shift a unit of the next one takes a patient over."""
    for gap in _gaps(records, choice):
        if choice.has(gap.paused) and (leaving := _leaving(records, gap)):
            new = tuple(unit for unit in gap.after if unit not in gap.before)
            old = records.unit_names(leaving)
            text = f"{old} hands patient {gap.patient + 1} over to {records.unit_names(new)} at {_where(records, gap)}"
            yield Event(
                gap.paused, Step.SHIFTS, (2, *leaving), text, gap.patient, gap.station, Phase.PIECE, gap.before,
                frees=True, part=2 * gap.row,
            )  # fmt: skip


def interrupting(records: Records, choice: Choice) -> Iterator[Event]:
    """A break interrupts a service: the patient keeps the desk, the units are free."""
    for gap in _gaps(records, choice):
        if choice.has(gap.paused) and not _leaving(records, gap):
            text = f"a break interrupts {records.unit_names(gap.before)} serving patient {gap.patient + 1} at "
            yield Event(
                gap.paused, Step.GOES, (_who_goes(records, gap), -1), f"{text}{_where(records, gap)}", gap.patient,
                gap.station, Phase.PIECE, gap.before, frees=True, part=2 * gap.row,
            )  # fmt: skip


def going_on(records: Records, choice: Choice) -> Iterator[Event]:
    """An interrupted service goes on, with the same units or with others."""
    for gap in _gaps(records, choice):
        if gap.resumed < NEVER and choice.has(gap.resumed) and not _leaving(records, gap):
            verb = "goes" if len(gap.after) == 1 else "go"
            waited = gap.resumed - gap.paused
            pause = f", after {duration_text(waited)} without anybody" if waited else ""
            text = f"{records.unit_names(gap.after)} {verb} on serving patient {gap.patient + 1} at "
            key = records.start_key(gap.patient, gap.station)
            yield Event(
                gap.resumed, Step.STARTS, key, f"{text}{_where(records, gap)}{pause}", gap.patient, gap.station,
                Phase.PIECE, gap.after, part=2 * gap.row + 1,
            )  # fmt: skip


def _gaps(records: Records, choice: Choice) -> Iterator[Gap]:
    """The gaps in services of chosen patients, or by chosen units before or after."""
    gaps = records.visits.interruptions
    crews: dict[tuple[int, int], tuple[int, ...]] = {}
    for row, (patient, station) in enumerate(zip(gaps.patient.tolist(), gaps.station.tolist(), strict=True)):
        before = crews.get((patient, station), records.crew(patient, station))
        after = crews[patient, station] = records.crew_of_piece(row)
        if choice.patients[patient] or any(choice.units[unit] for unit in (*before, *after)):
            yield Gap(row, patient, station, before, after, int(gaps.paused[row]), int(gaps.resumed[row]))


def _leaving(records: Records, gap: Gap) -> tuple[int, ...]:
    """Who handed the patient over: their shift ends at that tick, so no break can begin at it; else nobody."""
    site = records.plan.site
    gone = (unit for unit in gap.before if unit not in gap.after)
    return tuple(u for u in gone if site.unit_to[u] == gap.paused and site.hands_over[site.unit_group[u]])


def _who_goes(records: Records, gap: Gap) -> int:
    """The unit whose break it is: the lowest number of the crew for whom one begins at that tick."""
    t = records.visits.timeline
    goes = t.unit[(t.state == StaffState.ON_BREAK) & (t.began == gap.paused)]
    return min((unit for unit in gap.before if unit in goes), default=gap.before[0])


def _where(records: Records, gap: Gap) -> str:
    return records.place_name(gap.patient, gap.station)
