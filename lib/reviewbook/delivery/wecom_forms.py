"""What robots and apps of WeCom have in common: its markdown, and how a file is laid down before it is sent."""

from __future__ import annotations

from dataclasses import replace

from reviewbook.delivery.channel import Refused, Sent
from reviewbook.delivery.laying_out import Marks
from reviewbook.delivery.markdown import apart
from reviewbook.delivery.message import Attachment
from reviewbook.delivery.posting import Post

__all__ = ["MARKS", "MOST_FILE", "media"]

#: Bytes of a file.
MOST_FILE = 20 * 1024 * 1024

#: It has three colours: ``info`` is green, ``warning`` orange, ``comment`` grey.
MARKS = Marks(
    typed=apart,
    small='<font color="comment">{}</font>',
    tones={
        "good": '<font color="info">{}</font>',
        "warn": '<font color="warning">{}</font>',
        "bad": '<font color="warning">{}</font>',
    },
)


def media(post: Post, file: Attachment) -> Sent | Refused:
    """
    Lay a file down, unseen by anybody.

    Parameters
    ----------
    post : Post
        To where files are uploaded; it names ``media_id``.
    file : Attachment
        The file, under its own name.

    Returns
    -------
    Sent or Refused
        With the id under which it lies; what is doubtful here may be done again.
    """
    name = file.name.replace("/", "_").replace("\\", "_")
    result = replace(post, parts={**post.parts, "files": {"media": (name, file.content, file.media)}}).send()
    match result:
        case Sent(reference=""):
            return Refused("the answer to the upload names no media_id", "delivery.chat_base")
        case Sent() | Refused():
            return result
        case _:
            return Refused(f"the file was not uploaded: {result.reason}", "delivery.chat_busy")
