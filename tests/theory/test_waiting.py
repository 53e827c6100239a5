"""The queueing formulas against tables, special cases and identities that hold between them."""

from __future__ import annotations

import math

import pytest

from vaxsim.theory import MMc, erlang_b, mg1_mean_wait, mg1_priority_mean_waits, mtginf_mean_present


@pytest.mark.parametrize(("load", "servers", "share"), [(1, 1, 0.5), (10, 10, 0.2146), (20, 30, 0.0085), (5, 0, 1)])
def test_erlang_b_as_printed_tables_have_it(load, servers, share):
    assert erlang_b(load, servers) == pytest.approx(share, abs=5e-5)


@pytest.mark.parametrize(("load", "servers", "share"), [(8, 10, 0.4092), (2, 3, 4 / 9), (0.3, 1, 0.3)])
def test_share_waiting_as_printed_tables_have_it(load, servers, share):
    assert MMc(rate=load, mean_service=1, servers=servers).share_waiting == pytest.approx(share, abs=5e-5)


def test_one_exponential_desk_is_the_same_queue_in_both_formulas():
    assert MMc(0.2, 4, 1).mean_wait == pytest.approx(mg1_mean_wait(0.2, 4, 16)) == pytest.approx(16)


def test_constant_service_halves_the_wait():
    assert mg1_mean_wait(0.2, 4, 0) == pytest.approx(MMc(0.2, 4, 1).mean_wait / 2)


def test_mean_line_is_rate_times_wait():
    queue = MMc(2, 2.5, 6)
    assert queue.mean_line == pytest.approx(queue.share_waiting * (5 / 6) / (1 - 5 / 6))


def test_the_quantile_is_the_wait_that_so_many_do_not_exceed():
    queue = MMc(2, 2.5, 6)
    wait = queue.wait_quantile(0.9)
    assert queue.share_waiting * math.exp(-queue.drain * wait) == pytest.approx(0.1)
    assert queue.wait_quantile(1 - queue.share_waiting - 0.01) == 0


def test_urgency_only_redistributes_waits():
    """Kleinrock's conservation law: the waits weighted by load are those of the undivided line."""
    rates, means, variances = [0.1, 0.06], [3.0, 8.0], [4.0, 64.0]
    loads = [r * m for r, m in zip(rates, means, strict=True)]
    waits = mg1_priority_mean_waits(rates, means, variances)
    everybody = sum(rates)
    mean = sum(loads) / everybody
    second = sum(r * (v + m * m) for r, m, v in zip(rates, means, variances, strict=True)) / everybody
    undivided = mg1_mean_wait(everybody, mean, second - mean * mean)
    assert sum(p * w for p, w in zip(loads, waits, strict=True)) == pytest.approx(sum(loads) * undivided)
    assert waits[0] < undivided < waits[1]


def test_present_after_an_opening_follows_the_differential_equation_of_exponential_stays():
    """With exponential stays of mean m: rate m (1 - e^(-t / m)) while open, then e^(-t / m) of it."""

    def shorter(x):
        return 5 * (1 - math.exp(-x / 5))

    full = 2 * 5 * (1 - math.exp(-12 / 5))
    assert mtginf_mean_present([(0, 12, 2)], shorter, 12) == pytest.approx(full)
    assert mtginf_mean_present([(0, 12, 2)], shorter, 19) == pytest.approx(full * math.exp(-7 / 5))
    assert mtginf_mean_present([(0, 12, 2)], shorter, -1) == 0


@pytest.mark.parametrize("queue", [lambda: MMc(2, 3, 6), lambda: mg1_mean_wait(0.5, 2, 1)])
def test_a_line_that_grows_without_end_has_no_mean(queue):
    with pytest.raises(ValueError, match="grows without end"):
        queue()
