"""Staff: who comes and goes, breaks, who serves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.behaviours.registry import Flags, behaviour
from tests.played import Day
from vaxsim.plan import PICKS
from vaxsim.units import NEVER
from vaxsim.visits import StaffState


@behaviour("absence")
def _absence(day: Day) -> Flags:
    return day.draws.absent


@behaviour("comes during the day")
def _comes_late(day: Day) -> Flags:
    return day.unit_served & (day.visits.came > day.plan.site.opens[0])


@behaviour("goes during the day")
def _goes_early(day: Day) -> Flags:
    return day.unit_served & (day.visits.went < min(day.plan.site.closing, day.visits.ended_at))


@behaviour("overtime")
def _overtime(day: Day) -> Flags:
    return _past_the_end(day) & ~day.plan.site.unit_stays


@behaviour("stays until clear")
def _stays(day: Day) -> Flags:
    return _past_the_end(day) & day.plan.site.unit_stays


def _past_the_end(day: Day) -> NDArray[np.bool_]:
    return (day.visits.went > day.plan.site.unit_to) & (day.visits.went < NEVER)


@behaviour("break on time")
def _break_on_time(day: Day) -> Flags:
    unit, began, _ = day.breaks
    return day.break_due[unit] == began[:, None]


@behaviour("break delayed")
def _break_delayed(day: Day) -> Flags:
    unit, began, _ = day.breaks
    return (day.break_due[unit] != began[:, None]).all(axis=1)


@behaviour("break missed")
def _break_missed(day: Day) -> Flags:
    return day.visits.breaks_missed > 0


@behaviour("break limited by away")
def _break_limited(day: Day) -> Flags:
    """A unit with one break was idle while it was due: only those away already can have kept it."""
    site, t = day.plan.site, day.visits.timeline
    unit, began, _ = day.breaks
    taken = np.full(len(site.unit_group), NEVER)
    taken[unit] = began
    due = day.break_due.min(axis=1, initial=NEVER)
    latest = np.where(site.break_concerns, site.break_latest[site.unit_group], -NEVER).max(axis=1, initial=-NEVER)
    single = site.break_concerns.sum(axis=1) == 1
    until = np.minimum(np.minimum(taken, latest + 1), site.unit_to)[t.unit]
    idle = single[t.unit] & (t.state == StaffState.IDLE)
    return idle & (np.maximum(t.began, due[t.unit]) < np.minimum(t.ended, until))


@behaviour("break cut by shift")
def _break_cut(day: Day) -> Flags:
    unit, began, ended = day.breaks
    lengths = np.where(day.plan.site.break_concerns, day.draws.break_length, NEVER).min(axis=1, initial=NEVER)
    cut = (ended == day.plan.site.unit_to[unit]) & (ended < day.plan.site.stop)
    return cut & (ended - began < lengths[unit])


@behaviour("crew of several")
def _crew_of_several(day: Day) -> Flags:
    return day.visits.crew[:, :, 1:] >= 0


@behaviour("unit in several roles")
def _several_roles(day: Day) -> Flags:
    patient, station, place = np.nonzero(day.visits.crew >= 0)
    used = np.zeros((len(day.plan.units), len(day.plan.roles)), bool)
    used[day.visits.crew[patient, station, place], day.plan.site.crew_role[day.kind[patient, station], place]] = True
    return used.sum(axis=1) > 1


@behaviour("longest idle serves")
def _longest_idle(day: Day) -> Flags:
    """Another one than the lowest number, so that the rule can be seen."""
    rule, ahead = day.passed_over
    return (rule == PICKS.index("longest_idle")) & (ahead > 0)


@behaviour("lowest number serves")
def _lowest_number(day: Day) -> Flags:
    rule, ahead = day.passed_over
    return (rule == PICKS.index("lowest_number")) & (ahead < 0)


@behaviour("random one serves")
def _random_pick(day: Day) -> Flags:
    """Another one than the lowest number, so that the rule can be seen."""
    rule, ahead = day.passed_over
    return (rule == PICKS.index("random")) & (ahead > 0)
