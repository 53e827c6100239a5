"""Services: how long they take, at which desks, and together with whom."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tests.invariants.records import Check, Records
from vaxsim.units import NEVER


def services_last_as_drawn(day: Records) -> Iterator[str]:
    """The pieces of each service that ended add up to its time, or to what was left of it since an earlier station,
    plus the extra if any, at the pace of the slowest who began; that of a session is that of its smallest number."""
    p = day.pieces
    spent: dict[tuple[int, int], int] = {}
    for i, s, began, ended in zip(
        p.patient.tolist(), p.station.tolist(), p.began.tolist(), p.ended.tolist(), strict=True
    ):
        spent[i, s] = spent.get((i, s), 0) + (ended - began)
    for i, s in zip(*np.nonzero(day.visits.ended < NEVER), strict=True):
        length = _drawn(day, int(i), int(s)) * _pace(day, int(i), int(s)) // 1000
        if spent[i, s] != length:
            yield f"patient {i + 1} at {day.plan.stations[s]}: {spent[i, s]} for {length}"


def _drawn(day: Records, i: int, s: int) -> int:
    """Ticks of a service before its pace."""
    lead, since = day.leads[i, s], day.site.since[s]
    began = day.visits.began[i, s]
    counts_from = day.visits.ended[lead, since] if since >= 0 else began
    left = int(day.draws.service[lead, day.kind[i, s]] - (began - counts_from))
    return left + int(day.draws.extra[lead, s]) if left > 0 else 0


def _pace(day: Records, i: int, s: int) -> int:
    """Per mille, the largest of the units that began the service; 1000 without any."""
    paces = []
    for u in day.visits.crew[i, s][day.visits.crew[i, s] >= 0]:
        on_duty = day.visits.began[i, s] - day.visits.came[u]
        steps = zip(day.site.pace_from[day.site.unit_group[u]], day.site.pace[day.site.unit_group[u]], strict=True)
        paces.append(int([per_mille for since, per_mille in steps if since <= on_duty][-1]))
    return max(paces, default=1000)


def desks_are_cleaned_as_drawn(day: Records) -> Iterator[str]:
    """A desk is free again so long after the patient, of a session the last one, has gone as was drawn and paced."""
    v = day.visits
    for i, s in zip(*np.nonzero((v.began < NEVER) & (v.left < NEVER) & (v.freed < NEVER)), strict=True):
        lead = day.leads[i, s]
        gone = v.left[day.leads[:, s] == lead, s].max()
        if v.ended[i, s] < NEVER and v.freed[i, s] - gone != day.draws.clean_up[lead, s] * _pace(day, i, s) // 1000:
            yield f"patient {i + 1} at {day.plan.stations[s]}: gone at {gone}, cleaned by {v.freed[i, s]}"


def desks_are_not_shared(day: Records) -> Iterator[str]:
    """Never more services at once than desks of a kind."""
    for moment in day.moments:
        for y in np.nonzero(moment.desks_busy > day.site.kind_desks)[0]:
            yield f"{moment.desks_busy[y]} services at the {day.site.kind_desks[y]} desks of kind {y} at {moment.tick}"


def kinds_are_open(day: Records) -> Iterator[str]:
    """Everybody is served at a kind of desk that is open to their class, and whose roles the crew has."""
    v, site = day.visits, day.site
    for i, s in zip(*np.nonzero(v.began < NEVER), strict=True):
        y = day.kind[i, s]
        if y >= site.first_kind[s + 1] or not site.kind_open[day.draws.klass[i], y]:
            yield f"patient {i + 1} was served at kind {v.kind[i, s]} of {day.plan.stations[s]}"
    for i, s, crew in zip(day.pieces.patient, day.pieces.station, day.pieces.crew, strict=True):
        roles = site.crew_role[day.kind[i, s]]
        if ((crew >= 0) != (roles >= 0)).any() or not all(site.unit_has_role[crew[roles >= 0], roles[roles >= 0]]):
            yield f"patient {i + 1} was served at {day.plan.stations[s]} by {crew} for the roles {roles}"


def sessions_belong_together(day: Records) -> Iterator[str]:
    """Members begin, end and are served together, and are no more than a session has places; fewer start only when
    the first of them has waited long enough."""
    v, site = day.visits, day.site
    for s, size in enumerate(site.batch_size):
        served = (v.began[:, s] < NEVER) & (size > 0)
        if ((v.session[:, s] >= 0) != served).any():
            yield f"sessions at {day.plan.stations[s]}: {v.session[:, s]}"
        for lead in np.unique(v.session[v.session[:, s] >= 0, s]):
            members = np.nonzero(v.session[:, s] == lead)[0]
            who = f"session of {[int(i) + 1 for i in members]} at {day.plan.stations[s]}"
            if members[0] != lead or len(members) > size:
                yield f"{who}: stands under {lead + 1}, of at most {size}"
            same = (v.began[members, s], v.ended[members, s], v.kind[members, s], v.freed[members, s])
            if any(len(np.unique(times)) > 1 for times in same) or len(np.unique(v.crew[members, s], axis=0)) > 1:
                yield f"{who} was not one: {same} {v.crew[members, s]}"
            waited = v.began[lead, s] - v.joined[members, s].min()
            if len(members) < size and waited < site.batch_wait[s]:
                yield f"{who} began after {waited}"


CHECKS: tuple[Check, ...] = (
    services_last_as_drawn, desks_are_cleaned_as_drawn, desks_are_not_shared, kinds_are_open, sessions_belong_together,
)  # fmt: skip
