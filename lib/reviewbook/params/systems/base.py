"""What the entries of all systems have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from reviewbook.params.base import Day, Entry

__all__ = ["Address", "Answers", "Form", "FormsEntry", "SecretName", "SystemEntry"]

#: Name of an environment variable or of an entry of the keyring; never the secret itself.
SecretName = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$")]

#: An address without a login in it.
Address = Annotated[str, Field(pattern=r"^https?://[^/@\s]+(/\S*)?$")]


#: What a system tells of the answers to its reports: their times as well, that they were given, or nothing at all.
Answers = Literal["timed", "untimed", "none"]


class SystemEntry(Entry):
    """
    A system that is asked over the network.

    Parameters
    ----------
    name : str
        Name of the source: the folder of its snapshots, and its ``system`` in the table ``identities``.
    since : date
        The first day of which anything is pulled.
    person_ids : str
        ``identities``: its people are found in the table ``identities``, and who is not there is told. ``own``: its
        ids of people are the company's; then it gives the table ``people`` as well, where it can.
    overlap_hours : float
        How far behind the last pull the next one begins, so that nothing at the edge is lost.
    whole_every_days : int
        How often everything is asked for again, to see what was deleted and what was missed; 0: never by itself.
    """

    kind: str
    name: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    since: Day
    person_ids: Literal["identities", "own"] = "identities"
    overlap_hours: float = Field(default=2, ge=0, le=8784, allow_inf_nan=False)
    whole_every_days: int = Field(default=7, ge=0, le=3660)

    @property
    def answers(self) -> Mapping[str, Answers]:
        """What is told of the answers to its reports, by ``source`` of the report; one that is not there tells all."""
        return {}


class Form(Entry):
    """
    A form of the system that is a report of the company.

    Parameters
    ----------
    form : str
        What the system calls it: the id or name of a template, a rule, a record type or a channel.
    template : str
        The template of ``templates.yaml`` that it is.
    fields : dict
        Question of the form, by its id or label → field of the template. A label that is the name of a field, or
        its title in one of the languages, needs no entry.
    period_field : str
        The question that is answered with a day of the period, where there is one. Without it a report belongs to
        the period whose deadline is nearest to its submission.
    """

    form: str = Field(min_length=1)
    template: str
    fields: dict[str, str] = Field(default_factory=dict)
    period_field: str = ""


class FormsEntry(SystemEntry):
    """
    A system in which reports are written.

    Parameters
    ----------
    forms : tuple of Form
        Its forms that are reports; what is written in others is left out and counted.
    """

    forms: tuple[Form, ...] = Field(min_length=1)
