"""CSV files that a scenario refers to: where they may lie, how they are read, how mistakes are located."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic_core import PydanticCustomError

from vaxsim.csvfiles import MOST_PROBLEMS, read_table


def _refused(folder: Path | None, file: str) -> dict[str, object]:
    with pytest.raises(PydanticCustomError) as caught:
        read_table(folder, file)
    assert caught.value.context is not None
    return caught.value.context


def test_a_byte_order_mark_quotes_and_empty_lines_are_read_over(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes('\ufeffname, time\r\n"a, b",08:00\r\n\r\n,\r\nc,09:00\r\n'.encode())
    table = read_table(tmp_path, "a.csv")
    assert table.column("name", "class", str) == ("a, b", "c")
    assert table.column("time", "time", str) == ("08:00", "09:00")
    assert table.lines == [2, 5]


def test_a_file_below_the_folder_may_lie_deeper(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "a.csv").write_text("x\n1\n")
    assert read_table(tmp_path, "tables/a.csv").column("x", "column", int) == (1,)


@pytest.mark.parametrize("file", ["../outside.csv", "inside/../../outside.csv", "link.csv", "/etc/hostname"])
def test_a_path_that_leaves_the_folder_is_refused(tmp_path: Path, file: str) -> None:
    folder = tmp_path / "site"
    (folder / "inside").mkdir(parents=True)
    (tmp_path / "outside.csv").write_text("x\n1\n")
    (folder / "link.csv").symlink_to(tmp_path / "outside.csv")
    refused = _refused(folder, file)
    assert "leaves the scenario's folder" in str(refused["summary"])
    assert (refused["field"], refused["problems"]) == ("file", [])


@pytest.mark.parametrize("file", ["none.csv", "a\0b", "x" * 5000, "circle.csv"])
def test_a_file_that_is_not_there_is_refused(tmp_path: Path, file: str) -> None:
    (tmp_path / "circle.csv").symlink_to("circle.csv")
    assert "there is no file" in str(_refused(tmp_path, file)["summary"])


@pytest.mark.parametrize("file", ["", ".", "folder", "pipe"])
def test_what_is_no_plain_file_is_refused_without_waiting(tmp_path: Path, file: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    assert "is a folder, pipe or device" in str(_refused(tmp_path, file)["summary"])


def test_without_a_folder_no_file_is_looked_up() -> None:
    assert "has no folder" in str(_refused(None, "a.csv")["summary"])


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("\n\n")
    assert "is empty" in str(_refused(tmp_path, "a.csv")["summary"])


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_other_encodings_are_refused_at_the_byte(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.csv").write_bytes("arrived\n08:00,桂林\n".encode(encoding))
    (file, line, column, _, message), *_ = _refused(tmp_path, "a.csv")["problems"]  # type: ignore[misc]
    assert (file, line, column) == ("a.csv", *((1, 1) if encoding == "utf-16" else (2, 7)))
    assert "which is not UTF-8; save the file as UTF-8" in message


def test_a_wrong_byte_is_counted_in_characters_and_behind_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("\ufeffx\n桂林,".encode() + b"\xe4\n")
    ((_, line, column, _, message),) = _refused(tmp_path, "a.csv")["problems"]  # type: ignore[misc]
    assert (line, column, "0xe4" in message) == (2, 4, True)


def test_broken_quotes_are_located(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('x\n1\n"2\n3\n')
    ((file, line, column, _, message),) = _refused(tmp_path, "a.csv")["problems"]  # type: ignore[misc]
    assert (file, line, column) == ("a.csv", 3, 1)
    assert "quotation marks" in message


def test_cells_are_located_behind_quotes_line_breaks_and_chinese(tmp_path: Path) -> None:
    rows = ["who,arrived,class", '5" inch,1,old', '"a\r\nb ""x"", c",2,old', "", "张三,3,old"]
    (tmp_path / "a.csv").write_bytes("\n".join(rows).encode())
    table = read_table(tmp_path, "a.csv")
    assert [table.spot(row, "arrived") for row in range(3)] == [(2, 9), (4, 13), (6, 4)]
    assert table.spot(2, "class") == (6, 6)


@pytest.mark.parametrize(
    ("header", "hint"), [("arived,x", 'did you mean "arived"'), ("arrived;x", "by commas"), ("arrived\tx", "by commas")]
)
def test_a_column_that_is_not_there_comes_with_a_hint(tmp_path: Path, header: str, hint: str) -> None:
    (tmp_path / "a.csv").write_text(f"{header}\n1,2\n")
    with pytest.raises(PydanticCustomError, match=hint):
        read_table(tmp_path, "a.csv").column("arrived", "time", int)


def test_a_column_that_occurs_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y,x\n1,2,3\n")
    with pytest.raises(PydanticCustomError, match='several columns "x"'):
        read_table(tmp_path, "a.csv").column("x", "time", int)


def test_wrong_cells_are_listed_by_line_and_only_the_first_ones(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n" + "1,a\n" * 30)
    table = read_table(tmp_path, "a.csv")
    table.column("y", "time", float)
    with pytest.raises(PydanticCustomError) as caught:
        table.finish()
    problems = (caught.value.context or {})["problems"]
    assert [problem[1:3] for problem in problems[:2]] == [(2, 3), (3, 3)]
    assert len(problems) == MOST_PROBLEMS + 1
    assert problems[-1][4] == "and 10 more problems in this file"
