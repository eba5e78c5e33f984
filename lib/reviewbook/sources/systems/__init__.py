"""The systems that are asked over the network: a package for each, and what they have in common.

::

    systems/zoho/talking.py    what is asked: addresses, pages, codes        → records
    systems/zoho/mapping.py    what they mean: records → rows of the tables

A further system is such a package with a ``SYSTEM``, and a module of its name in
`params.systems` with its entry. Nothing else lists it.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from reviewbook.sources.systems.system import Probe, System, Talking

__all__ = ["SYSTEMS", "Probe", "System", "Talking", "system"]

#: Kinds of ``sources.yaml`` that are asked over the network.
SYSTEMS = tuple(sorted(found.name for found in iter_modules(__path__) if found.ispkg))


def system(kind: str) -> System:
    """Give the system of a kind; only what a company uses is loaded."""
    found: System = import_module(f"{__name__}.{kind}").SYSTEM
    return found
