"""A document as one HTML file that needs nothing but itself.

No script, no request to anywhere (a policy in the page forbids both), every
text escaped by the template engine. The page works on a phone, in print, in
the dark and with a screen reader, and is small enough for a mail: where rows
for looking up would make it larger it holds fewer of them and says so.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from math import ceil

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from reviewbook.blocks import FOLDED_ROWS, Tone
from reviewbook.document.columns import least_widths
from reviewbook.document.marks import MARKS
from reviewbook.document.model import Document
from reviewbook.document.setting import typeset
from reviewbook.legible import visible
from reviewbook.wording import Wording, language

__all__ = ["LARGEST", "write_html"]

#: Bytes of a page at most.
LARGEST = 2_000_000

_LEAST_ROWS = 20

#: What the colours of our figures are called in the page's style, where each has a counterpart for the dark.
_COLOURS = {
    "#ffffff": "--paper",
    "#1f2328": "--ink",
    "#5c6670": "--soft",
    "#b9bec5": "--context",
    "#0b5394": "--drawn",
    "#1b7a4b": "--good",
    "#a15c00": "--warn",
    "#b42318": "--bad",
}
_TAG = re.compile("<[^>]*>")
_LETTERS = re.compile(r"font-size: ([0-9.]+)px")
_VIEW = re.compile(r'viewBox="0 0 ([0-9.]+) ')
_SMALLEST = 12.0
_COLOUR = re.compile(r"""(?<=[:\s"'])#[0-9a-fA-F]{3,8}\b""")


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
    most = FOLDED_ROWS
    while len((page := _written(document, most)).encode()) > LARGEST and most > _LEAST_ROWS:
        most //= 2
    return page


def _written(document: Document, most: int) -> str:
    """Write the page with so many rows at most in each folded table."""
    plain = typeset(document, visible, most, "document.beyond_page")
    unprinted = Wording(document.language)("page.unprinted")
    return _template().render(document=plain, lang=language(document.language).tag, unprinted=unprinted)


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
    environment.filters |= {"drawing": _drawing, "follows_scheme": _follows_scheme, "legible_from": _legible_from}
    environment.filters |= {"least_widths": least_widths, "percent": _percent, "classes": _classes}
    return environment.get_template("review.html.j2")


@cache
def _classes(tone: str, align: str) -> Markup:
    """Give the classes of a cell; one of plain words has none, which keeps long tables small."""
    classes = [] if align == "left" else [align]
    classes += [] if tone == Tone.NONE else [f"tone-{tone}"]
    return Markup(' class="{}"').format(" ".join(classes)) if classes else Markup("")


def _percent(share: float) -> str:
    return f"{100 * min(max(share, 0.0), 1.0):.1f}%"


def _follows_scheme(svg: str) -> bool:
    """Whether the page knows every colour of a drawing, so that it may be drawn light on dark."""
    return all(colour in _COLOURS for tag in _TAG.findall(svg) for colour in _COLOUR.findall(tag))


def _legible_from(svg: str) -> int:
    """Give the pixels a drawing must be wide at least for its smallest letters to be read on a phone."""
    sizes = [float(size) for size in _LETTERS.findall(svg)]
    width = _VIEW.search(svg)
    return ceil(_SMALLEST * float(width[1]) / min(sizes)) if sizes and width else 0


def _drawing(svg: str) -> Markup:
    """Give a clean drawing as markup, in the colours of the page where it has a name for all of them."""
    if not _follows_scheme(svg):
        return Markup(svg)
    return Markup(_TAG.sub(lambda tag: _COLOUR.sub(lambda found: f"var({_COLOURS[found[0]]})", tag[0]), svg))
