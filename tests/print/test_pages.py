"""Every page of every printed review: what stands on it, and what may not be parted by its end."""

from __future__ import annotations

import re
from ctypes import byref, c_float, c_int
from typing import Any

import pypdfium2
from pypdfium2 import raw

#: Characters on either side of a place where what is read is not what was written.
_AROUND = 60


def test_what_is_read_is_what_was_written_and_nothing_else(prints: list[Any]) -> None:
    for printed in prints:
        written = "".join(piece.text for piece in printed.pieces)
        pairs = enumerate(zip(printed.read, written, strict=False))
        same = next((n for n, (read, wrote) in pairs if read != wrote), min(len(printed.read), len(written)))
        around = slice(max(same - _AROUND, 0), same + _AROUND)
        assert printed.read == written, f"{printed.name}: read {printed.read[around]!r}, written {written[around]!r}"


def test_every_page_says_whose_it_is_which_period_as_of_when_which_edition_and_how_many_pages(
    prints: list[Any],
) -> None:
    for printed in prints:
        facts = printed.document.masthead
        zone = {"zh": "时间", "en": "time"}[printed.document.language]
        assert zone in facts.as_of
        for page, (head, foot) in zip(printed.pages, printed.running, strict=True):
            assert page.startswith(head), printed.name
            assert page.endswith(foot), printed.name
        first = printed.pages[0]
        for text in (facts.company, facts.review, facts.audience, facts.period, facts.as_of, facts.edition):
            assert re.sub(r"\s", "", text) in first


def test_the_contents_name_every_question_and_its_page(prints: list[Any]) -> None:
    long = [printed for printed in prints if printed.contents]
    assert {printed.document.language for printed in long} == {"zh", "en"}
    for printed in long:
        assert len(re.findall(printed.contents, "".join(printed.pages))) == 1, printed.name


def test_the_bookmarks_are_the_headings_and_lead_to_their_pages(prints: list[Any]) -> None:
    for printed in prints:
        titled = [section for section in printed.document.sections if section.title]
        marks = printed.outline[: len(titled)]
        assert [(level, title) for level, title, _ in marks] == [(s.level - 1, s.title) for s in titled]
        added = [printed.words("print.figure_data")] if any(b.kind == "figure" for b in printed.document.blocks) else []
        assert [title for _, title, _ in printed.outline[len(titled) :]] == added
        for _, title, page in printed.outline:
            assert re.sub(r"\s", "", title) in re.sub(r"\u2060", "", printed.bodies[page - 1]), (printed.name, title)


def test_a_heading_a_caption_or_the_heads_of_a_table_never_end_a_page(prints: list[Any]) -> None:
    left_alone = [
        (printed.name, page, last.text)
        for printed in prints
        for page, _, _, last, _ in printed.turns
        if last.kind in ("heading", "caption", "heads")
    ]
    assert left_alone == []


def test_a_row_a_drawing_and_its_note_are_not_parted(prints: list[Any]) -> None:
    parted = [
        (printed.name, page, within, begins.kind)
        for printed in prints
        for page, _, within, last, begins in printed.turns
        if (within and begins.kind in ("row", "heads", "caption", "heading", "drawing", "note"))
        or begins.kind in ("note", "drawing")
    ]
    assert parted == []


def test_a_table_that_runs_over_has_its_heads_on_each_page(prints: list[Any]) -> None:
    over = [
        (printed, page, repeated, begins)
        for printed in prints
        for page, repeated, _, last, begins in printed.turns
        if begins.kind == "row"
    ]
    assert len(over) > 10
    for printed, page, repeated, begins in over:
        heads = next(p.text for p in printed.pieces if p.kind == "heads" and p.table == begins.table)
        assert repeated == heads, (printed.name, page, begins.text)


def test_links_lead_to_the_table_or_figure_that_they_name(prints: list[Any]) -> None:
    count = 0
    for printed in prints:
        captions = {re.sub(r"\s", "", piece.table): piece.text for piece in printed.pieces if piece.kind == "caption"}
        named = _named_links(printed)
        count += len(named)
        for page, label, target, above in named:
            where = f"{printed.name}, page {page}: {label} leads to page {target}: {above[:40]}"
            assert above.startswith(captions[label]), where
    assert count > 50


def _named_links(printed: Any) -> list[tuple[int, str, int, str]]:
    """Page, label and target of each link that names a table, and the text with which its target begins."""
    found = []
    with pypdfium2.PdfDocument(printed.path) as opened:
        texts = [page.get_textpage() for page in opened]
        for number, page in enumerate(opened):
            for box, target, top in _links(opened, page):
                text = re.sub(r"[\s\u2060]", "", texts[number].get_text_bounded(*box))
                label = re.search(r"(表|Table|图|Figure)\d+\Z", text)
                if label:
                    size = opened[target].get_size()
                    above = re.sub(r"[\s\u2060]", "", texts[target].get_text_bounded(0, 0, size[0], top + 1))
                    found.append((number + 1, label[0], target + 1, above))
    return found


def _links(opened: Any, page: Any) -> list[tuple[tuple[float, float, float, float], int, float]]:
    found, place, link = [], c_int(0), raw.FPDF_LINK()
    while raw.FPDFLink_Enumerate(page.raw, byref(place), byref(link)):
        dest, box = raw.FPDFLink_GetDest(opened.raw, link), raw.FS_RECTF()
        if not dest or not raw.FPDFLink_GetAnnotRect(link, byref(box)):
            continue
        at = [c_float() for _ in range(3)]
        has = [raw.FPDF_BOOL() for _ in range(3)]
        raw.FPDFDest_GetLocationInPage(dest, *map(byref, has), *map(byref, at))
        bounds = (box.left, min(box.bottom, box.top), box.right, max(box.bottom, box.top))
        found.append((bounds, raw.FPDFDest_GetDestPageIndex(opened.raw, dest), at[1].value))
    return found
