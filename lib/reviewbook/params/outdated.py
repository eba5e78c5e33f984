"""What is still understood under its former name, and is told so: a key of the params, an option, a function.

A name that people have written somewhere goes on meaning what it meant until the next main
version. Whoever uses it is told the name of now, and the version in which the former one goes.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from reviewbook.params.reading import Keys, YamlFile

__all__ = ["Former", "Outdated", "Renamed", "called_now", "formerly", "tell_of", "typed_now"]

_Words = ParamSpec("_Words")
_Given = TypeVar("_Given")


class Outdated(FutureWarning):
    """Something is used under a name that it will not have much longer."""


@dataclass(frozen=True)
class Renamed:
    """
    What became of a name.

    Parameters
    ----------
    now : str
        The name of now.
    until : str
        The version in which the former one is no longer understood: ``2.0.0``.
    """

    now: str
    until: str

    def tell(self, where: str, former: str, deep: int = 3) -> None:
        """Tell whoever uses the former name; `deep` says how many calls above he is."""
        said = (
            f"{where}: {former!r} is called {self.now!r} now; {former!r} is understood until reviewbook {self.until}."
        )
        warnings.warn(said, Outdated, stacklevel=deep)


@dataclass(frozen=True)
class Former:
    """A key that was found under its former name: in which mapping, how it is called there, and what became of it."""

    mapping: int
    key: str
    renamed: Renamed


def called_now(values: Any, renamed: Mapping[str, Renamed], found: list[Former] | None) -> Any:
    """
    Give a mapping of a yaml file with its keys as they are called now.

    Parameters
    ----------
    values : object
        As read; what is no mapping is given back as it is.
    renamed : mapping
        Former name to what became of it.
    found : list of Former, optional
        Takes up what was found, for whoever knows in which line it stands. Without it nobody is told: an edition that
        holds the params of its day is not written anew.

    Raises
    ------
    ValueError
        When a key stands there under both names.
    """
    former = renamed.keys() & values.keys() if renamed and isinstance(values, dict) else set()
    for key in sorted(former):
        now = renamed[key].now
        if now in values:
            raise ValueError(f"{key} is called {now} now, and both stand here; keep {now}")
        if found is not None:
            found.append(Former(id(values), key, renamed[key]))
    return {renamed[key].now if key in former else key: value for key, value in values.items()} if former else values


def tell_of(file: YamlFile, found: Iterable[Former]) -> None:
    """Tell which keys of a file stand there under their former names; it knows their lines by both names then."""
    places = dict(_mappings(file.data, ()))
    now: dict[Keys, str] = {}
    for former in found:
        keys = (*places.get(former.mapping, ()), former.key)
        line = file.lines.get(keys)
        former.renamed.tell(f"{file.shown}:{line}" if line else file.shown, former.key)
        now[keys] = former.renamed.now
    if now:
        ways = {tuple(now.get(keys[: n + 1], keys[n]) for n in range(len(keys))): keys for keys in file.lines}
        file.lines |= {way: file.lines[keys] for way, keys in ways.items()}


def _mappings(value: Any, keys: Keys) -> Iterator[tuple[int, Keys]]:
    """Give each mapping of a file, by its identity, and the way to it."""
    if isinstance(value, dict):
        yield id(value), keys
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in below:
        yield from _mappings(one, (*keys, key))


def formerly(name: str, function: Callable[_Words, _Given], until: str) -> Callable[_Words, _Given]:
    """
    Give a function under its former name; it tells whoever calls it.

    Parameters
    ----------
    name : str
        The former name.
    function : callable
        As it is called now.
    until : str
        The version in which the former name goes.
    """

    @wraps(function)
    def called(*args: _Words.args, **kwargs: _Words.kwargs) -> _Given:
        Renamed(function.__name__, until).tell(function.__module__, name)
        return function(*args, **kwargs)

    called.__name__ = name
    return called


def typed_now(words: Sequence[str], renamed: Mapping[tuple[str, str], Renamed]) -> list[str]:
    """
    Give the words of a command line with options as they are called now.

    Parameters
    ----------
    words : sequence of str
        As typed.
    renamed : mapping
        Command and former option (``publish``, ``--force``) to what became of the option.
    """
    given = list(words)
    commands = {command for command, _ in renamed}
    start = next((place for place, word in enumerate(given) if word in commands), len(given))
    end = given.index("--") if "--" in given else len(given)
    for place in range(start + 1, end):
        option, equals, value = given[place].partition("=")
        became = renamed.get((given[start], option))
        if became:
            became.tell(f"reviewbook {given[start]}", option)
            given[place] = f"{became.now}{equals}{value}"
    return given
