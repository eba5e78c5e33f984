"""Microsoft Teams as a source of reports and feedback."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from reviewbook.params.systems.base import Address, SecretName
from reviewbook.params.systems.posted import PostedEntry, PostedForm

__all__ = ["TeamsEntry", "TeamsForm"]

Id = Annotated[str, Field(pattern=r"^[\w.-]+$")]


class TeamsForm(PostedForm):
    """
    A channel of a team; ``form`` is its id, ``19:…@thread.tacv2``.

    Parameters
    ----------
    team : str
        Id of the team: ``groupId`` in the link to the channel.
    """

    form: str = Field(pattern=r"^[\w:.@-]+$")
    team: Id


class TeamsEntry(PostedEntry):
    """
    Channels of Microsoft Teams, read by Microsoft Graph.

    Parameters
    ----------
    base : str
        Address of Graph; that of a national cloud is another one.
    login : str
        Where tokens are given; that of a national cloud is another one.
    tenant : str
        Id of the company's directory, or its domain.
    client_id : str
        Id of the app that is registered in it.
    client_secret : str
        Name of the secret that is the app's client secret.
    reread_days : int
        Fewer than elsewhere: the replies to each message that is read again are a call of its own, and what changed
        earlier comes by itself.
    """

    kind: Literal["teams"]
    base: Address = "https://graph.microsoft.com/v1.0"
    login: Address = "https://login.microsoftonline.com"
    tenant: Id
    client_id: Id
    client_secret: SecretName
    forms: tuple[TeamsForm, ...] = Field(min_length=1)
    reread_days: int = Field(default=3, ge=1)
