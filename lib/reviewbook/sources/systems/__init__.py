"""The systems that are asked over the network: a package for each, and what they have in common.

::

    systems/zoho/talking.py    what is asked: addresses, pages, codes        → records
    systems/zoho/mapping.py    what they mean: records → rows of the tables

A further system is such a package with a ``SYSTEM``, an entry in `params.systems`, and
a line in each of `SYSTEMS` and `params.sources`.
"""

from __future__ import annotations

from importlib import import_module

from reviewbook.sources.systems.system import Probe, System, Talking

__all__ = ["SYSTEMS", "Probe", "System", "Talking", "system"]

#: Kinds of ``sources.yaml`` that are asked over the network.
SYSTEMS = (
    "asana",
    "dingtalk",
    "feishu",
    "fxiaoke",
    "jira",
    "slack",
    "teams",
    "trello",
    "wecom",
    "worktile",
    "zoho",
)


def system(kind: str) -> System:
    """Give the system of a kind; only what a company uses is loaded."""
    found: System = import_module(f"{__name__}.{kind}").SYSTEM
    return found
