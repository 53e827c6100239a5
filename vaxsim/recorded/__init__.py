"""Recorded days: what people wrote down at a site, read from a table of times, with everything odd named.

A table has one row per patient (`StationColumns` name the columns of each station) or one row per visit to a station
(`VisitColumns`).  Nothing here loads numpy but `days`.
"""

from vaxsim.recorded.columns import Columns, StationColumns, VisitColumns
from vaxsim.recorded.limits import Limits
from vaxsim.recorded.oddities import Kind, Oddity
from vaxsim.recorded.patients import Patient, Recorded, Visit
from vaxsim.recorded.reading import RecordError, read

__all__ = [
    "Columns",
    "Kind",
    "Limits",
    "Oddity",
    "Patient",
    "RecordError",
    "Recorded",
    "StationColumns",
    "Visit",
    "VisitColumns",
    "read",
]
