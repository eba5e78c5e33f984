"""What should be there by now, what of it is not, and how far back is looked."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from reviewbook.editions import Code, Draft, Shelf, address
from reviewbook.ledger import Ledger, Slot
from reviewbook.params.loading import load
from reviewbook.places import Places
from reviewbook.run.scheduling import Schedule, key, orders_of, published_by_hand, since
from reviewbook.schema.gate import NAMED

SHANGHAI, LONDON = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/London")
#: A Friday; the next Monday is the slot of the week 2026-W47.
BEGUN = datetime(2026, 11, 20, 1, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)


@pytest.fixture(scope="session")
def params(root):
    return load(Places(root))


@pytest.fixture
def ledger(tmp_path):
    with closing(Ledger.of_file(tmp_path / "ledger.sqlite", BEGUN)) as opened:
        yield opened


@pytest.fixture
def schedule(params, ledger, tmp_path):
    """Give the schedule of a company of two teams, East and London."""
    teams = {
        "team_id": ["east", "london"], "name": ["East", "London"], "parent_id": [None, None],
        "zone": ["Asia/Shanghai", "Europe/London"], "calendar": ["CN", "GB"],
    }  # fmt: skip
    people = pd.DataFrame(columns=["person_id", "name", "hired_on", "left_on"])
    memberships = pd.DataFrame(columns=["person_id", "team_id", "role", "valid_from", "valid_to"])
    staff = {"teams": pd.DataFrame(teams), "people": people, "memberships": memberships}
    return Schedule(params, ledger, staff, Shelf(tmp_path / "published"))


@pytest.fixture
def publish(schedule, params):
    """Put an edition of what is expected on the shelf, with its cut-off or another."""

    def made(one, as_of=None, **files):
        return schedule.shelf.publish(
            Draft(
                review=one.publication.name, title={"zh": "周", "en": "W"}, period=one.period, audience=one.audience,
                as_of=as_of or one.due_at, zone="Asia/Shanghai", parameters={}, code=Code(version="1", digest="c"),
                inputs="i", rules="r", params="p", files={"review.zh.html": b"<p>", **files},
            ),
            index=False,
        )  # fmt: skip

    return made


def named(found):
    return [(one.publication.name.partition("_")[0], one.period.key[-3:], one.audience.id) for one in found]


def of_week(schedule, until=MONDAY + timedelta(hours=12)):
    return [one for one in schedule.expected(until) if one.publication.name == "weekly_review"]


def test_it_begins_when_the_ledger_does_or_on_the_day_that_params_name(params, ledger):
    assert since(params, ledger) == BEGUN
    named_day = replace(params, deliveries=params.deliveries.model_copy(update={"since": date(2026, 11, 9)}))
    assert since(named_day, ledger) == datetime(2026, 11, 9, tzinfo=SHANGHAI)


def test_it_is_expected_in_the_order_in_which_it_is_due(schedule):
    assert named(schedule.expected(MONDAY + timedelta(hours=12))) == [
        ("daily", "-20", "company"), ("daily", "-20", "east"), ("daily", "-20", "london"),
        ("weekly", "W47", "company"), ("weekly", "W47", "east"), ("weekly", "W47", "london"),
        ("daily", "-23", "company"), ("daily", "-23", "east"),
    ]  # fmt: skip


def test_what_is_published_when_asked_for_by_name_is_never_expected(schedule, params):
    never = {name for name, one in params.publications.items() if not one.scheduled}
    assert never
    found = schedule.expected(BEGUN + timedelta(days=40))
    assert not never & {one.publication.name for one in found}


def test_what_is_done_is_not_missing(schedule, ledger):
    week = of_week(schedule)
    states = ("published", "withheld", "failed")
    ledger.slots.note(Slot(*key(one), one.due_at, state, MONDAY) for one, state in zip(week, states, strict=True))
    missing = [one for one in schedule.missing(MONDAY + timedelta(hours=12)) if one in week]
    assert [one.audience.id for one in missing] == ["east", "london"]


def test_what_a_run_published_before_it_died_is_noted_and_not_made_again(schedule, ledger, publish, tmp_path):
    company, east, _ = of_week(schedule)
    pd.DataFrame({"outcome": [NAMED, "fine", NAMED]}).to_parquet(tmp_path / "gate.parquet")
    edition = publish(company, **{"gate.parquet": tmp_path / "gate.parquet"})
    publish(east, as_of=MONDAY - timedelta(days=1))
    missing = [
        one.audience.id for one in schedule.missing(MONDAY + timedelta(hours=12)) if one.period == company.period
    ]
    assert missing == ["east", "london"]
    slot = ledger.slots.all()[key(company)]
    assert (slot.state, slot.edition, slot.caveats, slot.planned) == ("published", address(edition), 2, False)


def test_an_hour_that_a_zone_has_twice_is_found_on_the_shelf(schedule, publish):
    one = replace(of_week(schedule)[0], due_at=datetime(2026, 10, 25, 1, 30, tzinfo=LONDON))
    publish(one)
    assert schedule._on_the_shelf(one) is not None


def test_when_all_is_there_no_run_looks_farther_back(schedule, ledger):
    later = MONDAY + timedelta(hours=12)
    schedule.settle(later, [])
    assert schedule.begin() == later - timedelta(microseconds=1)
    assert named(schedule.expected(later + timedelta(hours=8))) == [("daily", "-23", "london")]


def test_what_is_missing_stays_in_sight(schedule, ledger):
    later = MONDAY + timedelta(hours=12)
    week = of_week(schedule)
    schedule.settle(later, week)
    found = schedule.missing(later)
    assert [one for one in found if one in week] == week
    assert min(one.due_at for one in found) == MONDAY
    schedule.settle(MONDAY - timedelta(days=1), week)
    assert schedule.begin() < MONDAY - timedelta(days=1)


def test_orders_put_together_who_is_due_at_the_same_instant(schedule):
    made = list(orders_of(schedule.expected(MONDAY + timedelta(hours=12))))
    assert [(order.publication.name, order.audiences) for order, _ in made] == [
        ("daily_brief", ("company", "east")), ("daily_brief", ("london",)),
        ("weekly_review", ("company", "east")), ("weekly_review", ("london",)),
        ("daily_brief", ("company", "east")),
    ]  # fmt: skip
    assert all(order.as_of == one.due_at for order, some in made for one in some)


def test_an_edition_made_by_hand_has_the_slot_that_its_record_tells(schedule, publish):
    one = of_week(schedule)[0]
    slot = published_by_hand(publish(one), MONDAY)
    assert (slot.key, slot.due_at, slot.state) == (key(one), MONDAY, "published")


def test_as_long_as_nothing_was_pulled_the_review_of_the_company_is_expected(schedule):
    schedule.staff = {}
    assert named(of_week(schedule)) == [("weekly", "W47", "company")]


@pytest.mark.parametrize(("days", "is_news"), [(1, True), (3, False)])
def test_what_has_lain_on_the_shelf_for_days_is_no_news(schedule, ledger, publish, days, is_news):
    publish(of_week(schedule)[0])
    schedule.missing(MONDAY + timedelta(days=days))
    assert bool(ledger.slots.unplanned()) is is_news
