"""What can happen on a day: a named question to the records for every behaviour that the engines run.

A behaviour counts where it really happened, not where a scenario asked for it.  `tests/search` counts how often each
behaviour, and each two of them, happened on the same day.  To add one: a function in one of the modules here, a
scenario in which it happens in `tests/strategies/`, and a day on which it is recognised in
`tests/test_behaviours.py`.
"""

from tests.behaviours import desks, door, doses, inside, leaving, order, pieces, rooms, staff
from tests.behaviours.registry import BEHAVIOURS, happened

__all__ = [
    "BEHAVIOURS", "EXCLUDED", "desks", "door", "doses", "happened", "inside", "leaving", "order", "pieces",
    "rooms", "staff",
]  # fmt: skip

_CUT_OFF = "stranded means that nothing is due any more, and then there is nothing to be cut off"
_NO_STOP = "a run with a list of people to call is not cut off"
_ONE_RULE = "a site has one rule of dispatch"

_REASONS: dict[tuple[str, str], str] = {
    ("stop cuts off", "stranded"): _CUT_OFF,
    ("stop cuts off", "person called"): _NO_STOP,
    ("stop cuts off", "person called is dosed"): _NO_STOP,
    ("longest line first", "listed station first"): _ONE_RULE,
}


def _places(pair: tuple[str, ...]) -> list[int]:
    return sorted(list(BEHAVIOURS).index(name) for name in pair)


EXCLUDED = {
    tuple(list(BEHAVIOURS)[place] for place in _places(pair)): _REASONS[pair] for pair in sorted(_REASONS, key=_places)
}
"""Two behaviours that cannot happen on one day, and why; in the order of BEHAVIOURS."""
