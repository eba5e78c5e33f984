"""Reports that were written in a form of a system: whose, about which period, and what stands in each field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from reviewbook.params.systems.base import Form, FormsEntry
from reviewbook.params.templates import Template
from reviewbook.periods import Period
from reviewbook.sources.systems.rows import Ground, LeftOut, Row

__all__ = ["Answered", "Submitted", "answered", "form_of", "report_rows"]


@dataclass(frozen=True)
class Answered:
    """
    A question of a form and what was written.

    Parameters
    ----------
    id : str
        Of the question, where the form has one that stays when it is renamed; else its label.
    label : str
        The question as people read it.
    value : str or Decimal, optional
        Text as written, or a number that the system knows to be one.
    """

    id: str
    label: str
    value: str | Decimal | None


@dataclass(frozen=True)
class Submitted:
    """
    A report as it stood at one time.

    Parameters
    ----------
    report_id : str
        Its id in the system.
    person : str
        Who wrote it, by the system's id.
    submitted_at : datetime
        When it was submitted; of a later version, when that was written.
    answers : tuple of Answered
        What was written, in the order of the form.
    origin : str
        The record, for messages.
    url : str, optional
        Where it can be read.
    period : str, optional
        The period it is about, where the system knows.
    """

    report_id: str
    person: str
    submitted_at: datetime
    answers: tuple[Answered, ...]
    origin: str
    url: str | None = None
    period: str | None = None


def form_of(entry: FormsEntry, *names: str) -> Form | None:
    """Give the form of the entry that the system calls by one of these names."""
    return next((form for form in entry.forms if form.form in names), None)


def answered(form: Form, template: Template, answers: Iterable[Answered]) -> dict[str, str | Decimal]:
    """
    Give what stands in each field of the template.

    Parameters
    ----------
    form : Form
        Which question is which field.
    template : Template
        Its fields; a label that is a field's name or title needs no entry.
    answers : iterable of Answered
        Of two answers to one field the text of both, a line each.

    Returns
    -------
    dict
        Field → what was written; a field that nobody asked for or answered is not in it.
    """
    titles = {text: field.name for field in template.fields for text in (field.name, *field.title.texts)}
    names = form.fields
    found: dict[str, str | Decimal] = {}
    for one in answers:
        name = names.get(one.id) or names.get(one.label.strip()) or titles.get(one.label.strip())
        if name is None or one.value is None or one.value == "":
            continue
        found[name] = f"{found[name]}\n{one.value}" if name in found else one.value
    return found


def report_rows(ground: Ground, form: Form, versions: list[Submitted], zone: str) -> Iterator[Row | LeftOut]:
    """
    Make rows of one report: a revision for every version in which something else stands.

    Parameters
    ----------
    ground : Ground
        Names people and periods.
    form : Form
        The form it was written in.
    versions : list of Submitted
        What was known of it, oldest first.
    zone : str
        In which days are counted.

    Yields
    ------
    Row or LeftOut
        Of `reports` and `report_fields`.
    """
    template = ground.template(form.template)
    first, revision, former = versions[0], 0, None
    period = next((one.period for one in reversed(versions) if one.period), None) or _asked(
        form, versions[-1], template
    )
    for version in versions:
        fields = answered(form, template, version.answers)
        if fields == former:
            continue
        former, revision = fields, revision + 1
        key = {"report_id": ground.own_id(version.report_id), "revision": revision}
        about = {
            "person_id": ground.person(version.person),
            "cadence": template.cadence.value,
            "period": period or ground.period(form.template, first.submitted_at, zone),
            "template": template.name,
            "submitted_at": version.submitted_at,
            "source": ground.entry.name,
            "url": version.url,
        }
        yield Row("reports", {**key, **about}, version.origin)
        for line, (field, value) in enumerate(fields.items(), 1):
            number = value if isinstance(value, Decimal) else None
            text = None if isinstance(value, Decimal) else value
            yield Row("report_fields", {**key, "field": field, "text": text, "number": number}, version.origin, line)


def _asked(form: Form, version: Submitted, template: Template) -> str | None:
    """Give the period of the day that the form asked for; what is no day is left to the deadlines."""
    if not form.period_field:
        return None
    for one in version.answers:
        if form.period_field in (one.id, one.label.strip()) and one.value:
            try:
                day = datetime.fromisoformat(str(one.value).strip()).date()
                return Period.containing(day, template.cadence).key
            except ValueError:
                return None
    return None
