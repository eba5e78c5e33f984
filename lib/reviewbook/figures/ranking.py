"""Who scored what, and which differences are more than chance."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes

from reviewbook.blocks import Block, Cell, Figure, Head, Notice, Table, Tone
from reviewbook.figures.house import ACCENT, CONTEXT, MUTED, SMALL, beside_axis, drawn, text_width
from reviewbook.params.appraisal import BOARD
from reviewbook.periods import Cadence
from reviewbook.slices import Slice

__all__ = ["ranking"]

#: People that still make a figure; further ones stand in the table only.
MOST = 24


@dataclass(frozen=True)
class _Score:
    name: str
    value: float
    lower: float
    upper: float
    best: int
    worst: int


def ranking(review: Slice) -> Block:
    """
    Draw the scores of the month with their intervals, the highest first.

    Returns
    -------
    Figure or Notice
        Accented are those who may be the first, where others may not; a line marks the points of whoever does what
        was agreed. A notice where nobody has a score.
    """
    words = review.words
    if not review.appraisal.asked:
        return Notice(words("absent.appraisal"), Tone.MUTED)
    if review.period.cadence is not Cadence.MONTHLY:
        return Notice(words("absent.appraised_monthly"), Tone.MUTED)
    scores = _scores(review)
    if not scores:
        return Notice(words("tables.appraisal.empty"), Tone.MUTED)
    shown, title = scores[:MOST], _title(review, scores)
    note = [words("figures.ranking.note")]
    if len(shown) < len(scores):
        note.append(words("figures.largest", shown=len(shown), count=len(scores)))
    return Figure(
        id="ranking",
        title=title,
        alt=words("figures.ranking.alt", rows=words("figures.and").join(_spoken(review, score) for score in shown)),
        svg=_svg(review, shown, len(scores)),
        data=_table(review, scores, title),
        note=words("figures.space").join(note),
    )


def _scores(review: Slice) -> list[_Score]:
    board = review.frames["standings"]
    ranked = board[(board["board"] == BOARD) & board["eligible"].astype(bool)]
    return [
        _Score(
            name=review.name("person", row["person_id"]),
            value=float(row["score"]),
            lower=float(row["lower"]),
            upper=float(row["upper"]),
            best=int(row["rank_best"]),
            worst=int(row["rank_worst"]),
        )
        for row in ranked.sort_values(["score", "person_id"], ascending=[False, True]).to_dict("records")
    ]


def _title(review: Slice, scores: list[_Score]) -> str:
    """Say what the ranks say; of a part of the company nothing can be said of the whole."""
    words, count = review.words, len(scores)
    if review.audience.kind != "company" or count < 2:
        return words("figures.ranking.plain")
    if scores[0].worst == 1:
        return words("figures.ranking.clear", name=scores[0].name)
    if all((score.best, score.worst) == (1, count) for score in scores):
        return words("figures.ranking.chance", count=words.number(count))
    maybe = sum(score.best == 1 for score in scores)
    return words("figures.ranking.some", count=words.number(maybe), all=words.number(count))


def _label(review: Slice, score: _Score) -> str:
    key = "figures.ranking.label" if score.best < score.worst else "figures.ranking.label_sure"
    return review.words(key, value=review.words.number(score.value, 1), best=score.best, worst=score.worst)


def _spoken(review: Slice, score: _Score) -> str:
    value, low, high = (review.words.number(number, 1) for number in (score.value, score.lower, score.upper))
    told = {"name": score.name, "value": value, "low": low, "high": high}
    return review.words("figures.ranking.spoken", best=score.best, worst=score.worst, **told)


def _svg(review: Slice, scores: list[_Score], count: int) -> str:
    labels = [_label(review, score) for score in scores]
    expected = review.appraisal.expected
    sole = scores[0].worst == 1 and count > 1
    told_apart = sole or any(score.best > 1 for score in scores)

    def paint(axes: Axes) -> None:
        if expected is not None:
            _name_expected(axes, expected, review)
        for place, (score, label) in enumerate(zip(scores, labels, strict=True)):
            leads = told_apart and (place == 0 if sole else score.best == 1)
            color = ACCENT if leads else MUTED
            axes.plot(
                [score.lower, score.upper], [place] * 2, color=color if leads else CONTEXT, linewidth=1.8, zorder=1
            )
            axes.plot(score.value, place, "D" if leads else "o", color=color, markersize=6.0, zorder=2)
            axes.annotate(
                label, (1, place), (8, 0), xycoords=("axes fraction", "data"), textcoords="offset points", va="center"
            )
        axes.set(xticks=range(0, 101, 20), xlim=(-1, 101), ylim=(len(scores) - 0.5, -0.5))
        axes.set_yticks(range(len(scores)), [beside_axis(score.name) for score in scores])

    left = max(text_width(beside_axis(score.name)) for score in scores) + 0.4
    right = max(text_width(label) for label in labels) + 0.5
    top, row = 0.7, 0.56
    return drawn(paint, top + row * len(scores) + 0.7, (left, right, top, 0.7))


def _name_expected(axes: Axes, expected: float, review: Slice) -> None:
    word = review.words("figures.ranking.expected", value=review.words.number(expected))
    axes.axvline(expected, color=MUTED, linewidth=1.2, linestyle=(0, (4, 2)), zorder=0)
    axes.annotate(
        word, (expected, -0.5), (0, 3), textcoords="offset points", ha="right" if expected > 50 else "left",
        va="bottom", fontsize=SMALL, color=MUTED,
    )  # fmt: skip


def _table(review: Slice, scores: list[_Score], title: str) -> Table:
    words = review.words
    points = [Head(words(key), "", "right", format="0.0") for key in
              ("tables.appraisal.score", "figures.lower", "figures.upper")]  # fmt: skip
    ranks = [Head(words(f"figures.ranking.{end}"), "", "right", format="0") for end in ("best", "worst")]
    rows = tuple(
        (
            Cell(score.name),
            *(Cell(words.number(value, 1), value) for value in (score.value, score.lower, score.upper)),
            *(Cell(words.number(rank), rank) for rank in (score.best, score.worst)),
        )
        for score in scores
    )
    return Table("ranking-data", title, (Head(words("kind.person"), share=2), *points, *ranks), rows)
