"""What a channel is: it splits a message into parts, each of which is one act that somebody sees, and does one at a time.

All that can be done unseen (composing, asking for a token, uploading) is done before, so that there is
one moment only at which it can be uncertain whether somebody has a part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from reviewbook.delivery.message import Message

__all__ = ["Channel", "Doubtful", "Prepared", "Refused", "Result", "Sent"]


@dataclass(frozen=True)
class Sent:
    """
    It was taken.

    Parameters
    ----------
    reference : str
        What the channel calls it, for whoever looks there; no secret.
    """

    reference: str = ""


@dataclass(frozen=True)
class Refused:
    """
    It was not taken, for certain.

    Parameters
    ----------
    reason : str
        In plain words, with the code of the channel; no secret.
    advice : str
        Key of what to do in the words, below ``advice``; empty where there is nothing.
    again : bool
        Whether the same may be taken another time.
    after : float
        Seconds that are waited at least.
    """

    reason: str
    advice: str = ""
    again: bool = True
    after: float = 0


@dataclass(frozen=True)
class Doubtful:
    """It may have been taken: the connection ended, or nobody answered, after the whole was sent."""

    reason: str


Result = Sent | Refused | Doubtful


class Prepared(Protocol):
    """One part that is ready to go."""

    def send(self) -> Result:
        """Do the one act that is seen."""


class Channel(Protocol):
    """A way to people, configured by an entry of ``deliveries.yaml``."""

    def parts(self, message: Message) -> tuple[str, ...]:
        """Name the parts in the order in which they are sent: ``text``, ``file:1`` and so on."""

    def prepared(self, message: Message, part: str, to: str) -> Prepared | Refused:
        """
        Make a part ready, unseen.

        Parameters
        ----------
        message : Message
            The whole.
        part : str
            One of `parts`.
        to : str
            Address of the recipient on the channel; empty where the channel has one room only.
        """

    def arrived(self, message: Message, part: str, to: str) -> bool | None:
        """Look whether a part is there; None where the channel does not tell."""

    def repeatable(self, seconds: float, part: str) -> bool:
        """Whether a part that was begun so many seconds ago may be sent again without being seen twice."""
