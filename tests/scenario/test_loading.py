"""Files that are no TOML, no UTF-8, too large or nested too deep give one located problem, never a traceback."""

from __future__ import annotations

import os

import pytest

from vaxsim.scenario import ScenarioError, read
from vaxsim.scenario.loading import LARGEST_FILE, load


def problem(path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(ScenarioError) as caught:
        load(path)
    (only,) = caught.value.problems
    return str(only).removeprefix(f"{path}")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a = 1\nb = = 2\n", ":2:5: not TOML: Invalid value"),
        (b"a = 1\na = 2\n", ":2:6: not TOML: Cannot overwrite a value"),
        (b"[a]\n[a]\n", ":2:3: not TOML: the header [a] stands twice"),
        (b"a = [1,\n", ":2:1: not TOML"),
        (b"a = 08:00\n", ":1:6: not TOML"),
        ('é = 1\nb = "日\xff'.encode("latin-1", "replace"), ":1:1: got the byte 0xe9, which is not UTF-8"),
        ("b = '日".encode() + b"\xff'", ":1:7: got the byte 0xff, which is not UTF-8"),
        (b"a = " + b"[" * 100_000, ":1:45: got more than 40 tables and lists"),
        (b"a = " + b"[" * 60 + b"]" * 60, ":1:45: got more than 40 tables and lists"),
        (b"a = " + b"{a=" * 2000 + b"1" + b"}" * 2000, ": got more than 40 tables and lists"),
        (b"x = 1\n" + b"a." * 5000 + b"a = 1", ":2:1: got more than 40 tables and lists"),
        (b"\xef\xbb\xbfa = 1\nb = '\xe4'\n", ":2:6: got the byte 0xe4"),
        ("a = 1\nb = 2".encode("utf-16-le"), ":1:2: got a zero byte"),
        (b"x = 1\ny = " + b"9" * 5000, ":2:5: got a number of thousands of digits"),
    ],
)
def test_what_is_no_toml_is_located(tmp_path, content, expected):
    found = problem(tmp_path / "site.toml", content)
    start = expected.split(": ", 1)[0]
    assert found.startswith(start)
    assert expected.split(": ", 1)[1] in found


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("kind = spread", "texts stand in quotation marks"),
        ("roles = [nurse]", "texts stand in quotation marks"),
        ("from = 8:00", "times of day stand in quotation marks"),
        ('open = [[08:00, "12:00"]]', "times of day stand in quotation marks"),
        ("service = 1,5", "decimals are written with a point"),
        ("share = 10%", "shares are written as numbers"),
        ("share = .1", "numbers begin with a digit"),
        ("count = 02", "no zeros in front"),
        ("walk = −1", "minus sign"),
        ("optional = True", "write true or false"),
        ("name = “rest”", "straight quotation marks"),
        ('name = "rest', "not closed on its line"),
        ("桌 = 3", "other letters than a to z"),
        ('a = { x = 1, y = "z", }', "stays on one line"),
        ("a = { x = 1,", "stays on one line"),
        ("desks: 3", "name = value"),
        ("desks = 3 // three", "comments begin with #"),
        ("desks = 3\ndesks = 4", "stands further up already"),
        ('name = "C:\\data"', "write \\\\ for \\"),
        ("roles = [1\nx = 2", "the closing ] is missing"),
    ],
)
def test_what_planners_write_instead_of_toml_comes_with_what_to_change(tmp_path, line, hint):
    assert hint in problem(tmp_path / "site.toml", f"title = 'x'\n{line}\n".encode())


@pytest.mark.parametrize("line", ["from = [1 2]", "[day", 'a = "x" "y"'])
def test_no_hint_is_given_that_does_not_fit(tmp_path, line):
    assert "quotation marks" not in problem(tmp_path / "site.toml", f"title = 'x'\n{line}\n".encode())


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "site.toml")
    with pytest.raises(ScenarioError, match="pipe or device; allowed: a file"):
        read(tmp_path / "site.toml")


def test_a_huge_file_is_refused_without_parsing(tmp_path):
    assert "more than 2,000,000 bytes" in problem(tmp_path / "site.toml", b"#" * (LARGEST_FILE + 1))


def test_a_missing_file_and_a_folder_are_problems_of_their_own(tmp_path):
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(ScenarioError, match="cannot be read"):
            read(path)


def test_byte_order_mark_and_windows_line_ends_are_tolerated(tmp_path):
    path = tmp_path / "site.toml"
    path.write_bytes(b"\xef\xbb\xbfa = 1\r\nb = '''x\r\ny'''\r\n")
    assert load(path).data == {"a": 1, "b": "x\ny"}
