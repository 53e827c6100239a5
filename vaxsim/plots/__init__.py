"""Figures: one function per figure, ``(replications, ax=None) -> ax``; they draw numbers and compute none.

``SHEETS`` holds the figures that a run writes, as whole sheets of one or two panels; ``DAY_SHEETS`` those of a single
replication, which are drawn from a result.
"""

from vaxsim.plots.cliff import capacity_sheet, plot_cliff
from vaxsim.plots.compared import comparison_sheet, plot_compared, plot_differences
from vaxsim.plots.day import plot_inside, plot_throughput, plot_waits
from vaxsim.plots.explained import explain_sheet, plot_load, plot_people
from vaxsim.plots.fitted import fit_sheet, plot_quantiles, plot_rates, plot_times
from vaxsim.plots.gantt import plot_gantt
from vaxsim.plots.lettering import undrawable_notice
from vaxsim.plots.overlaid import plot_overlay, plot_places, validation_sheet
from vaxsim.plots.rows import plot_lines, plot_staff
from vaxsim.plots.sensed import plot_sobol, plot_tornado, sensitivity_sheet
from vaxsim.plots.sheets import DAY_SHEETS, SHEETS
from vaxsim.plots.slots import plot_slots, slots_sheet
from vaxsim.plots.staffed import front_sheet, plot_front, plot_neighbours, staffing_sheet
from vaxsim.plots.stressed import plot_stress, stress_sheet
from vaxsim.plots.sweep import plot_heat, plot_response, sweep_sheet
from vaxsim.plots.use import plot_utilisation

__all__ = [
    "DAY_SHEETS",
    "SHEETS",
    "capacity_sheet",
    "comparison_sheet",
    "explain_sheet",
    "fit_sheet",
    "front_sheet",
    "plot_cliff",
    "plot_compared",
    "plot_differences",
    "plot_front",
    "plot_gantt",
    "plot_heat",
    "plot_inside",
    "plot_lines",
    "plot_load",
    "plot_neighbours",
    "plot_overlay",
    "plot_people",
    "plot_places",
    "plot_quantiles",
    "plot_rates",
    "plot_response",
    "plot_slots",
    "plot_sobol",
    "plot_staff",
    "plot_stress",
    "plot_throughput",
    "plot_times",
    "plot_tornado",
    "plot_utilisation",
    "plot_waits",
    "sensitivity_sheet",
    "slots_sheet",
    "staffing_sheet",
    "stress_sheet",
    "sweep_sheet",
    "undrawable_notice",
    "validation_sheet",
]
