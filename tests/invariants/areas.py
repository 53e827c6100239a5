"""Little's identity in integers: what the engine adds up are the sums of the patients' times."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tests.invariants.records import Check, Records
from vaxsim.units import NEVER


def areas_match(day: Records) -> Iterator[str]:
    """The engine's integrals equal the sums of the patients' times."""
    visits, end = day.visits, day.visits.ended_at
    for s, name in enumerate(day.plan.stations):
        joined, began = visits.joined[:, s], visits.began[:, s]
        left = np.minimum(visits.left[:, s], end)
        in_line = np.where(joined == NEVER, 0, np.minimum(began, left) - joined)
        in_service = np.where(began == NEVER, 0, left - began)
        if in_line.sum() != visits.line_area[s]:
            yield f"{name}: {in_line.sum()} patient-ticks in line, the engine counted {visits.line_area[s]}"
        if in_service.sum() != visits.service_area[s]:
            yield f"{name}: {in_service.sum()} patient-ticks in service, the engine counted {visits.service_area[s]}"


CHECKS: tuple[Check, ...] = (areas_match,)
