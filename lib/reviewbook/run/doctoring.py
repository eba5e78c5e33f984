"""What the doctor says of the sources: what is set, what can be reached and read, and whom nobody knows.

Every probe of a source is made, each with a line in plain words: fine, or what is
missing and what to click. Nothing is pulled and nothing is written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from reviewbook.errors import ParamsError, Problem, ReviewbookError, SourceError, nearest
from reviewbook.legible import visible
from reviewbook.params.channels.base import ChannelEntry
from reviewbook.params.loading import Params, load
from reviewbook.params.secrets import asks_for_secret
from reviewbook.params.sources import FilesEntry, SourceEntry, SqlEntry
from reviewbook.params.systems.base import FormsEntry, SystemEntry
from reviewbook.params.templates import Template
from reviewbook.periods import Cadence
from reviewbook.places import Places
from reviewbook.run.checking import Finding
from reviewbook.run.checking import doctor as of_machine
from reviewbook.run.explaining import Asking
from reviewbook.run.matching import Known, contacts
from reviewbook.sources import snapshots
from reviewbook.sources.files import fits
from reviewbook.sources.increments import records_until
from reviewbook.sources.queries import QueriesSource
from reviewbook.sources.storage import opened
from reviewbook.sources.systems import system
from reviewbook.sources.systems.matching import NONE
from reviewbook.sources.systems.rows import Ground, LeftOut, Row
from reviewbook.web import Clock, Refused, secret
from reviewbook.web.reaching import hindrance
from reviewbook.wording import Wording, entries

__all__ = ["doctor"]

#: How the name of a secret is written.
_NAME = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+", re.ASCII)

#: Seconds that a call waits at most before it is made again: somebody sits there and looks.
_PATIENCE = 2

#: Reports of which some should have come by the first pull; others may be due only in months.
_OFTEN = (Cadence.DAILY, Cadence.WEEKLY)


class _Hurried(Clock):
    def sleep(self, seconds: float) -> None:
        super().sleep(min(seconds, _PATIENCE))


def doctor(places: Places, names: Sequence[str], asking: Asking, clock: Clock | None = None) -> Iterator[Finding]:
    """
    Look at this machine and at every source.

    Parameters
    ----------
    places : Places
        The workbook.
    names : sequence of str
        Only these sources; the machine and all of them when empty.
    asking : Asking
        In which language.
    clock : Clock, optional
        By which systems are waited for; a hurried one when not given.

    Yields
    ------
    Finding
        As soon as it is known.

    Raises
    ------
    ParamsError
        When there is no source of a name, or the params cannot be read and only sources were asked for.
    """
    if not names:
        machine = of_machine(places)
        yield from machine
        if any(one.what == "params" and not one.fine for one in machine):
            return  # what the sources are is not known, and why was said
    params = load(places)
    looking = _Looking(places, params, asking.words(params), clock or _Hurried())
    for channel in () if names else params.deliveries.channels:
        yield from looking.secrets(channel)  # whether it takes a message shows only when somebody has one
    for entry in _chosen(params, names):
        yield from looking.at(entry)


def _chosen(params: Params, names: Sequence[str]) -> list[SourceEntry]:
    known = {entry.name: entry for entry in params.sources.sources}
    unknown = [name for name in names if name not in known]
    if unknown:
        what = "there is no source of that name in sources.yaml"
        raise ParamsError(*(Problem(f"doctor --source {name}", what, nearest(name, known)) for name in unknown))
    return [known[name] for name in names] or list(known.values())


@dataclass(frozen=True)
class _Looking:
    """How sources are looked at."""

    places: Places
    params: Params
    words: Wording
    clock: Clock

    def at(self, entry: SourceEntry) -> Iterator[Finding]:
        """Look at one source."""
        fine = True
        for finding in (*self.secrets(entry), *self._addresses(entry)):
            fine &= finding.fine
            yield finding
        if not fine:
            yield self._finding(entry.name, "not_asked", False, self.words("doctor.not_asked_said"))
        elif isinstance(entry, FilesEntry):
            yield from self._files(entry)
        elif isinstance(entry, SqlEntry):
            yield from self._probes(entry, QueriesSource(entry, self.places).probes)
        elif isinstance(entry, SystemEntry):
            yield from self._probes(entry, lambda: system(entry.kind).talk(entry, self.clock).probes())
        else:
            yield self._finding(entry.name, "simulated", True, self.words("doctor.simulated_said"))
        if isinstance(entry, SystemEntry):
            yield from self._pulled(entry)

    def _finding(self, source: str, key: str, fine: bool, said: str, **values: str) -> Finding:
        what = self.words(f"doctor.{key}", **values) if values else self.words(f"doctor.{key}")
        return Finding(visible(f"{source} · {what}"), fine, visible(said))

    def secrets(self, entry: SourceEntry | ChannelEntry) -> Iterator[Finding]:
        """Look whether the secrets are set that a source or a channel names."""
        for name in _secret_names(entry):
            try:
                secret(name)
                yield self._finding(entry.name, "secret", True, self.words("doctor.secret_said"), name=name)
            except SourceError:
                said = self.words("advice.http.secret", name=name)
                yield self._finding(entry.name, "secret", False, said, name=name)

    def _addresses(self, entry: SourceEntry) -> Iterator[Finding]:
        if not isinstance(entry, SystemEntry):
            return
        # At its site people open it; it is not asked there.
        asked = dict.fromkeys(one for key, one in dict(entry).items() if key != "site" and isinstance(one, str))
        for address in (one for one in asked if one.startswith(("http://", "https://"))):
            why = hindrance(address)
            said = self.words(f"advice.{why}") if why else self.words("doctor.address_said")
            yield self._finding(entry.name, "address", not why, said, address=address)

    def _probes(self, entry: SourceEntry, probes: Any) -> Iterator[Finding]:
        try:
            for probe in probes():
                try:
                    probe.ask()
                    yield self._finding(entry.name, "probe", True, self.words("doctor.probe_said"), what=probe.what)
                except SourceError as error:
                    yield self._finding(entry.name, "probe", False, self._refusal(error), what=probe.what)
                    if isinstance(error, Refused) and error.advice.endswith("unreachable"):
                        return  # nobody waits for the same answer again
        except SourceError as error:  # what the probes are can only be said by a system that lets us in
            yield self._finding(entry.name, "login", False, self._refusal(error))

    def _refusal(self, error: SourceError) -> str:
        key = f"advice.{error.advice}" if isinstance(error, Refused) else ""
        advice = entries().get(key, {}).get(self.words.language, "")
        told = [
            str(replace(one, where="", next_step="" if advice else one.next_step)).removeprefix(": ")
            if isinstance(one, Problem)
            else one
            for one in error.problems
        ]
        return " ".join([*told, advice]).strip()

    def _files(self, entry: FilesEntry) -> Iterator[Finding]:
        patterns = [mapping.file for mapping in entry.tables if mapping.file]
        try:
            there = opened(entry, self.places).files(max([1, *(one.count("/") + 1 for one in patterns)]))
        except SourceError as error:
            yield self._finding(entry.name, "folder", False, self._refusal(error), folder=entry.folder)
            return
        said = self.words("doctor.folder_said", count=self.words.number(len(there)))
        yield self._finding(entry.name, "folder", True, said, folder=entry.folder)
        for pattern in dict.fromkeys(patterns):
            if not any(fits(pattern, file) for file in there):
                yield self._finding(entry.name, "file", False, self.words("doctor.file_said"), file=pattern)

    def _pulled(self, entry: SystemEntry) -> Iterator[Finding]:
        """Look at what the last pulls brought."""
        if not snapshots(self.places, entry.name):
            said = self.words("doctor.pulled_said", system=entry.name)
            yield self._finding(entry.name, "pulled", True, said)
            return
        if isinstance(entry, FormsEntry):
            yield from self._forms(entry)
        if entry.person_ids == "identities":
            yield self._people(entry)

    def _forms(self, entry: FormsEntry) -> Iterator[Finding]:
        records = records_until(snapshots(self.places, entry.name), None)
        ground = Ground(entry, self.params.templates, self.params.company)
        written = _Written.of(system(entry.kind).rows(records, ground))
        for form in entry.forms:
            template = ground.template(form.template)
            fine, said = self._answers(template, written)
            yield self._finding(entry.name, "form", fine, said, form=form.form, template=template.name)
        for (file, reason), count in sorted(written.left_out.items()):
            said = self.words("doctor.left_out_said", count=self.words.number(count), reason=reason)
            yield self._finding(entry.name, "left_out", True, said, file=file)

    def _answers(self, template: Template, written: _Written) -> tuple[bool, str]:
        """Say which questions of a form were answered, and which never."""
        words, count = self.words, written.reports[template.name]
        if not count:
            return template.cadence not in _OFTEN, words("doctor.form_none")
        filled = {one.name: written.fields[template.name, one.name] for one in template.fields}
        never = [one for one in template.fields if not filled[one.name]]
        answered = words.join([f"{name} {words.number(times)}" for name, times in filled.items() if times])
        said = words("doctor.form_said", count=words.number(count), fields=answered or "–")
        if never:
            said += words("doctor.form_never", fields=words.join([one.name for one in never]))
        return not any(one.required for one in never), said

    def _people(self, entry: SystemEntry) -> Finding:
        try:
            known = Known.of(self.places)
            there = contacts(self.places, entry) or []
        except ReviewbookError as error:
            return self._finding(entry.name, "people", False, str(error))
        words = self.words
        lacking = known.proposals(entry.name, there)
        refused = known.unmatched(entry.name, known.refused)
        awaited = refused + known.unmatched(entry.name, known.labels)
        # An owner who is nobody of the company stays a label for ever, and nothing is missing.
        fine = not refused and not any(one.by != NONE and awaited[one.contact.external_id] for one in lacking)
        counts = {"people": len(there), "lacking": len(lacking), "awaited": len(awaited), "rows": awaited.total()}
        said = words("doctor.people_said", **{name: words.number(count) for name, count in counts.items()})
        if lacking or awaited:
            said += words("doctor.people_step", system=entry.name)
        return self._finding(entry.name, "people", fine, said)


@dataclass
class _Written:
    """What was written in the forms of a system."""

    reports: Counter[str] = field(default_factory=Counter)
    fields: Counter[tuple[str, str]] = field(default_factory=Counter)
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)

    @classmethod
    def of(cls, rows: Iterable[Row | LeftOut]) -> _Written:
        """Count reports, those in which a field was filled, and what was in no form."""
        templates: dict[str, str] = {}
        filled: set[tuple[str, str]] = set()
        found = cls()
        for one in rows:
            if isinstance(one, LeftOut):
                if one.table == "reports":
                    found.left_out[one.file, one.reason] += one.rows
            elif one.table == "reports":
                templates[one.values["report_id"]] = one.values["template"]
            elif one.table == "report_fields":
                filled.add((one.values["report_id"], one.values["field"]))
        found.reports.update(templates.values())
        found.fields.update((templates[report], name) for report, name in filled)
        return found


def _secret_names(entry: SourceEntry | ChannelEntry) -> list[str]:
    keys: dict[str, Any] = dict(entry)
    # Of a channel its key, its hook or its whole address is a secret, and nothing else is written like the name of one.
    asks = (lambda _: True) if isinstance(entry, ChannelEntry) else asks_for_secret
    named = [value for key, value in keys.items() if asks(key) and isinstance(value, str) and _NAME.fullmatch(value)]
    return list(dict.fromkeys([*named, *keys.get("secrets", {}).values()]))
