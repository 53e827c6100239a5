"""The cheapest design that keeps every promise, if more people never break what fewer kept.

If that holds, the designs that keep are an upper part of the grid, and it is enough to look at its edge: a design
that has at most as many of everybody as one that was found wanting need not be run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vaxsim.experiments.staffing.examining import Examination
    from vaxsim.experiments.staffing.posts import Design, Price, Roster

MOST_BELOW = 20_000
"""Designs just below the price of the plan that are counted; where there are more, nothing is proved."""

TOGETHER = 4
"""Designs that are judged side by side while it is not known which of them settles the matter."""


@dataclass(frozen=True)
class Cover:
    """What was found; None for a plan if even the most people do not keep the promises."""

    plan: Design | None
    minima: Design  # the fewest at each post with which the promises can be kept, whoever else is there
    proved: bool  # every cheaper design has been ruled out
    whole: bool = False  # each by its own verdict, not because a larger one was found wanting


def cheapest(examination: Examination, start: Design) -> Cover:
    """The cheapest design that keeps; `start` is a guess of what is needed, from which the search begins."""
    roster = examination.roster
    if not examination.keeps(roster.highest):
        return Cover(None, roster.lowest, proved=True)
    minima = fewest(examination, start)
    plan = _climb(examination, minima)
    return _improve(examination, plan, minima)


def fewest(examination: Examination, start: Design) -> Design:
    """The fewest people at each post with which the promises can be kept while all others are at their most.

    The first days lead to them; that one fewer will not do is then judged.
    """
    top = examination.roster.highest
    likely = _likely_fewest(examination, start)
    found = list(likely)
    open_ = list(range(len(top)))
    while open_ := [post for post in open_ if found[post] > examination.roster.lowest[post]]:
        fewer = {post: with_count(top, post, found[post] - 1) for post in open_}
        examination.judge(fewer.values())
        open_ = [post for post, design in fewer.items() if examination.keeps(design)]
        for post in open_:
            found[post] -= 1
    return tuple(found)


def _likely_fewest(examination: Examination, start: Design) -> Design:
    """The fewest at each post by the means of the first days: steps from the start, then halving."""
    roster, top = examination.roster, examination.roster.highest
    low, high = list(roster.lowest), list(top)
    tried = [min(max(n, a), b - 1) for n, a, b in zip(start, low, high, strict=True)]
    while open_ := [post for post in range(len(top)) if low[post] < high[post]]:
        designs = {post: with_count(top, post, tried[post]) for post in open_}
        examination.run(designs.values(), examination.rules.first)
        for post, design in designs.items():
            if examination.seems_to_keep(design):
                high[post] = tried[post]
                tried[post] = max((low[post] + high[post]) // 2, high[post] - 1 if high[post] == start[post] else 0)
            else:
                low[post] = tried[post] + 1
                tried[post] = min((low[post] + high[post]) // 2, max(low[post], start[post] + 1))
    return tuple(high)


def with_count(design: Design, post: int, count: int) -> Design:
    """The design with so many people at one post."""
    return (*design[:post], count, *design[post + 1 :])


def _climb(examination: Examination, design: Design) -> Design:
    """Add people one by one, each where the first days say it helps most, until the promises are kept."""
    roster = examination.roster
    while not (examination.seems_to_keep(design) and examination.keeps(design)):
        more = [with_count(design, p, n + 1) for p, n in enumerate(design) if n < roster.posts[p].high]
        examination.run(more, examination.rules.first)
        design = min(more, key=lambda each: (examination.shortfall(each), roster.price(each)))
    return design


def _improve(examination: Examination, plan: Design, minima: Design) -> Cover:
    """Judge every cheaper design that is not ruled out yet; each that keeps becomes the plan."""
    roster = examination.roster
    while True:
        wanting = [design for design, kept in examination.verdicts.items() if not kept]
        below = list(islice(largest_below(roster, minima, roster.price(plan)), MOST_BELOW))
        open_ = [design for design in below if not _ruled_out(design, wanting)]
        if not open_ or examination.exhausted:
            return Cover(plan, minima, proved=not open_ and len(below) < MOST_BELOW)
        open_ = open_[: examination.rules.designs]
        examination.run(open_, examination.rules.first)
        open_.sort(key=lambda design: (examination.shortfall(design), roster.price(design)))
        examination.judge(open_[:TOGETHER])
        kept = [design for design in open_[:TOGETHER] if examination.keeps(design)]
        plan = min([plan, *kept], key=roster.price)


def _ruled_out(design: Design, wanting: Sequence[Design]) -> bool:
    """Whether one found wanting has at least as many of everybody."""
    return any(all(n <= m for n, m in zip(design, other, strict=True)) for other in wanting)


def largest_below(roster: Roster, minima: Design, price: Price) -> Iterator[Design]:
    """The designs below a price, and not below the minima, to which nobody can be added below that price."""
    for design in _below(roster, minima, price, ()):
        more = (with_count(design, p, n + 1) for p, n in enumerate(design) if n < roster.posts[p].high)
        if all(roster.price(each) >= price for each in more):
            yield design


def _below(roster: Roster, minima: Design, price: Price, begun: Design) -> Iterator[Design]:
    """The designs below a price that begin so, of each of the last post the one with the most people."""
    place = len(begun)
    last = place == len(minima) - 1
    counts = range(minima[place], roster.posts[place].high + 1)
    for n in reversed(counts) if last else counts:
        design = (*begun, n, *minima[place + 1 :])
        if roster.price(design) < price:
            yield from [design] if last else _below(roster, minima, price, design[: place + 1])
            if last:
                return
