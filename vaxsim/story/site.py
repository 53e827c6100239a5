"""Events of the site as a whole; told where no patient and no unit is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vaxsim.story.events import Choice, Event, Step
from vaxsim.story.records import Records

if TYPE_CHECKING:
    from collections.abc import Iterator


def doors(records: Records, choice: Choice) -> Iterator[Event]:
    """The doors close and open, as far as the day was not cut off."""
    if not choice.everything:
        return
    site = records.plan.site
    end = min(choice.end, site.stop)
    for order, (ticks, text) in enumerate(((site.closes, "the doors close"), (site.opens, "the doors open"))):
        for tick in ticks.tolist():
            if choice.begin <= tick < end:
                yield Event(tick, Step.DOORS, (-2 + order,), text)
