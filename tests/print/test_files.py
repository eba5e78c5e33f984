"""Every printed review as a file: its faces, what it says of itself, and nothing of the machine that made it."""

from __future__ import annotations

import platform
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pikepdf

from reviewbook.document import write_html, write_pdf, write_workbook

_DC, _XMP = "{http://purl.org/dc/elements/1.1/}", "{http://ns.adobe.com/xap/1.0/}"
_PDFA, _PDFUA = "{http://www.aiim.org/pdfa/ns/id/}", "{http://www.aiim.org/pdfua/ns/id/}"


def test_all_letters_are_of_our_faces_which_the_file_holds(prints: list[Any]) -> None:
    for printed in prints:
        with pikepdf.open(printed.path) as opened:
            fonts = [part for part in _dictionaries(opened) if part.get("/Type") == "/Font"]
            shown = [font for font in fonts if font.Subtype == "/Type0"]
            assert shown, printed.name
            assert {font.Subtype for font in fonts} <= {"/Type0", "/CIDFontType0", "/CIDFontType2"}
            for font in shown:
                assert re.fullmatch(r"/[A-Z]{6}\+NotoSansSC-(Regular|Bold)(-Identity-H)?", str(font.BaseFont))
                assert "/ToUnicode" in font
                described = font.DescendantFonts[0].FontDescriptor
                assert "/FontFile2" in described or "/FontFile3" in described


def test_no_letter_is_a_box(prints: list[Any]) -> None:
    for printed in prints:
        with pikepdf.open(printed.path) as opened:
            streams = [page.obj for page in opened.pages]
            streams += [part for part in opened.objects if _is_form(part)]
            glyphs = [glyph for stream in streams for glyph in _glyphs(stream)]
        assert len(glyphs) > len(printed.read) / 2, printed.name
        assert 0 not in glyphs, printed.name


def test_a_file_says_what_it_is_and_when_its_data_was_cut_off(prints: list[Any]) -> None:
    for printed in prints:
        facts = printed.document.masthead
        with pikepdf.open(printed.path) as opened:
            about = _said(bytes(opened.Root.Metadata.read_bytes()))
            assert opened.Root.ViewerPreferences.DisplayDocTitle
            assert str(opened.docinfo["/Title"]) == about["title"]
        assert about["title"] == f"{printed.document.title} · {facts.audience} · {facts.period}"
        assert about["creator"] == facts.company
        assert about["language"] in ("zh-CN", "en")
        assert (about["part"], about["conformance"], about["ua"]) == ("3", "A", "1")
        cut_off = datetime.fromisoformat(facts.as_of_at).astimezone(UTC)
        for name in ("CreateDate", "ModifyDate"):
            assert datetime.fromisoformat(about[name]).astimezone(UTC) == cut_off.replace(microsecond=0), name


def test_a_document_is_the_same_whatever_its_process_made_before(prints: list[Any]) -> None:
    for printed in prints[::-17]:  # not in the order in which the run made them, nor in its processes
        made = {".html": write_html(printed.document).encode(), ".pdf": write_pdf(printed.document)}
        made[".xlsx"] = write_workbook(printed.document)
        for kind, content in made.items():
            assert content == printed.path.with_suffix(kind).read_bytes(), printed.name + kind


def test_a_file_says_nothing_of_the_machine_that_made_it(prints: list[Any], root: Path, site: Path) -> None:
    of_the_machine = [str(root), str(site), str(Path.home()) + "/", platform.node()]
    for printed in prints:
        with pikepdf.open(printed.path) as opened:
            held = [part.read_bytes() for part in opened.objects if isinstance(part, pikepdf.Stream) and _is_text(part)]
        everything = printed.path.read_bytes() + b"".join(held)
        assert [word for word in of_the_machine if len(word) > 4 and word.encode() in everything] == [], printed.name


def _dictionaries(opened: pikepdf.Pdf) -> list[Any]:
    return [part for part in opened.objects if isinstance(part, pikepdf.Dictionary)]


def _is_form(part: Any) -> bool:
    return isinstance(part, pikepdf.Stream) and part.get("/Subtype") == "/Form"


def _is_text(part: Any) -> bool:
    return "/Length1" not in part and part.get("/Subtype") != "/Image"


def _glyphs(stream: Any) -> list[int]:
    """Numbers of the glyphs that a content stream shows; our faces are addressed by two bytes."""
    found: list[int] = []
    for operands, operator in pikepdf.parse_content_stream(stream, "Tj TJ"):
        if str(operator) in ("Tj", "TJ"):
            parts = operands[0] if str(operator) == "TJ" else operands
            for part in parts:
                if isinstance(part, pikepdf.String):
                    codes = bytes(part)
                    found += [int.from_bytes(codes[at : at + 2], "big") for at in range(0, len(codes), 2)]
    return found


def _said(xmp: bytes) -> dict[str, str]:
    root = ElementTree.fromstring(xmp)
    names = {
        "title": f"{_DC}title",
        "creator": f"{_DC}creator",
        "language": f"{_DC}language",
        "part": f"{_PDFA}part",
        "conformance": f"{_PDFA}conformance",
        "ua": f"{_PDFUA}part",
        "CreateDate": f"{_XMP}CreateDate",
        "ModifyDate": f"{_XMP}ModifyDate",
    }
    return {name: "".join(next(root.iter(tag)).itertext()).strip() for name, tag in names.items()}
