from __future__ import annotations

from pathlib import Path, PurePath
from typing import Any

import pytest

from reviewbook.params.reading import read, shown_path, written


def _problems(tmp_path: Path, content: str | bytes) -> list[str]:
    path = tmp_path / "params" / "x.yaml"
    path.parent.mkdir()
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return [str(problem) for problem in read(path).problems]


def test_every_value_knows_its_line(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("# first\na:\n  - b: 1\n  -\n    c:\n      2\n")
    file = read(path)
    assert file.data == {"a": [{"b": 1}, {"c": 2}]}
    assert file.lines[("a",)] == 2
    assert file.lines[("a", 0, "b")] == 3
    assert file.lines[("a", 1, "c")] == 5


def test_numbers_truth_and_nothing_are_read_as_such(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text('[1, -2, 1.5, true, False, null, ~, "1", 0x1F, 1_000, 2026-01-02, .5, yes]')
    assert read(path).data == [1, -2, 1.5, True, False, None, None, "1", "0x1F", "1_000", "2026-01-02", ".5", "yes"]


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read(path).data == {"a": 1}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a: 1\nb: 2\na: 3\n", "params/x.yaml:3: a: stands in line 1 already. Keep one of the two."),
        ("a: {b: 1, b: 2}\n", "params/x.yaml:1: a.b: stands in line 1 already. Keep one of the two."),
        ("a: &x 1\nb: *x\n", "params/x.yaml:2: b: repeats another place by an anchor (& and *). Write it out."),
        ("a: !env HOME\n", "params/x.yaml:1: a: has the tag '!env'. Tags (!) are not used here. Remove it."),
        ("a: 1\n[b]: 2\n", "params/x.yaml: has a key in line 2 that is no text."),
        ("# only a comment\n", "params/x.yaml: is empty."),
        ("a: b: c\n", "params/x.yaml:1:5: is not yaml: mapping values are not allowed in this context. "
         "A text with a colon needs quotes; a key needs the indent of its neighbours."),
        ("a:\n\t- b\n", "params/x.yaml:2:1: is not yaml: found character that cannot start any token. "
         "Indent with spaces, not with tabs; a text that begins with @, ` or % needs quotes."),
        ("a: 1\n---\nb: 2\n", "params/x.yaml:2:1: is not yaml: but found another document."),
        ("名: 云岭\n".encode("gb18030"), "params/x.yaml: is not UTF-8 at byte 1. Save it again in the encoding UTF-8."),
        ("a: \x07\n", "params/x.yaml: holds the control character U+0007. Remove it."),
    ],
)  # fmt: skip
def test_a_file_that_is_no_yaml_is_told_where(tmp_path: Path, content: str | bytes, said: str) -> None:
    assert _problems(tmp_path, content) == [said]


def test_a_folder_in_place_of_a_file_is_told(tmp_path: Path) -> None:
    assert str(read(tmp_path).problems[0]).endswith("cannot be read: Is a directory.")


def test_an_anchor_that_holds_itself_ends(tmp_path: Path) -> None:
    assert _problems(tmp_path, "a: &x [*x]\n") == [
        "params/x.yaml:1: a[0]: repeats another place by an anchor (& and *). Write it out."
    ]


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/srv/li/book/params/north/company.yaml", "params/north/company.yaml"),
        ("/params/book/params/company.yaml", "params/company.yaml"),
        ("weekly.yaml", "weekly.yaml"),
    ],
)
def test_a_file_is_named_without_the_folders_of_the_machine(path: str, shown: str) -> None:
    assert shown_path(PurePath(path)) == shown


@pytest.mark.parametrize(
    ("keys", "text"), [(("rules", 1, "due", "time"), "rules[1].due.time"), (("zone",), "zone"), ((0, "a"), "[0].a")]
)
def test_the_way_to_a_value_is_written_as_in_python(keys: tuple[Any, ...], text: str) -> None:
    assert written(keys) == text
