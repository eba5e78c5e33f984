from __future__ import annotations

from xml.etree import ElementTree

import pytest

from reviewbook.document.characters import printable
from reviewbook.document.svg import clean_svg, natural_width
from reviewbook.errors import DocumentError

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="100pt" height="50pt">'


def cleaned(body: str) -> str:
    return clean_svg(f"{HEAD}{body}</svg>", "figure-a", "A & B <rise>", printable)


def test_a_drawing_says_in_words_what_it_shows() -> None:
    root = ElementTree.fromstring(cleaned("<title>old</title><rect/>"))
    titles = [element.text for element in root if element.tag.endswith("title")]
    assert titles == ["A & B <rise>"]
    assert root[0].tag.endswith("title")
    assert (root.get("role"), root.get("aria-labelledby"), root[0].get("id")) == ("img", "figure-a-alt", "figure-a-alt")


def test_names_are_prefixed_and_numbered_and_references_follow() -> None:
    svg = cleaned('<path id="m1"/><use xlink:href="#m1" style="fill: url(#g)"/><g clip-path="url(\'#c\')"/>')
    assert '<path id="figure-a-1"' in svg
    assert 'href="#figure-a-1"' in svg
    assert "url(#figure-a-g)" in svg
    assert 'clip-path="url(#figure-a-c)"' in svg
    assert "xlink" not in svg


def test_a_drawing_without_view_box_gets_one() -> None:
    assert 'viewBox="0 0 100 50"' in cleaned("")


def test_what_matplotlib_adds_for_itself_goes() -> None:
    svg = cleaned(
        "<metadata><x/></metadata><defs><style type='text/css'>*{stroke-linejoin: round; stroke-linecap: butt}</style></defs>"
    )
    assert "metadata" not in svg
    assert "<style" not in svg
    assert 'stroke-linejoin="round"' in svg


def test_text_in_drawings_is_written_like_all_text() -> None:
    svg = cleaned("<text>笑\U0001f600<tspan>a\u202eb</tspan>c\u202ed</text>")
    assert "笑[U+1F600]" in svg
    assert "a[U+202E]b" in svg
    assert "c[U+202E]d" in svg


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<script>alert(1)</script>", "the drawing has a <script>. Only shapes, text and pictures are published."),
        ("<foreignObject/>", "the drawing has a <foreignObject>."),
        ('<x:script xmlns:x="http://www.w3.org/1999/xhtml"/>', "the drawing has a <script>."),
        ('<x:rect xmlns:x="http://www.w3.org/1999/xhtml"/>', "the drawing has a <rect>."),
        ('<a xlink:href="http://x.y"><rect/></a>', "the drawing has a <a>."),
        ("<animate/>", "the drawing has a <animate>."),
        ('<rect onclick="alert(1)"/>', "the drawing has the event attribute 'onclick'. Nothing in a document runs."),
        ('<rect ONLOAD="alert(1)"/>', "the drawing has the event attribute 'ONLOAD'."),
        (
            '<use href="http://x.y/z.svg#a"/>',
            "the drawing refers to 'http://x.y/z.svg#a'. It must hold all that it shows.",
        ),
        ('<image href="data:image/svg+xml;base64,AAAA"/>', "the drawing refers to 'data:image/svg+xml;base64,AAAA'."),
        ('<use xlink:href="javascript:alert(1)"/>', "the drawing refers to 'javascript:alert(1)'."),
        ('<rect fill="url(http://x.y)"/>', "the drawing's 'fill' refers to 'url(http://x.y)'."),
        ('<rect style="fill:u\\72l(http://x.y)"/>', "the drawing's 'style' refers to"),
        (
            "<style>body{display:none}</style>",
            "the drawing has a <style>. Rules hold for the whole page: use attributes.",
        ),
    ],
)
def test_what_runs_or_calls_out_is_refused(body: str, reason: str) -> None:
    with pytest.raises(DocumentError) as refused:
        cleaned(body)
    assert f"figure-a: {reason}" in str(refused.value)


def test_entities_are_refused_before_they_are_read() -> None:
    with pytest.raises(DocumentError, match="declares entities"):
        clean_svg('<!DOCTYPE svg [<!ENTITY a "b">]>' + HEAD + "&a;</svg>", "f", "", printable)


def test_what_is_no_drawing_is_refused() -> None:
    with pytest.raises(DocumentError, match="no well-formed SVG"):
        clean_svg("<svg", "f", "", printable)
    with pytest.raises(DocumentError, match="is a <html>, not an <svg>"):
        clean_svg("<html/>", "f", "", printable)


def test_a_picture_inside_is_kept() -> None:
    assert 'href="data:image/png;base64,iVBO"' in cleaned('<image xlink:href="data:image/png;base64,iVBO"/>')


@pytest.mark.parametrize(("width", "points"), [("100pt", 100), ("100", 75), ("2in", 144), ("100%", None)])
def test_the_natural_width_is_in_points(width: str, points: float | None) -> None:
    assert natural_width(f'<svg role="img" width="{width}">') == points


def test_a_drawing_is_the_same_whatever_its_maker_calls_its_parts() -> None:
    first, second = (f'<clipPath id="{name}"/><g clip-path="url(#{name})"/>' for name in ("p3cb366ff06", "p8477e42751"))
    assert cleaned(first) == cleaned(second)
