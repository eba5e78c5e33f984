"""Who is who: listed with proposals, written down only when somebody says so, and in effect with the next pull."""

from __future__ import annotations

import json
import sys
from datetime import timedelta

import pytest
import typer
from stand_ins.clocks import QuickClock
from stand_ins.content import content
from stand_ins.trello import Trello
from typer.testing import CliRunner

from reviewbook import cli
from reviewbook.errors import ParamsError, WarehouseError
from reviewbook.run import matching, pulling
from reviewbook.sources import PullOptions
from reviewbook.warehouse import Warehouse
from reviewbook.wording import Wording

HEADER = "system,external_id,person_id\n"


@pytest.fixture
def trello(workbook, monkeypatch):
    """A board with cards of 王芳 (p1) and Li Wei (p2), and a workbook with Li Wei and Wu."""
    workbook.write("data/people.csv", "person_id,name\n0012,Li Wei\n0013,Wu\n")
    with Trello() as trello:
        for name, value in trello.secrets.items():
            monkeypatch.setenv(name, value)
        trello.tell(content(4))
        workbook.name_sources(workbook.ours, f"- {json.dumps(trello.entry())}")
        yield trello


def pull(workbook, hours=0):
    at = workbook.monday + timedelta(hours=hours)
    return list(pulling.pull(workbook.places, (), at, PullOptions(clock=QuickClock(at))))


def listed(workbook, *names, language="en"):
    table, said = matching.match(workbook.places, workbook.params, names, Wording(language))
    return table, [[cell.text for cell in row] for row in table.rows], said


def accept(workbook, *decided):
    return matching.accept(workbook.places, workbook.params, decided)


def written(workbook):
    file = workbook.places.params / "identities.csv"
    return file.read_text("utf-8") if file.exists() else ""


def test_everybody_without_an_identity_is_listed_with_who_it_may_be_and_how_many_rows_wait(workbook, trello):
    pull(workbook)
    _, rows, said = listed(workbook)
    assert rows == [
        ["trello", "p2", "Li Wei", "", "2", "0012 Li Wei", "the same name, the only one on both sides"],
        ["trello", "p1", "王芳", "", "2", "", ""],
    ]
    assert said == (
        "trello: 2 people, 2 without an identity",
        "To write down one: reviewbook people accept SYSTEM ID PERSON",
    )
    assert written(workbook) == ""


def test_who_was_accepted_has_his_rows_after_the_next_pull_and_is_not_listed_again(workbook, trello):
    pull(workbook)
    assert accept(workbook, "trello", "p2", "0012") == (
        "trello: p2 is 0012, written to params/identities.csv. Now type: reviewbook pull"
    )
    assert written(workbook) == HEADER + "trello,p2,0012\n"
    assert [row[1] for row in listed(workbook)[1]] == ["p1"]
    pull(workbook, hours=1)
    with Warehouse.open(workbook.places.warehouse) as warehouse:
        assert sorted(set(warehouse.frame("follow_ups")["owner_id"])) == ["0012", "trello:p1"]
    assert [row[1] for row in listed(workbook)[1]] == ["p1"]


def test_the_list_of_identities_stays_sorted_and_keeps_what_was_there(workbook, trello):
    workbook.write("params/identities.csv", f"\ufeff{HEADER}zoho,9,0012\n\nasana,1,0013\n")
    pull(workbook)
    accept(workbook, "trello", "p1", "0013")
    assert written(workbook) == HEADER + "asana,1,0013\ntrello,p1,0013\nzoho,9,0012\n"
    assert [one.name for one in workbook.places.params.glob("*partial*")] == []


REFUSED = {
    ("trelo", "p2", "0012"): (
        "trelo: is no system in which people are to be matched. A system of sources.yaml is meant whose "
        "person_ids are `identities`. Did you mean 'trello'?"
    ),
    ("ours", "p2", "0012"): "ours: is no system in which people are to be matched",
    ("trello", "p3x", "0012"): "people accept trello: trello knows nobody with the id 'p3x'. Type: reviewbook pull.",
    ("trello", "p2", "012"): (
        "people accept trello: the company has no person '012'. Did you mean '0012'? Type: reviewbook pull."
    ),
    ("trello", "p1", "0012"): (
        "people accept trello: 'p1' is '0013' already. If it is to be otherwise, change identities.csv by hand"
    ),
    ("trello", "p2", "0013"): "people accept trello: '0013' is 'p1' there already. If it is to be otherwise",
}


def test_what_does_not_exist_or_is_taken_is_refused_and_nothing_is_written(workbook, trello):
    pull(workbook)
    accept(workbook, "trello", "p1", "0013")
    before = written(workbook)
    for decided, said in REFUSED.items():
        with pytest.raises(ParamsError) as refused:
            accept(workbook, *decided)
        assert str(refused.value).startswith(said)
    assert written(workbook) == before
    workbook.write("params/identities.csv", "person,system\n0012,trello\n")
    with pytest.raises(ParamsError, match=r"^params/identities.csv: is no list of identities\. Its first row is "):
        accept(workbook, "trello", "p2", "0012")
    assert written(workbook) == "person,system\n0012,trello\n"


