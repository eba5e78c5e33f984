"""No name that comes from data leaves its folder."""

import pytest

from reviewbook.editions.names import audience_folder
from reviewbook.errors import EditionError
from reviewbook.periods import Period
from reviewbook.slices import Audience


def test_a_team_and_a_person_of_the_same_id_have_folders_of_their_own():
    folders = {audience_folder(Audience(kind, "company", "x")) for kind in ("company", "team", "person")}
    assert folders == {"company", "team-company", "person-company"}


@pytest.mark.parametrize("id", ["../../etc", "..", ".", "/etc/passwd", "a/b", "a\\b", "c:", "\0"])
def test_an_audience_that_climbs_stays_in_its_period(shelf, draft, id):
    edition = shelf.publish(draft(audience=Audience("team", id, "x")))
    period = (shelf.published / "weekly_review" / "2026-W47").resolve()
    assert edition.folder.resolve().parent.parent == period
    assert shelf.latest("weekly_review", draft().period, Audience("team", id, "x")).record.audience.id == id


@pytest.mark.parametrize("review", ["../weekly", "", "Weekly", "weekly review", "a/b", ".", "周报"])
def test_a_review_that_is_no_plain_name_is_refused(shelf, draft, review):
    with pytest.raises(EditionError) as refusal:
        shelf.publish(draft(review=review))
    assert str(refusal.value) == (
        f"review {review!r}: it cannot name a folder. Use small letters, digits and _: weekly_review."
    )
    with pytest.raises(EditionError):
        shelf.latest(review, draft().period, draft().audience)
    assert not shelf.published.exists()


@pytest.mark.parametrize("name", ["../x.html", "a/b.html", ".hidden.html", "edition.json", "noending", "", "a.html\n"])
def test_a_file_that_is_no_plain_name_is_refused(shelf, draft, name):
    with pytest.raises(EditionError, match=r"an edition cannot hold it\. Use a plain name with an ending"):
        shelf.publish(draft(files={name: b""}))


def test_everything_wrong_with_a_draft_is_said_at_once(shelf, draft):
    wrong = draft(review="X", audience=Audience("club", "1", "x"), files={}, as_of=draft().as_of.replace(tzinfo=None))
    with pytest.raises(EditionError) as refusal:
        shelf.publish(wrong)
    assert str(refusal.value).splitlines() == [
        "review 'X': it cannot name a folder. Use small letters, digits and _: weekly_review.",
        "audience '1': 'club' is no kind. Use one of: company, person, team.",
        "X 2026-W47: it has no file to publish.",
        "X 2026-W47: its cut-off 2026-11-23 01:00:00 has no zone.",
    ]


@pytest.mark.parametrize(("id", "said"), [("", "its id is empty"), ("李" * 80, "its id is too long for a folder")])
def test_an_audience_without_a_usable_id_is_refused(shelf, draft, id, said):
    with pytest.raises(EditionError, match=said):
        shelf.publish(draft(audience=Audience("person", id, "x")))


def test_two_ids_that_the_disk_takes_for_one_are_not_mixed(shelf, draft):
    folder = shelf.publish(draft()).folder.parent
    other = draft(audience=Audience("team", "EAST", "x"))
    if not (folder.parent / "team-EAST").exists():
        folder.rename(folder.parent / "team-EAST")
    with pytest.raises(EditionError, match="it holds editions for 'east', not for 'EAST'"):
        shelf.publish(other)


def test_a_period_of_any_cadence_names_its_folder(shelf, draft):
    for key in ("2026-11-23", "2026-W47", "2026-11", "2026-Q4", "2026"):
        assert shelf.publish(draft(period=Period.parse(key))).folder.parent.parent.name == key
