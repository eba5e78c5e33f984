"""The sample company published, changed and published again: each figure that differs has the cause that was planted."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from functools import cached_property
from pathlib import Path

import pandas as pd
import pytest

from reviewbook import analysis, audiences, sources
from reviewbook.analysis import compared
from reviewbook.params.loading import Params, load
from reviewbook.periods import Cadence, Period
from reviewbook.places import Places
from reviewbook.slices import Audience
from reviewbook.sources.sample import SampleOptions, simulate
from reviewbook.warehouse import Warehouse

WEEK = Period.parse("2026-W46")
FIRST, AGAIN = (datetime(2026, 11, day, 4, tzinfo=UTC) for day in (24, 25))
COMPANY = Audience("company", "company", "Yunling")
SOURCES = "sources:\n  - {name: ours, kind: files, folder: data, zone: Asia/Shanghai}\n"

#: By the changed rule a daily report is due an hour and a half earlier, with a quarter of an hour of grace as before.
EARLIER, GRACE = pd.Timedelta(minutes=90), pd.Timedelta(minutes=15)

#: What is planted, and whose figures it touches.
PLANTED = {
    "late_arrival": "daily report of a week ago, delivered only now",
    "backdated": "an order of Wednesday, entered without a time",
    "correction": "the amount of an order",
    "withdrawn": "an order that is gone",
    "target": "the target of a month",
}


@dataclass(frozen=True)
class Twice:
    """The company as it was published first, and as it is now."""

    places: Places
    params: Params
    before: audiences.Derived
    now: audiences.Derived
    whom: dict[str, str]

    def told(self, who: Audience = COMPANY, code: str = "same", params: str = "") -> audiences.Cut:
        """Compare what an audience sees now with what it saw, as if made by other code or other rules."""
        former, here = (audiences.cut(derived, who) for derived in (self.before, self.now))
        basis = analysis.Basis(self.before.as_of, compared.pulls(former.frames), code, params or self.params.digest)
        return self.comparison.told(here, former, basis)

    @cached_property
    def comparison(self) -> analysis.Compared:
        return analysis.Compared(self.places, self.params, self.now, "same")


@pytest.fixture(scope="module")
def places(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Places:
    folder = tmp_path_factory.mktemp("twice")
    shutil.copytree(root / "params", folder / "params")
    (folder / "params" / "sources.yaml").write_text(SOURCES, "utf-8")
    (folder / "data").mkdir()
    return Places(folder)


@pytest.fixture(scope="module")
def few_periods() -> Iterator[None]:
    """Measure a few periods only: what is compared needs no long history."""
    module = sys.modules[analysis.Timeline.__module__]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_BEHIND", {Cadence.DAILY: 6, Cadence.WEEKLY: 3, Cadence.MONTHLY: 1})
        patch.setattr(module, "_CHARTED", {})
        yield


@pytest.fixture(scope="module")
def twice(places: Places, few_periods: None) -> Twice:
    tables = simulate(SampleOptions(reps=12, months=4)).tables
    params = load(places)
    publication = params.publication("weekly_review").model_copy(update={"history": 1})
    as_of = analysis.slot(params, publication, WEEK)
    former, later, whom = planted(tables)
    put(places, former, FIRST)
    before = analysis.derive(places, params, publication, WEEK, as_of)
    put(places, later, AGAIN)
    now = analysis.derive(places, params, publication, WEEK, as_of)
    return Twice(places, params, before, now, whom)


def put(places: Places, tables: dict[str, pd.DataFrame], at: datetime) -> None:
    """Pull these tables at an instant."""
    placed = {name: rows.assign(_file=f"{name}.csv", _line=range(2, len(rows) + 2)) for name, rows in tables.items()}
    with Warehouse.create_or_open(places.warehouse) as warehouse:
        assert warehouse.load("ours", placed, at, complete=True).rejected == 0
    sources.note_checked(places, "ours", at)


def planted(
    tables: dict[str, pd.DataFrame],
) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame], dict[str, str]]:
    """Give the tables before and after, and whom each change is about: five different people."""
    orders, reports = tables["orders"], tables["reports"]
    of_week = orders[(orders["ordered_at"] >= "2026-11-09T04") & (orders["ordered_at"] < "2026-11-13T04")]
    plain = of_week[(of_week["status"] == "confirmed") & (of_week["amount"] > 0)]
    corrected, withdrawn, entered = (rows.iloc[0] for _, rows in list(plain.groupby("person_id"))[:3])
    others = reports[(reports["cadence"] == "daily") & (reports["period"] == "2026-11-12") & (reports["revision"] == 1)]
    taken = [row["person_id"] for row in (corrected, withdrawn, entered)]
    late = others[~others["person_id"].isin(taken)].iloc[0]
    targets = tables["targets"]
    aimed = targets[(targets["period"] == "2026-11") & (targets["owner_kind"] == "person")]
    aim = aimed[~aimed["owner_id"].isin([*taken, late["person_id"]])].iloc[0]

    now = orders.copy()
    now.loc[corrected.name, "amount"] += 1000
    copy = orders.loc[[entered.name]].assign(order_id="entered-later")
    copy["recorded_at"] = copy["recorded_at"].where(copy["amount"].isna())
    now = pd.concat([now.drop(index=withdrawn.name), copy], ignore_index=True)
    raised = targets.copy()
    raised.loc[aim.name, "amount"] += 50_000
    former = {
        name: tables[name][tables[name]["report_id"] != late["report_id"]]
        for name in ("reports", "report_fields", "feedback")
    }
    whom = dict(zip(("correction", "withdrawn", "backdated"), taken, strict=True))
    whom |= {"late_arrival": late["person_id"], "target": aim["owner_id"]}
    return {**tables, **former}, {**tables, "orders": now, "targets": raised}, whom


def of(frame: pd.DataFrame, person: str) -> pd.DataFrame:
    return frame[frame["entity_id"] == person]


def test_every_figure_of_a_person_has_the_cause_that_was_planted_there(twice: Twice) -> None:
    changes = twice.told().frames["changes"]
    for cause, person in twice.whom.items():
        causes = set(of(changes, person)["cause"])
        assert cause in causes, cause
        assert causes <= {cause, "follows"}, (cause, causes)


def test_nothing_is_left_without_an_explanation(twice: Twice) -> None:
    changes = twice.told().frames["changes"]
    assert len(changes) > 100
    assert set(changes["cause"]) == {*PLANTED, "follows"}
    assert changes["rows"].min() >= 1
    assert changes[["after_rules", "after_cut_off"]].isna().all(axis=None)


def test_every_fact_that_differs_is_told_and_no_other(twice: Twice) -> None:
    key = ["measure", "cadence", "period", "entity_kind", "entity_id"]
    changes = twice.told().frames["changes"]
    both = [
        audiences.cut(derived, COMPANY).frames["facts"].set_index(key)["value"] for derived in (twice.before, twice.now)
    ]
    values = pd.concat(both, axis=1, keys=["before", "after"])
    other = values[(values["before"] != values["after"]) & ~values.isna().all(axis=1)]
    by_value = changes[changes["part"] == "value"].set_index(key)
    assert set(by_value.index) == set(other.index)
    assert by_value.loc[other.index, ["before", "after"]].fillna(-1).equals(other.fillna(-1))


def test_the_company_has_all_of_them_and_says_how_many_rows(twice: Twice) -> None:
    changes = twice.told().frames["changes"]
    whole = changes[(changes["entity_kind"] == "company") & (changes["period"] == "2026-W46")].set_index("measure")
    assert whole.loc["revenue", "rows"] == 3
    assert set(whole.loc["revenue", "detail"].split("; ")) == {
        "backdated orders 1", "correction orders 1", "withdrawn orders 1",
    }  # fmt: skip
    # The company has a target of its own: that of a person is no part of it, and nothing is laid to it.
    assert "target" not in whole.index
    assert whole.loc["attainment", "detail"] == whole.loc["revenue", "detail"]
    assert whole.loc["submitted_rate", ["cause", "rows"]].tolist() == ["late_arrival", 1]


def test_the_rows_are_told_with_what_differs_in_them(twice: Twice) -> None:
    arrivals = twice.told().frames["arrivals"].set_index("kind")
    assert set(arrivals.index) == set(PLANTED)
    assert arrivals.loc["correction", "person_id"] == twice.whom["correction"]
    ((column, before, now),) = json.loads(arrivals.loc["correction", "differs"])
    assert (column, float(now) - float(before)) == ("amount", pytest.approx(1000))
    assert (arrivals["came_at"] == pd.Timestamp(AGAIN)).all()
    assert arrivals["state"].to_dict() == {
        "backdated": "new", "correction": "other", "late_arrival": "new", "target": "other", "withdrawn": "gone",
    }  # fmt: skip


def test_another_team_reads_nothing_of_it(twice: Twice) -> None:
    spans = twice.now.frames["memberships"]
    for team in twice.now.frames["teams"]["team_id"]:
        below = (spans["team_id"] == team) | spans["team_id"].str.startswith(f"{team}-")
        people = set(spans[below]["person_id"])
        told = twice.told(Audience("team", team, ""))
        arrived, changes = told.frames["arrivals"], told.frames["changes"]
        assert set(arrived["person_id"].dropna()) <= people
        assert set(changes[changes["entity_kind"] == "person"]["entity_id"]) <= people
        assert set(changes["entity_kind"]) <= {"team", "person"}
        assert set(arrived["kind"]) == {kind for kind, person in twice.whom.items() if person in people}


@pytest.fixture(scope="module")
def ruled(twice: Twice) -> Twice:
    """The same, and at once a rule that changed: daily reports are due at five."""
    templates = twice.params.templates
    five = next(rule.due for rule in templates.rules if rule.name == "daily").model_copy(update={"time": time(17)})
    rules = tuple(rule.model_copy(update={"due": five}) if rule.name == "daily" else rule for rule in templates.rules)
    params = replace(twice.params, templates=templates.model_copy(update={"rules": rules}), digest="due at five")
    publication, as_of = twice.before.publication, twice.before.as_of
    return replace(twice, params=params, now=analysis.derive(twice.places, params, publication, WEEK, as_of))


@pytest.fixture(scope="module")
def told_apart(twice: Twice, ruled: Twice) -> pd.DataFrame:
    """Give the figures of the week that differ, where rules and rows changed together."""
    changes = ruled.told(params=twice.params.digest).frames["changes"]
    return changes[changes["period"] == WEEK.key].set_index(["measure", "entity_id"])


def test_a_figure_that_reads_no_rule_is_laid_to_rows_alone(twice: Twice, told_apart: pd.DataFrame) -> None:
    plain = twice.told().frames["changes"]
    plain = plain[plain["period"] == WEEK.key].set_index(["measure", "entity_id"])
    for measure in ("revenue", "attainment", "orders", "submitted_rate"):
        assert told_apart.loc[measure][["cause", "detail", "after"]].equals(
            plain.loc[measure][["cause", "detail", "after"]]
        )


def test_a_figure_whose_rows_did_not_change_is_laid_to_the_rule_alone(twice: Twice, told_apart: pd.DataFrame) -> None:
    on_time = told_apart.loc["on_time_rate"]
    others = on_time[(on_time["entity_kind"] == "person") & (on_time.index != twice.whom["late_arrival"])]
    assert len(others) > 3
    assert set(others["cause"]) == {"rule"}
    assert others["rows"].isna().all()
    assert (others["after"] < others["before"]).all()


def test_a_figure_that_both_changed_is_split_exactly(twice: Twice, told_apart: pd.DataFrame) -> None:
    """What the rule alone does is counted by hand from the reports of the first edition."""
    figure = told_apart.loc[("on_time_rate", "company")]
    assert set(figure["detail"].split("; ")) == {"rule", "late_arrival reports 1"}
    owed = twice.before.frames["owed"]
    week = owed[(owed["due_on"] >= "2026-11-09") & (owed["due_on"] < "2026-11-16")]
    in_time, due = week["status"] == "on_time", week["status"].isin(["on_time", "late", "missing"])
    belated = in_time & week["rule"].eq("daily") & (week["submitted_at"] > week["due_at"] - EARLIER + GRACE)
    assert belated.sum() > 10
    assert figure["after_rules"] == pytest.approx((in_time & ~belated).sum() / due.sum())
    assert figure["before"] == pytest.approx(in_time.sum() / due.sum())
    assert figure["after_rules"] != figure["after"]


@pytest.mark.parametrize(
    ("code", "params", "cause"), [("other", "other", "rule_or_code"), ("same", "other", "rule"), ("other", "", "code")]
)
def test_when_no_row_came_all_of_it_is_laid_to_rules_or_code(
    twice: Twice, ruled: Twice, code: str, params: str, cause: str
) -> None:
    without = replace(twice, before=twice.now, now=ruled.now)
    told = without.told(code=code, params=params).frames
    assert set(told["changes"]["cause"]) == set(told["changes"]["detail"]) == {cause}
    assert len(told["arrivals"]) == 0


def test_what_nothing_explains_is_said(twice: Twice, ruled: Twice) -> None:
    """Neither rows nor rules nor code are another, and yet figures are."""
    told = replace(twice, before=twice.now, now=ruled.now).told().frames["changes"]
    assert set(told["cause"]) == {"unexplained"}
