"""How people are scored: points, the ranks these may stand for, and what each score consists of.

Nobody is put above somebody else on noise: a rank stands with those that chance allows
for, and what does not count is named.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import wraps
from typing import Any, TypeVar

import pandas as pd

from reviewbook.blocks import FOLDED_ROWS, Block, Cell, Head, Notice, Table, Tone
from reviewbook.params.appraisal import BOARD
from reviewbook.periods import Cadence
from reviewbook.slices import Slice
from reviewbook.tables.of_one import of_one
from reviewbook.tables.opening import opening
from reviewbook.tables.printed import MOST, head, more, person
from reviewbook.wording import DASH, entries

__all__ = ["about_appraisal", "appraisal", "not_counted", "score_rows"]

#: Id of the table of all parts of all scores.
_SCORES = "rows-scores"

_Shown = TypeVar("_Shown", bound=Block)
_Row = Mapping[Hashable, Any]


def about_appraisal(shown: Callable[[Slice], _Shown]) -> Callable[[Slice], _Shown | Notice]:
    """Let what is shown of the appraisal give way to one sentence where nobody is appraised."""

    @wraps(shown)
    def told(review: Slice) -> _Shown | Notice:
        if not review.appraisal.asked:
            return Notice(review.words("absent.appraisal"), Tone.MUTED)
        if review.period.cadence is not Cadence.MONTHLY:
            return Notice(review.words("absent.appraised_monthly"), Tone.MUTED)
        return shown(review)

    return told


@about_appraisal
@of_one
def appraisal(review: Slice) -> Table:
    """
    Give everybody's score with its interval, the ranks it may stand for and the points of each component.

    Returns
    -------
    Table
        The highest score first. Each score opens the rows of its parts; who has none is named below with the reason.
    """
    words = review.words
    board = _board(review)
    ranked = board[board["eligible"].astype(bool)].sort_values(
        ["group", "score", "person_id"], ascending=[True, False, True]
    )
    grouped = ranked["group"].nunique() > 1
    teams = len(review.frames["teams"]) > 1
    components = review.appraisal.components
    heads = [head(review, "kind.person", 1.3), *([head(review, "kind.team", 1.2)] if teams else [])]
    heads += [_number(review, "score"), head(review, "tables.appraisal.interval", 1.0, "right")]
    heads += [head(review, "tables.appraisal.ranks", 0.8, "right")]
    heads += [head(review, "tables.appraisal.group", 0.6, "right")] if grouped else []
    heads += [Head(part.title(review.language), "", "right", 0.8, "0.0") for part in components]
    heads += [Head(words("tables.appraisal.counted"), "", "right", 0.8, "0%")]
    parts = review.frames["scores"]
    rows = tuple(
        _row(review, row, parts[parts["person_id"] == row["person_id"]], (teams, grouped))
        for row in ranked.head(MOST).to_dict("records")
    )
    return Table(
        "appraisal",
        _title(review, ranked),
        tuple(heads),
        rows,
        note=words("tables.space").join(_notes(review, board, grouped)) if rows else "",
        empty=words("tables.appraisal.empty" if components else "tables.appraisal.none_such"),
    )


@about_appraisal
@of_one
def score_rows(review: Slice) -> Table:
    """Give every part of every score, folded away until a score is opened."""
    words, rows = review.words, review.frames["scores"]
    order = {part.name: place for place, part in enumerate(review.appraisal.components)}
    rows = rows.assign(
        name=[review.name("person", who) for who in rows["person_id"]],
        place=[order.get(component, len(order)) for component in rows["component"]],
    ).sort_values(["name", "person_id", "place", "weight"], ascending=[True, True, True, False])
    return Table(
        _SCORES,
        words("tables.scores.title"),
        (
            head(review, "kind.person"),
            head(review, "tables.scores.component", 0.8),
            head(review, "tables.scores.measure", 1.5),
            head(review, "tables.scores.value", 0.8, "right"),
            head(review, "tables.scores.exposure", 0.8, "right"),
            Head(words("tables.scores.points"), "", "right", 0.8, "0.0"),
            Head(words("tables.scores.weight"), "", "right", 0.8, "0%"),
            head(review, "tables.scores.counted", 1.6),
        ),
        tuple(_part(review, row) for row in rows.head(FOLDED_ROWS).to_dict("records")),
        note=words("tables.scores.note") if len(rows) else "",
        empty=words("tables.appraisal.empty"),
        folded=True,
        further=max(len(rows) - FOLDED_ROWS, 0),
    )


def not_counted(review: Slice, reason: object) -> str:
    """Say why something does not count, or why somebody is not ranked."""
    rules, name = review.appraisal, str(reason).replace(" ", "_")
    told = f"appraisal.reason.{name}"
    if told in entries():
        return review.words(told, days=rules.least_days, weight=review.words.percent(rules.least_weight, 0))
    return review.words(f"note.{name}" if f"note.{name}" in entries() else "note.none")


def _board(review: Slice) -> pd.DataFrame:
    standings = review.frames["standings"]
    return standings[standings["board"] == BOARD]


def _number(review: Slice, key: str) -> Head:
    return Head(review.words(f"tables.appraisal.{key}"), "", "right", 1.0, "0.0")


def _title(review: Slice, ranked: pd.DataFrame) -> str:
    """Say what the ranks say; of a part of the company nothing can be said of the whole."""
    words, count = review.words, len(ranked)
    if review.audience.kind != "company" or count < 2:
        return words("tables.appraisal.plain")
    first = ranked.iloc[0]
    if first["rank_worst"] == 1:
        return words("tables.appraisal.clear", name=review.name("person", first["person_id"]))
    if (ranked["rank_best"] == 1).all() and (ranked["rank_worst"] == count).all():
        return words("tables.appraisal.chance", count=words.number(count))
    maybe = int((ranked["rank_best"] == 1).sum())
    return words("tables.appraisal.some", count=words.number(maybe), all=words.number(count))


def _notes(review: Slice, board: pd.DataFrame, grouped: bool) -> list[str]:
    words = review.words
    ranked = board["eligible"].astype(bool)
    said = [more(review, int(ranked.sum())), words("tables.appraisal.note")]
    said += [words("tables.appraisal.grouped")] if grouped else []
    said += [words("tables.appraisal.company_wide")] if review.audience.kind != "company" else []
    without = [
        words(
            "tables.appraisal.because",
            name=review.name("person", row["person_id"]),
            reason=not_counted(review, row["reason"]),
        )
        for row in board[~ranked].head(MOST).to_dict("records")
    ]
    said += [words("tables.appraisal.unranked", people=words.join(without))] if without else []
    return [sentence for sentence in said if sentence]


def _row(review: Slice, row: _Row, parts: pd.DataFrame, shown: tuple[bool, bool]) -> tuple[Cell, ...]:
    words, (teams, grouped) = review.words, shown
    counted = parts[parts["counted"].astype(bool)]
    covered = float(counted["weight"].sum())
    score = Cell(words.number(row["score"], 1), row["score"], bar=row["score"] / 100)
    cells = [person(review, row["person_id"])]
    cells += [Cell(review.name("team", row["team_id"]))] if teams else []
    cells += [opening(score, _SCORES), Cell(f"{words.number(row['lower'], 1)}–{words.number(row['upper'], 1)}")]
    cells += [Cell(_ranks(row))]
    cells += [Cell(str(int(row["group"])), int(row["group"]))] if grouped else []
    for component in review.appraisal.components:
        own = counted[counted["component"] == component.name]
        points = float((own["points"] * own["weight"]).sum() / own["weight"].sum()) if len(own) else None
        cells.append(Cell(words.number(points, 1), points, Tone.MUTED if points is None else Tone.NONE))
    return (*cells, Cell(words.percent(covered, 0), covered))


def _ranks(row: _Row) -> str:
    best, worst = int(row["rank_best"]), int(row["rank_worst"])
    return str(best) if best == worst else f"{best}–{worst}"


def _part(review: Slice, row: _Row) -> tuple[Cell, ...]:
    words = review.words
    component = next((part for part in review.appraisal.components if part.name == row["component"]), None)
    value, points, exposure = (_known(row[name]) for name in ("value", "points", "exposure"))
    why = words("tables.scores.yes") if row["counted"] else not_counted(review, row["reason"])
    return (
        person(review, row["person_id"]),
        Cell(component.title(review.language) if component else str(row["component"])),
        Cell(review.title(row["measure"])),
        review.cell(row["measure"], value),
        Cell(words.number(exposure), exposure) if exposure is not None else Cell(DASH, tone=Tone.MUTED),
        Cell(words.number(points, 1), points, Tone.NONE if points is not None else Tone.MUTED),
        Cell(words.percent(row["weight"], 0), row["weight"]),
        Cell(why if row["counted"] else words("tables.scores.no", reason=why), tone=Tone.NONE if row["counted"] else Tone.MUTED),
    )  # fmt: skip


def _known(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
