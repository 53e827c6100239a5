"""Experiments: many replications of a scenario, and what they say together."""

from vaxsim.experiments.comparing import Comparison, compare
from vaxsim.experiments.estimates import Band, Estimate
from vaxsim.experiments.replicating import replicate
from vaxsim.experiments.replications import Replications
from vaxsim.experiments.staffing import CannotKeepError, Deployment, Front, Staffing, deploy, pareto, staff
from vaxsim.experiments.sweeping import sweep
from vaxsim.experiments.sweeps import Sweep, read_store

__all__ = [
    "Band",
    "CannotKeepError",
    "Comparison",
    "Deployment",
    "Estimate",
    "Front",
    "Replications",
    "Staffing",
    "Sweep",
    "compare",
    "deploy",
    "pareto",
    "read_store",
    "replicate",
    "staff",
    "sweep",
]
