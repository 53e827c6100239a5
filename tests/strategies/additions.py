"""What can be added to a plain site, in the order in which it is: one function for each behaviour."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.strategies import crowding, desks, doses, leaving, staffing
from tests.strategies.choices import Choices
from tests.strategies.times import Table

Adding = Callable[[Choices, Table], None]
"""Changes a scenario so that the behaviour can occur; where it would contradict another one, it is left out."""


class Addition(NamedTuple):
    """A behaviour of a site, and the fields that it needs; a star stands for every element of a list."""

    add: Adding
    fields: tuple[str, ...]


ADDITIONS: dict[str, Addition] = {
    "kinds": Addition(desks.kinds, ("stations.*.kinds",)),
    "batch": Addition(desks.batch, ("stations.*.batch",)),
    "clean_up": Addition(desks.clean_up, ("stations.*.clean_up",)),
    "party": Addition(crowding.party, ("arrivals.*.party",)),
    "per_person": Addition(desks.per_person, ("stations.*.per_person",)),
    "waiting_room": Addition(crowding.waiting_room, ("stations.*.waiting_room",)),
    "blocks": Addition(crowding.blocks, ("stations.*.blocks",)),
    "hold": Addition(crowding.hold, ("stations.*.hold",)),
    "dispatch": Addition(crowding.dispatch, ("dispatch",)),
    "max_inside": Addition(crowding.max_inside, ("day.max_inside",)),
    "balk": Addition(leaving.balk, ("classes.*.balk",)),
    "patience": Addition(leaving.patience, ("classes.*.patience",)),
    "handover": Addition(staffing.handover, ("staff.*.handover",)),
    "pace": Addition(staffing.pace, ("staff.*.pace",)),
    "interrupt": Addition(staffing.interrupt, ("staff.*.breaks.*.interrupt",)),
    "stock": Addition(doses.stock, ("vaccines.*.stock", "vaccines.*.deliveries")),
    "vial": Addition(doses.vial, ("vaccines.*.vial", "vaccines.*.open_life")),
    "restock": Addition(doses.restock, ("staff.*.restock",)),
    "prepare": Addition(doses.prepare, ("vaccines.*.prepare",)),
    "standby": Addition(doses.standby, ("vaccines.*.standby",)),
}
