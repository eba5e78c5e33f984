"""A secret never stands in params: a key that asks for one names an environment variable.

Params are committed, copied into runs and quoted in messages. So the value is
refused here, before anything else sees it, and no message repeats it.
"""

from __future__ import annotations

import re
from typing import Any

from reviewbook.params.reading import Keys, YamlFile

__all__ = ["asks_for_secret", "refuse_secrets"]

_ASKS = re.compile(
    r"(.*[_-])?(password|passwd|pwd|token|secret|credentials?|api[_-]?key|access[_-]?key|private[_-]?key)(_env)?", re.I
)
_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+", re.ASCII)
#: Keys of the channels in ``deliveries.yaml``: whoever has one of these may write into the room.
_OF_CHANNELS = ("key", "hook", "sign", "url")
_LOGIN_IN_ADDRESS = re.compile(r"\w://[^/@\s]*:[^/@\s]+@")


def refuse_secrets(file: YamlFile) -> set[Keys]:
    """
    Note each secret that is written out as a problem of the file.

    Parameters
    ----------
    file : YamlFile
        A file that was read.

    Returns
    -------
    set
        The ways to the secrets, about which nothing further is to be said.
    """
    found = {keys for keys, node in file.nodes.items() if _is_secret(keys, node.value)}
    for keys in sorted(found, key=lambda keys: file.lines[keys]):
        file.problem(
            keys,
            "holds a secret",
            "Name an environment variable here, like CRM_TOKEN, and set it where reviewbook runs.",
            "Change the secret if the file was ever committed or sent.",
        )
    return found


def asks_for_secret(name: str) -> bool:
    """Whether a key or an environment variable of that name holds a secret."""
    return _ASKS.fullmatch(name) is not None


def _is_secret(keys: Keys, text: Any) -> bool:
    if not isinstance(text, str) or not text:
        return False
    if _LOGIN_IN_ADDRESS.search(text):
        return True
    asked = bool(keys) and (asks_for_secret(str(keys[-1])) or (keys[0] == "channels" and keys[-1] in _OF_CHANNELS))
    return asked and not _VARIABLE.fullmatch(text)
