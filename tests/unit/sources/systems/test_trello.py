"""What is special about Trello: its login, pages without a mark, and cards that do not say when they were done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from pydantic import ValidationError
from stand_ins.content import content
from stand_ins.pulled import Pulled
from stand_ins.server import Reply
from stand_ins.trello import AWAY, BOARD, DONE, SHORT, TO_DO, Trello, object_id

from reviewbook.errors import SourceError
from reviewbook.params.systems.trello import TrelloEntry
from reviewbook.web import Refused

THURSDAY = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def trello(monkeypatch):
    with Trello() as trello:
        trello.spec = None  # the contract holds it against its description; to load that takes seconds
        for name, value in trello.secrets.items():
            monkeypatch.setenv(name, value)
        trello.tell(content(1))
        yield trello


@pytest.fixture
def source(trello, tmp_path):
    return Pulled(trello, tmp_path)


@pytest.fixture
def card(trello):
    (key,) = trello.cards
    return key


def test_no_secret_stands_in_an_address(trello, source):
    source.pull()
    assert trello.requests
    for seen in trello.requests:
        assert not {"key", "token"} & set(seen.query)
        assert seen.headers["authorization"] == 'OAuth oauth_consumer_key="key-hush", oauth_token="token-hush"'


def test_who_is_refused_is_told_what_to_click_and_no_secret(trello, source):
    trello.expire_tokens()
    with pytest.raises(Refused, match="members/me/boards: was refused 401") as caught:
        source.pull()
    assert caught.value.advice == "trello.401"
    assert "hush" not in str(caught.value)
    with pytest.raises(Refused, match="members/me: was refused 401"):
        source.probe()


def test_a_window_without_retry_after_is_waited_out(trello, source):
    trello.storm(1)
    source.pull()
    assert source.clock.slept[0] >= 10


def test_calls_are_spread_over_windows_of_ten_seconds(trello, source, monkeypatch):
    monkeypatch.setattr("reviewbook.sources.systems.trello.talking._CALLS", 3)
    source.pull()
    # The clock stands still but for what is slept: with every third call a window has gone by.
    assert sum(source.clock.slept) == 10 * ((len(trello.requests) - 1) // 3)


def test_a_board_is_found_by_its_address_and_by_its_id(trello, tmp_path):
    for number, board in enumerate((SHORT, BOARD)):
        source = Pulled(trello, tmp_path / str(number), boards=[board])
        source.pull()
        assert len(source.follow_ups()) == 1


def test_a_board_of_which_the_account_is_no_member_is_named_with_those_it_has(trello, tmp_path):
    with pytest.raises(SourceError, match=r"no member of aaaaaaaa[\s\S]*dQHqCohZ \(跟进\)"):
        Pulled(trello, tmp_path, boards=[SHORT, "aaaaaaaa"]).pull()


def test_a_board_is_named_as_its_address_does(trello):
    with pytest.raises(ValidationError, match="boards"):
        TrelloEntry.model_validate({**trello.entry(), "boards": ["https://trello.com/b/dQHqCohZ"]})


def test_the_time_of_its_making_is_read_from_its_id(source, card):
    source.pull()
    assert card.startswith("6afa5590")  # 1,794,790,800 seconds since 1970
    assert source.follow_ups()[card]["created_at"] == datetime(2026, 11, 16, 1, 0, tzinfo=UTC)


def test_a_card_was_done_when_it_was_marked_and_stays_so_when_it_moves_on(trello, source, card):
    trello.change(card, THURSDAY, dueComplete=True)
    trello.change(card, THURSDAY + HOUR, idList=DONE)
    trello.change(card, THURSDAY + 2 * HOUR, name="回访 (erledigt)")
    trello.change(card, THURSDAY + 3 * HOUR, closed=True)  # who archives what is done does not drop it
    source.pull()
    found = source.follow_ups()[card]
    assert (found["status"], found["done_at"]) == ("done", THURSDAY)


def test_a_card_that_was_opened_again_was_done_the_last_time(trello, source, card):
    for hours, complete in enumerate((True, False, True)):
        trello.change(card, THURSDAY + hours * HOUR, dueComplete=complete)
    source.pull()
    assert source.follow_ups()[card]["done_at"] == THURSDAY + 2 * HOUR
    trello.change(card, THURSDAY + 3 * HOUR, dueComplete=False)
    source.pull(hours=1)
    found = source.follow_ups()[card]
    assert (found["status"], found["done_at"]) == ("open", None)


def test_without_done_lists_only_the_mark_counts(trello, tmp_path, card):
    trello.change(card, THURSDAY, idList=DONE)
    source = Pulled(trello, tmp_path, done_lists=[])
    source.pull()
    assert source.follow_ups()[card]["status"] == "open"


@pytest.mark.parametrize("new", [{"closed": True}, {"idList": AWAY}])
def test_what_is_archived_or_in_a_list_for_that_was_dropped(trello, source, card, new):
    trello.change(card, THURSDAY, **new)
    source.pull()
    found = source.follow_ups()[card]
    assert (found["status"], found["done_at"]) == ("dropped", THURSDAY)


def test_the_cards_of_an_archived_list_were_dropped_though_none_says_when(trello, source, card):
    trello.change(card, THURSDAY, idList=DONE)
    trello.change(card, THURSDAY + HOUR, idList=TO_DO)
    trello.lists[TO_DO]["closed"] = True
    source.pull()
    found = source.follow_ups()[card]
    assert (found["status"], found["done_at"]) == ("dropped", None)


def test_a_card_that_came_from_another_board_is_asked_for_its_own_history(trello, source, card):
    source.pull()
    trello.now = THURSDAY + 30 * HOUR
    trello.change(card, THURSDAY - 40 * HOUR, dueComplete=True)  # on the other board, before the last pull
    source.pull(hours=8)
    assert source.follow_ups()[card]["done_at"] == THURSDAY - 40 * HOUR
    (seen,) = trello.asked(rf"/cards/{card}/actions$")
    assert seen.query == {"filter": "updateCard", "page": "0"}


def test_only_what_happened_since_the_last_pull_is_asked_for(trello, source):
    source.pull()
    source.pull(hours=5)
    first, second = (seen.query["since"] for seen in trello.asked("/boards/.*/actions$") if "before" not in seen.query)
    assert first == "2026-10-31T00:00:00Z"
    assert second == "2026-11-20T07:00:00Z"


def test_a_deleted_card_is_gone_with_the_next_pull(trello, source, card):
    source.pull()
    del trello.cards[card]
    source.pull(hours=1)
    assert source.follow_ups() == {}
    assert source.records.versions("cards")[card][-1].gone


def test_people_are_known_by_user_name_and_whoever_is_not_by_id(trello, source, card):
    stranger = object_id(THURSDAY, "stranger")
    trello.cards[card].body["idMembers"] = [stranger, trello.members["p1"]["id"]]
    source.pull()
    assert source.follow_ups()[card]["owner_id"] == stranger
    assert ("further owners of a task: a follow-up has one, the first", 1) in source.left_out()
    assert {(one.external_id, one.name, one.email, one.active) for one in source.contacts()} == {
        ("p1", "王芳", None, True),
        ("p2", "Li Wei", None, True),
    }
    del trello.members["p1"]
    source.pull(hours=1)
    assert {one.external_id: one.active for one in source.contacts()} == {"p1": False, "p2": True}


def test_a_template_of_cards_is_no_follow_up(trello, source, card):
    trello.cards[card].body["isTemplate"] = True
    source.pull()
    assert source.follow_ups() == {}
    assert source.left_out() == [("is a template of cards", 1)]


def test_a_card_with_a_mark_is_the_follow_up_that_it_names(trello, source, card):
    trello.cards[card].body["desc"] = "[reviewbook: south-1-on-time]"
    source.pull()
    assert list(source.follow_ups()) == ["south-1-on-time"]


def test_a_server_that_knows_no_pages_gives_everything_once(trello, source):
    trello.tell(content(5))
    trello.page = 1000
    answer = trello.answer

    def forgetful(seen):
        seen.query.pop("before", None)
        return answer(seen)

    trello.answer = forgetful
    source.pull()
    assert len(source.follow_ups()) == 5


def test_an_answer_that_is_no_list_is_an_error(trello, source):
    trello.fault("reply", "/lists$", reply=Reply(200, {"value": []}))
    with pytest.raises(SourceError, match="lists: the answer of Trello is no list"):
        source.pull()


@pytest.mark.parametrize("count", [1, 7])
def test_what_it_holds_arrives(trello, source, count):
    expected = trello.tell(content(count))["follow_ups"]
    source.pull()
    found = source.follow_ups()
    for wanted in expected.to_dict("records"):
        row = found[wanted["follow_up_id"].removeprefix("trello:")]
        assert row["due_on"] == wanted["due_on"].date()
        assert row["done_at"] == (None if pd.isna(wanted["done_at"]) else wanted["done_at"])
