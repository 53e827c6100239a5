"""Draws: streams of uniforms, and whose luck stays when a scenario changes."""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from vaxsim.draws import SMALLEST, Draws, Streams, cumulated_shares, draw, use_compiled
from vaxsim.plan import compile_plan
from vaxsim.scenario import from_dict
from vaxsim.units import LONGEST, NEVER, TICKS_PER_MINUTE, to_offset_ticks, to_ticks

EXPONENTIAL = {"dist": "exponential", "mean": 4}

SITE: dict[str, Any] = {
    "title": "Draws",
    "day": {"open": [["08:00", "17:00"]]},
    "classes": [{"name": "young"}, {"name": "old"}],
    "arrivals": [
        {
            "kind": "appointments",
            "name": "booked",
            "first": "08:00",
            "last": "12:00",
            "every": 30,
            "per_slot": 20,
            "punctuality": {"dist": "normal", "mean": -3, "sd": 8},
            "no_show": 0.1,
            "classes": {"young": 0.6, "old": 0.4},
        },
        {"kind": "walk_ins", "rate": [["08:00", 30]], "classes": {"young": 0.6, "old": 0.4}},
    ],
    "stations": [
        {
            "name": "screening",
            "desks": 4,
            "service": EXPONENTIAL,
            "walk": {"dist": "uniform", "low": 1, "high": 2},
            "branches": [
                {"share": 0.1, "leave": "deferred"},
                {
                    "share": 0.2,
                    "to": "treatment",
                    "classes": ["old"],
                    "service": {"dist": "uniform", "low": 50, "high": 60},
                },
                {"share": 0.3, "leave": "referred"},
            ],
        },
        {"name": "vaccination", "desks": 4, "needs": {"nurse": 1}, "service": EXPONENTIAL, "doses": 1},
        {"name": "treatment", "needs": {"nurse": 2}, "service": 20, "extra": EXPONENTIAL},
    ],
    "staff": [
        {
            "group": "nurses",
            "roles": ["nurse"],
            "absence": 0.5,
            "shifts": [{"from": "08:00", "to": "12:00", "count": 6}, {"from": "12:00", "to": "17:00", "count": 8}],
            "breaks": [
                {"earliest": "09:00", "latest": "10:00", "length": EXPONENTIAL},
                {"earliest": "14:00", "latest": "15:00", "length": 15},
            ],
        }
    ],
}


def site(**changes: Any) -> Any:
    """The plan of the site with fields changed, addressed as in override paths with __ for the dots."""
    scenario = from_dict(SITE)
    return compile_plan(scenario.replace({path.replace("__", "."): value for path, value in changes.items()}))


def site_draws(replication: int = 0, **changes: Any) -> Draws:
    """The luck of the site in a replication."""
    return draw(site(**changes), 1, replication)


def people(draws: Draws, *columns: str) -> dict[tuple[int, ...], list[Any]]:
    """What happens to each person, who is known by source, slot and ordinal within the slot."""
    seen: dict[tuple[int, int], int] = {}
    known = {}
    for i, key in enumerate(zip(draws.source.tolist(), draws.slot.tolist(), strict=True)):
        seen[key] = seen.get(key, 0) + 1
        known[*key, seen[key]] = [np.asarray(getattr(draws, column)[i]).tolist() for column in columns]
    return known


ALL = ("klass", "arrival", "service", "extra", "walk", "branch", "pick")


def test_uniforms_are_uniform_and_stay_inside_the_unit_interval() -> None:
    numbers = Streams(1, 0).uniforms("service", 20_000, 2)
    assert numbers.shape == (20_000, 2)
    assert numbers.dtype == np.float64
    assert numbers.min() >= SMALLEST
    assert numbers.max() <= 1 - 2.0**-53
    for column in numbers.T:
        assert stats.kstest(column, "uniform").pvalue > 1e-3
    assert abs(np.corrcoef(numbers.T)[0, 1]) < 0.03


def test_asking_for_more_rows_or_columns_or_in_another_order_changes_no_number() -> None:
    streams = Streams(1, 0)
    few = streams.uniforms("service", 5, 2)
    streams.uniforms("walk", 3)
    more = streams.uniforms("service", 9, 4)
    np.testing.assert_array_equal(more[:5, :2], few)
    assert streams.uniforms("service", 0).shape == (0, 1)


