import io

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reviewbook.errors import SourceError
from reviewbook.schema import FRAMES, TABLES
from reviewbook.sources.kinds import DTYPES

ORDERS = (
    "order_id,line_id,person_id,ordered_at,quantity,amount,currency,status\n"
    "0012,1,007,2026-11-23T09:00,2,10.5,CNY,confirmed\n"
)
BY_NAME = {"people.csv": "person_id,name\n0012,Li\n1234567890123456789,Wu\n"}


def rejects(mapped):
    return mapped.rejected[["file", "line", "column", "value", "reason"]].values.tolist()


def left_out(mapped):
    return mapped.left_out[["table", "file", "rows", "reason"]].values.tolist()


def test_a_file_named_after_a_table_needs_no_mapping(files):
    mapped = files({**BY_NAME, "orders.csv": ORDERS, "notes.txt": "whatever"}, zone="Asia/Shanghai")
    assert sorted(mapped.tables) == ["orders", "people"]
    assert mapped.tables["people"]["person_id"].tolist() == ["0012", "1234567890123456789"]
    order = mapped.tables["orders"].iloc[0]
    assert (order["order_id"], order["person_id"], order["amount"]) == ("0012", "007", 10.5)
    assert order["ordered_at"] == pd.Timestamp("2026-11-23T01:00Z")
    assert (order["_file"], order["_line"]) == ("orders.csv", 2)
    assert mapped.rejected.empty


def test_every_column_has_the_type_of_its_kind_even_when_empty(files):
    tables = files({"people.csv": "person_id,name\n", "orders.csv": ORDERS}, zone="UTC").tables
    for name, frame in tables.items():
        for column in TABLES[name].columns:
            assert frame[column.name].dtype == DTYPES[column.kind], (name, column.name)
        assert list(frame) == [*TABLES[name].names, "_file", "_line"]


def test_a_file_named_after_a_table_with_a_strange_column_is_refused(files):
    with pytest.raises(SourceError) as refusal:
        files({"people.csv": "person_id,nam,hired_onn\n1,Li,2026-01-01\n"})
    assert str(refusal.value).splitlines() == [
        "source crm: people from people.csv: there is no column 'name', and every row of people needs one. "
        "The file has: person_id, nam, hired_onn. Add the column, or map it in sources.yaml.",
        "source crm: people from people.csv: column 'nam' is not one of people. Did you mean 'name'? "
        "Rename it, or list the table in sources.yaml ({table: people, file: …}) to leave it out.",
        "source crm: people from people.csv: column 'hired_onn' is not one of people. Did you mean 'hired_on'? "
        "Rename it, or list the table in sources.yaml ({table: people, file: …}) to leave it out.",
    ]


def test_a_mapping_without_columns_takes_those_of_the_same_names_and_leaves_the_others(files):
    mapped = files(
        {"staff_a.csv": "person_id,name,shoe\n1,Li,42\n", "staff_b.csv": "name,person_id\nWu,2\n"},
        [{"table": "people", "file": "staff_*.csv"}],
    )
    assert mapped.tables["people"][["person_id", "name", "_file"]].values.tolist() == [
        ["1", "Li", "staff_a.csv"],
        ["2", "Wu", "staff_b.csv"],
    ]


def test_a_table_with_a_mapping_is_read_by_it_only(files):
    mapped = files(
        {"people.csv": "who,what\nx,y\n", "staff.csv": "person_id,name\n1,Li\n"},
        [{"table": "people", "file": "staff.csv"}],
    )
    assert mapped.tables["people"]["name"].tolist() == ["Li"]


def test_a_column_that_the_file_does_not_have_is_answered_with_the_nearest(files):
    with pytest.raises(SourceError) as refusal:
        files(
            {"staff.csv": "Number,Name\n1,Li\n"},
            [
                {
                    "table": "people",
                    "file": "staff.csv",
                    "columns": {"person_id": "Nummer", "name": "Name"},
                    "filled": ["Mail"],
                }
            ],
        )
    assert str(refusal.value).splitlines() == [
        "source crm: people from staff.csv: the file has no column 'Nummer'. Did you mean 'Number'?",
        "source crm: people from staff.csv: the file has no column 'Mail'. Use one of: Name, Number.",
    ]


