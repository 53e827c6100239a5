"""Reading gives a scenario, or every mistake at once, each once and at its place."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scenario.wrong import RIGHT, problem, problems, spoilt
from vaxsim.scenario import Scenario, ScenarioError, read
from vaxsim.units import TICKS_PER_HOUR

TEXT = """
sed = 1
replications = "3"

[day]
open = [["08:00", "12:00"]]

[[arrivals]]
kind = "walkins"

[[arrivals]]
kind = "trace"
file = "people.csv"
time = "arrived"
class = "class"

[[stations]]
name = "registration"
desks = true
needs = { clrk = 1 }
service = { dist = "gama", mean = 4 }

[[stations]]
name = "vaccination"
desk = 2
service = 5

[[staff]]
group = "clerks"
roles = ["clerk"]
shifts = [{ from = "08:00", to = "12:00", count = 1 }]
"""


SLOTS = {"kind": "appointments", "first": "08:00", "last": "09:00", "per_slot": 1}


def wrong(path) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        read(path)
    return [str(one).removeprefix(f"{path.parent}/") for one in caught.value.problems]


def test_every_mistake_is_told_once_at_its_place_in_the_order_of_the_file(write_scenario, tmp_path):
    (tmp_path / "people.csv").write_text("arrived,class\n08:00,all\n08:10,old\n", encoding="utf-8")
    assert [line.partition("; allowed")[0] for line in wrong(write_scenario(TEXT))] == [
        "site.toml:2:1: sed: unknown field",
        'site.toml:3:16: replications: got "3"',
        'site.toml:9:8: arrivals.0.kind: got "walkins"',
        "site.toml:19:9: stations.registration.desks: got true",
        'site.toml:20:11: stations.registration.needs.clrk: no group of staff has the role "clrk"; roles: clerk; '
        'did you mean "clerk"?',
        'site.toml:21:20: stations.registration.service.dist: got "gama"',
        "site.toml:25:1: stations.vaccination.desk: unknown field",
        'people.csv:3:7: arrivals.1.class: got "old", which is no class',
    ]


def test_a_misspelt_kind_or_dist_is_named_with_the_field_that_was_meant():
    source = {"knd": "spread", "n": 1, "from": "08:00", "to": "09:00"}
    found = problems(spoilt("arrivals", to=[source]))
    assert found == ['arrivals.0.knd: unknown field; allowed: kind; did you mean "kind"?']
    assert problem("stations", 3, "service", to={"dst": "gamma", "mean": 4, "sd": 1}).startswith(
        "stations.rest.service.dst: unknown field"
    )


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("day", "open"), ["08:00", "12:00"], 'day.open: got ["08:00", "12:00"]; allowed: a list of pairs'),
        (("day", "open"), "08:00", 'such as [["08:00", "12:00"]]'),
        (("day", "open"), [["08:00", "12:00", "13:00"]], "day.open.0: got a list; allowed: two values"),
        (("arrivals",), [{"kind": "walk_ins", "rate": ["08:00", 30]}], 'got ["08:00", 30]; allowed: a list of pairs'),
        (("arrivals",), [{"kind": "walk_ins", "rate": 30}], "rate: got 30; allowed: a list of pairs"),
        (("arrivals",), [{"kind": "gaps", "gap": ["08:00", 1]}], 'such as [["08:00", 1.5]]'),
        (("arrivals",), [SLOTS | {"every": 1e308}], "every: got 1e+308; allowed: a number of at most 1e+06"),
        (("staff", 0, "roles"), "clerk", 'got "clerk"; allowed: a list in square brackets, such as ["clerk"]'),
        (("stations", 0, "needs"), ["clerk"], "allowed: a table, such as { name = value }"),
        (("stations", 2, "needs"), {"nurse": 4}, "needs 4 units with the role nurse"),
        (("staff", 1, "shifts", 0, "count"), 0, "needs 1 unit with the role nurse"),
    ],
)
def test_a_wrong_shape_is_one_mistake_and_the_message_shows_a_right_one(path, value, expected):
    assert expected in problem(*path, to=value)


def test_numbers_too_long_to_be_written_are_refused_like_others(write_scenario):
    huge = int("f" * 5000, 16)
    assert "got a number of thousands of digits" in problem("seed", to=huge)
    source = {"kind": "spread", "n": huge, "from": "08:00", "to": "09:00"}
    assert "got a number of thousands of digits" in problem("arrivals", to=[source])


def test_messages_say_what_was_got_what_is_allowed_and_what_may_have_been_meant(write_scenario, tmp_path):
    (tmp_path / "people.csv").write_text("arrived,class\n08:00,all\n", encoding="utf-8")
    text = "\n".join(wrong(write_scenario(TEXT)))
    assert (
        'got "walkins"; allowed: "appointments", "spread", "walk_ins", "gaps", "group" or "trace"; did you mean' in text
    )
    assert 'did you mean "walk_ins"?' in text
    assert 'did you mean "gamma"?' in text
    assert "allowed: name, optional, desks, " in text
    assert 'did you mean "seed"?' in text


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("arrived,class\n08:00,all\n8 o'clock,all\n", "people.csv:3:1: arrivals.1"),
        ("arrived,class\n08:00,all\n08:01\n", "people.csv:3:6: arrivals.1.class"),
        ("when,class\n08:00,all\n", "site.toml:14:8: arrivals.1.time"),
        ("arrived\n08:00\n", "site.toml:15:9: arrivals.1.class"),
        (None, "site.toml:13:8: arrivals.1.file"),
    ],
)
def test_a_wrong_table_of_arrivals_is_located_in_the_table_or_in_the_file(write_scenario, tmp_path, content, expected):
    if content is not None:
        (tmp_path / "people.csv").write_text(content, encoding="utf-8")
    assert any(line.startswith(expected) for line in wrong(write_scenario(TEXT)))


@pytest.mark.parametrize("file", ["../people.csv", "/etc/passwd", "link.csv"])
def test_tables_outside_of_the_folder_are_refused(write_scenario, tmp_path, file):
    folder = tmp_path / "inside"
    folder.mkdir()
    (tmp_path / "people.csv").write_text("arrived,class\n08:00,all\n", encoding="utf-8")
    (folder / "link.csv").symlink_to(tmp_path / "people.csv")
    path = folder / "site.toml"
    path.write_text(TEXT.replace("people.csv", file), encoding="utf-8")
    assert any("arrivals.1.file" in line and "folder" in line for line in wrong(path))


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("seed",), "2", 'seed: got "2"; allowed: a whole number, at least 0'),
        (("seed",), True, "seed: got true; allowed"),
        (("seed",), 1.0, "seed: got 1.0; allowed"),
        (("bin",), float("nan"), "bin: got nan; allowed"),
        (("bin",), float("inf"), "bin: got inf; allowed"),
        (("day", "gate"), -1, "day.gate: got -1; allowed: a number of minutes"),
        (("day", "gate"), 10**400, "day.gate: got 1000"),
        (
            ("day", "after_close"),
            "turn_avay",
            'got "turn_avay"; allowed: "serve" or "turn_away"; did you mean "turn_away"',
        ),
        (
            ("day", "measure"),
            ["08:00"],
            'day.measure: got a list; allowed: two values in square brackets, such as ["08:00", "12:00"]',
        ),
        (("day", "stop"), 1900, "day.stop: got 1900; allowed: a time of day"),
        (("stations", 0, "desks"), 0, "stations.desk.desks: got 0; allowed: a whole number from 1"),
        (("stations", 0, "optional"), 1, "stations.desk.optional: got 1; allowed: true or false"),
        (("stations", 2, "service"), {"dist": "gamma", "mean": 4, "sd": "x"}, "stations.jab.service.sd"),
        (("stations", 2, "service"), {"dist": "gamma", "mean": 4, "sdd": 1, "sd": 1}, 'did you mean "sd"?'),
        (("stations", 2, "service"), -1, "stations.jab.service: got -1; allowed: at least 0"),
        (
            ("stations", 2, "service"),
            {"dist": "normal", "mean": 1e9, "sd": 1},
            "stations.jab.service: got a mean of 1e+09",
        ),
        (("stations", 2, "service"), {"mean": 4}, 'stations.jab.service.dist: is missing; allowed: "constant"'),
        (("stations", 0, "branches", 0, "shar"), 0.1, "stations.desk.branches.0.shar: unknown field"),
        (("staff", 0, "shifts", 0, "to"), "noon", "staff.clerks.shifts.0.to: got"),
        (("staff", 0, "absence"), 1.5, "staff.clerks.absence: got 1.5; allowed: a share from 0 to 1"),
        (("staff",), {"group": "x"}, "staff: got a table; allowed: tables with the header [[staff]]"),
        (("classes", 0, "service"), {"jab": {"dist": "uniform", "low": 1, "hi": 2, "high": 3}}, 'did you mean "high"?'),
        (("dispatch",), "longest", 'did you mean "longest_line"?'),
        (("title",), "a\x1b[31m", "without control characters"),
    ],
)
def test_nothing_is_coerced_and_every_limit_is_said(path, value, expected):
    assert expected in problem(*path, to=value)


def test_a_whole_number_will_do_where_a_number_is_wanted():
    assert Scenario.from_dict(spoilt("bin", to=10)).bin == 10.0


def test_a_misspelt_field_is_one_mistake_and_has_no_consequences():
    data = spoilt("stations", 0, "name", to="desk")
    data["stations"][0]["branchs"] = data["stations"][0].pop("branches")
    data["staf"] = data.pop("staff")
    data["stations"][3]["servce"] = data["stations"][3].pop("service")
    data["clases"] = data.pop("classes")
    found = problems(data)
    assert len(found) == 4
    assert all("unknown field" in one for one in found)


def test_a_wrong_station_hides_no_mistake_elsewhere_nor_in_itself():
    data = spoilt("stations", 0, "desks", to="many")
    data["stations"][0]["branches"][0]["to"] = "tlk"
    data["classes"][0]["skips"] = ["rst"]
    data["day"]["open"] = [["12:00", "08:00"]]
    assert sorted(one.partition(":")[0] for one in problems(data)) == [
        "classes.young.skips.0",
        "day.open.0",
        "stations.desk.branches.0.to",
        "stations.desk.desks",
    ]


def test_a_wrong_source_does_not_hide_its_other_mistakes():
    source = {"kind": "appointments", "first": "09:00", "last": "08:00", "every": 5, "per_slot": 3, "fil": 1}
    found = problems(spoilt("arrivals", to=[source | {"classes": {"yung": 1.0}}]))
    assert sorted(one.partition(":")[0] for one in found) == [
        "arrivals.0.classes.yung",
        "arrivals.0.fil",
        "arrivals.0.last",
    ]


def test_names_in_paths_are_quoted_where_they_need_it_and_numbered_where_they_are_not_unique():
    assert problem("stations", 3, to={"name": "a.b <b>", "service": 1, "desks": 0}).startswith(
        'stations."a.b <b>".desks: '
    )
    data = spoilt("stations", 3, to={"name": "jab", "service": 1, "desks": 0})
    assert any(one.startswith("stations.3.desks: ") for one in problems(data))


def test_strange_names_are_kept_and_disturbing_ones_refused():
    for name in ("<script>", r"$\frac{1}$", "=SUM(A1)", "接种", "a b"):
        assert Scenario.from_dict(spoilt("stations", 3, "name", to=name)).stations[3].name == name
    for name in ("", " a", "a\nb", "a\x07", "\u202eabc", "x" * 81):
        assert "allowed: a name" in problem("stations", 3, "name", to=name)


def test_checks_of_later_layers_are_located_too(write_scenario):
    path = write_scenario(Scenario.from_dict(RIGHT).to_toml())
    with pytest.raises(ScenarioError) as caught:
        read(path, checks=[lambda scenario: [(("stations", 2, "desks"), f"not {scenario.stations[2].desks}")]])
    line = path.read_text(encoding="utf-8").splitlines().index("desks = 3") + 1
    assert str(caught.value) == f"{path}:{line}:9: stations.jab.desks: not 3"


def test_checks_of_later_layers_see_no_scenario_that_lacks_parts():
    def check(scenario: Scenario):
        yield ("promises",), f"{len(scenario.stations)} stations"

    assert problems(spoilt("stations", 3, to=5), checks=[check]) == ["stations.3: got 5; allowed: a table"]
    assert len(problems(spoilt("stations", 3, "desks", to=0), checks=[check])) == 2
    needs_desks = [lambda scenario: [(("promises",), str(scenario.stations[3].desks))]]
    assert len(problems(spoilt("stations", 3, "desks", to=0), checks=needs_desks)) == 1


def test_times_become_ticks_and_hours_go_on_after_midnight():
    scenario = Scenario.from_dict(spoilt("day", "open", to=[["20:00", "25:30"]]))
    assert scenario.day.open == ((20 * TICKS_PER_HOUR, 25 * TICKS_PER_HOUR + TICKS_PER_HOUR // 2),)
    late = Scenario.from_dict(spoilt("staff", 0, "shifts", 0, "to", to="400000:00"), allow_large=True)
    assert late.staff[0].shifts[0].to > 0


def test_without_classes_there_is_one_named_all_and_without_title_the_name_of_the_file(write_scenario):
    data = {key: value for key, value in RIGHT.items() if key not in ("classes", "title")}
    data["arrivals"] = [{"kind": "spread", "n": 1, "from": "08:00", "to": "09:00"}]
    scenario = read(write_scenario(Scenario.from_dict(data).to_toml(), "clinic.toml"))
    assert [one.name for one in scenario.classes] == ["all"]
    assert scenario.title == "clinic"


def test_data_that_contains_itself_or_has_keys_that_are_no_texts_is_refused():
    data = spoilt("seed", to=1)
    data["stations"].append(data)
    assert "more than 40" in problems(data)[0]
    assert "got the key 1" in problems({1: 2})[0]


def test_the_source_of_the_figures_may_have_several_lines_and_the_title_not():
    assert Scenario.from_dict(spoilt("source", to="one\n\ttwo")).source == "one\n\ttwo"
    assert "one line" in problem("title", to="one\ntwo")
    assert "control characters" in problem("source", to="one\x1b")


def test_a_scenario_can_be_pickled_compared_and_hashed():
    scenario = Scenario.from_dict(RIGHT)
    again = pickle.loads(pickle.dumps(scenario))
    assert again == scenario
    assert hash(again) == hash(scenario)
    assert scenario.replace({"seed": 9}) != scenario


def test_errors_can_be_pickled():
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_dict({})
    assert pickle.loads(pickle.dumps(caught.value)).problems == caught.value.problems


def test_thousands_of_mistakes_are_cut_short():
    data = spoilt("staff", to=[{"group": f"g{k}"} for k in range(900)])
    found = problems(data)
    assert len(found) == 501
    assert "more problems" in found[-1]


JUNK = st.sampled_from(
    [None, True, -1, 0, 1.5, 10**30, float("nan"), "", "x", "08:00", "\x00", [], [[]], {}, {"dist": "gamma"}, ["a", 1]]
)


@given(st.data())
def test_whatever_stands_in_a_file_the_answer_is_a_scenario_or_problems(data):
    spoiled = spoilt("seed", to=1)
    for _ in range(data.draw(st.integers(1, 3))):
        here = spoiled
        while True:
            keys = sorted(here) if isinstance(here, dict) else range(len(here))
            key = data.draw(st.sampled_from(list(keys)))
            if not (isinstance(here[key], (dict, list)) and here[key]) or data.draw(st.booleans()):
                break
            here = here[key]
        here[key] = data.draw(JUNK)
    for one in problems(spoiled):
        assert one.isprintable()
        assert "\n" not in one
