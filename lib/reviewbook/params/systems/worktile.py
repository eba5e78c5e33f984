"""Worktile as a source of follow-ups: the tasks of some projects."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from reviewbook.params.base import Zone
from reviewbook.params.systems.base import Address, SecretName, SystemEntry

__all__ = ["WorktileEntry"]

ProjectId = Annotated[str, Field(pattern=r"^\w+$")]


class WorktileEntry(SystemEntry):
    """
    Projects of Worktile whose tasks are the company's follow-ups.

    Parameters
    ----------
    base : str
        Its address.
    client_id : str
        The id of the application.
    client_secret : str
        Name of the secret that is the secret of the application.
    projects : tuple of str
        Ids of the projects; empty for all that the application may see.
    dropped_states : tuple of str
        States, by name or id, that end a task which was not done: ``已取消``.
    zone : str
        In which Worktile counts the day of a task that is due on a day and at no hour.
    task_url : str
        Address of a task, as the browser shows it, with ``{id}``, ``{identifier}`` and ``{project}`` in it; empty
        where follow-ups shall have none.
    """

    kind: Literal["worktile"]
    base: Address = "https://dev.worktile.com"
    client_id: str = Field(min_length=1)
    client_secret: SecretName
    projects: tuple[ProjectId, ...] = ()
    dropped_states: tuple[str, ...] = ()
    zone: Zone = "Asia/Shanghai"
    task_url: str = Field(default="", pattern=r"^(https?://\S+\{\w+\}\S*)?$")