def test_constants_joined_columns_and_line_numbers_make_what_a_file_lacks(files):
    mapped = files(
        {
            "lines.csv": "year,no,day,who,qty,eur\n26,7,2026-01-02,1,1,5\n26,8,2026-01-02,1,1,6\n26,7,2026-01-03,1,0,7\n26,7,,1,2,8\n"
        },
        [
            {
                "table": "orders",
                "file": "lines.csv",
                "only": {"qty": ["1", "2"]},
                "columns": {
                    "order_id": {"join": ["year", "no"], "separator": "/"},
                    "line_id": {"line_number_within": "no"},
                    "person_id": "who",
                    "ordered_at": {"from": "day", "time": "00:00"},
                    "quantity": "qty",
                    "amount": "eur",
                    "currency": {"constant": "EUR"},
                    "status": {"constant": "confirmed"},
                },
            }
        ],
        zone="Europe/Berlin",
    )
    orders = mapped.tables["orders"]
    assert orders[["order_id", "line_id", "amount"]].values.tolist() == [["26/7", "1", 5.0], ["26/8", "1", 6.0]]
    assert orders["ordered_at"].tolist() == [pd.Timestamp("2026-01-01T23:00Z")] * 2
    assert rejects(mapped) == [
        [
            "lines.csv",
            5,
            "ordered_at",
            pytest.approx(float("nan"), nan_ok=True),
            "is empty, and every row needs it (column 'day')",
        ]
    ]
    assert left_out(mapped) == [["orders", "lines.csv", 1, "qty is none of 1, 2"]]


def test_a_filter_does_not_renumber_lines(files):
    mapped = files(
        {"lines.csv": "no,kind\n7,tax\n7,goods\n"},
        [
            {
                "table": "trainings",
                "file": "lines.csv",
                "only": {"kind": ["goods"]},
                "columns": {"training_id": {"line_number_within": "no"}, "person_id": "no", "skill": "kind"},
            }
        ],
    )
    assert mapped.tables["trainings"]["training_id"].tolist() == ["2"]


TARGETS = [
    {
        "table": "targets",
        "file": "targets.csv",
        "empty": ["-"],
        "unpivot": {"columns": {"Jan": "01", "Feb": "02"}, "name": "month", "value": "target"},
        "filled": ["target"],
        "columns": {
            "owner_kind": {"from": "Who", "values": {"900": "team"}, "others": "person"},
            "owner_id": {
                "from": "Who",
                "values": {"900": "east"},
                "lookup": {"file": "staff.csv", "key": "national_id", "value": "no"},
            },
            "measure": {"constant": "revenue"},
            "period": {"join": ["Year", "month"]},
            "amount": {"from": "target", "times": 1000},
        },
    }
]


def test_months_side_by_side_become_rows_in_thousands_with_people_looked_up(files):
    mapped = files(
        {
            "targets.csv": "Year,Who,Jan,Feb\n2026,111,5,-\n2026,900,7,8\n2026,222,1,2\n",
            "staff.csv": "no,national_id\n0012,111\n0013,333\n",
        },
        TARGETS,
    )
    assert mapped.tables["targets"][["owner_kind", "owner_id", "period", "amount", "_line"]].values.tolist() == [
        ["person", "0012", "2026-01", 5000.0, 2],
        ["team", "east", "2026-01", 7000.0, 3],
        ["team", "east", "2026-02", 8000.0, 3],
    ]
    reason = "'222' is not in staff.csv (national_id) (column 'Who')"
    assert rejects(mapped) == [["targets.csv", 4, "owner_id", "222", reason]] * 2
    assert left_out(mapped) == [["targets", "targets.csv", 1, "target is empty"]]


