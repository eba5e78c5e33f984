"""What was known then: of every source at the instant of its own last pull.

Sources are pulled one after the other, and a simulated one has a clock of its own, so
that no single instant says what an edition knew; the pulls of its ``origins`` do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from reviewbook.warehouse.layout import instant

__all__ = ["Known", "Moment", "held_at"]

#: With what was known: now (None), at one instant, or by source at the instant of a pull; other sources knew nothing.
Known = datetime | Mapping[str, datetime] | None


@dataclass(frozen=True)
class Moment:
    """
    From where a reader looked at the tables.

    Parameters
    ----------
    as_of : datetime
        The cut-off, with its zone.
    known : Known
        With what was known.
    """

    as_of: datetime
    known: Known = None


def held_at(known: Known) -> str:
    """Give the SQL condition of the versions that held."""
    if known is None:
        return "known_to IS NULL"
    at = instant(known) if isinstance(known, datetime) else _by_source(known)
    return f"known_from <= {at} AND (known_to IS NULL OR known_to > {at})"


def _by_source(known: Mapping[str, datetime]) -> str:
    pulls = " ".join(f"WHEN {_text(source)} THEN {instant(at)}" for source, at in sorted(known.items()))
    return f"(CASE pulled_from {pulls} END)" if pulls else "CAST(NULL AS TIMESTAMPTZ)"


def _text(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"
