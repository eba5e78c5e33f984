"""What fuzzing and reading for it have found, each as the smallest thing that showed it: it stays mended."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from stand_ins.server import Reply

from fuzz.test_systems import kept
from reviewbook.errors import SourceError
from reviewbook.params.mappings import ColumnRule
from reviewbook.params.reading import read
from reviewbook.params.sources import FilesEntry
from reviewbook.places import Places
from reviewbook.schema import TABLES
from reviewbook.sources.filling import filled
from reviewbook.sources.kinds import Manner, typed
from reviewbook.sources.received import LINE
from reviewbook.sources.systems import SYSTEMS
from reviewbook.sources.systems.matching import Person, proposals
from reviewbook.sources.systems.rows import Contact

HIRED_ON = TABLES["people"].column("hired_on")
GIVEN_AT = TABLES["feedback"].column("given_at")
ENTRY = FilesEntry(kind="files", name="ours", folder="data", zone="UTC")


def _in_file(tmp_path: Path, text: str) -> tuple[object, list[str]]:
    path = tmp_path / "company.yaml"
    path.write_text(text, "utf-8")
    file = read(path)
    return file.data, [str(one).partition("company.yaml")[2] for one in file.problems]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_brackets_without_end_are_told_by_their_line_and_take_no_process_along(tmp_path: Path, opening: str) -> None:
    data, said = _in_file(tmp_path, f"name: x\na:\n {opening * 100_000}")
    assert data is None
    assert len(said) == 1
    assert said[0].startswith(":3: stands in more than 50 lists and mappings inside each other.")


def test_what_has_more_digits_than_a_number_can_have_is_text(tmp_path: Path) -> None:
    data, said = _in_file(tmp_path, f"a: {'9' * 5000}\nb: {'9' * 400}.5\nc: 12\nd: -0.5\n")
    assert (data, said) == ({"a": "9" * 5000, "b": f"{'9' * 400}.5", "c": 12, "d": -0.5}, [])


@pytest.mark.parametrize("text", ["null\n", "~\n", "---\n...\n", ""])
def test_a_file_of_nothing_says_that_it_is_empty(tmp_path: Path, text: str) -> None:
    assert _in_file(tmp_path, text) == (None, [": is empty."])


@pytest.mark.parametrize("number", [".inf", "inf", "nan", "1e999"])
def test_a_number_of_the_params_is_finite(number: str) -> None:
    with pytest.raises(ValueError, match="times"):
        ColumnRule.model_validate({"from": "amount", "times": number})


@pytest.mark.parametrize(
    ("column", "manner"),
    [
        (HIRED_ON, Manner(format="%Q")),
        (HIRED_ON, Manner(format="%")),
        (GIVEN_AT, Manner("UTC", format="%Y-%m-%d %H:%M", time="09:00")),
    ],
)
def test_a_format_that_is_none_is_told_as_one(column: object, manner: Manner) -> None:
    with pytest.raises(SourceError, match=r"^sources.yaml: format: .* is no way to write dates: .* Write it like"):
        typed(pd.Series(["2026-11-23"], dtype="str"), column, manner)


def test_an_amount_in_thousands_that_becomes_infinite_is_rejected() -> None:
    table = TABLES["targets"]
    given = {"owner_kind": "person", "owner_id": "p1", "measure": "revenue", "period": "2026-11", "currency": "CNY"}
    rules = {name: ColumnRule(constant=text) for name, text in given.items()}
    rules["amount"] = ColumnRule(**{"from": "a", "times": 1000})
    rows = pd.DataFrame({"a": pd.Series(["12", "1e308"], dtype="str"), LINE: [2, 3]})
    found = filled(rows, table, rules, ENTRY, lambda lookup: pd.DataFrame())
    assert found.rows["amount"].tolist() == [12_000.0]
    assert found.refused.values.tolist() == [[3, "amount", "1e308", "'1e308' is too large (column 'a')"]]


def test_an_instant_beyond_the_calendar_is_refused_and_the_others_are_read() -> None:
    values = pd.Series([2**52, 1_795_000_000]).astype("datetime64[s]")
    found, why = typed(values, GIVEN_AT, Manner("UTC"))
    assert found.notna().tolist() == [False, True]
    assert why.to_dict() == {0: "is not a time of the calendar"}


def test_a_whole_number_of_any_length_is_read_or_too_large() -> None:
    texts = pd.Series(["0" * 5000 + "7", "9" * 5000], dtype="str")
    found, why = typed(texts, TABLES["reports"].column("revision"), Manner())
    assert found.dropna().tolist() == [7]
    assert why.tolist() == ["is too large"]


def test_an_answer_of_brackets_without_end_is_no_json(tmp_path: Path) -> None:
    stand_in = kept("trello").stand_in
    stand_in.fault("reply", ".", times=99, reply=Reply(200, b"[" * 200_000))
    with pytest.raises(SourceError, match="it is no JSON"):
        kept("trello").pull(Places(tmp_path), 0)
    stand_in.faults.clear()


def test_somebody_whose_address_is_no_text_has_none_and_is_matched_by_name() -> None:
    somebody = Contact(7, ["王芳"], ["wang.fang@yunling.example"], True)  # type: ignore[arg-type]
    assert somebody == Contact("7", "['王芳']", None)
    (found,) = proposals([Contact("7", "王芳", {})], [Person("p1", "王芳")], {})  # type: ignore[arg-type]
    assert found.person == Person("p1", "王芳")


@pytest.mark.parametrize("kind", SYSTEMS)
def test_each_system_has_records_to_be_tampered_with(kind: str) -> None:
    assert kept(kind).records.kinds
