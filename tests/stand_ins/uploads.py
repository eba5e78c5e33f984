"""A file that is uploaded in the parts of a form, read as WeCom does: the name stands plainly behind ``filename=``."""

from __future__ import annotations

import re

from stand_ins.server import Seen


def uploaded(seen: Seen) -> tuple[str, bytes]:
    """Give the name and the content of the file in the part ``media``; a name that is encoded another way is lost."""
    border = re.search(r"boundary=([^;]+)", seen.headers["content-type"])
    assert border is not None
    for part in seen.raw.split(b"--" + border[1].encode())[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        told = head.decode()
        if 'name="media"' in told:
            name = re.search(r'filename="([^"]*)"', told)
            return name[1] if name else "", content.removesuffix(b"\r\n")
    return "", b""
