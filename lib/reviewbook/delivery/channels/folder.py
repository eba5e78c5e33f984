"""A folder: the message as text and as a page, and its attachments, on this machine or in a store that fsspec reaches."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from reviewbook.delivery.channel import Prepared, Refused, Result, Sent
from reviewbook.delivery.mail import html_body, text_body
from reviewbook.delivery.message import Message
from reviewbook.errors import SourceError
from reviewbook.legible import masked, shortened
from reviewbook.params.channels.folder import FolderEntry
from reviewbook.places import slug
from reviewbook.web import Clock, secret

__all__ = ["Folder"]

_LONGEST_QUOTE = 300
#: Characters of a name without its ending; three bytes each still fit a file system.
_LONGEST_NAME = 60
#: Signs that a name of a file may have beside those that `slug` keeps; split, they stand at odd places.
_HARMLESS = re.compile(r"([ .,+()（）【】《》·，、—]+)")
_FILE, _FOLDER = 0o644, 0o755


class _Place(Protocol):
    """Where files are put, each by its path."""

    def put(self, path: str, content: bytes) -> None: ...

    def content(self, path: str) -> bytes | None:
        """Give what is in a file; None where there is none."""


class Folder:
    """
    A folder into which messages are put, each in a folder of its own.

    Parameters
    ----------
    entry : FolderEntry
        Its entry in ``deliveries.yaml``.
    clock : Clock
        As every channel has it; nothing here depends on time.
    root : Path
        The workbook, from which a folder of this machine is seen.
    """

    def __init__(self, entry: FolderEntry, clock: Clock, root: Path) -> None:
        self._entry, self._root = entry, root

    def parts(self, message: Message) -> tuple[str, ...]:
        """Name the one part: all files of the message."""
        return ("files",)

    def prepared(self, message: Message, part: str, to: str) -> Prepared | Refused:
        """Write the files in memory; the folder is not touched before they are put there."""
        opened = self._opened()
        return opened if isinstance(opened, Refused) else _Files(opened, _folder(message), _files(message))

    def arrived(self, message: Message, part: str, to: str) -> bool | None:
        """Look whether all files are there, and the same."""
        opened = self._opened()
        if isinstance(opened, Refused):
            return None
        folder = _folder(message)
        try:
            return all(opened.content(f"{folder}/{name}") == content for name, content in _files(message).items())
        except Exception:  # noqa: BLE001 - each store has errors of its own, and after any of them nobody can say
            return None

    def repeatable(self, seconds: float, part: str) -> bool:
        """The same files are written over themselves."""
        return True

    def _opened(self) -> _Place | Refused:
        entry = self._entry
        if "://" not in entry.folder:
            return _OnDisk(self._root / entry.folder)
        try:
            secrets = {option: secret(name) for option, name in entry.secrets.items()}
        except SourceError as error:
            return Refused(str(error), "delivery.folder_store", again=False)
        try:
            from fsspec.core import url_to_fs

            system, root = url_to_fs(entry.folder, **entry.options, **secrets)
        except ImportError as error:
            return Refused(_said(error, secrets), "delivery.folder_library", again=False)
        except Exception as error:  # noqa: BLE001 - each store has errors of its own, and all mean the same here
            return Refused(_said(error, secrets), "delivery.folder_store")
        return _Stored(system, root.rstrip("/"), secrets)


@dataclass(frozen=True)
class _Files:
    """Files that are ready to be put into their folder."""

    place: _Place
    folder: str
    files: dict[str, bytes] = field(repr=False)

    def send(self) -> Result:
        """Put them there; the text comes last, so that who finds it finds all."""
        try:
            for name, content in self.files.items():
                self.place.put(f"{self.folder}/{name}", content)
        except _NotPut as error:
            return Refused(str(error), error.advice)
        return Sent(self.folder)


class _NotPut(Exception):
    """A file could not be written."""

    def __init__(self, said: str, advice: str) -> None:
        super().__init__(said)
        self.advice = advice


class _OnDisk:
    """A folder of this machine."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, path: str, content: bytes) -> None:
        file = self._root / path
        beside = file.with_name(f".{file.name}.part")
        try:
            for folder in reversed(file.relative_to(self._root).parents):
                self._made(self._root / folder)
            beside.unlink(missing_ok=True)
            with beside.open("xb") as opened:  # never through a link that somebody put there
                opened.write(content)
            beside.chmod(_FILE)
            beside.replace(file)
        except OSError as error:
            raise _NotPut(f"{path}: {error.strerror}", "delivery.folder_write") from None

    def content(self, path: str) -> bytes | None:
        try:
            return (self._root / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    @staticmethod
    def _made(folder: Path) -> None:
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(_FOLDER)


class _Stored:
    """A folder of a store. What its library says is quoted without the secrets."""

    def __init__(self, system: Any, root: str, secrets: dict[str, str]) -> None:
        self._system, self._root, self._secrets = system, root, secrets

    def put(self, path: str, content: bytes) -> None:
        whole = f"{self._root}/{path}"
        try:
            self._system.makedirs(posixpath.dirname(whole), exist_ok=True)
            self._system.pipe_file(whole, content)
        except Exception as error:  # noqa: BLE001 - each store has errors of its own, and all mean the same here
            raise _NotPut(f"{path}: {_said(error, self._secrets)}", "delivery.folder_store") from None

    def content(self, path: str) -> bytes | None:
        self._system.invalidate_cache()
        try:
            read: bytes = self._system.cat_file(f"{self._root}/{path}")
        except FileNotFoundError:
            return None
        return read


def _said(error: Exception, secrets: dict[str, str]) -> str:
    said = str(error) or type(error).__name__
    for text in secrets.values():
        said = said.replace(text, "•••")
    return shortened(masked(said), _LONGEST_QUOTE)


def _folder(message: Message) -> str:
    """Give the path of a message: its id, each part of it safe as a name."""
    return "/".join(slug(part) for part in message.id.split("/") if part)


def _files(message: Message) -> dict[str, bytes]:
    """Give the files of a message by their names, no two of which differ in capitals only."""
    ours = {"message.html": html_body(message).encode(), "message.txt": text_body(message).encode()}
    files: dict[str, bytes] = {}
    taken = set(ours)
    for attachment in message.attachments:
        name, number = _name(attachment.name), 1
        while name.casefold() in taken:
            number += 1
            name = f"{number}-{_name(attachment.name)}"
        taken.add(name.casefold())
        files[name] = attachment.content
    return files | ours


def _name(text: str) -> str:
    """Give the name of an attachment as a file can have it: as its reader knows it, without what leads elsewhere."""
    stem, dot, ending = text.rpartition(".")
    stem, ending = (stem, ending) if dot and re.fullmatch(r"[A-Za-z0-9]{1,8}", ending) else (text, "")
    safe = "".join(part if at % 2 else slug(part) for at, part in enumerate(_HARMLESS.split(stem[:_LONGEST_NAME])))
    safe = safe.strip(" .") or "file"
    return f"{safe}.{ending}" if ending else safe
