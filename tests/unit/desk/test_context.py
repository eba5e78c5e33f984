"""What an analyst derives is kept apart from what runs read, and not kept where nobody knows of which code it is."""

from __future__ import annotations

from reviewbook.desk import context
from reviewbook.places import Places


def test_results_lie_apart_from_those_of_runs(tmp_path):
    places = Places(tmp_path)
    kept = context.kept_for(places)
    assert kept is not None
    assert kept.folder == places.derived / "desk"


def test_nothing_is_kept_once_the_code_on_the_disk_is_another(tmp_path, monkeypatch):
    assert context.kept_for(Places(tmp_path)) is not None
    monkeypatch.setattr(context.library_digest, "__wrapped__", lambda: "another")
    assert context.kept_for(Places(tmp_path)) is None
