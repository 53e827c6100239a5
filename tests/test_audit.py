"""Each conservation check finds what it is for, and finds nothing on a day that adds up."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import handmade
from tests.handmade import at, changed
from tests.strategies import scenario_of
from tests.strategies import scenarios as random_days
from vaxsim import audit
from vaxsim.audit.checks import CHECKS
from vaxsim.audit.quick import KNOWN, QuickAudit
from vaxsim.draws import draw
from vaxsim.engines import run
from vaxsim.plan import compile_plan
from vaxsim.units import NEVER, ticks
from vaxsim.visits import NOT_COUNTED, Cause, Outcome, StaffState

DAY = handmade.visits()


def adds_up(plan, draws, visits):
    """What the quick audit says."""
    return QuickAudit(plan).adds_up(draws, visits)


def violations(plan=None, draws=None, **changes):
    """What the checks find; the quick audit has to notice the same days."""
    day = plan or handmade.plan(), draws or handmade.draws(), handmade.visits(**changes)
    found = audit.violations(*day)
    assert adds_up(*day) == (found == ())
    return found


def test_a_day_that_adds_up_has_no_violations():
    assert violations() == ()


def test_a_check_that_the_quick_audit_does_not_know_is_asked_all_the_same(monkeypatch):
    def nobody_is_called_five(plan, draws, visits):
        yield "patient 5"

    monkeypatch.setattr("vaxsim.audit.checks.CHECKS", [*CHECKS, nobody_is_called_five])
    plan = handmade.plan()
    assert audit.violations_quickly(QuickAudit(plan), plan, handmade.draws(), handmade.visits()) == ("patient 5",)


def test_the_quick_audit_knows_all_checks_there_are():
    assert {check.__name__ for check in CHECKS} == set(KNOWN)


def test_every_violation_is_told_in_words_that_name_the_first_patient():
    (message,) = violations(outcome=changed(DAY.outcome, 4, 0), cause=changed(DAY.cause, 4, 0))
    assert message == "1 patients are vaccinated without a dose; the first is patient 5"


SERVED_AT_BOTH = handmade.timeline(
    (0, StaffState.SERVING, 480, 495), (0, StaffState.IDLE, 495, 720), (1, StaffState.IDLE, 480, 720)
)
GAP = handmade.timeline(
    (0, StaffState.SERVING, 480, 495),
    (0, StaffState.IDLE, 500, 720),
    *[
        (1, StaffState(s), b / 60_000, e / 60_000)
        for u, s, b, e in zip(
            DAY.timeline.unit, DAY.timeline.state, DAY.timeline.began, DAY.timeline.ended, strict=True
        )
        if u == 1
    ],
)

WRONG = {
    "no known outcome": ({"outcome": changed(DAY.outcome, 0, 17)}, "no known outcome"),
    "a no-show who came": ({"outcome": changed(DAY.outcome, 0, Outcome.NO_SHOW)}, "no-shows but came"),
    "an outcome without coming": ({"outcome": changed(DAY.outcome, 2, Outcome.RENEGED)}, "did not come but have"),
    "turned away without cause": ({"cause": changed(DAY.cause, 4, Cause.NONE)}, "have a cause but no such outcome"),
    "a cause without being turned away": ({"cause": changed(DAY.cause, 0, Cause.LATE)}, "have a cause but"),
    "not counted though nothing is cut off": ({"outcome": changed(DAY.outcome, 4, NOT_COUNTED)}, "nothing cut the day"),
    "more stranded than turned away": ({"stranded": 2}, "counted as stranded"),
    "dosed at another time": ({"dosed": at(487, 496, None, 506, None)}, "dosed at another time"),
    "dosed at no station": ({"dosed": at(486, 496, None, 506, 750)}, "dosed at another time"),
    "left by design but dosed": ({"outcome": changed(DAY.outcome, 0, Outcome.LEFT)}, "undosed by design, but dosed"),
    "joined before reaching": ({"joined": changed(DAY.joined, (1, 0), ticks(481))}, "joined before they reached"),
    "began before joining": ({"began": changed(DAY.began, (3, 1), ticks(495))}, "began before they joined"),
    "ended before beginning": ({"ended": changed(DAY.ended, (3, 1), ticks(505))}, "ended before they began"),
    "began without joining": ({"joined": changed(DAY.joined, (3, 1), NEVER)}, "began before they joined"),
    "left after the end": ({"left": changed(DAY.left, (3, 0), ticks(496))}, "left later than their service ended"),
    "left before the end": ({"left": changed(DAY.left, (3, 1), ticks(515))}, "left too early"),
    "never left": ({"left": changed(DAY.left, (4, 0), NEVER)}, "never left"),
    "after the end of the day": ({"ended_at": ticks(745)}, "after the end of the day"),
    "at two stations at once": ({"reached": changed(DAY.reached, (1, 1), ticks(489))}, "before leaving another"),
    "arrived at another time": ({"reached": changed(DAY.reached, (1, 0), ticks(481))}, "arrived at another time"),
    "departed before leaving": ({"departed": changed(DAY.departed, 1, ticks(505))}, "departed before leaving"),
    "did not depart": ({"departed": changed(DAY.departed, 1, NEVER)}, "did not depart"),
    "entered at closed doors": ({"joined": changed(DAY.joined, (0, 0), ticks(479))}, "doors were closed"),
    "a service without staff": ({"crew": changed(DAY.crew, (3, 1, 0), -1)}, "too few or too many"),
    "the wrong role": ({"crew": changed(DAY.crew, (3, 1, 0), 0)}, "without the role"),
    "staff without a service": ({"crew": changed(DAY.crew, (4, 1, 0), 1)}, "staff without a service"),
    "a unit served two at once": ({"began": changed(DAY.began, (3, 1), ticks(505))}, "served two patients at once"),
    "a unit off duty": ({"went": at(720, 510)}, "served while off duty"),
    "a timeline that tells another story": ({"timeline": SERVED_AT_BOTH}, "not their services"),
    "a gap in a timeline": ({"timeline": GAP}, "a gap in their timeline"),
    "came before the shift": ({"came": at(479, 480)}, "came at another time"),
    "went before the end of the shift": ({"went": at(719, 720)}, "went before the end"),
    "a line counted wrongly": ({"line_area": changed(DAY.line_area, 1, ticks(15) + 1)}, "ticks in line were counted"),
    "a service counted wrongly": ({"service_area": changed(DAY.service_area, 0, 0)}, "ticks in service were counted"),
}


@pytest.mark.parametrize(("changes", "words"), WRONG.values(), ids=WRONG.keys())
def test_a_change_that_breaks_the_day_is_found(changes, words):
    assert any(words in message for message in violations(**changes))


def test_more_services_than_desks_are_found():
    wrong = violations(handmade.plan(desks=np.array([0, 1]), kind_desks=np.array([0, 1])))
    assert wrong == ("registration: 1 services at once at 0 desks",)


def test_a_service_that_begins_as_another_ends_needs_no_second_desk():
    assert violations(handmade.plan(desks=np.array([1, 1]), kind_desks=np.array([1, 1]))) == ()


def test_entering_before_the_gate_allows_is_found():
    early = handmade.draws(slot=at(510, 480, 480, None, None))
    assert any("gate allows" in message for message in violations(handmade.plan(gate=ticks(15)), early))
    assert violations(handmade.plan(gate=ticks(30)), early) == ()


def test_a_unit_that_begins_a_service_after_its_shift_is_found():
    short = handmade.plan(unit_to=at(720, 500), unit_stays=np.array([True, False]))
    assert any("at or after the end of the shift" in message for message in violations(short))


def test_an_absent_unit_that_came_is_found():
    absent = handmade.draws(absent=np.array([True, False]))
    assert any("came though absent" in message for message in violations(draws=absent))


def test_a_crew_with_one_unit_twice_is_found():
    pair = handmade.plan(crew_role=np.array([[0, -1], [1, 1]], np.int16))
    crew = np.concatenate([DAY.crew, np.where(np.array([[[False], [True]]]), DAY.crew, -1)], axis=2)
    assert any("served twice by one member" in message for message in violations(pair, crew=crew))


def test_a_service_cut_off_by_stop_counts_up_to_there():
    cut = handmade.plan(stop=ticks(510))
    changes = {
        "ended": changed(DAY.ended, (3, 1), NEVER),
        "left": changed(changed(DAY.left, (3, 1), NEVER), (4, 0), NEVER),
        "reached": changed(DAY.reached, (4, 0), NEVER),
        "departed": at(496, 506, None, None, None),
        "outcome": np.array([0, 0, Outcome.NO_SHOW, Outcome.STILL_INSIDE, NOT_COUNTED], np.int8),
        "cause": np.zeros(5, np.int8),
        "timeline": handmade.timeline(
            (0, StaffState.SERVING, 480, 495),
            (0, StaffState.IDLE, 495, 510),
            (1, StaffState.IDLE, 480, 486),
            (1, StaffState.SERVING, 486, 510),
        ),
        "went": at(None, None),
        "service_area": at(15, 24),
        "ended_at": ticks(510),
    }
    assert violations(cut, **changes) == ()
    assert violations(cut, **(changes | {"service_area": at(15, 30)})) != ()


@settings(max_examples=settings.default.max_examples * 3 // 2)
@given(random_days(behaviours=()), st.data())
def test_the_quick_audit_notices_every_change_that_a_check_notices(table, data):
    """One number of the records of a random day is changed, by a little or to never."""
    scenario = scenario_of(table)
    plan = compile_plan(scenario)
    draws = draw(plan, scenario.seed, 1)
    visits = run(plan, draws)
    assert adds_up(plan, draws, visits)
    assert audit.violations(plan, draws, visits) == ()
    for _ in range(10):
        wrong = replace(visits, **_one_change(visits, data.draw))
        assert adds_up(plan, draws, wrong) == (audit.violations(plan, draws, wrong) == ())


def _one_change(visits, choose):
    """A field of the records, or of the timeline, with one of its numbers changed."""
    timeline = choose(st.booleans())
    source = visits.timeline if timeline else visits
    names = [field.name for field in fields(source) if getattr(getattr(source, field.name), "size", 0)]
    if not names:
        return {}
    name = choose(st.sampled_from(names))
    array = getattr(source, name).copy()
    place = choose(st.integers(0, array.size - 1))
    array.flat[place] = _another(int(array.flat[place]), array, choose)
    return {"timeline": replace(source, **{name: array})} if timeline else {name: array}


def _another(value, array, choose):
    """Another number: a tick a little off, or never; else one that stands elsewhere in the array."""
    if array.dtype == np.int64:
        return choose(st.sampled_from([NEVER, max(value - 60_000, 0), max(value - 1, 0), min(value + 1, NEVER)]))
    return choose(st.sampled_from(sorted(set(array.ravel().tolist()))))
