"""How what people reported is printed: its fields, its amounts, why a field fails and what a claim agrees with."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from reviewbook.blocks import Cell, Tone
from reviewbook.slices import Slice
from reviewbook.wording import DASH, entries

__all__ = ["agreement", "amount", "excerpt", "field_title", "invalid_in_words"]


def field_title(review: Slice, template: str, name: str) -> Cell:
    """Give the title of a field; its name where the template has it no longer."""
    fields = {field.name: field for field in review.templates.template(template).fields}
    return Cell(fields[name].title(review.language) if name in fields else name)


def amount(review: Slice, value: float | None) -> Cell:
    """Give a number as far as it matters: 12.5 claimed for 125,000 keeps its half."""
    if value is None or pd.isna(value):
        return Cell(DASH, None, Tone.MUTED)
    exact = float(value).is_integer() or abs(value) >= 1000
    return Cell(review.words.number(value, 0 if exact else 2), float(value))


def excerpt(text: str | None, most: int) -> Cell:
    """Give the beginning of a text on one line; the cell's value is all of it."""
    if text is None or pd.isna(text) or not text.strip():
        return Cell(DASH, None, Tone.MUTED)
    line = " ".join(text.split())
    return Cell(line if len(line) <= most else f"{line[: most - 1]}…", text)


def invalid_in_words(review: Slice, reason: str) -> str:
    """Say why a field is not valid: the reason of a row of ``checks``."""
    for side in ("below", "above"):
        if reason.startswith(f"{side} "):
            return review.words(f"invalid.{side}", limit=review.words.short(float(reason.partition(" ")[2])))
    return review.words(f"invalid.{reason.replace(' ', '_')}")


def agreement(review: Slice, claim: Mapping[Hashable, Any]) -> str:
    """Say what a claim agrees with: the record, or the record read in another way."""
    if claim["accurate"]:
        return review.words("behind.claims.match")
    detail = "" if pd.isna(claim["detail"]) else str(claim["detail"])
    key = f"claim.detail.{detail.replace('.', '_')}"
    if detail and key in entries():
        return review.words(key)
    if claim["cause"] == "owner" and not detail:  # somebody of a team that the reader does not see
        return review.words("own.colleague" if review.audience.kind == "person" else "behind.claims.colleague")
    return review.words(f"claim.cause.{claim['cause']}", detail=review.name("person", detail))
