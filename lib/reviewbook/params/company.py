"""``company.yaml``: who the company is and how its time and money are counted."""

from __future__ import annotations

import re
from datetime import time
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from reviewbook.params.base import Bilingual, Clock, Day, Entry, Language, Zone

__all__ = ["Company", "WorkHours"]


class WorkHours(Entry):
    """The part of a working day that counts as working time."""

    start: Clock = time(9)
    end: Clock = time(18)

    @model_validator(mode="after")
    def _in_order(self) -> WorkHours:
        if self.end <= self.start:
            raise ValueError("end must be later than start")
        return self


def _engine(name: str) -> str:
    if name in ("auto", "polars", "duckdb", "spark") or re.fullmatch(rf"spark://{_HOSTS}", name):
        return name
    raise ValueError("is no engine; write auto, polars, duckdb, spark (on this machine) or spark://host:port")


def _renderers(name: str) -> str:
    if name == "local" or re.fullmatch(rf"dask://{_HOST}", name):
        return name
    raise ValueError("is no maker of documents; write local (this machine) or dask://host:port")


_HOST = r"[\w.\-\[\]:]+:\d+"
_HOSTS = rf"{_HOST}(,{_HOST})*"


class Company(Entry):
    """
    The company.

    Parameters
    ----------
    name : Bilingual
        As printed on page one.
    zone : str
        Zone of company rows; teams have their own in the table ``teams``.
    calendar : str
        Country code of the public holidays (``CN``), or ``none``: Monday to Friday without holidays.
    currency : str
        Currency of all amounts that are compared.
    work_hours : WorkHours
        Working time of a working day.
    days_off, working_days : tuple of date
        What the company changes in its calendar.
    languages : tuple of str
        Languages in which it publishes.
    engine : str
        What the facts are derived on: ``auto``, in memory (``polars``) where the data fit in there, ``duckdb``;
        ``spark`` on this machine, or ``spark://host:port``, a cluster. The facts are the same.
    renderers : str
        Who makes the documents: processes of this machine (``local``), or the workers of a Dask cluster
        (``dask://host:port``). The documents are the same.
    """

    name: Bilingual
    zone: Zone
    calendar: str
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    work_hours: WorkHours = WorkHours()
    days_off: tuple[Day, ...] = ()
    working_days: tuple[Day, ...] = ()
    languages: tuple[Language, ...] = ("zh", "en")
    # Left out of what is written down of the params, and so of every checksum: neither changes a document.
    engine: Annotated[str, AfterValidator(_engine)] = Field("auto", exclude=True)
    renderers: Annotated[str, AfterValidator(_renderers)] = Field("local", exclude=True)
