"""A scenario knows its digest, writes itself as TOML and shows itself as HTML, and loads nothing heavy."""

from __future__ import annotations

import copy
import subprocess
import sys
import tomllib

import pytest

from tests.scenario.wrong import RIGHT, spoilt
from vaxsim.scenario import Scenario, ScenarioError, read

TRACE = {"kind": "trace", "file": "a.csv", "time": "t"}


def digest(data) -> str:
    return Scenario.from_dict(data).digest


def test_a_scenario_introduces_itself_in_one_line():
    scenario = Scenario.from_dict(RIGHT)
    assert repr(scenario) == str(scenario)
    assert repr(scenario).startswith(f"<Scenario '{scenario.title}': stations {len(scenario.stations)}, ")
    assert len(repr(scenario)) < 200


def test_the_digest_changes_with_the_content_and_with_nothing_else():
    turned = {key: RIGHT[key] for key in reversed(RIGHT)}
    assert digest(turned) == digest(RIGHT)
    assert digest(spoilt("stations", 0, "service", to=2.0)) == digest(RIGHT)
    assert digest(spoilt("stations", 0, "service", to=2.5)) != digest(RIGHT)
    assert len(digest(RIGHT)) == 64


def test_the_order_of_roles_counts_because_crews_are_taken_in_it():
    one, other = {"nurse": 1, "doctor": 1}, {"doctor": 1, "nurse": 1}
    assert digest(spoilt("stations", 2, "needs", to=one)) != digest(spoilt("stations", 2, "needs", to=other))


def test_the_digest_covers_the_tables_that_the_scenario_refers_to(tmp_path):
    data = spoilt("arrivals", to=[TRACE])
    digests = []
    for content in ("t\n08:00\n", "t\n08:01\n"):
        (tmp_path / "a.csv").write_text(content, encoding="utf-8")
        digests.append(Scenario.from_dict(data, tmp_path).digest)
    assert digests[0] != digests[1]


def test_comments_do_not_change_the_digest(write_scenario):
    text = Scenario.from_dict(RIGHT).to_toml()
    assert read(write_scenario(f"# hello\n{text}")).digest == read(write_scenario(text)).digest


@pytest.mark.parametrize("name", ['a "b" \\ c', "接种", "=1", "<b>", "a.b", "é'"])
def test_toml_reads_back_as_the_same_data(name):
    data = spoilt("stations", 3, "name", to=name)
    data["classes"][0]["service"] = {name: {"dist": "sum", "parts": [1, {"dist": "exponential", "mean": 2.5}]}}
    assert tomllib.loads(Scenario.from_dict(data).to_toml()) == data


def test_the_text_is_the_file_until_something_is_changed(write_scenario):
    text = "# hello\n" + Scenario.from_dict(RIGHT).to_toml()
    scenario = read(write_scenario(text))
    assert scenario.text == text
    assert scenario.replace({"seed": 5}).text == scenario.replace({"seed": 5}).to_toml()
    assert "seed = 5" in scenario.replace({"seed": 5}).text


def test_html_shows_stations_and_staff_and_escapes_every_name():
    data = copy.deepcopy(RIGHT)
    data["title"] = "<script>alert(1)</script>"
    data["stations"][3]["name"] = "<b>rest & co</b>"
    html = Scenario.from_dict(data)._repr_html_()
    assert "<script>" not in html
    assert "&lt;b&gt;rest &amp; co&lt;/b&gt;" in html
    assert "gamma(mean 4, sd 1)" in html
    assert "3 at 08:00-12:00" in html


def test_a_scenario_is_frozen():
    with pytest.raises(ValueError, match="frozen"):
        Scenario.from_dict(RIGHT).seed = 3  # type: ignore[misc]


def test_data_given_to_from_dict_is_copied():
    data = copy.deepcopy(RIGHT)
    scenario = Scenario.from_dict(data)
    data["stations"][2]["desks"] = 77
    assert scenario.replace({"seed": 2}).stations[2].desks == 3


def test_reading_loads_nothing_heavy(write_scenario, project):
    path = write_scenario(Scenario.from_dict(RIGHT).to_toml())
    wrong = write_scenario(Scenario.from_dict(RIGHT).to_toml().replace("desks = 3", "desks = 0"), "wrong.toml")
    code = (
        "import sys; from vaxsim.scenario import ScenarioError, read, schema\n"
        f"read({str(path)!r}).digest; schema()\n"
        f"try: read({str(wrong)!r})\n"
        "except ScenarioError: pass\n"
        "print(sorted({'numpy', 'scipy', 'pandas', 'simpy', 'matplotlib'} & sys.modules.keys()))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=project)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("place", range(1, 30))
def test_every_day_worked_by_hand_reads_or_waits_for_a_behaviour(microdays, place):
    (path,) = microdays.glob(f"{place:02d}-*.toml")
    assert mistakes(path) == []


def mistakes(path) -> list[str]:
    """What is wrong with a file."""
    try:
        read(path)
    except ScenarioError as error:
        return [problem.message for problem in error.problems]
    return []
