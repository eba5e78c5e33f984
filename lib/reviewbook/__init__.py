"""The library behind the workbook: what a notebook imports.

``open_review`` opens a review, and ``choices`` lists what it can be asked for; ``tables`` and ``figures`` answer its
questions; ``pull`` fetches new data. They are loaded when they are first asked for, so that the command line starts at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reviewbook import figures, tables
    from reviewbook.desk.choosing import choices
    from reviewbook.desk.pulling import pull
    from reviewbook.review import open_review

__all__ = ["choices", "figures", "open_review", "pull", "tables"]

__version__ = "1.0.0"

_HOMES = {
    "choices": "reviewbook.desk.choosing",
    "open_review": "reviewbook.review",
    "pull": "reviewbook.desk.pulling",
}


def __getattr__(name: str) -> Any:
    if name in ("figures", "tables"):
        return import_module(f"reviewbook.{name}")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'reviewbook' has no attribute {name!r}")
