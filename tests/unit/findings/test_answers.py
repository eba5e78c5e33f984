"""Which managers leave the reports of their people without an answer."""

import pandas as pd

from reviewbook.findings.answers import unanswered
from reviewbook.periods import Period

#: What became of a report: answered, unanswered, unanswered but read, still waiting.
ANSWERED, SILENT, READ, WAITING = "ausw"


def replies(weeks, back=20):
    """Give the frame ``replies``: for each manager the weeks up to 2026-W47, one letter for each report."""
    status = {ANSWERED: "answered_in_time", SILENT: "unanswered", READ: "unanswered", WAITING: "waiting"}
    rows = [
        (manager, on, status[letter], letter == READ)
        for manager, given in weeks.items()
        for week, letters in zip(
            Period.parse("2026-W47").last(back), [given[0]] * (back - len(given)) + given, strict=True
        )
        for on, letter in zip(week.days, letters, strict=False)
    ]
    frame = pd.DataFrame(rows, columns=["manager_id", "submitted_on", "status", "was_read"])
    return frame.assign(submitted_on=pd.to_datetime(frame["submitted_on"]))


def values(finding):
    return {name: number.value for name, number in finding.numbers.items()}


def test_a_manager_who_answers_nothing_is_found_and_it_is_no_matter_of_chance(known):
    (ma,) = unanswered(known(replies=replies({"ma": ["aaaaa", "uuuuu", "uuuuw"], "he": ["aaaaa"]})))
    assert (ma.kind, ma.entity_id, ma.verdict, ma.chance, ma.since) == ("unanswered", "ma", "certain", None, "2026-W46")
    assert values(ma) == {"rate": 0, "answered": 0, "asked": 9, "before": 1}
    assert (ma.effect_reports, ma.test) == (4, "reply_rate person:ma >= 0.9 x2")


def test_who_reads_and_does_not_answer_is_another_kind(known):
    (ma,) = unanswered(known(replies=replies({"ma": ["aaaaa", "sssuu"]})))
    assert (ma.kind, values(ma)["read"], values(ma)["asked"]) == ("only_read", 3, 5)


def test_who_answers_far_less_than_before_is_a_signal(known):
    (ma,) = unanswered(known(replies=replies({"ma": ["aaaaa", "auuuu", "auuua", "uauuu"]})))
    assert (ma.verdict, ma.since, values(ma)["answered"], values(ma)["asked"]) == ("signal", "2026-W45", 4, 15)
    # Eleven of the last twenty, of a hundred, in the window of four weeks.
    assert 0 < ma.chance < 1e-6


def test_one_answer_less_or_reports_that_still_wait_are_nothing(known):
    assert unanswered(known(replies=replies({"ma": ["aaaaa", "auaaa"], "he": ["aaaaa", "awwww"]}))) == []


def test_three_reports_are_too_few_to_say_anything(known):
    assert unanswered(known(replies=replies({"ma": ["aaaaa", "uuu"]}))) == []


def test_a_manager_who_answers_again_is_no_longer_found(known):
    assert unanswered(known(replies=replies({"ma": ["aaaaa", "uuuuu", "uuuuu", "aaaaa", "aaaaa"]}))) == []
