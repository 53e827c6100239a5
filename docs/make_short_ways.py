"""Puts what each short way is worth into docs/short_ways.md: ``python docs/make_short_ways.py``."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import vaxsim as vs  # noqa: E402  the checkout's vaxsim comes first
from vaxsim.stats import t_interval  # noqa: E402

FOLDER = ROOT / "scenarios" / "short_ways"
PAGE = ROOT / "docs" / "short_ways.md"
PLAIN = "separate_desks"
SHORT_WAYS = {"revisits_skip": "revisits skip two desks", "one_stop": "one stop"}
"""File -> what is done; each is the same site, people and staff as PLAIN."""

DAYS = 100
LOADS = (30, 32, 34, 36)
"""Appointments in each quarter of an hour."""

NUMBERS = {
    "mean(time_on_site)": "mean minutes on site",
    "p90(time_on_site)": "minutes on site, nine of ten within",
    "mean(time_on_site, new)": "mean minutes on site, first visit",
    "mean(time_on_site, revisit)": "mean minutes on site, second visit",
    "vaccinated": "people vaccinated a day",
    "last_departure": "minutes from midnight until the last has left",
}
"""Number, as `vaxsim metrics` names it -> how the page calls it."""

KEPT = "kept"


@dataclass(frozen=True)
class Worth:
    """A number with and without a short way, on the same luck: means over days and the paired difference."""

    number: str
    plain: float
    short: float
    less: tuple[float, float, float]  # short less plain: mean, and its 95 % interval

    @property
    def row(self) -> str:
        """A line of a table."""
        mean, low, high = self.less
        return f"| {self.number} | {self.plain:.1f} | {self.short:.1f} | {mean:+.1f} ({low:+.1f} to {high:+.1f}) |"


def worths(name: str, days: int = DAYS) -> list[Worth]:
    """What the short way is worth in each of NUMBERS, at the load of the files."""
    plain, short = (vs.replicate(vs.read(FOLDER / f"{one}.toml"), days).daily for one in (PLAIN, name))
    found = []
    for number, called in NUMBERS.items():
        less = t_interval(short[number] - plain[number])
        bounds = float(less.mean), float(less.low), float(less.high)
        found.append(Worth(called, float(plain[number].mean()), float(short[number].mean()), bounds))
    return found


def at_loads(name: str, days: int = DAYS) -> list[vs.Replications]:
    """A site at each of LOADS."""
    scenario = vs.read(FOLDER / f"{name}.toml")
    return [vs.replicate(scenario.replace({"arrivals.0.per_slot": load}), days) for load in LOADS]


def table_of_worth(name: str, days: int = DAYS) -> list[str]:
    """The table of one pair."""
    head = f"| {SHORT_WAYS[name]} | separate desks | short way | difference (95 % interval) |"
    return [head, "|---|---:|---:|---:|", *(worth.row for worth in worths(name, days)), ""]


def table_of_loads(days: int = DAYS) -> list[str]:
    """Nine of ten are within so many minutes on site, by load, and whether the promise is kept."""
    names = {PLAIN: "separate desks", **SHORT_WAYS}
    columns = {name: [_promised(run) for run in at_loads(name, days)] for name in names}
    rows = [f"| {load} | {' | '.join(columns[name][i] for name in names)} |" for i, load in enumerate(LOADS)]
    head = f"| appointments in a quarter of an hour | {' | '.join(names.values())} |"
    return [head, f"|---:|{'---:|' * len(names)}", *rows, ""]


def _promised(run: vs.Replications) -> str:
    """The 90th percentile of the time on site with its interval, bold where the promise of 45 minutes is kept."""
    estimate, (verdict,) = run.number("p90(time_on_site)"), run.promises
    text = f"{estimate.mean:.1f} ({estimate.low:.1f} to {estimate.high:.1f})"
    return f"**{text}**" if verdict.state == KEPT else f"{text}, {verdict.state}"


def replaced(page: str, name: str, lines: list[str]) -> str:
    """The page with `lines` between the marks of that name."""
    begin, end = f"<!-- {name}: generated -->\n", f"<!-- end of {name} -->"
    before, _, rest = page.partition(begin)
    if end not in rest:
        raise ValueError(f"{PAGE.name} has no marks for {name}")
    return f"{before}{begin}\n" + "\n".join(lines) + "\n" + rest[rest.index(end) :]


def main() -> None:
    """Write all tables of the page."""
    page = PAGE.read_text(encoding="utf-8")
    for name in SHORT_WAYS:
        page = replaced(page, name, table_of_worth(name))
    PAGE.write_text(replaced(page, "loads", table_of_loads()), encoding="utf-8")


if __name__ == "__main__":
    main()
