"""Every number, on a morning small enough to work out by hand."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from tests import handmade
from tests.handmade import at, changed
from vaxsim import metrics
from vaxsim.metrics.day import Day
from vaxsim.metrics.evaluate import Computed, curves, pooled_values, samples_of, values, values_of
from vaxsim.metrics.pools import Pool
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


def _two_nurses(**more):
    """The morning with a second nurse who never serves and is on a break until 08:13: the plan, and what happens."""
    plan = handmade.plan(
        units=("clerks#1", "nurses#1", "nurses#2"),
        unit_group=np.array([0, 1, 1], np.int16),
        unit_has_role=np.array([[True, False], [False, True], [False, True]]),
        unit_from=at(480, 480, 480),
        unit_to=at(720, 720, 720),
        unit_stays=np.array([True, True, True]),
        **more,
    )
    timeline = handmade.timeline(
        (0, StaffState.SERVING, 480, 495),
        (0, StaffState.IDLE, 495, 720),
        (1, StaffState.IDLE, 480, 486),
        (1, StaffState.SERVING, 486, 516),
        (1, StaffState.IDLE, 516, 720),
        (2, StaffState.ON_BREAK, 480, 493),
        (2, StaffState.IDLE, 493, 720),
    )
    happened = {"timeline": timeline, "came": at(480, 480, 480), "went": at(720, 720, 720)}
    return plan, happened | {"breaks_missed": np.zeros(3, np.int32)}


def test_waiting_for_staff_counts_while_nobody_with_the_role_is_idle():
    plan, changes = _two_nurses()
    shared = numbers(plan, **changes)
    assert shared["waiting_for_staff(vaccination)"] == pytest.approx(2 / 15)  # 08:11-08:13 of 15 min in line
    assert shared["waiting_for_desk(vaccination)"] == 1


def test_unlimited_desks_have_no_utilisation():
    assert np.isnan(numbers(handmade.plan(desks=np.array([NEVER, 1])))["utilisation(registration)"])


def test_pooled_percentiles_are_over_all_patients_of_all_days():
    first = Day(handmade.plan(), handmade.draws(), handmade.visits())
    second = Day(handmade.plan(), handmade.draws(), handmade.visits(began=_later(first.visits.began, 20)))
    both = [samples_of(Computed(day)) for day in (first, second)]
    pools = {key: Pool(len(sample.counts)) for key, sample in both[0].items()}
    for day in both:
        for key, sample in day.items():
            pools[key].add(sample)
    pooled = pooled_values(pools, first.names)
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


def test_one_function_adds_a_number_to_every_table(monkeypatch):
    from vaxsim.metrics import registry

    monkeypatch.setattr(registry, "MEASURES", list(registry.MEASURES))

    @metrics.number("early", unit="patients", per="site", meaning="patients who came before the day began")
    def early(day):
        return float((day.came < day.begins).sum())

    assert numbers()["early"] == 1
    assert metrics.listing()[-1].name == "early"


def test_shares_of_waiting_and_hours_of_duty_are_of_the_measured_window():
    plan, changes = _two_nurses(measure=(ticks(493), ticks(511)))
    window = numbers(plan, **changes)
    assert window["waiting_for_staff(vaccination)"] == 0  # both are short of until 08:13, which is before the window
    assert window["duty(nurses)"] == pytest.approx(2 * 18 / 60)
    assert window["cost(nurses)"] == 240  # money is no average


def test_nobody_waits_inside_a_window_after_the_day():
    late = numbers(handmade.plan(measure=(ticks(800), ticks(900))))
    assert np.isnan([late["waiting_for_desk(vaccination)"], late["mean(inside)"], late["utilisation(nurses)"]]).all()
    assert (late["duty(nurses)"], late["peak(inside)"]) == (0, 0)


def test_one_idle_unit_with_two_roles_does_not_make_up_a_crew_of_two():
    plan = handmade.plan(
        crew_role=np.array([[0, -1], [0, 1]], np.int16), unit_has_role=np.array([[False, False], [True, True]])
    )
    idle = handmade.timeline((1, StaffState.IDLE, 480, 720))
    assert numbers(plan, timeline=idle)["waiting_for_staff(vaccination)"] == 1


def test_whom_the_end_of_the_run_finds_inside_has_not_left():
    day = handmade.visits()
    cut = numbers(
        handmade.plan(stop=ticks(513)),
        outcome=np.array([0, 0, Outcome.NO_SHOW, Outcome.STILL_INSIDE, NOT_COUNTED], np.int8),
        reached=changed(day.reached, (4, 0), NEVER), departed=handmade.at(496, 506, None, 513, None),
        ended=changed(day.ended, (3, 1), NEVER), left=changed(day.left, (3, 1), NEVER), ended_at=ticks(513),
    )  # fmt: skip
    assert cut["last_departure"] == 506
    assert cut["max(time_on_site)"] == 24
    assert cut["mean(inside)"] == pytest.approx((16 + 24 + 23) / 33)
