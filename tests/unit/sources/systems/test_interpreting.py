"""What a mapping hands over is typed and checked like the rows of a file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from reviewbook.errors import SourceError
from reviewbook.params.loading import load
from reviewbook.params.systems.base import SystemEntry
from reviewbook.places import Places
from reviewbook.sources.interpreting import interpreted
from reviewbook.sources.systems.records import Records
from reviewbook.sources.systems.rows import Ground, LeftOut, Row
from reviewbook.sources.systems.system import System

PARAMS = load(Places(Path(__file__).parents[4]))
GROUND = Ground(SystemEntry(kind="x", name="crm", since=date(2026, 1, 1)), PARAMS.templates, PARAMS.company)


def order(key="so1", line=1, **more):
    values = {"order_id": key, "line_id": "1", "person_id": "p1", "ordered_at": datetime(2026, 11, 17, 1, tzinfo=UTC),
              "quantity": 1, "amount": Decimal("1000.10"), "currency": "CNY", "status": "confirmed"}  # fmt: skip
    return Row("orders", {**values, **more}, f"SalesOrderObj {key}", line)


def mapped(*rows):
    system = System("x", talk=lambda entry, clock: None, rows=lambda records, ground: iter(rows), contacts=lambda _: [])
    return interpreted(system, Records(), GROUND)


def test_a_row_arrives_with_its_types():
    (row,) = mapped(order()).tables["orders"].to_dict("records")
    assert (row["order_id"], row["amount"], row["ordered_at"].isoformat()) == (
        "so1",
        1000.10,
        "2026-11-17T01:00:00+00:00",
    )
    assert (row["_file"], row["_line"]) == ("SalesOrderObj so1", 1)


def test_a_bad_value_is_rejected_with_its_record_and_the_others_are_kept():
    result = mapped(order(), order("so2", amount="plenty", status="won"), order("so3", ordered_at=None))
    assert list(result.tables["orders"]["order_id"]) == ["so1"]
    found = result.rejected[["file", "column", "value", "reason"]].values.tolist()
    assert found[0] == ["SalesOrderObj so2", "amount", "plenty", "'plenty' is not a number like 1234.50"]
    assert found[1][:3] == ["SalesOrderObj so2", "status", "won"]
    assert (found[2][0], found[2][1], found[2][3]) == (
        "SalesOrderObj so3",
        "ordered_at",
        "is empty, and every row needs it",
    )


def test_a_row_that_contradicts_itself_is_rejected_under_its_own_record():
    case = {"severity": "low", "opened_at": datetime(2026, 11, 17, 9, tzinfo=UTC)}
    early = datetime(2026, 11, 17, 8, tzinfo=UTC)
    result = mapped(
        Row("complaints", {**case, "complaint_id": "c1"}, "CasesObj c1"),
        Row("complaints", {**case, "complaint_id": "c2", "resolved_at": early}, "CasesObj c2"),
    )
    assert result.rejected[["file", "column"]].values.tolist() == [["CasesObj c2", "resolved_at"]]


def test_what_is_left_out_is_counted_by_its_reason():
    result = mapped(order(), *[LeftOut("reports", "journals", "the form 请假 is no report")] * 2)
    assert result.left_out[["table", "file", "rows", "reason"]].values.tolist() == [
        ["reports", "journals", 2, "the form 请假 is no report"]
    ]


def test_half_of_a_pair_of_surrogates_becomes_the_sign_for_it():
    (row,) = mapped(Row("products", {"product_id": "a", "name": "泵\ud83d"}, "x")).tables["products"].to_dict("records")
    assert row["name"] == "泵\ufffd"


def test_a_mapping_that_fills_a_column_that_is_none_is_a_mistake_and_told():
    with pytest.raises(SourceError, match=r"source crm: its mapping fills orders\.price"):
        mapped(order(price=1))


def test_a_record_that_a_mapping_stumbles_over_is_an_error_of_its_source():
    def rows(records, ground):
        yield order()
        raise KeyError("owner")

    system = System("x", talk=lambda entry, clock: None, rows=rows, contacts=lambda _: [])
    with pytest.raises(SourceError, match=r"^source crm: a record of the system is not made as .*: KeyError: 'owner'"):
        interpreted(system, Records(), GROUND)
