"""Who is written what: plans letters of editions, of what is late and of what failed, and has them sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import cast
from zoneinfo import ZoneInfo

import pandas as pd

from reviewbook.audiences import Expected
from reviewbook.delivery import Channel, Message
from reviewbook.delivery.channels import opened
from reviewbook.editions import Edition, Shelf, address, edition_at
from reviewbook.ledger import Delivery, Slot
from reviewbook.params.deliveries import OUTBOX, Deliveries, DeliveryEntry
from reviewbook.params.loading import Params
from reviewbook.places import Places
from reviewbook.run import letters
from reviewbook.run.addressing import ROOM, Addressed, Addresses, Unreachable
from reviewbook.run.outbox import Outbox, Trouble
from reviewbook.slices import Audience
from reviewbook.web import Clock
from reviewbook.wording import Wording, entries

__all__ = ["Mailing", "channels_of"]

#: States in which somebody has to decide.
_FOR_A_PERSON = ("doubtful", "given_up")

#: From the so manieth refusal on the owner is told, though it is sent again.
_TOLD_FROM = 3


def channels_of(deliveries: Deliveries, clock: Clock, places: Places) -> dict[str, Channel]:
    """Give every channel by its name, with the one that is there by itself."""
    outbox = deliveries.channel(OUTBOX).model_copy(update={"folder": str(places.output / OUTBOX)})
    return {entry.name: opened(entry, clock, places.root) for entry in (*deliveries.channels, outbox)}


@dataclass
class Mailing:
    """
    The letters of one run.

    Parameters
    ----------
    params : Params
        The company.
    outbox : Outbox
        Sends them.
    shelf : Shelf
        The editions.
    staff : mapping of DataFrame
        The people of now; nothing while nothing was pulled.
    """

    params: Params
    outbox: Outbox
    shelf: Shelf
    staff: Mapping[str, pd.DataFrame]
    untold: list[str] = field(default_factory=list)

    def plan_edition(self, slot: Slot, edition: Edition) -> int:
        """Plan to whom an edition is sent, and note that it is planned."""
        record, planned = edition.record, 0
        audience = Audience(record.audience.kind, record.audience.id, record.audience.name)
        for entry, to in self._sent_to(record.review, audience):
            language = self._language_of(edition, entry.language)
            content = {
                "edition": address(edition),
                "language": language,
                "attach": list(entry.attach),
                "caveats": slot.caveats,
            }
            message = self._of_edition(content)
            planned += self.outbox.plan(message, "edition", entry.through, [one.id for one in to], content)
        self.outbox.ledger.slots.plan(slot)
        return planned

    def plan_late(self, one: Expected) -> int:
        """Plan to tell the recipients of an edition that it is late; once, however often it is found to be."""
        planned = 0
        zone = ZoneInfo(self.params.company.zone)
        for entry, to in self._sent_to(one.publication.name, one.audience):
            language = self._language(entry.language)
            words = Wording(language)
            message = letters.of_late(
                f"late/{one.publication.name}/{one.period.key}/{one.audience.id}/{language}",
                language,
                f"{one.publication.title(language)} · {one.audience.name}",
                one.period.key,
                words.instant(one.due_at.astimezone(zone), zone.key),
            )
            recipients = [each.id for each in to]
            planned += self.outbox.plan(message, "late", entry.through, recipients, letters.kept(message))
        return planned

    def plan_owner(self, message: Message) -> int:
        """Plan to tell the owner; a message that he was told is not told again."""
        owner = self.params.deliveries.owner
        to = owner.to or (ROOM,)
        return self.outbox.plan(message, "failure", owner.through, to, letters.kept(message))

    def plan_reminder(self, message: Message, person: str, through: Sequence[str], expires_at: datetime) -> None:
        """
        Plan a reminder through the first channel on which a person has an address.

        The owner is told where there is none, and in place of somebody who is not there.
        """
        content = letters.kept(message) | {"expires_at": expires_at.isoformat()}
        if not person:
            self.plan_owner(message)
            return
        found = [(name, self.addresses.of_person(person, self.params.deliveries.channel(name))) for name in through]
        name = next((name for name, one in found if isinstance(one, Addressed)), "")
        if name:
            self.outbox.plan(message, "reminder", name, [person], content)
            return
        for name, one in found[-1:]:
            if isinstance(one, Unreachable):
                self.plan_owner(self._unreachable(one, name))

    def send(self, only: str = "") -> list[Trouble]:
        """Send all that is planned, or one message alone, and tell the owner what cannot be delivered."""
        troubles = list(self.outbox.send(self._made, self._reached, only))
        for trouble in troubles:
            self._tell(trouble)
        # Told from what the ledger holds, so that it is told although the run that met it died right then.
        for one in self.outbox.ledger.deliveries.in_state(*_FOR_A_PERSON):
            if one.kind != "failure":
                self.plan_owner(self._undelivered(one, f"{one.state}/{one.id}/{one.noted_at:%Y%m%dT%H%M%S}"))
        # Now what the owner is told; that it cannot be told is said where the run was started.
        for trouble in self.outbox.send(self._made, self._reached, only):
            if trouble.delivery.kind == "failure":
                self.untold.append(f"{trouble.delivery.message}: {trouble.reason}")
            else:
                self._tell(trouble)
            troubles.append(trouble)
        return troubles

    @cached_property
    def addresses(self) -> Addresses:
        """The people of now."""
        return Addresses(self.params.company, self.staff, self.outbox.clock.now())

    def _sent_to(self, review: str, audience: Audience) -> Iterator[tuple[DeliveryEntry, list[Addressed]]]:
        today = self.outbox.clock.now().astimezone(ZoneInfo(self.params.company.zone)).date()
        for entry in self.params.deliveries.deliveries:
            if not entry.in_force(today) or (entry.reviews and review not in entry.reviews):
                continue
            if entry.audiences and not _is_for(entry, audience):
                continue
            found = list(self.addresses.of_entry(entry, self.params.deliveries.channel(entry.through), audience))
            for one in found:
                if isinstance(one, Unreachable):
                    self.plan_owner(self._unreachable(one, entry.through))
            yield entry, [one for one in found if isinstance(one, Addressed)]

    def _tell(self, trouble: Trouble) -> None:
        one = trouble.delivery
        if one.kind == "failure":
            self.untold.append(f"{one.message}: {trouble.reason}")
            return
        often = trouble.what == "refused" and one.attempts + 1 >= _TOLD_FROM
        if often or trouble.what == "unreachable":
            times, what = one.attempts + 1, trouble.what
            told = replace(one, state=what, reason=trouble.reason, advice=trouble.advice, attempts=times)
            self.plan_owner(self._undelivered(told, f"{what}/{one.id}"))

    def _undelivered(self, one: Delivery, id: str) -> Message:
        language = self._language(self.params.deliveries.owner.language)
        words = Wording(language)
        advice = entries().get(f"advice.{one.advice}", {}).get(language, "")
        do = [advice] if advice else []
        if one.state == "doubtful":
            do += [words("letter.owner.settle", id=one.id)]
        elif one.state == "given_up":
            do += [words("letter.owner.send_again", id=one.id)]
        tried = words(f"letter.owner.tried_{one.state}", times=words.number(max(one.attempts, 1)))
        return letters.to_owner(
            id,
            language,
            "undelivered",
            {"why": [one.reason], "tried": [tried], "do": do},
            {"what": one.message, "recipient": one.recipient, "through": one.through},
        )

    def _unreachable(self, one: Unreachable, through: str) -> Message:
        language = self._language(self.params.deliveries.owner.language)
        words, week = Wording(language), self.outbox.clock.now().strftime("%G-W%V")
        reason = words(f"letter.owner.reason.{one.reason}", name=one.name, through=through)
        return letters.to_owner(
            f"unreachable/{through}/{one.id}/{one.reason}/{week}",
            language,
            "unreachable",
            {"why": [reason], "do": [words(f"letter.owner.do.{one.reason}")]},
            {"who": one.name, "through": through},
        )

    def _made(self, one: Delivery) -> Message:
        if "edition" in one.content:
            return self._of_edition(one.content)
        return letters.unkept({name: value for name, value in one.content.items() if name != "expires_at"})

    def _of_edition(self, content: Mapping[str, object]) -> Message:
        language = str(content["language"])
        edition = edition_at(self.shelf.published, str(content["edition"]))
        attach = [str(kind) for kind in cast(list[str], content["attach"])]
        return letters.of_edition(edition, language, attach, self.params.site, int(str(content["caveats"])))

    def _reached(self, one: Delivery) -> Addressed | Unreachable:
        channel = self.params.deliveries.channel(one.through)
        if one.recipient == ROOM:
            return Addressed(ROOM, "")
        return next(iter(self.addresses.of_ids([one.recipient], channel)))

    def _language_of(self, edition: Edition, wanted: str) -> str:
        """Give the language that is wanted, or another one where the edition has no document in it."""
        known = [one for one in self.params.company.languages if f"review.{one}.html" in edition.files]
        language = self._language(wanted)
        return language if language in known or not known else known[0]

    def _language(self, language: str) -> str:
        return language or self.params.company.languages[0]


def _is_for(entry: DeliveryEntry, audience: Audience) -> bool:
    words = {"company": "company", "team": "teams", "person": "people"}
    return audience.id in entry.audiences or words[audience.kind] in entry.audiences
