"""What suggestions and problems are about, with the sentences themselves and who wrote them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from reviewbook.blocks import FOLDED_ROWS, Cell, Table, Tone
from reviewbook.params.market import OTHER
from reviewbook.periods import Period
from reviewbook.slices import Slice
from reviewbook.tables.market import about_market
from reviewbook.tables.opening import THEMES, opening
from reviewbook.tables.printed import counted_head, head, person, report, short_period
from reviewbook.tables.reported import excerpt

__all__ = ["theme_rows", "themes"]

_Row = Mapping[Hashable, Any]

_MEANT = ("suggestion", "problem")

#: Sentences of a theme that stand on the page.
_EXAMPLES = 2

#: Characters of a sentence that stand in a table; its cell keeps the whole.
_LONGEST = 90


@about_market
def themes(review: Slice) -> Table:
    """
    Give the suggestions and problems of the period by theme.

    Returns
    -------
    Table
        The theme with the most sentences first, those without any theme last. A sentence may be about two themes.
    """
    words, frame = review.words, _newest(review.frames["themes"])
    groups = [(str(theme), rows) for theme, rows in frame.groupby("theme")]
    groups.sort(key=lambda group: (group[0] == OTHER, -len(group[1]), group[0]))
    title = words("tables.themes.plain")
    if groups:
        every = len(frame.drop_duplicates(["report_id", "field", "place"]))
        most = {"theme": _title(review, groups[0][0]), "count": words.number(len(groups[0][1]))}
        title = words("tables.themes.title", all=words.number(every), **most)
    return Table(
        "themes",
        title,
        (
            head(review, "tables.themes.theme", 1.2),
            *(counted_head(review, f"tables.themes.{meant}", 0.8) for meant in _MEANT),
            counted_head(review, "tables.terms.people", 0.7),
            head(review, "tables.themes.examples", 5.0),
        ),
        tuple(_row(review, theme, rows) for theme, rows in groups),
        note=words("tables.themes.note") if groups else "",
        empty=words("tables.themes.empty"),
    )


@about_market
def theme_rows(review: Slice) -> Table:
    """Give every sentence of a suggestion or a problem, folded away until a number is opened."""
    words, rows = review.words, _newest(review.frames["themes"])
    keys = ("kind.person", "kind.team", "tables.report", "tables.voices.when", "behind.no")
    return Table(
        THEMES,
        words("tables.themes.rows"),
        (
            head(review, "tables.themes.theme"),
            head(review, "tables.themes.kind", 0.7),
            head(review, "tables.voices.sentence", 4.0),
            *(head(review, key) for key in keys),
        ),
        tuple(_sentence(review, row) for row in rows.head(FOLDED_ROWS).to_dict("records")),
        note=words("tables.themes.note"),
        empty=words("tables.themes.empty"),
        folded=True,
        further=max(len(rows) - FOLDED_ROWS, 0),
    )


def _newest(rows: pd.DataFrame) -> pd.DataFrame:
    newest = rows.sort_values(["report_id", "field", "place", "theme"])
    return newest.sort_values("due_on", ascending=False, kind="stable")


def _title(review: Slice, theme: str) -> str:
    titles = {entry.name: entry.title(review.language) for entry in review.market.themes}
    return review.words("tables.themes.other") if theme == OTHER else titles.get(theme, theme)


def _row(review: Slice, theme: str, rows: pd.DataFrame) -> tuple[Cell, ...]:
    counts = [int((rows["means"] == meant).sum()) for meant in _MEANT]
    people = int(rows["person_id"].nunique())
    examples = [_said(review, row) for row in rows.head(_EXAMPLES).to_dict("records")]
    return (
        Cell(_title(review, theme), tone=Tone.MUTED if theme == OTHER else Tone.NONE),
        *(opening(Cell(review.words.number(number), number), THEMES) for number in counts),
        Cell(review.words.number(people), people),
        Cell(review.words("tables.space").join(examples)),
    )


def _said(review: Slice, row: _Row) -> str:
    return review.words(
        "tables.themes.said",
        sentence=excerpt(row["sentence"], _LONGEST).text,
        name=review.name("person", row["person_id"]),
        period=review.words.short_period(Period.parse(str(row["period"]))),
    )


def _sentence(review: Slice, row: _Row) -> tuple[Cell, ...]:
    return (
        Cell(_title(review, str(row["theme"]))),
        Cell(review.words(f"tables.themes.kind_{row['means']}")),
        excerpt(row["sentence"], _LONGEST),
        person(review, row["person_id"]),
        Cell(review.name("team", row["team_id"])),
        report(review, row["template"]),
        short_period(review, row["period"]),
        Cell(row["report_id"]),
    )