def test_a_lookup_with_two_answers_is_refused(files):
    with pytest.raises(SourceError) as refusal:
        files({"targets.csv": "Year,Who,Jan,Feb\n", "staff.csv": "no,national_id\n1,111\n2,111\n"}, TARGETS)
    assert str(refusal.value) == (
        "staff.csv: national_id 111 stands there more than once. A lookup needs one answer for each key. "
        "Mend the file, or look up another column."
    )


def test_a_value_that_is_not_listed_is_rejected_and_not_passed_on(files):
    mapped = files(
        {"deals.csv": "id,who,phase,opened\n1,7,gewonnen,2026-01-01\n2,7,won,2026-01-01\n"},
        [
            {
                "table": "opportunities",
                "file": "deals.csv",
                "columns": {
                    "opportunity_id": "id",
                    "person_id": "who",
                    "stage": "phase",
                    "created_on": "opened",
                    "outcome": {"from": "phase", "values": {"gewonnen": "won"}},
                },
            }
        ],
    )
    assert mapped.tables["opportunities"]["outcome"].tolist() == ["won"]
    assert rejects(mapped) == [
        ["deals.csv", 3, "outcome", "won", "'won' is not among the `values` of sources.yaml (column 'phase')"]
    ]


def test_rows_of_the_params_are_rows_of_the_table(files):
    rows = [
        {"team_id": "east", "name": "East", "zone": "Asia/Shanghai", "calendar": "CN"},
        {"team_id": "moon", "name": "Moon", "zone": "Luna/Tranquillity", "calendar": "CN"},
    ]
    mapped = files({}, [{"table": "teams", "rows": rows}])
    assert mapped.tables["teams"]["team_id"].tolist() == ["east"]
    assert rejects(mapped) == [
        [
            "sources.yaml#teams",
            2,
            "zone",
            "Luna/Tranquillity",
            "'Luna/Tranquillity' is not a time zone like Asia/Shanghai",
        ]
    ]


def test_every_problem_of_a_row_is_told_and_a_bad_optional_value_is_not_emptied(files):
    mapped = files({"people.csv": "person_id,name,hired_on\n1,Li,\n2,,soon\n3,Wu,2026-02-30\n4,Xu\n"})
    assert mapped.tables["people"]["person_id"].tolist() == ["1"]
    assert list(mapped.rejected) == FRAMES["rejected"].names
    assert mapped.rejected[["source", "table"]].drop_duplicates().values.tolist() == [["crm", "people"]]
    found = mapped.rejected.astype(object).where(mapped.rejected.notna(), None)
    assert found[["line", "column", "value", "reason"]].values.tolist() == [
        [3, "hired_on", "soon", "'soon' is not a date like 2026-11-23"],
        [3, "name", None, "is empty, and every row needs it"],
        [4, "hired_on", "2026-02-30", "'2026-02-30' is not a day of the calendar"],
        [5, None, "2", "has 2 cells where the header has 3"],
    ]


@pytest.mark.parametrize(
    ("file", "text", "column", "reason"),
    [
        (
            "people.csv",
            "person_id,name,hired_on,left_on\n1,Li,2026-02-01,2026-01-31\n",
            "left_on",
            "'2026-01-31' is before hired_on",
        ),
        (
            "memberships.csv",
            "person_id,team_id,role,valid_from,valid_to\n1,e,rep,2026-02-01,2026-02-01\n",
            "valid_to",
            "'2026-02-01' is not after valid_from",
        ),
        (
            "leave.csv",
            "person_id,starts_on,ends_on,kind,portion\n1,2026-02-01,2026-02-01,sick,2\n",
            "portion",
            "'2.0' is out of limits; portion is from 0 to 1",
        ),
        (
            "reports.csv",
            "report_id,person_id,cadence,period,template,submitted_at,revision,source\n1,1,weekly,2026-11,t,2026-11-01T09:00Z,1,s\n",
            "period",
            "'2026-11' is not a period of the row's cadence",
        ),
        (
            "reports.csv",
            "report_id,person_id,cadence,period,template,submitted_at,revision,source\n1,1,monthly,2026-11,t,2026-11-01T09:00Z,0,s\n",
            "revision",
            "'0' is out of limits; revision is 1 or more",
        ),
    ],
)
def test_a_row_that_contradicts_itself_is_rejected(files, file, text, column, reason):
    mapped = files({file: text})
    assert mapped.rejected[["line", "column", "reason"]].values.tolist() == [[2, column, reason]]
    assert mapped.tables[file.removesuffix(".csv")].empty


