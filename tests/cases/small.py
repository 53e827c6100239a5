"""A case so small that it can be played at once, and what its numbers have to be."""

from __future__ import annotations

from pathlib import Path

from vaxsim.experiments import Estimate

HEADER = "case,scenario,measure,number,times,unit,published,reference,half_width,days,spread,note"

SITE = """
title = "Twelve | in an hour"
source = "nobody"
replications = 3
[day]
open = [["09:00", "10:00"]]
[[arrivals]]
kind = "spread"
n = 12
from = "09:00"
to = "10:00"
[[stations]]
name = "desk"
desks = 1
service = 4
doses = 1
"""
"""Twelve come, every five minutes; nobody waits, and each is served for four minutes."""

LINES = (
    'A,site.toml,come,patients,1,patients,"about 12",12,0,,,',
    'A,site.toml,served for,"mean(service, desk)",60,s,,240,1,,,',
    'A,site.toml,wait,"mean(wait, desk)",1,min,,3,0.1,,,"nobody waits, so it misses"',
    'A,site.toml,on site,"pooled p95(time_on_site)",1,min,4.0,,,,,',
    "B,refused.toml,come,patients,1,patients,,12,0,,,",
)


def folder(place: Path, *lines: str) -> Path:
    """A folder with a case that can be run, one whose scenario is refused, and their table."""
    (place / "site.toml").write_text(SITE, encoding="utf-8")
    (place / "refused.toml").write_text(SITE.replace("desks = 1", "desks = -1"), encoding="utf-8")
    (place / "cases.csv").write_text("\n".join([HEADER, *(lines or LINES)]) + "\n", encoding="utf-8")
    return place


def estimate(mean: float, sd: float = 1.0, days: int = 100, pooled: float = float("nan")) -> Estimate:
    """What so many days with that spread say; the interval of 100 days is about a fifth of the spread to both sides."""
    return Estimate("n", "", "min", mean, mean, mean, sd, days, pooled)
