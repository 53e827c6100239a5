"""Which plans are simple: they use none of the behaviours that only one of the kernel's two loops knows."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from vaxsim.plan import DISPATCHES
from vaxsim.units import NEVER

if TYPE_CHECKING:
    from vaxsim.plan import Plan

FIRST_COME = DISPATCHES.index("first_come")

_SIMPLE: WeakKeyDictionary[Plan, bool] = WeakKeyDictionary()


def is_simple(plan: Plan) -> bool:
    """Whether the kernel's loop of `day` can run a plan: nobody and nothing in it needs what only `full_day` knows.

    Looked at once for each plan, because to look takes as long as part of a short run.
    """
    if plan not in _SIMPLE:
        _SIMPLE[plan] = _is_simple(plan)
    return _SIMPLE[plan]


def _is_simple(plan: Plan) -> bool:
    site, chance = plan.site, plan.chance
    return bool(
        site.dispatch == FIRST_COME
        and site.max_inside == NEVER
        and (site.waiting_room == NEVER).all()
        and (site.hold_for < 0).all()
        and not site.batch_size.any()
        and len(site.kind_desks) == len(site.desks)
        and all(law.constant() == 0 for law in chance.clean_up)
        and all(law is None for law in (*chance.patience, *chance.balk_above, *chance.balk_rate))
        and (site.pace == 1000).all()
        and not site.break_interrupts.any()
        and not site.hands_over.any()
        and not site.holds.any()
        and len(plan.vaccines) == 0
    )
