"""The readings of docs/contract.md that run: each on the instant that is worked out there, tick for tick."""

from __future__ import annotations

import pytest

from tests.engines.days import day
from tests.engines.small_days import (
    VACCINATION,
    began,
    booked,
    comes,
    outcomes,
    rows_of,
    shift,
    site,
    staff_of,
    station,
)  # fmt: skip
from vaxsim.engines import ENGINES
from vaxsim.units import clock

pytestmark = pytest.mark.parametrize("engine", ENGINES)

LUNCH = {"earliest": "12:20", "latest": "12:25", "length": 20}
NURSE = shift("nurses", "08:00", "12:30", breaks=[LUNCH])


def test_r1_until_clear_sends_nobody_home_early(engine: str) -> None:
    scenario = site(comes("11:59"), [station("registration", 11)], [shift("nurses", "08:00", "12:30")])
    assert staff_of(scenario, engine) == ["nurses#1 idle 08:00-12:30"]


def test_r1_of_two_the_one_on_break_at_the_end_of_the_shift_goes_and_the_other_stays(engine: str) -> None:
    lunch = LUNCH | {"away": 0.5}
    nurses = shift("nurses", "08:00", "12:30", 2, breaks=[lunch])
    scenario = site(comes("11:59"), [station("registration", 36), VACCINATION], [nurses])
    assert began(scenario, engine) == ["1 registration 11:59", "1 vaccination 12:35"]
    assert staff_of(scenario, engine) == [
        "nurses#1 idle 08:00-12:20",
        "nurses#1 on break 12:20-12:30",
        "nurses#2 idle 08:00-12:35",
        "nurses#2 serving 12:35-12:40",
    ]


def test_r1_the_only_unit_goes_from_its_break_and_who_needed_it_is_turned_away(engine: str) -> None:
    scenario = site(comes("11:59"), [station("registration", 36), VACCINATION], [NURSE])
    assert staff_of(scenario, engine)[-1] == "nurses#1 on break 12:20-12:30"
    assert outcomes(scenario, engine) == ["1 turned_away no staff 12:35"]


@pytest.mark.parametrize(
    ("begin", "end", "timeline"),
    [
        ("08:00", "10:00", ["idle 08:00-10:00"]),
        ("08:00", "10:01", ["idle 08:00-10:00", "on break 10:00-10:01"]),
        ("11:30", "11:59", ["on break 11:30-11:40", "idle 11:40-11:59"]),
        ("11:31", "11:59", ["idle 11:31-11:59"]),
    ],
)
def test_r2_a_break_concerns_a_unit_if_window_and_shift_share_a_tick(
    engine: str, begin: str, end: str, timeline: list[str]
) -> None:
    pause = {"earliest": "10:00", "latest": "11:30", "length": 10}
    nurses = shift("nurses", begin, end, breaks=[pause])
    nurses["shifts"].append({"from": "11:00", "to": "12:00", "count": 1})  # the break concerns somebody in any case
    scenario = site(comes("08:00"), [station("vaccination", 5, doses=1)], [nurses])
    mine = [line.removeprefix("nurses#1 ") for line in staff_of(scenario, engine) if line.startswith("nurses#1 ")]
    assert mine == timeline


def test_r2_one_who_serves_through_the_last_minute_of_the_window_has_missed_the_break(engine: str) -> None:
    pause = {"earliest": "10:00", "latest": "11:30", "length": 10}
    scenario = site(comes("09:58"), [VACCINATION], [shift("nurses", "08:00", "10:01", breaks=[pause])])
    assert day(scenario, engine)[2].breaks_missed.tolist() == [1]


@pytest.mark.parametrize(("share", "gone"), [(0.001, ["12:24"] * 3), (0, ["12:04", "12:04", "12:00"])])
def test_r3_staff_stay_while_a_branch_of_positive_share_could_lead_to_them(
    engine: str, share: float, gone: list[str]
) -> None:
    needs = {"nurses": 1, "doctors": 1}
    observation = station("observation", 20, branches=[{"share": share, "to": "treatment"}])
    treatment = station("treatment", 20, needs=needs, optional=True)
    staff = [shift("nurses", "08:00", "12:00", 2), shift("doctors", "08:00", "12:00")]
    visits = day(site(comes("11:59", "11:59"), [VACCINATION, observation, treatment], staff), engine)[2]
    assert [clock(int(went)) for went in visits.went] == gone


