"""What a user writes: the models of a scenario, reading with located problems, overrides, and a JSON Schema.

``read("site.toml")`` gives a checked `Scenario` or raises `ScenarioError` with every mistake at once.  Nothing here
loads numpy.
"""

from vaxsim.scenario.day import Day
from vaxsim.scenario.doses import Prepare, Standby, Vaccine
from vaxsim.scenario.model import Check, Scenario
from vaxsim.scenario.people import Balk, Joining, Patience, PatientClass
from vaxsim.scenario.problems import DataPath, Problem, ScenarioError
from vaxsim.scenario.reading import from_dict, read
from vaxsim.scenario.schema import models, schema
from vaxsim.scenario.staff import Break, Restock, Shift, StaffGroup
from vaxsim.scenario.stations import Batch, Branch, Hold, Kind, Station

__all__ = [
    "Balk",
    "Batch",
    "Branch",
    "Break",
    "Check",
    "DataPath",
    "Day",
    "Hold",
    "Joining",
    "Kind",
    "Patience",
    "PatientClass",
    "Prepare",
    "Problem",
    "Restock",
    "Scenario",
    "ScenarioError",
    "Shift",
    "StaffGroup",
    "Standby",
    "Station",
    "Vaccine",
    "from_dict",
    "models",
    "read",
    "schema",
]
