"""What can happen on a day: a named question to the records for every behaviour that the engines run.

A behaviour counts where it really happened, not where a scenario asked for it.  `tests/search` counts how often each
behaviour, and each two of them, happened on the same day.  To add one: a function in one of the modules here, a
scenario in which it happens in `tests/strategies/`, and a day on which it is recognised in
`tests/test_behaviours.py`.
"""

from tests.behaviours import door, inside, staff
from tests.behaviours.registry import BEHAVIOURS, happened

__all__ = ["BEHAVIOURS", "EXCLUDED", "door", "happened", "inside", "staff"]

_CUT_OFF = "stranded means that nothing is due any more, and then there is nothing to be cut off"

EXCLUDED: dict[tuple[str, str], str] = {("stop cuts off", "stranded"): _CUT_OFF}
"""Two behaviours that cannot happen on one day, and why; in the order of BEHAVIOURS."""
