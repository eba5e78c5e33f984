"""A review that is measured as a whole: what it took, or how it ended."""

from bench import whole_review

PERIOD = "2026-W47"


def test_a_command_that_fails_is_told_with_its_exit_code_and_last_words(tmp_path):
    (tmp_path / "params").mkdir()
    told = whole_review.published(tmp_path, PERIOD, 60)
    assert list(told) == ["failure"]
    assert told["failure"].startswith("exit code 2: ")


def test_one_that_takes_too_long_is_ended(tmp_path):
    assert whole_review.published(tmp_path, PERIOD, 0) == {"failure": "took longer than 0 s"}
