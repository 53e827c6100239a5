"""Tables of recorded times: what is read, what is an error with its place, what is odd and so named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from vaxsim.recorded import Columns, Kind, Limits, Recorded, RecordError, StationColumns, Visit, VisitColumns, read
from vaxsim.units import ticks

TWO = (StationColumns("desk", "", "db", "de"), StationColumns("shot", "sj", "sb", "se"))
ALL = Columns(slot="slot", arrival="came", departure="left", stations=TWO)
HEAD = "slot,came,db,de,sj,sb,se,left\n"


@pytest.fixture
def table(tmp_path: Path):
    """A function that writes a table and reads it, because every test has one of its own."""

    def reading(text: str, columns: Columns = ALL, limits: Limits | None = None) -> Recorded:
        path = tmp_path / "times.csv"
        path.write_text(text, encoding="utf-8")
        return read(path, columns, limits)

    return reading


def kinds(recorded: Recorded) -> list[tuple[Kind, int, int]]:
    """What is odd, with its line and column."""
    return [(oddity.kind, oddity.line, oddity.col) for oddity in recorded.oddities]


def test_times_of_a_patient_are_ticks_and_empty_cells_are_not_known(table) -> None:
    recorded = table(HEAD + "09:00,08:58,09:01,09:03,09:03,09:05,09:09,09:25\n09:15,,,,,,,\n")
    first, second = recorded.patients
    assert (first.slot, first.arrival, first.departure) == (ticks(540), ticks(538), ticks(565))
    assert first.visits[1] == Visit(ticks(543), ticks(545), ticks(549))
    assert (first.stayed_away, second.stayed_away) == (False, True)
    assert recorded.oddities == ()


CONTRADICTIONS = {
    ",09:00,09:05,09:04,,,,": (Kind.ENDS_FIRST, 14),
    ",09:00,09:05,13:04,,,,": (Kind.TOO_LONG, 14),
    ",09:00,08:59,09:04,,,,": (Kind.NOT_THERE_YET, 8),
    ",09:00,09:01,09:04,09:03,09:05,09:06,": (Kind.ELSEWHERE, 20),
    ",09:00,09:01,09:04,09:06,09:05,09:07,": (Kind.OUT_OF_LINE_FIRST, 26),
    ",09:00,,09:04,,,,": (Kind.NO_BEGIN, 9),
    ",09:00,09:01,,09:04,,,": (Kind.NO_END, 8),
    ",09:10,,,,,,09:04": (Kind.LEAVES_FIRST, 13),
    ",09:00,09:01,09:04,,,,09:03": (Kind.STILL_SERVED, 23),
    "09:00,,09:01,09:04,,,,": (Kind.NO_ARRIVAL, 1),
    ",,,,,,,x": None,
}


@pytest.mark.parametrize(("row", "expected"), CONTRADICTIONS.items())
def test_every_record_that_cannot_be_true_is_named_with_its_place(table, row: str, expected) -> None:
    usual = ",10:00,10:01,10:02,10:02,10:03,10:05,11:00\n"
    if expected is None:
        with pytest.raises(RecordError, match=r'times\.csv:3:8: got "x"'):
            table(HEAD + usual + row + "\n")
        return
    columns = Columns(slot="slot", arrival="came", departure="left", stations=TWO)
    recorded = table(HEAD + row + "\n" + usual, columns)
    assert kinds(recorded) == [(expected[0], 2, expected[1])]
    assert not expected[0].used
    assert str(recorded.oddities[0]).startswith(f"{recorded.file}:2:{expected[1]}: ")


def test_what_contradicts_itself_is_left_out_and_the_rest_of_the_patient_stays(table) -> None:
    recorded = table(HEAD + ",09:00,09:05,09:04,09:05,09:06,09:08,09:30\n")
    patient = recorded.patients[0]
    assert patient.visits[0] == Visit()
    assert patient.visits[1].ended == ticks(548)
    assert patient.departure == ticks(570)


def test_a_service_going_on_when_recording_ends_is_kept_as_longer_than_that(table) -> None:
    recorded = table(HEAD + ",09:00,09:05,,,,,\n,09:01,09:05,09:09,,,,\n")
    assert kinds(recorded) == [(Kind.UNFINISHED, 2, 8)]
    assert recorded.visits("desk")[0].unfinished == ticks(4)
    later = table(HEAD + ",09:00,09:05,,,,,\n,09:01,09:05,09:09,,,,\n", ALL, Limits(until=ticks(560)))
    assert later.visits("desk")[0].unfinished == ticks(15)


def test_a_missing_end_long_before_recording_ended_is_a_slip_and_no_long_service(table) -> None:
    recorded = table(HEAD + ",09:00,09:05,,,,,\n,14:01,14:05,14:09,,,,\n")
    assert kinds(recorded) == [(Kind.NO_END, 2, 8)]
    assert recorded.visits("desk")[0].unfinished is None


def test_a_trace_that_is_not_sorted_is_said_and_used(table) -> None:
    columns = Columns(arrival="came")
    recorded = table("came\n09:00\n08:59\n\n09:10\n", columns)
    assert kinds(recorded) == [(Kind.UNSORTED, 3, 1)]
    assert [patient.arrival for patient in recorded.patients] == [ticks(540), ticks(539), ticks(550)]


def test_rows_without_any_time_are_counted_and_left_out(table) -> None:
    recorded = table("name,came\nA,09:00\nB,\n", Columns(arrival="came"))
    assert kinds(recorded) == [(Kind.EMPTY, 3, 1)]
    assert (recorded.rows, len(recorded.patients)) == (2, 1)


def test_days_come_from_a_column_or_from_the_times_themselves(table) -> None:
    by_column = table("day,came\n2021-03-06,09:00\n2021-03-05,09:10\n", Columns(arrival="came", date="day"))
    by_times = table("came\n2021-03-06 09:00\n2021-03-05 09:10\n09:20\n", Columns(arrival="came"))
    assert by_column.days == by_times.days == (date(2021, 3, 5), date(2021, 3, 6))
    assert kinds(by_times) == [(Kind.UNDATED, 4, 1)]
    assert [p.arrival for p in by_column.of_day(date(2021, 3, 5))] == [ticks(550)]


def test_one_row_per_visit_gives_the_same_patients(table) -> None:
    columns = Columns(arrival="came", patient="who", visits=VisitColumns("where", "", "b", "e"))
    text = "who,where,came,b,e\nA,desk,09:00,09:01,09:02\nB,desk,09:01,09:03,09:04\nA,shot,,09:05,09:09\n"
    recorded = table(text, columns)
    assert recorded.stations == ("desk", "shot")
    first, second = recorded.patients
    assert first.visits == (Visit(None, ticks(541), ticks(542)), Visit(None, ticks(545), ticks(549)))
    assert (second.arrival, second.visits[1]) == (ticks(541), Visit())
    again = table(text + "A,shot,,09:15,09:19\n", columns)
    assert kinds(again) == [(Kind.AGAIN, 5, 3)]
    assert again.patients == recorded.patients


def test_every_cell_that_is_no_time_is_an_error_with_its_place(table) -> None:
    with pytest.raises(RecordError) as error:
        table(HEAD + ",9.00,09:05,09:04,,,,\n,09:00,x,,,,,\n")
    assert [problem.partition(": ")[0].rpartition("/")[2] for problem in error.value.problems] == [
        "times.csv:2:2",
        "times.csv:3:8",
    ]


def test_names_that_a_scenario_would_not_take_are_errors_with_their_place(table) -> None:
    columns = Columns(patient="who", visits=VisitColumns("where", "", "b", "e"))
    with pytest.raises(RecordError, match=r"times\.csv:2:3: got .*allowed: a name of 1 to 80 characters"):
        table("who,where,b,e\nA,de\x1bsk,09:01,09:02\n", columns)
    with pytest.raises(ValueError, match="a name of 1 to 80 characters"):
        StationColumns.parse("a\tb=c:d")


def test_a_column_that_is_not_there_is_said_with_the_nearest_one(table) -> None:
    with pytest.raises(RecordError, match=r'--arrival: .* no column "cane".* did you mean "came"'):
        table(HEAD, Columns(arrival="cane"))
    with pytest.raises(RecordError, match=r"--station desk: .* no column"):
        table("came,b\n", Columns(stations=(StationColumns("desk", "", "b", "x"),)))


def test_a_time_that_is_not_believed_does_not_set_the_end_of_recording(table) -> None:
    slip = ",09:00,09:01,21:15,,,,\n"
    recorded = table(f"{HEAD}{slip},09:04,09:05,,,,,\n,09:08,,,,,,09:12\n")
    assert kinds(recorded) == [(Kind.TOO_LONG, 2, 14), (Kind.UNFINISHED, 3, 8)]
    assert recorded.visits("desk")[1].unfinished == ticks(7)  # 09:12 is the last time in the table that is believed
