"""What stands on page one and on every other page: put into words from what an edition is."""

from __future__ import annotations

from reviewbook.document import Masthead
from reviewbook.editions import Draft
from reviewbook.legible import named
from reviewbook.params.rulebook import Rulebook
from reviewbook.wording import Wording

__all__ = ["masthead"]


def masthead(rules: Rulebook, draft: Draft, edition: tuple[int, tuple[str, ...]], language: str) -> Masthead:
    """
    Give the masthead of one document of an edition.

    Parameters
    ----------
    rules : Rulebook
        The params that the edition is printed with.
    draft : Draft
        What it is.
    edition : tuple
        Its number, and what differs from the edition before (`Record.changed`): whoever holds a second one is told.
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
        edition=_numbered(words, *edition),
        as_of_at=draft.as_of.isoformat(),
    )


def _numbered(words: Wording, number: int, changed: tuple[str, ...]) -> str:
    if not changed:
        return words("review.edition", number=number)
    changes = words.join([words(f"archive.changed.{name}") for name in changed])
    return words("review.edition_since", number=number, changes=changes)
