"""The writers as nbconvert exporters, so that ``jupyter nbconvert --to reviewbook-pdf`` works.

The notebook must have been executed and carry its masthead and language in
``metadata["reviewbook"]``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nbconvert.exporters import Exporter

from reviewbook.document.from_notebook import read_notebook
from reviewbook.document.html import write_html
from reviewbook.document.model import Document, Masthead
from reviewbook.document.pdf import write_pdf
from reviewbook.document.workbook import write_workbook
from reviewbook.errors import DocumentError, Problem, nearest
from reviewbook.wording import LANGUAGES, Wording

__all__ = ["HtmlExporter", "PdfExporter", "XlsxExporter"]


class _DocumentExporter(Exporter):  # type: ignore[misc,unused-ignore]
    """Read the notebook as a document and hand it to a writer."""

    write: Callable[[Document], str | bytes]

    def from_notebook_node(self, nb: Any, resources: Any = None, **kwargs: Any) -> tuple[Any, dict[str, Any]]:
        """Give the written document, and nbconvert's resources."""
        nb, resources = super().from_notebook_node(nb, resources, **kwargs)
        facts = dict(nb.metadata.get("reviewbook", {}))
        language = facts.pop("language", None)
        if language not in LANGUAGES:
            raise DocumentError(
                Problem(
                    "metadata.reviewbook.language",
                    f"{language!r} is none" if language else "is missing",
                    nearest(str(language), LANGUAGES),
                    "The executed notebooks in output/runs/ carry it.",
                )
            )
        return type(self).write(read_notebook(nb, Masthead.from_json(facts), Wording(language))), resources


class HtmlExporter(_DocumentExporter):
    """``reviewbook-html``: one HTML file that needs nothing but itself."""

    export_from_notebook = "Review (HTML)"
    file_extension = ".html"
    output_mimetype = "text/html"
    write = staticmethod(write_html)


class PdfExporter(_DocumentExporter):
    """``reviewbook-pdf``: tagged PDF for print and archive."""

    export_from_notebook = "Review (PDF)"
    file_extension = ".pdf"
    output_mimetype = "application/pdf"
    write = staticmethod(write_pdf)


class XlsxExporter(_DocumentExporter):
    """``reviewbook-xlsx``: an Excel workbook of the tables."""

    export_from_notebook = "Review (Excel)"
    file_extension = ".xlsx"
    output_mimetype = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    write = staticmethod(write_workbook)
