"""A recorded day, or several, held against a model: are they days such as the model makes?"""

from vaxsim.validation.judging import Comparison
from vaxsim.validation.observing import ObservedDay
from vaxsim.validation.quantities import Quantity, quantities
from vaxsim.validation.validating import UnknownStationError, Validation, default_reps, validate

__all__ = [
    "Comparison",
    "ObservedDay",
    "Quantity",
    "UnknownStationError",
    "Validation",
    "default_reps",
    "quantities",
    "validate",
]
