"""What is not as it was published is told, one sentence for each difference."""

from __future__ import annotations

import json
import shutil

import pytest

from reviewbook.editions import address, edition_at, verify
from reviewbook.errors import EditionError

#: What records have held since the first version.
SINCE = ("form", "rules", "params", "company", "currency", "measures", "said")


def test_an_edition_that_was_carried_to_another_place_is_told(shelf, draft):
    edition = shelf.publish(draft())
    elsewhere = shelf.published / "weekly_review" / "2026-W48" / "team-east" / "1"
    shutil.copytree(edition.folder, elsewhere)
    assert verify(edition) == []
    assert verify(edition_at(shelf.published, "weekly_review/2026-W48/team-east/1")) == [
        "edition.json: it is the record of weekly_review/2026-W47/team-east/1"
    ]


def test_an_address_is_where_it_stands_and_without_the_number_the_newest_is_meant(shelf, draft):
    for number in range(10):
        shelf.publish(draft(inputs=str(number)))
    newest = edition_at(shelf.published, "weekly_review/2026-W47/team-east")
    assert (newest.number, address(newest)) == (10, "weekly_review/2026-W47/team-east/10")
    assert edition_at(shelf.published, "/weekly_review/2026-W47/team-east/2/").number == 2


@pytest.mark.parametrize(
    ("named", "said"),
    [
        (
            "weekly_review/2026-W47/team-west",
            "edition 'weekly_review/2026-W47/team-west': weekly_review/2026-W47 holds no 'team-west'. "
            "Did you mean 'team-east'? "
            "Write it like weekly_review/2026-W47/company/1; without the number the newest is meant.",
        ),
        (
            "weekly_review/../weekly_review",
            "edition 'weekly_review/../weekly_review': it is not the address of an edition. "
            "Write it like weekly_review/2026-W47/company/1; without the number the newest is meant.",
        ),
    ],
)
def test_what_is_no_edition_is_refused_with_what_is_near(shelf, draft, named, said):
    shelf.publish(draft())
    with pytest.raises(EditionError) as refused:
        edition_at(shelf.published, named)
    assert str(refused.value) == said


def test_rules_that_changed_are_told_by_what_they_print_or_by_what_they_decided(shelf, draft):
    shelf.publish(draft())
    assert not shelf.publish(draft(params="other")).is_new  # of all params something else, which is not in this one
    assert shelf.publish(draft(rules="other")).record.changed == ("rules",)
    assert shelf.publish(draft(rules="other", inputs="other", params="other")).record.changed == ("inputs", "rules")


def test_an_edition_of_the_first_version_is_read_and_followed(shelf, draft):
    edition = shelf.publish(draft())
    record = edition.folder / "edition.json"
    old = {name: value for name, value in json.loads(record.read_text("utf-8")).items() if name not in SINCE}
    edition.folder.chmod(0o755)
    record.chmod(0o644)
    record.write_text(json.dumps(old), "utf-8")
    assert verify(next(iter(shelf))) == []
    assert shelf.publish(draft(inputs="other")).record.changed == ("inputs",)
    shelf.write_index()
    assert "weekly_review/2026-W47/team-east/2/" in (shelf.published / "index.html").read_text("utf-8")
