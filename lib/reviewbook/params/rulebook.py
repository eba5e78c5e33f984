"""The params that a review is printed with: they travel with its slice, and an edition is rebuilt from them."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from reviewbook.params.appraisal import Appraisal
from reviewbook.params.base import Entry
from reviewbook.params.company import Company
from reviewbook.params.development import Development
from reviewbook.params.loading import Params
from reviewbook.params.market import Market
from reviewbook.params.measures import MeasureEntry
from reviewbook.params.publications import Publication
from reviewbook.params.templates import Templates

__all__ = ["Rulebook"]


class Rulebook(Entry):
    """
    What a kernel is told of the params, and all that it is told.

    Parameters
    ----------
    publication : Publication
        The review.
    company, templates, market, appraisal, development
        As in `Params`.
    measures : dict
        Name to what the number means, in the order of the file.
    """

    publication: Publication
    company: Company
    templates: Templates
    measures: dict[str, MeasureEntry]
    market: Market
    appraisal: Appraisal
    development: Development

    @classmethod
    def of(cls, params: Params, publication: Publication) -> Rulebook:
        """Take from the params of a company what a review of it needs."""
        return cls(
            publication=publication,
            company=params.company,
            templates=params.templates,
            measures=dict(params.measures),
            market=params.market,
            appraisal=params.appraisal,
            development=params.development,
        )

    def plain(self) -> dict[str, Any]:
        """Give it as plain values, from which ``model_validate`` makes the same again."""
        return self.model_dump(mode="json", by_alias=True)

    @property
    def digest(self) -> str:
        """SHA-256 over all of it; it changes when a value changes, or the order in which measures are listed."""
        text = json.dumps(self.plain(), ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
