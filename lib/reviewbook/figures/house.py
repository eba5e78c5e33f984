"""The house style: how every figure looks, and the one place where one is drawn.

Grey for context and one accent for what the figure is about; the accent is darker
than the grey, so that both differ in black and white too. Labels stand beside what
they name, so there are no legends. The title is no part of the drawing: it is text
of the document.

Nothing of matplotlib's global state is used or left behind, and two drawings of the
same numbers are the same bytes.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import matplotlib
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from reviewbook.fonts import FAMILY, register
from reviewbook.legible import visible

__all__ = [
    "ACCENT",
    "CONTEXT",
    "INK",
    "MUTED",
    "PATCH",
    "SMALL",
    "WIDTH",
    "Margins",
    "beside_axis",
    "drawn",
    "panels",
    "text_width",
]

#: Width of every figure in cm: that of the text on A4, and still legible on a phone.
WIDTH = 16.0

#: What the figure is about.
ACCENT = "#0b5394"
#: What it is compared with.
CONTEXT = "#b9bec5"
#: Text, and the lines of targets.
INK = "#1f2328"
#: Text of less weight; still 4.5 to 1 on white.
MUTED = "#5c6670"

#: Sizes of text in points.
BASE, SMALL = 10.0, 9.0

#: Behind a label that a line may cross.
PATCH = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}

#: Space around the axes in cm: left, right, top, bottom.
Margins = tuple[float, float, float, float]

_CM = 2.54

_RC = {
    **sns.axes_style("white"),
    "font.family": [FAMILY],
    "font.sans-serif": [FAMILY],
    "font.size": BASE,
    "axes.labelsize": BASE,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": BASE,
    "text.color": INK,
    "axes.edgecolor": CONTEXT,
    "axes.labelcolor": INK,
    "xtick.color": MUTED,
    "ytick.color": INK,
    "axes.linewidth": 0.8,
    "axes.unicode_minus": True,
    "text.parse_math": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "reviewbook",
    "figure.facecolor": "white",
    "axes.facecolor": "none",
}


def drawn(paint: Callable[[Axes], None], height: float, margins: Margins) -> str:
    """
    Draw a figure.

    Parameters
    ----------
    paint : callable
        Puts everything on the axes it is given; they have neither frame nor ticks.
    height : float
        Of the whole figure, in cm.
    margins : tuple of float
        Left, right, top and bottom of the axes, in cm; labels beside the axes need them.

    Returns
    -------
    str
        SVG with text as text.
    """
    left, right, top, bottom = margins
    with _figure(height) as figure:
        axes = figure.add_axes(
            (left / WIDTH, bottom / height, (WIDTH - left - right) / WIDTH, (height - top - bottom) / height)
        )
        _bare(axes)
        paint(axes)
        return _written(figure)


def panels(paints: Sequence[Callable[[Axes], None]], columns: int, height: float, margins: Margins) -> str:
    """
    Draw small multiples: the same drawing again and again, from left to right and from top to bottom.

    Parameters
    ----------
    paints : sequence of callable
        Each puts everything on the axes of its panel.
    columns : int
        Panels in a row.
    height : float
        Of a panel, in cm.
    margins : tuple of float
        Left, right, top and bottom of each panel's axes within the panel, in cm.

    Returns
    -------
    str
        SVG with text as text.
    """
    left, right, top, bottom = margins
    rows = -(-len(paints) // columns)
    whole, width = rows * height, WIDTH / columns
    with _figure(whole) as figure:
        for place, paint in enumerate(paints):
            row, column = divmod(place, columns)
            x, y = column * width + left, whole - (row + 1) * height + bottom
            size = ((width - left - right) / WIDTH, (height - top - bottom) / whole)
            axes = figure.add_axes((x / WIDTH, y / whole, *size))
            _bare(axes)
            paint(axes)
        return _written(figure)


@contextmanager
def _figure(height: float) -> Iterator[Figure]:
    """Give an empty figure in the house style, and nothing of that style to anybody else."""
    register()
    with matplotlib.rc_context(_RC):
        figure = Figure(figsize=(WIDTH / _CM, height / _CM))
        FigureCanvasSVG(figure)
        yield figure


def _bare(axes: Axes) -> None:
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)


def _written(figure: Figure) -> str:
    written = io.StringIO()
    figure.savefig(written, format="svg", metadata={"Date": None})
    return visible(written.getvalue())  # a control character would leave the drawing unreadable


def beside_axis(name: str, widest: float = 6.0) -> str:
    """Give a name as it stands beside an axis or above a panel: cut where it is wider than so many cm."""
    name = visible(name)
    if text_width(name) <= widest:
        return name
    most = next(most for most in range(len(name) - 1, -1, -1) if text_width(name[:most]) <= widest - text_width("…"))
    return f"{name[:most].rstrip()}…"


def text_width(text: str, points: float = BASE) -> float:
    """Give about how wide a text is, in cm: a Chinese character is as wide as high, others a good half of it."""
    ems = sum(1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.58 for letter in text)
    return ems * points / 72 * _CM
