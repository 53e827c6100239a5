"""Arrival patterns: who comes when, and whose luck moves when a source changes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError
from scipy import stats

from vaxsim.arrivals import PATTERNS, Arrivals, Coming, Luck, Source
from vaxsim.arrivals.trace import Trace
from vaxsim.draws import Streams
from vaxsim.units import LONGEST, NEVER, TICKS_PER_HOUR, TICKS_PER_MINUTE, parse_clock, ticks

CLOSING = parse_clock("17:00")
LATE = {"dist": "normal", "mean": -3, "sd": 8}

_ADAPTER: TypeAdapter[Source] = TypeAdapter(Arrivals)


def source(kind: str, /, folder: Path | None = None, **keys: Any) -> Source:
    """A source read from a table as it stands in a scenario file; `from_` stands for "from"."""
    return _ADAPTER.validate_python(
        {"kind": kind, **{key.rstrip("_"): value for key, value in keys.items()}}, context={"folder": folder}
    )


def booked(**keys: Any) -> Source:
    """Three half-hour slots with four places each, unless `keys` say otherwise."""
    return source("appointments", **{"first": "08:00", "last": "09:00", "every": 30, "per_slot": 4, **keys})


def luck(replication: int = 0) -> Luck:
    """The luck of a source in a replication."""
    return Streams(7, replication).uniforms


def arrivals_by_row(coming: Coming) -> dict[int, tuple[int, int]]:
    """Slot and arrival of each row."""
    return {
        row: (slot, arrival)
        for row, slot, arrival in zip(coming.row.tolist(), coming.slot.tolist(), coming.arrival.tolist(), strict=True)
    }


def test_appointments_are_numbered_by_slot_and_place() -> None:
    coming = booked(per_slot=[2, 0, 3]).draw(luck(), CLOSING)
    assert [tick // TICKS_PER_MINUTE for tick in coming.slot] == [480, 480, 540, 540, 540]
    assert coming.row.tolist() == [0, 3, 2, 5, 8]
    assert coming.arrival.tolist() == coming.slot.tolist()


def test_the_last_slot_is_the_last_that_the_steps_reach() -> None:
    coming = booked(last="08:59", per_slot=1).draw(luck(), CLOSING)
    assert coming.slot.tolist() == [parse_clock("08:00"), parse_clock("08:30")]


def test_one_more_place_in_every_slot_moves_nobody_elses_luck() -> None:
    keys = {"punctuality": LATE, "no_show": 0.3, "fill": 0.8}
    few = arrivals_by_row(booked(per_slot=4, **keys).draw(luck(), CLOSING))
    more = arrivals_by_row(booked(per_slot=5, **keys).draw(luck(), CLOSING))
    assert few.items() <= more.items()
    assert len(more) > len(few)


def test_a_place_more_in_one_slot_only_adds_its_person() -> None:
    few = arrivals_by_row(booked(per_slot=[4, 4, 4], punctuality=LATE).draw(luck(), CLOSING))
    more = arrivals_by_row(booked(per_slot=[4, 6, 4], punctuality=LATE).draw(luck(), CLOSING))
    assert few.items() < more.items()
    assert {slot for row, (slot, _) in more.items() if row not in few} == {parse_clock("08:30")}


def test_filling_more_places_only_adds_people() -> None:
    some = arrivals_by_row(booked(per_slot=40, fill=0.5, punctuality=LATE).draw(luck(), CLOSING))
    most = arrivals_by_row(booked(per_slot=40, fill=0.8, punctuality=LATE).draw(luck(), CLOSING))
    every = arrivals_by_row(booked(per_slot=40, punctuality=LATE).draw(luck(), CLOSING))
    assert some.items() < most.items() < every.items()
    assert 40 < len(some) < 80 < len(most) < 115


def test_a_no_show_has_an_appointment_and_no_arrival() -> None:
    coming = booked(per_slot=200, no_show=0.25).draw(luck(), CLOSING)
    assert len(coming.row) == 600
    assert 0.2 < (coming.arrival == NEVER).mean() < 0.3
    assert (coming.slot < NEVER).all()


def test_fewer_no_shows_leave_the_others_as_they_were() -> None:
    few = booked(per_slot=50, no_show=0.1, punctuality=LATE).draw(luck(), CLOSING).arrival
    many = booked(per_slot=50, no_show=0.4, punctuality=LATE).draw(luck(), CLOSING).arrival
    assert set(np.flatnonzero(few == NEVER)) < set(np.flatnonzero(many == NEVER))
    assert (many[many < NEVER] == few[many < NEVER]).all()


def test_a_distribution_of_the_no_show_share_is_drawn_once_a_day() -> None:
    two_kinds_of_day = booked(per_slot=100, no_show={"dist": "discrete", "values": [-1, 2]})
    shares = {float((two_kinds_of_day.draw(luck(day), CLOSING).arrival == NEVER).mean()) for day in range(20)}
    assert shares == {0.0, 1.0}


def test_nobody_at_all_is_no_problem() -> None:
    nobody = [
        booked(per_slot=0, no_show=0.1, fill=0.5, punctuality=LATE),
        source("spread", n=0, from_="8:00", to="9:00"),
    ]
    nobody += [source("walk_ins", rate=[["08:00", 0]]), source("walk_ins", rate=[["18:00", 9]])]
    nobody += [source("group", at="08:00", size=0), source("gaps", gap=[["18:00", 1]])]
    for none in nobody:
        assert len(none.draw(luck(), CLOSING).arrival) == 0
        assert none.expected(CLOSING) == 0


def test_spread_appointments_lie_evenly_and_miss_the_end() -> None:
    coming = source("spread", n=7, from_="08:00", to="09:00").draw(luck(), CLOSING)
    hour = parse_clock("09:00") - parse_clock("08:00")
    assert coming.slot.tolist() == [parse_clock("08:00") + round(i * hour / 7) for i in range(7)]


def test_walk_ins_are_a_poisson_process_with_the_stated_rates() -> None:
    walk_ins = source("walk_ins", rate=[["08:00", 30], ["10:00", 60], ["12:00", 0], ["16:00", 45]])
    days = [walk_ins.draw(luck(day), CLOSING).arrival for day in range(200)]
    hours = np.concatenate(days) / TICKS_PER_HOUR
    counts = np.histogram(hours, [8, 10, 12, 16, 17])[0]
    assert counts.sum() == len(hours)
    assert counts[2] == 0
    expected = np.array([60, 120, 45]) * 200
    assert stats.chisquare(counts[[0, 1, 3]], expected * counts.sum() / expected.sum()).pvalue > 1e-3
    assert abs(counts.sum() - expected.sum()) < 4 * expected.sum() ** 0.5
    assert np.var([len(day) for day in days]) == pytest.approx(225, rel=0.4)
    within = hours[(hours > 10) & (hours < 12)]
    assert stats.kstest(within, stats.uniform(10, 2).cdf).pvalue > 1e-3


def test_the_kth_walk_in_keeps_their_luck_when_the_rate_changes() -> None:
    slow = source("walk_ins", rate=[["08:00", 30]]).draw(luck(), CLOSING).arrival - parse_clock("08:00")
    fast = source("walk_ins", rate=[["08:00", 60]]).draw(luck(), CLOSING).arrival - parse_clock("08:00")
    assert len(fast) > len(slow)
    np.testing.assert_allclose(fast[: len(slow)] * 2, slow, atol=2)


def test_a_busy_hour_later_leaves_earlier_walk_ins_alone() -> None:
    before = source("walk_ins", rate=[["08:00", 30]]).draw(luck(), CLOSING).arrival
    after = source("walk_ins", rate=[["08:00", 30], ["12:00", 90]]).draw(luck(), CLOSING).arrival
    noon = parse_clock("12:00")
    assert before[before < noon].tolist() == after[after < noon].tolist()


def test_walk_ins_come_before_closing() -> None:
    arrival = source("walk_ins", rate=[["08:00", 6000]]).draw(luck(), CLOSING).arrival
    assert arrival.max() < CLOSING
    assert (np.diff(arrival) >= 0).all()


def test_the_first_gap_runs_from_the_first_time_and_until_is_not_included() -> None:
    coming = source("gaps", gap=[["08:00", 30]], until="10:00").draw(luck(), CLOSING)
    assert coming.arrival.tolist() == [parse_clock(text) for text in ("08:30", "09:00", "09:30")]
    assert coming.row.tolist() == [0, 1, 2]
    assert (coming.slot == NEVER).all()


def test_the_law_of_a_gap_is_that_of_the_previous_arrival() -> None:
    coming = source("gaps", gap=[["08:00", 25], ["09:00", 40], ["10:00", 5]], until="11:00").draw(luck(), CLOSING)
    texts = ("08:25", "08:50", "09:15", "09:55", "10:35", "10:40", "10:45", "10:50", "10:55")
    assert coming.arrival.tolist() == [parse_clock(text) for text in texts]


def test_a_gap_may_jump_over_a_whole_law() -> None:
    coming = source("gaps", gap=[["08:00", 90], ["09:00", 1], ["09:20", 60]], until="12:00").draw(luck(), CLOSING)
    assert coming.arrival.tolist() == [parse_clock(text) for text in ("09:30", "10:30", "11:30")]


def test_gaps_are_drawn_one_by_one_and_rounded_each() -> None:
    law = {"dist": "normal", "mean": 0.5, "sd": 0.25, "fold": True}
    gaps = source("gaps", gap=[["08:00", law], ["10:00", {"dist": "exponential", "mean": 1}]], until="12:00")
    arrival, uniforms = gaps.draw(luck(), CLOSING).arrival, luck()("gap", 2000)
    now, expected = parse_clock("08:00"), []
    for row in range(2000):
        piece = 0 if now < parse_clock("10:00") else 1
        now += ticks(float(gaps.gap[piece][1].quantile(uniforms[row : row + 1])[0]))  # type: ignore[attr-defined]
        if now >= parse_clock("12:00"):
            break
        expected.append(now)
    assert arrival.tolist() == expected


def test_a_group_comes_all_at_once() -> None:
    coming = source("group", at="10:15", size={"dist": "uniform", "low": 20, "high": 40}).draw(luck(), CLOSING)
    assert set(coming.arrival.tolist()) == {parse_clock("10:15")}
    assert 20 <= len(coming.row) <= 40


@pytest.mark.parametrize(
    ("size", "people"), [(2.5, 2), (3.5, 4), ({"dist": "normal", "mean": -400, "sd": 1}, 0), (2.6, 3)]
)
def test_the_size_of_a_group_is_rounded_and_not_negative(size: Any, people: int) -> None:
    assert len(source("group", at=615, size=size).draw(luck(), CLOSING).row) == people


def test_the_time_of_a_group_may_be_drawn() -> None:
    bus = source("group", at={"dist": "uniform", "low": 600, "high": 660}, size=3)
    times = {int(bus.draw(luck(day), CLOSING).arrival[0]) for day in range(10)}
    assert len(times) == 10
    assert all(parse_clock("10:00") <= time <= parse_clock("11:00") for time in times)


@pytest.fixture
def trace_folder(tmp_path: Path) -> Path:
    """A folder with a table of three arrivals, not in order."""
    (tmp_path / "a.csv").write_text("arrived,class\n08:10:00.5,old\n\n8:00,young\n25:30:01,old\n", encoding="utf-8")
    return tmp_path


def test_a_trace_is_read_in_the_order_of_its_rows(trace_folder: Path) -> None:
    trace = source("trace", trace_folder, file="a.csv", time="arrived", class_="class")
    assert isinstance(trace, Trace)
    coming = trace.draw(luck(), CLOSING)
    assert coming.arrival.tolist() == [parse_clock(text) for text in ("08:10:00.500", "08:00", "25:30:01")]
    assert coming.klass == trace.klass == ("old", "young", "old")
    assert trace.first_spots == {"old": (2, 12), "young": (4, 6)}
    assert trace.expected(CLOSING) == 3


def test_without_a_class_column_a_trace_knows_no_classes(trace_folder: Path) -> None:
    assert source("trace", trace_folder, file="a.csv", time="arrived").draw(luck(), CLOSING).klass is None


def test_wrong_times_and_missing_classes_in_a_trace_are_located(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("arrived,class\n08:10,old\n25h,young\n08:20,\n-1:00,old\n", encoding="utf-8")
    with pytest.raises(ValidationError) as caught:
        source("trace", tmp_path, file="a.csv", time="arrived", class_="class")
    problems = caught.value.errors()[0]["ctx"]["problems"]
    assert [(problem[1:4], problem[4].split(";")[0]) for problem in problems] == [
        ((3, 1, "time"), 'got "25h"'),
        ((4, 7, "class"), 'got ""'),
        ((5, 1, "time"), 'got "-1:00"'),
    ]


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    (
        {"kind": "appointments", "first": "09:00", "last": "08:00", "every": 30, "per_slot": 1},
        "before the first",
        "last",
    ),
    ({"kind": "appointments", "first": "8:00", "last": "9:00", "every": 1e-9, "per_slot": 1}, "a millisecond", "every"),
    (
        {"kind": "appointments", "first": "8:00", "last": "999999:00", "every": 0.001, "per_slot": 0},
        "slots; allowed: at most 10,000,000",
        "every",
    ),
    (
        {"kind": "appointments", "first": "8:00", "last": "9:00", "every": 30, "per_slot": [1, 2]},
        "2 numbers for 3 slots",
        "per_slot",
    ),
    ({"kind": "spread", "n": 3, "from": "09:00", "to": "08:00"}, "before it begins", "to"),
    ({"kind": "spread", "n": 3, "from": "08:00", "to": "09:00", "no_show": 2}, "a share from 0 to 1", "no_show"),
    ({"kind": "spread", "n": 3, "from": "08:00", "to": "09:00", "classes": {"a": 0.5}}, "add up to 0.5", "classes"),
    ({"kind": "spread", "n": 3, "from": "08:00", "to": "09:00", "classes": {}}, "add up to 0", "classes"),
    ({"kind": "walk_ins", "rate": []}, "one or more pairs", "rate"),
    ({"kind": "walk_ins", "rate": [["08:00", 1], ["08:00", 2]]}, "08:00 follows 08:00", "rate"),
    ({"kind": "gaps", "gap": [["08:00", 0]]}, "got gaps of 0 minutes on average", "gap"),
    (
        {"kind": "gaps", "gap": [["08:00", {"dist": "normal", "mean": -5, "sd": 1}]]},
        "got gaps of -5 minutes on average",
        "gap",
    ),
    ({"kind": "gaps", "gap": [["08:00", 1]], "until": "08:00"}, "a time after the first", "until"),
    (
        {"kind": "trace", "file": "a.csv", "time": "t", "class": "c", "classes": {"a": 1}},
        "either classes or",
        "classes",
    ),
    ({"kind": "trace", "file": "a.csv", "time": "t"}, "no folder", "file"),
    ({"kind": 3}, "got 3; allowed: one of appointments", "kind"),
]


def test_a_wrong_number_in_a_list_of_rates_does_not_hide_that_its_times_do_not_ascend() -> None:
    table = {"kind": "walk_ins", "rate": [["08:00", -3], ["09:00", 5], ["08:30", "x"], ["soon", 1]]}
    with pytest.raises(ValidationError) as caught:
        _ADAPTER.validate_python(table)
    wrong = {error["loc"][1:]: error["msg"] for error in caught.value.errors()}
    assert set(wrong) == {("rate", 0, 1), ("rate", 2, 1), ("rate", 3, 0), ("rate",)}
    assert "08:30 follows 09:00" in wrong["rate",]


@pytest.mark.parametrize(("table", "words", "field"), REFUSED, ids=[words for _, words, _ in REFUSED])
def test_a_wrong_source_is_refused_and_says_which_field(table: dict[str, Any], words: str, field: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(words)) as caught:
        _ADAPTER.validate_python(table)
    assert [error["ctx"]["field"] for error in caught.value.errors() if words in error["msg"]] == [field]


@pytest.mark.parametrize(
    ("table", "where"),
    [
        ({"kind": "appointments", "first": 8, "last": "9:00", "every": 30, "per_slot": 1}, "first"),
        ({"kind": "appointments", "first": "8:00", "last": "9:00", "every": 30, "per_slot": 1.5}, "per_slot"),
        ({"kind": "appointments", "first": "8:00", "last": "9:00", "every": 30, "per_slot": [1, -2, 3]}, "per_slot"),
        ({"kind": "spread", "n": -1, "from": "08:00", "to": "09:00"}, "n"),
        ({"kind": "spread", "n": 3, "from": "08:00", "to": "09:00", "fill": 1.2}, "fill"),
        ({"kind": "walk_ins", "rate": [["08:00", -3]]}, "rate"),
        ({"kind": "group", "at": "10:75", "size": 3}, "at"),
        ({"kind": "group", "at": "10:15", "size": 3, "party": 2}, "party"),
        ({"kind": "trace", "file": 3, "time": "t"}, "file"),
    ],
    ids=str,
)
def test_a_wrong_value_is_one_error_at_its_field(table: dict[str, Any], where: str) -> None:
    with pytest.raises(ValidationError) as caught:
        _ADAPTER.validate_python(table)
    (error,) = caught.value.errors()
    assert where in error["loc"]


@pytest.mark.parametrize("value", [3, "walk_ins", [], None, {}, {"kind": "busses"}])
def test_what_is_no_source_is_one_error(value: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        _ADAPTER.validate_python(value)
    assert caught.value.error_count() == 1


def test_expectations_are_arithmetic_and_cost_nothing() -> None:
    huge = booked(per_slot=10**12, every=0.001, fill=0.5)
    assert huge.expected(CLOSING) == 0.5 * 10**12 * 60_001
    assert source("walk_ins", rate=[["08:00", 30], ["10:00", 1e300]]).expected(CLOSING) == pytest.approx(7e300)
    assert source("spread", n=10**15, from_="08:00", to="09:00", fill=0.5).expected(CLOSING) == 5e14


@pytest.mark.parametrize(
    "one",
    [
        booked(per_slot=30, fill=0.7, no_show=0.2),
        source("walk_ins", rate=[["08:00", 30], ["10:00", 60], ["16:00", 0]]),
        source("gaps", gap=[["08:00", {"dist": "normal", "mean": 0.5, "sd": 0.25, "fold": True}]], until="10:00"),
        source("group", at="10:15", size={"dist": "uniform", "low": 20, "high": 40}),
    ],
    ids=lambda one: one.kind,
)
def test_expectations_are_about_what_is_drawn(one: Source) -> None:
    drawn = [len(one.draw(luck(day), CLOSING).arrival) for day in range(100)]
    assert one.expected(CLOSING) == pytest.approx(np.mean(drawn), rel=0.06)


TIMES = np.array([ticks(minute) for minute in range(7 * 60, 17 * 60 + 1, 7)])


def came_by(one: Source, gate: int = NEVER, late_limit: int = NEVER, days: int = 200) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard error of those who came before each of TIMES, and are not later than the limit."""
    counts = []
    for day in range(days):
        coming = one.draw(luck(day), CLOSING)
        without_slot, after = coming.slot == NEVER, coming.arrival - coming.slot
        in_time = (coming.arrival < NEVER) & (without_slot | (after <= late_limit))
        let_in = np.where(without_slot | (after >= -gate), coming.arrival, coming.slot - min(gate, LONGEST))
        counts.append((let_in[in_time][:, np.newaxis] < TIMES).sum(axis=0))
    return np.mean(counts, axis=0), np.std(counts, axis=0, ddof=1) / days**0.5


