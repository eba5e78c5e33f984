"""What the first figure of a process costs and no later one, paid before there is anything to draw.

Faces are opened, words and formats of the languages are read, and what is drawn with is used for the first time. The
process from which kernels are forked does this once for all of them. It leaves nothing behind that a drawing shows.
"""

from __future__ import annotations

import seaborn as sns
from matplotlib.axes import Axes

from reviewbook.figures.house import ACCENT, BASE, CONTEXT, INK, PATCH, SMALL, drawn, panels
from reviewbook.periods import Period
from reviewbook.wording import LANGUAGES, Wording

__all__ = ["rehearse"]

_PLACES = [0, 1, 2]


def rehearse() -> None:
    """Draw bars and lines of nothing in particular, labelled in every language; the drawings are thrown away."""
    drawn(_bars, 4.0, (2.0, 1.0, 0.5, 0.7))
    panels([_lines, _lines], 2, 3.0, (0.1, 1.5, 0.75, 0.65))


def _labels() -> list[str]:
    week, all_words = Period.parse("2026-W47"), [Wording(language) for language in LANGUAGES]
    return [f"{words('status.on_time')} {words.period(week)} {words.percent(0.5)}" for words in all_words]


def _bars(axes: Axes) -> None:
    sns.barplot(
        x=_PLACES, y=[1.0, 2.0, 3.0], hue=[False, False, True], palette={True: ACCENT, False: CONTEXT},
        saturation=1, dodge=False, legend=False, errorbar=None, ax=axes,
    )  # fmt: skip
    axes.set(xlabel="", ylabel="", yticks=[], xlim=(-0.6, 2.6))
    axes.set_xticks(_PLACES, ["a", "b", "c"])
    axes.axhline(0, color=INK, linewidth=0.8)
    for height, label in enumerate(_labels()):
        for weight in ("normal", "bold"):
            axes.annotate(
                label, (0, height), (0, 3), textcoords="offset points", va="bottom", weight=weight,
                fontsize=SMALL, bbox=PATCH,
            )  # fmt: skip


def _lines(axes: Axes) -> None:
    sns.lineplot(x=_PLACES, y=[1.0, 0.5, 0.8], color=ACCENT, linewidth=1.3, ax=axes)
    axes.plot(2, 0.8, "o", color=ACCENT, markersize=5, clip_on=False)
    axes.set_title("a", loc="left", fontsize=BASE)
