"""A day is published, an order of it is corrected at the source, and it is published again: edition 2 says what and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

OWN = """\
sources:
  - {{name: ours, kind: files, folder: "{folder}", zone: Asia/Shanghai}}
"""
#: The day's brief for the company alone, in English.
DAILY = """\
publications:
  - name: daily_brief
    title: {zh: 销售日报简报, en: Daily sales brief}
    cadence: daily
    due: {time: "20:00"}
    audiences: [company]
    languages: [en]
    history: 20
"""
BRIEF = "daily_brief/2026-11-23/company"


@pytest.fixture(scope="module")
def twice(new_workbook: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Give a workbook in which the day was published twice, the second time with an order of 1,000 more."""
    own, files = new_workbook(pulled=False), tmp_path_factory.mktemp("files")
    assert own.type("sample", "--out", str(files), "--reps", "6", "--months", "2").returncode == 0
    (own.root / "params" / "sources.yaml").write_text(OWN.format(folder=files), "utf-8")
    (own.root / "params" / "publications.yaml").write_text(DAILY, "utf-8")
    _published(own)
    orders = pd.read_csv(files / "orders.csv", dtype=str)
    plain = (orders["currency"] == "CNY") & (orders["status"] == "confirmed")
    row = orders.index[plain & orders["ordered_at"].str.startswith("2026-11-23")][0]
    orders.loc[row, "amount"] = str(float(orders.loc[row, "amount"]) + 1000)
    orders.to_csv(files / "orders.csv", index=False)
    _published(own)
    return own


def _published(own: Any) -> None:
    for words in (("pull",), ("publish", "daily", "2026-11-23")):
        said = own.type(*words)
        assert said.returncode == 0, said.stdout + said.stderr


def test_the_page_of_the_first_edition_says_nothing_of_it_and_that_of_the_second_what_and_why(twice: Any) -> None:
    first, second = ((twice.archive / BRIEF / number / "review.en.html").read_text("utf-8") for number in "12")
    assert "differ from the edition before" not in first
    assert "Figures that differ from the edition before: " in second
    assert "corrected at the source (order lines: 1)" in second
    assert "not explained" not in second


def test_every_figure_that_differs_has_that_cause(twice: Any) -> None:
    changes = pd.read_parquet(twice.archive / BRIEF / "2" / "changes.parquet")
    arrivals = pd.read_parquet(twice.archive / BRIEF / "2" / "arrivals.parquet")
    assert set(changes["cause"]) <= {"correction", "follows"}
    revenue = changes[(changes["measure"] == "revenue") & (changes["period"] == "2026-11-23")]
    company = revenue[revenue["entity_kind"] == "company"]
    assert (company["after"] - company["before"]).tolist() == [pytest.approx(1000)]
    assert arrivals[["table", "state", "kind"]].values.tolist() == [["orders", "other", "correction"]]


def test_published_once_more_with_nothing_new_there_is_no_third_and_no_byte_changes(twice: Any) -> None:
    before = twice.published()
    said = twice.type("publish", "daily", "2026-11-23")
    assert said.returncode == 0
    assert "daily_brief 2026-11-23: 1 unchanged and left as they are" in said.stdout
    assert not (twice.archive / BRIEF / "3").exists()
    assert twice.published() == before


def test_the_command_line_tells_the_same(twice: Any) -> None:
    said = twice.type("diff", f"{BRIEF}/2", "--language", "en")
    assert said.returncode == 1, said.stderr
    assert f"{BRIEF}/1 → {BRIEF}/2" in said.stdout
    assert "corrected at the source" in said.stdout
    assert twice.type("diff", f"{BRIEF}/1", f"{BRIEF}/1").returncode == 0
