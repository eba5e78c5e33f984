"""What one entry of the params says must agree with what another one says, in the same file or in others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Protocol

from reviewbook.errors import nearest
from reviewbook.params.company import Company
from reviewbook.params.measures import MeasureEntries
from reviewbook.params.publications import Publications
from reviewbook.params.reading import Keys, YamlFile
from reviewbook.params.recipients import check_languages_of, check_recipients
from reviewbook.params.sources import Sources
from reviewbook.params.systems.base import FormsEntry
from reviewbook.params.systems.posted import PostedForm
from reviewbook.params.templates import MEANINGS, RECONCILED, Rule, TemplateField, Templates
from reviewbook.periods import Cadence

__all__ = [
    "check_company",
    "check_languages",
    "check_measures",
    "check_publications",
    "check_reconciled",
    "check_sources",
    "check_templates",
]


class _Named(Protocol):
    @property
    def name(self) -> str: ...


def check_company(file: YamlFile, company: Company) -> None:
    """Refuse a day that is both off and worked, and a language that stands there twice."""
    for position, day in enumerate(company.working_days):
        if day in company.days_off:
            file.problem(("working_days", position), f"{day} is among the days_off too", "Keep it in one of them.")
    if len(set(company.languages)) != len(company.languages) or not company.languages:
        file.problem(("languages",), "needs each language once, and at least one")


def check_measures(file: YamlFile, measures: MeasureEntries) -> None:
    """Refuse two measures of one name."""
    _names_differ(file, "measures", measures.measures)


def check_templates(file: YamlFile, templates: Templates) -> None:
    """Refuse names that are there twice, impossible limits, and versions of a rule that are valid at once."""
    _names_differ(file, "templates", templates.templates)
    for position, template in enumerate(templates.templates):
        fields = ("templates", position, "fields")
        for twice in _repeated(template.fields):
            file.problem((*fields, twice, "name"), f"{template.fields[twice].name!r} is the name of an earlier field")
        for number, entry in enumerate(template.fields):
            _check_field(file, (*fields, number), entry)
    cadences = {template.name: template.cadence for template in templates.templates}
    for position, rule in enumerate(templates.rules):
        _check_rule(file, ("rules", position), rule, cadences)
    _versions_follow(file, templates.rules)


def _check_field(file: YamlFile, keys: Keys, entry: TemplateField) -> None:
    """Refuse impossible limits, a meaning nobody looks for, and a claim that is no number."""
    if entry.min is not None and entry.max is not None and entry.max < entry.min:
        file.problem((*keys, "max"), f"{entry.max:g} is less than min {entry.min:g}")
    if entry.means is not None and entry.means not in MEANINGS:
        file.problem((*keys, "means"), f"{entry.means!r} is not a meaning", nearest(entry.means, MEANINGS))
    if entry.reconciles is not None and entry.type != "number":
        file.problem(
            (*keys, "type"),
            f"a field of type {entry.type} can claim no measure",
            "Write type: number, or no reconciles.",
        )


def _check_rule(file: YamlFile, keys: Keys, rule: Rule, cadences: Mapping[str, Cadence]) -> None:
    """Refuse a rule for a template that does not exist, and a due day that does not fit the cadence."""
    cadence = cadences.get(rule.template)
    if cadence is None:
        file.problem((*keys, "template"), f"{rule.template!r} is not a template", nearest(rule.template, cadences))
        return
    ways = [rule.due.weekday, rule.due.working_day, rule.due.last_working_day or None, rule.due.on]
    given = sum(way is not None for way in ways)
    if cadence is Cadence.DAILY and given:
        file.problem((*keys, "due"), "a daily report is due on its own day", "Give only the time.")
    if cadence is not Cadence.DAILY and given != 1:
        file.problem((*keys, "due"), "needs the time and one of weekday, working_day, last_working_day, on")


def check_publications(file: YamlFile, publications: Publications) -> None:
    """Refuse names that are there twice, a slot that does not fit the cadence, and no or doubled audiences."""
    _names_differ(file, "publications", publications.publications)
    for position, publication in enumerate(publications.publications):
        keys = ("publications", position)
        due = publication.due
        ways = [due.weekday, due.working_day, due.last_working_day or None, due.on]
        given = sum(way is not None for way in ways)
        if publication.cadence is Cadence.DAILY and given:
            file.problem((*keys, "due"), "a daily review is due on its own day", "Give only the time.")
        if publication.cadence is not Cadence.DAILY and given != 1:
            file.problem((*keys, "due"), "needs the time and one of weekday, working_day, last_working_day, on")
        check_recipients(file, (*keys, "audiences"), publication.audiences)


def check_languages(file: YamlFile, publications: Publications, company: Company) -> None:
    """Refuse a review in a language in which the company does not publish."""
    for position, publication in enumerate(publications.publications):
        for number, language in enumerate(publication.languages):
            if language not in company.languages:
                known = f"The company publishes in: {', '.join(company.languages)}."
                keys = ("publications", position, "languages", number)
                file.problem(keys, f"{language!r} is not a language of the company", known, "See company.yaml.")
        if not publication.languages:
            file.problem(("publications", position, "languages"), "is empty")
        check_languages_of(file, ("publications", position, "audiences"), publication.audiences, company)


def check_reconciled(file: YamlFile, templates: Templates, measures: MeasureEntries) -> None:
    """Refuse a field that claims a measure which does not exist or cannot be looked up for a person and period."""
    names = [measure.name for measure in measures.measures if measure.name in RECONCILED]
    for position, template in enumerate(templates.templates):
        for number, entry in enumerate(template.fields):
            if entry.reconciles is not None and entry.reconciles not in names:
                keys = ("templates", position, "fields", number, "reconciles")
                file.problem(
                    keys,
                    f"{entry.reconciles!r} is not a measure that a report can claim",
                    nearest(entry.reconciles, names),
                )


def check_sources(file: YamlFile, sources: Sources, templates: Templates) -> None:
    """Refuse a form of a system that is there twice, is no template, or fills fields that its template does not have."""
    named = {template.name: template for template in templates.templates}
    for position, source in enumerate(sources.sources):
        forms = source.forms if isinstance(source, FormsEntry) else ()
        for number, form in enumerate(forms):
            keys: Keys = ("sources", position, "forms", number)
            # Several may be posted in one channel, and the message tells which; a form is told by its name alone.
            if not isinstance(form, PostedForm) and form.form in {one.form for one in forms[:number]}:
                file.problem((*keys, "form"), f"{form.form!r} is an earlier form", "A form is one template.")
            template = named.get(form.template)
            if template is None:
                what = f"{form.template!r} is not a template of templates.yaml"
                file.problem((*keys, "template"), what, nearest(form.template, named))
                continue
            fields = [field.name for field in template.fields]
            for question, field in form.fields.items():
                if field not in fields:
                    what = f"{field!r} is not a field of {template.name}"
                    file.problem((*keys, "fields", question), what, nearest(field, fields))


def _names_differ(file: YamlFile, list_name: str, entries: Sequence[_Named]) -> None:
    for position in _repeated(entries):
        file.problem((list_name, position, "name"), f"{entries[position].name!r} is the name of an earlier entry")


def _repeated(entries: Sequence[_Named]) -> Iterator[int]:
    names = [entry.name for entry in entries]
    return (position for position, name in enumerate(names) if name in names[:position])


def _versions_follow(file: YamlFile, rules: Sequence[Rule]) -> None:
    for position, rule in enumerate(rules):
        if _end(rule) <= _start(rule):
            file.problem(
                ("rules", position, "valid_to"), "is not later than valid_from", "It is the first day without it."
            )
    for (first, one), (second, other) in combinations(enumerate(rules), 2):
        if one.name == other.name and max(_start(one), _start(other)) < min(_end(one), _end(other)):
            file.problem(
                ("rules", second),
                f"the rule {other.name!r} is valid at the same time as rules[{first}]",
                "One version ends where the next begins: valid_to of the one is valid_from of the other.",
            )


def _start(rule: Rule) -> date:
    return rule.valid_from or date.min


def _end(rule: Rule) -> date:
    return rule.valid_to or date.max
