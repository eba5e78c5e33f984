"""Copied text: a report that says again what one of the author's last reports said."""

import pytest

from reviewbook.copies import copies
from reviewbook.engine import as_read
from reviewbook.params.templates import Copied
from reviewbook.schema import FRAMES

title = "Copied text"

BOTH = {"zh": "甲", "en": "A"}
FIELDS = ({"name": "progress", "title": BOTH}, {"name": "visits", "title": BOTH, "type": "number"})
DAYS = ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20"]
MONDAY = "上午拜访华新水泥并核对离心泵选型，对方要一份二十四台的清单，下午回访老客户三家。"
OTHER = "参加行业会议，收到名片十二张，晚上整理客户资料，明天去港口设备厂演示远程监测系统。"
SHORT = "同昨天"


@pytest.fixture
def office_that_says(office):
    """Give the office in which Li writes these texts on the days of a week, and P2 the second of them on Monday."""

    def told(*texts, second="", **changes):
        rows = [(f"r{n}", "Li", on) for n, on in enumerate(DAYS[: len(texts)], 1)]
        rows += [("s1", "P2", DAYS[0])] if second else []
        reports = "report_id | person_id | period | submitted_at\n" + "\n".join(
            f"{report} | {who} | {on} | {on} 17:00" for report, who, on in rows
        )
        said = [*texts, second] if second else texts
        fields = "report_id | revision | field | text | number\n" + "\n".join(
            f"{row[0]} | 1 | progress | {text} |" for row, text in zip(rows, said, strict=True)
        )
        made = office.of_reps(["Li", "P2"], fields=FIELDS, reports=reports, report_fields=fields)
        return made.where(first=DAYS[0], last=DAYS[-1], **changes)

    return told


@pytest.fixture
def rows_of(office_that_says):
    """Give the compared reports by id."""
    return lambda *texts, **more: office_that_says(*texts, **more).copies.set_index("report_id")


def found(rows, report):
    row = rows.loc[report].astype("object")
    return row.where(row.notna(), None)[["copied", "kind", "earlier_id", "earlier_period"]].tolist()


def test_the_same_text_is_an_exact_copy_however_it_is_spaced_and_dotted(rows_of):
    rows = rows_of(MONDAY, OTHER, MONDAY.replace("，", " , ").replace("。", ""))
    assert found(rows, "r1") == [False, None, None, None]
    assert found(rows, "r2") == [False, None, None, None]
    assert found(rows, "r3") == [True, "exact", "r1", "2026-11-16"]
    assert (rows.loc["r3", "similarity"], rows.loc["r3", "earlier_text"]) == (1.0, MONDAY)


def test_a_text_with_one_number_changed_is_a_near_copy(rows_of):
    rows = rows_of(MONDAY, MONDAY.replace("三家", "四家"))
    assert found(rows, "r2") == [True, "near", "r1", "2026-11-16"]
    assert 0.9 <= rows.loc["r2", "similarity"] < 1


def test_the_latest_of_equally_like_reports_is_shown(rows_of):
    rows = rows_of(MONDAY, MONDAY, MONDAY)
    assert rows["earlier_id"].tolist()[1:] == ["r1", "r2"]


def test_what_a_colleague_wrote_is_no_copy_and_short_texts_are_not_compared(rows_of):
    assert not rows_of(OTHER, MONDAY, second=MONDAY)["copied"].any()
    rows = rows_of(SHORT, SHORT)
    assert not rows["enough"].any()
    assert not rows["copied"].any()


def test_only_the_last_reports_are_looked_at_and_as_like_as_the_company_says(engine, office_that_says):
    week = office_that_says(MONDAY, OTHER, MONDAY, OTHER.replace("十二张", "三十张，另约拜访两家企业"))

    def copied(**rule):
        forms = week.templates.model_copy(update={"copied": Copied(**rule)})
        return as_read(engine.collect(copies(engine, week.filled, forms)), FRAMES["copies"])["copied"].tolist()

    assert copied(previous=1) == [False, False, False, False]
    assert copied(previous=2) == [False, False, True, False]
    assert copied(previous=2, similar=0.7) == [False, False, True, True]
    assert copied(previous=2, enough=60) == [False, False, False, False]


def test_english_is_compared_by_words(rows_of):
    said = (
        "Visited Harbour Foods this morning and went through sizing of the pump with their chief engineer; "
        "they want a list for 24 units by Thursday and asked about the warranty of the drive."
    )
    rows = rows_of(
        said, said.replace("24 units", "12 units"), said.split(";", maxsplit=1)[0] + "; lunch with the team."
    )
    assert rows["copied"].tolist() == [False, True, False]
