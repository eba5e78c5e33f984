import codecs
import io
from datetime import date, datetime

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from reviewbook.errors import SourceError
from reviewbook.sources.reading import read

TEXT = "person_id,name\n0012,张伟\n1234567890123456789,José Saraiva\n"


def workbook(sheets):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        day, minute = (book.add_format({"num_format": f}) for f in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm"))
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for y, row in enumerate(rows):
                for x, cell in enumerate(row):
                    if isinstance(cell, datetime):
                        sheet.write_datetime(y, x, cell, minute)
                    elif isinstance(cell, date):
                        sheet.write_datetime(y, x, cell, day)
                    elif isinstance(cell, str):
                        sheet.write_string(y, x, cell)
                    else:
                        sheet.write(y, x, cell)
    return out.getvalue()


def rows_of(folder, name, content, sheet=""):
    return read(content, name, sheet)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("gb18030"), "gb18030"),
    ],
)
def test_every_encoding_gives_the_same_names(tmp_path, data, encoding):
    received = rows_of(tmp_path, "people.csv", data)
    assert received.rows.to_pydict() == {
        "person_id": ["0012", "1234567890123456789"],
        "name": ["张伟", "José Saraiva"],
        "_line": [2, 3],
    }
    assert received.encoding == encoding


def test_text_in_no_known_encoding_is_refused_with_what_was_tried(tmp_path):
    with pytest.raises(SourceError) as refusal:
        rows_of(tmp_path, "people.csv", b"person_id,name\n1,\xff\xff\n")
    assert str(refusal.value) == (
        "people.csv: is not readable as text. Tried utf-8 (fails at byte 18), gb18030 (fails at byte 18). "
        "Save it again as CSV in UTF-8."
    )


def test_utf_16_without_a_mark_is_refused_instead_of_read_as_garbage(tmp_path):
    with pytest.raises(SourceError, match=r"utf-8 \(holds NUL characters\)"):
        rows_of(tmp_path, "people.csv", "person_id,name\n1,Li\n".encode("utf-16-le"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path, delimiter):
    text = f'a{delimiter}b\n"1, 2; 3"{delimiter}x\n"4, 5; 6"{delimiter}y\n'
    assert rows_of(tmp_path, "a.csv", text.encode()).rows.column("b").to_pylist() == ["x", "y"]


def test_a_quoted_line_break_keeps_the_line_numbers_of_the_file(tmp_path):
    received = rows_of(tmp_path, "a.csv", b'id,text\r\n1,"two\r\nlines"\r\n\r\n2,one\r\n')
    assert received.rows.to_pydict() == {"id": ["1", "2"], "text": ["two\r\nlines", "one"], "_line": [2, 5]}


def test_quotes_that_do_not_fit_are_refused_with_the_line(tmp_path):
    with pytest.raises(SourceError) as refusal:
        rows_of(tmp_path, "a.csv", b'id,text\n1,ok\n2,"open\n3,lost\n')
    assert str(refusal.value) == (
        "a.csv: its quotes do not fit near line 3: unexpected end of data. "
        'A quoted cell ends with a quote before the delimiter; a quote inside is written "".'
    )


def test_an_empty_file_and_a_doubled_column_are_refused(tmp_path):
    with pytest.raises(SourceError, match=r"is empty. The first line names the columns"):
        rows_of(tmp_path, "a.csv", b"")
    with pytest.raises(SourceError, match=r"two columns are called 'id'. Each needs its own name."):
        rows_of(tmp_path, "b.csv", b"id,id\n1,2\n")


def test_excel_gives_text_ids_whole_numbers_and_iso_dates(tmp_path):
    data = workbook(
        {
            "Data": [
                ["", "", "", "", ""],
                ["id", "number", "day", "at", "flag"],
                ["0012", 1234.5, date(2026, 11, 23), datetime.fromisoformat("2026-11-23T09:30"), True],
                ["1234567890123456789", 12, date(2026, 11, 24), datetime.fromisoformat("2026-11-24T00:00"), False],
            ]
        }
    )
    assert rows_of(tmp_path, "a.xlsx", data).rows.to_pydict() == {
        "id": ["0012", "1234567890123456789"],
        "number": ["1234.5", "12"],
        "day": ["2026-11-23", "2026-11-24"],
        "at": ["2026-11-23T09:30:00", "2026-11-24T00:00:00"],
        "flag": ["true", "false"],
        "_line": [3, 4],
    }


def test_a_sheet_is_chosen_by_name_and_a_wrong_name_is_answered_with_the_right_one(tmp_path):
    data = workbook({"Notes": [["x"], ["1"]], "Orders": [["y"], ["2"]]})
    assert rows_of(tmp_path, "a.xlsx", data).rows.column_names == ["x", "_line"]
    chosen = rows_of(tmp_path, "a.xlsx", data, "Orders")
    assert (chosen.name, chosen.rows.column_names) == ("a.xlsx#Orders", ["y", "_line"])
    with pytest.raises(SourceError, match=r"a.xlsx#Order: it has no sheet 'Order'. Did you mean 'Orders'\?"):
        rows_of(tmp_path, "a.xlsx", data, "Order")


def test_a_damaged_workbook_and_a_damaged_parquet_file_are_refused_by_name(tmp_path):
    with pytest.raises(SourceError, match=r"a.xlsx: is not a readable workbook: .* Open and save it again"):
        rows_of(tmp_path, "a.xlsx", b"PK not really")
    with pytest.raises(SourceError, match=r"a.parquet: is not a Parquet file: .* Ask for it again"):
        rows_of(tmp_path, "a.parquet", b"PAR1 not really")


def test_a_kind_of_file_that_is_not_read_is_refused(tmp_path):
    with pytest.raises(SourceError, match=r"a.pdf: files of the kind '.pdf' are not read. Use .csv, .tsv"):
        rows_of(tmp_path, "a.pdf", b"%PDF")


def test_parquet_keeps_its_types_and_gets_row_numbers(tmp_path):
    out = io.BytesIO()
    pq.write_table(pa.table({"id": pa.array([9007199254740993, None], pa.int64()), "name": ["a", "b"]}), out)
    received = rows_of(tmp_path, "a.parquet", out.getvalue())
    assert received.rows.to_pydict() == {"id": [9007199254740993, None], "name": ["a", "b"], "_line": [1, 2]}
    assert isinstance(received.rows.to_pandas(), pd.DataFrame)
