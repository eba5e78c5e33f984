"""The writers fetch nothing and read nothing but their own assets, whatever a text asks for."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
import typst

from reviewbook.blocks import Paragraph
from reviewbook.document import Document, write_pdf
from reviewbook.document.pdf import _compiler
from reviewbook.fonts import FOLDER

LISTENED = """
import sys
from pathlib import Path
import reviewbook.document as document
made = document.Document.from_json(Path(sys.argv[1]).read_text("utf-8"))
sys.addaudithook(lambda event, told: event.partition(".")[0] in ("open", "socket", "subprocess", "urllib", "os")
                 and print(event, *told[:1]))
document.write_html(made), document.write_pdf(made), document.write_workbook(made)
"""


def test_nothing_is_opened_but_what_belongs_to_the_library(hostile: Document, tmp_path: Path) -> None:
    (tmp_path / "document.json").write_text(hostile.canonical(), "utf-8")
    command = [sys.executable, "-c", LISTENED, str(tmp_path / "document.json")]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    library = Path(sys.modules["reviewbook"].__path__[0])
    opened = [Path(line.removeprefix("open ")) for line in told if line.startswith("open ")]
    assert any(path.suffix == ".typ" for path in opened)  # it was listened to
    outside = {path for path in opened if library not in path.parents and Path(sys.prefix) not in path.parents}
    assert {path for path in outside if Path(sys.base_prefix) not in path.parents} == set()
    assert not [line for line in told if line.partition(".")[0] in ("socket", "subprocess", "urllib")]
    assert not [line for line in told if line.startswith(("os.system", "os.exec", "os.posix_spawn"))]


@pytest.mark.parametrize(
    "asking",
    [
        '#read("/etc/passwd")',
        '#read("../templates/review.typ")',
        '#read("../../../../../../../../etc/passwd")',
        '#image("file:///etc/passwd")',
        '#image("http://127.0.0.1:9/x.svg")',
        '#include "/etc/passwd"',
    ],
)
def test_the_typesetter_cannot_leave_the_folder_of_the_faces(asking: str) -> None:
    with pytest.raises(typst.TypstError):
        _compiler().compile(asking.encode())


def test_no_link_leads_out_of_the_folder_of_the_faces() -> None:
    assert not [path for path in Path(str(FOLDER)).rglob("*") if path.is_symlink()]


def test_a_text_that_asks_for_a_file_is_printed(one_section: Callable[..., Document]) -> None:
    asking = '#read("/etc/passwd") #import "@preview/x:1.0.0"'
    (page,) = pypdfium2.PdfDocument(write_pdf(one_section(Paragraph(asking))))
    assert asking in page.get_textpage().get_text_range()
