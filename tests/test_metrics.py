"""Every measure, on a morning small enough to work out by hand, and the registry that lists them."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import handmade
from tests.handmade import at, changed
from vaxsim import metrics
from vaxsim.metrics.day import Day
from vaxsim.metrics.evaluate import Computed, curves, pooled_values, sample_key, samples_of, values, values_of
from vaxsim.metrics.samples import Grouped, Sample, pool
from vaxsim.metrics.steps import Steps
from vaxsim.units import NEVER, ticks
from vaxsim.visits import NOT_COUNTED, Outcome, StaffState


def numbers(plan=None, draws=None, **changes) -> dict[str, float]:
    """Every number of the morning by its key."""
    day = Day(plan or handmade.plan(), draws or handmade.draws(), handmade.visits(**changes))
    return dict(zip([label.key for label in metrics.labels(day.names)], values(day).tolist(), strict=True))


MORNING = {
    "patients": 5,
    "patients(elder)": 1,
    "vaccinated": 3,
    "vaccinated(all)": 2,
    "dosed": 3,
    "dosed(elder)": 1,
    "no_show": 1,
    "turned_away": 1,
    "turned_away_closed": 1,
    "turned_away_full": 0,
    "dosed_share": 3 / 5,
    "throughput": 3 / 4,
    "peak_throughput": 3,
    "last_departure": 516,
    "day_end": 750,
    "stranded": 0,
    "mean(wait)": (0 + 8 + 10) / 3,
    "median(wait)": 8,
    "p90(wait)": 8 + 0.8 * 2,
    "max(wait)": 10,
    "mean(wait, elder)": 8,
    "mean(wait, registration)": (0 + 3 + 0) / 3,
    "mean(wait, vaccination)": (0 + 5 + 10) / 3,
    "mean(wait_outside)": 5 / 3,
    "max(wait_outside)": 5,
    "mean(time_on_site)": (16 + 24 + 26) / 3,
    "mean(service, vaccination)": 10,
    "peak(inside)": 3,
    "mean(inside)": (16 + 24 + 26) / 270,
    "mean(outside)": 0,  # patient 1 stands outside, but before the day begins
    "peak(walking)": 1,
    "mean(walking)": 3 / 270,
    "peak(line, vaccination)": 1,
    "mean(line, vaccination)": 15 / 270,
    "mean(in_service, vaccination)": 30 / 270,
    "mean(present, vaccination)": 45 / 270,
    "visits(vaccination)": 3,
    "utilisation(registration)": 15 / (2 * 240),
    "utilisation(vaccination)": 30 / 240,
    "utilisation_to_last_departure(vaccination)": 30 / 36,
    "utilisation_to_day_end(vaccination)": 30 / 270,
    "waiting_for_desk(registration)": 0,
    "waiting_for_staff(registration)": 1,
    "waiting_for_desk(vaccination)": 1,
    "waiting_for_staff(vaccination)": 1,
    "units(nurses)": 1,
    "utilisation(clerks)": 15 / 240,
    "utilisation(nurses)": 30 / (240 - 15),
    "utilisation_to_last_departure(nurses)": 30 / 36,
    "utilisation_to_last_departure(clerks)": 15 / 15,  # patient 5 at the closed door is no departure
    "utilisation_to_day_end(nurses)": 30 / (270 - 15),
    "mean(busy, nurses)": 30 / 270,
    "mean(on_duty, nurses)": 240 / 270,
    "mean(on_break, nurses)": 15 / 270,
    "peak(on_duty, nurses)": 1,
    "duty(nurses)": 4,
    "overtime": 0,
    "overtime(nurses)": 0,
    "breaks_missed(nurses)": 0,
    "cost(clerks)": 80,
    "cost": 80 + 120,
}


@pytest.mark.parametrize("key", MORNING)
def test_a_number_of_the_morning_is_as_worked_out_by_hand(key):
    assert numbers()[key] == pytest.approx(MORNING[key], abs=1e-12)


def test_overtime_is_the_longest_of_a_unit_and_costs_its_own_rate():
    late = numbers(handmade.plan(unit_to=at(720, 500)), went=at(720, 516), timeline=_nurse_until(516))
    assert (late["overtime(nurses)"], late["overtime_total(nurses)"], late["overtime"]) == (16, 16, 16)
    assert late["cost(nurses)"] == pytest.approx(20 / 60 * 30 + 16 / 60 * 45)


def _nurse_until(end):
    return handmade.timeline(
        (0, StaffState.SERVING, 480, 495),
        (0, StaffState.IDLE, 495, 720),
        (1, StaffState.IDLE, 480, 486),
        (1, StaffState.SERVING, 486, end),
    )


def test_a_unit_that_goes_at_closing_counts_as_staff_x_day_to_the_end_but_an_earlier_shift_does_not():
    gone_early = numbers(handmade.plan(unit_to=at(720, 516)), went=at(720, 516), timeline=_nurse_until(516))
    assert gone_early["utilisation_to_day_end(nurses)"] == pytest.approx(30 / 36)
    gone_at_closing = numbers(handmade.plan(closing=ticks(516)), went=at(720, 516), timeline=_nurse_until(516))
    assert gone_at_closing["utilisation_to_day_end(nurses)"] == pytest.approx(30 / 270)
    assert gone_at_closing["utilisation(nurses)"] == pytest.approx(30 / 36)


def test_measure_limits_averages_to_patients_who_came_and_time_inside_the_window():
    window = numbers(handmade.plan(measure=(ticks(481), ticks(511))))
    assert window["mean(wait)"] == 9
    assert window["mean(inside)"] == pytest.approx(((496 - 481) + (506 - 482) + (511 - 490)) / 30)
    assert window["utilisation(nurses)"] == pytest.approx(25 / 30)
    assert window["vaccinated"] == 3


def test_nothing_to_average_gives_nan_and_not_an_error():
    nobody = np.full((5, 2), NEVER)
    empty = numbers(
        reached=nobody, joined=nobody, began=nobody, ended=nobody, left=nobody, dosed=nobody[:, 0],
        departed=nobody[:, 0], outcome=np.full(5, Outcome.NO_SHOW, np.int8), cause=np.zeros(5, np.int8),
    )  # fmt: skip
    assert np.isnan([empty["mean(wait)"], empty["p90(wait, vaccination)"], empty["last_departure"]]).all()
    assert np.isnan(empty["waiting_for_desk(vaccination)"])
    assert (empty["no_show"], empty["dosed"], empty["peak(inside)"]) == (5, 0, 0)


def test_whom_the_cut_off_day_does_not_count_is_in_no_number():
    uncounted = numbers(outcome=changed(handmade.visits().outcome, 4, NOT_COUNTED))
    assert uncounted["patients"] == 4
    assert uncounted["turned_away"] == 0


def test_waiting_for_staff_counts_while_nobody_with_the_role_is_idle():
    plan = handmade.plan(
        units=("clerks#1", "nurses#1", "nurses#2"),
        unit_group=np.array([0, 1, 1], np.int16),
        unit_has_role=np.array([[True, False], [False, True], [False, True]]),
        unit_from=at(480, 480, 480),
        unit_to=at(720, 720, 720),
        unit_stays=np.array([True, True, True]),
    )
    second = (2, StaffState.ON_BREAK, 480, 493), (2, StaffState.IDLE, 493, 720)
    timeline = handmade.timeline(
        (0, StaffState.SERVING, 480, 495),
        (0, StaffState.IDLE, 495, 720),
        (1, StaffState.IDLE, 480, 486),
        (1, StaffState.SERVING, 486, 516),
        (1, StaffState.IDLE, 516, 720),
        *second,
    )
    changes = {"came": at(480, 480, 480), "went": at(720, 720, 720), "breaks_missed": np.zeros(3, np.int32)}
    shared = numbers(plan, timeline=timeline, **changes)
    assert shared["waiting_for_staff(vaccination)"] == pytest.approx(2 / 15)  # 08:11-08:13 of 15 min in line
    assert shared["waiting_for_desk(vaccination)"] == 1


def test_unlimited_desks_have_no_utilisation():
    assert np.isnan(numbers(handmade.plan(desks=np.array([NEVER, 1])))["utilisation(registration)"])


def _curve(name, thing=0, **changes):
    day = Day(handmade.plan(), handmade.draws(), handmade.visits(**changes))
    return day.axis, curves(day)[name][thing]


def test_bins_begin_with_the_first_arrival_and_hold_the_last_event():
    axis, _ = _curve("arrivals")
    assert axis.edges[0] == ticks(475)
    assert axis.first == -1
    assert axis.edges[-2] <= ticks(750) < axis.edges[-1]


def test_rates_per_hour_lose_nobody():
    for name, total in (("arrivals", 4), ("doses", 3), ("completions", 3)):
        _, curve = _curve(name)
        assert curve.sum() * 5 / 60 == pytest.approx(total)


def test_the_wait_of_a_bin_is_that_of_those_who_arrived_in_it():
    axis, mean = _curve("wait_mean")
    by_bin = dict(zip((axis.edges[:-1] / 60_000).tolist(), mean.tolist(), strict=True))
    assert (by_bin[475.0], by_bin[480.0], by_bin[490.0]) == (0, 8, 10)
    assert np.isnan(by_bin[485.0])


def test_a_line_is_averaged_over_each_bin():
    axis, line = _curve("line", thing=1)
    by_bin = dict(zip((axis.edges[:-1] / 60_000).tolist(), line.tolist(), strict=True))
    assert by_bin[490.0] == pytest.approx(4 / 5)
    assert by_bin[495.0] == pytest.approx((1 + 4) / 5)
    assert by_bin[505.0] == pytest.approx(1 / 5)


def test_the_last_bin_is_averaged_up_to_where_the_day_is_cut_off():
    day = Day(handmade.plan(stop=ticks(513)), handmade.draws(), handmade.visits(ended_at=ticks(513)))
    assert day.axis.edges[-1] == ticks(513)
    assert curves(day)["busy"][1, -1] == 1


def test_people_on_site_are_in_line_in_service_or_walking():
    day = Day(handmade.plan(), handmade.draws(), handmade.visits())
    c = curves(day)
    np.testing.assert_allclose(c["inside"][0], (c["line"] + c["in_service"]).sum(axis=0) + c["walking"][0], atol=1e-12)


def test_pooled_percentiles_are_over_all_patients_of_all_days():
    first = Day(handmade.plan(), handmade.draws(), handmade.visits())
    second = Day(handmade.plan(), handmade.draws(), handmade.visits(began=_later(first.visits.began, 20)))
    both = [samples_of(Computed(day)) for day in (first, second)]
    pooled = pooled_values({key: pool([s[key] for s in both]) for key in both[0]}, first.names)
    by_key = dict(zip([label.key for label in metrics.labels(first.names)], pooled.tolist(), strict=True))
    waits = [0, 8, 10, 0, 8, 30]
    assert by_key["p90(wait)"] == pytest.approx(np.percentile(waits, 90))
    assert by_key["mean(wait)"] == pytest.approx(np.mean(waits))
    assert np.isnan(by_key["vaccinated"])


def _later(began, minutes):
    return changed(began, (3, 1), began[3, 1] + ticks(minutes))


def test_promises_see_the_same_numbers_as_tables():
    computed = Computed(Day(handmade.plan(), handmade.draws(), handmade.visits()))
    table = values_of(computed)
    for index, label in enumerate(metrics.labels(computed.day.names)):
        thing = computed.day.names.of(label.per).index(label.of)
        np.testing.assert_equal(computed.statistic(label.measure, label.per, label.statistic)[thing], table[index])


intervals = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 10)), max_size=12)


@given(intervals, st.integers(0, 20), st.integers(1, 20))
def test_step_functions_agree_with_counting_tick_by_tick(pairs, begin, length):
    begins = np.array([b for b, _ in pairs], np.int64)
    ends = begins + np.array([d for _, d in pairs], np.int64)
    steps = Steps.of(begins, ends)
    counts = [int(((begins <= t) & (t < ends)).sum()) for t in range(begin, begin + length)]
    assert steps.area(begin, begin + length) == sum(counts)
    assert steps.peak(begin, begin + length) == max(counts)
    assert steps.at(np.arange(begin, begin + length)).tolist() == counts


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 10**7)), max_size=30), st.floats(0.01, 0.99))
def test_grouped_statistics_agree_with_numpy_group_by_group(pairs, share):
    owner, value = np.array([p[0] for p in pairs], np.int64), np.array([p[1] for p in pairs], np.int64)
    grouped = Grouped.of(value, owner, 4)
    for group in range(4):
        mine = value[owner == group] / 60_000
        if not len(mine):
            assert np.isnan([grouped.quantile(share)[group], grouped.mean()[group]]).all()
            continue
        assert grouped.quantile(share)[group] == pytest.approx(np.quantile(mine, share))
        assert grouped.mean()[group] == pytest.approx(mine.mean())
        assert grouped.share("<=", 20.0)[group] == pytest.approx((mine <= 20).mean())


def test_samples_are_kept_in_int32_unless_a_duration_is_longer_than_that():
    assert Sample(np.array([1, 2]), np.array([0, 0])).compact().values.dtype == np.int32
    assert Sample(np.array([2**31]), np.array([0])).compact().values.dtype == np.int64


def test_every_number_and_curve_has_a_name_of_its_own_a_unit_and_a_meaning():
    for entries in (metrics.listing(), metrics.curve_listing()):
        assert all(entry.unit and entry.per and entry.meaning for entry in entries)
        assert len({(e.name, per) for e in entries for per in e.per}) == sum(len(e.per) for e in entries)


def test_keys_of_numbers_are_told_apart_where_a_group_and_a_station_share_a_name():
    names = metrics.Names(("registration",), ("registration",), ("all",))
    keys = [label.key for label in metrics.labels(names)]
    assert len(set(keys)) == len(keys)
    assert {"utilisation(station registration)", "utilisation(group registration)"} <= set(keys)


def test_a_name_registered_twice_for_the_same_things_is_refused():
    with pytest.raises(ValueError, match="registered already"):
        metrics.number("overtime", unit="min", per="site", meaning="again")(lambda day: 0.0)


def test_one_function_adds_a_number_to_every_table(monkeypatch):
    from vaxsim.metrics import registry

    monkeypatch.setattr(registry, "MEASURES", measures := list(registry.MEASURES))
    monkeypatch.setattr("vaxsim.metrics.evaluate.MEASURES", measures)

    @metrics.number("early", unit="patients", per="site", meaning="patients who came before the day began")
    def early(day):
        return float((day.came < day.begins).sum())

    assert numbers()["early"] == 1
    assert metrics.listing()[-1].name == "early"


def test_listing_the_registry_loads_no_numpy(python):
    code = "import sys, vaxsim.metrics as m; m.listing(); m.curve_listing(); sys.exit('numpy' in sys.modules)"
    assert subprocess.run([python, "-c", code], check=False).returncode == 0


def test_a_sample_of_a_measure_is_kept_under_its_own_key():
    keys = [sample_key(measure) for measure in metrics.MEASURES if measure.kind == "sample"]
    assert len(set(keys)) == len(keys)


def test_a_site_without_staff_has_numbers_too():
    empty = np.zeros(0, np.int64)
    plan = handmade.plan(
        groups=(), units=(), roles=(), group_stations=np.zeros((0, 2), bool), cost=np.zeros(0),
        overtime_cost=np.zeros(0),
        unit_group=np.zeros(0, np.int16), unit_has_role=np.zeros((0, 0), bool), unit_from=empty, unit_to=empty,
        unit_stays=np.zeros(0, bool), crew_role=np.zeros((2, 0), np.int16),
    )  # fmt: skip
    changes = {"crew": np.zeros((5, 2, 0), np.int32), "came": empty, "went": empty, "breaks_missed": empty}
    numbers_of = numbers(plan, timeline=handmade.timeline(), **changes)
    assert numbers_of["utilisation(vaccination)"] == pytest.approx(30 / 270)
    assert (numbers_of["cost"], numbers_of["overtime"]) == (0, 0)
    assert np.isnan(numbers_of["waiting_for_staff(vaccination)"])


def test_a_day_on_which_nobody_is_invited_has_numbers_too():
    none = np.zeros(0, np.int64)
    draws = SimpleNamespace(klass=none, arrival=none, slot=none, source=none)
    nobody = {name: np.zeros((0, 2), np.int64) for name in ("reached", "joined", "began", "ended", "left")}
    changes = {"crew": np.zeros((0, 2, 1), np.int32), "dosed": none, "departed": none, "outcome": none, "cause": none}
    day = Day(handmade.plan(), draws, replace(handmade.visits(), **nobody, **changes))
    by_key = dict(zip([label.key for label in metrics.labels(day.names)], values(day).tolist(), strict=True))
    assert by_key["patients"] == 0
    assert np.isnan(by_key["mean(wait)"])
    assert np.isnan(curves(day)["wait_mean"]).all()