def test_r4_of_unlike_picks_the_best_of_each_compare_by_number(engine: str) -> None:
    groups = [
        shift("A", "08:00", "12:00", 2, pick="longest_idle"),
        shift("B", "08:00", "12:00", 1, pick="lowest_number"),
        shift("C", "08:00", "12:00", 2, pick="random"),
    ]
    staff = [group | {"roles": ["nurse"]} for group in groups]
    vaccination = station("vaccination", 5, needs={"nurse": 1}, doses=1)
    scenario = site(comes("08:00", "08:10"), [vaccination], staff)
    units = [row["units"] for row in rows_of(scenario, engine) if row["station"] == "vaccination"]
    # 08:10: A#1 is idle since 08:05, all others since 08:00; the best are A#2, B#1 and one of C
    assert units == ["A#1", "A#2"]


def test_r5_with_stop_a_no_show_counts_only_if_the_slot_lies_before_it(engine: str) -> None:
    places = {"kind": "appointments", "first": "08:00", "last": "09:00", "every": 60, "per_slot": 1, "no_show": 1}
    hours = {"open": [["08:00", "12:00"]], "stop": "08:30"}
    scenario = site([places], [station("vaccination", 5, doses=1)], day=hours)
    assert outcomes(scenario, engine) == ["1 no_show"]


def test_r6_the_service_of_a_branch_counts_since_an_earlier_station_too(engine: str) -> None:
    way_out = {"share": 1, "to": "treatment", "service": 4}
    stations = [
        station("vaccination", 5, doses=1, walk=1),
        station("observation", 15, since="vaccination", walk=3, branches=[way_out]),
        station("treatment", 20, optional=True),
    ]
    assert began(site(comes("08:15"), stations), engine) == [
        "1 vaccination 08:15", "1 observation 08:21", "1 treatment 08:27"
    ]  # fmt: skip


def test_r6_a_branch_to_a_station_that_the_class_skips_leads_on_without_a_walk_out_of_the_site(engine: str) -> None:
    stations = [
        station("vaccination", 5, doses=1),
        station("observation", 15, walk=3, branches=[{"share": 1, "to": "treatment"}]),
        station("treatment", 20, optional=True),
    ]
    classes = [{"name": "all", "skips": ["treatment"]}]
    assert outcomes(site(comes("08:15"), stations, classes=classes), engine) == ["1 vaccinated 08:35"]


def test_r7_outside_because_of_the_gate_and_late_at_closing_are_both_closed(engine: str) -> None:
    hours = {"open": [["08:00", "12:00"]], "gate": 5, "late_limit": 30}
    arrivals = [booked("12:10", -15), booked("11:00", 60)]
    scenario = site(arrivals, [station("vaccination", 5, doses=1)], day=hours)
    assert outcomes(scenario, engine) == ["1 turned_away closed 12:00", "2 turned_away closed 12:00"]


def test_r8_whose_first_service_has_begun_at_closing_stays(engine: str) -> None:
    hours = {"open": [["08:00", "08:30"]], "after_close": "turn_away"}
    stations = [station("registration", 15, desks=1), station("vaccination", 5, doses=1)]
    scenario = site(comes("08:25", "08:26"), stations, day=hours)
    assert outcomes(scenario, engine) == ["1 vaccinated 08:45", "2 turned_away closed 08:30"]


def test_r9_who_comes_between_two_intervals_enters_at_the_next_opening_by_ready(engine: str) -> None:
    hours = {"open": [["08:00", "08:30"], ["09:00", "12:00"]]}
    scenario = site(comes("08:45", "08:30", "09:00"), [station("vaccination", 5, desks=1, doses=1)], day=hours)
    assert began(scenario, engine) == ["1 vaccination 09:05", "2 vaccination 09:00", "3 vaccination 09:10"]


def test_r10_who_can_never_be_served_is_turned_away_at_the_last_instant(engine: str) -> None:
    scenario = site(
        comes("11:55", "11:56", "11:57"), [VACCINATION], [shift("nurses", "08:00", "12:00", until_clear=False)]
    )
    assert outcomes(scenario, engine)[0] == "1 vaccinated 12:00"
    assert outcomes(scenario, engine)[1:] == ["2 turned_away no staff 12:00", "3 turned_away no staff 12:00"]
    assert day(scenario, engine)[2].stranded == 2


