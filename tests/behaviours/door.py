"""At the door: who does not come, stands outside, is turned away."""

from __future__ import annotations

from tests.behaviours.registry import Flags, behaviour
from tests.played import Day
from vaxsim.units import NEVER
from vaxsim.visits import Cause, Outcome


@behaviour("no-show")
def _no_show(day: Day) -> Flags:
    return day.visits.outcome == Outcome.NO_SHOW


@behaviour("waits for opening")
def _before_opening(day: Day) -> Flags:
    opening = day.plan.site.opens[0]
    return (day.draws.arrival < opening) & (opening <= day.entered) & (day.entered < NEVER)


@behaviour("waits for the gate")
def _for_the_gate(day: Day) -> Flags:
    return day.came_before_gate & (day.entered < NEVER)


@behaviour("waits over midday")
def _over_midday(day: Day) -> Flags:
    site, came, entered = day.plan.site, day.draws.arrival, day.entered
    shut, again = site.closes[:-1, None], site.opens[1:, None]
    return (shut <= came) & (came < again) & (again <= entered) & (entered < NEVER)


@behaviour("late")
def _late(day: Day) -> Flags:
    return day.visits.cause == Cause.LATE


@behaviour("comes after closing")
def _after_closing(day: Day) -> Flags:
    return day.closed_out & (day.draws.arrival >= day.plan.site.closing)


@behaviour("outside at closing")
def _outside_at_closing(day: Day) -> Flags:
    return day.closed_out & (day.entered == NEVER) & (day.draws.arrival < day.plan.site.closing)


@behaviour("sent home unserved")
def _sent_home(day: Day) -> Flags:
    return day.closed_out & (day.entered < NEVER)
