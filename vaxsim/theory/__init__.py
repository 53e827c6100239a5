"""Queueing formulas: quick answers before a simulation, and something to hold an engine against.

Rates are patients per minute and times are minutes, unless a docstring says otherwise; any other unit of time does as
well if it is the same everywhere.  What is imported here needs no more than the standard library; `load` (offered load
by time) and `ceiling` (the most that desks and staff can do) work on arrays and are imported by name.
"""

from vaxsim.theory.giving_up import Discouraged, ErlangA, MMcK
from vaxsim.theory.sessions import full_session_mean_wait, timed_session
from vaxsim.theory.waiting import MMc, erlang_b, mg1_mean_wait, mg1_priority_mean_waits, mtginf_mean_present

__all__ = [
    "Discouraged",
    "ErlangA",
    "MMc",
    "MMcK",
    "erlang_b",
    "full_session_mean_wait",
    "mg1_mean_wait",
    "mg1_priority_mean_waits",
    "mtginf_mean_present",
    "timed_session",
]
