"""Read one yaml file as values, and remember in which line each of them stands.

PyYAML's C parser composes the nodes (3 ms for all params; ruamel.yaml, which is
written in Python, takes 70 ms), and what they mean is decided here, nearer to YAML
1.2: ``NO`` is text and not false, ``0012`` keeps its zeros, a day stays text for
the model to read. Refused are keys that stand there twice, anchors, tags and
further documents: each of them says something else than what the reader sees.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

import yaml

from reviewbook.errors import Problem

__all__ = ["Keys", "YamlFile", "read", "shown_path", "written"]

#: The way to a value: names of keys and positions in lists.
Keys = tuple[str | int, ...]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"

#: Lists and mappings inside each other; the params of no company have more than ten.
_DEEPEST = 50

# What has more digits is no number of anybody's, and stays text: Python gives up on it, or takes it for infinite.
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,99})\Z", re.ASCII)
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]{0,99})\.[0-9]+\Z", re.ASCII)


@dataclass
class YamlFile:
    """
    What stands in a file.

    Parameters
    ----------
    shown : str
        The file as it is named to people.
    data : object
        Its values; None where there is nothing that can be used.
    lines : dict
        Way to a value → number of the line in which its key stands.
    nodes : dict
        Way to a value → the node as the parser composed it.
    problems : list of Problem
        What is wrong with the file as yaml.
    """

    shown: str
    data: Any = None
    lines: dict[Keys, int] = field(default_factory=dict)
    nodes: dict[Keys, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def where(self, keys: Keys = ()) -> str:
        """Name file, line and key; a key that is missing has the line of what it is missing from."""
        known = keys
        while known and known not in self.lines:
            known = known[:-1]
        line = f":{self.lines[known]}" if known in self.lines and keys else ""
        return f"{self.shown}{line}" + (f": {written(keys)}" if keys else "")

    def problem(self, keys: Keys, what: str, expected: str = "", next_step: str = "") -> None:
        """Note what is wrong at a key."""
        self.problems.append(Problem(self.where(keys), what, expected, next_step))


def shown_path(path: PurePath) -> str:
    """Name a file as people know it: from ``params`` on, without the folders of the machine."""
    parts = path.parts
    start = len(parts) - 1 - parts[::-1].index("params") if "params" in parts else 0
    return PurePath(*parts[start:]).as_posix()


def written(keys: Keys) -> str:
    """Write the way to a value as ``rules[1].due.time``."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys).lstrip(".")


def read(path: Path) -> YamlFile:
    """
    Read a file; whatever is wrong with it is among its problems.

    Parameters
    ----------
    path : Path
        A yaml file in UTF-8.

    Returns
    -------
    YamlFile
        Its values and lines. Where it cannot be read at all, `data` is None and `problems` says why.
    """
    file = YamlFile(shown_path(path))
    try:
        text = path.read_bytes().decode("utf-8-sig")
        deep = _too_deep(text)
        root = None if deep else yaml.compose(text, Loader=_LOADER)
    except FileNotFoundError:
        file.problem((), "does not exist")
    except OSError as error:
        file.problem((), f"cannot be read: {error.strerror}")
    except UnicodeDecodeError as error:
        file.problem((), f"is not UTF-8 at byte {error.start + 1}", "Save it again in the encoding UTF-8.")
    except yaml.MarkedYAMLError as error:
        file.problems.append(_syntax(file, error))
    except yaml.reader.ReaderError as error:
        file.problem((), f"holds the control character U+{error.character:04X}", "Remove it.")
    else:
        if deep:
            what = f"stands in more than {_DEEPEST} lists and mappings inside each other"
            file.problems.append(
                Problem(f"{file.shown}:{deep}", what, "Nothing here is so deep; is a bracket too many?")
            )
        elif root is None:
            file.problem((), "is empty")
        else:
            file.lines[()] = root.start_mark.line + 1
            file.data = _Values(file).of(root, ())
            if file.data is None and not file.problems:
                file.problem((), "is empty")
    return file


def _too_deep(text: str) -> int | None:
    """Give the line that is deeper than anybody writes: composing it would take the parser more stack than there is."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                return int(event.start_mark.line) + 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None


def _syntax(file: YamlFile, error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    place = f"{file.shown}:{mark.line + 1}:{mark.column + 1}" if mark else file.shown
    hint = ""
    if "mapping values are not allowed" in str(error.problem):
        hint = "A text with a colon needs quotes; a key needs the indent of its neighbours."
    elif "cannot start any token" in str(error.problem):
        hint = "Indent with spaces, not with tabs; a text that begins with @, ` or % needs quotes."
    return Problem(place, f"is not yaml: {error.problem}", hint)


class _Values:
    """Turns nodes into values, once each."""

    def __init__(self, file: YamlFile) -> None:
        self.file = file
        self.seen: set[int] = set()

    def of(self, node: Any, keys: Keys) -> Any:
        self.file.nodes[keys] = node
        if id(node) in self.seen:
            self.file.problem(keys, "repeats another place by an anchor (& and *)", "Write it out.")
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, keys)
        if isinstance(node, yaml.SequenceNode):
            return [self._item(item, (*keys, position)) for position, item in enumerate(node.value)]
        return self._scalar(node, keys)

    def _item(self, node: Any, keys: Keys) -> Any:
        self.file.lines[keys] = node.start_mark.line + 1
        return self.of(node, keys)

    def _mapping(self, node: Any, keys: Keys) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self.file.problem(keys, f"has a key in line {line} that is no text")
            elif key.value in values:
                first = self.file.lines[*keys, key.value]
                place = f"{self.file.shown}:{line}: {written((*keys, key.value))}"
                self.file.problems.append(Problem(place, f"stands in line {first} already", "Keep one of the two."))
            else:
                self.file.lines[*keys, key.value] = line
                values[key.value] = self.of(value, (*keys, key.value))
        return values

    def _scalar(self, node: Any, keys: Keys) -> Any:
        text = node.value
        match node.tag.removeprefix(_TAG):
            case "null":
                return None
            case "bool" if text.lower() in ("true", "false"):
                return text.lower() == "true"
            case "int" if _INTEGER.match(text):
                return int(text)
            case "float" if _DECIMAL.match(text):
                return float(text)
            case "str" | "bool" | "int" | "float" | "timestamp" | "merge" | "value":
                return text
        self.file.problem(keys, f"has the tag {node.tag!r}", "Tags (!) are not used here.", "Remove it.")
        return None
