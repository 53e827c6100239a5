"""Selection: choices among designs that are only known by replications, with a stated chance of being right."""

from vaxsim.experiments.selection.feasibility import FeasibilityTest, growing
from vaxsim.experiments.selection.kim_nelson import KimNelson, Selected

__all__ = ["FeasibilityTest", "KimNelson", "Selected", "growing"]
