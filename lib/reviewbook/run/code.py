"""Which code made an edition: a checksum of the library and of the notebook."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

__all__ = ["code_digest", "library_digest"]

_SUFFIXES = {".py", ".toml", ".typ", ".j2", ".css", ".js", ".ttf"}


@cache
def code_digest(notebook: Path) -> str:
    """
    Give the checksum of every file of the library that can change a document, and of the notebook.

    Parameters
    ----------
    notebook : Path
        The stored notebook.
    """
    return sha256(library_digest().encode() + notebook.read_bytes()).hexdigest()


@cache
def library_digest() -> str:
    """Give the checksum of every file of the library that can change a document."""
    library = Path(str(files("reviewbook")))
    total = sha256()
    for file in sorted(path for path in library.rglob("*") if path.suffix in _SUFFIXES):
        total.update(file.relative_to(library).as_posix().encode())
        total.update(sha256(file.read_bytes()).digest())
    return total.hexdigest()
