"""A document as one HTML file that needs nothing but itself.

No script, no request to anywhere (a policy in the page forbids both), every
text escaped by the template engine. The page works on a phone, in print, in
the dark and with a screen reader.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from reviewbook.blocks import FOLDED_ROWS, Tone
from reviewbook.document.characters import visible
from reviewbook.document.columns import least_widths
from reviewbook.document.marks import MARKS
from reviewbook.document.model import Document
from reviewbook.document.setting import typeset

__all__ = ["write_html"]

_LANGUAGE_TAGS = {"zh": "zh-CN", "en": "en"}


def write_html(document: Document) -> str:
    """
    Write a document as HTML.

    Parameters
    ----------
    document : Document
        The document.

    Returns
    -------
    str
        One page, complete in itself; the same document gives the same text.

    Raises
    ------
    DocumentError
        When a drawing may not be published, or a number opens what is not there.
    """
    plain = typeset(document, visible, FOLDED_ROWS, "document.beyond_page")
    return _template().render(document=plain, lang=_LANGUAGE_TAGS[document.language])


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("reviewbook.document"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    style = files("reviewbook.document").joinpath("templates", "review.css").read_text("utf-8")
    # Our own markup, and drawings that `clean_svg` has let through; nothing else is ever marked as safe.
    environment.globals |= {"style": Markup(style), "marks": {tone: Markup(svg) for tone, svg in MARKS.items()}}
    environment.filters |= {"drawing": Markup, "least_widths": least_widths, "percent": _percent, "classes": _classes}
    return environment.get_template("review.html.j2")


@cache
def _classes(tone: str, align: str) -> Markup:
    """Give the classes of a cell; one of plain words has none, which keeps long tables small."""
    classes = [] if align == "left" else [align]
    classes += [] if tone == Tone.NONE else [f"tone-{tone}"]
    return Markup(' class="{}"').format(" ".join(classes)) if classes else Markup("")


def _percent(share: float) -> str:
    return f"{100 * min(max(share, 0.0), 1.0):.1f}%"
