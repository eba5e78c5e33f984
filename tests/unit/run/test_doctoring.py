"""What the doctor says of the sources: a line for each thing, in plain words, with what is to be done."""

from __future__ import annotations

import json
import sqlite3
import sys
from datetime import timedelta

import pytest
from stand_ins.clocks import QuickClock
from stand_ins.content import content
from stand_ins.slack import Slack
from stand_ins.trello import Trello

from reviewbook import cli
from reviewbook.errors import ParamsError
from reviewbook.run import doctoring, matching, pulling
from reviewbook.run.explaining import Asking
from reviewbook.sources import PullOptions
from reviewbook.web import Clock


@pytest.fixture
def trello(workbook, monkeypatch):
    with Trello() as trello:
        for name, value in trello.secrets.items():
            monkeypatch.setenv(name, value)
        trello.tell(content(4))
        use(workbook, trello.entry())
        yield trello


def use(workbook, *entries):
    workbook.name_sources(workbook.ours, *(f"- {json.dumps(entry)}" for entry in entries))


def look(workbook, *names, language="en"):
    found = doctoring.doctor(workbook.places, names, Asking(language), QuickClock())
    return [str(finding) for finding in found]


def pull(workbook, hours=0):
    at = workbook.monday + timedelta(hours=hours)
    return list(pulling.pull(workbook.places, (), at, PullOptions(clock=QuickClock(at))))


def test_a_system_that_has_all_it_needs_is_fine_line_by_line(workbook, trello):
    assert look(workbook, "trello") == [
        "ok  trello · secret TRELLO_KEY: set",
        "ok  trello · secret TRELLO_TOKEN: set",
        f"ok  trello · address {trello.base}/1: reachable",
        "ok  trello · the login (members/me): can be read",
        "ok  trello · the boards (members/me/boards): can be read",
        "ok  trello · what was pulled: nothing yet; type: reviewbook pull trello",
    ]


def test_a_secret_that_is_not_set_is_named_with_how_to_set_it_and_nobody_is_asked(workbook, trello, monkeypatch):
    monkeypatch.delenv("TRELLO_TOKEN")
    said = look(workbook, "trello")
    assert said[:2] == [
        "ok  trello · secret TRELLO_KEY: set",
        "NOT trello · secret TRELLO_TOKEN: is not set. Set it where reviewbook runs: export TRELLO_TOKEN=… "
        "or: keyring set reviewbook TRELLO_TOKEN",
    ]
    assert said[3] == "NOT trello · reading: not tried: first mend what stands above"
    assert [seen.path for seen in trello.requests] == ["/"]


@pytest.mark.parametrize(
    ("language", "answer", "advice"),
    [
        ("en", "was refused 401", "both into the secrets that key_secret and token_secret name"),
        ("zh", "was refused 401", "令牌"),
    ],
)
def test_what_the_system_refuses_is_quoted_with_what_to_click_and_without_the_secret(
    workbook, trello, language, answer, advice
):
    trello.expire_tokens()
    said = [line for line in look(workbook, "trello", language=language) if line.startswith("NOT")]
    assert len(said) == 2
    assert answer in said[0]
    assert advice in said[0]
    assert "hush" not in "".join(said)


def test_an_address_that_is_away_is_told_once_and_nobody_waits_for_each_probe(workbook, trello):
    trello.__exit__(None, None, None)
    said = look(workbook, "trello")
    assert said[2].startswith(f"NOT trello · address {trello.base}/1: It cannot be reached: check the address (base)")
    assert said[3] == "NOT trello · reading: not tried: first mend what stands above"


def test_where_people_open_a_system_is_not_asked(workbook, trello):
    jira = {"kind": "jira", "name": "jira", "since": "2026-11-01", "base": trello.base, "site": "http://127.0.0.1:9"}
    use(workbook, {**jira, "edition": "data_center", "token": "TRELLO_TOKEN", "projects": ["SALES"]})
    said = [line for line in look(workbook, "jira") if "address" in line]
    assert said == [f"ok  jira · address {trello.base}: reachable"]