def test_an_identity_that_the_warehouse_knows_from_elsewhere_counts_as_taken(workbook, trello):
    workbook.write("data/identities.csv", HEADER + "trello,p1,0013\n")
    pull(workbook)
    assert [row[1] for row in listed(workbook)[1]] == ["p2"]
    with pytest.raises(ParamsError, match="'p1' is '0013' already"):
        accept(workbook, "trello", "p1", "0012")


def test_all_with_the_same_e_mail_and_nobody_else_are_accepted_unseen(workbook, trello, monkeypatch):
    workbook.write("data/people.csv", "person_id,name,email\n0012,Li Wei,\n0013,Wu,WANG.FANG@yunling.example\n")
    pull(workbook)
    shown = matching.contacts

    def with_email(places, entry):
        emails = {"p1": "wang.fang@yunling.example"}
        return [type(one)(one.external_id, one.name, emails.get(one.external_id)) for one in shown(places, entry)]

    monkeypatch.setattr(matching, "contacts", with_email)
    _, rows, said = listed(workbook)
    assert [row[-2:] for row in rows] == [
        ["0013 Wu <WANG.FANG@yunling.example>", "the same e-mail"],
        ["0012 Li Wei", "the same name, the only one on both sides"],
    ]
    assert "reviewbook people match --accept email" in said[1]
    with pytest.raises(ParamsError, match=r"'name' cannot be accepted all at once\. Only `email` can\. Look at the"):
        matching.accept_all(workbook.places, workbook.params, (), "name")
    assert written(workbook) == ""
    assert matching.accept_all(workbook.places, workbook.params, (), "email") == [
        "trello: p1 is 0013",
        "1 written to params/identities.csv. Now type: reviewbook pull",
    ]
    assert written(workbook) == HEADER + "trello,p1,0013\n"
    nobody = "Nobody was matched: no e-mail is that of one person only, here and there."
    assert matching.accept_all(workbook.places, workbook.params, ["trello"], "email") == [nobody]


def test_a_system_that_was_never_pulled_says_what_to_type(workbook, trello):
    workbook.name_sources(workbook.ours)
    pull(workbook)
    workbook.name_sources(workbook.ours, f"- {json.dumps(trello.entry())}")
    _, rows, said = listed(workbook, "trello")
    assert (rows, said) == ([], ("trello: nothing was pulled yet; type: reviewbook pull trello",))


def test_before_the_first_pull_nobody_is_known(workbook, trello):
    with pytest.raises(WarehouseError, match="reviewbook pull"):
        listed(workbook)


def test_a_system_whose_ids_are_the_companys_has_nobody_to_match(workbook, trello):
    workbook.name_sources(workbook.ours, f"- {json.dumps({**trello.entry(), 'person_ids': 'own'})}")
    pull(workbook)
    table, rows, said = listed(workbook)
    assert (rows, said, table.plain()) == ([], (), "People of systems without an identity (0)\nEverybody is matched.")
    with pytest.raises(ParamsError, match=r"trello: is no system in which people are to be matched.*There is none"):
        listed(workbook, "trello")


def test_who_left_the_system_is_marked_and_the_words_are_those_of_the_language(workbook, trello):
    pull(workbook)
    trello.now = workbook.monday + timedelta(hours=1)
    trello.members = {key: one for key, one in trello.members.items() if key != "p1"}
    pull(workbook, hours=2)
    table, rows, said = listed(workbook, language="zh")
    assert table.title == "系统里还没有对应到公司的人（2 人）"
    assert rows[1][2] == "王芳（已停用）"
    assert said[0] == "trello：2 人，2 人没有对应"


def typed(monkeypatch, capsys, workbook, *words):
    monkeypatch.setattr(sys, "argv", ["reviewbook", "--workbook", str(workbook.places.root), *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    captured = capsys.readouterr()
    return int(ended.value.code or 0), captured.out, captured.err


def test_the_commands_list_and_write_down_and_no_name_steers_the_terminal(workbook, trello, monkeypatch, capsys):
    trello.members["p1"]["fullName"] = "\x1b[2J\u202e王芳"
    pull(workbook)
    code, said, _ = typed(monkeypatch, capsys, workbook, "people", "match", "--language", "en", "--source", "trello")
    assert code == 0
    assert "trello | p1 | [U+001B][2J[U+202E]王芳 |  | 2 |  | " in said.splitlines()
    code, said, _ = typed(monkeypatch, capsys, workbook, "people", "accept", "trello", "p2", "0012")
    assert (code, said.endswith("Now type: reviewbook pull\n")) == (0, True)
    code, _, refused = typed(monkeypatch, capsys, workbook, "people", "accept", "trello", "p2", "0012")
    assert (code, "'p2' is '0012' already" in refused) == (2, True)
    code, said, _ = typed(monkeypatch, capsys, workbook, "people", "match", "--accept", "email")
    assert (code, said.startswith("Nobody was matched")) == (0, True)


@pytest.mark.parametrize("command", ["match", "accept"])
def test_each_command_explains_itself_its_words_and_options(command):
    said = CliRunner().invoke(cli.app, ["people", command, "--help"], env={"COLUMNS": "200"})
    assert said.exit_code == 0
    click = typer.main.get_command(cli.app).commands["people"].commands[command]
    assert click.help in said.output.replace("\n  ", " ")
    assert [word.name for word in click.params if word.name != "help" and not word.help] == []
