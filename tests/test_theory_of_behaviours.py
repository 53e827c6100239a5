"""Balking, patience, blocking and sessions against theory, at a stated rate of false alarms.

Each site is played for DAYS long days from empty; what is left of the empty beginning is below a tenth of the interval.
Every comparison raises a false alarm once in 10,000 seeds; the seeds are fixed.  `resolution` is the error that would
be noticed, as a share of the expected number: a comparison whose interval is wider fails as well.

The oracles are formulas of `vaxsim.theory`, and Markov chains of `tests.chains` where there is none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from tests.chains import tandem
from tests.plain_lines import station
from vaxsim.experiments import Replications, replicate
from vaxsim.scenario import Scenario
from vaxsim.theory import Discouraged, ErlangA, MMcK, full_session_mean_wait, timed_session

ALARM = 1e-4
DAYS = 25
PATIENTS = 20_000
"""About so many come on each day."""

Table = dict[str, Any]
Play = Callable[[Table], Replications]


def exponential(mean: float) -> Table:
    return {"dist": "exponential", "mean": mean}


def site(rate: float, stations: list[Table], **of_class: Any) -> Table:
    """A site to which `rate` patients a minute come at random, all of one class, cut off at closing."""
    hours = round(PATIENTS / rate / 60)
    closing = f"{hours}:00"
    return {
        "bin": 60 * hours,
        "day": {"open": [["00:00", closing]], "stop": closing},
        "classes": [{"name": "all", **of_class}],
        "arrivals": [{"kind": "walk_ins", "rate": [["00:00", 60 * rate]]}],
        "stations": stations,
    }


@pytest.fixture(scope="module")
def play() -> Play:
    """A function that plays the days of a site, because the behaviours are compared with the long run."""
    return lambda table: replicate(Scenario.from_dict(table, allow_large=True), DAYS, allow_large=True)


def per_day(days: Replications, key: str) -> NDArray[np.float64]:
    """One number of every day, by its name as promises write it."""
    return days.daily[key].to_numpy(np.float64)


def share(days: Replications, outcome: str) -> NDArray[np.float64]:
    """The share of those who came that ended so, each day."""
    return per_day(days, outcome) / per_day(days, "patients")


def agrees(independent: NDArray[np.float64], expected: float, resolution: float) -> None:
    """Fails if the mean of independent values differs from `expected`, or too wide an interval could not tell."""
    half_width = stats.t.ppf(1 - ALARM / 2, len(independent) - 1) * stats.sem(independent)
    assert half_width < resolution * expected
    assert abs(independent.mean() - expected) < half_width


@pytest.mark.parametrize(("rate", "desks", "places"), [(0.9, 1, 5), (2.2, 2, 6), (3.0, 3, 3)])
@pytest.mark.parametrize("counts", ["line", "line_and_service"])
def test_who_finds_too_many_goes_away_as_in_mmck(play, rate, desks, places, counts):
    """`more_than` the number that would just be too many; a line of none cannot tell whether a desk is free."""
    if counts == "line" and places == desks:
        pytest.skip("only those in service can be too many here")
    most = places - 1 - (desks if counts == "line" else 0)
    balk = {"more_than": most, "counts": counts}
    days = play(site(rate, [station("desk", exponential(1), desks)], balk=balk))
    theory = MMcK(rate, 1, desks, places)
    agrees(share(days, "balked"), theory.share_turned_away, 0.05)
    agrees(per_day(days, "mean(present, desk)"), theory.mean_present, 0.02)
    if places > desks:
        agrees(per_day(days, "mean(wait, desk)"), theory.mean_wait, 0.03)


@pytest.mark.parametrize(("rate", "desks", "patience"), [(0.9, 1, 3.0), (4.5, 4, 0.7)])
@pytest.mark.parametrize("clock", ["joining", "arrival"])
@pytest.mark.parametrize("leaves", ["at_once", "when_called"])
def test_who_gives_up_and_how_long_the_others_wait_are_as_in_erlang_a(play, rate, desks, patience, clock, leaves):
    """Who is served waits for those ahead who will be served, so it is the same when the others leave."""
    limit = {"limit": exponential(patience), "clock": clock, "leaves": leaves}
    days = play(site(rate, [station("desk", exponential(1), desks)], patience=limit))
    theory = ErlangA(rate, 1, desks, patience)
    agrees(share(days, "reneged"), theory.share_reneging, 0.05)
    agrees(per_day(days, "mean(wait, desk)"), theory.mean_wait_of_served, 0.04)
    if leaves == "at_once":
        agrees(per_day(days, "mean(line, desk)"), theory.mean_line, 0.04)


@pytest.mark.parametrize(("alpha", "beta", "arrivals"), [(0.1, 0.1, 60), (0.1, 0.1, 120), (0.01, 0.02, 150)])
def test_balking_and_patience_together_have_the_published_closed_form(play, alpha, beta, arrivals):
    theory = Discouraged(arrivals / 240, 2, alpha / 0.5, 1 / beta)
    put_off = {"join": {"form": "exp", "rate": alpha / 0.5}, "counts": "line_and_service"}
    desk = station("desk", exponential(2), 1)
    days = play(site(arrivals / 240, [desk], balk=put_off, patience={"limit": exponential(1 / beta)}))
    agrees(per_day(days, "visits(desk)") / per_day(days, "patients") * theory.rate, theory.served, 0.02)
    agrees(per_day(days, "mean(present, desk)"), theory.mean_present, 0.03)
    agrees(share(days, "balked"), theory.share_balking, 0.05)
    agrees(share(days, "reneged"), theory.share_reneging, 0.05)


@pytest.mark.parametrize("room", [0, 1, 3])
@pytest.mark.parametrize("second", [0.7, 1.0, 1.6])
def test_a_desk_that_is_blocked_by_a_full_room_is_as_in_the_markov_chain(play, room, second):
    """Two desks in a row; who finds seven at the first one, the blocked among them, goes away."""
    rate, places = 0.8, 7
    stations = [station("first", exponential(1), 1), station("second", exponential(second), 1, waiting_room=room)]
    days = play(site(rate, stations, balk={"more_than": places - 1, "counts": "line_and_service"}))
    theory = tandem(rate, (1, second), room, places)
    agrees(share(days, "balked"), theory.share_balked, 0.1)
    agrees(per_day(days, "mean(present, first)"), theory.mean_first, 0.03)
    agrees(per_day(days, "mean(present, second)"), theory.mean_second, 0.02)
    parts = {level: per_day(days, f"mean({level}, first)") for level in ("present", "line", "in_service")}
    blocked = parts["present"] - parts["line"] - parts["in_service"]
    agrees(blocked, theory.share_blocked, 0.15)


@pytest.mark.parametrize(("rate", "length", "size"), [(1.0, 3.0, 5), (0.9, 1.5, 2)])
def test_sessions_that_wait_until_they_are_full_are_as_in_theory(play, rate, length, size):
    sessions = {"size": size, "max_wait": 10_000}
    days = play(site(rate, [station("class", exponential(length), 1, batch=sessions)]))
    agrees(per_day(days, "mean(wait, class)"), full_session_mean_wait(rate, length, size), 0.06)


@pytest.mark.parametrize(("rate", "size", "max_wait"), [(0.8, 6, 5.0), (2.0, 4, 1.0)])
def test_sessions_that_begin_in_time_are_as_in_theory(play, rate, size, max_wait):
    days = play(site(rate, [station("class", 10, 0, batch={"size": size, "max_wait": max_wait})]))
    agrees(per_day(days, "mean(wait, class)"), timed_session(rate, size, max_wait)[1], 0.02)
