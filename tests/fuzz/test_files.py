"""Files of any kind, whole, cut off or made by a strange program: no row is lost, and no file brings the reader down."""

from __future__ import annotations

import datetime as dt
import decimal
import io
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz.tampering import BYTE_EDITS, PIECES, TEXTS, altered, refused_well
from reviewbook.errors import SourceError
from reviewbook.params.sources import FilesEntry
from reviewbook.places import Places
from reviewbook.schema import FRAMES, TABLES
from reviewbook.sources import canonical
from reviewbook.sources.reading import PAGES, SUFFIXES, read
from reviewbook.sources.received import LINE
from reviewbook.sources.snapshots import keep

AT = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
some = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

#: Tables of which files are made: each kind of column is in one of them.
NAMES = ("people", "orders", "targets", "reports", "report_fields", "satisfaction", "leave", "memberships", "teams")

#: What stands in files: right and wrong.
CELLS = st.sampled_from([piece for piece in PIECES if not set(piece) & set("\x00\ud800\x1b")])

#: What Parquet may hold where a table wants text, numbers or days.
ARRAYS: tuple[Callable[[int], pa.Array], ...] = (
    lambda n: pa.array([f"p{i}" for i in range(n)]),
    lambda n: pa.array([f"p{i}" for i in range(n)]).dictionary_encode(),
    lambda n: pa.array([f"p{i}" for i in range(n)], pa.large_string()),
    lambda n: pa.array([f"p{i}".encode() for i in range(n)]),
    lambda n: pa.array([None] * n, pa.null()),
    lambda n: pa.array([2**63 - 1 - i for i in range(n)], pa.int64()),
    lambda n: pa.array([2**64 - 1 - i for i in range(n)], pa.uint64()),
    lambda n: pa.array([float("inf"), float("nan"), 0.5, -1e308, 2.0][:n] + [1.0] * (n - 5), pa.float64()),
    lambda n: pa.array([float("inf"), float("nan"), 0.5, -1.0, 2.0][:n] + [1.0] * (n - 5), pa.float32()),
    lambda n: pa.array([True, False, None][:n] + [True] * (n - 3)),
    lambda n: pa.array([decimal.Decimal("1234567890123456789012.34")] * n, pa.decimal128(38, 2)),
    lambda n: pa.array([dt.date(1, 1, 1), dt.date(9999, 12, 31)][:n] + [dt.date(2026, 11, 23)] * (n - 2), pa.date32()),
    lambda n: pa.array([dt.datetime(1, 1, 1), dt.datetime(2026, 3, 29, 2, 30)][:n] + [None] * (n - 2), pa.timestamp("us")),  # noqa: DTZ001
    lambda n: pa.array([2**52] * n, pa.timestamp("s")),
    lambda n: pa.array([2**62] * n, pa.timestamp("ns", "Asia/Shanghai")),
    lambda n: pa.array([dt.timedelta(days=1)] * n, pa.duration("s")),
    lambda n: pa.array([dt.time(9, 30)] * n, pa.time64("us")),
    lambda n: pa.array([["p1", "p2"]] * n),
    lambda n: pa.array([{"a": 1}] * n),
)  # fmt: skip


def _csv(header: list[str], rows: list[list[str]], _: int) -> bytes:
    return "\n".join(",".join(line) for line in [header, *rows]).encode()


def _gb(header: list[str], rows: list[list[str]], _: int) -> bytes:
    return "\r\n".join("\t".join(f'"{cell}"' for cell in line) for line in [header, *rows]).encode("gb18030")


def _workbook(header: list[str], rows: list[list[str]], _: int) -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("one")
        for number, line in enumerate([header, *rows]):
            for place, cell in enumerate(line):
                sheet.write_string(number, place, cell[:30_000])
    return data.getvalue()


def _parquet(header: list[str], rows: list[list[str]], number: int) -> bytes:
    made = [ARRAYS[(number >> place) % len(ARRAYS)](len(rows)) for place in range(len(header))]
    if not number:
        made = [
            pa.array([line[place] if place < len(line) else None for line in rows], pa.string())
            for place in range(len(header))
        ]
    data = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(made, names=header), data)
    return data.getvalue()


WRITERS = {".csv": _csv, ".txt": _gb, ".xlsx": _workbook, ".parquet": _parquet}


@cache
def whole(suffix: str) -> bytes:
    """Give a file that is in order."""
    suffix = {".tsv": ".txt", ".md": ".csv", ".xlsm": ".xlsx", ".xlsb": ".xlsx"}.get(suffix, suffix)
    rows = [["p1", "王芳"], ["p2", "Li Wei"]]
    return WRITERS.get(suffix, _workbook)(["person_id", "name"], rows, 0)


