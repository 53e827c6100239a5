"""Offered load by time, against cases that are known exactly."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaxsim.theory import MMc, mg1_mean_wait, mtginf_mean_present
from vaxsim.theory.load import (
    allen_cunneen,
    by_quarter,
    mean_of_shorter,
    present,
    servers_for,
    stationary,
    through,
)

WIDTH, BINS = 1.0, 240
EDGES = WIDTH * np.arange(BINS + 1)


def constant(minutes: float) -> np.ndarray:
    return mean_of_shorter([minutes], [1.0], WIDTH, BINS)


def test_in_the_long_run_a_constant_rate_keeps_rate_times_mean_service_busy():
    rates = np.full(BINS, 0.7)
    shorter = mean_of_shorter([2.0, 9.0, 40.0], [0.5, 0.3, 0.2], WIDTH, BINS)
    assert present(rates, shorter)[-1] == pytest.approx(0.7 * (0.5 * 2 + 0.3 * 9 + 0.2 * 40), rel=1e-12)
    assert stationary(rates, 11.7)[-1] == pytest.approx(present(rates, shorter)[-1])


def test_an_empty_house_with_exponential_service_fills_by_one_minus_exp_minus_t():
    shorter = 1 - np.exp(-EDGES / 30)
    found = present(np.full(BINS, 2.0), 30 * shorter)
    assert found == pytest.approx(60 * (1 - np.exp(-EDGES / 30)), rel=1e-12)


@given(
    rates=st.lists(st.floats(0, 5), min_size=1, max_size=30),
    values=st.lists(st.floats(0, 60), min_size=1, max_size=8),
    at=st.integers(0, 30),
)
def test_it_is_the_integral_of_eick_massey_and_whitt(rates, values, at):
    weights = np.full(len(values), 1 / len(values))
    shorter = mean_of_shorter(values, weights, WIDTH, len(rates))
    pieces = [(k * WIDTH, (k + 1) * WIDTH, rate) for k, rate in enumerate(rates)]
    at = min(at, len(rates))
    past = [piece for piece in pieces if piece[1] <= at]
    known = mtginf_mean_present(past, lambda x: float(np.minimum(values, x).mean()), at * WIDTH)
    assert present(np.array(rates), shorter)[at] == pytest.approx(known, abs=1e-9)


@given(rates=st.lists(st.floats(0, 5), min_size=1, max_size=60), minutes=st.floats(0, 40))
def test_who_comes_has_left_or_is_still_there(rates, minutes):
    came = np.array(rates)
    shorter = mean_of_shorter([minutes], [1.0], WIDTH, len(came))
    flow = through(came, shorter, WIDTH)
    assert flow.out.sum() * WIDTH + present(came, shorter)[-1] == pytest.approx(came.sum() * WIDTH, abs=1e-9)


def test_a_service_of_whole_bins_moves_the_flow_by_as_many_bins():
    came = np.zeros(BINS)
    came[10:20] = 1.5
    flow = through(came, constant(30.0), WIDTH)
    assert flow.out == pytest.approx(np.roll(came, 30), abs=1e-12)


def test_no_service_keeps_nobody():
    came = np.linspace(0, 3, BINS)
    flow = through(came, constant(0.0), WIDTH)
    assert not flow.busy.any()
    assert np.array_equal(flow.out, came)


def test_quarters_are_means_and_the_rest_of_the_last_one_is_empty():
    assert by_quarter(np.array([1.0, 3.0, 5.0]), 2) == pytest.approx([2.0, 2.5])


@pytest.mark.parametrize("load", [0.3, 2.0, 7.4, 55.0])
@pytest.mark.parametrize("share", [0.05, 0.2, 1.0])
def test_the_fewest_servers_keep_the_share_waiting_and_one_fewer_does_not(load, share):
    servers = servers_for(load, share)
    assert MMc(load, 1.0, servers).share_waiting <= share
    fewer = servers - 1
    assert fewer <= load or MMc(load, 1.0, fewer).share_waiting > share


def test_nobody_to_serve_needs_no_servers_and_nonsense_is_refused():
    assert servers_for(0.0, 0.1) == 0
    with pytest.raises(ValueError, match="share"):
        servers_for(1.0, 0.0)
    with pytest.raises(ValueError, match="finite"):
        servers_for(math.inf, 0.5)


def test_allen_and_cunneen_are_exact_for_one_server_and_for_exponential_service():
    assert allen_cunneen(0.2, 4.0, 5.0, 1) == pytest.approx(mg1_mean_wait(0.2, 4.0, 5.0))
    assert allen_cunneen(1.0, 4.0, 16.0, 5) == pytest.approx(MMc(1.0, 4.0, 5).mean_wait)
    assert allen_cunneen(0.0, 4.0, 16.0, 5) == 0
    with pytest.raises(ValueError, match="load per desk"):
        allen_cunneen(2.0, 4.0, 16.0, 5)
