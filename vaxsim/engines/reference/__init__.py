"""The reference engine: a vaccination site on SimPy, written to be read beside docs/contract.md.

`day` runs one instant after another: `clock`, SimPy's environment with the order of simultaneous events, settles what
is due, then `dispatch` does the steps (a) to (f).  What there is: `site` with its `patients`, `doors`, `stations`,
`staff`, `doses` (in `vials`) and `patience`.  What happens: `journeys` of patients, `services` (with `crews`,
`sessions` and `pieces`), `shifts`, `breaks`, `restocking`, `preparing` and `standby`.  `records` are written down as it
happens, and `tables` makes arrays of them.
"""

from vaxsim.engines.reference.day import run

__all__ = ["run"]
