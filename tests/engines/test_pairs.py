"""Two behaviours that meet in one instant, worked out by hand from docs/contract.md, in both engines."""

from __future__ import annotations

import pytest

from tests.engines.small_days import VACCINATION, began, comes, outcomes, rows_of, shift, site, staff_of, station, times
from vaxsim.engines import ENGINES

pytestmark = pytest.mark.parametrize("engine", ENGINES)


def test_of_two_standby_lists_who_come_at_one_tick_the_lowest_number_decides_first_though_called_last(
    engine: str,
) -> None:
    """10:30 settle 1, dispatch c: patient 1 opens a vial of B: 105 is called, and is there at 11:00
    10:50 dispatch c: patient 2 opens one of A: 3 is called, and is there at 11:00
    11:00 settle 5: 3 and 105 come; dispatch e: 3 finds nobody and enters; dispatch c: starts
          dispatch e: 105 finds one at the desk and turns round
    """
    balk = {"more_than": 0, "counts": "line_and_service"}
    lists = [("A", 10), ("B", 30)]
    day = site(
        [*comes("10:30", classes={"b": 1.0}), *comes("10:50", classes={"a": 1.0})],
        [station("vaccination", 5, desks=1, doses=1)],
        classes=[{"name": "a", "vaccine": "A", "balk": balk}, {"name": "b", "vaccine": "B", "balk": balk}],
        vaccines=[{"name": name, "stock": 10, "vial": 2, "standby": {"from": 120, "travel": way}}
                  for name, way in lists],
    )  # fmt: skip
    assert outcomes(day, engine) == [
        "1 vaccinated 10:35",
        "2 vaccinated 10:55",
        "3 vaccinated 11:05",
        "105 balked 11:00",
    ]


BLOCKED = [
    station("registration", 5, desks=1, needs={"clerks": 1}, blocks="desk"),
    station("vaccination", 60, desks=1, waiting_room=0),
]
HURRIED = {"name": "all", "patience": {"limit": 10, "stations": ["vaccination"]}}


def test_who_loses_patience_where_only_the_desk_is_blocked_lets_the_next_one_start_at_that_tick(engine: str) -> None:
    """08:10 settle 1: 2 is blocked, clerks#1 is free; 3 has no desk
    08:20 dispatch f: 2 leaves the desk and the site; dispatch c: 3 starts with clerks#1
    08:25 settle 1: 3 is blocked in turn; 08:35 dispatch f: 3 leaves
    """
    day = site(comes("08:00", "08:00", "08:00"), BLOCKED, [shift("clerks", "08:00", "12:00")], classes=[HURRIED])
    assert times(day, engine, "registration") == [
        "1 08:00 08:00 08:00 08:05 08:05",
        "2 08:00 08:00 08:05 08:10 08:20",
        "3 08:00 08:00 08:20 08:25 08:35",
    ]
    assert outcomes(day, engine) == ["1 left 09:05", "2 reneged 08:20", "3 reneged 08:35"]
    assert staff_of(day, engine) == [
        "clerks#1 serving 08:00-08:10",
        "clerks#1 idle 08:10-08:20",
        "clerks#1 serving 08:20-08:25",
        "clerks#1 idle 08:25-12:00",
    ]


def test_who_is_blocked_goes_in_at_the_very_tick_at_which_patience_ends(engine: str) -> None:
    """08:20 settle 1: 1 leaves the vaccination; dispatch d: 2, whose patience ends now, goes in and starts
    dispatch c: 3 starts at the registration; dispatch f: nobody is left to leave
    """
    stations = [BLOCKED[0], station("vaccination", 15, desks=1, waiting_room=0)]
    day = site(comes("08:00", "08:00", "08:00"), stations, [shift("clerks", "08:00", "12:00")], classes=[HURRIED])
    assert began(day, engine)[:5] == [
        "1 registration 08:00",
        "1 vaccination 08:05",
        "2 registration 08:05",
        "2 vaccination 08:20",
        "3 registration 08:20",
    ]
    assert outcomes(day, engine) == ["1 left 08:20", "2 left 08:35", "3 left 08:50"]


def test_who_is_called_in_vain_shortens_the_longest_line_and_another_one_is_longest_then(engine: str) -> None:
    """08:10 settle 1: the nurse is free; adults 2 in line, children 2
    dispatch c: keys (-2, adults) and (-2, children): 2 is called, has waited 9 of 5 minutes, and leaves
    dispatch c: adults 1, children 2: 4 starts, a child, though 3 came earlier
    08:15 dispatch c: adults 1, children 1: 3; 08:25 dispatch c: 5
    """

    def serving(name: str, minutes: float) -> dict[str, object]:
        return station(name, minutes, needs={"nurses": 1})

    day = site(
        [*comes("08:00", classes={"adult": 1.0}), *comes("08:01", classes={"hurried": 1.0}),
         *comes("08:02", classes={"adult": 1.0}), *comes("08:03", "08:04", classes={"child": 1.0})],
        [serving("adults", 10), serving("children", 5)],
        [shift("nurses", "08:00", "12:00")],
        day={"open": [["08:00", "12:00"]]}, dispatch="longest_line",
        classes=[{"name": "adult", "skips": ["children"]}, {"name": "child", "skips": ["adults"]},
                 {"name": "hurried", "skips": ["children"], "patience": {"limit": 5, "leaves": "when_called"}}],
    )  # fmt: skip
    assert began(day, engine) == ["1 adults 08:00", "3 adults 08:15", "4 children 08:10", "5 children 08:25"]
    assert outcomes(day, engine)[1] == "2 reneged 08:10"


