"""A replication as tidy frames."""

from __future__ import annotations

import re

import numpy as np
import pytest

import vaxsim as vs
from tests import handmade
from tests.handmade import at, changed
from tests.sites import SMALL
from vaxsim import metrics
from vaxsim.results import Result
from vaxsim.units import NEVER, ticks
from vaxsim.visits import NOT_COUNTED, Interruptions, Move, Outcome, Trips


def morning(plan=None, **changes) -> Result:
    return Result(plan or handmade.plan(), handmade.draws(), handmade.visits(**changes))


def test_there_is_a_row_for_each_patient_who_is_counted():
    patients = morning().patients
    assert patients["patient"].tolist() == [1, 2, 3, 4, 5]
    assert patients["outcome"].tolist() == ["vaccinated", "vaccinated", "no_show", "vaccinated", "turned_away"]
    assert patients["cause"].tolist() == ["", "", "", "", "closed"]
    assert patients["arrival"].tolist()[:2] == [475, 482]
    assert patients["wait"].tolist()[:2] == [0, 8]
    assert patients["wait_outside"].tolist()[0] == 5
    assert patients["time_on_site"].tolist()[3] == 26
    assert patients.loc[2, ["arrival", "entered", "dosed", "departed", "wait", "time_on_site"]].isna().all()
    cut_off = morning(outcome=changed(handmade.visits().outcome, 4, NOT_COUNTED))
    assert cut_off.patients["patient"].tolist() == [1, 2, 3, 4]


def test_whom_the_end_of_the_run_finds_inside_has_no_departure():
    inside = morning(outcome=changed(handmade.visits().outcome, 3, Outcome.STILL_INSIDE)).patients
    assert inside.loc[3, ["departed", "time_on_site"]].isna().all()
    assert inside.loc[3, "entered"] == 490


def test_there_is_a_row_for_each_station_reached():
    visits = morning().visit_table
    assert list(zip(visits["patient"], visits["station"], strict=True)) == [
        (1, "registration"), (1, "vaccination"), (2, "registration"), (2, "vaccination"),
        (4, "registration"), (4, "vaccination"), (5, "registration"),
    ]  # fmt: skip
    second = visits.iloc[3]
    assert second[["reached", "joined", "began", "ended", "left"]].tolist() == [491, 491, 496, 506, 506]
    assert (second["wait"], second["service"], second["units"]) == (5, 10, "nurses#1")
    assert visits.iloc[6]["units"] == ""
    assert np.isnan(visits.iloc[6]["joined"])


def test_the_timeline_names_units_groups_and_states():
    timeline = morning().timeline
    on_break = timeline[timeline["state"] == "on break"]
    assert on_break[["unit", "group", "began", "ended", "minutes"]].to_numpy().tolist() == [
        ["nurses#1", "nurses", 600, 615, 15]
    ]


def test_the_staff_table_accounts_for_every_minute_of_duty():
    staff = morning().staff
    states = staff[["idle", "serving", "held", "cleaning", "restocking", "preparing", "on_break"]]
    assert states.sum(axis=1).tolist() == (staff["went"] - staff["came"]).tolist()
    assert staff["serving"].tolist() == [15, 30]


def test_outcomes_add_up_to_the_patients():
    outcomes = morning().outcomes
    assert outcomes["patients"].sum() == 5
    assert outcomes["share"].sum() == pytest.approx(1)
    assert outcomes.set_index("outcome").loc["vaccinated", "patients"] == 3


def test_tables_of_stations_groups_and_classes_have_a_column_for_every_registered_number():
    result = morning()
    for table, per in ((result.stations, "station"), (result.groups, "group"), (result.classes, "class")):
        registered = {entry.name for entry in metrics.listing() if per in entry.per and not entry.use}
        assert set(table.columns) == {per} | registered
    assert result.stations["visits"].tolist() == [3, 3]
    assert result.groups["duty"].tolist() == [4, 4]


def test_a_number_is_found_by_name_and_thing_or_by_its_key():
    result = morning()
    assert result.number("mean(wait)", "vaccination") == result.number("mean(wait, vaccination)") == 5
    assert result.number("mean(wait)") == 6
    assert result.numbers.set_index(["name", "of"]).loc[("mean(wait)", "vaccination"), "value"] == 5


@pytest.mark.parametrize(("name", "of"), [("mean(wiat)", ""), ("mean(wiat)", "vaccination"), ("mean(wait)", "nowhere")])
def test_an_unknown_number_is_refused(name, of):
    with pytest.raises(KeyError, match="there is no number"):
        morning().number(name, of)


def test_an_unknown_number_is_met_with_the_nearest_name():
    with pytest.raises(KeyError, match=r"did you mean 'mean\(wait\)'"):
        morning().number("mean(wiat)")


