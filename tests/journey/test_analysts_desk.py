"""An analyst opens reviews by hand: what is missing is said, every number is explained, and a rule is tried."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import narwhals as nw
import pandas as pd
import pytest

from reviewbook import choices, figures, open_review, pull, tables
from reviewbook.analysis import kept
from reviewbook.desk import context
from reviewbook.errors import MissingData, ParamsError
from reviewbook.measures import BY
from reviewbook.measures.measured import measured
from reviewbook.review import Review

LATER = {"templates.rules.daily.due.time": "21:00"}


@pytest.fixture(scope="module")
def desk(new_workbook):
    """Give a workbook of the small company."""
    return new_workbook()


@pytest.fixture(scope="module", autouse=True)
def unchanged() -> Iterator[None]:
    """Whoever runs the tests may go on editing the library: what it was at the beginning is what is tried."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(context.library_digest, "__wrapped__", context.library_digest)
        yield


@pytest.fixture(autouse=True)
def at_the_desk(desk, monkeypatch) -> None:
    """Work where a notebook does."""
    monkeypatch.chdir(desk.root / "notebooks")


@pytest.fixture(scope="module")
def east(desk, unchanged) -> Iterator[Review]:
    """Give the week of a team as one types it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(desk.root / "notebooks")
        yield open_review(period="2026-W47", team="East", language="en")


def files(desk):
    """Give every file outside the folder of what may be deleted."""
    found = (file for file in desk.root.rglob("*") if file.is_file() and "derived" not in file.parts)
    return {file: (file.stat().st_size, file.stat().st_mtime_ns) for file in found}


def every_block(review):
    for room in (tables, figures):
        for name in room.__all__:
            block = getattr(room, name)(review)
            assert block is None or block._repr_html_()


def test_a_team_is_opened_by_its_name_with_the_review_of_such_periods(east):
    assert (east.publication.name, east.audience.id, east.missing) == ("weekly_review", "east", ())
    assert "On-time rate" in east._repr_html_()


def test_the_numbers_are_those_of_a_published_review(east):
    strict = open_review("weekly_review", period="2026-W47", audience="east", language="en", run="")
    pd.testing.assert_frame_equal(strict.facts, east.facts)
    assert strict.missing == ()


def test_a_rate_and_a_sum_are_counted_again_from_the_rows_of_their_explanation(east):
    told = east.explain("on_time_rate")
    due = told.rows[told.rows["status"].isin(["on_time", "late", "missing"])]
    assert len(due) == east.value("on_time_rate", part="denominator") > 0
    assert (due["status"] == "on_time").sum() == east.value("on_time_rate", part="numerator")
    assert east.explain("attainment").rows["amount"].sum() == pytest.approx(east.value("attainment", part="numerator"))


def test_without_words_the_newest_whole_week_of_the_company_is_opened():
    review = open_review()
    assert (review.period.key, review.audience.id, review.language) == ("2026-W47", "company", "zh")


def test_what_can_be_asked_for_is_listed():
    there = choices("en")
    assert there.periods["weekly_review"][0] == "2026-W47"
    assert there.periods["monthly_review"] == ("2026-10", "2026-09", "2026-08")  # the data begin in August
    assert there.teams["华东区"] == "east"
    assert open_review(period="2026-W47", team=next(iter(there.people))).audience.kind == "person"
    assert "East" not in there._repr_html_()
    assert "华东区" in there._repr_html_()


def test_a_mistyped_word_is_told_with_what_is_like_it():
    with pytest.raises(ParamsError, match=re.escape("'easst' is the id or name of nobody here. Did you mean 'east'?")):
        open_review(period="2026-W47", team="easst")
    with pytest.raises(ParamsError, match="There are: daily_brief"):
        open_review(period="2026-Q3")
    with pytest.raises(ParamsError, match="Give one of them"):
        open_review(period="2026-W47", team="east", audience="south")


def test_a_period_whose_slot_has_not_come_is_opened_as_it_was_known_and_says_so(monkeypatch):
    # Somebody edits the library under the running kernel, too.
    monkeypatch.setattr(context.library_digest, "__wrapped__", lambda: "another")
    review = open_review(period="2026-W48", language="en")
    said, code = review.missing
    assert code.action == "Restart the kernel to use the changed ones."
    assert "The cut-off of this review is 30 Nov 2026, 09:00" in said.text
    assert "Call pull() after the cut-off" in said.action
    assert review.value("revenue")
    with pytest.raises(MissingData, match="last pulled"):
        open_review("weekly_review", period="2026-W48", run="")


def test_a_period_that_had_not_begun_says_which_is_the_newest_and_shows_no_number():
    review = open_review(period="2027-W10", team="East", language="en")
    (said,) = review.missing
    assert "had not begun at the cut-off" in said.text
    assert "the newest whole period is Week 47 of 2026" in said.action
    assert review.facts.empty
    assert review.audience.name == "华东区"
    every_block(review)
    assert "There is no such number" in review.explain("revenue").said.plain()
    with pytest.raises(ParamsError, match="was not derived here"):
        review.what_if(LATER)


def test_a_period_before_the_data_says_that_nothing_is_on_record():
    (said,) = open_review(period="2024-W10", team="East", language="en").missing
    assert said.text.startswith("Nothing of 华东区 is on record in Week 10 of 2024")
    assert "choices()" in said.action


def test_without_data_a_review_says_how_to_get_them(new_workbook, monkeypatch):
    monkeypatch.chdir(new_workbook(pulled=False).root)
    review = open_review(language="en")
    (said,) = review.missing
    assert said.plain().startswith("Nothing was pulled yet")
    assert "reviewbook pull" in said.action
    assert said.text in review._repr_html_()
    every_block(review)
    assert choices("en").teams == {}
    with pytest.raises(MissingData, match="nothing was pulled yet"):
        open_review("weekly_review", period="2026-W47", run="")


def test_a_team_without_people_is_told_from_one_without_numbers(desk, tmp_path, monkeypatch):
    alone = tmp_path / "workbook"
    shutil.copytree(desk.root / "params", alone / "params")
    shutil.copytree(desk.root / "notebooks", alone / "notebooks")
    (alone / "data").mkdir()
    tables_of = {
        "teams": "team_id,name,zone,calendar\neast,East,Asia/Shanghai,CN\nnew,New Markets,Asia/Shanghai,CN\n",
        "people": "person_id,name\np1,Li Na\n",
        "memberships": "person_id,team_id,role,valid_from\np1,east,rep,2026-01-05\n",
        "orders": "order_id,line_id,person_id,ordered_at,amount,currency,status,quantity\n"
        "1,1,p1,2026-11-18T10:00:00+08:00,1000,CNY,confirmed,1\n",
    }
    for name, text in tables_of.items():
        (alone / "data" / f"{name}.csv").write_text(text, "utf-8")
    sources = "sources:\n  - {name: own, kind: files, folder: data, zone: Asia/Shanghai}\n"
    (alone / "params" / "sources.yaml").write_text(sources, "utf-8")
    monkeypatch.chdir(alone)
    pull()
    assert open_review(period="2026-W47", team="East", language="en").missing == ()
    (said,) = open_review(period="2026-W47", team="new markets", language="en").missing
    assert said.text.startswith("New Markets had no member in Week 47 of 2026")
    assert "memberships" in said.action


def test_another_deadline_is_tried_in_one_call_and_nothing_else_is_written(desk, east, monkeypatch):
    before = files(desk)
    tried = east.what_if(LATER)
    assert files(desk) == before
    monkeypatch.setattr(kept, "derive_frames", lambda *_: pytest.fail("it is kept, and not derived again"))
    assert repr(east.what_if(LATER)) == repr(tried)
    now, then = (tried.differences[name].mean() for name in ("now", "then"))
    rates = tried.differences[tried.differences["measure"] == "on_time_rate"]
    assert (rates["numerator_then"] > rates["numerator_now"]).all()
    assert (rates["denominator_then"] == rates["denominator_now"]).all()
    assert set(tried.differences["measure"]) <= {"on_time_rate", "good_report_rate", "median_lateness", "streak"}
    assert now != then
    assert set(rates["entity_id"]) <= {"east", "east-1", "east-2", *east.frames["people"]["person_id"]}
    assert "On-time rate" in tried.effects.plain()
    assert len(tried.course.rows) == 13


def test_another_function_is_tried_with_what_builds_on_it_and_then_forgotten(east):
    def revenue(sales):
        """Twice what was sold."""
        summed = sales.group_by(*BY).agg(nw.col("minor").sum(), n=nw.len())
        return measured(summed, value=nw.col("minor").cast(nw.Float64) / 50, n=nw.col("n"))

    tried = east.what_if(measure=revenue)
    own = tried.differences[tried.differences["entity_id"] == "east"].set_index(["measure", "period"])
    now, then = own.loc[("revenue", "2026-W47"), ["now", "then"]]
    assert then == pytest.approx(2 * now)
    now, then = own.loc[("attainment", "2026-W47"), ["now", "then"]]
    assert then == pytest.approx(2 * now)
    assert "on_time_rate" not in set(tried.differences["measure"])


def test_a_new_measure_is_tried_before_it_is_declared(east):
    def revenue_per_order(revenue, orders):
        both = revenue.join(orders.select(*BY, count=nw.col("value")), on=list(BY)).filter(nw.col("count") > 0)
        return measured(both, value=nw.col("value") / nw.col("count"))

    tried = east.what_if(measure=revenue_per_order, unit="money")
    course = {row[0].value: row[2].value for row in tried.course.rows}
    assert course["2026-W47"] == pytest.approx(east.value("average_order"))
    with pytest.raises(ParamsError, match=re.escape('Give one: unit="share"')):
        east.what_if(measure=revenue_per_order)


def test_what_is_no_measure_is_refused_before_it_is_computed(east):
    with pytest.raises(ParamsError, match="'ordrs', which is neither rows nor a measure"):
        east.what_if(measure=lambda_named("a", lambda ordrs: ordrs), unit="count")
    with pytest.raises(ParamsError, match="a gives LazyFrame with value"):
        east.what_if(measure=lambda_named("a", lambda orders: orders.select("value")), unit="count")
    with pytest.raises(ParamsError, match="nothing is changed"):
        east.what_if()


def lambda_named(name, function):
    function.__name__ = name
    return function
