"""What is measured of people where patients come in parties, and of those who give up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vaxsim.metrics.patients import CAUSE_MEANINGS, OUTCOME_MEANINGS, per_hour_open
from vaxsim.metrics.registry import CLASS, DOSES, PEOPLE, SHARE, SITE, curve, level, number
from vaxsim.units import NEVER
from vaxsim.visits import Cause, Outcome

if TYPE_CHECKING:
    from vaxsim.metrics.day import Day
    from vaxsim.metrics.steps import Steps

PARTIES = "parties"
EACH = "each member of a party counted"


@level("people_inside", unit=PEOPLE, per=SITE, meaning=f"people inside the site, {EACH}", use=PARTIES)
def people_inside(day: Day) -> tuple[Steps, ...]:
    return (day.people_inside,)


@number("people", unit=PEOPLE, per=SITE, meaning=f"people invited or walking in, {EACH}", use=PARTIES)
def people(day: Day) -> float:
    return day.people(day.counted)


@number("people", unit=PEOPLE, per=CLASS, meaning=f"people of the class invited or walking in, {EACH}", use=PARTIES)
def people_of_class(day: Day) -> Any:
    return day.people_per_class(day.counted)


@number("people_dosed", unit=PEOPLE, per=SITE, meaning=f"people who were given a dose, {EACH}", use=PARTIES)
def people_dosed(day: Day) -> float:
    return day.people(day.ever_dosed)


@number("people_dosed", unit=PEOPLE, per=CLASS, meaning="people of the class who were given a dose", use=PARTIES)
def people_dosed_of_class(day: Day) -> Any:
    return day.people_per_class(day.ever_dosed)


def _register_outcome(outcome: Outcome) -> None:
    name, meaning = f"people_{outcome.label}", f"people {OUTCOME_MEANINGS[outcome]}, {EACH}"

    @number(name, unit=PEOPLE, per=SITE, meaning=meaning, use=PARTIES)
    def at_site(day: Day) -> float:
        return day.people(day.having(outcome))

    @number(name, unit=PEOPLE, per=CLASS, meaning=meaning, use=PARTIES)
    def of_class(day: Day) -> Any:
        return day.people_per_class(day.having(outcome))


def _register_cause(cause: Cause) -> None:
    name, meaning = f"people_turned_away_{cause.name.lower()}", f"people turned away: {CAUSE_MEANINGS[cause]}, {EACH}"

    @number(name, unit=PEOPLE, per=SITE, meaning=meaning, use=PARTIES)
    def at_site(day: Day) -> float:
        return day.people(day.having(Outcome.TURNED_AWAY, cause))


for _outcome in Outcome:
    _register_outcome(_outcome)
for _cause in CAUSE_MEANINGS:
    _register_cause(_cause)


@number(
    "people_throughput",
    unit="people/h",
    per=SITE,
    meaning=f"people dosed, per hour that the doors are open, {EACH}",
    use=PARTIES,
)
def people_throughput(day: Day) -> float:
    return per_hour_open(day, int(day.people(day.ever_dosed)))


@curve("people_dosed", unit="people/h", per=SITE, meaning=f"people given a dose, per hour, {EACH}", use=PARTIES)
def people_dosed_over_the_day(day: Day) -> Any:
    dosed = day.ever_dosed
    return day.per_hour(day.visits.dosed[dosed].repeat(day.draws.party[dosed]))


@number(
    "balked_share",
    unit=SHARE,
    per=SITE,
    meaning="share of the patients who came who turned round on arrival",
    use="balking",
)
def balked_share(day: Day) -> float:
    return _share_of_those_who_came(day, Outcome.BALKED)


@number(
    "reneged_share", unit=SHARE, per=SITE, meaning="share of the patients who came who gave up waiting", use="patience"
)
def reneged_share(day: Day) -> float:
    return _share_of_those_who_came(day, Outcome.RENEGED)


@number(
    "doses_lost",
    unit=DOSES,
    per=SITE,
    meaning="doses that were not given because patients balked or gave up waiting before they got any, each member of "
    "a party counted with the doses on the way of the class, branches aside",
    use="giving up",
)
def doses_lost(day: Day) -> float:
    lost = (day.having(Outcome.BALKED) | day.having(Outcome.RENEGED)) & (day.visits.dosed >= NEVER)
    return float((day.draws.party[lost] * day.doses_of_class[day.draws.klass[lost]]).sum())


def _share_of_those_who_came(day: Day, outcome: Outcome) -> float:
    came = int((day.counted & (day.came < NEVER)).sum())
    return float(day.having(outcome).sum()) / came if came else float("nan")
