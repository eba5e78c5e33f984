"""The clock of the machine goes back: nobody is sent anything twice, and nothing older takes the place of what is newer."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from stand_ins.mail_server import BOARD, DELIVERIES, MailServer

from reviewbook.errors import SourceError
from reviewbook.params.sources import FilesEntry
from reviewbook.places import Places
from reviewbook.sources import open_source, pull, snapshots

AT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


@pytest.fixture
def workbook(published_workbook: Any, tmp_path: Path) -> Any:
    """Give a workbook whose weekly review was published right before."""
    shutil.copytree(
        published_workbook.root, tmp_path / "workbook", symlinks=True, ignore=shutil.ignore_patterns("runs")
    )
    made = type(published_workbook)(tmp_path / "workbook")
    text = (made.root / "params" / "publications.yaml").read_text("utf-8")
    (made.root / "params" / "publications.yaml").write_text(text.replace("[company, teams]", "[company]"), "utf-8")
    (made.root / "params" / "reminders.yaml").unlink()
    return made


def test_a_letter_that_was_sent_is_not_sent_again_by_a_run_of_an_earlier_hour_or_day(workbook: Any) -> None:
    with MailServer() as server:
        (workbook.root / "params" / "deliveries.yaml").write_text(DELIVERIES.format(port=server.port), "utf-8")
        for hours in (0, -0.1, -24, 0.1):
            at = (AT + timedelta(hours=hours)).isoformat()
            said = workbook.type("run", "--at", at)
            assert said.returncode == 0, said.stdout + said.stderr
            assert len(server.letters(BOARD)) == 1, at
        assert len(server.letters("ops@yunling.example")) == 0
    assert workbook.type("verify").returncode == 0


def test_files_that_changed_are_not_kept_as_if_they_had_been_there_before(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "people.csv").write_text("person_id,name\np1,Li\n", "utf-8")
    places, entry = Places(tmp_path), FilesEntry(kind="files", name="ours", folder="data")
    first = pull(open_source(entry, places), places, AT)
    earlier = AT - timedelta(hours=1)
    assert pull(open_source(entry, places), places, earlier).folder == first.folder, "of the same there is nothing new"
    (data / "people.csv").write_text("person_id,name\np1,Li\np2,Wu\n", "utf-8")
    with pytest.raises(SourceError, match=r"yet to come\. .*Set the clock right"):
        pull(open_source(entry, places), places, earlier)
    assert len(snapshots(places, "ours")) == 1
    now = pull(open_source(entry, places), places, AT + timedelta(seconds=1))
    assert [kept.rows for kept in now.files] == [2]