def _rezipped(data: bytes, part: int, edits: list[tuple[int, int, bytes]]) -> bytes:
    """Give a workbook in one part of which something is otherwise, packed well."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given_parts, zipfile.ZipFile(out, "w") as parts:
        for number, name in enumerate(given_parts.namelist()):
            content = given_parts.read(name)
            parts.writestr(name, altered(content, edits) if number == part % len(given_parts.namelist()) else content)
    return out.getvalue()


def _received(data: bytes, file: str, sheet: str = "") -> None:
    try:
        received = read(data, file, sheet)
    except SourceError as error:
        refused_well(error)
        return
    lines = received.rows.column(LINE).to_pylist()
    assert lines == sorted(set(lines)), "a line stands there twice, or none is known"
    assert received.rows.num_columns > 1 or file.endswith(".parquet")


@some
@given(
    st.sampled_from([*SUFFIXES, *PAGES, ".doc", ""]),
    st.binary(max_size=200) | TEXTS.map(lambda text: text.encode("utf-16", "surrogatepass")),
)
def test_any_bytes_are_read_as_a_file_or_refused(suffix: str, data: bytes) -> None:
    _received(data, f"people{suffix}")


@some
@given(st.sampled_from([*SUFFIXES, *PAGES]), BYTE_EDITS, st.sampled_from(["", "", "one", "two"]))
def test_a_file_that_was_damaged_is_read_or_refused(
    suffix: str, edits: list[tuple[int, int, bytes]], sheet: str
) -> None:
    _received(altered(whole(suffix), edits), f"people{suffix}", sheet)


@some
@given(st.integers(0, 20), BYTE_EDITS, st.sampled_from(["", "one"]))
def test_a_workbook_of_a_strange_program_is_read_or_refused(
    part: int, edits: list[tuple[int, int, bytes]], sheet: str
) -> None:
    _received(_rezipped(whole(".xlsx"), part, edits), "people.xlsx", sheet)


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, str, list[str], list[list[str]], int]:
    """Give a table's file: how it is named, its columns, which may be too few or too many, its rows, and how it is kept."""
    name = draw(st.sampled_from(NAMES))
    header = draw(st.permutations(TABLES[name].names))
    header = header[: draw(st.integers(len(header) - 2, len(header)))]
    width = st.integers(0, 30).map(lambda n: len(header) if n else len(header) + 1)
    rows = draw(st.lists(width.flatmap(lambda n: st.lists(CELLS, min_size=n, max_size=n)), max_size=4))
    rows += rows[:1] if draw(st.booleans()) else []
    return (
        name,
        draw(st.sampled_from(list(WRITERS))),
        header,
        rows,
        draw(st.sampled_from([0, 1, 2, 7, 12345, 99991, 2**40 + 77])),
    )


@settings(some, max_examples=120)
@given(
    tables(),
    st.sampled_from([None, "Asia/Shanghai", "Europe/Berlin"]),
    st.sampled_from([("", "."), (",", "."), (".", ",")]),
)
def test_every_row_of_a_file_is_in_its_table_or_told_why_not(
    file: tuple[str, str, list[str], list[list[str]], int], zone: str | None, marks: tuple[str, str]
) -> None:
    table, suffix, header, rows, number = file
    name = f"{table}{suffix}"
    mapping = [{"table": table, "file": name}] if number % 2 else []
    asked = {
        "name": "ours",
        "kind": "files",
        "folder": ".",
        "tables": mapping,
        "thousands": marks[0],
        "decimal": marks[1],
    }
    entry = FilesEntry.model_validate({**asked, **({"zone": zone} if zone else {})})
    with TemporaryDirectory() as folder:
        try:
            received = read(WRITERS[suffix](header, rows, number), name)
            snapshot = keep(Places(Path(folder)), ("ours", "files"), AT, [received])
            mapped = canonical(snapshot, entry)
        except SourceError as error:
            refused_well(error)
            return
    count = len(mapped.tables.get(table, ()))
    told = mapped.rejected["line"].nunique()
    assert mapped.rejected["reason"].str.strip().ne("").all()
    assert list(mapped.rejected) == list(FRAMES["rejected"].names)
    assert count + told + mapped.left_out["rows"].sum() == received.rows.num_rows
    for column in TABLES[table].columns:
        if count and not column.optional:
            assert mapped.tables[table][column.name].notna().all()
    numbers = mapped.tables[table].select_dtypes("float64") if count else pd.DataFrame()
    assert numbers.abs().lt(float("inf")).where(numbers.notna(), True).all(axis=None)
