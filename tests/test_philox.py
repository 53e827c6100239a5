"""Philox in machine code gives numpy's numbers."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vaxsim.draws import Streams, use_compiled

rows = st.one_of(st.integers(0, 20), st.lists(st.integers(0, 40), max_size=20).map(lambda row: np.array(row, np.int64)))


@given(seed=st.integers(0, 2**63 - 1), name=st.text(max_size=8), rows=rows, columns=st.integers(1, 3))
def test_machine_code_and_numpy_give_the_same_uniforms(seed: int, name: str, rows, columns) -> None:
    expected = Streams(seed, 1).uniforms(name, rows, columns)
    use_compiled()
    try:
        np.testing.assert_array_equal(Streams(seed, 1).uniforms(name, rows, columns), expected)
    finally:
        use_compiled(False)


def test_some_rows_of_a_stream_are_those_rows_of_all() -> None:
    all_of_them = Streams(1, 1).uniforms("walk", 10, 2)
    np.testing.assert_array_equal(Streams(1, 1).uniforms("walk", np.array([7, 0, 7]), 2), all_of_them[[7, 0, 7]])