def test_a_system_that_goes_away_meanwhile_is_not_asked_the_same_again(workbook, trello):
    trello.fault("drop", "/1/", times=99)
    said = [line for line in look(workbook, "trello") if line.startswith("NOT")]
    assert len(said) == 1
    assert "the login (members/me)" in said[0]


def test_a_board_that_is_not_shown_is_told_with_those_that_are(workbook, trello):
    use(workbook, {**trello.entry(), "boards": ["abcdEFGH"]})
    assert "NOT trello · the boards (members/me/boards): the account is no member of abcdEFGH." in "\n".join(
        look(workbook, "trello")
    )


def people(workbook):
    return next(line for line in look(workbook, "trello") if "· people: " in line)


def test_people_who_can_be_matched_and_for_whom_rows_wait_are_missing(workbook, trello):
    workbook.write("data/people.csv", "person_id,name\n0012,Li Wei\n0013,Wu\n")
    pull(workbook)
    step = ". See: reviewbook people match --source trello"
    assert people(workbook) == (
        f"NOT trello · people: 2, of whom 2 have no identity; 4 rows wait for 2 to be matched{step}"
    )
    matching.accept(workbook.places, workbook.params, ("trello", "p2", "0012"))
    # Whose name nobody in the company has is the owner of a task all the same: a label, and nothing is missing.
    assert people(workbook) == (
        f"ok  trello · people: 2, of whom 1 have no identity; 2 rows wait for 1 to be matched{step}"
    )
    use(workbook, {**trello.entry(), "person_ids": "own"})
    assert not [line for line in look(workbook, "trello") if "· people: " in line]


@pytest.fixture
def slack(workbook, monkeypatch):
    """A channel with four reports, whose people nobody in the company is called like."""
    with Slack() as slack:
        for name, value in slack.secrets.items():
            monkeypatch.setenv(name, value)
        slack.tell(content(4))
        use(workbook, slack.entry())
        yield slack


def line(workbook, what):
    return next(said for said in look(workbook, "slack") if f" · {what}" in said)


def test_forms_say_which_questions_were_answered_and_which_never(workbook, slack):
    chat = {"type": "message", "user": "UP1", "text": "今日销售额: 1"}
    slack.others = [{**chat, "ts": "1794909600.000100", "subtype": "channel_join"}]
    pull(workbook)
    assert line(workbook, "form") == (
        'ok  slack · form "C0DAILY" → template daily_sales: 4 reports; fields that were filled, in how many: '
        "sales_amount 4, visits 4, progress 4, plan 4; never filled: customer_feedback, competitor, problem. "
        "If the form asks for them, name its questions under forms.fields in sources.yaml"
    )
    assert (
        line(workbook, "left out")
        == "ok  slack · left out: messages C0DAILY: 1 (is a message of the system: channel_join)"
    )
    # Nobody can be proposed for them; but their reports were rejected, and so something is missing.
    assert line(workbook, "people: ").startswith("NOT slack · people: 2, of whom 2 have no identity; 8 rows wait for 2")
    workbook.change("params/templates.yaml", "{name: competitor,", "{name: competitor, required: true,")
    assert line(workbook, "form").startswith("NOT slack · form")


def test_a_form_of_which_no_report_came_is_missing_where_one_is_due_often(workbook, slack):
    slack.tell(content(0))
    pull(workbook)
    assert line(workbook, "form") == (
        'NOT slack · form "C0DAILY" → template daily_sales: no report has come. Check `form` in sources.yaml: '
        "it is what the system calls the template, rule or channel"
    )
    use(workbook, {**slack.entry(), "forms": [{"form": "C0DAILY", "template": "monthly_sales"}]})
    assert line(workbook, "form").startswith('ok  slack · form "C0DAILY" → template monthly_sales: no report has come')