@pytest.mark.parametrize(
    "one",
    [
        booked(per_slot=[30, 5, 12], fill=0.7, no_show={"dist": "uniform", "low": -0.1, "high": 0.5}, punctuality=LATE),
        source("spread", n=400, from_="08:00", to="09:00", no_show=0.1, punctuality=LATE),
        source("walk_ins", rate=[["08:00", 30], ["10:00", 60], ["16:00", 0]]),
        source("gaps", gap=[["08:00", {"dist": "gamma", "mean": 1, "sd": 1}]], until="10:00"),
        source("group", at={"dist": "uniform", "low": 600, "high": 660}, size={"dist": "normal", "mean": 1, "sd": 3}),
    ],
    ids=lambda one: one.kind,
)
@pytest.mark.parametrize(("gate", "late_limit"), [(NEVER, NEVER), (ticks(5), ticks(4))])
def test_people_are_expected_when_they_come(one: Source, gate: int, late_limit: int) -> None:
    mean, error = came_by(one, gate, late_limit)
    rounding = 0.05 + 0.002 * mean  # of times to whole ticks, of slots to whole minutes
    found = one.expected_by(TIMES, CLOSING, gate, late_limit)
    assert (np.abs(found - mean) <= 4.5 * error + rounding).all()


def test_so_many_slots_that_they_are_taken_together_by_the_minute_are_right_to_the_minute() -> None:
    found = source("spread", n=6000, from_="08:00", to="10:00").expected_by(TIMES, CLOSING)
    exact = np.clip((TIMES - parse_clock("08:00")) / ticks(120), 0, 1) * 6000
    assert np.abs(found - exact).max() <= 50


def test_who_is_recorded_is_expected_at_the_very_tick(trace_folder: Path) -> None:
    one = source("trace", trace_folder, file="a.csv", time="arrived")
    first, *_, last = sorted(one.draw(luck(), CLOSING).arrival.tolist())
    assert one.expected_by(np.array([first, first + 1, last + 1]), CLOSING).tolist() == [0, 1, one.expected(CLOSING)]


def test_the_schema_knows_every_pattern() -> None:
    schema = TypeAdapter(Arrivals).json_schema()
    assert schema["discriminator"]["mapping"].keys() == PATTERNS.keys()
    assert schema["$defs"]["Spread"]["required"] == ["kind", "n", "from", "to"]
