"""What stands on page one and on every other page: put into words from what an edition is."""

from __future__ import annotations

from reviewbook.document import Masthead
from reviewbook.editions import Draft
from reviewbook.legible import named
from reviewbook.params.rulebook import Rulebook
from reviewbook.wording import Wording

__all__ = ["masthead"]


def masthead(rules: Rulebook, draft: Draft, number: int, language: str) -> Masthead:
    """
    Give the masthead of one document of an edition.

    Parameters
    ----------
    rules : Rulebook
        The params that the edition is printed with.
    draft : Draft
        What it is.
    number : int
        Which edition.
    language : str
        Of the document.
    """
    words = Wording(language)
    company = named(rules.company.name(language))
    return Masthead(
        company=company,
        review=named(draft.title[language]),
        audience=company if draft.audience.kind == "company" else draft.audience.name,
        period=words.period(draft.period),
        as_of=words.instant(draft.as_of, draft.zone),
        edition=words("review.edition", number=number),
        as_of_at=draft.as_of.isoformat(),
    )
