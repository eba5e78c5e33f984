"""Jira as a source of follow-ups: Cloud, and Data Center in the company's own house."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from reviewbook.params.systems.base import Address, SecretName, SystemEntry

__all__ = ["JiraEntry"]

ProjectKey = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]+$")]

_ORDERED = re.compile(r"\border\s+by\b", re.I)


class JiraEntry(SystemEntry):
    """
    Issues of some projects, or of a query, which are the company's follow-ups.

    Parameters
    ----------
    base : str
        Its address: ``https://yunling.atlassian.net``, or ``https://api.atlassian.com/ex/jira/{cloud id}`` for a token
        with scopes; of Data Center that at which it is opened.
    edition : str
        ``cloud`` or ``data_center``.
    email : str
        Cloud: the account to which the token belongs.
    token : str
        Name of the secret that is its API token (Cloud) or personal access token (Data Center).
    site : str
        Where people open issues, when that is not `base`.
    projects : tuple of str
        Keys of the projects whose issues are pulled.
    jql : str
        Which issues, in Jira's own query language, instead of or within the projects; without ORDER BY.
    dropped : tuple of str
        Names of resolutions or statuses that mean that it is no longer to be done: ``Won't Do``.
    """

    kind: Literal["jira"]
    base: Address
    edition: Literal["cloud", "data_center"] = "cloud"
    email: str = ""
    token: SecretName
    site: Address | None = None
    projects: tuple[ProjectKey, ...] = ()
    jql: str = ""
    dropped: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _can_be_asked(self) -> Self:
        if (self.edition == "cloud") != bool(self.email):
            raise ValueError("email is needed for cloud, where it goes with the token, and for data_center not")
        if not (self.projects or self.jql):
            raise ValueError("needs projects or jql; Jira gives no list of everything")
        if _ORDERED.search(self.jql):
            raise ValueError("jql says which issues, not in which order: leave ORDER BY out")
        return self

    @property
    def bounds(self) -> str:
        """Which issues, in Jira's query language."""
        keys = ", ".join(f'"{key}"' for key in self.projects)
        parts = [f"project in ({keys})"] if keys else []
        return " AND ".join([*parts, f"({self.jql})"] if self.jql else parts)
