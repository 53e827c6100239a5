"""Stories: what happened to a patient, to a unit of staff or in a stretch of time, in lines; and where two runs part.

`telling` chooses, orders and writes; `patients`, `pieces`, `staff`, `trips`, `doses` and `site` turn records into
events, one small function per kind, all listed in `telling.SOURCES`; `order`, with `places`, is the order within one
instant; `parting` compares two runs.
"""

from vaxsim.story.parting import difference, first_patient, first_unit
from vaxsim.story.telling import tell

__all__ = ["difference", "first_patient", "first_unit", "tell"]
