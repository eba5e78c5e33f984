"""What the owner is told when something fails, and that he is told it once a day."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reviewbook.audiences import Expected
from reviewbook.errors import ParamsError, Problem
from reviewbook.ledger import Ledger, Run, Slot
from reviewbook.params.deliveries import Owner
from reviewbook.params.loading import load
from reviewbook.periods import Period
from reviewbook.places import Places
from reviewbook.run import failing
from reviewbook.run.orders import Order
from reviewbook.run.publishing import Outcome
from reviewbook.run.record import Record
from reviewbook.slices import Audience

DUE = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
NOW = DUE + timedelta(minutes=5)
WEEK = Period.parse("2026-W47")


@pytest.fixture(scope="session")
def params(root):
    """Give the params of a company whose owner reads English."""
    params = load(Places(root))
    return replace(params, deliveries=params.deliveries.model_copy(update={"owner": Owner(language="en")}))


@pytest.fixture
def places(tmp_path):
    return Places(tmp_path)


@pytest.fixture
def told(params, places):
    """Give what the owner is told of an order of the weekly review: the id, and every line."""

    def made(*slots, withheld=(), away=(), now=NOW, **changes):
        order = Order(params.publications["weekly_review"], WEEK, DUE)
        notices = {one: (places.root / "output" / "notices" / f"{one}.md", ("doubled orders",)) for one in withheld}
        outcome = Outcome(order, places.runs / "20261123T010500Z-run", withheld=notices)
        letters = failing.of_order(replace(params, **changes), places, outcome, slots, away, now)
        return {letter.id: lines(letter) for letter in letters}

    return made


def slot(audience, state, reason):
    return Slot("weekly_review", "2026-W47", audience, DUE, state, NOW, reason=reason)


def lines(letter):
    return [letter.title, *(line.text for section in letter.sections for line in section.lines)]


def test_what_failed_is_told_with_its_reasons_and_how_to_go_on(told):
    (id, said), = told(
        slot("east", "failed", "no orders"), slot("west", "failed", "no orders"), slot("company", "failed", "other"),
        slot("south", "published", ""), away=["source crm: it is away"],
    ).items()  # fmt: skip
    assert id == "failed/weekly_review/2026-W47/20261123T0900+0800/2026-11-23"
    assert said == [
        "Not published: Weekly sales review · Week 47 of 2026 (16–22 Nov) (due 23 Nov 2026, 09:00 (Shanghai time))",
        "east, west: no orders",
        "company: other",
        "source crm: it is away",
        "What happened stands in output/runs/20261123T010500Z-run. Later runs try again by themselves, at growing intervals.",
        "Mend what stands above. Until then its recipients have been, or will be, told once that it is late.",
        "To try again at once: reviewbook publish weekly_review 2026-W47 --audience east --audience west --audience company",
    ]


def test_what_is_withheld_is_told_with_its_notices(told):
    ((id, said),) = told(slot("east", "withheld", "doubled orders"), withheld=["east"]).items()
    assert id.startswith("withheld/weekly_review/2026-W47/")
    assert "Which rule, what was expected and what to do: see output/notices/east.md." in said


def test_what_failed_and_what_is_withheld_are_two_letters(told):
    found = told(slot("east", "withheld", "a"), slot("west", "failed", "b"), withheld=["east"])
    assert [id.partition("/")[0] for id in found] == ["failed", "withheld"]


def test_where_all_was_published_nothing_is_told(told):
    assert told(slot("east", "published", "")) == {}


@pytest.mark.parametrize(("hours", "day"), [(14, "2026-11-23"), (15, "2026-11-24")])
def test_it_is_told_again_on_the_next_day_of_the_company(told, hours, day):
    (id,) = told(slot("east", "failed", "a"), now=DUE.astimezone(UTC) + timedelta(hours=hours))
    assert id.endswith(day)


def test_a_long_reason_is_cut_and_many_audiences_are_not_named_in_the_command(told):
    (said,) = told(*(slot(f"t{n}", "failed", "x" * 5000) for n in range(4))).values()
    assert max(len(line) for line in said) < 700
    assert said[-1] == "To try again at once: reviewbook publish weekly_review 2026-W47"


def test_it_is_told_in_the_language_of_the_owner_or_the_companys_first(told, params):
    chinese = params.deliveries.model_copy(update={"owner": Owner()})
    (said,) = told(slot("east", "failed", "没有订单"), deliveries=chinese).values()
    assert said[0].startswith("未能发布：")


def test_a_run_that_broke_off_is_told_without_what_is_secret(params, places):
    record = Record(places.runs, lambda: NOW, "run")
    letter = failing.of_run(params, record, places, ValueError("postgresql://owner:hush@db/x"))
    assert letter.id == "broken/ValueError/20261123"
    assert "hush" not in str(letter)
    assert lines(letter)[1].startswith("ValueError: postgresql://")
    assert f"output/runs/{record.id}" in lines(letter)[2]


def test_a_run_that_died_and_one_that_goes_on_and_on(params):
    run = Run("20261123T010500Z-run", "run", "host/1/2.00", "1", NOW, None, "", {})
    dead, stuck = failing.of_dead(params, run, NOW), failing.of_stuck(params, run, NOW)
    assert (dead.id, stuck.id) == ("died/20261123T010500Z-run", "stuck/20261123T010500Z-run")
    assert all("host/1/2.00" in str(one) and "runs/20261123T010500Z-run" in str(one) for one in (dead, stuck))


def test_wrong_params_are_told_one_line_for_each(places):
    error = ParamsError(Problem("company.yaml", "zone is missing"), Problem("sources.yaml", "x"))
    letter = failing.of_params("en", places, error, NOW)
    assert letter.id == "params/2026-11-23"
    assert lines(letter)[1:3] == ["company.yaml: zone is missing.", "sources.yaml: x."]


@pytest.fixture
def ledger(tmp_path):
    with closing(Ledger.of_file(tmp_path / "ledger.sqlite", DUE - timedelta(days=9))) as opened:
        yield opened


@pytest.fixture
def silent(params, ledger):
    """Give whether the owner is told of a silence by a run so many minutes after the slot, and the letter's id."""

    def made(minutes, *runs):
        for number, (begun, ended) in enumerate(runs):
            ledger.runs.begin(f"run {number}", "run", "me", "1", DUE + timedelta(minutes=begun))
            if ended is not None:
                ledger.runs.end(f"run {number}", "fine", DUE + timedelta(minutes=ended))
        ledger.runs.begin("now", "run", "me", "1", DUE + timedelta(minutes=minutes))
        missing = [Expected(params.publications["weekly_review"], WEEK, Audience("team", "east", "East"), DUE)]
        letter = failing.silence(params, ledger, "now", missing, DUE + timedelta(minutes=minutes))
        return letter and letter.id

    return made


@pytest.mark.parametrize(("minutes", "runs", "is_told"), [
    (59, [(-10, -9)], False),  # not late yet
    (60, [(-10, -9)], True),
    (60, [(-10, -9), (5, 6)], False),  # one ran since, and told what failed
    (120, [(-10, 90)], False),  # one took long
    (120, [(-10, None)], True),  # one died, and none came after it
    (60, [], True),
])  # fmt: skip
def test_that_nothing_ran_is_told_when_something_is_late_for_it(silent, minutes, runs, is_told):
    assert (silent(minutes, *runs) is not None) is is_told


def test_a_silence_is_told_once_whoever_finds_it(silent):
    assert silent(60, (-10, -9)) == "silent/20261123T005000+0000"


def test_the_first_run_of_all_tells_of_no_silence(params, tmp_path):
    with closing(Ledger.of_file(tmp_path / "new.sqlite", NOW + timedelta(days=1))) as ledger:
        missing = [Expected(params.publications["weekly_review"], WEEK, Audience("team", "east", "East"), DUE)]
        assert failing.silence(params, ledger, "", missing, NOW + timedelta(days=1)) is None