def test_each_name_seed_replication_site_and_day_has_numbers_of_its_own() -> None:
    streams = [Streams(1, 0), Streams(2, 0), Streams(1, 1), Streams(1, 0, "north"), Streams(1, 0, "", 1)]
    numbers = [stream.uniforms(name, 4)[0, 0] for stream in streams for name in ("a", "b", "a b", "桂林")]
    assert len(set(numbers)) == 20


def test_streams_of_neighbours_are_not_correlated() -> None:
    numbers = np.hstack([Streams(1, replication).uniforms("service", 4000) for replication in range(6)])
    between = np.corrcoef(numbers.T)[~np.eye(6, dtype=bool)]
    assert np.abs(between).max() < 0.06


def test_luck_is_the_same_in_another_process_and_with_other_hashes(python: str) -> None:
    program = (
        "from vaxsim.draws import Streams; print(Streams(1, 5, 'north', 3).uniforms('service at x', 3, 2).tolist())"
    )
    seen = set()
    for hash_seed in ("0", "77"):
        run = subprocess.run(
            [python, "-c", program],
            check=True,
            capture_output=True,
            text=True,
            cwd=Path(__file__).parents[1],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
        )
        seen.add(run.stdout.strip())
    assert seen == {str(Streams(1, 5, "north", 3).uniforms("service at x", 3, 2).tolist())}


def test_the_numbers_of_a_stream_are_pinned() -> None:
    """A change here changes every result that was ever reported: it needs a new version."""
    assert Streams(1, 0).uniforms("service at vaccination / booked", 2)[:, 0].tolist() == [
        0.016056797575162096,
        0.6218856943879917,
    ]


def test_other_places_and_columns_are_pinned_too() -> None:
    numbers = Streams(2**40, 17, "北", 3).uniforms('walk after "x" / \u00e9', 2, 3)
    assert numbers.tolist() == [
        [0.8513923219818793, 0.24487958570883994, 0.6303872243018516],
        [0.47513254960067275, 0.8007646139037933, 0.6304277432968768],
    ]


def test_streams_that_take_turns_do_not_disturb_each_other() -> None:
    one, other = Streams(1, 0), Streams(2, 0)
    first = one.uniforms("a", 5, 2)
    other.uniforms("b", 3)
    assert (one.uniforms("a", 5, 2) == first).all()


@pytest.mark.parametrize(
    ("minutes", "tick"),
    [(1, 60_000), (-1, 0), (0.5 / 60_000, 0), (1.5 / 60_000, 2), (np.inf, LONGEST), (1e300, LONGEST)],
)
def test_durations_are_rounded_half_to_even_and_never_negative(minutes: float, tick: int) -> None:
    assert to_ticks(np.array([minutes])).tolist() == [tick]


def test_offsets_keep_their_sign() -> None:
    assert to_offset_ticks(np.array([-1.0, 2.0, -1e300])).tolist() == [-60_000, 120_000, -LONGEST]


def test_shapes_types_and_read_only() -> None:
    draws = site_draws()
    n = len(draws.source)
    assert n > 180
    for name, dtype, shape in [
        ("source", np.int16, (n,)),
        ("klass", np.int16, (n,)),
        ("slot", np.int64, (n,)),
        ("arrival", np.int64, (n,)),
        ("service", np.int64, (n, 3)),
        ("extra", np.int64, (n, 3)),
        ("walk", np.int64, (n, 3)),
        ("branch", np.int8, (n, 3)),
        ("pick", np.float64, (n, 3, 2)),
        ("absent", np.bool_, (14,)),
        ("break_length", np.int64, (14, 2)),
    ]:
        array = getattr(draws, name)
        assert (array.dtype, array.shape) == (dtype, shape), name
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_the_same_replication_is_the_same_luck_and_another_is_not() -> None:
    one, again, other = site_draws(3), site_draws(3), site_draws(4)
    assert people(one, *ALL) == people(again, *ALL)
    assert (one.absent == again.absent).all()
    assert people(one, *ALL) != people(other, *ALL)
    assert (one.break_length != other.break_length).any()


def same(one: Draws, other: Draws) -> bool:
    """Whether two draws hold the same numbers of the same types."""
    arrays = [(getattr(one, field.name), getattr(other, field.name)) for field in fields(Draws) if field.compare]
    return all(a.dtype == b.dtype and np.array_equal(a, b) for a, b in arrays)


TABULATED = {
    "arrivals__booked__punctuality": {"dist": "normal", "mean": -3, "sd": 8, "max": 20},
    "stations__screening__service": {"dist": "gamma", "mean": 4, "sd": 1.5, "plus": 1},
    "stations__vaccination__service": {"dist": "lognormal", "mean": 4, "sd": 2, "max": 9, "truncate": True},
    "stations__treatment__service": {"dist": "pert", "low": 5, "mode": 9, "high": 30},
    "classes__old__service": {"vaccination": {"dist": "weibull", "shape": 2, "scale": 5}},
}


