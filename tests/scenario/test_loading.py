"""Files that are no TOML, no UTF-8, too large or nested too deep give one located problem, never a traceback."""

from __future__ import annotations

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
        (b"[a]\n[a]\n", ":2:3: not TOML: Cannot declare"),
        (b"a = [1,\n", ":2:1: not TOML"),
        (b"a = 08:00\n", ":1:6: not TOML"),
        ('é = 1\nb = "日\xff'.encode("latin-1", "replace"), ":1:1: got the byte 0xe9, which is not UTF-8"),
        ("b = '日".encode() + b"\xff'", ":1:7: got the byte 0xff, which is not UTF-8"),
        (b"a = " + b"[" * 100_000, ":1:45: got more than 40 tables and lists"),
        (b"a = " + b"[" * 60 + b"]" * 60, ":1:45: got more than 40 tables and lists"),
        (b"a = " + b"{a=" * 2000 + b"1" + b"}" * 2000, ": got more than 40 tables and lists"),
        (b"x = 1\n" + b"a." * 5000 + b"a = 1", ":2:1: got more than 40 tables and lists"),
        (b"x = 1\ny = " + b"9" * 5000, ":2:5: got a number of thousands of digits"),
    ],
)
def test_what_is_no_toml_is_located(tmp_path, content, expected):
    found = problem(tmp_path / "site.toml", content)
    start = expected.split(": ", 1)[0]
    assert found.startswith(start)
    assert expected.split(": ", 1)[1] in found


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
