"""Durations that machine code draws together: the very ticks that each decision gives alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.distributions.laws import one_uniform_tables, read
from vaxsim.arrivals import Coming
from vaxsim.distributions import Law
from vaxsim.draws.decisions import Crowd, Durations, LuckOf, Party
from vaxsim.draws.streams import Streams

columns = pytest.importorskip("vaxsim.draws.columns")

MODIFIERS: dict[str, Any] = {"fold": st.booleans(), "plus": st.sampled_from([0.0, -2.5]), "min": st.none() | st.just(1)}


def modified(parts: tuple[dict[str, Any], dict[str, Any]]) -> Law:
    """A law with modifiers."""
    table, keys = parts
    return read({**table, **{name: value for name, value in keys.items() if value is not None}})


laws = st.tuples(one_uniform_tables, st.fixed_dictionaries(MODIFIERS)).map(modified)


def party(streams: Streams, key: str, rows: np.ndarray) -> Party:
    """People of a source in some rows of its streams."""
    nobody = np.zeros(len(rows), np.int64)
    return Party(Coming(rows, nobody, nobody), nobody.astype(np.int16), LuckOf(streams, " / ", key), nobody)


def crowd(*sizes: int) -> Crowd:
    """Sources of so many people, in rows that are out of order and have gaps."""
    streams, generator = Streams(7, 1), np.random.default_rng(1)
    return Crowd([party(streams, f"source {n}", generator.permutation(2 * n + 1)[:n]) for n in sizes])


@given(st.lists(laws, min_size=1, max_size=4), st.lists(st.integers(0, 150), min_size=1, max_size=3))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_together_is_as_one_by_one_whatever_the_laws_and_the_sources(given_laws: list[Law], sizes: list[int]) -> None:
    decisions = [Durations(f"service at {number}", [law]) for number, law in enumerate(given_laws)]
    found = [(2 * place, each.decision, each.entry) for place, each in enumerate(decisions) if each.entry is not None]
    people = crowd(*sizes)
    drawn = np.full((2 * len(decisions), len(people)), -1)
    if found:
        columns.Columns(*zip(*found, strict=True)).draw(people, drawn)
    expected = np.full_like(drawn, -1)
    for place, each in enumerate(decisions):
        if each.entry is not None:
            expected[2 * place] = each.draw(people)
    np.testing.assert_array_equal(drawn, expected)


def test_lists_and_tables_are_drawn_together_what_is_cut_or_made_of_parts_is_not() -> None:
    normal = {"dist": "normal", "mean": 5, "sd": 1}
    together = [normal, {"dist": "discrete", "values": [3, 1]}, {"dist": "empirical", "values": [1, 2, 2]}]
    alone = [4, {**normal, "min": 4, "truncate": True}, {"dist": "sum", "part": normal, "times": 2}]
    assert [Durations("", [read(law)]).entry is not None for law in together + alone] == [True] * 3 + [False] * 3
    assert Durations("", [read(normal), read(together[1])]).entry is None


@pytest.mark.parametrize("values", [1, 2, 7, 8, 9, 1_000])
def test_a_list_of_any_length_gives_the_first_value_whose_cumulated_share_reaches_the_uniform(values: int) -> None:
    limits, ticks = np.arange(1, values) / values, 10 * np.arange(values)
    luck = np.concatenate([limits, limits - 2.0**-53, limits + 2.0**-52, [2.0**-54, 1 - 2.0**-53]])
    drawn = np.empty(len(luck), np.int64)
    columns.ticks_by_list(luck, limits, ticks, drawn)
    np.testing.assert_array_equal(drawn, 10 * np.searchsorted(limits, luck))
