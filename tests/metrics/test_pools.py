"""Pools of durations: exact while there are few, in buckets of known width beyond, whatever the order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaxsim.metrics import pools
from vaxsim.metrics.meter.pooling import add_to_buckets
from vaxsim.metrics.pools import Pool
from vaxsim.metrics.samples import Grouped
from vaxsim.units import TICKS_PER_MINUTE

STATISTICS = ("mean", "median", "p90", "p95", "max")


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pools that count in buckets from the eleventh duration on, a dozen at once, because half a million takes long."""
    monkeypatch.setattr(pools, "MOST_EXACT", 10)
    monkeypatch.setattr(pools, "MOST_AT_ONCE", 12)


def day(*durations: list[int]) -> Grouped:
    """The durations of each owner on one day."""
    owner = np.array([i for i, mine in enumerate(durations) for _ in mine], np.int64)
    return Grouped.of(np.array([t for mine in durations for t in mine], np.int64), owner, len(durations))


def pooled(*days: Grouped, adding=pools.add_to_buckets) -> Pool:
    """A pool of some days."""
    pool = Pool(len(days[0].counts), adding)
    for one in days:
        pool.add(one)
    return pool


def test_few_durations_are_pooled_exactly() -> None:
    pool = pooled(day([1, 5], [60_000]), day([3], []))
    np.testing.assert_allclose(pool.statistic("median") * TICKS_PER_MINUTE, [3, 60_000])
    np.testing.assert_allclose(pool.statistic_of_all("max"), [1])


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("adding", [pools.add_to_buckets, add_to_buckets], ids=["numpy", "compiled"])
@given(durations=st.lists(st.integers(0, 10**9), min_size=11, max_size=60))
def test_percentiles_of_many_are_off_by_less_than_a_bucket_and_means_by_nothing(durations: list[int], adding) -> None:
    pool, exact = pooled(day(durations), adding=adding), day(durations)
    assert pool.statistic("mean") == exact.statistic("mean")
    assert pool.statistic("max") == pool.statistic_of_all("max") == exact.statistic("max")
    for name in ("median", "p90", "p95"):
        np.testing.assert_allclose(pool.statistic(name), exact.statistic(name), rtol=2.0**-pools.FINE_BITS)


@pytest.mark.usefixtures("few")
def test_equal_durations_are_exact_in_a_bucket_too() -> None:
    pool = pooled(day([754_321] * 20))
    assert pool.statistic("p90") == 754_321 / TICKS_PER_MINUTE


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("adding", [pools.add_to_buckets, add_to_buckets])
def test_days_counted_together_are_days_counted_one_by_one(adding, monkeypatch: pytest.MonkeyPatch) -> None:
    days = [day([5 * k, 10**6 + k], [7] * k, [10**k]) for k in range(7)]
    together = pooled(*days, adding=adding)
    monkeypatch.setattr(pools, "MOST_AT_ONCE", 0)
    one_by_one = pooled(*days, adding=adding)
    for name in STATISTICS:
        np.testing.assert_array_equal(together.statistic(name), one_by_one.statistic(name))
        np.testing.assert_array_equal(together.statistic_of_all(name), one_by_one.statistic_of_all(name))


@pytest.mark.usefixtures("few")
@given(st.lists(st.lists(st.integers(0, 10**7), max_size=8), min_size=2, max_size=6), st.integers(1, 5))
def test_a_pool_is_the_same_however_its_days_were_shared_out(days: list[list[int]], first: int) -> None:
    together = pooled(*[day(one, [2 * t for t in one]) for one in days])
    one = pooled(*[day(d, [2 * t for t in d]) for d in days[:first]])
    for other in days[first:]:
        rest = pooled(day(other, [2 * t for t in other]))
        one.take(rest)
    for name in STATISTICS:
        np.testing.assert_array_equal(one.statistic(name), together.statistic(name))
        np.testing.assert_array_equal(one.statistic_of_all(name), together.statistic_of_all(name))


@pytest.mark.usefixtures("few")
def test_an_owner_without_durations_has_no_statistics() -> None:
    pool = pooled(day(list(range(20)), []))
    for name in STATISTICS:
        assert np.isnan(pool.statistic(name)).tolist() == [False, True]


def test_a_pool_of_nothing_has_no_statistics() -> None:
    assert np.isnan(pooled(day([], [])).statistic("p90")).all()


def test_the_memory_of_a_pool_does_not_grow_with_what_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "MOST_EXACT", 1_000)
    monkeypatch.setattr(pools, "MOST_AT_ONCE", 5_000)
    pool, one = Pool(1), day(list(range(0, 10**6, 1_000)))
    size, most = 0, 0
    for number in range(50):
        pool.add(one)
        size = size or pool._counts.size
        most = max(most, sum(len(kept.ticks) for kept in pool._kept))
        assert pool._counts.size == size or number < 10
    assert (size > 0, most) == (True, 5_000)
