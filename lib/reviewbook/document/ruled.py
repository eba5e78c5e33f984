"""One sheet of a workbook as it is being filled from the top: lines, tables, widths, print.

Colours and marks are those of the page: a mark stands in the number format, in
front of the value, so that no tone depends on colour and no value is changed.
"""

from __future__ import annotations

import re
from typing import Any

from reviewbook.blocks import Tone
from reviewbook.document.entries import Entry, cut, entry, is_day, joined
from reviewbook.document.marks import COLOURS
from reviewbook.document.sheets import Sheet
from reviewbook.fonts import width
from reviewbook.wording import DASH, Wording

__all__ = ["Page", "Styles", "link_to"]

_SOFT, _WASH, _RULE, _INK, _ACCENT = "#55626f", "#f5f7f9", "#dde2e7", "#17212b", "#1d4e7a"
_SHAPES = {Tone.GOOD.value: "\u25cf", Tone.WARN.value: "\u25b2", Tone.BAD.value: "\u25a0"}  # circle, triangle, square
_FONT_COLOURS = {tone.value: colour for tone, colour in COLOURS.items()} | {Tone.MUTED.value: _SOFT}
_PER_EM = 2.0  # widths of a digit, in which Excel measures columns, for an em
_NARROWEST, _WIDEST, _PADDING = 8.0, 56.0, 2.0
_LOOKED_AT = 400  # characters of a text that is measured
_LINE_EMS = 62.0  # of a note, which runs over several columns
_A4 = 9
_FOOTER_MOST = 180
_PIECES = re.compile(r"\n|[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s")


