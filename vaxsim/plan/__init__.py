"""Plan: a scenario compiled to read-only, index-based arrays.

Engines read `Plan.site` only; `Plan.chance` holds the laws from which `vaxsim.draws` takes all the luck before an
engine starts.
"""

from vaxsim.plan.arrays import DISPATCHES, NOBODY, PICKS, Chance, Plan, Restocking, Site
from vaxsim.plan.compiling import compile_plan

__all__ = ["DISPATCHES", "NOBODY", "PICKS", "Chance", "Plan", "Restocking", "Site", "compile_plan"]
