"""What limits a site, in one sentence, from where people wait and what is taken while they do."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from vaxsim.experiments.downstream import (
    MOSTLY,
    Numbers,
    fills_the_site,
    held_up,
    kept_outside,
    maker,
    origin,
    short,
    waiting,
)
from vaxsim.metrics import GROUP
from vaxsim.plan import NOBODY
from vaxsim.scenario.problems import listed
from vaxsim.units import TICKS_PER_MINUTE

if TYPE_CHECKING:
    from vaxsim.plan import Plan

SHORT = 5.0
"""Minutes: a site where 9 of 10 patients wait less than this in all is limited by nothing."""
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
    return f"{_limit(Numbers(plan, means))}{undosed}"


def _limit(numbers: Numbers) -> str:
    plan, means = numbers.plan, numbers.means
    if not means["patients"]:
        return "nobody comes, so nothing limits the site"
    if not sum(numbers("visits", s) for s in range(len(plan.stations))):
        nobody = f"nobody is ever served: of {means['patients']:.4g} patients a day none reaches a desk"
        nobody += _never_there(plan, range(len(plan.stations)))
        return nobody + _lost(means)
    if kept_outside(numbers) > max(SHORT, means["mean(wait)"]):
        return f"{_full_inside(numbers)}{_lost(means)}"
    many = waiting(numbers)
    hardly = not sum(many) or (means["p90(wait)"] < SHORT and held_up(numbers) < SHORT)
    if not hardly:
        worst = int(np.argmax(many))
        return f"{_waiting(numbers, worst, many[worst] / sum(many))}{_lost(means)}{_outside(means)}"
    if _lost(means):
        return f"nothing inside limits it: {_little_waiting(means)}{_lost(means)}{_outside(means)}"
    nothing = "nothing inside limits it" if _outside(means) else "nothing limits it"
    return f"{nothing}: {_little_waiting(means)}{_busiest_of_all(numbers)}{_outside(means)}"


def _full_inside(numbers: Numbers) -> str:
    """That the limit of people inside limits the site, or the station whose line fills the site."""
    plan, inside = numbers.plan, numbers.plan.site.max_inside
    stands = f"people stand outside for {kept_outside(numbers):.3g} min on average because {inside} are inside"
    line = fills_the_site(numbers)
    if line is not None:
        there, links = origin(numbers, line)
        crowd = f"{plan.stations[there]} limits the site: {stands}, and there is a line at {plan.stations[line]}"
        return "; ".join([f"{crowd} meanwhile", *links, _shortage_at(numbers, there, named=bool(links))])
    stays = [numbers.share("mean(present)", s) for s in range(len(plan.stations))]
    longest = int(np.argmax(stays))
    most = f"{stays[longest] / numbers('mean(inside)'):.0%} of the people inside are at {plan.stations[longest]}"
    better = f"a higher limit, or a shorter stay at {plan.stations[longest]}, would help first"
    return f"the limit of {inside} people inside limits the site: {stands}; {most}, so {better}"


def _waiting(numbers: Numbers, station: int, share: float) -> str:
    """That a station limits the site, how long people wait there, or before it for its sake, and for what."""
    plan, name = numbers.plan, numbers.plan.stations[station]
    limit, links = origin(numbers, station)
    mean, p90 = (numbers(f"{s}(wait)", station) for s in ("mean", "p90"))
    if math.isnan(mean):
        nobody = f"{name} limits the site: {share:.0%} of all waiting is there, and nobody in that line is ever served"
        return nobody + _never_there(plan, [station])
    where = "there" if limit == station else f"at {name}"
    waits = f"{share:.0%} of all waiting is {where}, {mean:.3g} min on average and {p90:.3g} min or more for one in ten"
    if mean < UNFELT:
        waits = f"{share:.0%} of all waiting is before the door of {name}, where people find no room"
    wanting = _shortage_at(numbers, limit, named=bool(links))
    return "; ".join([f"{plan.stations[limit]} limits the site: {waits}", *links, wanting])


def _shortage_at(numbers: Numbers, station: int, *, named: bool) -> str:
    """What is wanting while people wait for a station, `named` where the sentence has spoken of others since."""
    at = f"at {numbers.plan.stations[station]} " if named else ""
    return f"{at}{_shortage(numbers, station)}"


def _shortage(numbers: Numbers, station: int) -> str:
    """What is wanting while people wait for a station."""
    wanting = {what: numbers.share(f"waiting_for_{what}", station) for what in ("dose", "session")}
    desk, staff = (short(numbers, what, station) for what in ("desk", "staff"))
    most = max(wanting, key=lambda what: wanting[what])
    if wanting[most] >= MOSTLY and wanting[most] > max(desk, staff):
        return (_no_dose if most == "dose" else _not_full)(numbers.plan, station, wanting[most])
    return _desk_or_staff(numbers, station, desk, staff)


def _no_dose(plan: Plan, station: int, share: float) -> str:
    makers, out = maker(plan, station)
    if makers:
        group = listed(makers, last="and")
        ready = f"no dose is ready during {share:.0%} of that waiting"
        return f"{ready}, so more {group}, or doses made earlier, would help first"
    vaccines = listed(out, last="and")
    return f"{vaccines} is out during {share:.0%} of that waiting, so more stock or earlier deliveries would help first"


def _not_full(plan: Plan, station: int, share: float) -> str:
    size, wait = int(plan.site.batch_size[station]), plan.site.batch_wait[station] / TICKS_PER_MINUTE
    full = f"a session of {size} is not yet full during {share:.0%} of that waiting"
    return f"{full}, so smaller sessions, or a max_wait below {wait:.4g} min, would help first"


def _desk_or_staff(numbers: Numbers, station: int, desk: float, staff: float) -> str:
    """What is all taken while people wait at a station; shares of that waiting."""
    plan = numbers.plan
    taken, nobody = _all_desks(int(plan.site.desks[station])), _no_staff(plan, station)
    busy = _busy_staff(numbers, station)
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


def _busy_staff(numbers: Numbers, station: int) -> str:
    """How busy the busiest group of a station is, in brackets: of the whole day, so less than while people wait."""
    busiest = _busiest(numbers, _groups_at(numbers.plan, station))
    return "" if busiest is None else f" (over the whole day {busiest[0]} work {busiest[1]:.0%} of their time on duty)"


def _group_at(plan: Plan, station: int) -> str:
    """The group that serves at a station, or just "staff" where there are several."""
    groups = _groups_at(plan, station)
    return groups[0] if len(groups) == 1 else "staff"


def _groups_at(plan: Plan, station: int) -> list[str]:
    return [plan.groups[g] for g in np.nonzero(plan.group_stations[:, station])[0]]


def _busiest(numbers: Numbers, groups: Sequence[str]) -> tuple[str, float] | None:
    """The group with the highest utilisation, and that; None if none was on duty."""
    busy = {group: numbers.of("utilisation", GROUP, group) for group in groups}
    known = {group: share for group, share in busy.items() if not math.isnan(share)}
    return max(known.items(), key=lambda item: item[1]) if known else None


def _little_waiting(means: Means) -> str:
    if math.isnan(means["p90(wait)"]):
        return "nobody waits"
    if means["p90(wait)"] < UNFELT:
        return "9 of 10 patients do not wait"
    return f"9 of 10 patients wait at most {means['p90(wait)']:.2g} min in all"


def _busiest_of_all(numbers: Numbers) -> str:
    busiest = _busiest(numbers, numbers.plan.groups)
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