def test_a_clock_change_rejects_only_the_times_that_it_makes_unclear(files):
    head, first = ORDERS.splitlines()
    times = ["2026-03-29T02:30", "2026-10-25T02:30", "2026-10-25T02:30+01:00", "2026-10-25T03:00"]
    lines = [first.replace("2026-11-23T09:00", time).replace(",1,", f",{n},", 1) for n, time in enumerate(times)]
    mapped = files({"orders.csv": "\n".join([head, *lines])}, zone="Europe/Berlin")
    assert mapped.rejected[["line", "value"]].values.tolist() == [[2, times[0]], [3, times[1]]]
    assert mapped.tables["orders"]["ordered_at"].tolist() == [
        pd.Timestamp("2026-10-25T01:30Z"),
        pd.Timestamp("2026-10-25T02:00Z"),
    ]


def test_the_later_of_two_rows_with_one_key_wins_and_the_earlier_is_told(files):
    mapped = files(
        {"a_1.csv": "person_id,name\n1,Li\n2,Wu\n1,Lee\n", "a_2.csv": "person_id,name\n2,Wu\n3,Xu\n1,Li Na\n"},
        [{"table": "people", "file": "a_*.csv"}],
    )
    assert mapped.tables["people"].sort_values("person_id")[["person_id", "name", "_file"]].values.tolist() == [
        ["1", "Li Na", "a_2.csv"],
        ["2", "Wu", "a_2.csv"],
        ["3", "Xu", "a_2.csv"],
    ]
    assert mapped.rejected[["file", "line", "value", "reason"]].values.tolist() == [
        ["a_1.csv", 2, "1", "replaced by line 4 of a_2.csv, which has the same person_id"],
        ["a_1.csv", 4, "1", "replaced by line 4 of a_2.csv, which has the same person_id"],
    ]
    assert left_out(mapped) == [["people", "", 1, "the same row stands there again"]]


def test_parquet_with_types_of_its_own_is_checked_like_text(files):
    table = pa.table(
        {
            "person_id": pa.array([9007199254740993, 2, 3], pa.int64()),
            "name": pa.array(["Li", "", "Wu"]).dictionary_encode(),
            "hired_on": pa.array([None, None, pd.Timestamp("2026-01-01").date()], pa.date32()),
        }
    )
    out = io.BytesIO()
    pq.write_table(table, out)
    mapped = files({"people.parquet": out.getvalue()})
    assert mapped.tables["people"]["person_id"].tolist() == ["9007199254740993", "3"]
    assert mapped.tables["people"]["hired_on"].tolist()[1] == pd.Timestamp("2026-01-01")
    assert mapped.rejected[["line", "column"]].values.tolist() == [[2, "name"]]


def test_numbers_are_read_with_the_marks_of_the_source(files):
    text = ORDERS.replace(",", ";").replace("10.5", "1.234,5").replace("2026-11-23T09:00", "2026-11-23T09:00Z")
    mapped = files({"orders.csv": text}, decimal=",", thousands=".")
    assert mapped.tables["orders"]["amount"].tolist() == [1234.5]


def test_an_old_snapshot_without_a_file_that_is_mapped_today_says_so(files, places):
    from reviewbook.params.sources import FilesEntry
    from reviewbook.sources import canonical, snapshots

    files(BY_NAME)
    today = FilesEntry.model_validate(
        {"kind": "files", "name": "crm", "folder": "data", "tables": [{"table": "products", "file": "goods.csv"}]}
    )
    mapped = canonical(snapshots(places, "crm")[0], today)
    assert sorted(mapped.tables) == ["people"]
    assert left_out(mapped) == [["products", "goods.csv", 0, "the snapshot holds no such file"]]
