"""Result: one replication with everything that happened in it, as tidy pandas frames made on request.

Times are minutes since 00:00 and durations minutes, both float64 with NaN for what did not happen.
"""

from vaxsim.results.result import Result
from vaxsim.results.tables import curve_frame, html_table, position, wide_table

__all__ = ["Result", "curve_frame", "html_table", "position", "wide_table"]
