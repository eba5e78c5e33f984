"""What an edition was made from, and what was received: of an older form it is read, of a newer one refused."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from reviewbook import audiences, sources
from reviewbook.errors import MissingData, SourceError
from reviewbook.places import Places
from reviewbook.schema import FACTS


@pytest.fixture
def edition(old):
    """Give the folder of an edition of an older version, which may be written here."""
    folder = old.archive / "our_week" / "2026-W47" / "company" / "2"
    folder.chmod(0o755)
    for path in folder.iterdir():
        path.chmod(0o644)
    return folder


def with_form(path, form):
    about = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**about, "form": form}), "utf-8")


def test_a_column_that_an_older_version_did_not_have_is_there_without_a_value(edition):
    whole = audiences.read(edition).frames["facts"]
    pd.read_parquet(edition / "facts.parquet").drop(columns=["note", "n"]).to_parquet(edition / "facts.parquet")
    facts = audiences.read(edition).frames["facts"]
    assert set(facts.columns) == set(FACTS.names)
    assert facts["note"].isna().all()
    assert facts["n"].isna().all()
    assert facts.dtypes.to_dict() == whole.dtypes.to_dict()
    pd.testing.assert_series_equal(facts["value"], whole["value"])


def test_what_is_written_today_says_its_form(edition, tmp_path):
    audiences.write(audiences.read(edition), audiences.read_rules(edition), tmp_path)
    assert json.loads((tmp_path / "slice.json").read_text("utf-8"))["form"] == 1


def test_the_form_makes_no_edition_another_one(edition, tmp_path):
    part = audiences.read(edition)
    audiences.write(part, audiences.read_rules(edition), tmp_path)
    assert audiences.checksum(audiences.read(tmp_path)) == audiences.checksum(part)


def test_what_a_newer_version_made_it_from_is_refused(edition):
    with_form(edition / "slice.json", 99)
    for reading in (audiences.read, audiences.read_rules):
        with pytest.raises(MissingData) as refusal:
            reading(edition)
        assert str(refusal.value) == (
            f"{edition / 'slice.json'}: a newer reviewbook wrote it, in form 99. Here form 1 is known. "
            "Use that reviewbook, or a newer one."
        )


def test_what_a_newer_version_received_is_refused_and_nobody_is_told_to_delete_it(old):
    folder = sources.snapshots(Places(old.root), "ours")[-1].folder
    with_form(folder / "origin.json", 99)
    with pytest.raises(SourceError) as refusal:
        sources.snapshots(Places(old.root), "ours")
    assert str(refusal.value) == (
        f"{folder}: a newer reviewbook received it, in form 99. Here form 1 is known. Use that reviewbook, or a newer one."
    )
