"""The library behind the workbook: what a notebook imports.

``open_review`` opens a review; ``tables`` and ``figures`` answer its questions; ``pull`` fetches new data.
They are loaded when they are first asked for, so that the command line starts at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reviewbook import figures, tables
    from reviewbook.review import open_review
    from reviewbook.run.desk import pull

__all__ = ["figures", "open_review", "pull", "tables"]

__version__ = "0.1.0"

_HOMES = {"open_review": "reviewbook.review", "pull": "reviewbook.run.desk"}


def __getattr__(name: str) -> Any:
    if name in ("figures", "tables"):
        return import_module(f"reviewbook.{name}")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'reviewbook' has no attribute {name!r}")
