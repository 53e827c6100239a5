"""Vaccines: stock, vials, deliveries, doses made ahead and lists of people to call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vaxsim.plan.arrays import NOBODY
from vaxsim.units import NEVER, ticks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vaxsim.scenario import Scenario


def vaccines(scenario: Scenario) -> dict[str, Any]:
    """The columns of vaccines, their deliveries and the releases of doses to be made."""
    vaccines = scenario.vaccines
    groups = [group.group for group in scenario.staff]
    closing = scenario.day.open[-1][1]
    deliveries = sorted((tick, v, doses) for v, each in enumerate(vaccines) for tick, doses in each.deliveries)
    return {
        "stock": np.array([NEVER if v.stock is None else v.stock for v in vaccines], np.int64),
        "vial": np.array([v.vial for v in vaccines], np.int64),
        "open_life": np.array([NEVER if v.open_life is None else ticks(v.open_life) for v in vaccines], np.int64),
        "preparers": np.array(
            [NOBODY if v.prepare is None else groups.index(v.prepare.group) for v in vaccines], np.int16
        ),
        "delivery": np.array(deliveries, np.int64).reshape(len(deliveries), 3),
        "release": np.array([(tick, v) for tick, v, _ in releases(scenario)], np.int64).reshape(-1, 2),
        "standby_from": np.array(
            [NEVER if v.standby is None else closing - ticks(v.standby.from_) for v in vaccines], np.int64
        ),
    }


def releases(scenario: Scenario) -> list[tuple[int, int, int | float]]:
    """(tick, vaccine, doses or share) of each release, by tick, then vaccine."""
    rows = [
        (tick, v, doses)
        for v, each in enumerate(scenario.vaccines)
        if each.prepare is not None
        for tick, doses in each.prepare.release
    ]
    return sorted(rows, key=lambda row: row[:2])


def vaccine_of_classes(scenario: Scenario) -> NDArray[np.int16]:
    """int16 [K]; what each class gets: its vaccine, else the first one; NOBODY if there are none."""
    names = [vaccine.name for vaccine in scenario.vaccines]
    first = 0 if names else NOBODY
    return np.array([first if k.vaccine is None else names.index(k.vaccine) for k in scenario.classes], np.int16)
