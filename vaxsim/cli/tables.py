"""The tables that a run prints."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vaxsim.cli import wording
from vaxsim.cli.terminal import cell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pandas import DataFrame
    from rich.console import JustifyMethod
    from rich.table import Table

    from vaxsim.plan import Plan

SITE_NUMBERS = {
    "patients": "invited or walk-in",
    "people": "people",
    "vaccinated": "vaccinated",
    "people_vaccinated": "people vaccinated",
    "throughput": "doses per hour open",
    "people_throughput": "people per hour open",
    "peak_throughput": "doses in best hour",
    "balked_share": "turned round",
    "reneged_share": "gave up waiting",
    "doses_lost": "doses lost by those",
    "mean(wait)": "wait, mean",
    "p90(wait)": "wait, 9 in 10 below",
    "mean(wait_outside)": "outside doors, mean",
    "mean(time_on_site)": "time on site, mean",
    "peak(inside)": "most inside at once",
    "peak(people_inside)": "most people inside",
    "last_departure": "last one leaves",
    "overtime": "longest overtime",
    "cost": "cost of staff",
}
"""What everybody asks first, and how it is called in the terminal; ``metrics.csv`` has every number.

Here as in the tables below, what is not measured of a site is left out.
"""

HIDDEN_WHEN_ZERO = ("mean(wait_outside)", "overtime", "cost")

# Headers are broken by hand, so that a station fits into a line of 80 letters.
STATION_NUMBERS = {
    "visits": "served",
    "mean(wait)": "wait,\nmin",
    "p90(wait)": "9 in 10\nbelow",
    "mean(line)": "mean\nline",
    "utilisation": "desks\nin use",
    "waiting_for_desk": "short of\ndesks",
    "waiting_for_staff": "short of\nstaff",
}
STATION_EXTRAS = {
    "mean(blocked)": "blocked,\nmin",
    "max(blocked)": "longest\nblocked",
    "blocked_share": "desks\nblocked",
    "mean(dose_wait)": "wait for\ndose, min",
    "interruptions": "inter-\nrupted",
    "handovers": "handed\nover",
    "sessions": "sessions\n",
    "session_size": "mean\nsize",
}
GROUP_NUMBERS = {
    "units": "came",
    "utilisation": "at work",
    "overtime": "longest\novertime, min",
    "breaks_missed": "breaks\nmissed",
}
GROUP_EXTRAS = {
    "held": "held,\nmin",
    "cleaning": "cleaning,\nmin",
    "restocking": "restock-\ning, min",
    "trips": "trips\n",
    "filling_wait": "wait to\nfill, min",
    "preparing": "preparing,\nmin",
}
VACCINE_NUMBERS = {
    "doses_received": "received",
    "doses_made": "made\nahead",
    "doses_given": "given",
    "doses_wasted": "wasted",
    "waste_share": "share\nwasted",
    "doses_left": "left",
    "doses_left_open": "of those\nopen",
    "vials_opened": "vials\nopened",
    "standby_called": "standby\ncalled",
}
CLASS_NUMBERS = {
    "patients": "patients",
    "vaccinated": "vaccinated",
    "balked": "turned\nround",
    "reneged": "gave up",
    "mean(wait)": "wait,\nmin",
    "p90(wait)": "9 in 10\nbelow",
    "mean(time_on_site)": "on site,\nmin",
}


@dataclass(frozen=True)
class Number:
    """One number to print; low and high are NaN where there is no interval."""

    unit: str
    mean: float
    low: float
    high: float


class Numbers:
    """The numbers of a batch or of one day, by (name, per, of)."""

    def __init__(self, numbers: DataFrame) -> None:
        """`numbers` has the columns name, of, per, unit and either value or mean, low, high."""
        if "value" in numbers:
            numbers = numbers.assign(mean=numbers["value"], low=math.nan, high=math.nan)
        columns = numbers[["name", "per", "of", "unit", "mean", "low", "high"]]
        rows = columns.itertuples(index=False, name=None)
        self._found = {(name, per, of): Number(*rest) for name, per, of, *rest in rows}
        self.have_intervals = bool(numbers["low"].notna().any())

    def __call__(self, name: str, per: str = "site", of: str = "") -> Number:
        """The number `name` of the site, or of the station, group or class `of`.  Raises KeyError."""
        return self._found[name, per, of]

    def measured(self, wanted: Mapping[str, str], per: str) -> dict[str, str]:
        """Those of the wanted numbers that there are of each thing of a kind."""
        known = {name for name, of_a, _ in self._found if of_a == per}
        return {name: label for name, label in wanted.items() if name in known}


def findings(plan: Plan, numbers: DataFrame, outcomes: DataFrame) -> list[Table]:
    """The tables of a batch or of one day; of classes only where there are several, and none without rows."""
    looked_up = Numbers(numbers)
    classes = plan.classes if len(plan.classes) > 1 else ()
    tables = [
        site_table(looked_up),
        thing_table("station", "station", plan.stations, STATION_NUMBERS, looked_up),
        thing_table("station", "station", plan.stations, STATION_EXTRAS, looked_up),
        thing_table("group of staff", "group", plan.groups, GROUP_NUMBERS, looked_up),
        thing_table("group of staff", "group", plan.groups, GROUP_EXTRAS, looked_up),
        thing_table("vaccine, doses", "vaccine", plan.vaccines, VACCINE_NUMBERS, looked_up),
        thing_table("class", "class", classes, _without_give_up(plan, CLASS_NUMBERS), looked_up),
        outcome_table(outcomes),
    ]
    return [table for table in tables if table.row_count]


def _without_give_up(plan: Plan, wanted: Mapping[str, str]) -> dict[str, str]:
    """The wanted numbers, without those of patients who give up where none can."""
    never = {name for name, use in (("balked", "balking"), ("reneged", "patience")) if use not in plan.uses}
    return {name: label for name, label in wanted.items() if name not in never}


def site_table(numbers: Numbers) -> Table:
    """The key numbers of the site, one a row, with the name by which promises and files call them."""
    headers = ["mean", "95% interval"] if numbers.have_intervals else ["value"]
    table = _table("", *headers, "unit", "name")
    for name, label in numbers.measured(SITE_NUMBERS, "site").items():
        number = numbers(name)
        if name in HIDDEN_WHEN_ZERO and not number.mean > 0:
            continue
        texts = [wording.value(number.mean, number.unit, name)]
        texts += [wording.interval(number.low, number.high, number.unit, name)] if numbers.have_intervals else []
        table.add_row(label, *texts, wording.unit_of(number.unit, name), name)
    return table


def thing_table(title: str, per: str, names: Sequence[str], wanted: Mapping[str, str], numbers: Numbers) -> Table:
    """One row per station, group, class or vaccine; durations have the half-width of their 95 % interval behind them.

    Without rows where none of the wanted numbers is measured.
    """
    wanted = numbers.measured(wanted, per)
    table = _table(title, *wanted.values())
    for of in names if wanted else ():
        row = [numbers(name, per, of) for name in wanted]
        table.add_row(cell(of), *map(_short, row))
    return table


def outcome_table(outcomes: DataFrame) -> Table:
    """How everybody ended; `outcomes` has the columns outcome, cause, patients, people, share, perhaps low and high.

    People are named where they are not the patients.
    """
    several = "low" in outcomes and bool(outcomes["low"].notna().any())
    in_parties = bool((outcomes["people"] != outcomes["patients"]).any())
    headers = ["patients a day", "95% interval"] if several else ["patients"]
    table = _table("outcomes", *headers, *(["people"] if in_parties else []), "share")
    for row in outcomes.to_dict("records"):
        label = f"{row['outcome']} ({row['cause']})" if row["cause"] else row["outcome"]
        texts = [wording.value(row["patients"], "patients")]
        texts += [wording.interval(row["low"], row["high"], "patients")] if several else []
        texts += [wording.value(row["people"], "people")] if in_parties else []
        table.add_row(cell(label.replace("_", " ")), *texts, wording.value(row["share"], "share"))
    return table


def _table(first: str, *others: str) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(first, overflow="fold", vertical="bottom")
    for header in others:
        justify: JustifyMethod = "left" if header in ("unit", "name") else "right"
        table.add_column(header, justify=justify, no_wrap=True)
    return table


def _short(number: Number) -> str:
    """A number of a wide table: whole percents, and an interval only where people look for it."""
    if number.unit == "share":
        return "–" if math.isnan(number.mean) else f"{number.mean:.0%}"
    mean = wording.value(number.mean, number.unit)
    half = number.high - number.mean  # below the mean the interval may be cut at 0
    if number.unit != "min" or math.isnan(half) or half == 0:
        return mean
    return f"{mean} ±{wording.value(half, number.unit)}"
