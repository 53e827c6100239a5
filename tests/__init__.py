"""The tests.  A package, because some distributions install `tests` of their own, which would be found instead."""
