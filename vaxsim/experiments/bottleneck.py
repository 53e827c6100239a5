"""What limits a site, in one sentence, from where people wait and what is taken while they do."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from vaxsim.metrics import GROUP, STATION, written
from vaxsim.metrics.day import names_of
from vaxsim.plan import NOBODY
from vaxsim.scenario.problems import listed

if TYPE_CHECKING:
    from vaxsim.plan import Plan

SHORT = 5.0
"""Minutes: a site where 9 of 10 patients wait less than this in all is limited by nothing."""
MOSTLY = 0.5
"""Desks (or staff) are what a line waits for if they are all taken during at least this share of the waiting."""
CLEARLY = 0.2
"""What is taken during so much more of the waiting than the other would help first if there were more of it."""
UNFELT = 0.01
"""Minutes: a wait that is none."""
FEW = 0.005
"""Share of patients turned away, or gone by themselves, that is not worth a word."""

Means = Mapping[str, float]


def sentence(plan: Plan, means: Means) -> str:
    """What limits the site, given the mean over days of each number by its key ("mean(wait, vaccination)")."""
    undosed = "" if plan.site.gives_dose.any() else "; no station gives doses, so nobody counts as vaccinated"
    return f"{_limit(plan, means)}{undosed}"


def _limit(plan: Plan, means: Means) -> str:
    if not means["patients"]:
        return "nobody comes, so nothing limits the site"
    served = sum(_of(plan, means, "visits", STATION, s) for s in plan.stations)
    if not served:
        nobody = f"nobody is ever served: of {means['patients']:.4g} patients a day none reaches a desk"
        nobody += _never_there(plan, range(len(plan.stations)))
        return nobody + _lost(means)
    lines = np.array([_of(plan, means, "mean(line)", STATION, s) for s in plan.stations])
    lines = np.nan_to_num(lines)
    hardly = not lines.sum() or means["p90(wait)"] < SHORT
    if hardly and not _lost(means):
        return f"nothing limits it: {_little_waiting(means)}{_busiest_of_all(plan, means)}{_outside(means)}"
    if hardly:
        return f"nothing inside limits it: {_little_waiting(means)}{_lost(means)}{_outside(means)}"
    worst = int(np.argmax(lines))
    return f"{_waiting(plan, means, worst, lines[worst] / lines.sum())}{_lost(means)}{_outside(means)}"


def _waiting(plan: Plan, means: Means, station: int, share: float) -> str:
    """That a station limits the site, how long people wait there, and for what."""
    name = plan.stations[station]
    mean, p90 = (_of(plan, means, f"{s}(wait)", STATION, name) for s in ("mean", "p90"))
    if math.isnan(mean):
        nobody = f"{name} limits the site: {share:.0%} of all waiting is there, and nobody in that line is ever served"
        return nobody + _never_there(plan, [station])
    waits = f"{share:.0%} of all waiting is there, {mean:.3g} min on average and {p90:.3g} min or more for one in ten"
    return f"{name} limits the site: {waits}; {_shortage(plan, means, station)}"


def _shortage(plan: Plan, means: Means, station: int) -> str:
    """What is all taken while people wait at a station."""
    name = plan.stations[station]
    short = [_of(plan, means, f"waiting_for_{what}", STATION, name) for what in ("desk", "staff")]
    desk, staff = np.nan_to_num(short).tolist()
    taken, nobody = _all_desks(int(plan.site.desks[station])), _no_staff(plan, station)
    busy = _busy_staff(plan, means, station)
    if max(desk, staff) < MOSTLY:
        return f"desks are short during {desk:.0%} of that waiting and staff during {staff:.0%}"
    if desk - staff > CLEARLY:
        also = f" ({nobody} during {staff:.0%} of it)" if staff > MOSTLY else ""
        return f"{taken} during {desk:.0%} of that waiting{also}, so more desks would help first"
    if staff - desk > CLEARLY:
        more = f"more {_group_at(plan, station)} at those hours would help first"
        return f"{nobody} during {staff:.0%} of that waiting{busy}, so {more}"
    both = f"{taken} during {desk:.0%} and {nobody} during {staff:.0%} of that waiting{busy}"
    return f"{both}, so more of one alone would help little"


def _never_there(plan: Plan, stations: Iterable[int]) -> str:
    """That groups which serve at these stations are always absent, if any is."""
    serve = {group for station in stations for group in _groups_at(plan, station)}
    never = [name for name, absence in zip(plan.groups, plan.chance.absence, strict=True) if absence == 1]
    gone = [name for name in never if name in serve]
    return f"; of {listed(gone, last='and')} nobody ever comes (absence = 1)" if gone else ""


def _all_desks(desks: int) -> str:
    return "its only desk is taken" if desks == 1 else f"all {desks} desks are taken"


def _no_staff(plan: Plan, station: int) -> str:
    """That nobody can serve: "no nurse is free"; without a name where a service takes several people."""
    kinds = plan.site.crew_role[plan.site.first_kind[station] : plan.site.first_kind[station + 1]]
    crews = {tuple(plan.roles[role] for role in crew if role != NOBODY) for crew in kinds.tolist()}
    crew = crews.pop() if len(crews) == 1 else ()
    return f"no {crew[0]} is free" if len(crew) == 1 else "too few staff are free"


def _busy_staff(plan: Plan, means: Means, station: int) -> str:
    """How busy the busiest group of a station is, in brackets: of the whole day, so less than while people wait."""
    busiest = _busiest(plan, means, _groups_at(plan, station))
    return "" if busiest is None else f" (over the whole day {busiest[0]} work {busiest[1]:.0%} of their time on duty)"


def _group_at(plan: Plan, station: int) -> str:
    """The group that serves at a station, or just "staff" where there are several."""
    groups = _groups_at(plan, station)
    return groups[0] if len(groups) == 1 else "staff"


def _groups_at(plan: Plan, station: int) -> list[str]:
    return [plan.groups[g] for g in np.nonzero(plan.group_stations[:, station])[0]]


def _busiest(plan: Plan, means: Means, groups: Sequence[str]) -> tuple[str, float] | None:
    """The group with the highest utilisation, and that; None if none was on duty."""
    busy = {group: _of(plan, means, "utilisation", GROUP, group) for group in groups}
    known = {group: share for group, share in busy.items() if not math.isnan(share)}
    return max(known.items(), key=lambda item: item[1]) if known else None


def _little_waiting(means: Means) -> str:
    if math.isnan(means["p90(wait)"]):
        return "nobody waits"
    if means["p90(wait)"] < UNFELT:
        return "9 of 10 patients do not wait"
    return f"9 of 10 patients wait at most {means['p90(wait)']:.2g} min in all"


def _busiest_of_all(plan: Plan, means: Means) -> str:
    busiest = _busiest(plan, means, plan.groups)
    if busiest is None:
        return ""
    return f"; the busiest staff, {busiest[0]}, work {busiest[1]:.0%} of their time on duty"


def _lost(means: Means) -> str:
    """Those who are not served: turned away, or gone by themselves."""
    return _turned_away(means) + _given_up(means)


def _given_up(means: Means) -> str:
    """How many turn round at the sight of the line or lose patience, where that are many."""
    ways = (("balked", "turn round on arrival"), ("reneged", "give up waiting"))
    many = [f"{means[of]:.3g} {what}" for of, what in ways if means[of] > FEW * means["patients"]]
    return f"; {' and '.join(many)} a day" if many else ""


def _turned_away(means: Means) -> str:
    if not _many_turned_away(means):
        return ""
    causes = {cause: means[f"turned_away_{cause}"] for cause in ("full", "closed", "late", "no_dose", "no_staff")}
    most = max(causes, key=lambda cause: causes[cause])
    return f"; {means['turned_away']:.3g} patients a day are turned away, most of them as {most.replace('_', ' ')!r}"


def _outside(means: Means) -> str:
    mean = means["mean(wait_outside)"]
    if math.isnan(mean) or mean < SHORT:
        return ""
    return f"; people stand outside for {mean:.3g} min on average before they may enter"


def _many_turned_away(means: Means) -> bool:
    return means["turned_away"] > FEW * means["patients"]


def _of(plan: Plan, means: Means, number: str, per: str, name: str) -> float:
    statistic, _, measure = number.rpartition("(")
    return means[written(statistic, measure.rstrip(")"), names_of(plan).written(per, name))]
