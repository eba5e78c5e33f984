"""``deliveries.yaml``: who is sent which edition, through which channel, and who looks after reviewbook."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from reviewbook.errors import nearest
from reviewbook.params.base import Day, Entry, LanguageOrNone
from reviewbook.params.channels.base import ChannelEntry
from reviewbook.params.channels.dingtalk import DingtalkRobotEntry
from reviewbook.params.channels.email import EmailEntry
from reviewbook.params.channels.feishu import FeishuRobotEntry
from reviewbook.params.channels.folder import FolderEntry
from reviewbook.params.channels.slack import SlackChannelEntry
from reviewbook.params.channels.teams import TeamsChannelEntry
from reviewbook.params.channels.wecom import WecomAppEntry, WecomRobotEntry
from reviewbook.params.reading import Keys, YamlFile
from reviewbook.params.reminders import Reminders
from reviewbook.params.systems.base import SecretName

__all__ = ["OUTBOX", "WORDS", "Deliveries", "DeliveryEntry", "Owner", "check_deliveries", "check_through"]

AnyChannel = Annotated[
    DingtalkRobotEntry
    | EmailEntry
    | FeishuRobotEntry
    | FolderEntry
    | SlackChannelEntry
    | TeamsChannelEntry
    | WecomAppEntry
    | WecomRobotEntry,
    Field(discriminator="kind"),
]

#: Words in ``to``: whoever leads the audience's team (of the company: the teams above all others), whoever is in it,
#: and the person whom a review is about.
WORDS = ("managers", "members", "self")

#: The channel that is there by itself: a folder of the workbook.
OUTBOX = "outbox"


class DeliveryEntry(Entry):
    """
    Editions that are sent to somebody.

    Parameters
    ----------
    reviews : tuple of str
        Names of reviews; all of them when empty.
    audiences : tuple of str
        ``company``, ``teams``, ``people``, or ids: whose editions; those of everybody when empty.
    through : str
        Name of the channel.
    to : tuple of str
        On a channel that reaches people: `WORDS`, ids of persons, a mail address (``board@example.com``) or, on
        Slack, a room (``#C0123``). Empty on a channel that leads to one room.
    language : str
        Of the message and of what goes along; empty for the company's first.
    attach : tuple of str
        What goes along: ``html``, ``pdf``, ``xlsx``.
    starts_on, until : date, optional
        The first day (``from``) and the last one.
    """

    reviews: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    through: str
    to: tuple[str, ...] = ()
    language: LanguageOrNone = ""
    attach: tuple[Literal["html", "pdf", "xlsx"], ...] = ("pdf",)
    starts_on: Day | None = Field(default=None, alias="from")
    until: Day | None = None

    def in_force(self, on: date) -> bool:
        """Tell whether it holds on a day."""
        return (self.starts_on or date.min) <= on <= (self.until or date.max)


class Owner(Entry):
    """
    Who looks after reviewbook and is told what failed.

    Parameters
    ----------
    through : str
        Name of the channel.
    to : tuple of str
        Ids of persons or mail addresses; empty on a channel that leads to one room.
    language : str
        Empty for the company's first.
    """

    through: str = OUTBOX
    to: tuple[str, ...] = ()
    language: LanguageOrNone = ""


class Deliveries(Entry):
    """
    The whole of ``deliveries.yaml``.

    Parameters
    ----------
    owner : Owner
        Who is told what failed.
    channels : tuple
        How people are reached, beside `OUTBOX`, which is there by itself.
    deliveries : tuple of DeliveryEntry
        Who is sent what.
    ledger : str, optional
        Name of the secret that is the address of a PostgreSQL, where several machines run; ``output/ledger.sqlite``
        without it.
    since : date, optional
        The first day of which editions are expected; without it the day on which ``reviewbook run`` first ran.
    late_after_minutes : int
        How long after its slot a review is late, so that its recipients are told.
    keep_runs_days : int
        How long the evidence of runs is kept; editions are kept for ever.
    """

    owner: Owner = Owner()
    channels: tuple[AnyChannel, ...] = ()
    deliveries: tuple[DeliveryEntry, ...] = ()
    ledger: SecretName | None = None
    since: Day | None = None
    late_after_minutes: int = Field(default=60, ge=1, le=20_160)
    keep_runs_days: int = Field(default=90, ge=1, le=3660)

    def channel(self, name: str) -> ChannelEntry:
        """Give the channel of that name."""
        known: dict[str, ChannelEntry] = {entry.name: entry for entry in self.channels}
        return known.get(name) or FolderEntry(kind="folder", name=OUTBOX, folder=f"output/{OUTBOX}")


def check_deliveries(file: YamlFile, deliveries: Deliveries, reviews: Collection[str]) -> None:
    """Refuse channels that are there twice or not at all, unknown reviews, and recipients that a channel cannot have."""
    names = [entry.name for entry in deliveries.channels]
    for place, name in enumerate(names):
        if name == OUTBOX or name in names[:place]:
            what = "is there by itself" if name == OUTBOX else "is the name of an earlier channel"
            file.problem(("channels", place, "name"), f"{name!r} {what}", "Give it another name.")
    _check_way(file, ("owner",), deliveries, deliveries.owner.through, deliveries.owner.to, ("managers", "members"))
    for place, entry in enumerate(deliveries.deliveries):
        keys = ("deliveries", place)
        for number, review in enumerate(entry.reviews):
            if review not in reviews:
                file.problem((*keys, "reviews", number), f"{review!r} is not a review", nearest(review, reviews))
        if entry.starts_on and entry.until and entry.until < entry.starts_on:
            file.problem((*keys, "until"), "is earlier than from")
        _check_way(file, keys, deliveries, entry.through, entry.to)


def check_through(file: YamlFile, reminders: Reminders, deliveries: Deliveries) -> None:
    """Refuse reminders through channels that are not there, or that reach nobody by himself."""
    names = [entry.name for entry in deliveries.channels if entry.reaches == "people"]
    for place, rule in enumerate(reminders.rules):
        for number, name in enumerate(rule.through):
            if name not in names:
                expected = nearest(name, names) if names else "deliveries.yaml has no channel that reaches people."
                keys = ("rules", place, "through", number)
                file.problem(keys, f"{name!r} is no channel that reaches people", expected)


def _check_way(
    file: YamlFile,
    keys: Keys,
    deliveries: Deliveries,
    through: str,
    to: Sequence[str],
    never: Collection[str] = (),
) -> None:
    names = [OUTBOX, *(entry.name for entry in deliveries.channels)]
    if through not in names:
        file.problem((*keys, "through"), f"{through!r} is not a channel", nearest(through, names))
        return
    channel = deliveries.channel(through)
    if channel.reaches == "room" and to:
        file.problem((*keys, "to"), f"{through!r} leads to one room", "Leave to out.")
    if channel.reaches == "people" and not to:
        file.problem((*keys, "to"), "is missing", f"Name {', '.join(WORDS)}, ids of persons or addresses.")
    for number, one in enumerate(to):
        where = (*keys, "to", number)
        if one in never:
            file.problem(where, f"{one!r} depends on an audience", "Name persons or addresses.")
        if "@" in one and channel.kind != "email":
            file.problem(where, f"{one!r} is a mail address, and {through!r} sends no mail", "Name the id of a person.")
        if one.startswith("#") and channel.kind != "slack":
            file.problem(where, f"{one!r} is a room of Slack", "Name the id of a person.")
