"""Numbers and curves: one registered function each, with its unit and meaning.

Importing this package and listing the registry loads no numpy; computing does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

# These register their measures, in the order of the list.
from vaxsim.metrics import patients as _patients, stations as _stations, staff as _staff  # noqa: F401  # isort: skip
from vaxsim.metrics import people as _people, desks as _desks, errands as _errands, doses as _doses  # noqa: F401  # isort: skip
from vaxsim.metrics import causes as _causes, curves as _curves  # noqa: F401  # isort: skip
from vaxsim.metrics.asking import find
from vaxsim.metrics.registry import (
    CLASS,
    CURVES,
    GROUP,
    MEANING_OF_MEASURE,
    MEASURES,
    SITE,
    STATION,
    VACCINE,
    Curve,
    Entry,
    Label,
    Measure,
    Names,
    curve,
    curve_listing,
    labels,
    level,
    listing,
    measures_named,
    number,
    possible,
    sample,
    suggestion,
    written,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vaxsim.metrics.day import Day

__all__ = [
    "CLASS",
    "CURVES",
    "GROUP",
    "MEANING_OF_MEASURE",
    "MEASURES",
    "SITE",
    "STATION",
    "VACCINE",
    "Curve",
    "Entry",
    "Label",
    "Measure",
    "Names",
    "curve",
    "curve_listing",
    "find",
    "labels",
    "level",
    "listing",
    "measures_named",
    "number",
    "possible",
    "sample",
    "suggestion",
    "values",
    "written",
]


def values(day: Day) -> NDArray[np.float64]:
    """float64 [labels]: every number of one replication, in the order of `labels`."""
    from vaxsim.metrics import evaluate

    return evaluate.values(day)
