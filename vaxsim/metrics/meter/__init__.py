"""The meter: all numbers and curves of one replication from machine code, the same bits as the registry's definitions.

The functions that the registry holds say what each number means, one at a time, in terms of a `Day`; they are what
results, tests and readers use.  The meter computes the same for batches of thousands of days in a few passes over the
records, without Python's lock, and asks the quick audit in passing.  A measure or curve that the meter does not know is
computed as it is defined, so adding one takes its one function and nothing here.
"""

from vaxsim.metrics.meter.meter import Meter, Reading

__all__ = ["Meter", "Reading"]
