"""The feed-forward path of the compiled engine: which plans it is for, and its arrays before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from vaxsim.engines.kernel.flow import NOT_EXACT, flow
from vaxsim.engines.kernel.plain_tables import Line, Luck, Record
from vaxsim.engines.simple import is_simple
from vaxsim.units import NEVER
from vaxsim.visits import Timeline, Visits, without_use

if TYPE_CHECKING:
    from vaxsim.draws import Draws
    from vaxsim.plan import Plan, Site

NO_TICKS, NO_UNITS = np.empty(0, np.int64), np.empty(0, np.int32)
NO_TIMELINE = Timeline(NO_UNITS, np.empty(0, np.int8), NO_TICKS, NO_TICKS)


def is_plain_line(plan: Plan) -> bool:
    """Whether stations can be computed one after another: desks alone decide who starts when, in the order of keys.

    So nobody is on the staff, no station orders its line by priorities that differ, and nothing cuts the day off.
    Stations lead forward only, as in every plan; classes may skip some, and branches may lead to later ones.
    """
    site = plan.site
    return bool(
        is_simple(plan)
        and len(plan.units) == 0
        and (site.crew_role < 0).all()
        and (not site.by_priority.any() or len(set(site.priority.tolist())) == 1)
        and site.stop == NEVER
        and (site.desks > 0).all()
        and (site.first_station < len(site.desks)).all()
        and (site.opens < site.closes).all()
        and (site.opens[1:] >= site.closes[:-1]).all()
    )


_LINES: WeakKeyDictionary[Site, Line | None] = WeakKeyDictionary()


def line_of(plan: Plan) -> Line | None:
    """The plan as a plain line, None if it is none; made once for each plan, for runs differ in their draws only."""
    try:
        return _LINES[plan.site]
    except KeyError:
        line = _LINES[plan.site] = _line(plan.site) if is_plain_line(plan) else None
        return line


def run_plain_line(plan: Plan, draws: Draws) -> Visits | None:
    """One replication of a site-day; None where this way is not exact, for the plan's sake or the luck's."""
    line = line_of(plan)
    if line is None:
        return None
    n, stations = len(draws.klass), len(line.desks)
    luck = Luck(draws.klass, draws.slot, draws.arrival, draws.service, draws.extra, draws.walk, draws.branch)
    record = _record(n, stations)
    ended_at = flow(line, luck, record)
    if ended_at == NOT_EXACT:
        return None
    return _visits(record, plan.site.crew_role.shape[1], ended_at)


def _line(site: Site) -> Line:
    """The arrays of a plain line."""
    stations = len(site.desks)
    following = np.concatenate([site.next_station[:, :, None], site.branch_target], axis=2)
    gives = np.concatenate([np.full((stations, 1), -1), site.branch_outcome], axis=1)
    everybody_everywhere = (site.next_station == np.arange(1, stations + 1)).all() and not site.first_station.any()
    never_away = not site.turns_away_at_closing and site.gate == NEVER and site.late_limit == NEVER
    one_route = everybody_everywhere and never_away and site.branch_target.shape[2] == 0
    return Line(
        site.opens.astype(np.int64),
        site.closes.astype(np.int64),
        np.array([site.gate, site.late_limit, site.turns_away_at_closing, one_route], np.int64),
        site.desks.astype(np.int64),
        site.doses.astype(np.int64),
        site.since.astype(np.int64),
        site.first_station.astype(np.int64),
        following.astype(np.int64),
        gives.astype(np.int64),
    )


def _record(n: int, stations: int) -> Record:
    """Room for what is written down, in one piece but for the small codes."""
    times, ends = 5 * stations * n, 2 * n
    room = np.empty(times + ends + 2 * stations, np.int64)
    return Record(
        room[:times].reshape(5, stations, n),
        room[times : times + ends].reshape(2, n),
        np.empty((2, n), np.int8),
        room[times + ends :].reshape(2, stations),
    )


def _visits(record: Record, crew_size: int, ended_at: int) -> Visits:
    """What happened; each station's times are a column in one piece."""
    reached, joined, began, ended, left = record.times.transpose(0, 2, 1)
    return Visits(
        reached=reached,
        joined=joined,
        began=began,
        ended=ended,
        left=left,
        **without_use(left, crew_size),
        crew=np.full((*began.shape, crew_size), -1, np.int32),
        dosed=record.ends[0],
        departed=record.ends[1],
        outcome=record.codes[0],
        cause=record.codes[1],
        timeline=NO_TIMELINE,
        came=NO_TICKS,
        went=NO_TICKS,
        breaks_missed=NO_UNITS,
        line_area=record.areas[0],
        service_area=record.areas[1],
        ended_at=ended_at,
        stranded=0,
    )
