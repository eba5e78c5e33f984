"""What deliveries.yaml may not say, each refusal with its line and what to do."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from reviewbook.errors import ParamsError
from reviewbook.params.deliveries import OUTBOX, Deliveries
from reviewbook.params.loading import load_deliveries
from reviewbook.places import Places

MAIL = "  - {kind: email, name: mail, host: smtp.example, sender: a@b.example}\n"
SLACK = "  - {kind: slack, name: slack, token: SLACK_BOT_TOKEN}\n"
ROBOT = "  - {kind: wecom_robot, name: east, key: EAST_KEY}\n"
CHANNELS = f"channels:\n{MAIL}{SLACK}{ROBOT}"
FIRST = 5  # the line below `deliveries:` behind these


def refused(workbook: Any, text: str) -> list[str]:
    """Give what is said of a file, without its name."""
    workbook.write("deliveries.yaml", text)
    return [one.removeprefix("params/deliveries.yaml:") for one in workbook.refusal()]


def sent(*entries: str) -> str:
    """Write a file that sends these."""
    return CHANNELS + "deliveries:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries)


def test_a_company_without_the_file_sends_nothing_and_its_owner_has_the_outbox(workbook: Any) -> None:
    found = workbook.load().deliveries
    assert found == Deliveries()
    assert (found.owner.through, found.channel(OUTBOX).reaches) == (OUTBOX, "room")
    assert (found.late_after_minutes, found.keep_runs_days, found.since, found.ledger) == (60, 90, None, None)


def test_who_is_sent_what_is_read_and_changes_no_edition(workbook: Any) -> None:
    before = workbook.load().digest
    workbook.write("deliveries.yaml", sent("through: mail, to: [managers], from: 2026-11-02, until: 2026-11-30"))
    found = workbook.load()
    (entry,) = found.deliveries.deliveries
    days = [date(2026, 11, day) for day in (1, 2, 30)] + [date(2026, 12, 1)]
    assert [entry.in_force(day) for day in days] == [False, True, True, False]
    assert [found.deliveries.channel(name).reaches for name in ("mail", "slack", "east")] == [
        "people",
        "people",
        "room",
    ]
    assert found.digest == before


def test_two_channels_have_two_names_and_none_takes_that_of_the_outbox(workbook: Any) -> None:
    other = ROBOT.replace("east", "outbox")
    assert refused(workbook, f"channels:\n{MAIL}{MAIL}{other}") == [
        "3: channels[1].name: 'mail' is the name of an earlier channel. Give it another name.",
        "4: channels[2].name: 'outbox' is there by itself. Give it another name.",
    ]


def test_a_channel_that_is_not_there_is_told_with_the_nearest(workbook: Any) -> None:
    assert refused(workbook, sent("through: mial, to: [managers]")) == [
        f"{FIRST + 1}: deliveries[0].through: 'mial' is not a channel. Did you mean 'mail'?"
    ]


def test_a_review_that_is_not_there_is_told_with_the_nearest(workbook: Any) -> None:
    assert refused(workbook, sent("reviews: [weekly_reviews], through: east")) == [
        f"{FIRST + 1}: deliveries[0].reviews[0]: 'weekly_reviews' is not a review. Did you mean 'weekly_review'?"
    ]


def test_an_entry_does_not_end_before_it_begins(workbook: Any) -> None:
    assert refused(workbook, sent("through: east, from: 2026-11-02, until: 2026-11-01")) == [
        f"{FIRST + 1}: deliveries[0].until: is earlier than from."
    ]


def test_a_channel_to_people_needs_recipients_and_one_to_a_room_has_none(workbook: Any) -> None:
    assert refused(workbook, sent("through: mail", "through: east, to: [p001]", "through: outbox, to: [p001]")) == [
        f"{FIRST + 1}: deliveries[0].to: is missing. Name managers, members, self, ids of persons or addresses.",
        f"{FIRST + 2}: deliveries[1].to: 'east' leads to one room. Leave to out.",
        f"{FIRST + 3}: deliveries[2].to: 'outbox' leads to one room. Leave to out.",
    ]


def test_a_mail_address_goes_by_mail_and_a_room_of_slack_by_slack(workbook: Any) -> None:
    found = refused(
        workbook,
        sent("through: slack, to: [p001, a@b.example]", 'through: mail, to: ["#C1"]', 'through: slack, to: ["#C1"]'),
    )
    assert found == [
        f"{FIRST + 1}: deliveries[0].to[1]: 'a@b.example' is a mail address, and 'slack' sends no mail. "
        "Name the id of a person.",
        f"{FIRST + 2}: deliveries[1].to[0]: '#C1' is a room of Slack. Name the id of a person.",
    ]


def test_the_owner_is_named_and_not_looked_up_by_an_audience(workbook: Any) -> None:
    depends = "depends on an audience. Name persons or addresses."
    assert refused(workbook, "owner: {through: mail, to: [managers, members]}\n" + CHANNELS) == [
        f"1: owner.to[0]: 'managers' {depends}",
        f"1: owner.to[1]: 'members' {depends}",
    ]
    assert refused(workbook, "owner: {through: mail}\n" + CHANNELS)[0].startswith("1: owner.to: is missing.")
    assert refused(workbook, "owner: {through: post}\n")[0].startswith("1: owner.through: 'post' is not a channel.")


def test_a_kind_and_a_key_that_are_not_known_are_told(workbook: Any) -> None:
    unknown = "is not a key that is known here. Did you mean"
    assert refused(workbook, "channels:\n  - {kind: emial, name: mail}\n") == [
        "2: channels[0]: has the kind 'emial', which is not known. Did you mean 'email'?"
    ]
    assert refused(workbook, f"channels:\n{MAIL.replace('host', 'hots')}") == [
        "2: channels[0].host: is missing.",
        f"2: channels[0].hots: {unknown} 'host'?",
    ]
    assert refused(workbook, "owner: {thru: outbox}\n") == [f"1: owner.thru: {unknown} 'through'?"]


def test_reminders_go_through_channels_that_reach_people(workbook: Any) -> None:
    rule = "  - {name: soon, about: owed, of: [weekly], tells: author, before_minutes: 60, through: [east, mial]}\n"
    workbook.write("reminders.yaml", f"rules:\n{rule}")
    workbook.write("deliveries.yaml", CHANNELS)
    assert workbook.refusal() == [
        "params/reminders.yaml:2: rules[0].through[0]: 'east' is no channel that reaches people. "
        "Use one of: mail, slack.",
        "params/reminders.yaml:2: rules[0].through[1]: 'mial' is no channel that reaches people. Did you mean 'mail'?",
    ]
    workbook.write("deliveries.yaml", f"channels:\n{ROBOT}")
    assert [one.split(": ", 2)[2] for one in workbook.refusal()] == [
        f"{name!r} is no channel that reaches people. deliveries.yaml has no channel that reaches people."
        for name in ("east", "mial")
    ]


def test_the_owner_can_be_read_though_the_other_params_are_wrong(workbook: Any) -> None:
    workbook.write("deliveries.yaml", sent("reviews: [gone_review], through: mail, to: [p001]"))
    workbook.write("publications.yaml", "publications: wrong\n")
    assert [entry.reviews for entry in load_deliveries(Places(workbook.root)).deliveries] == [("gone_review",)]
    workbook.write("deliveries.yaml", sent("through: mial, to: [p001]"))
    with pytest.raises(ParamsError, match="'mial' is not a channel"):
        load_deliveries(Places(workbook.root))


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        ("kind: wecom_robot, name: g, key: 693a91f6-7aaa-4bc4-97a0-0ec2sifa5aaa", "key"),
        ("kind: feishu_robot, name: g, hook: 693a91f6-7aaa-4bc4-97a0-0ec2sifa5aaa", "hook"),
        ("kind: dingtalk_robot, name: g, token: ROBOT_TOKEN, sign: SECa9a0hush693a91f6", "sign"),
        ('kind: teams, name: g, url: "https://flow.example/693a91f6?sig=hush"', "url"),
    ],
)
def test_a_secret_that_is_written_out_is_refused_and_not_repeated(workbook: Any, entry: str, key: str) -> None:
    (said,) = refused(workbook, f"channels:\n  - {{{entry}}}\n")
    assert said.startswith(f"2: channels[0].{key}: holds a secret. Name an environment variable here")
    assert "693a91f6" not in said