def test_r10_then_the_units_that_were_staying_go(engine: str) -> None:
    crew = station("vaccination", 5, needs={"nurses": 1, "doctors": 1}, doses=1)
    staff = [shift("nurses", "08:00", "12:00"), shift("doctors", "08:00", "11:00")]
    visits = day(site(comes("11:30"), [crew], staff), engine)[2]
    assert [clock(int(went)) for went in visits.went] == ["12:00", "11:00"]
    assert clock(visits.ended_at) == "12:00"


def test_r14_if_the_second_nurse_is_absent_the_first_one_is_still_number_one(engine: str) -> None:
    scenario = site(comes("08:00", "08:00"), [VACCINATION], [shift("nurses", "08:00", "12:00", 2, absence=0.5)])
    names = {
        tuple(sorted({line.split()[0] for line in staff_of(scenario.replace({"seed": seed}), engine)}))
        for seed in range(40)
    }
    assert names == {(), ("nurses#1",), ("nurses#2",), ("nurses#1", "nurses#2")}


def test_r15_late_is_strictly_more_than_the_limit(engine: str) -> None:
    hours = {"open": [["08:00", "12:00"]], "late_limit": 10}
    scenario = site([booked("08:40", 10), booked("08:40", 11)], [station("vaccination", 5, doses=1)], day=hours)
    assert outcomes(scenario, engine) == ["1 vaccinated 08:55", "2 turned_away late 08:51"]


def test_r16_who_comes_before_midnight_stands_outside_until_the_doors_open(engine: str) -> None:
    hours = {"open": [["00:30", "12:00"]]}
    scenario = site([booked("00:30", -45)], [station("vaccination", 5, doses=1)], day=hours)
    first = rows_of(scenario, engine)[0]
    assert (first["reached"], first["joined"]) == ("-00:15:00", "00:30:00")


def test_r16_not_before_moves_arrivals_of_every_kind(engine: str) -> None:
    hours = {"open": [["08:00", "12:00"]], "not_before": "07:30"}
    arrivals = [booked("07:40", -20), *comes("07:10")]
    rows = rows_of(site(arrivals, [station("vaccination", 5, doses=1)], day=hours), engine)
    assert [row["reached"] for row in rows if row["station"] == "vaccination"] == ["07:30:00", "07:30:00"]


@pytest.mark.parametrize(("to", "end"), [("12:30", "12:30"), ("12:00", "12:09")])
def test_r19_the_day_ends_with_the_last_departure_or_going(engine: str, to: str, end: str) -> None:
    scenario = site(comes("11:59"), [station("registration", 10)], [shift("nurses", "08:00", to)])
    assert clock(day(scenario, engine)[2].ended_at) == end


@pytest.mark.parametrize(("service", "ended"), [(5, "08:07:00"), (0, "08:00:00")])
def test_r22_without_since_extra_is_added_to_all_of_the_time(engine: str, service: float, ended: str) -> None:
    scenario = site(comes("08:00"), [station("vaccination", service, extra=2, doses=1)])
    assert rows_of(scenario, engine)[0]["ended"] == ended


def test_a_service_rounded_to_one_millisecond_more_ends_one_instant_later(engine: str) -> None:
    scenario = site(comes("08:00", "08:00"), [station("vaccination", 2.00001, desks=1, doses=1)])
    assert [row["ended"] for row in rows_of(scenario, engine) if row["began"]] == ["08:02:00.001", "08:04:00.002"]


def test_the_key_decides_between_stations_that_share_staff(engine: str) -> None:
    stations = [
        station("screening", 5, needs={"nurses": 1}),
        station("vaccination", 5, needs={"nurses": 1}, doses=1),
    ]
    scenario = site(comes("08:00", "08:02", "08:05"), stations, [shift("nurses", "08:00", "12:00")])
    # 08:05 patient 2 (ready 08:02, screening) before 1 (ready 08:05, vaccination) before 3 (ready 08:05, screening)
    assert began(scenario, engine)[:4] == [
        "1 screening 08:00", "1 vaccination 08:10", "2 screening 08:05", "2 vaccination 08:20"
    ]  # fmt: skip


def test_a_walk_takes_a_patient_out_of_every_line(engine: str) -> None:
    stations = [station("registration", 5, walk=0.5), station("vaccination", 5, doses=1)]
    rows = rows_of(site(comes("08:05"), stations), engine)
    assert [(row["left"], row["reached"]) for row in rows[:2]] == [
        ("08:10:00", "08:05:00"), ("08:15:30", "08:10:30")
    ]  # fmt: skip
