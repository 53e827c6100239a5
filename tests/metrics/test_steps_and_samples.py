"""Step functions and samples, against counting tick by tick and numpy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaxsim.metrics.samples import Grouped
from vaxsim.metrics.steps import Steps

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
