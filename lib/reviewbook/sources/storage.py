"""The folder of a source: on this machine, or in a store that fsspec reaches (``s3://``, ``gs://``, ``sftp://`` …)."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from reviewbook.errors import Problem, SourceError
from reviewbook.legible import shortened
from reviewbook.params.sources import FilesEntry
from reviewbook.places import Places

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

__all__ = ["Folder", "opened"]

_LONGEST_QUOTE = 300


class Folder(Protocol):
    """Files below one place, each by its path there."""

    def files(self, deep: int) -> list[str]:
        """
        Name every file.

        Parameters
        ----------
        deep : int
            How many parts its path has at most: 1 for those of the folder itself.

        Raises
        ------
        SourceError
            When the folder is not there, or cannot be reached.
        """

    def data(self, file: str) -> bytes:
        """
        Give what is in a file.

        Raises
        ------
        SourceError
            When it cannot be opened.
        """


def opened(entry: FilesEntry, places: Places) -> Folder:
    """Give the folder of an entry; a store is not asked before something is wanted of it."""
    return _Stored(entry) if entry.stored else _OnDisk(entry, places)


class _OnDisk:
    """A folder of this machine."""

    def __init__(self, entry: FilesEntry, places: Places) -> None:
        self._entry, self._folder = entry, places.root / entry.folder

    def files(self, deep: int) -> list[str]:
        if not self._folder.is_dir():
            raise SourceError(
                Problem(
                    f"source {self._entry.name}",
                    f"the folder {self._entry.folder} does not exist",
                    "It is looked for beside params/.",
                    "Put the files there, or mend `folder` in sources.yaml.",
                )
            )
        patterns = ("/".join("*" * parts) for parts in range(1, deep + 1))
        found = (path for pattern in patterns for path in self._folder.glob(pattern) if path.is_file())
        return [path.relative_to(self._folder).as_posix() for path in found]

    def data(self, file: str) -> bytes:
        try:
            return (Path(self._folder) / file).read_bytes()
        except OSError as error:
            raise SourceError(
                Problem(file, f"cannot be opened: {error.strerror}", "", "Check its permissions.")
            ) from error


class _Stored:
    """A folder of a store. What its library says is quoted without the secrets, and its traceback is not shown."""

    def __init__(self, entry: FilesEntry) -> None:
        self._entry = entry
        self._secrets: dict[str, str] = {}
        self._system: AbstractFileSystem | None = None
        self._root = ""

    def files(self, deep: int) -> list[str]:
        system = self._connected()
        try:
            system.invalidate_cache()  # another pull of this process may have listed it an hour ago
            found = system.find(self._root, maxdepth=deep)
        except Exception as error:  # noqa: BLE001 - each store has errors of its own, and all mean the same here
            raise self._refused(self._entry.folder, "cannot be listed", error) from None
        if not found:
            raise SourceError(
                Problem(
                    f"source {self._entry.name}",
                    f"{self._entry.folder} holds no file",
                    "A store does not tell an empty folder from one that is not there.",
                    "Put the files there, or mend `folder` in sources.yaml.",
                )
            )
        return [posixpath.relpath(path, self._root) for path in found]

    def data(self, file: str) -> bytes:
        try:
            read: bytes = self._connected().cat_file(f"{self._root}/{file}")
        except Exception as error:  # noqa: BLE001 - as above
            raise self._refused(file, "cannot be opened", error) from None
        return read

    def _connected(self) -> AbstractFileSystem:
        if self._system is None:
            from fsspec.core import url_to_fs

            from reviewbook.web import secret

            self._secrets = {option: secret(name) for option, name in self._entry.secrets.items()}
            try:
                self._system, root = url_to_fs(self._entry.folder, **self._entry.options, **self._secrets)
            except (ImportError, ValueError, TypeError) as error:
                raise self._refused(self._entry.folder, "cannot be used", error) from None
            self._root = root.rstrip("/")
        return self._system

    def _refused(self, what: str, how: str, error: Exception) -> SourceError:
        said = str(error) or type(error).__name__
        for text in self._secrets.values():
            said = said.replace(text, "•••")
        if isinstance(error, ImportError):
            step = "Install what it names where reviewbook runs; for s3:// that is s3fs."
        else:
            step = "Check the address, the options and the secrets in sources.yaml, and that the key may list and read."
        where = f"source {self._entry.name}: {what}"
        return SourceError(Problem(where, f"{how}: {shortened(said, _LONGEST_QUOTE)}", "", step))
