"""A rep is given the own review: everything published for her is searched for everybody else of the company."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

PERIOD = "2026-10"
PERSON_ID = re.compile(r"\bp\d{3}\b")


@pytest.fixture(scope="module")
def people(published_workbook: Any) -> pd.DataFrame:
    """Give everybody's id and name, and whether they are a rep in October."""
    with duckdb.connect(str(published_workbook.root / "output" / "warehouse.duckdb"), read_only=True) as warehouse:
        return warehouse.sql(
            "select p.person_id, p.name, bool_or(m.role = 'rep' and m.valid_from < date '2026-11-01'"
            " and coalesce(m.valid_to, date '2027-01-01') > date '2026-10-01') as is_rep"
            " from people p left join memberships m using (person_id) group by all order by all"
        ).df()


@pytest.fixture(scope="module")
def editions(site: Path, people: pd.DataFrame) -> dict[str, Path]:
    """Give the folder of the review of each of two reps."""
    folders = {
        folder.name.removeprefix("person-"): folder / "1" for folder in (site / "rep_review" / PERIOD).glob("person-*")
    }
    assert len(folders) == 2
    assert set(folders) <= set(people[people["is_rep"]]["person_id"])
    return folders


def _texts(edition: Path) -> dict[str, str]:
    """Give all that can be read in an edition, by file."""
    files = {file.name: _read(file.read_text("utf-8")) for file in edition.glob("*.html")}
    files["edition.json"] = (edition / "edition.json").read_text("utf-8")
    for file in edition.glob("*.parquet"):
        files[file.name] = pd.read_parquet(file).to_csv(index=False)
    return files


class _Text(HTMLParser):
    """What a reader of a page can see or hear: its text, and what is said of figures; no style and no script."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden = tag in ("style", "script")
        self.parts += [value for name, value in attrs if value and name not in ("src", "style", "href")]

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def _read(page: str) -> str:
    reader = _Text()
    reader.feed(page)
    return "\n".join(reader.parts)


def _answering(edition: Path, who: str) -> set[str]:
    """Give those who answer for the reports of a person, and see to what was agreed with her."""
    replies, agreed = (pd.read_parquet(edition / f"{name}.parquet") for name in ("replies", "follow_ups"))
    found = pd.read_parquet(edition / "findings.parquet")["owner_id"]
    columns = [replies["manager_id"], replies["answered_by"], agreed["owner_id"], agreed["escalated_to"], found]
    return {str(one) for column in columns for one in column.dropna()} - {who}


def test_every_id_of_a_person_is_the_own_one_or_that_of_who_answers(editions: dict[str, Path]) -> None:
    for who, edition in editions.items():
        allowed = {who, *_answering(edition, who)}
        for file, text in _texts(edition).items():
            assert set(PERSON_ID.findall(text)) <= allowed, file


def test_no_name_is_there_but_the_own_one_and_those_of_who_answers(
    editions: dict[str, Path], people: pd.DataFrame
) -> None:
    names = people.set_index("person_id")["name"]
    for who, edition in editions.items():
        strangers = names.drop([who, *_answering(edition, who)])
        texts = _texts(edition)
        assert names[who] in texts["review.zh.html"]
        for file, text in texts.items():
            assert [name for name in strangers if name in text] == [], file


def test_who_answers_is_a_manager_and_no_rep(editions: dict[str, Path], people: pd.DataFrame) -> None:
    reps = set(people[people["is_rep"]]["person_id"])
    for who, edition in editions.items():
        answering = _answering(edition, who)
        assert answering
        assert answering.isdisjoint(reps)


def test_every_number_is_about_the_person(editions: dict[str, Path]) -> None:
    for who, edition in editions.items():
        facts = pd.read_parquet(edition / "facts.parquet")
        assert set(zip(facts["entity_kind"], facts["entity_id"], strict=True)) == {("person", who)}
        for file in edition.glob("*.parquet"):
            rows = pd.read_parquet(file)
            if "person_id" in rows and file.stem not in ("follow_ups", "honoured", "people"):
                assert set(rows["person_id"].dropna()) <= {who}, file.name


def test_the_two_reviews_differ_and_both_hold_the_own_numbers_in_both_languages(editions: dict[str, Path]) -> None:
    for name, title in (("review.zh.html", "我的月度复盘"), ("review.en.html", "My monthly review")):
        first, second = (_texts(edition)[name] for edition in editions.values())
        assert title in first
        assert title in second
        assert first != second


def test_a_review_for_somebody_who_does_not_exist_is_refused_and_nothing_is_published(
    workbook: Any, editions: dict[str, Path]
) -> None:
    runs = workbook.root / "output" / "runs"
    before = sorted(runs.glob("*"))
    said = workbook.type("publish", "rep_review", PERIOD, "--audience", "p999")
    assert said.returncode == 2
    assert sorted(runs.glob("*")) == before  # said before anything is derived
    assert "'p999' is neither a team nor a person" in said.stderr
    folder = next(iter(editions.values())).parents[1]
    assert sorted(each.name for each in folder.iterdir() if each.is_dir()) == sorted(
        f"person-{who}" for who in editions
    )
