"""Files that go along with a message: which of them a chat takes, and what its text says of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reviewbook.delivery.message import Attachment, Message
from reviewbook.wording import Wording
from reviewbook.wording import language as of

__all__ = ["Files"]

_MEGABYTE = 1024 * 1024
_PART = "file:"


class Files:
    """
    The files of messages on a channel.

    Parameters
    ----------
    least, most : int
        Bytes of a file that the channel takes.
    """

    def __init__(self, least: int, most: int) -> None:
        self._least, self._most = least, most

    def parts(self, message: Message) -> tuple[str, ...]:
        """Name the parts that are sent: the text, and each file that is taken."""
        numbered = enumerate(message.attachments, start=1)
        return ("text", *(f"{_PART}{number}" for number, one in numbered if self._is_taken(one)))

    def of(self, message: Message, part: str) -> Attachment | None:
        """Give the file that a part is; None where it is the text."""
        return message.attachments[int(part.removeprefix(_PART)) - 1] if part.startswith(_PART) else None

    def told(self, message: Message) -> Message:
        """Give the message with a word, before all else, of the files that are too large to come along."""
        words = Wording(message.language)
        left = [self._left(one, words) for one in message.attachments if len(one.content) > self._most]
        return replace(message, lead=_joined([message.lead, *left], message.language)) if left else message

    def _is_taken(self, file: Attachment) -> bool:
        return self._least <= len(file.content) <= self._most

    def _left(self, file: Attachment, words: Wording) -> str:
        size, most = (words.number(count / _MEGABYTE, 1) for count in (len(file.content), self._most))
        return words("delivery.chat.too_large", name=file.name, size=size, most=most)


def _joined(sentences: Sequence[str], language: str) -> str:
    return of(language).between_sentences.join(one for one in sentences if one)