def test_machine_code_gives_the_same_draws() -> None:
    pytest.importorskip("numba")
    plan = site(**TABULATED)
    plain = draw(plan, 1, 0)
    use_compiled()
    try:
        compiled, anew = draw(plan, 1, 0), draw(site(**TABULATED), 1, 0)
    finally:
        use_compiled(False)
    assert same(plain, compiled)
    assert same(plain, anew)


def test_threads_that_draw_at_once_give_what_one_gives() -> None:
    plan, alone = site(**TABULATED), site(**TABULATED)
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda replication: draw(plan, 1, replication), range(40)))
    assert all(same(each, draw(alone, 1, replication)) for replication, each in enumerate(together))


def test_a_plan_that_has_been_drawn_from_can_be_sent_elsewhere_and_forgotten() -> None:
    plan = site()
    before, small = draw(plan, 1, 0), len(pickle.dumps(site()))
    sent = pickle.dumps(plan)
    assert len(sent) == small
    assert same(draw(pickle.loads(sent), 1, 0), before)
    gone = weakref.ref(plan)
    del plan
    gc.collect()
    assert gone() is None


def test_one_more_place_in_every_slot_moves_nobody_elses_luck() -> None:
    few, more = people(site_draws(), *ALL), people(site_draws(arrivals__booked__per_slot=21), *ALL)
    assert few.items() <= more.items()
    assert len(more) == len(few) + 9


def test_one_more_source_moves_nobody_elses_luck() -> None:
    bus = {"kind": "group", "at": "10:00", "size": 30}
    arrivals = [*SITE["arrivals"], bus]
    few, more = (
        people(site_draws(), *ALL),
        people(draw(compile_plan(from_dict({**SITE, "arrivals": arrivals})), 1, 0), *ALL),
    )
    assert few.items() <= more.items()
    assert len(more) == len(few) + 30


def test_a_source_before_the_others_only_changes_numbers() -> None:
    arrivals = [{"kind": "group", "at": "10:00", "size": 30}, *SITE["arrivals"]]
    shifted = people(draw(compile_plan(from_dict({**SITE, "arrivals": arrivals})), 1, 0), *ALL)
    plain = people(site_draws(), *ALL)
    assert {(source + 1, *rest): luck for (source, *rest), luck in plain.items()}.items() <= shifted.items()


def test_a_higher_rate_keeps_the_luck_of_the_kth_walk_in() -> None:
    columns = tuple(name for name in ALL if name != "arrival")
    slow = people(site_draws(), *columns)
    fast = people(site_draws(arrivals__1__rate=[["08:00", 60]]), *columns)
    assert slow.items() <= fast.items()
    assert len(fast) > len(slow)


def test_another_law_at_one_station_changes_nothing_at_the_others() -> None:
    two_columns = {"dist": "sum", "part": EXPONENTIAL, "times": 2}
    before, after = site_draws(), site_draws(stations__vaccination__service=two_columns)
    assert (before.service[:, [0, 2]] == after.service[:, [0, 2]]).all()
    assert (before.service[:, 1] < after.service[:, 1]).all()
    assert people(before, "klass", "arrival", "branch", "walk") == people(after, "klass", "arrival", "branch", "walk")


def test_a_class_with_a_law_of_its_own_reads_the_same_luck() -> None:
    plain = site_draws()
    half = site_draws(classes__old__service={"vaccination": {"dist": "exponential", "mean": 2}})
    old = plain.klass == 1
    assert 0.3 < old.mean() < 0.5
    assert (plain.service[~old, 1] == half.service[~old, 1]).all()
    np.testing.assert_allclose(plain.service[old, 1], 2 * half.service[old, 1], atol=2)
    constant = site_draws(classes__old__service={"vaccination": 7})
    assert (constant.service[old, 1] == 7 * TICKS_PER_MINUTE).all()
    assert (constant.service[~old, 1] == plain.service[~old, 1]).all()


