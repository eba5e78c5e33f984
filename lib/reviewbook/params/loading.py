"""All params of a company as one frozen value, or one message with everything that is wrong with them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from reviewbook.errors import ParamsError, Problem, nearest
from reviewbook.params import agreement
from reviewbook.params.appraisal import Appraisal, check_appraisal
from reviewbook.params.checks import Checks, check_checks
from reviewbook.params.company import Company
from reviewbook.params.deliveries import Deliveries, check_deliveries, check_through
from reviewbook.params.development import Development, check_development
from reviewbook.params.findings import FindingRules
from reviewbook.params.follow_ups import FollowUps, check_follow_ups
from reviewbook.params.market import Market, check_market
from reviewbook.params.measures import MeasureEntries, MeasureEntry
from reviewbook.params.outdated import Former, tell_of
from reviewbook.params.publications import Publication, Publications
from reviewbook.params.reading import YamlFile, read, shown_path
from reviewbook.params.reminders import Reminders, check_reminders
from reviewbook.params.secrets import refuse_secrets
from reviewbook.params.sentences import problems_of
from reviewbook.params.sources import Sources
from reviewbook.params.templates import Templates
from reviewbook.places import Places

__all__ = ["Params", "load", "load_deliveries"]

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Params:
    """
    What a company says about itself, its reports, its numbers and its reviews.

    Parameters
    ----------
    company : Company
        Who it is and how its time and money are counted.
    sources : Sources
        Where its tables come from.
    templates : Templates
        What its reports ask for, and who owes one by when.
    measures : dict
        Name → what the number means, in the order of the file.
    publications : dict
        Name → review that is published, in the order of the file.
    market : Market
        Whom and what to look for in the reports; nothing where the file is missing.
    appraisal : Appraisal
        How people are appraised and honoured; nobody is where the file is missing.
    development : Development
        Which course answers which weakness; none where the file is missing.
    findings : FindingRules
        How findings are chosen and who sees to them; as usual where the file is missing.
    follow_ups : FollowUps
        What was agreed to do and written down by hand; nothing where the file is missing.
    checks : Checks
        What is asked before a review goes out; as usual where the file is missing.
    deliveries : Deliveries
        Who is sent what; nobody where the file is missing. It is no part of `digest`: it changes no edition.
    reminders : Reminders
        Who is reminded of what; nobody where the file is missing. No part of `digest` either.
    site : str
        Address at which the published folder is served; empty when that is not known.
    digest : str
        SHA-256 over all of it. It changes when a value changes, and not when a comment or the order of keys does.
    """

    company: Company
    sources: Sources
    templates: Templates
    measures: Mapping[str, MeasureEntry]
    publications: Mapping[str, Publication]
    market: Market
    appraisal: Appraisal
    development: Development
    findings: FindingRules
    follow_ups: FollowUps
    checks: Checks
    digest: str
    deliveries: Deliveries
    reminders: Reminders
    site: str = ""

    def publication(self, name: str) -> Publication:
        """
        Give the review of that name.

        Raises
        ------
        ParamsError
            When ``publications.yaml`` has no such review.
        """
        if name not in self.publications:
            raise ParamsError(
                Problem("publications.yaml", f"there is no review {name!r}", nearest(name, self.publications))
            )
        return self.publications[name]


def load(places: Places) -> Params:
    """
    Read and check the params of a company.

    Parameters
    ----------
    places : Places
        The company. Without a ``measures.yaml`` or ``checks.yaml`` of its own it takes the workbook's.

    Raises
    ------
    ParamsError
        With all problems of all files.
    """
    company = _part(places.params / "company.yaml", Company)
    sources = _part(places.params / "sources.yaml", Sources)
    templates = _part(places.params / "templates.yaml", Templates)
    measures = _part(_own_or_the_workbooks(places, "measures.yaml"), MeasureEntries)
    publications = _part(places.params / "publications.yaml", Publications)
    market = _optional(places.params / "market.yaml", Market())
    appraisal = _optional(places.params / "appraisal.yaml", Appraisal())
    development = _optional(places.params / "development.yaml", Development())
    findings = _optional(places.params / "findings.yaml", FindingRules())
    follow_ups = _optional(places.params / "follow_ups.yaml", FollowUps())
    checks = _optional(_own_or_the_workbooks(places, "checks.yaml"), Checks())
    deliveries = _optional(places.params / "deliveries.yaml", Deliveries())
    reminders = _optional(places.params / "reminders.yaml", Reminders())
    _agree(company, templates, measures, publications)
    if sources.model and templates.model:
        agreement.check_sources(sources.file, sources.model, templates.model)
    if market.model:
        check_market(market.file, market.model)
    if appraisal.model and measures.model:
        check_appraisal(appraisal.file, appraisal.model, measures.model)
    if development.model and measures.model:
        check_development(development.file, development.model, measures.model)
    if follow_ups.model and measures.model:
        check_follow_ups(follow_ups.file, follow_ups.model, measures.model)
    if checks.model:
        check_checks(checks.file, checks.model)
    if deliveries.model and publications.model:
        named = [entry.name for entry in publications.model.publications]
        check_deliveries(deliveries.file, deliveries.model, named)
    if reminders.model and templates.model:
        check_reminders(reminders.file, reminders.model, templates.model)
    if reminders.model and deliveries.model:
        check_through(reminders.file, reminders.model, deliveries.model)
    parts: tuple[_Part[Any], ...] = (
        company, sources, templates, measures, publications, market, appraisal, development, findings, follow_ups,
        checks,
    )  # fmt: skip
    problems = [problem for part in (*parts, deliveries, reminders) for problem in part.file.problems]
    if problems:
        raise ParamsError(*problems)
    return Params(
        company=company.value,
        sources=sources.value,
        templates=templates.value,
        measures={entry.name: entry for entry in measures.value.measures},
        publications={entry.name: entry for entry in publications.value.publications},
        site=publications.value.site,
        market=market.value,
        appraisal=appraisal.value,
        development=development.value,
        findings=findings.value,
        follow_ups=follow_ups.value,
        checks=checks.value,
        deliveries=deliveries.value,
        reminders=reminders.value,
        digest=_digest([part.value for part in parts]),
    )


def load_deliveries(places: Places) -> Deliveries:
    """
    Read ``deliveries.yaml`` alone: who is told that the rest cannot be read.

    Raises
    ------
    ParamsError
        When it cannot be read itself.
    """
    part = _optional(places.params / "deliveries.yaml", Deliveries())
    if part.model:
        check_deliveries(part.file, part.model, [name for one in part.model.deliveries for name in one.reviews])
    if part.file.problems:
        raise ParamsError(*part.file.problems)
    return part.value


@dataclass
class _Part(Generic[M]):
    """One file and, where it could be understood, what it says."""

    file: YamlFile
    model: M | None

    @property
    def value(self) -> M:
        if self.model is None:
            raise ParamsError(*self.file.problems)
        return self.model


def _own_or_the_workbooks(places: Places, name: str) -> Path:
    own = places.params / name
    return own if own.exists() else Places(places.root).params / name


def _optional(path: Path, none: M) -> _Part[M]:
    """Give a file that a company may do without, and what then holds."""
    return _part(path, type(none)) if path.exists() else _Part(YamlFile(shown_path(path)), none)


def _part(path: Path, model: type[M]) -> _Part[M]:
    if not path.exists():
        file = YamlFile(shown_path(path))
        file.problem((), "does not exist", "A company needs this file.", "Copy another company's and change it.")
        return _Part(file, None)
    file = read(path)
    secrets = refuse_secrets(file)
    if file.data is None:
        return _Part(file, None)
    former: list[Former] = []
    try:
        value = model.model_validate(file.data, context=former)
    except ValidationError as error:
        tell_of(file, former)
        file.problems += problems_of(file, model, error, but_not=secrets)
        return _Part(file, None)
    tell_of(file, former)
    return _Part(file, value)


def _agree(
    company: _Part[Company],
    templates: _Part[Templates],
    measures: _Part[MeasureEntries],
    publications: _Part[Publications],
) -> None:
    if company.model:
        agreement.check_company(company.file, company.model)
    if measures.model:
        agreement.check_measures(measures.file, measures.model)
    if templates.model:
        agreement.check_templates(templates.file, templates.model)
    if publications.model:
        agreement.check_publications(publications.file, publications.model)
    if templates.model and measures.model:
        agreement.check_reconciled(templates.file, templates.model, measures.model)
    if publications.model and company.model:
        agreement.check_languages(publications.file, publications.model, company.model)


def _digest(models: list[BaseModel]) -> str:
    whole = [model.model_dump(mode="json") for model in models]
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
