"""Experiments: many replications of a scenario, and what they say together."""

from vaxsim.experiments.capacities import Capacity
from vaxsim.experiments.comparing import Comparison, compare
from vaxsim.experiments.estimates import Band, Estimate
from vaxsim.experiments.replicating import replicate
from vaxsim.experiments.replications import Replications
from vaxsim.experiments.sizing import capacity
from vaxsim.experiments.slotting import slots
from vaxsim.experiments.staffing import CannotKeepError, Deployment, Front, Staffing, deploy, pareto, staff
from vaxsim.experiments.sweeping import sweep
from vaxsim.experiments.sweeps import Sweep, read_store
from vaxsim.experiments.templates import Slots

__all__ = [
    "Band",
    "CannotKeepError",
    "Capacity",
    "Comparison",
    "Deployment",
    "Estimate",
    "Front",
    "Replications",
    "Slots",
    "Staffing",
    "Sweep",
    "capacity",
    "compare",
    "deploy",
    "pareto",
    "read_store",
    "replicate",
    "slots",
    "staff",
    "sweep",
]
