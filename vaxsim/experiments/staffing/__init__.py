"""Staffing: the fewest or cheapest people that keep a site's promises, and how much each of them is worth."""

from vaxsim.experiments.staffing.answer import Staffing
from vaxsim.experiments.staffing.asking import LIKELY_RUNS, CannotKeepError
from vaxsim.experiments.staffing.deploying import Deployment, deploy
from vaxsim.experiments.staffing.pareto import Front, pareto
from vaxsim.experiments.staffing.staffing import staff

__all__ = ["LIKELY_RUNS", "CannotKeepError", "Deployment", "Front", "Staffing", "deploy", "pareto", "staff"]
