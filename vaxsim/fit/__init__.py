"""Recorded times made into what a scenario is made of: laws of service times, arrivals, and the TOML to paste."""

from vaxsim.fit.arriving import Booked, Rate, booked, rates
from vaxsim.fit.findings import Findings, find
from vaxsim.fit.goodness import DRAWS, Goodness
from vaxsim.fit.likelihood import Fitted, rank
from vaxsim.fit.observations import Observations, service_times
from vaxsim.fit.pasting import paste
from vaxsim.fit.times import TimesFit, fit_times

__all__ = [
    "DRAWS",
    "Booked",
    "Findings",
    "Fitted",
    "Goodness",
    "Observations",
    "Rate",
    "TimesFit",
    "booked",
    "find",
    "fit_times",
    "paste",
    "rank",
    "rates",
    "service_times",
]
