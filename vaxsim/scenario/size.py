"""Size: how large a run of a scenario would be, estimated before anything of it is made.

Only arithmetic on what the file says: ten to the twelfth people per slot cost no more to refuse than ten.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from vaxsim.arrivals import Arrivals
from vaxsim.fields import NotValid
from vaxsim.scenario.draft import Draft
from vaxsim.scenario.model import Scenario
from vaxsim.scenario.part import LONGEST
from vaxsim.scenario.problems import Finding
from vaxsim.scenario.stations import Station
from vaxsim.units import minutes

MOST_PATIENTS = 2_000_000
"""Expected patients of one site-day; about 2 GB of records. The largest sites on record saw 30,000 a day."""

MOST_VISITS = 20_000_000
"""Expected visits to stations, patients times stations; about ten minutes per replication and 4 GB."""

MOST_VISITS_OF_A_RUN = 2_000_000_000
"""Expected visits of all replications together; most of a day of computing. A large site has 150,000 in a day."""

MOST_UNITS = 100_000
"""Units of staff; each has a timeline of its own."""

MOST_DOSES = 20_000_000
"""Doses made ahead, or carried by units on all their trips; the time of each is drawn. Large sites gave 30,000."""

MOST_BINS = 100_000
"""Bins of each curve from the first thing that happens to the last; a day in seconds has 86,400."""


class Size(NamedTuple):
    """What a scenario is expected to take."""

    patients: float  # expected, inf for arrivals without end
    visits: float  # patients x stations that are not optional, an upper bound of their visits
    units: int
    bins: float


def refusals(draft: Draft) -> Iterator[Finding]:
    """A finding for each limit the scenario exceeds; only of what has no mistakes is the size known."""
    for limit in (_too_many_patients, _too_many_units, _too_many_bins, _too_many_made, _too_many_carried):
        try:
            yield from limit(draft)
        except NotValid:
            continue


def estimate(draft: Draft) -> Size:
    """The size of a scenario; raises NotValid if a part it depends on has a mistake."""
    patients = sum(_expected(draft))
    return Size(patients, patients * _stations(draft), sum(_units(draft)), _bins(draft))


def too_long(site: Draft | Scenario, replications: int) -> str:
    """Why so many replications are refused: their number of visits; an empty text if they are not."""
    visits = expected_visits(site) * replications
    what = f"visits to stations in {replications:,} replications"
    return _refusal(what, visits, MOST_VISITS_OF_A_RUN) if visits > MOST_VISITS_OF_A_RUN else ""


def expected_visits(site: Draft | Scenario) -> float:
    """About how many visits to stations a replication has, at the most."""
    return sum(_expected(site)) * _stations(site)


def _expected(draft: Draft | Scenario) -> list[float]:
    """Expected patients of each source; 0 of one with a mistake."""
    if draft.day is None:
        raise NotValid("day")
    closing = draft.day.open[-1][1]
    return [_expected_of(source, closing) for source in draft.arrivals]


def _expected_of(source: Arrivals | None, closing: int) -> float:
    try:
        return 0.0 if source is None else source.expected(closing)
    except NotValid:
        return 0.0


def _stations(draft: Draft | Scenario) -> int:
    kinds = (max(1, len(s.kinds)) for s in draft.stations if s is not None and not s.optional)
    return max(1, sum(kinds))


def _units(draft: Draft) -> list[int]:
    return [0 if group is None else sum(shift.count for shift in group.shifts) for group in draft.staff]


def _bins(draft: Draft) -> float:
    if draft.heading is None:
        raise NotValid("bin")
    return _span(draft) / draft.heading.bin


def _span(draft: Draft) -> float:
    """Minutes from the first thing that happens to the last, as far as the means of the scenario's laws tell.

    From the first opening or shift to closing or the end of the last shift, or to where the run is cut off; then
    one patient's way through all stations.
    """
    if draft.day is None:
        raise NotValid("day")
    shifts = [shift for group in draft.staff if group is not None for shift in group.shifts]
    begin = min([draft.day.open[0][0], *(shift.from_ for shift in shifts)])
    if draft.day.stop is not None:
        return minutes(draft.day.stop - begin)
    end = max([draft.day.open[-1][1], *(shift.to for shift in shifts)])
    return minutes(end - begin) + sum(_visit(station) for station in draft.stations if station is not None)


def _visit(station: Station) -> float:
    """Minutes that a visit to a station and the walk from there take on average; raises NotValid if that is absurd."""
    services = [kind.service for kind in station.kinds] or [station.service]
    means = [max(law.rough_mean() for law in services), station.walk.rough_mean()]
    if max(means) > LONGEST:
        raise NotValid("service")
    return sum(max(mean, 0.0) for mean in means)


def _too_many_patients(draft: Draft) -> Iterator[Finding]:
    expected = _expected(draft)
    patients, stations = sum(expected), _stations(draft)
    if not expected:
        return
    largest = ("arrivals", expected.index(max(expected)))
    if patients > MOST_PATIENTS:
        yield Finding(largest, _refusal("patients a day, of all sources together", patients, MOST_PATIENTS))
    elif patients * stations > MOST_VISITS:
        visits = _refusal(f"visits to {stations} stations", patients * stations, MOST_VISITS)
        yield Finding(largest, visits)
    elif draft.heading is not None:
        message = too_long(draft, draft.heading.replications)
        yield from [Finding(("replications",), message)] if message else []


def _too_many_units(draft: Draft) -> Iterator[Finding]:
    units = _units(draft)
    if sum(units) > MOST_UNITS:
        path = ("staff", units.index(max(units)), "shifts")
        yield Finding(path, _refusal("units of staff, all groups together", sum(units), MOST_UNITS))


def _too_many_made(draft: Draft) -> Iterator[Finding]:
    for place, vaccine in enumerate(draft.vaccines):
        if vaccine is None or vaccine.prepare is None:
            continue
        amounts = [amount for _, amount in vaccine.prepare.release]
        doses = float(sum(amounts)) if all(isinstance(amount, int) for amount in amounts) else _people(draft)
        if doses > MOST_DOSES:
            path = ("vaccines", place, "prepare", "release")
            yield Finding(path, _refusal("doses made ahead", doses, MOST_DOSES))


def _too_many_carried(draft: Draft) -> Iterator[Finding]:
    """Trips of a unit with nothing in hand, times what it fetches; each unit has the luck of a few trips at least."""
    units = _units(draft)
    for place, group in enumerate(draft.staff):
        if group is not None and group.restock is not None:
            doses = float(_FEWEST_TRIPS * sum(units) * group.restock.holds)
            if doses > MOST_DOSES:
                path = ("staff", place, "restock", "holds")
                yield Finding(path, _refusal("doses that units could fetch", doses, MOST_DOSES))


_FEWEST_TRIPS = 4
"""Trips whose luck is drawn for each unit, however few people come."""


def _people(draft: Draft) -> float:
    """People who are expected, parties with their size."""
    sizes = (1.0 if (law := getattr(source, "party", None)) is None else law.rough_mean() for source in draft.arrivals)
    return sum(patients * max(1.0, size) for patients, size in zip(_expected(draft), sizes, strict=True))


def _too_many_bins(draft: Draft) -> Iterator[Finding]:
    bins = _bins(draft)
    if bins > MOST_BINS:
        what = f"bins in each curve, for a day of about {_span(draft):,.0f} minutes from first to last"
        yield Finding(("day", "open"), _refusal(what, bins, MOST_BINS))


def _refusal(what: str, estimated: float, limit: int) -> str:
    about = f"about {estimated:,.0f}" if math.isfinite(estimated) and estimated < 1e15 else "more than 1e15"
    return f"got {about} {what}; allowed: at most {limit:,}, or any number with --allow-large (allow_large=True)"
