"""Lines that people turn away from or give up, against limits, identities and other ways to the same numbers."""

from __future__ import annotations

import math

import pytest
from scipy import integrate, special, stats

from vaxsim.theory import Discouraged, ErlangA, MMc, MMcK, erlang_b


@pytest.mark.parametrize(("rate", "servers"), [(0.5, 1), (2, 3), (11, 10)])
def test_without_places_to_wait_it_is_erlangs_loss(rate, servers):
    assert MMcK(rate, 1, servers, servers).share_turned_away == pytest.approx(erlang_b(rate, servers))


def test_one_desk_with_few_places_is_the_geometric_line_of_the_textbooks():
    queue = MMcK(rate=0.4, mean_service=2, servers=1, places=4)
    weights = [0.8**k for k in range(5)]
    assert queue.present == pytest.approx([w / sum(weights) for w in weights])


def test_with_places_for_everybody_nobody_is_turned_away_and_all_wait_as_in_erlang_c():
    queue, endless = MMcK(2, 2.5, 6, 400), MMc(2, 2.5, 6)
    assert queue.share_turned_away == pytest.approx(0, abs=1e-12)
    assert queue.mean_wait == pytest.approx(endless.mean_wait)
    assert queue.mean_present == pytest.approx(endless.mean_line + endless.load)


def test_a_line_that_would_grow_without_end_has_a_mean_where_places_are_few():
    """At twice the load of one desk the places are nearly all taken, and half of those who come go away."""
    queue = MMcK(2, 1, 1, 40)
    assert queue.share_turned_away == pytest.approx(0.5)
    assert queue.mean_present == pytest.approx(39)


def test_endless_patience_is_erlang_c():
    queue, patient = ErlangA(2, 2.5, 6, 1e7), MMc(2, 2.5, 6)
    assert queue.mean_wait_of_served == pytest.approx(patient.mean_wait, rel=1e-4)
    assert queue.share_reneging == pytest.approx(0, abs=1e-6)


def test_no_patience_is_erlangs_loss():
    assert ErlangA(8, 1, 10, 1e-9).share_reneging == pytest.approx(erlang_b(8, 10), rel=1e-6)


def test_patience_as_long_as_service_makes_the_number_present_poisson():
    """Then each one present goes at the same rate, whether served or in line: M/M/infinity."""
    present = ErlangA(12, 1.5, 4, 1.5).present
    assert present == pytest.approx([stats.poisson.pmf(k, 18) for k in range(len(present))])


@pytest.mark.parametrize(("rate", "servers", "patience"), [(0.9, 1, 3.0), (4.5, 4, 0.7), (3, 5, 10.0)])
def test_wait_of_the_served_follows_from_the_density_of_the_wait_they_would_have(rate, servers, patience):
    """Baccelli and Hebuterne 1981: the virtual wait x has density rate p(c - 1) exp(rate (1 - e^-bx) / b - c x)."""
    queue, beta = ErlangA(rate, 1, servers, patience), 1 / patience
    at_once = math.fsum(queue.present[:servers])

    def served_after(x):
        density = rate * queue.present[servers - 1] * math.exp(rate * -math.expm1(-beta * x) / beta - servers * x)
        return density * math.exp(-beta * x)

    later = integrate.quad(served_after, 0, math.inf)[0]
    waited = integrate.quad(lambda x: x * served_after(x), 0, math.inf)[0]
    assert 1 - queue.share_reneging == pytest.approx(at_once + later)
    assert queue.mean_wait_of_served == pytest.approx(waited / (at_once + later))


@pytest.mark.parametrize(("alpha", "beta", "arrivals"), [(0.1, 0.1, 120), (0.01, 0.02, 100), (0.5, 3, 7)])
def test_balking_and_patience_have_the_published_closed_form(alpha, beta, arrivals):
    """p_k ~ rate^k exp(-alpha k (k - 1) / (2 mu)) G(mu / beta) / (beta^k G(k + mu / beta)), mu the service rate."""
    mu, rate = 0.5, arrivals / 240
    present = Discouraged(rate, 1 / mu, alpha / mu, 1 / beta).present
    logs = [
        k * math.log(rate / beta) - alpha * k * (k - 1) / (2 * mu) - special.gammaln(k + mu / beta)
        for k in range(len(present))
    ]
    total = special.logsumexp(logs)
    assert present == pytest.approx([math.exp(log - total) for log in logs], abs=1e-14)


@pytest.mark.parametrize(
    ("alpha", "beta", "arrivals", "served", "present"),
    [(0.1, 0.1, 60, 50.21, 0.580), (0.1, 0.1, 120, 81.96, 1.258), (0.01, 0.02, 100, 88.94, 2.177),
     (0.01, 0.02, 150, 112.68, 5.519)],
)  # fmt: skip
def test_balking_and_patience_give_the_printed_figures(alpha, beta, arrivals, served, present):
    queue = Discouraged(arrivals / 240, 2, alpha / 0.5, 1 / beta)
    assert queue.served * 240 == pytest.approx(served, abs=0.005)
    assert queue.mean_present == pytest.approx(present, abs=0.0005)


def test_without_balking_it_is_erlang_a_at_one_desk():
    """Those who renege do so in line, at the rate of patience."""
    discouraged, impatient = Discouraged(0.6, 2, 0, 5), ErlangA(0.6, 2, 1, 5)
    assert discouraged.present == pytest.approx(impatient.present)
    assert discouraged.share_balking == pytest.approx(0, abs=1e-12)
    assert discouraged.share_reneging == pytest.approx(impatient.share_reneging)


def test_with_endless_patience_and_little_balking_it_is_a_plain_line():
    assert Discouraged(0.3, 2, 1e-9, 1e9).mean_present == pytest.approx(0.6 / 0.4, rel=1e-4)
