"""To whom something goes: looked up among the people of now, each once, and who cannot have it is told of."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pytest

from reviewbook.params.channels.base import ChannelEntry
from reviewbook.params.channels.email import EmailEntry
from reviewbook.params.channels.slack import SlackChannelEntry
from reviewbook.params.company import Company
from reviewbook.params.deliveries import DeliveryEntry
from reviewbook.run.addressing import ROOM, Addressed, Addresses, Unreachable
from reviewbook.slices import Audience

COMPANY = Company.model_validate(
    {"name": {"zh": "云岭", "en": "Yunling"}, "zone": "Asia/Shanghai", "calendar": "CN", "currency": "CNY"}
)
MAIL = EmailEntry(kind="email", name="mail", host="mail.example", sender="reviews@yunling.example")
SLACK = SlackChannelEntry(kind="slack", name="chat", token="SLACK_TOKEN", system="slack")
WHOLE, EAST = Audience("company", "company", "Yunling"), Audience("team", "east", "East")
NORTH, PORT = Audience("team", "north", "North"), Audience("team", "port", "Port")

PEOPLE = """
boss boss@x
ma   ma@x
li   li@x
zhao -
gone gone@x 2026-11-23
kim  kim@x
"""
#: Port lies in East and is led by nobody; Ma leads East and North.
TEAMS = "all - | east all | north all | port east"
MEMBERSHIPS = """
boss all   manager
ma   east  manager
ma   north manager
li   east  rep
zhao port  rep
gone port  rep
kim  north rep 2026-01-01 2026-11-23
kim  east  rep 2026-11-23
"""


class Room(ChannelEntry):
    """A channel that leads to one room."""

    @property
    def reaches(self):
        return "room"


def read(text, *names):
    rows = [line.split() for line in text.replace("|", "\n").strip().splitlines()]
    cells = [[*row, *["-"] * (len(names) - len(row))] for row in rows]
    return pd.DataFrame(cells, columns=list(names)).replace("-", None)


@pytest.fixture
def staff():
    people = read(PEOPLE, "person_id", "email", "left_on")
    spans = read(MEMBERSHIPS, "person_id", "team_id", "role", "valid_from", "valid_to")
    spans["valid_from"] = spans["valid_from"].fillna("2026-01-01")
    identities = read("slack U1 li | slack U2 ma | other X zhao", "system", "external_id", "person_id")
    return {
        "people": people.assign(name=people["person_id"].str.title(), left_on=pd.to_datetime(people["left_on"])),
        "teams": read(TEAMS, "team_id", "parent_id"),
        "memberships": spans.assign(**{name: pd.to_datetime(spans[name]) for name in ("valid_from", "valid_to")}),
        "identities": identities,
    }


@pytest.fixture
def addresses(staff):
    return Addresses(COMPANY, staff, datetime(2026, 11, 23, 1, tzinfo=UTC))


@pytest.fixture
def given(addresses):
    """Give who is sent the edition of an audience; who cannot have it stands there with the reason."""

    def made(audience, *to, channel=MAIL):
        entry = DeliveryEntry(through=channel.name, to=to)
        return [
            one.id if isinstance(one, Addressed) else f"{one.id}: {one.reason}"
            for one in addresses.of_entry(entry, channel, audience)
        ]

    return made


@pytest.mark.parametrize(("audience", "to", "whom"), [
    (EAST, "managers", ["ma"]),
    (PORT, "managers", ["ma"]),
    (WHOLE, "managers", ["boss"]),
    (Audience("team", "nowhere", "?"), "managers", []),
    (Audience("person", "li", "Li"), "managers", ["ma"]),
    (Audience("person", "boss", "Boss"), "managers", ["boss"]),
    (EAST, "members", ["ma", "li", "zhao: no_address", "kim"]),
    (PORT, "members", ["zhao: no_address"]),
    (NORTH, "members", ["ma"]),
    (WHOLE, "members", ["boss", "ma", "li", "zhao: no_address", "kim"]),
    (Audience("person", "li", "Li"), "members", []),
    (Audience("person", "li", "Li"), "self", ["li"]),
    (EAST, "self", []),
    (EAST, "board@x", ["board@x"]),
    (EAST, "boss", ["boss"]),
])  # fmt: skip
def test_whom_a_word_means(given, audience, to, whom):
    assert given(audience, to) == whom


def test_who_has_several_parts_has_it_once(given):
    assert given(EAST, "managers", "ma", "members", "boss") == ["ma", "li", "zhao: no_address", "kim", "boss"]


def test_who_is_named_by_id_and_by_address_has_it_once(given):
    assert given(EAST, "ma", "ma@x", "board@x", "board@x") == ["ma", "board@x"]


@pytest.mark.parametrize(("person", "reason"), [("gone", "left"), ("nobody", "unknown"), ("zhao", "no_address")])
def test_who_cannot_have_it_is_told_of(given, person, reason):
    assert given(EAST, person) == [f"{person}: {reason}"]


@pytest.mark.parametrize(("hour", "left"), [(15, False), (16, True)])
def test_the_day_on_which_somebody_is_gone_begins_in_the_companys_zone(staff, hour, left):
    addresses = Addresses(COMPANY, staff, datetime(2026, 11, 22, hour, 30, tzinfo=UTC))
    assert isinstance(addresses.of_person("gone", MAIL), Unreachable) is left
    assert ("kim" in addresses.staff["people"]["person_id"].array) is True
    assert [one.id for one in _of(addresses, NORTH)] == (["ma"] if left else ["ma", "kim"])


def _of(addresses, audience):
    return list(addresses.of_entry(DeliveryEntry(through="mail", to=("members",)), MAIL, audience))


def test_an_address_is_the_mail_or_who_one_is_in_the_system(addresses):
    assert addresses.of_person("li", MAIL) == Addressed("li", "li@x")
    assert addresses.of_person("li", SLACK) == Addressed("li", "U1")
    assert addresses.of_person("zhao", SLACK) == Unreachable("zhao", "Zhao", "no_address")


def test_a_room_of_slack_is_an_address(addresses):
    assert list(addresses.of_ids(["#C0123"], SLACK)) == [Addressed("#C0123", "C0123")]


def test_a_channel_that_leads_to_one_room_has_one_recipient(given):
    assert given(EAST, channel=Room(kind="robot", name="robot")) == [ROOM]


def test_teams_that_lie_in_each_other_end(staff):
    staff["teams"] = read("a b | b a", "team_id", "parent_id")
    addresses = Addresses(COMPANY, staff, datetime(2026, 11, 23, 1, tzinfo=UTC))
    assert addresses.leaders("a") == []
    assert _of(addresses, Audience("team", "a", "A")) == []


def test_while_nothing_was_pulled_addresses_are_known_and_nobody_is(given, addresses):
    empty = Addresses(COMPANY, {}, addresses.now)
    assert list(empty.of_ids(["owner@x", "li"], MAIL)) == [
        Addressed("owner@x", "owner@x"),
        Unreachable("li", "li", "unknown"),
    ]
    assert _of(empty, EAST) == _of(empty, WHOLE) == []
    assert empty.leaders("east") == []