def test_branches_happen_by_share_and_class_and_bring_their_service() -> None:
    draws = [site_draws(replication) for replication in range(20)]
    klass = np.concatenate([each.klass for each in draws])
    branch = np.concatenate([each.branch for each in draws])
    service = np.concatenate([each.service for each in draws])
    assert (branch[:, 1:] == -1).all()
    for k, shares in enumerate([(0.1, 0.0, 0.3), (0.1, 0.2, 0.3)]):
        counts = np.bincount(branch[klass == k, 0] + 1, minlength=4)
        expected = np.array([1 - sum(shares), *shares]) * counts.sum()
        assert (counts[expected == 0] == 0).all()
        assert stats.chisquare(counts[expected > 0], expected[expected > 0]).pvalue > 1e-3
    own = branch[:, 0] == 1
    assert (service[own, 0] >= 50 * TICKS_PER_MINUTE).all()
    assert (service[own, 0] <= 60 * TICKS_PER_MINUTE).all()
    assert service[~own, 0].mean() == pytest.approx(4 * TICKS_PER_MINUTE, rel=0.05)


def test_a_branch_for_one_class_leaves_the_others_branches_alone() -> None:
    before, after = site_draws(), site_draws(stations__screening__branches__1__share=0.6)
    young = before.klass == 0
    assert (before.branch[young] == after.branch[young]).all()
    assert (before.branch[~young] != after.branch[~young]).any()


def test_branches_whose_shares_add_up_to_one_leave_nobody() -> None:
    tenths = [{"share": 0.1, "leave": "deferred"} for _ in range(10)]
    draws = site_draws(stations__screening__branches=tenths)
    assert set(np.unique(draws.branch[:, 0])) == set(range(10))


def test_shares_that_miss_one_by_rounding_leave_no_gap_at_the_top() -> None:
    top = 1 - 2.0**-53
    for shares, last in [([0.1] * 10, 9), ([0.1] * 10 + [0.0], 9), ([1 / 3, 1 / 3, 1 / 3 - 1e-10], 2)]:
        assert np.searchsorted(cumulated_shares(np.array(shares)), top, side="right") == last
    assert np.searchsorted(cumulated_shares(np.array([0.2, 0.3])), 0.5, side="right") == 2


def test_picks_are_drawn_only_where_a_random_pick_may_need_them() -> None:
    assert (site_draws().pick == 0).all()
    pick = site_draws(staff__nurses__pick="random").pick
    assert (pick[:, 0] == 0).all()
    assert (pick[:, 1, 0] > 0).all()
    assert (pick[:, 1, 1] == 0).all()
    assert (pick[:, 2] > 0).all()


def test_absence_and_breaks_belong_to_places_in_shifts() -> None:
    few, more = site_draws(), site_draws(staff__nurses__shifts__0__count=7)
    assert 0 < few.absent.sum() < 14
    assert (np.delete(more.absent, 6) == few.absent).all()
    assert (np.delete(more.break_length, 6, axis=0) == few.break_length).all()
    assert len(np.unique(few.break_length[:, 0])) == 14
    assert (few.break_length[:, 1] == 15 * TICKS_PER_MINUTE).all()


def test_a_higher_absence_only_adds_absent_units() -> None:
    few, more = site_draws(staff__nurses__absence=0.2), site_draws(staff__nurses__absence=0.7)
    assert (few.absent <= more.absent).all()
    assert few.absent.sum() < more.absent.sum()


def test_nobody_arrives_before_not_before_and_a_no_show_never() -> None:
    free, held = site_draws(), site_draws(day__not_before="08:10")
    assert free.arrival.min() < held.arrival.min()
    assert (held.arrival == np.maximum(free.arrival, (8 * 60 + 10) * TICKS_PER_MINUTE)).all()
    booked = held.slot < NEVER
    assert 0 < (held.arrival[booked] == NEVER).sum() < booked.sum() / 4
    assert (held.arrival[~booked] < NEVER).all()


def test_classes_of_a_trace_come_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("arrived,who\n09:00,old\n08:00,young\n08:30,old\n")
    trace = {"kind": "trace", "file": "a.csv", "time": "arrived", "class": "who"}
    draws = draw(compile_plan(from_dict({**SITE, "arrivals": [trace]}, tmp_path)), 1, 0)
    assert draws.klass.tolist() == [1, 0, 1]
    assert (draws.arrival // TICKS_PER_MINUTE).tolist() == [540, 480, 510]


def test_a_day_without_patients_or_staff_has_empty_luck() -> None:
    empty = {**SITE, "arrivals": [{"kind": "group", "at": "10:00", "size": 0}], "staff": []}
    empty["stations"] = [{"name": "vaccination", "service": EXPONENTIAL, "doses": 1}]
    draws = draw(compile_plan(from_dict(empty)), 1, 0)
    assert draws.service.shape == (0, 1)
    assert draws.break_length.shape == (0, 0)
