"""Trello as a source of follow-ups: the cards of some boards."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from reviewbook.params.systems.base import Address, SecretName, SystemEntry

__all__ = ["TrelloEntry"]

BoardId = Annotated[str, Field(pattern=r"^([0-9a-fA-F]{24}|[0-9A-Za-z]{8})$")]


class TrelloEntry(SystemEntry):
    """
    Boards of Trello whose cards are the company's follow-ups.

    A person's id is the user name: Trello tells nobody's e-mail.

    Parameters
    ----------
    base : str
        Its address.
    key_secret : str
        Name of the secret that is the API key.
    token_secret : str
        Name of the secret that is the token of whoever the boards are read as.
    boards : tuple of str
        The boards: the eight characters behind ``/b/`` in their address, or their ids.
    done_lists : tuple of str
        Lists, by name or id, in which a card is done although nobody marked it complete.
    dropped_lists : tuple of str
        Lists, by name or id, in which a card is no longer to be done.
    """

    kind: Literal["trello"]
    base: Address = "https://api.trello.com/1"
    key_secret: SecretName
    token_secret: SecretName
    boards: tuple[BoardId, ...] = Field(min_length=1)
    done_lists: tuple[str, ...] = ()
    dropped_lists: tuple[str, ...] = ()
