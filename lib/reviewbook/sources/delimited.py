"""CSV and its relatives: text with a delimiter, in whatever encoding it was saved.

The encoding is found by its byte order mark, else strict UTF-8, else strict
GB18030; a statistical guess is not made, because it is wrong on short files.
Everything stays text, so that ``0012`` and a 19-digit id survive.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

import pyarrow as pa

from reviewbook.errors import Problem, SourceError
from reviewbook.sources.received import CELLS, LINE

__all__ = ["decoded", "delimited"]

_DELIMITERS = (",", ";", "\t", "|")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_PROBE = 50  # records that are looked at to find the delimiter
_LONGEST_CELL = 16_000_000


def decoded(data: bytes, file: str) -> tuple[str, str]:
    """
    Read bytes as text.

    Returns
    -------
    tuple of str
        The text, and the encoding it was in.

    Raises
    ------
    SourceError
        When no encoding fits, naming those that were tried.
    """
    marked = [name for mark, name in _MARKS if data.startswith(mark)]
    tried = []
    for name in marked or ["utf-8", "gb18030"]:
        try:
            text = data.decode(name)
        except UnicodeDecodeError as error:
            tried.append(f"{name} (fails at byte {error.start + 1})")
            continue
        if "\0" not in text:
            return text, name
        tried.append(f"{name} (holds NUL characters)")
    raise SourceError(
        Problem(file, "is not readable as text", f"Tried {', '.join(tried)}.", "Save it again as CSV in UTF-8.")
    )


def delimited(text: str, file: str) -> pa.Table:
    """
    Cut text into columns.

    Parameters
    ----------
    text : str
        The whole file, header first; quoted cells may hold line breaks.
    file : str
        Its name, for messages.

    Returns
    -------
    pyarrow.Table
        All columns as text and `LINE`; `CELLS` when a row has more or fewer cells than the header.
    """
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        for line, row in _records(text, _delimiter(text)):
            rows.append(row)
            lines.append(line)
    except csv.Error as error:
        raise SourceError(
            Problem(
                file,
                f"its quotes do not fit near line {_end_of(lines)}: {error}",
                'A quoted cell ends with a quote before the delimiter; a quote inside is written "".',
            )
        ) from None
    if not rows:
        raise SourceError(Problem(file, "is empty", "The first line names the columns."))
    return _columns(rows, lines, file)


def header(cells: list[str], file: str) -> list[str]:
    """Give the names of the columns; a column without a name is called by its place."""
    names = [cell.strip() or f"(column {place})" for place, cell in enumerate(cells, start=1)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SourceError(
            Problem(file, f"two columns are called {', '.join(repr(n) for n in twice)}", "Each needs its own name.")
        )
    return names


def _delimiter(text: str) -> str:
    """Find the delimiter under which the first records fall into the most columns of equal number."""
    return max(_DELIMITERS, key=lambda delimiter: _regularity(text, delimiter))


def _regularity(text: str, delimiter: str) -> tuple[float, int]:
    widths: list[int] = []
    try:
        for _, row in _records(text, delimiter):
            widths.append(len(row))
            if len(widths) == _PROBE:
                break
    except csv.Error:
        return (0, 0)
    if not widths or widths[0] == 1:
        return (0, 0)
    return (sum(width == widths[0] for width in widths) / len(widths), widths[0])


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record that is not blank with the line on which it begins."""
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    for row in reader:
        if row:
            yield begins, row
        begins = reader.line_num + 1


def _end_of(lines: list[int]) -> int:
    return lines[-1] + 1 if lines else 1


def _columns(rows: list[list[str]], lines: list[int], file: str) -> pa.Table:
    names = header(rows[0], file)
    width = len(names)
    body = rows[1:]
    cells = [len(row) for row in body]
    ragged = any(count != width for count in cells)
    if ragged:
        body = [(row + [""] * width)[:width] if len(row) != width else row for row in body]
    columns = list(zip(*body, strict=True)) or [()] * width
    arrays = {name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)}
    arrays[LINE] = pa.array(lines[1:], pa.int64())
    if ragged:
        arrays[CELLS] = pa.array(cells, pa.int64())
    return pa.table(arrays)
