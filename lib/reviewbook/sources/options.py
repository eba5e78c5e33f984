"""How sources are pulled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # what talks over the network is loaded where somebody does
    from reviewbook.web import Clock

__all__ = ["PullOptions"]


def _quiet(line: str) -> None:
    """Say nothing."""


@dataclass(frozen=True)
class PullOptions:
    """
    How systems are asked.

    Parameters
    ----------
    whole : bool
        For everything, whatever is known of them.
    tell : callable
        Is told how far a long pull is.
    clock : Clock, optional
        By which they are waited for; the real one when not given.
    """

    whole: bool = False
    tell: Callable[[str], None] = _quiet
    clock: Clock | None = None
