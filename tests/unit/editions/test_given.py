"""Honours come back from the editions that gave them."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pandas as pd
import pytest

from reviewbook.editions.given import honours_given
from reviewbook.engine import empty
from reviewbook.periods import Period
from reviewbook.schema import FRAMES
from reviewbook.slices import Audience

COMPANY = Audience("company", "company", "云岭")
LATER = datetime(2026, 12, 1, tzinfo=UTC)


def parquet(*rows):
    """Give the bytes of an ``honoured.parquet``: rows of period and person."""
    whole = {"honour": "best", "cadence": "monthly", "team_id": "east", "decision": "clear", "outcome": "given"}
    frame = pd.DataFrame(
        [whole | {"period": period, "person_id": person, "edition": None, "reason": None} for period, person in rows],
        columns=FRAMES["honoured"].names,
    )
    written = io.BytesIO()
    frame.to_parquet(written, index=False)
    return written.getvalue()


@pytest.fixture
def published(shelf, draft):
    """Publish a company's edition of a month."""

    def made(month, *rows, audience=COMPANY, at="2026-11-04T01:00:00+00:00", inputs="da7a"):
        files = {"honoured.parquet": parquet(*rows)} if rows else {"facts.parquet": b"x"}
        return shelf.publish(
            draft(review="monthly_review", period=Period.parse(month), audience=audience, files=files, inputs=inputs,
                  as_of=datetime.fromisoformat(at))
        )  # fmt: skip

    return made


def test_of_each_month_the_newest_edition_says_who_was_honoured(shelf, published):
    published("2026-09", ("2026-09", "p1"))
    published("2026-09", ("2026-09", "p2"), inputs="other")
    published("2026-10", ("2026-10", "p3"))
    rows = honours_given(shelf.published, LATER)
    assert rows[["period", "person_id", "edition"]].values.tolist() == [
        ["2026-09", "p2", "monthly_review/2026-09/company/2"],
        ["2026-10", "p3", "monthly_review/2026-10/company/1"],
    ]
    assert list(rows.columns) == FRAMES["honoured"].names
    assert rows.dtypes.equals(empty(FRAMES["honoured"]).dtypes)


def test_an_edition_speaks_of_its_own_month_alone(shelf, published):
    published("2026-10", ("2026-09", "repeated"), ("2026-10", "p3"))
    assert honours_given(shelf.published, LATER)["person_id"].tolist() == ["p3"]


def test_what_was_published_at_the_cut_off_or_later_does_not_exist_yet(shelf, published):
    published("2026-09", ("2026-09", "p1"), at="2026-10-03T01:00:00+00:00")
    published("2026-09", ("2026-09", "p2"), at="2026-11-20T01:00:00+00:00", inputs="other")
    before = honours_given(shelf.published, datetime(2026, 11, 20, 1, tzinfo=UTC))
    assert before[["person_id", "edition"]].values.tolist() == [["p1", "monthly_review/2026-09/company/1"]]


def test_editions_of_teams_and_those_without_honours_say_nothing(shelf, published):
    published("2026-09", ("2026-09", "p1"), audience=Audience("team", "east", "华东"))
    published("2026-10")
    assert honours_given(shelf.published, LATER).equals(empty(FRAMES["honoured"]))


def test_before_anything_is_published_there_are_no_honours(tmp_path):
    assert honours_given(tmp_path / "nothing", LATER).equals(empty(FRAMES["honoured"]))
