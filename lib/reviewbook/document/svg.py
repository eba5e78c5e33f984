"""A drawing made fit to stand inside a page: nothing that runs, nothing that calls out, no name taken twice.

A drawing is refused rather than mended: a figure that carries a script was not
made by our figures. What goes is what matplotlib always adds and no reader
needs (metadata, the document type, its one global style rule, which would hold
for the whole page).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree import ElementTree

from reviewbook.errors import DocumentError, Problem

__all__ = ["clean_svg", "natural_width"]

#: A reference to an id of the drawing itself, after cleaning.
_LOCAL = re.compile(r"url\(#([^)]*)\)")

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
_ELEMENTS = frozenset(
    [
        "svg",
        "g",
        "defs",
        "symbol",
        "use",
        "title",
        "desc",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "clipPath",
        "mask",
        "marker",
        "linearGradient",
        "radialGradient",
        "stop",
        "pattern",
        "image",
    ]
)
_DROPPED = frozenset({"metadata", "style"})
_MATPLOTLIB_STYLE = "*{stroke-linejoin:round;stroke-linecap:butt}"
_REFERENCE = re.compile(r"url\(\s*(['\"]?)#([^)'\"]*)\1\s*\)", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=\s]*\Z")
_LENGTH = re.compile(r"([0-9.]+)(pt|px|in|cm|mm)?\Z")
_POINTS = {"pt": 1.0, "px": 0.75, None: 0.75, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4}


def clean_svg(svg: str, prefix: str, alt: str, letters: Callable[[str], str]) -> str:
    """
    Give a drawing that may be put into a page or a PDF.

    Parameters
    ----------
    svg : str
        The drawing.
    prefix : str
        What all its ids shall begin with; unique in the document.
    alt : str
        What a reader would see; becomes the drawing's title.
    letters : callable
        How text is written (see `characters`).

    Returns
    -------
    str
        The drawing without declaration, with ``role="img"`` and its title.

    Raises
    ------
    DocumentError
        When it is no SVG, or has something that runs or calls out.
    """
    if "<!ENTITY" in svg:
        raise DocumentError(Problem(prefix, "the drawing declares entities", "", "Draw it without."))
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as error:
        raise DocumentError(Problem(prefix, f"the drawing is no well-formed SVG: {error}")) from None
    problems: list[Problem] = []
    if root.tag != f"{_SVG}svg":
        problems.append(Problem(prefix, f"the drawing is a <{_name(root.tag)}>, not an <svg>"))
    for element in root.iter():
        problems += _clean_element(element, prefix, letters)
    if problems:
        raise DocumentError(*problems)
    _number_ids(root, prefix)
    _make_image(root, prefix, letters(alt))
    return ElementTree.tostring(root, encoding="unicode")


def natural_width(svg: str) -> float | None:
    """Give the width of a cleaned drawing in points; None when it says none."""
    width = re.match(r"<svg[^>]*?\swidth=\"([^\"]*)\"", svg)
    length = _LENGTH.match(width[1]) if width else None
    return float(length[1]) * _POINTS[length[2]] if length else None


def _number_ids(root: ElementTree.Element, prefix: str) -> None:
    """Number the ids in their order: what matplotlib calls them depends on the versions of its packages."""
    named = [element for element in root.iter() if "id" in element.attrib]
    numbers = {element.attrib["id"]: f"{prefix}-{number}" for number, element in enumerate(named, 1)}
    for element in root.iter():
        for key, value in element.attrib.items():
            if key == "id":
                element.set(key, numbers[value])
            elif key == "href" and value.startswith("#"):
                element.set(key, f"#{numbers.get(value[1:], value[1:])}")
            else:
                element.set(key, _LOCAL.sub(lambda found: f"url(#{numbers.get(found[1], found[1])})", value))


def _make_image(root: ElementTree.Element, prefix: str, alt: str) -> None:
    for old in root.findall("title"):
        root.remove(old)
    title = ElementTree.Element("title", id=f"{prefix}-alt")
    title.text = alt
    root.insert(0, title)
    if "viewBox" not in root.attrib and "width" in root.attrib and "height" in root.attrib:
        width, height = (re.sub(r"[a-z]+\Z", "", root.attrib[side]) for side in ("width", "height"))
        root.set("viewBox", f"0 0 {width} {height}")
    root.attrib.update({"xmlns": "http://www.w3.org/2000/svg", "role": "img", "aria-labelledby": f"{prefix}-alt"})
    # What matplotlib says for every element of the page, said for this drawing alone.
    root.attrib.setdefault("stroke-linejoin", "round")


def _clean_element(element: ElementTree.Element, prefix: str, letters: Callable[[str], str]) -> list[Problem]:
    problems = []
    for child in list(element):
        name = _name(child.tag)
        if name in _DROPPED:
            if name == "style" and re.sub(r"\s", "", child.text or "") != _MATPLOTLIB_STYLE:
                problems.append(
                    Problem(prefix, "the drawing has a <style>", "Rules hold for the whole page: use attributes.")
                )
            element.remove(child)
    name = _name(element.tag)
    if name not in _ELEMENTS or not str(element.tag).startswith((_SVG, name)):
        problems.append(Problem(prefix, f"the drawing has a <{name}>", "Only shapes, text and pictures are published."))
    element.tag = name
    element.text = letters(element.text) if element.text else element.text
    element.tail = letters(element.tail) if element.tail else element.tail
    for key, value in list(element.attrib.items()):
        del element.attrib[key]
        problems += _put_attribute(element, key, value, prefix)
    return problems


def _put_attribute(element: ElementTree.Element, key: str, value: str, prefix: str) -> list[Problem]:
    """Set one attribute under its plain name, or say why it cannot be."""
    name = "href" if key == _XLINK_HREF else _name(key)
    if name == "href":
        if value.startswith("#"):
            element.set("href", f"#{prefix}-{value[1:]}")
        elif element.tag == "image" and _PICTURE.match(value):
            element.set("href", value)
        else:
            return [Problem(prefix, f"the drawing refers to {value[:60]!r}", "It must hold all that it shows.")]
        return []
    if name.lower().startswith("on"):
        return [Problem(prefix, f"the drawing has the event attribute {name!r}", "Nothing in a document runs.")]
    outside = _REFERENCE.sub("", value).lower()
    if "url(" in outside or "\\" in outside or "script:" in outside or "@import" in outside:
        return [Problem(prefix, f"the drawing's {name!r} refers to {value[:60]!r}", "It must hold all that it shows.")]
    if name == "id":
        value = f"{prefix}-{value}"
    elif key.startswith("{") or name == "version":  # editors' own, of no use to a reader
        return []
    element.set(name, _REFERENCE.sub(rf"url(#{prefix}-\2)", value))
    return []


def _name(tag: object) -> str:
    return str(tag).rpartition("}")[2]
