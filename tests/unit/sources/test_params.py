import pytest
from pydantic import ValidationError

from reviewbook.params.mappings import ColumnRule, Mapping
from reviewbook.params.sources import FilesEntry, Sources


def told(model, value):
    with pytest.raises(ValidationError) as refusal:
        model.model_validate(value)
    return [
        ".".join(map(str, e["loc"])) + ": " + e["msg"].removeprefix("Value error, ") for e in refusal.value.errors()
    ]


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"table": "order", "file": "a.csv"}, "table: 'order' is not a table. Did you mean 'orders'?"),
        ({"table": "people"}, ": needs a file, or rows written here, and not both"),
        (
            {"table": "people", "file": "a.csv", "columns": {"person_id": "id", "nam": "n"}},
            ": 'nam' is not a column of people. Did you mean 'name'? people needs 'name'; add it under columns.",
        ),
        (
            {"table": "people", "rows": [{"person_id": "1", "nam": "Li"}]},
            ": 'nam' is not a column of people. Did you mean 'name'?",
        ),
        (
            {"table": "people", "rows": [{"person_id": 12, "name": "Li"}]},
            "rows.0.person_id: is not text; write it in quotes: '12'",
        ),
        (
            {"table": "people", "file": "../../etc/passwd"},
            "file: is not a file of the folder; write it like raw/orders_*.csv",
        ),
        ({"table": "people", "file": "a.csv", "sheets": "x"}, "sheets: Extra inputs are not permitted"),
        (
            {"table": "people", "rows": [{"person_id": "1", "name": "Li"}], "filled": ["name"]},
            ": rows written here have the table's own columns; only `empty` goes with them",
        ),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_refused(mapping, message):
    assert told(Mapping, mapping) == [message]


@pytest.mark.parametrize(
    ("column", "rule", "message"),
    [
        ("role", {"constant": "boss"}, "'role' cannot be 'boss'. Use one of: manager, rep."),
        ("role", {"from": "r", "values": {"M": "managr"}}, "'role' cannot be 'managr'. Did you mean 'manager'?"),
        ("person_id", {"from": "id", "times": 2}, "'person_id' is no number, so `times` has no meaning there."),
        ("person_id", {"from": "id", "format": "%d"}, "'person_id' is no date, so `format` has no meaning there."),
        ("valid_from", {"from": "d", "time": "09:00"}, "'valid_from' is no instant, so `time` has no meaning there."),
    ],
)
def test_a_column_rule_must_fit_its_column(column, rule, message):
    columns = {"person_id": "id", "team_id": "t", "role": "r", "valid_from": "d", column: rule}
    assert told(Mapping, {"table": "memberships", "file": "a.csv", "columns": columns}) == [f": {message}"]


@pytest.mark.parametrize("rule", [{}, {"from": "a", "constant": "b"}, {"join": ["a"], "line_number_within": "b"}])
def test_a_column_has_exactly_one_origin(rule):
    assert told(ColumnRule, rule) == [": needs exactly one of from, join, constant, line_number_within"]


def test_keys_of_values_must_be_text_because_a_number_has_lost_its_zeros():
    assert told(ColumnRule, {"from": "a", "values": {12: "x"}}) == ["values: is not text; write it in quotes: '12'"]


def test_others_needs_something_that_it_is_other_than():
    assert told(ColumnRule, {"from": "a", "others": "x"}) == [": others goes with values or lookup"]


def test_a_source_with_equal_marks_or_rows_in_two_places_is_refused():
    files = {"kind": "files", "name": "crm", "folder": "data"}
    assert told(FilesEntry, {**files, "decimal": ",", "thousands": ","}) == [": decimal and thousands are both ','"]
    rows = {"table": "people", "rows": [{"person_id": "1", "name": "Li"}]}
    assert told(FilesEntry, {**files, "tables": [rows, rows]}) == [
        ": rows of people are written in two places; put them together"
    ]
    assert told(FilesEntry, {**files, "zone": "Mars"}) == ["zone: is not a time zone; write it like Asia/Shanghai"]


def test_sources_have_names_of_their_own():
    one = {"kind": "sample", "name": "a"}
    assert told(Sources, {"sources": [one, one]}) == [": two sources are called a; each needs a name of its own"]


def test_a_lookup_names_one_file():
    lookup = {"file": "staff_*.csv", "key": "a", "value": "b"}
    assert told(ColumnRule, {"from": "a", "lookup": lookup}) == [
        r"lookup.file: String should match pattern '^[^*?\[]+$'"
    ]
