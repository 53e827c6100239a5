"""The reference engine: a vaccination site on SimPy, written to be read beside docs/contract.md.

`site` runs the day, one instant after another, and holds the dispatch; `clock` is SimPy's environment with the order
of simultaneous events; `patients`, `door`, `stations`, `staff` and `crews` are what the words say; `records` writes
down what happens.
"""

from vaxsim.engines.reference.site import run

__all__ = ["run"]
