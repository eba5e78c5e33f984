"""Files that are there whole or not at all, whatever stops the machine.

What is written is written beside its place, forced to the disk and renamed. A
folder is locked by itself (flock), so that no lock file is left behind; whoever
holds the lock knows that every unfinished folder beside it is nobody's any more.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

__all__ = ["clear_unfinished", "locked", "place_folder", "replace_file"]

_UNFINISHED = re.compile(r"\.[1-9]\d*\.tmp-\d+")


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder alone; waits for whoever holds it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def clear_unfinished(folder: Path) -> None:
    """Remove what broken-off publications left; the folder must be locked."""
    for path in folder.iterdir():
        if _UNFINISHED.fullmatch(path.name):
            shutil.rmtree(path)


def place_folder(target: Path, contents: Mapping[str, bytes]) -> bool:
    """
    Put a read-only folder with these files into its place.

    Returns
    -------
    bool
        False when another folder stands there already; then nothing was changed.
    """
    beside = target.with_name(f".{target.name}.tmp-{os.getpid()}")
    beside.mkdir()
    try:
        for name, content in contents.items():
            _write(beside / name, content, 0o444)
        _sync(beside)
    except OSError:  # no room for it: then none shall be taken
        shutil.rmtree(beside, ignore_errors=True)
        raise
    try:
        beside.rename(target)
    except OSError as error:
        if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):
            raise
        shutil.rmtree(beside)
        return False
    _sync(target.parent)
    # Only now: some systems do not rename a folder that cannot be written.
    target.chmod(0o555)
    return True


def replace_file(path: Path, text: str) -> None:
    """Write a file whole; one that says the same already is left as it is."""
    content = text.encode()
    if path.is_file() and path.read_bytes() == content:
        return
    beside = path.with_name(f".{path.name}.tmp-{os.getpid()}")
    try:
        _write(beside, content, 0o644)
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _write(path: Path, content: bytes, mode: int) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(mode)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
