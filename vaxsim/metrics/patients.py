"""What is measured of patients: how their days end, how long they wait and stay, how many are where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vaxsim.metrics.registry import CLASS, MINUTES, PATIENTS, SHARE, SITE, level, number, sample
from vaxsim.units import NEVER, TICKS_PER_HOUR, TICKS_PER_MINUTE
from vaxsim.visits import Cause, Outcome

if TYPE_CHECKING:
    from vaxsim.metrics.day import Day
    from vaxsim.metrics.samples import Sample
    from vaxsim.metrics.steps import Steps

OUTCOME_MEANINGS = {
    Outcome.VACCINATED: "who left after their last station, dosed",
    Outcome.NO_SHOW: "with an appointment who did not come",
    Outcome.BALKED: "who turned round on arrival because of the line",
    Outcome.TURNED_AWAY: "who were turned away, whatever the cause",
    Outcome.RENEGED: "who gave up waiting",
    Outcome.DEFERRED: "who left by a branch as deferred",
    Outcome.REFERRED: "who left by a branch as referred",
    Outcome.STILL_INSIDE: "inside or outside when the day was cut off",
    Outcome.LEFT: "who finished without a dose by design",
}
CAUSE_MEANINGS = {
    Cause.FULL: "outside at closing for want of room",
    Cause.CLOSED: "came at or after closing, or sent home unserved",
    Cause.LATE: "too late for their appointment",
    Cause.NO_DOSE: "no dose was left",
    Cause.NO_STAFF: "nobody could ever serve them",
}


@sample(
    "wait",
    per=(SITE, CLASS),
    meaning="a patient's time in lines before the services that began, all stations together, over patients served at "
    "least once",
)
def total_wait(day: Day) -> Sample:
    return day.of_patients(day.total_wait, day.ever_served)


@sample(
    "wait_outside",
    per=(SITE, CLASS),
    meaning="the time from arrival to entering, before opening and before the gate included, over patients who entered",
)
def wait_outside(day: Day) -> Sample:
    return day.of_patients(day.entered - day.came, day.entered < NEVER)


@sample(
    "time_on_site",
    per=(SITE, CLASS),
    meaning="the time from entering to leaving the site, over patients who did both",
)
def time_on_site(day: Day) -> Sample:
    return day.of_patients(day.departed - day.entered, (day.entered < NEVER) & (day.departed < NEVER))


@level("inside", unit=PATIENTS, per=SITE, meaning="people inside the site")
def inside(day: Day) -> tuple[Steps, ...]:
    return (day.inside,)


@level("outside", unit=PATIENTS, per=SITE, meaning="people standing outside the site's door")
def outside(day: Day) -> tuple[Steps, ...]:
    return (day.outside,)


@level("walking", unit=PATIENTS, per=SITE, meaning="people walking between stations")
def walking(day: Day) -> tuple[Steps, ...]:
    return (day.walking,)


@number("patients", unit=PATIENTS, per=SITE, meaning="patients invited or walking in; all outcomes add up to it")
def patients(day: Day) -> float:
    return float(day.counted.sum())


@number("patients", unit=PATIENTS, per=CLASS, meaning="patients of the class invited or walking in")
def patients_of_class(day: Day) -> Any:
    return day.per_class(day.counted)


@number("dosed", unit=PATIENTS, per=SITE, meaning="patients who were given a dose, whatever their outcome")
def dosed(day: Day) -> float:
    return float(len(day.dosed))


@number("dosed", unit=PATIENTS, per=CLASS, meaning="patients of the class who were given a dose")
def dosed_of_class(day: Day) -> Any:
    return day.per_class(day.counted & (day.visits.dosed < NEVER))


def _register_outcome(outcome: Outcome) -> None:
    meaning = f"patients {OUTCOME_MEANINGS[outcome]}"

    @number(outcome.label, unit=PATIENTS, per=SITE, meaning=meaning)
    def at_site(day: Day) -> float:
        return float(day.having(outcome).sum())

    @number(outcome.label, unit=PATIENTS, per=CLASS, meaning=meaning)
    def of_class(day: Day) -> Any:
        return day.per_class(day.having(outcome))


def _register_cause(cause: Cause) -> None:
    name = f"turned_away_{cause.name.lower()}"

    @number(name, unit=PATIENTS, per=SITE, meaning=f"patients turned away: {CAUSE_MEANINGS[cause]}")
    def at_site(day: Day) -> float:
        return float(day.having(Outcome.TURNED_AWAY, cause).sum())


for _outcome in Outcome:
    _register_outcome(_outcome)
for _cause in CAUSE_MEANINGS:
    _register_cause(_cause)


@number(
    "dosed_share", unit=SHARE, per=SITE, meaning="share of the patients invited or walking in who were given a dose"
)
def dosed_share(day: Day) -> float:
    counted = float(day.counted.sum())
    return len(day.dosed) / counted if counted else float("nan")


@number("throughput", unit="patients/h", per=SITE, meaning="patients dosed, per hour that the doors are open")
def throughput(day: Day) -> float:
    return per_hour_open(day, len(day.dosed))


def per_hour_open(day: Day, count: int) -> float:
    """A count of the day per hour that the doors are open."""
    site = day.plan.site
    until = [min(int(close), site.stop) for close in site.closes]
    open_ticks = sum(max(end - int(begin), 0) for begin, end in zip(site.opens, until, strict=True))
    return count * TICKS_PER_HOUR / open_ticks if open_ticks else float("nan")


@number("peak_throughput", unit="patients/h", per=SITE, meaning="most patients dosed in any 60 minutes")
def peak_throughput(day: Day) -> float:
    hour_later = day.dosed.searchsorted(day.dosed + TICKS_PER_HOUR)
    return float((hour_later - range(len(day.dosed))).max(initial=0))


@number(
    "last_departure",
    unit=MINUTES,
    per=SITE,
    meaning="when the last patient who had entered left, minutes since 00:00",
)
def last_departure(day: Day) -> float:
    left = day.departed[(day.entered < NEVER) & (day.departed < NEVER)]
    return float(left.max()) / TICKS_PER_MINUTE if len(left) else float("nan")


@number(
    "day_end",
    unit=MINUTES,
    per=SITE,
    meaning="when the last patient had left and nothing was due any more, or `stop`, minutes since 00:00",
)
def day_end(day: Day) -> float:
    return day.ends / TICKS_PER_MINUTE


@number("stranded", unit=PATIENTS, per=SITE, meaning="patients turned away because nothing could ever serve them")
def stranded(day: Day) -> float:
    return float(day.visits.stranded)
