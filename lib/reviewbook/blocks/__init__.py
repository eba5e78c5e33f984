"""What a document is made of: small frozen values, written by every writer in its own way.

A notebook shows blocks; `document` collects them and each writer (HTML, PDF,
workbook) sets them. Text stays data here and is escaped by the writer, never
pasted into markup. A block shows itself in JupyterLab too.
"""

from reviewbook.blocks.block import MIMETYPE, Block, Tone
from reviewbook.blocks.grid import FOLDED_ROWS, Cell, Figure, Head, Table
from reviewbook.blocks.prose import Definitions, Notice, Numbers, NumberTile, Paragraph, Statements

__all__ = [
    "FOLDED_ROWS",
    "MIMETYPE",
    "Block",
    "Cell",
    "Definitions",
    "Figure",
    "Head",
    "Notice",
    "NumberTile",
    "Numbers",
    "Paragraph",
    "Statements",
    "Table",
    "Tone",
]