def test_the_last_of_a_session_who_goes_on_singly_frees_the_presenter_for_the_next_session(engine: str) -> None:
    """08:10 settle 1: the session ends, 1, 2 and 3 stand at the door; dispatch d: 1 enters; dispatch c: starts
    dispatch d: 2 enters the room; 3 stays at the desk, and the presenter is held
    08:14 settle 1: 1 is done; dispatch c: 2 starts; dispatch d: 3 enters: desk and presenter are free
    dispatch c: 4, 5 and 6, in line since 08:05, start
    """
    day = site(
        [{"kind": "group", "at": "08:00", "size": 3}, {"kind": "group", "at": "08:05", "size": 3}],
        [
            station("information", 10, desks=1, needs={"presenters": 1}, batch={"size": 3, "max_wait": 30}),
            station("vaccination", 4, desks=1, waiting_room=1),
        ],
        [shift("presenters", "08:00", "12:00")],
    )
    assert times(day, engine, "information") == [
        "1 08:00 08:00 08:00 08:10 08:10",
        "2 08:00 08:00 08:00 08:10 08:10",
        "3 08:00 08:00 08:00 08:10 08:14",
        "4 08:05 08:05 08:14 08:24 08:24",
        "5 08:05 08:05 08:14 08:24 08:24",
        "6 08:05 08:05 08:14 08:24 08:28",
    ]
    assert staff_of(day, engine) == [
        "presenters#1 serving 08:00-08:10",
        "presenters#1 held 08:10-08:14",
        "presenters#1 serving 08:14-08:24",
        "presenters#1 held 08:24-08:28",
        "presenters#1 idle 08:28-12:00",
    ]


def test_one_who_gives_up_ends_a_hold_before_the_next_one_gives_up(engine: str) -> None:
    """08:10 patience of 2 and 3 ends, two in the line of the vaccination: the screening is held for more than one
    dispatch f: 2 leaves; dispatch c: one in line is not too many: 4 starts at the screening; dispatch f: 3 leaves
    """
    patience = {"limit": 10, "stations": ["vaccination"]}
    day = site(
        [{"kind": "group", "at": "08:00", "size": 3, "classes": {"direct": 1.0}}, *comes("08:01")],
        [
            station("screening", 2, hold={"station": "vaccination", "more_than": 1}),
            station("vaccination", 60, desks=1),
        ],
        classes=[{"name": "all"}, {"name": "direct", "skips": ["screening"], "patience": patience}],
    )
    assert began(day, engine)[:2] == ["1 vaccination 08:00", "4 screening 08:10"]
    assert outcomes(day, engine)[1:3] == ["2 reneged 08:10", "3 reneged 08:10"]


def test_who_comes_on_duty_takes_an_interrupted_service_up_at_that_tick(engine: str) -> None:
    """09:00 settle 2: nurses#2 comes; the break is due for both, one may be away
    dispatch a: nurses#1 hands 1 back, 15 minutes left, and goes; dispatch c: 1 goes on with nurses#2
    09:10 settle 1: nurses#1 is back; dispatch a: nurses#2 hands 1 back, 5 minutes left; dispatch c: nurses#1 goes on
    09:15 settle 1: the service ends
    """
    rest = {"earliest": "09:00", "latest": "09:30", "length": 10, "away": 0.5, "interrupt": True}
    shifts = [{"from": "08:00", "to": "12:00", "count": 1}, {"from": "09:00", "to": "12:00", "count": 1}]
    nurses = {"group": "nurses", "roles": ["nurses"], "shifts": shifts, "breaks": [rest]}
    day = site(comes("08:55"), [station("vaccination", 20, needs={"nurses": 1})], [nurses])
    row = rows_of(day, engine)[0]
    assert row["began"] == "08:55:00|09:00:00|09:10:00"
    assert row["ended"] == "09:00:00|09:10:00|09:15:00"
    assert row["units"] == "nurses#1|nurses#2|nurses#1"


def test_a_delivery_sends_a_nurse_with_empty_hands_off_at_that_tick(engine: str) -> None:
    """08:05 settle 1: nurses#1 has no dose left, and none is in stock: she stays idle, 2 waits from 08:30 on
    09:00 settle 3: ten doses are delivered; dispatch a: she sets off
    09:01 settle 1: arrives; dispatch b: fills two; 09:02 settle 1: walks back
    09:03 settle 1: is back; dispatch c: 2 starts
    """
    restock = {"holds": 2, "start": 1, "walk": 1, "fill": 0.5}
    day = site(
        comes("08:00", "08:30"), [VACCINATION], [shift("nurses", "08:00", "12:00", restock=restock)],
        vaccines=[{"name": "V", "stock": 1, "deliveries": [["09:00", 10]]}],
    )  # fmt: skip
    assert began(day, engine) == ["1 vaccination 08:00", "2 vaccination 09:03"]
    assert staff_of(day, engine) == [
        "nurses#1 serving 08:00-08:05",
        "nurses#1 idle 08:05-09:00",
        "nurses#1 restocking 09:00-09:03",
        "nurses#1 serving 09:03-09:08",
        "nurses#1 idle 09:08-12:00",
    ]