class Styles:
    """
    The formats of a workbook, each made once.

    Parameters
    ----------
    book : xlsxwriter.Workbook
        The workbook.
    words : Wording
        Its language.
    """

    def __init__(self, book: Any, words: Wording) -> None:
        self.words = words
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._of_cells: dict[tuple[str, bool, str, str, bool, bool], Any] = {}

    def __call__(self, **properties: Any) -> Any:
        """Give the format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"font_color": _INK, **properties})
        return self._made[key]

    def cell(self, shown: Entry, cell: dict[str, Any], align: str, total: bool) -> Any:
        """Give the format of a cell of a table."""
        tone = Tone.MUTED.value if cell["text"] == DASH else str(cell["tone"])
        key = (shown.format, isinstance(shown.value, str), tone, align, total, bool(cell["opens"]))
        if key not in self._of_cells:
            self._of_cells[key] = self._of_cell(*key)
        return self._of_cells[key]

    def _of_cell(self, code: str, is_text: bool, tone: str, align: str, total: bool, opens: bool) -> Any:
        properties: dict[str, Any] = {**_aligned(align), "text_wrap": is_text}
        properties |= {"num_format": _marked(code or "@", _SHAPES.get(tone, ""))}
        properties |= {"top": 1, "bold": True} if total else {"bottom": 1, "bottom_color": _RULE}
        if tone in _FONT_COLOURS:
            properties["font_color"] = _FONT_COLOURS[tone]
        if opens:
            properties["underline"] = 1
        return self(**properties)


class Page:
    """
    A sheet while it is being filled.

    Parameters
    ----------
    sheet : xlsxwriter.worksheet.Worksheet
        The sheet.
    styles : Styles
        Formats and language of the workbook.
    places : dict
        Address of a table on the page to the name of its sheet.
    """

    def __init__(self, sheet: Any, styles: Styles, places: dict[str, str]) -> None:
        self.words = styles.words
        self._sheet = sheet
        self._styles = styles
        self._places = places
        self._row = 0
        self._widths: dict[int, float] = {}

    def title(self, text: str, size: int = 13) -> None:
        """Write the title."""
        self._say(0, text, bold=True, font_size=size)
        self.skip()

    def heading(self, text: str) -> None:
        """Write a heading."""
        self._say(0, text, bold=True, font_color=_ACCENT)
        self.skip()

    def line(self, text: str, tone: Tone = Tone.NONE) -> None:
        """Write a line that may run over the columns beside it."""
        self._say(0, text, **({"font_color": _SOFT} if tone == Tone.MUTED else {}))
        self.skip()

    def lines(self, text: str) -> None:
        """Write a note, in as many lines as it takes."""
        for line in _broken(text):
            self.line(line, Tone.MUTED)

    def pair(self, label: str, text: str) -> None:
        """Write a label, and beside it what it is."""
        self._say(0, label, font_color=_SOFT)
        self._say(1, text, bold=True)
        self.skip()

    def marks(self, label: str, tones: dict[Tone, str]) -> None:
        """Write what the marks mean, each as it stands before a value."""
        self._say(0, label, font_color=_SOFT)
        self.skip()
        for tone, word in tones.items():
            style = {"font_color": COLOURS[tone], "num_format": _marked("@", _SHAPES[tone.value])}
            self._say(0, word, **style)
            self.skip()

    def back(self, text: str, link: str) -> None:
        """Write the link to the cover."""
        self._sheet.write_url(self._row, 0, link, self._styles(font_color=_ACCENT, underline=1), text)
        self.skip()

    def skip(self) -> None:
        """Go to the next row."""
        self._row += 1

    def contents(self, heads: list[str], shown: list[Sheet]) -> None:
        """Write one line a sheet, with a link to it."""
        self._heads([(text, "right" if place == 2 else "left") for place, text in enumerate(heads)])
        for sheet in shown:
            style = self._styles(font_color=_ACCENT, underline=1, bottom=1, bottom_color=_RULE)
            ruled = {"bottom": 1, "bottom_color": _RULE, "text_wrap": True}
            self._sheet.write_url(self._row, 0, link_to(sheet.name), style, sheet.name)
            self._say(1, sheet.title.removeprefix(sheet.label).strip(), **ruled)
            self._sheet.write_number(self._row, 2, sheet.size, self._styles(num_format="#,##0", **ruled))
            self._say(3, sheet.question, **ruled)
            self.skip()
        self._widths = {0: 38.0, 1: 64.0, 2: 9.0, 3: 46.0}

    def table(self, table: dict[str, Any], alone: bool) -> None:
        """
        Write heads, rows and totals.

        Parameters
        ----------
        table : dict
            A `Table` block as plain data.
        alone : bool
            Whether the sheet has no other: then its heads stay in sight and on every page, and it can be filtered.
        """
        heads, first = table["heads"], self._row
        dated = [_dated(column, table) for column in range(len(heads))]
        self._heads([(self._headed_with(head), head["align"]) for head in heads])
        for row in table["rows"]:
            self._cells(row, heads, dated)
        if not table["rows"]:
            self.line(table["empty"], Tone.MUTED)
        elif alone:
            self._sheet.autofilter(first, 0, self._row - 1, len(heads) - 1)
        if alone:
            self._sheet.freeze_panes(first + 1, 0)
            self._sheet.repeat_rows(first)
        self.skip()  # a total right below the rows would be sorted and filtered with them
        for row in table["totals"]:
            self._cells(row, heads, dated, total=True)
        self.skip()

    def set_print(self, left: str, right: str) -> None:
        """Set widths of columns, and how the sheet is printed."""
        for column, units in self._widths.items():
            self._sheet.set_column(column, column, round(units, 1))
        self._sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{self._row + 1}"})
        self._sheet.hide_gridlines(2)
        self._sheet.set_landscape()
        self._sheet.set_paper(_A4)
        self._sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        self._sheet.fit_to_pages(1, 0)
        # In a footer, & begins an instruction.
        said = left.replace("&", "\uff06")
        said = said if len(said) <= _FOOTER_MOST else f"{said[: _FOOTER_MOST - 1]}…"
        self._sheet.set_footer(f"&L&8 {said}&R&8 {right}")

    def _heads(self, heads: list[tuple[str, str]]) -> None:
        for column, (text, align) in enumerate(heads):
            self._say(
                column, text, bold=True, font_color=_SOFT, bg_color=_WASH, bottom=2, bottom_color=_INK,
                valign="bottom", text_wrap=True, **_aligned(align),
            )  # fmt: skip
            longest = max((width(word) for word in text.split()), default=0.0)
            self._widen(column, min(longest + 1.5, 12.0))  # room for the sign of the filter
        self.skip()

    def _headed_with(self, head: dict[str, Any]) -> str:
        unit = head["unit"]
        return self.words("workbook.united", head=head["text"], unit=unit) if unit else str(head["text"])

    def _cells(
        self, row: list[dict[str, Any]], heads: list[dict[str, Any]], dated: list[bool], total: bool = False
    ) -> None:
        for column, (cell, head) in enumerate(zip(row, heads, strict=True)):
            shown = entry(cell, head["format"], dated[column])
            style = self._styles.cell(shown, cell, head["align"], total)
            self._put(column, shown, style, self._places.get(cell["opens"], ""))
            self._widen(column, _needs(cell["text"], shown) + (1.3 if cell["tone"] in _SHAPES else 0.0))
        self.skip()

    def _put(self, column: int, shown: Entry, style: Any, sheet: str) -> None:
        """Write a value; a link first, whose text the value then replaces."""
        if sheet:
            self._sheet.write_url(self._row, column, link_to(sheet), style, "", sheet)
        match shown.value:
            case "":
                self._sheet.write_blank(self._row, column, None, style)
            case str():
                self._sheet.write_string(self._row, column, cut(shown.value, self.words), style)
            case int() | float():
                self._sheet.write_number(self._row, column, shown.value, style)
            case _:
                self._sheet.write_datetime(self._row, column, shown.value, style)

    def _say(self, column: int, text: str, **properties: Any) -> None:
        self._sheet.write_string(self._row, column, cut(text, self.words), self._styles(**properties))

    def _widen(self, column: int, ems: float) -> None:
        wanted = min(max(ems * _PER_EM + _PADDING, _NARROWEST), _WIDEST)
        self._widths[column] = max(wanted, self._widths.get(column, 0.0))


def link_to(sheet: str) -> str:
    """Give the address of the first cell of a sheet of the same workbook."""
    name = sheet.replace("'", "''")
    return f"internal:'{name}'!A1"


def _dated(column: int, table: dict[str, Any]) -> bool:
    """Whether all that has a value in a column is a day; one of days, weeks and months stays words."""
    valued = [row[column] for row in table["rows"] if row[column]["value"] is not None]
    return all(map(is_day, valued))


def _aligned(align: str) -> dict[str, Any]:
    """Give the alignment; a number keeps clear of the words in the column after it."""
    return {"align": align, "indent": 1} if align == "right" else {"align": align}


def _needs(text: str, shown: Entry) -> float:
    """Give the ems that a cell takes; a number or date without room would be a row of ####."""
    match shown.value:
        case str():
            return max(map(width, text[:_LOOKED_AT].split("\n")))
        case int() | float():
            return max(width(text), width(f"¥{shown.value:,.0f}") if "%" not in shown.format else 0.0)
        case _:
            return max(width(text), width(str(shown.value)[:16]))


def _marked(code: str, mark: str) -> str:
    """Put a mark in front of whatever a number format makes of a value."""
    return ";".join(joined(f'"{mark} "{section}') for section in code.split(";")) if mark else code


def _broken(text: str) -> list[str]:
    """Break a note into lines of about the same length; Chinese breaks anywhere, other words as wholes."""
    lines = [""]
    for piece in _PIECES.findall(text):
        if piece == "\n" or (lines[-1] and width(lines[-1] + piece.rstrip()) > _LINE_EMS):
            lines.append("")
        lines[-1] += piece.strip("\n") if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines if line.strip()]
