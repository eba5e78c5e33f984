"""Asana as a source of follow-ups: the tasks of some projects."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from reviewbook.params.systems.base import Address, SecretName, SystemEntry

__all__ = ["AsanaEntry"]

Gid = Annotated[str, Field(pattern=r"^\d+$")]


class AsanaEntry(SystemEntry):
    """
    Projects of Asana whose tasks, and the parts of these, are the company's follow-ups.

    Parameters
    ----------
    base : str
        Its address.
    token_secret : str
        Name of the secret that is a personal access token, or that of a service account.
    workspace : str
        Id of the workspace or organisation of the people.
    projects : tuple of str
        Ids of the projects: the number behind ``/project/`` in their address.
    subtasks : bool
        Whether the parts of a task are follow-ups as well. Asana gives them only task by task: a call for each task
        that has any.
    dropped_sections : tuple of str
        Sections, by name or id, in which a task is no longer to be done.
    """

    kind: Literal["asana"]
    base: Address = "https://app.asana.com/api/1.0"
    token_secret: SecretName
    workspace: Gid
    projects: tuple[Gid, ...] = Field(min_length=1)
    subtasks: bool = True
    dropped_sections: tuple[str, ...] = ()
