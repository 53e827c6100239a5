"""The sentence that names the bottleneck, of sites with rooms, holds, doses, sessions and a limit inside.

Each site has one cause that is known by design; the sentence has to name it, and what it advises has to help.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import pytest

import vaxsim as vs

DAY = 'replications = 2\n[day]\nopen = [["08:00", "11:00"]]\n'
EACH_MINUTE = """
[[arrivals]]
kind = "appointments"
first = "08:00"
last = "08:39"
every = 1
per_slot = 1
"""
REGISTRATION = '[[stations]]\nname = "registration"\nservice = 1\n'
VACCINATION = '[[stations]]\nname = "vaccination"\ndoses = 1\nservice = 3\n'
PHARMACISTS = '[[staff]]\ngroup = "pharmacists"\nroles = ["pharmacist"]\n'
CLERKS = '[[staff]]\ngroup = "clerks"\nroles = ["clerk"]\n'
TWO_DESKS = {"stations.vaccination.desks": 2}


class Site(NamedTuple):
    """A site, what it says, and what carrying out the advice changes for the better."""

    text: str
    says: tuple[str, ...]
    advice: dict[str, Any]
    better: str


def shifts(count: int) -> list[dict[str, Any]]:
    return [{"from": "08:00", "to": "11:00", "count": count}]


SITES = {
    "no room before the only vaccinator": Site(
        f"{REGISTRATION}desks = 4\n{VACCINATION}desks = 1\nwaiting_room = 0\n",
        (
            "vaccination limits the site: ", "at registration, 28.9 min", "because the room of vaccination is full",
            "at vaccination its only desk is taken during 100% of that waiting, so more desks would help first",
        ),
        TWO_DESKS, "last_departure",
    ),
    "clerks held by those who find no room": Site(
        f"{REGISTRATION}needs = {{ clerk = 1 }}\n{VACCINATION}desks = 1\nwaiting_room = 2\n{CLERKS}"
        'shifts = [{ from = "08:00", to = "11:00", count = 4 }]',
        ("vaccination limits the site: ", "registration is blocked during 100% of that waiting", "so more desks"),
        TWO_DESKS, "last_departure",
    ),
    "no room before the last of three stations, and none for those before it": Site(
        f'{REGISTRATION}desks = 4\n[[stations]]\nname = "talk"\ndesks = 4\nservice = 1\nwaiting_room = 0\n'
        f"{VACCINATION}desks = 1\nwaiting_room = 0\n",
        (
            "vaccination limits the site: ", "registration is blocked", "the room of talk is full; talk is blocked",
            "at vaccination its only desk is taken",
        ),
        TWO_DESKS, "last_departure",
    ),
    "the only vaccinator has no room, and registration has desks for all": Site(
        f"{REGISTRATION}{VACCINATION}desks = 1\nwaiting_room = 0\n",
        ("vaccination limits the site: ", "before the door of vaccination", "its only desk is taken"),
        TWO_DESKS, "last_departure",
    ),
    "nobody is registered while there is a line": Site(
        f'{REGISTRATION}desks = 4\nhold = {{ station = "vaccination", more_than = 0 }}\n{VACCINATION}desks = 1\n',
        (
            "vaccination limits the site: ", "registration holds for the line of vaccination during 93%",
            "at vaccination its only desk is taken",
        ),
        TWO_DESKS, "last_departure",
    ),
    "doses are made too slowly": Site(
        f'{VACCINATION}desks = 5\n{PHARMACISTS}shifts = [{{ from = "08:00", to = "11:00", count = 1 }}]\n'
        '[[vaccines]]\nname = "A"\nstock = 100\n[vaccines.prepare]\ngroup = "pharmacists"\nper_dose = 4\n'
        'release = [["08:00", 100]]\n',
        ("vaccination limits the site: ", "no dose is ready during 100% of that waiting, so more pharmacists"),
        {"staff.pharmacists.shifts": shifts(2)}, "last_departure",
    ),
    "the delivery comes late": Site(
        f'{VACCINATION}desks = 5\n[[vaccines]]\nname = "A"\nstock = 10\ndeliveries = [["10:00", 50]]\n',
        ("vaccination limits the site: ", "A is out during 9", "so more stock or earlier deliveries"),
        {"vaccines.A.deliveries": [["08:00", 50]]}, "last_departure",
    ),
    "sessions that are long to fill": Site(
        '[[stations]]\nname = "talk"\nbatch = { size = 20, max_wait = 30 }\nservice = 5\n'
        '[[stations]]\nname = "vaccination"\ndoses = 1\ndesks = 20\nservice = 1\n',
        ("talk limits the site: ", "a session of 20 is not yet full during 100%", "so smaller sessions"),
        {"stations.talk.batch.size": 5}, "mean(time_on_site)",
    ),
    "few may be inside": Site(
        f"{VACCINATION.replace('3', '6')}desks = 5\n",
        ("the limit of 2 people inside limits the site: people stand outside for 38 min", "so a higher limit"),
        {"day.max_inside": 4}, "last_departure",
    ),
    "those inside stand in one line": Site(
        f"{REGISTRATION}desks = 4\n{VACCINATION}desks = 1\n",
        ("vaccination limits the site: people stand outside", "a line at vaccination meanwhile; its only desk is"),
        TWO_DESKS, "last_departure",
    ),
}  # fmt: skip
LIMITS = {"few may be inside": 2, "those inside stand in one line": 8}


def scenario_of(name: str, write_scenario: Any) -> vs.Scenario:
    limit = f"max_inside = {LIMITS[name]}\n" if name in LIMITS else ""
    return vs.read(write_scenario(f"{DAY}{limit}{EACH_MINUTE}{SITES[name].text}"))


@pytest.mark.parametrize("name", SITES)
def test_the_sentence_names_what_limits_and_its_advice_helps(name, write_scenario):
    scenario, site = scenario_of(name, write_scenario), SITES[name]
    before, after = (vs.replicate(s, 2, engine="reference") for s in (scenario, scenario.replace(site.advice)))
    for part in site.says:
        assert part in before.bottleneck
    assert after.number(site.better).mean < before.number(site.better).mean - 1


def test_more_desks_where_people_are_blocked_would_not_have_helped(write_scenario):
    scenario = scenario_of("no room before the only vaccinator", write_scenario)
    before, after = (
        vs.replicate(s, 2, engine="reference") for s in (scenario, scenario.replace({"stations.registration.desks": 8}))
    )
    assert after.number("last_departure").mean == before.number("last_departure").mean


def test_the_figure_of_waits_says_that_people_stand_outside(write_scenario):
    replications = vs.replicate(scenario_of("few may be inside", write_scenario), 2, engine="reference")
    ax = replications.plot_waits()
    assert (
        ax.get_title(loc="left")
        .replace("\n", " ")
        .startswith("Hardly anybody waits inside, but people stand outside for 38 min")
    )
    plt.close(ax.figure)
