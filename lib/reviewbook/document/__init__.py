"""From an executed notebook to a document, and its writers.

``read_notebook`` collects what the cells show into a `Document`; ``write_html``,
``write_pdf`` and ``write_workbook`` write it. Text stays data until a writer escapes it.
"""

from reviewbook.document.choosing import code_of, section_names, trimmed
from reviewbook.document.from_notebook import prose_problems, read_notebook
from reviewbook.document.html import write_html
from reviewbook.document.model import Document, Masthead, Section
from reviewbook.document.pdf import write_pdf
from reviewbook.document.saying import said
from reviewbook.document.workbook import write_workbook

__all__ = [
    "Document",
    "Masthead",
    "Section",
    "code_of",
    "prose_problems",
    "read_notebook",
    "said",
    "section_names",
    "trimmed",
    "write_html",
    "write_pdf",
    "write_workbook",
]
