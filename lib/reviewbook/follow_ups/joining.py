"""What tools and ``follow_ups.yaml`` say anew of the follow-ups that are known.

A tool may list what a finding or an entry opened, as a card that carries its id. Then it
remains what was agreed, in its words and with its test; the card says who sees to it, by
when, and whether it is done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from reviewbook.follow_ups.item import FROM_FINDING, FROM_HAND, FollowUp
from reviewbook.follow_ups.known import Known

__all__ = ["joined", "taken_up"]

#: What its source may say anew of a follow-up that is known.
_SAID = ("title", "title_en", "owner_id", "due_on", "test", "url", "reason", "reason_en")

#: Origins of what was agreed in reviews.
_OURS = (FROM_FINDING, FROM_HAND)

Items = Mapping[str, FollowUp]


def joined(kept: Items, entries: Items, cards: Items, known: Known) -> dict[str, FollowUp]:
    """
    Let the sources say anew what they list.

    Parameters
    ----------
    kept : mapping of FollowUp
        What was carried here, by id.
    entries : mapping of FollowUp
        What ``follow_ups.yaml`` lists.
    cards : mapping of FollowUp
        What the tools list.
    known : Known
        The run.
    """
    every = dict.fromkeys((*kept, *cards, *entries))
    return {name: _stands(kept.get(name), entries.get(name), cards.get(name), known) for name in every}


def taken_up(item: FollowUp, card: FollowUp, before: FollowUp | None, entry: FollowUp | None, known: Known) -> FollowUp:
    """
    Let a card say of what was agreed in a review how it goes on.

    Parameters
    ----------
    item : FollowUp
        What was agreed.
    card : FollowUp
        What the tool says of it.
    before : FollowUp, optional
        How it stood in the editions before.
    entry : FollowUp, optional
        What ``follow_ups.yaml`` says of it.
    known : Known
        The run.

    Notes
    -----
    Of two that closed it the later holds. A card that is open does not say since when: it opens nothing that the
    entry or the numbers closed.
    """
    team = item.team_id or card.team_id
    item = replace(item, team_id=team, owner_id=_owner(item, card), due_on=card.due_on or item.due_on)
    item = replace(item, url=card.url or item.url)
    if item.closed_by_data:
        return item
    if entry and entry.closed_at and not (card.closed_at and card.closed_at > entry.closed_at):
        return item
    return _moved(replace(item, reason=None, reason_en=None), card, before, known)


def _stands(before: FollowUp | None, entry: FollowUp | None, card: FollowUp | None, known: Known) -> FollowUp:
    item = _by_hand(before, entry, known) if entry else before
    if card is None:
        assert item is not None
        listed = entry or item.closed or item.origin == FROM_FINDING
        return item if listed else replace(item, note="unlisted")
    if item and (entry or item.origin in _OURS):
        return taken_up(item, card, before, entry, known)
    return _said_anew(before, card, known)


def _owner(item: FollowUp, card: FollowUp) -> str | None:
    """Give whom the card names, but nobody whom only the tool knows in place of somebody who is known."""
    # So a source calls a person whom `identities` does not know.
    foreign = f"{card.origin}:"
    known = item.owner_id is not None and not item.owner_id.startswith(foreign)
    silent = card.owner_id is None or (known and card.owner_id.startswith(foreign))
    return item.owner_id if silent else card.owner_id


def _by_hand(before: FollowUp | None, entry: FollowUp, known: Known) -> FollowUp:
    """Let an entry say anew; that it says nothing of an end does not undo one that a tool saw."""
    item = _said_anew(before, entry, known)
    if before is None or entry.closed or not _by_a_tool(before, known):
        return item
    return replace(item, status=before.status, note=None, closed_at=before.closed_at)


def _by_a_tool(item: FollowUp, known: Known) -> bool:
    """Whether a tool closed it: an entry closes at the beginning of a day, and the numbers leave a note."""
    if not item.closed or item.note:
        return False
    return item.closed_at is None or item.closed_at != known.midnight(known.day(item.closed_at))


def _said_anew(before: FollowUp | None, said: FollowUp, known: Known) -> FollowUp:
    if before is None:
        return said
    team = said.team_id or before.team_id
    item = replace(before, team_id=team, **{name: getattr(said, name) for name in _SAID})
    return item if item.closed_by_data and not said.closed else _moved(item, said, before, known)


def _moved(item: FollowUp, said: FollowUp, before: FollowUp | None, known: Known) -> FollowUp:
    """Open or close as the source says."""
    if not said.closed:
        return replace(item, status="open", note=None, closed_at=None)
    at = said.closed_at
    if at is None and before is not None:
        # A tool may not say when it was closed; it was between the last edition and this one.
        at = before.closed_at if before.closed else known.as_of
    return replace(item, status=said.status, note=None, closed_at=at)
