"""A list is asked for page by page, to its end and no further, and what was received is kept at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from reviewbook.errors import Problem, SourceError
from reviewbook.params.systems.base import SystemEntry
from reviewbook.sources.systems.pulling import Page, Pulling, Window
from reviewbook.web import Refused

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def begun(tmp_path, at=NOON, since=None, tell=lambda line: None):
    return Pulling.begun("crm", Window(since, at), tmp_path / ".receiving", tell)


class Lists:
    """Pages of one row; notes which cursors it was asked for, and fails where it shall."""

    def __init__(self, pages, fails_at=()):
        self.pages, self.fails_at, self.asked = pages, set(fails_at), []

    def __call__(self, cursor):
        self.asked.append(cursor)
        if cursor in self.fails_at:
            raise SourceError("away")
        return self.pages[cursor]


PAGES = {None: Page([{"id": 1}], "b"), "b": Page([{"id": 2}], "c"), "c": Page([{"id": 3}])}
ROWS = [[{"id": 1}], [{"id": 2}], [{"id": 3}]]


def test_pages_are_turned_until_there_is_no_next_one(tmp_path):
    told = []
    lists = Lists(PAGES)
    assert list(begun(tmp_path, tell=told.append).pages("deals", lists)) == ROWS
    assert lists.asked == [None, "b", "c"]
    assert told == ["crm: deals, 1 received", "crm: deals, 2 received", "crm: deals, 3 received"]


def test_a_pull_that_was_stopped_goes_on_behind_its_last_page_and_with_its_own_window(tmp_path):
    with pytest.raises(SourceError):
        list(begun(tmp_path).pages("deals", Lists(PAGES, {"c"})))
    later = begun(tmp_path, NOON + timedelta(hours=3))
    assert later.window == Window(None, NOON)
    lists = Lists(PAGES)
    assert list(later.pages("deals", lists)) == ROWS
    assert lists.asked == ["c"]


def test_a_list_that_was_whole_is_not_asked_for_again(tmp_path):
    list(begun(tmp_path).pages("deals", Lists(PAGES)))
    lists = Lists({})
    assert list(begun(tmp_path).pages("deals", lists)) == ROWS
    assert lists.asked == []


def test_a_page_that_was_cut_off_while_it_was_written_is_asked_for_again(tmp_path):
    list(begun(tmp_path).pages("deals", Lists(PAGES)))
    (kept,) = tmp_path.glob(".receiving/deals-*.jsonl")
    kept.write_bytes(kept.read_bytes()[:-9])
    lists = Lists(PAGES)
    assert list(begun(tmp_path).pages("deals", lists)) == ROWS
    assert lists.asked == ["c"]
    assert list(begun(tmp_path).pages("deals", Lists({}))) == ROWS


def test_a_pull_that_was_stopped_yesterday_is_begun_anew(tmp_path):
    list(begun(tmp_path).pages("deals", Lists(PAGES)))
    lists = Lists(PAGES)
    tomorrow = begun(tmp_path, NOON + timedelta(hours=21))
    assert list(tomorrow.pages("deals", lists)) == ROWS
    assert (lists.asked, tomorrow.window.until) == ([None, "b", "c"], NOON + timedelta(hours=21))


def test_who_wants_everything_does_not_go_on_with_a_pull_of_some(tmp_path):
    since = NOON - timedelta(hours=2)
    list(begun(tmp_path, since=since).pages("deals", Lists(PAGES)))
    assert begun(tmp_path, NOON + timedelta(minutes=5)).window.whole


def test_a_pull_that_is_done_leaves_nothing(tmp_path):
    pulling = begun(tmp_path)
    list(pulling.pages("deals", Lists(PAGES)))
    pulling.done()
    assert list(tmp_path.iterdir()) == []


def test_a_cursor_that_leads_back_is_caught(tmp_path):
    circle = {None: Page([{"id": 1}], "b"), "b": Page([{"id": 2}], "c"), "c": Page([{"id": 3}], "b")}
    with pytest.raises(SourceError) as error:
        list(begun(tmp_path).pages("deals", Lists(circle)))
    assert str(error.value) == (
        "source crm: deals: the page after 3 pages leads back to an earlier one. The list would never end, and what "
        "else it holds cannot be known. Pull again; if it happens again, pull everything anew: reviewbook pull --whole."
    )


def test_a_page_that_repeats_under_another_cursor_is_caught(tmp_path):
    same = {None: Page([{"id": 1}], 1), 1: Page([{"id": 2}], 2), 2: Page([{"id": 2}], 3)}
    with pytest.raises(SourceError, match="the same page came twice"):
        list(begun(tmp_path).pages("deals", Lists(same)))


def test_empty_pages_in_between_are_none_of_it(tmp_path):
    sparse = {None: Page([], 1), 1: Page([], 2), 2: Page([{"id": 1}])}
    assert list(begun(tmp_path).pages("deals", Lists(sparse))) == [[], [], [{"id": 1}]]


def test_half_of_a_pair_of_surrogates_is_kept_like_any_text(tmp_path):
    odd = {None: Page([{"id": 1, "text": "\ud83d"}])}
    list(begun(tmp_path).pages("deals", Lists(odd)))
    assert list(begun(tmp_path).pages("deals", Lists({}))) == [[{"id": 1, "text": "\ud83d"}]]


def test_a_window_is_cut_into_pieces_that_touch():
    start = NOON - timedelta(days=70)
    slices = Window(start, NOON).slices(start, 31)
    assert slices == [
        (start, start + timedelta(days=31)),
        (start + timedelta(days=31), start + timedelta(days=62)),
        (start + timedelta(days=62), NOON),
    ]


def test_everything_begins_a_day_before_the_first_day_of_the_entry():
    entry = SystemEntry(kind="x", name="crm", since=date(2026, 1, 1))
    assert Window(None, NOON).start(entry) == datetime(2025, 12, 31, tzinfo=UTC)
    assert Window(NOON, NOON).start(entry) == NOON


def refused(is_passing):
    return Refused(Problem("source crm: deals", "was refused"), is_passing=is_passing)


class Expiring(Lists):
    """Refuses the cursors that it was told to, in its way."""

    def __init__(self, pages, fails_at, is_passing):
        super().__init__(pages, fails_at)
        self.is_passing = is_passing

    def __call__(self, cursor):
        self.asked.append(cursor)
        if cursor in self.fails_at:
            self.fails_at.remove(cursor)
            raise refused(self.is_passing)
        return self.pages[cursor]


@pytest.mark.parametrize(("is_passing", "asked"), [(True, ["c"]), (False, ["c", None, "b", "c"])])
def test_a_cursor_that_is_no_longer_good_begins_the_list_anew_and_an_outage_does_not(tmp_path, is_passing, asked):
    with pytest.raises(SourceError):
        list(begun(tmp_path).pages("deals", Lists(PAGES, {"c"})))
    lists = Expiring(PAGES, {"c"}, is_passing)
    if is_passing:
        with pytest.raises(Refused):
            list(begun(tmp_path).pages("deals", lists))
    else:
        assert list(begun(tmp_path).pages("deals", lists)) == ROWS
    assert lists.asked == asked
    assert list(begun(tmp_path).pages("deals", Lists(PAGES))) == ROWS


def test_a_list_that_led_in_a_circle_is_begun_anew_by_the_next_pull(tmp_path):
    circle = {None: Page([{"id": 1}], "b"), "b": Page([{"id": 2}], "b")}
    with pytest.raises(SourceError, match="leads back"):
        list(begun(tmp_path).pages("deals", Lists(circle)))
    lists = Lists(PAGES)
    assert list(begun(tmp_path).pages("deals", lists)) == ROWS
    assert lists.asked == [None, "b", "c"]


def test_a_stopped_pull_that_asked_for_something_else_is_of_no_use(tmp_path):
    window, folder, quiet = Window(None, NOON), tmp_path / ".receiving", lambda line: None
    list(Pulling.begun("crm", window, folder, quiet, "one").pages("deals", Lists(PAGES)))
    assert list(Pulling.begun("crm", window, folder, quiet, "one").pages("deals", Lists({}))) == ROWS
    lists = Lists(PAGES)
    assert list(Pulling.begun("crm", window, folder, quiet, "another").pages("deals", lists)) == ROWS
    assert lists.asked == [None, "b", "c"]


def test_a_stopped_pull_that_is_yet_to_come_had_a_wrong_clock(tmp_path):
    begun(tmp_path, NOON + timedelta(hours=1))
    assert begun(tmp_path, NOON).window.until == NOON


@pytest.mark.parametrize(
    ("one", "other"),
    [("messages aB", "messages Ab"), ("长" * 300 + "一", "长" * 300 + "二"), ("x" * 300 + "1", "x" * 300 + "2")],
)
def test_lists_whose_names_are_nearly_the_same_are_two(tmp_path, one, other):
    pulling = begun(tmp_path)
    assert list(pulling.pages(one, Lists({None: Page([{"id": 1}])}))) == [[{"id": 1}]]
    assert list(pulling.pages(other, Lists({None: Page([{"id": 2}])}))) == [[{"id": 2}]]
    assert len({file.name.casefold() for file in pulling.folder.glob("*.jsonl")}) == 2
    assert max(len(file.name.encode()) for file in pulling.folder.iterdir()) < 255
