"""What is asked for by hand: spans of periods, the newest editions, and deliveries that a person settles."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime

import pytest

from reviewbook.editions import Code, Draft, Shelf
from reviewbook.errors import ParamsError
from reviewbook.ledger import Delivery, Ledger
from reviewbook.periods import Period
from reviewbook.run.on_demand import backfill_orders, named_editions, settle
from reviewbook.slices import Audience

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
COMPANY, EAST = Audience("company", "company", "Yunling"), Audience("team", "east", "East")


@pytest.fixture
def spanned(workbook):
    """Give the periods of a span, in the order in which they are made."""

    def made(span, review="weekly"):
        return [order.period.key for order in backfill_orders(workbook.places, workbook.params, review, span, NOW)]

    return made


@pytest.mark.parametrize(("review", "span", "periods"), [
    ("weekly", "2026-W45..2026-W47", ["2026-W45", "2026-W46", "2026-W47"]),
    ("weekly_review", "2026-W47..2026-W47", ["2026-W47"]),
    ("weekly", "2026-W47", ["2026-W47"]),
    ("weekly", "2025-W51..2026-W02", ["2025-W51", "2025-W52", "2026-W01", "2026-W02"]),
    ("monthly", "2025-12..2026-02", ["2025-12", "2026-01", "2026-02"]),
])  # fmt: skip
def test_a_span_is_every_period_of_it(spanned, review, span, periods):
    assert spanned(span, review) == periods


@pytest.mark.parametrize(("span", "said"), [
    ("2026-W47..2026-W45", "ends before it begins"),
    ("2026-W45..2026-11", "is not a week"),
    ("2026-W45..W47", "'W47' is neither a review nor a period"),
    ("..2026-W47", "is neither a review nor a period"),
    ("2026-W54", "2026 has 53 weeks"),
])  # fmt: skip
def test_a_span_that_is_none_is_refused(spanned, span, said):
    with pytest.raises(ParamsError, match=said):
        spanned(span)


def test_each_team_has_the_slot_of_its_own_zone(workbook):
    workbook.write("data/teams.csv", "team_id,name,zone,calendar\neast,East,Asia/Shanghai,CN\nuk,UK,Europe/London,GB\n")
    workbook.pull()
    made = backfill_orders(workbook.places, workbook.params, "weekly", "2026-W46..2026-W47", NOW)
    assert [(order.period.key[-3:], order.audiences) for order in made] == [
        ("W46", ("company", "east")), ("W46", ("uk",)), ("W47", ("company", "east")), ("W47", ("uk",)),
    ]  # fmt: skip


@pytest.fixture
def publish(workbook):
    def made(audience, inputs, period="2026-W47"):
        return Shelf(workbook.places.published).publish(
            Draft(
                review="weekly_review", title={"zh": "周", "en": "W"}, period=Period.parse(period), audience=audience,
                as_of=NOW, zone="Asia/Shanghai", parameters={}, code=Code(version="1", digest="c"),
                inputs=inputs, rules="r", params="p", files={"review.zh.html": b"<p>"},
            ),
            index=False,
        )  # fmt: skip

    return made


def test_the_newest_edition_of_each_reader_is_meant(workbook, publish):
    for number in range(11):
        publish(COMPANY, str(number))
    publish(EAST, "0")
    publish(COMPANY, "0", "2026-W46")

    def named(*words, only=()):
        return sorted(named_editions(workbook.places, workbook.params, words, only, NOW))

    assert named("weekly", "2026-W47") == ["weekly_review/2026-W47/company/11", "weekly_review/2026-W47/team-east/1"]
    assert named("weekly", "2026-W47", only=("east",)) == ["weekly_review/2026-W47/team-east/1"]
    assert len(named("weekly", "2026-W46", "weekly", "2026-W47")) == 3


def test_where_nothing_is_published_it_says_how_to(workbook, publish):
    publish(COMPANY, "0")
    words = ["weekly", "2026-W47", "weekly", "2026-W46", "monthly", "2026-10"]
    with pytest.raises(ParamsError) as refused:
        named_editions(workbook.places, workbook.params, words, (), NOW)
    assert str(refused.value).count("nothing of it is published") == 2
    assert "Type: reviewbook publish weekly_review 2026-W46" in str(refused.value)
    with pytest.raises(ParamsError, match="nothing of it is published"):
        named_editions(workbook.places, workbook.params, ["weekly", "2026-W47"], ("west",), NOW)


@pytest.fixture
def ledger(tmp_path):
    with closing(Ledger.of_file(tmp_path / "ledger.sqlite", NOW)) as opened:
        yield opened


@pytest.fixture
def planned(ledger):
    """Plan the parts of a letter in these states; give the id of the first."""

    def made(*states):
        parts = [
            Delivery("weekly/1", "edition", "mail", "p1", f"file:{place}" if place else "text", place, NOW, NOW, state)
            for place, state in enumerate(states)
        ]
        ledger.deliveries.plan(parts)
        return parts[0].id

    return made


def states(ledger):
    return [one.state for one in ledger.deliveries.all()]


@pytest.mark.parametrize("was", ["doubtful", "given_up"])
@pytest.mark.parametrize(("answer", "state"), [("arrived", "sent"), ("again", "planned"), ("never", "dropped")])
def test_a_person_says_what_became_of_it(ledger, planned, was, answer, state):
    id = planned(was)
    assert settle(ledger, id, answer, NOW) == f"weekly/1 > mail > p1 > text: {state}"
    assert states(ledger) == [state]


def test_sent_again_it_comes_with_the_files_that_were_dropped_with_it(ledger, planned):
    settle(ledger, planned("given_up", "dropped", "sent", "dropped"), "again", NOW)
    assert states(ledger) == ["planned", "planned", "sent", "planned"]


def test_of_no_use_its_files_stay_dropped(ledger, planned):
    settle(ledger, planned("given_up", "dropped"), "never", NOW)
    assert states(ledger) == ["dropped", "dropped"]


@pytest.mark.parametrize("state", ["planned", "sending", "refused", "sent", "dropped"])
def test_only_what_is_open_is_settled(ledger, planned, state):
    with pytest.raises(ParamsError, match=f"it is {state}. Only what is doubtful or given up is settled"):
        settle(ledger, planned(state), "again", NOW)
    assert states(ledger) == [state]


def test_words_that_are_none_are_refused_with_the_nearest(ledger, planned):
    id = planned("doubtful")
    with pytest.raises(ParamsError, match=r"'arived' is no answer.*'arrived'"):
        settle(ledger, id, "arived", NOW)
    with pytest.raises(ParamsError, match=r"there is no delivery.*weekly/1 > mail > p1 > text"):
        settle(ledger, "weekly/1 > mail > p1 > txt", "again", NOW)
    settle(ledger, id, "arrived", NOW)
    with pytest.raises(ParamsError, match="No delivery waits for an answer"):
        settle(ledger, "weekly/1 > mail > p1 > txt", "again", NOW)
