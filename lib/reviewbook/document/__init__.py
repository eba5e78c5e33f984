"""From an executed notebook to a document, and its writers.

``read_notebook`` collects what the cells show into a `Document`; ``write_html``
and ``write_pdf`` write it. Text stays data until a writer escapes it.
"""

from reviewbook.document.from_notebook import read_notebook
from reviewbook.document.html import write_html
from reviewbook.document.model import Document, Masthead, Section
from reviewbook.document.pdf import write_pdf

__all__ = ["Document", "Masthead", "Section", "read_notebook", "write_html", "write_pdf"]
