"""What is still understood under its former name, and what is told to whoever uses it."""

from __future__ import annotations

import warnings
from typing import ClassVar

import pytest

from reviewbook.errors import ParamsError
from reviewbook.params.base import Entry
from reviewbook.params.loading import _part
from reviewbook.params.outdated import Outdated, Renamed, formerly, typed_now


class Hours(Entry):
    former_keys: ClassVar = {"begin": Renamed("start", "2.0.0")}

    start: str
    end: str = "18:00"


class Firm(Entry):
    former_keys: ClassVar = {"working_hours": Renamed("hours", "3.0.0")}

    hours: Hours | None = None
    shifts: tuple[Hours, ...] = ()


@pytest.fixture
def firm(tmp_path):
    """Give a function that reads a yaml file as a `Firm`."""

    def read(text):
        folder = tmp_path / "params"
        folder.mkdir(exist_ok=True)
        (folder / "firm.yaml").write_text(text, "utf-8")
        return _part(folder / "firm.yaml", Firm)

    return read


def test_a_key_is_understood_under_its_former_name_and_told_with_its_line(firm):
    with pytest.warns(Outdated) as told:
        read = firm("shifts:\n  - end: '12:00'\n    begin: '06:00'\n")
    assert read.value == Firm(shifts=(Hours(start="06:00", end="12:00"),))
    assert [str(one.message) for one in told] == [
        "params/firm.yaml:3: 'begin' is called 'start' now; 'begin' is understood until reviewbook 2.0.0."
    ]


def test_each_of_several_is_told(firm):
    with pytest.warns(Outdated) as told:
        read = firm("working_hours:\n  begin: '09:00'\nshifts:\n  - {begin: '06:00'}\n  - {start: '06:00'}\n")
    assert read.value.hours == Hours(start="09:00")
    assert sorted(str(one.message).partition(" is called")[0] for one in told) == [
        "params/firm.yaml:1: 'working_hours'", "params/firm.yaml:2: 'begin'", "params/firm.yaml:4: 'begin'",
    ]  # fmt: skip


def test_under_both_names_it_is_refused(firm):
    problems = firm("hours:\n  begin: '09:00'\n  start: '08:00'\n").file.problems
    assert [str(one) for one in problems] == [
        "params/firm.yaml:1: hours: begin is called start now, and both stand here; keep start."
    ]


def test_what_else_is_wrong_is_told_as_ever(firm):
    with pytest.warns(Outdated):
        part = firm("working_hours:\n  begin: 9\n")
    assert [str(one) for one in part.file.problems] == [
        'params/firm.yaml:2: hours.start: 9 is not text. Write it in quotes: "9".'
    ]
    with pytest.raises(ParamsError):
        _ = part.value


def test_the_names_of_now_are_told_nothing(firm):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert firm("hours: {start: '09:00'}\n").value.hours == Hours(start="09:00")


def test_an_edition_that_holds_the_params_of_its_day_is_told_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        held = Firm.model_validate({"working_hours": {"begin": "09:00"}})
    assert held == Firm(hours=Hours(start="09:00"))


def test_a_function_goes_on_under_its_former_name():
    def on_time(due, came=1):
        return came <= due

    punctual = formerly("punctual", on_time, "2.0.0")
    with pytest.warns(Outdated, match=r"'punctual' is called 'on_time' now; .* until reviewbook 2\.0\.0\.") as told:
        assert punctual(3, came=2)
    assert told[0].filename == __file__
    assert punctual.__name__ == "punctual"


def test_an_option_goes_on_under_its_former_name():
    renamed = {("publish", "--force"): Renamed("--despite", "2.0.0")}
    with pytest.warns(Outdated, match=r"reviewbook publish: '--force' is called '--despite' now"):
        assert typed_now(["--company", "x", "publish", "weekly", "--force", "late"], renamed) == [
            "--company", "x", "publish", "weekly", "--despite", "late",
        ]  # fmt: skip
    with pytest.warns(Outdated):
        assert typed_now(["publish", "--force=late"], renamed) == ["publish", "--despite=late"]


@pytest.mark.parametrize(
    "words", [["pull", "--force"], ["publish", "--", "--force"], ["publish", "weekly"], [], ["--force", "publish"]]
)
def test_other_words_are_left_as_they_are(words):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert typed_now(words, {("publish", "--force"): Renamed("--despite", "2.0.0")}) == words