def test_curves_have_a_row_per_bin_with_clock_times():
    curves = morning().curves
    arrivals = curves[curves["curve"] == "arrivals"]
    assert arrivals["clock"].tolist()[:3] == ["07:55", "08:00", "08:05"]
    assert arrivals["value"].tolist()[:4] == [12, 12, 0, 12]
    assert set(curves["curve"]) == {entry.name for entry in metrics.curve_listing() if not entry.use}


def test_what_does_not_add_up_is_recorded_and_shown():
    wrong = morning(line_area=handmade.at(3, 16))
    assert len(wrong.violations) == 1
    assert "Does not add up" in wrong._repr_html_()
    assert morning().violations == ()


def test_names_from_a_file_are_escaped_in_html():
    nasty = "<script>alert(1)</script>"
    shown = morning(handmade.plan(title=nasty, stations=(nasty, "b"), groups=(nasty, "c")))._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_times_of_a_millisecond_survive_as_minutes():
    late = morning(departed=changed(handmade.visits().departed, 0, ticks(496) + 1))
    assert round(late.patients["departed"][0] * 60_000) == ticks(496) + 1


def test_a_result_introduces_itself_in_one_line(write_scenario):
    result = vs.simulate(vs.read(write_scenario(SMALL)), 2)
    assert re.fullmatch(r"<Result '.+', replication 2, seed \d+: \d+ of \d+ patients dosed>", repr(result))


def interrupted() -> Result:
    """The morning with the vaccination of patient 4 interrupted from 08:28 to 08:30."""
    rows = np.array([3], np.int32), np.array([1], np.int16), at(508), at(510), np.array([[1]], np.int32)
    return morning(handmade.plan(uses=frozenset({"interruptions"})), interruptions=Interruptions(*rows))


def test_there_is_a_row_for_each_piece_of_a_service():
    pieces = interrupted().pieces
    assert pieces[pieces["patient"] == 4].to_numpy().tolist() == [
        [4, "registration", 490, 495, 5, "clerks#1"],
        [4, "vaccination", 506, 508, 2, "nurses#1"],
        [4, "vaccination", 510, 516, 6, "nurses#1"],
    ]
    assert interrupted().visit_table["pieces"].tolist() == [1, 1, 1, 1, 1, 2, 0]


def test_a_service_that_is_never_resumed_ends_with_its_last_piece():
    rows = np.array([3], np.int32), np.array([1], np.int16), at(508), at(None), np.array([[-1]], np.int32)
    pieces = morning(interruptions=Interruptions(*rows)).pieces
    assert pieces[pieces["patient"] == 4]["ended"].tolist() == [495, 508]


def test_blocked_minutes_stand_with_visits_and_patients():
    left = changed(handmade.visits().left, (3, 0), ticks(497))
    blocked = morning(left=left)
    assert blocked.visit_table["blocked"].tolist()[:6] == [0, 0, 0, 0, 2, 0]
    assert blocked.patients["blocked"].tolist() == [0, 0, 0, 2, 0]


def test_kinds_and_sessions_are_named_by_words_and_numbers_that_a_reader_knows():
    plan = handmade.plan(first_kind=np.array([0, 1, 3], np.int16), kinds=("registration", "chair", "couch"))
    kind, session = np.zeros((5, 2), np.int8), np.full((5, 2), -1, np.int32)
    kind[1, 1], session[[0, 1], 1] = 1, 0
    visits = morning(plan, kind=kind, session=session).visit_table
    assert visits["kind"].tolist() == ["", "chair", "", "couch", "", "chair", ""]
    assert visits["session"].dropna().tolist() == [1, 1]


def test_each_trip_and_each_move_of_doses_has_a_row():
    one = np.array([1], np.int32)
    trips = Trips(one, one.astype(np.int16) - 1, at(520), at(521), at(524), at(526), at(527), np.array([2]))
    moves = handmade.moves((480, 0, Move.CARRIED, 1, 2), (506, 0, Move.GIVEN, 3, 1))
    plan = handmade.plan(
        vaccines=("A",), vaccine=np.zeros(2, np.int16), stock=np.array([NEVER]), vial=np.array([5]),
        preparers=np.array([-1], np.int16), holds=np.array([0, 2]),
    )  # fmt: skip
    result = morning(plan, trips=trips, moves=moves)
    assert result.trips.to_numpy().tolist() == [["nurses#1", "nurses", "A", 520, 521, 524, 526, 527, 3, 2]]
    assert result.moves.drop(columns="minute").to_numpy().tolist() == [
        ["08:00:00", "A", "carried", "in open vial", "in hands", 2, "nurses#1"],
        ["08:26:00", "A", "given", "in hands", "", 1, "patient 4"],
    ]


def test_people_are_counted_with_their_parties():
    draws = handmade.draws(party=np.array([2, 1, 3, 1, 4], np.int32))
    outcomes = Result(handmade.plan(), draws, handmade.visits()).outcomes
    assert outcomes["people"].tolist() == [4, 3, 4]
    assert outcomes["patients"].tolist() == [3, 1, 1]
