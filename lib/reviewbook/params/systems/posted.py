"""What the entries of systems have in common in which reports are posted as messages."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from reviewbook.params.base import Zone
from reviewbook.params.systems.base import Form, FormsEntry

__all__ = ["PostedEntry", "PostedForm"]


class PostedForm(Form):
    """
    Reports that are posted in a channel, by hand or by a form or workflow.

    Several forms may be posted in one channel; a message is that of which most required fields stand in it.

    Parameters
    ----------
    author_field : str
        The question that names who wrote the report, for forms whose messages a machine posts: by a mention or an
        e-mail address. Without it, or where it is not answered, whoever posted the message wrote it.
    """

    author_field: str = ""


class PostedEntry(FormsEntry):
    """
    A system in whose channels reports are posted; replies and reactions to them are feedback.

    Parameters
    ----------
    forms : tuple of PostedForm
        What is posted in which channel; ``form`` is the id of the channel.
    zone : str
        In which days are counted where a report does not say of which period it is.
    reread_days : int
        How many days of messages every pull reads again, to see edits, deletions and late replies.
    reactions : dict
        Name of a reaction → ``approval`` or ``read``, where it means that in the company; others are reactions.
    """

    forms: tuple[PostedForm, ...] = Field(min_length=1)
    zone: Zone
    reread_days: int = Field(default=14, ge=1)
    reactions: dict[str, Literal["approval", "read", "reaction"]] = Field(default_factory=dict)
