"""Records of another form are read as if they were written today, or refused; an edition is never changed."""

from __future__ import annotations

import json

import pytest

from reviewbook import __version__
from reviewbook.editions import edition_at, verify
from reviewbook.editions.edition import read_edition
from reviewbook.editions.forms import STEPS
from reviewbook.editions.record import FORM
from reviewbook.errors import EditionError

UNSAID = ("form", "rules", "params", "company", "currency", "measures", "said")


@pytest.fixture
def written_again():
    """Give a function that writes the record of an edition anew."""

    def write(edition, record):
        path = edition.folder / "edition.json"
        path.chmod(0o644)
        path.write_text(json.dumps(record), "utf-8")
        return path

    return write


@pytest.fixture
def of_the_first_days(shelf, draft, written_again):
    """Give an edition whose record says nothing of what the first form came to say bit by bit."""
    edition = shelf.publish(draft())
    record = json.loads((edition.folder / "edition.json").read_text("utf-8"))
    written_again(edition, {name: value for name, value in record.items() if name not in UNSAID})
    return edition


def test_a_record_says_of_which_form_it_is(shelf, draft):
    assert json.loads((shelf.publish(draft()).folder / "edition.json").read_text("utf-8"))["form"] == FORM


def test_there_is_a_step_to_every_form():
    assert sorted(STEPS) == list(range(2, FORM + 1))


def test_a_record_of_the_first_days_is_read_listed_and_verified(shelf, of_the_first_days):
    before = (of_the_first_days.folder / "edition.json").read_bytes()
    read = read_edition(of_the_first_days.folder)
    assert read.record.model_dump(exclude=set(UNSAID)) == of_the_first_days.record.model_dump(exclude=set(UNSAID))
    assert (read.record.form, read.record.rules, read.record.said) == (FORM, "", {})
    assert [one.folder for one in shelf] == [of_the_first_days.folder]
    assert edition_at(shelf.published, "/".join(of_the_first_days.folder.parts[-4:])).record == read.record
    assert verify(read) == []
    assert (of_the_first_days.folder / "edition.json").read_bytes() == before


def test_the_next_edition_follows_one_of_the_first_days(shelf, draft, of_the_first_days):
    following = shelf.publish(draft(inputs="other"))
    assert (following.number, following.record.previous, following.record.changed) == (2, 1, ("inputs",))


def test_a_record_of_a_newer_form_is_refused_and_left_as_it_is(shelf, draft, written_again):
    edition = shelf.publish(draft())
    record = json.loads((edition.folder / "edition.json").read_text("utf-8"))
    newer = {**record, "form": 99, "code": {**record["code"], "version": "9.8.7"}, "told_by": "somebody"}
    path = written_again(edition, newer)
    with pytest.raises(EditionError) as refusal:
        read_edition(edition.folder)
    assert str(refusal.value) == (
        f"{path}: reviewbook 9.8.7 published it, with a record of form 99. Here is reviewbook {__version__}, which "
        f"knows form {FORM} and older ones. Use the reviewbook that published it, or a newer one; the edition itself "
        "is well."
    )
    assert json.loads(path.read_text("utf-8")) == newer


@pytest.mark.parametrize("content", ["[]", "3", '{"form": "two"}', '{"form": 0}', '{"form": true}', "{", ""])
def test_what_is_no_record_is_refused(shelf, draft, content):
    path = shelf.publish(draft()).folder / "edition.json"
    path.chmod(0o644)
    path.write_text(content, "utf-8")
    with pytest.raises(EditionError, match="it is not the record of an edition"):
        read_edition(path.parent)
