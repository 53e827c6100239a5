"""Cross-checks: mistakes that one field alone does not show.

A check of the site is a function of the draft, a check of a part a function of the draft, the part's path and the
part; both give findings.  One more check is one more function, listed here.  A check that asks for a field that is
wrong itself stops at that point.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from vaxsim.fields import NotValid
from vaxsim.scenario.checks import (
    breaks,
    choices,
    combinations,
    crowds,
    doses,
    durations,
    hours,
    names,
    routes,
    shares,
    staffing,
    steps,
)
from vaxsim.scenario.draft import Draft
from vaxsim.scenario.problems import DataPath, Finding

_OF_THE_SITE: tuple[Callable[[Draft], Iterator[Finding]], ...] = (
    names.repeated,
    names.automatic_names,
    names.of_sources,
    names.of_source_classes,
    names.of_dispatch,
    hours.opening,
    hours.measure,
    hours.stop,
    hours.not_before,
    routes.somewhere_to_go,
    combinations.standby_with_stop,
    crowds.holds_in_a_circle,
)

_OF_EACH: dict[str, tuple[Callable[[Draft, DataPath, Any], Iterator[Finding]], ...]] = {
    "classes": (
        names.of_skips,
        names.of_own_service,
        names.of_patience,
        names.of_vaccine,
        choices.balk,
        routes.skips_leave_something,
        durations.none_negative,
    ),
    "arrivals": (names.of_trace_classes, durations.none_endless, crowds.parties_fit_inside),
    "stations": (
        names.of_branches,
        names.of_kinds,
        names.of_since,
        names.of_hold,
        choices.desks_or_kinds,
        choices.branches,
        routes.branches_go_forward,
        routes.optional_is_reached,
        routes.since_has_been,
        routes.kinds_for_all,
        shares.of_branches,
        staffing.crews,
        durations.none_negative,
        combinations.sessions,
        combinations.room_after_walk,
    ),
    "staff": (
        staffing.shifts,
        breaks.window,
        breaks.in_some_shift,
        breaks.shorter_than_shift,
        steps.pace,
        choices.restock_start,
        durations.none_negative,
        combinations.interrupted_sessions,
        combinations.interrupt_before_room,
        combinations.handover_of_crews,
        doses.carried_in_one_go,
    ),
    "vaccines": (
        names.of_preparing_group,
        steps.deliveries,
        steps.releases,
        shares.of_releases,
        doses.vials_keep,
        doses.makers_on_duty,
        durations.none_negative,
    ),
}


def findings(draft: Draft) -> list[Finding]:
    """Everything the cross-checks find in a draft."""
    found: list[Finding] = []
    for check in _OF_THE_SITE:
        _collect(check(draft), found)
    for section, checks in _OF_EACH.items():
        for place, part in enumerate(getattr(draft, section)):
            for of_part in checks if part is not None else ():
                _collect(of_part(draft, (section, place), part), found)
    return found


def _collect(check: Iterator[Finding], found: list[Finding]) -> None:
    try:
        for finding in check:
            found.append(finding)
    except NotValid:
        pass  # a mistake in that field has been reported already
