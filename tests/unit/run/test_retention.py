"""Old evidence goes; what still explains something, the newest, and every edition stay."""

from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from reviewbook.ledger import Ledger, Slot
from reviewbook.places import Places
from reviewbook.run.retention import remove_old

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)


@pytest.fixture
def ledger(tmp_path):
    with closing(Ledger.of_file(tmp_path / "ledger.sqlite", NOW)) as opened:
        yield opened


@pytest.fixture
def runs(tmp_path):
    """Give a company with a run for each of the days before now: ``runs(100, 89)``."""

    def made(*days):
        places = Places(tmp_path)
        for day in days:
            folder = places.runs / f"{NOW - timedelta(days=day):%Y%m%dT%H%M%SZ}-run"
            (folder / "facts").mkdir(parents=True)
            (folder / "facts" / "log.jsonl").write_text("{}", "utf-8")
        return places

    return made


def left(places):
    return sorted(path.name[:8] for path in places.runs.iterdir())


def test_what_is_older_than_it_is_kept_goes(runs, ledger):
    places = runs(*range(75, 105))
    assert remove_old(places, 90, ledger, NOW) == 10
    # The twenty newest are 75 to 94 days old: four of them only for being the newest.
    assert left(places)[0] == f"{NOW - timedelta(days=94):%Y%m%d}"


def test_what_is_not_old_stays_however_many_there_are(runs, ledger):
    places = runs(*range(60, 91))
    assert remove_old(places, 90, ledger, NOW) == 0
    assert len(left(places)) == 31


def test_the_newest_stay_however_old_they_are(runs, ledger):
    places = runs(*range(300, 320))
    assert remove_old(places, 90, ledger, NOW) == 0


def test_a_run_that_explains_why_an_edition_is_missing_stays(runs, ledger):
    places = runs(*range(200, 230))
    names = sorted(path.name for path in places.runs.iterdir())
    slots = [
        Slot("weekly", week, "east", NOW, state, NOW, run=run)
        for week, state, run in (("1", "failed", names[0]), ("2", "withheld", names[1]), ("3", "published", names[2]))
    ]
    ledger.slots.note(slots)
    assert remove_old(places, 90, ledger, NOW) == 8
    kept = {path.name for path in places.runs.iterdir()}
    assert names[0] in kept
    assert names[1] in kept
    assert names[2] not in kept


def test_editions_and_what_is_no_run_are_not_touched(runs, ledger):
    places = runs(*range(200, 230))
    edition = places.published / "weekly_review" / "2026-W01" / "company" / "1"
    edition.mkdir(parents=True)
    (edition / "edition.json").write_text("{}", "utf-8")
    (places.runs / "notes").mkdir()
    (places.runs / "20200101").write_text("a file", "utf-8")
    (places.runs / "20200102T000000Z-linked").symlink_to(places.published, target_is_directory=True)
    assert remove_old(places, 1, ledger, NOW) == 10
    assert (edition / "edition.json").is_file()
    assert {"notes", "20200101", "20200102"} <= {path.name[:8] for path in places.runs.iterdir()}


def test_where_nothing_ran_there_is_nothing_to_remove(tmp_path, ledger):
    assert remove_old(Places(tmp_path), 90, ledger, NOW) == 0
