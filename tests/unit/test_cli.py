"""The command line: what it offers, how it answers, and what it loads before it has been asked for anything."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
import typer
from typer.testing import CliRunner

from reviewbook import cli
from reviewbook.errors import MissingData, ParamsError, PeriodError, Problem, SourceError, WarehouseError
from reviewbook.places import Places
from reviewbook.run.explaining import Asking

COMMANDS = [
    "pull",
    "check",
    "doctor",
    "sample",
    "owed",
    "explain",
    "measure",
    "publish",
    "verify",
    "rebuild",
    "diff",
    "run",
    "catch-up",
    "backfill",
    "deliver",
    "remind",
    "settle",
    "watch",
    "status",
]
HEAVY = {"pandas", "duckdb", "matplotlib", "numpy", "narwhals", "papermill", "pyarrow", "typst", "seaborn"}


@pytest.fixture
def typed(monkeypatch, capsys):
    """Type words; give the exit code, what was said, and what was said of faults."""

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["reviewbook", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return run


def imported(*words: str) -> set[str]:
    """Give the packages that are loaded when these words are typed, in a process of its own."""
    command = [sys.executable, "-X", "importtime", "-m", "reviewbook.cli", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


@pytest.mark.parametrize("words", [["--help"], ["publish", "--help"]])
def test_help_comes_without_the_packages_that_make_reviews(words):
    found = imported(*words)
    assert "typer" in found
    assert found & HEAVY == set()


def test_every_command_is_offered_with_what_it_does(typed):
    code, said, _ = typed("--help")
    assert code == 0
    assert [command.name or command.callback.__name__ for command in cli.app.registered_commands] == COMMANDS
    assert [name for name in COMMANDS if name not in said] == []
    assert "reviewbook pull · reviewbook publish weekly" in said


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself_its_words_and_options(command):
    said = CliRunner().invoke(cli.app, [command, "--help"], env={"COLUMNS": "200"})
    assert said.exit_code == 0
    click = typer.main.get_command(cli.app).commands[command]
    assert click.help in said.output.replace("\n  ", " ")
    assert [word.name for word in click.params if word.name != "help" and not word.help] == []


def test_without_a_word_the_help_is_shown(typed):
    _, said, faults = typed()
    assert all(f"\n  {command} " in said + faults for command in COMMANDS)


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        (SourceError(Problem("source crm", "the folder data does not exist")), 1),
        (WarehouseError(Problem("warehouse.duckdb", "it is locked")), 1),
        (ParamsError(Problem("company.yaml: zone", "is empty"), Problem("company.yaml: name", "is missing")), 2),
        (PeriodError("'2026-W54' is not a week"), 2),
        (MissingData(Problem("weekly_review 2026-W48", "nothing was pulled yet")), 3),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_refusal_is_told_in_words_and_by_the_exit_code(typed, monkeypatch, refusal, code):
    def refuse() -> None:
        raise refusal

    monkeypatch.setattr(Places, "find", lambda *_: refuse())
    assert typed("status") == (code, "", f"{refusal}\n")


def test_a_fault_of_the_program_is_not_dressed_up_as_a_refusal(monkeypatch):
    def fail() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Places, "find", lambda *_: fail())
    monkeypatch.setattr(sys, "argv", ["reviewbook", "status"])
    with pytest.raises(ZeroDivisionError):
        cli.main()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("pul",), "No such command 'pul'"),
        (("publish",), "Missing argument"),
        (("publish", "weekly", "--workers", "-1"), "Invalid value for '--workers'"),
        (("publish", "weekly", "--worker", "2"), "No such option: --worker"),
        (("owed",), "Missing option '--on'"),
        (("owed", "--on", "20.11.2026"), "'20.11.2026' is not a day. Write it like '2026-11-23'."),
        (("explain", "Li"), "Missing argument 'period'"),
        (("sample",), "Missing option '--out'"),
        (("sample", "--out", "x", "--until", "24.11.2026"), "'24.11.2026' is not a day. Write it like '2026-11-23'."),
    ],
)
def test_wrong_words_are_told_and_end_with_2(typed, tmp_path, monkeypatch, words, told):
    monkeypatch.chdir(tmp_path)
    code, _, faults = typed(*words)
    assert code == 2
    assert told in faults
    assert list(tmp_path.iterdir()) == []


def test_outside_of_a_workbook_it_is_told_what_one_is(typed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, said, faults = typed("status")
    assert (code, said) == (2, "")
    assert "no workbook here nor in a folder above" in faults


def test_the_workbook_and_company_come_before_the_command(typed, root, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, _, faults = typed("--workbook", str(root), "--company", "acne", "status")
    assert code == 2
    assert "company 'acne'" in faults


def test_a_check_ends_with_1_as_soon_as_there_is_a_problem(typed, monkeypatch):
    found: list[Problem] = []
    monkeypatch.setattr(Places, "find", lambda *_: None)
    monkeypatch.setattr("reviewbook.run.checking.problems", lambda _: found)
    assert typed("check") == (0, "Everything is fit to be published.\n", "")
    found.append(Problem("params/weekly.yaml: period", "is missing"))
    assert typed("check") == (1, "1 problem(s).\n", "params/weekly.yaml: period: is missing.\n")


@pytest.fixture
def answering(monkeypatch):
    """Answer every question with the words in which it was asked."""
    asked = []
    monkeypatch.setattr(Places, "find", lambda *_: "places")
    monkeypatch.setattr("reviewbook.params.loading.load", lambda _: "params")
    monkeypatch.setattr("reviewbook.run.explaining.explain", lambda *words: asked.append(words) or [])
    monkeypatch.setattr("reviewbook.run.explaining.owed_on", lambda *words: asked.append(words) or (None, ()))
    monkeypatch.setattr("reviewbook.run.showing.table", lambda *_: None)
    return asked


def test_who_and_which_period_are_explained_as_typed(typed, answering):
    words = ("--template", "daily_sales", "--as-of", "2026-11-23T09:00+08:00", "--language", "en")
    assert typed("explain", "Li Na", "2026-W47", *words)[0] == 0
    asking = Asking("en", "2026-11-23T09:00+08:00")
    assert answering == [("places", "params", ("Li Na", "2026-W47"), asking, "daily_sales")]


def test_the_reports_of_a_day_are_asked_for_by_team_and_statuses(typed, answering):
    assert typed("owed", "--on", "2026-11-20", "--team", "East", "--status", "missing, late")[0] == 0
    assert answering == [("places", "params", date(2026, 11, 20), Asking(), ("East", ["missing", "late"]))]


@pytest.mark.parametrize(("fine", "code"), [(True, 0), (False, 1)])
def test_the_doctor_ends_with_1_when_something_is_not_fine(typed, monkeypatch, fine, code):
    from reviewbook.run.checking import Finding

    monkeypatch.setattr(Places, "find", lambda *_: None)
    monkeypatch.setattr("reviewbook.run.doctoring.doctor", lambda *_: [Finding("Python", fine, "3.13")])
    assert typed("doctor")[0] == code
