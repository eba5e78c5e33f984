from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import nbformat
import pytest

from reviewbook.blocks import Notice
from reviewbook.document import Masthead, read_notebook, write_html, write_pdf, write_workbook
from reviewbook.document.exporters import HtmlExporter, PdfExporter, XlsxExporter
from reviewbook.errors import DocumentError
from reviewbook.wording import Wording


@pytest.fixture
def executed(notebook: Callable[..., dict[str, Any]], facts: Callable[[str], Masthead]) -> Any:
    made = notebook("## How did the week go?", Notice("well"))
    made["metadata"]["reviewbook"] = {"language": "zh", **asdict(facts("zh"))}
    return nbformat.from_dict(made)


def test_the_exporters_write_what_the_writers_write(executed: Any, facts: Callable[[str], Masthead]) -> None:
    document = read_notebook(executed, facts("zh"), Wording("zh"))
    html, resources = HtmlExporter().from_notebook_node(executed)
    pdf, _ = PdfExporter().from_notebook_node(executed)
    xlsx, kept = XlsxExporter().from_notebook_node(executed)
    assert html == write_html(document)
    assert xlsx == write_workbook(document)
    assert kept["output_extension"] == ".xlsx"
    assert pdf == write_pdf(document)
    assert resources["output_extension"] == ".html"


def test_a_notebook_without_language_is_refused(executed: Any) -> None:
    del executed.metadata["reviewbook"]["language"]
    with pytest.raises(
        DocumentError, match=r"metadata.reviewbook.language: is missing. Use one of: en, zh. The executed notebooks"
    ):
        HtmlExporter().from_notebook_node(executed)