def test_the_folder_of_files_is_there_or_is_not_and_so_is_each_file(workbook):
    assert look(workbook, "ours") == ["ok  ours · folder data: is there, 4 files"]
    workbook.name_sources(
        "- {name: ours, kind: files, folder: data, zone: Asia/Shanghai, tables: [{table: orders, file: sales.csv}]}",
        "- {name: more, kind: files, folder: elsewhere}",
    )
    assert look(workbook, "ours", "more") == [
        "ok  ours · folder data: is there, 4 files",
        "NOT ours · file sales.csv: there is none: put it into the folder, or mend `file` in sources.yaml",
        "NOT more · folder elsewhere: the folder elsewhere does not exist. It is looked for beside params/. "
        "Put the files there, or mend `folder` in sources.yaml.",
    ]


def test_the_queries_of_a_database_run_or_say_why_not(workbook, monkeypatch):
    with sqlite3.connect(workbook.places.root / "shop.db") as database:
        database.execute("CREATE TABLE staff (id TEXT, name TEXT)")
    database.close()
    monkeypatch.setenv("SHOP_URL", "sqlite:///shop.db")
    queries = "queries: {people: 'SELECT id AS person_id, name FROM staff', teams: 'SELECT 1 FROM crew'}"
    workbook.name_sources(f"- {{name: shop, kind: sql, url_secret: SHOP_URL, {queries}}}")
    said = look(workbook, "shop", language="zh")
    assert said[:3] == [
        "ok  shop · 密钥 SHOP_URL: 已设置",
        "ok  shop · the database: 能读取",
        "ok  shop · the query people: 能读取",
    ]
    assert said[3].startswith("NOT shop · the query teams: was refused: no such table: crew. 查看 sources.yaml")
    assert len(said) == 4


def test_the_machine_and_every_source_are_looked_at_when_none_is_named(workbook):
    workbook.name_sources(workbook.ours, "- {name: sample, kind: sample}")
    said = look(workbook)
    assert said[0].startswith("ok  Python: ")
    assert said[-2:] == ["ok  ours · folder data: is there, 4 files", "ok  sample · simulated: asks no system"]
    assert len(look(workbook, "sample")) == 1


def test_params_that_cannot_be_read_are_told_and_no_source_is_guessed(workbook):
    workbook.change("params/company.yaml", "currency: CNY", "curency: CNY")
    said = look(workbook)
    assert [line[:3] for line in said if line[4:].startswith("params: ")] == ["NOT"]
    assert not [line for line in said if "·" in line]
    with pytest.raises(ParamsError, match="curency"):
        look(workbook, "ours")


def test_a_source_that_does_not_exist_is_told_with_the_nearest(workbook):
    with pytest.raises(
        ParamsError, match=r"doctor --source our: there is no source of that name.*Did you mean 'ours'\?"
    ):
        look(workbook, "our")


def test_the_doctor_waits_for_no_system_for_long(monkeypatch):
    slept = []
    monkeypatch.setattr(Clock, "sleep", lambda self, seconds: slept.append(seconds))
    clock = doctoring._Hurried()
    clock.sleep(600)
    clock.sleep(0.5)
    assert slept == [2, 0.5]


@pytest.mark.parametrize(("folder", "code"), [("data", 0), ("elsewhere", 1)])
def test_the_command_ends_with_whether_something_is_missing(workbook, monkeypatch, capsys, folder, code):
    workbook.name_sources(workbook.ours.replace("folder: data", f"folder: {folder}"))
    words = ["reviewbook", "--workbook", str(workbook.places.root), "doctor", "--source", "ours", "--language", "zh"]
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert int(ended.value.code or 0) == code
    assert f"ours · 文件夹 {folder}: " in capsys.readouterr().out


def test_the_secrets_of_channels_are_looked_for_too(workbook, monkeypatch):
    written = "channels:\n  - {name: group, kind: wecom_robot, key: GROUP_KEY}\n  - {name: flow, kind: teams, url: FLOW_URL}\n"
    (workbook.places.params / "deliveries.yaml").write_text(written, "utf-8")
    monkeypatch.setenv("FLOW_URL", "https://flow.example/?sig=hush")
    monkeypatch.delenv("GROUP_KEY", raising=False)
    said = look(workbook)
    assert "ok  flow · secret FLOW_URL: set" in said
    assert [line for line in said if line.startswith("NOT group · secret GROUP_KEY: is not set.")]
    assert "hush" not in " ".join(said)
