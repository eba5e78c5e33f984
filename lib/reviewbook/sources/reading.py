"""One file of any kind that people keep tables in, read as it is."""

from __future__ import annotations

import hashlib
import io
from datetime import date, datetime, time, timedelta
from pathlib import PurePosixPath
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineWorkbook

from reviewbook.errors import Problem, SourceError, nearest
from reviewbook.sources.delimited import decoded, delimited, header
from reviewbook.sources.received import LINE, Received

__all__ = ["PAGES", "SUFFIXES", "WORKBOOKS", "read"]

WORKBOOKS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods")
_TEXTS = (".csv", ".tsv", ".txt")
SUFFIXES = (*_TEXTS, *WORKBOOKS, ".parquet")

#: Forms that people fill in as text; the `sections` of a mapping say what stands in them.
PAGES = (".md",)


def read(data: bytes, file: str, sheet: str = "") -> Received:
    """
    Read a file as it is.

    Parameters
    ----------
    data : bytes
        What is in it.
    file : str
        Its path in the source's folder; how it ends says of which kind it is.
    sheet : str
        Sheet of a workbook; the first when empty.

    Raises
    ------
    SourceError
        When the file is damaged, empty or of a kind that is not read; says what was tried.
    """
    name = f"{file}#{sheet}" if sheet else file
    suffix = PurePosixPath(file).suffix.lower()
    if suffix in WORKBOOKS:
        rows, encoding = _sheet(data, name, sheet), suffix.removeprefix(".")
    elif suffix == ".parquet":
        rows, encoding = _parquet(data, name), "parquet"
    elif suffix in _TEXTS:
        text, encoding = decoded(data, name)
        rows = delimited(text, name)
    elif suffix in PAGES:
        text, encoding = decoded(data, name)
        rows = _lines(text, PurePosixPath(file))
    else:
        known = ", ".join((*SUFFIXES, *PAGES))
        raise SourceError(Problem(name, f"files of the kind {suffix!r} are not read", f"Use {known}."))
    return Received(file, sheet, rows, hashlib.sha256(data).hexdigest(), encoding)


def _lines(text: str, file: PurePosixPath) -> pa.Table:
    """Give a page line by line, beside the folder it lies in and its own name, which say whose it is."""
    lines = io.StringIO(text, newline=None).read().split("\n")
    columns = {
        "folder": pa.repeat(file.parent.name, len(lines)),
        "file": pa.repeat(file.stem, len(lines)),
        "text": pa.array(lines, pa.string()),
        LINE: pa.array(range(1, len(lines) + 1), pa.int64()),
    }
    return pa.table(columns)


def _parquet(data: bytes, name: str) -> pa.Table:
    try:
        table = pq.read_table(io.BytesIO(data)).replace_schema_metadata(None)
    except (pa.ArrowException, OSError) as error:
        raise SourceError(
            Problem(name, f"is not a Parquet file: {error}", "", "Ask for it again; it may be cut off.")
        ) from error
    return table.append_column(LINE, pa.array(range(1, table.num_rows + 1), pa.int64()))


def _sheet(data: bytes, name: str, sheet: str) -> pa.Table:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        if sheet and sheet not in book.sheet_names:
            raise SourceError(Problem(name, f"it has no sheet {sheet!r}", nearest(sheet, book.sheet_names)))
        cells = book.get_sheet_by_name(sheet or book.sheet_names[0]).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise SourceError(
            Problem(name, f"is not a readable workbook: {error}", "", "Open and save it again, without a password.")
        ) from error
    filled = [(line, row) for line, row in enumerate(cells, start=1) if any(cell != "" for cell in row)]
    if not filled:
        raise SourceError(Problem(name, "is empty", "Its first row names the columns."))
    return _from_cells(filled, name)


def _from_cells(filled: list[tuple[int, list[Any]]], name: str) -> pa.Table:
    columns = list(zip(*(row for _, row in filled), strict=True))
    kept = [column for column in columns if any(cell != "" for cell in column)]
    names = header([_as_text(column[0], whole_days=True) for column in kept], name)
    arrays = {title: _text_column(column[1:]) for title, column in zip(names, kept, strict=True)}
    arrays[LINE] = pa.array([line for line, _ in filled[1:]], pa.int64())
    return pa.table(arrays)


def _text_column(cells: tuple[Any, ...]) -> pa.Array:
    # A cell at midnight comes back as a bare date; among times it is a time.
    whole_days = not any(isinstance(cell, datetime) for cell in cells)
    return pa.array([_as_text(cell, whole_days=whole_days) for cell in cells], pa.string())


def _as_text(cell: Any, *, whole_days: bool) -> str:
    """Write a cell as it would stand in a CSV file: whole numbers without a point, dates in ISO form."""
    match cell:
        case str():
            return cell
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer() and abs(cell) < 2**53:
            return str(int(cell))
        case datetime():
            return cell.isoformat(sep="T")
        case date():
            return cell.isoformat() if whole_days else f"{cell.isoformat()}T00:00:00"
        case time() | timedelta():
            return str(cell)
        case _:
            return str(cell)
