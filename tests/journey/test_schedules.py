"""The examples for schedulers: the crontab is run as cron runs it, the others are read, and made to run what they say."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, ClassVar

import pytest
import yaml

from reviewbook.ledger import Ledger

EXAMPLES = Path(__file__).parents[2] / "docs" / "schedules"
FOLDER = "/srv/reviewbook"

#: Nothing is due for ages, so a run has nothing to derive; the ledger stands where a secret says.
QUIET = "ledger: LEDGER_URL\nsince: 2999-01-01\n"
WRONG = "owner: {through: nowhere}\n"


def crontab() -> tuple[dict[str, str], dict[str, str]]:
    """Read the crontab: what it sets, and each command by its name."""
    lines = [line for line in (EXAMPLES / "crontab").read_text("utf-8").splitlines() if line and line[0] != "#"]
    settings = dict(line.split("=", 1) for line in lines if re.match(r"[A-Z]+=", line))
    commands = [line.split(maxsplit=5) for line in lines if not re.match(r"[A-Z]+=", line)]
    return settings, {re.findall(r"reviewbook/?.*?bin/reviewbook ([a-z-]+)", one[5])[0]: one[5] for one in commands}


class Machine:
    """A machine with a workbook, and cron on it."""

    def __init__(self, workbook: Path, home: Path) -> None:
        self.workbook, self.home = workbook, home
        self.ledger_file = home / "ledger.sqlite"
        self.says(QUIET)
        (home / "secrets.env").write_text(f"LEDGER_URL='sqlite:///{self.ledger_file}'\n", "utf-8")

    def says(self, deliveries: str) -> None:
        """Write deliveries.yaml."""
        (self.workbook / "params" / "deliveries.yaml").write_text(deliveries, "utf-8")

    def cron(self, command: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the crontab as cron does: with its shell, in the home, with next to no environment."""
        settings, commands = crontab()
        around = {"HOME": str(self.home), "LOGNAME": "reviewbook", "PATH": "/usr/bin:/bin", **settings}
        line = commands[command].replace(FOLDER, str(self.workbook))
        return subprocess.run(
            [settings["SHELL"], "-c", line], cwd=self.home, env=around, capture_output=True, text=True, check=False
        )

    def ledger(self, at: datetime) -> Ledger:
        """Open its ledger."""
        return Ledger.of_file(self.ledger_file, at)


@pytest.fixture(scope="module")
def machine(new_workbook: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """Give a machine with a workbook of the small company into which nothing was pulled."""
    made = new_workbook(pulled=False).root
    (made / ".venv").symlink_to(sys.prefix)
    return Machine(made, tmp_path_factory.mktemp("home"))


@pytest.fixture
def mended(machine: Machine) -> Iterator[Machine]:
    """Give the machine, and put its deliveries and ledger back to what they were."""
    kept = machine.ledger_file.with_suffix(".kept")
    if machine.ledger_file.exists():
        shutil.copy(machine.ledger_file, kept)
    yield machine
    machine.says(QUIET)
    machine.ledger_file.unlink(missing_ok=True)
    if kept.exists():
        kept.rename(machine.ledger_file)


def test_a_line_of_the_crontab_is_one_that_cron_takes() -> None:
    """At a % cron ends the command and feeds it the rest; a line without its five times would be a name."""
    settings, commands = crontab()
    assert settings == {"SHELL": "/bin/sh", "MAILTO": "owner@example.com"}
    assert sorted(commands) == ["run", "watch"]
    assert [one for one in commands.values() if "%" in one or FOLDER not in one] == []


def test_cron_runs_it_and_has_nothing_to_mail_when_all_is_well(machine: Machine) -> None:
    done = machine.cron("run")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    ledger = machine.ledger(datetime.now(UTC))
    run = ledger.runs.last()
    ledger.close()
    assert run is not None
    assert (run.command, run.outcome) == ("run", "fine")
    output = machine.workbook / "output"
    assert not (output / "runs" / run.id).exists(), "of a run that had nothing to do there is nothing to understand"
    assert (output / "warehouse.duckdb").stat().st_mode & 0o007 == 0
    # Its ledger is where the secret says, and nothing was made that is not due.
    assert not (output / "ledger.sqlite").exists()
    assert list(output.glob("published/*/*")) == []
    watched = machine.cron("watch")
    assert (watched.returncode, watched.stdout, watched.stderr) == (0, "", "")


def test_cron_mails_what_was_wrong_and_the_exit_code_is_that_of_reviewbook(mended: Machine) -> None:
    mended.says(WRONG)
    done = mended.cron("run")
    assert done.returncode == 2
    assert "params/deliveries.yaml:1: owner.through: 'nowhere' is not a channel" in done.stdout


def test_cron_mails_that_the_secrets_are_not_there(mended: Machine) -> None:
    secrets = mended.home / "secrets.env"
    kept = secrets.read_bytes()
    secrets.unlink()
    done = mended.cron("run")
    secrets.write_bytes(kept)
    assert done.returncode != 0
    assert "secrets.env" in done.stderr


def test_the_watch_line_mails_when_nobody_runs_it_any_more(mended: Machine) -> None:
    """The last run was two months ago, and reviews were due since; the owner has one letter, however often it is looked."""
    if not (mended.workbook / "output" / "warehouse.duckdb").exists():
        assert mended.cron("run").returncode == 0
    now = datetime.now(UTC)
    mended.ledger_file.unlink()
    ledger = mended.ledger(now - timedelta(days=60))
    ledger.runs.begin("long-ago", "run", "here", "0", now - timedelta(days=60))
    ledger.runs.end("long-ago", "fine", now - timedelta(days=60))
    ledger.close()
    mended.says("ledger: LEDGER_URL\n")
    done = mended.cron("watch")
    assert done.returncode == 1
    line, *said = done.stdout.splitlines()
    assert json.loads(line)["state"] == "late"
    assert any(re.search(r"\b(daily_brief|weekly_review) \d{4}-", one) for one in said)
    again = mended.cron("watch")
    assert (again.returncode, again.stdout.splitlines()[1:]) == (1, said)
    assert len(list((mended.workbook / "output" / "outbox" / "silent").rglob("message.txt"))) == 1


@pytest.fixture(scope="module")
def commands() -> set[str]:
    """Give the commands that ``reviewbook --help`` lists."""
    said = subprocess.run(
        [sys.executable, "-m", "reviewbook.cli", "--help"], capture_output=True, text=True, check=True
    ).stdout
    return set(re.findall(r"^  ([a-z][a-z-]+)  ", said.split("Commands:")[1], re.M))


def typed(text: str) -> list[str]:
    """Give the commands that a text types."""
    return re.findall(r"\.venv/bin/reviewbook ([a-z-]+)", text)


def test_units_are_right_and_run_commands_that_exist(commands: set[str], machine: Machine, tmp_path: Path) -> None:
    units = sorted(EXAMPLES.glob("*.service")) + sorted(EXAMPLES.glob("*.timer"))
    assert [one.name for one in units] == [
        "reviewbook-watch.service", "reviewbook.service", "reviewbook-watch.timer", "reviewbook.timer",
    ]  # fmt: skip
    started = [re.findall(r"^ExecStart=(\S+) (\S+)$", one.read_text("utf-8"), re.M) for one in units]
    binary = f"{FOLDER}/.venv/bin/reviewbook"
    assert started == [[(binary, "watch")], [(binary, "run")], [], []]
    assert {"watch", "run"} <= commands
    if not shutil.which("systemd-analyze"):
        pytest.skip("there is no systemd-analyze here")
    for one in units:
        text = one.read_text("utf-8").replace(FOLDER, str(machine.workbook))
        (tmp_path / one.name).write_text(text, "utf-8")
    said = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / one.name) for one in units)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (said.returncode, said.stdout) == (0, ""), said.stderr
    assert [line for line in said.stderr.splitlines() if "reviewbook" in line] == []


@pytest.mark.parametrize("name", ["airflow.py", "prefect.py"])
def test_a_flow_calls_nothing_but_the_command_line(name: str, commands: set[str]) -> None:
    tree = ast.parse((EXAMPLES / name).read_text("utf-8"), name)
    compile(tree, name, "exec")
    modules = {one.module for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)}
    modules |= {alias.name for one in ast.walk(tree) if isinstance(one, ast.Import) for alias in one.names}
    assert {str(one).split(".")[0] for one in modules} <= {"__future__", "airflow", "datetime", "prefect", "subprocess"}
    texts = [one.value for one in ast.walk(tree) if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    assert FOLDER in texts
    assert set(typed("\n".join(texts))) <= commands


def played(name: str, workbook: Path, monkeypatch: pytest.MonkeyPatch, **modules: dict[str, Any]) -> dict[str, Any]:
    """Execute an example with a workbook in place of its folder, and with these modules in place of the scheduler's."""
    for module, members in modules.items():
        made = ModuleType(module.replace("__", "."))
        made.__dict__.update(members)
        monkeypatch.setitem(sys.modules, made.__name__, made)
    text = (EXAMPLES / name).read_text("utf-8").replace(FOLDER, str(workbook))
    names: dict[str, Any] = {"__name__": "example"}
    exec(compile(text, name, "exec"), names)
    return names


def test_airflow_starts_it_in_the_workbook_and_sees_its_exit_code(
    mended: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Dag:
        made: ClassVar[list[dict[str, Any]]] = []

        def __init__(self, dag_id: str, **keys: Any) -> None:
            Dag.made.append({"dag_id": dag_id, **keys})

        def __enter__(self) -> Dag:
            return self

        def __exit__(self, *_: object) -> None: ...

    tasks: list[dict[str, Any]] = []
    bash = {"BashOperator": lambda **keys: tasks.append(keys)}
    around: dict[str, dict[str, Any]] = {
        "airflow": {},
        "airflow__sdk": {"DAG": Dag},
        "airflow__providers": {},
        "airflow__providers__standard": {},
    }
    around |= {"airflow__providers__standard__operators": {}, "airflow__providers__standard__operators__bash": bash}
    played("airflow.py", mended.workbook, monkeypatch, **around)
    assert [(one["dag_id"], one["catchup"]) for one in Dag.made] == [("reviewbook", False), ("reviewbook_watch", False)]
    assert [one["bash_command"] for one in tasks] == [".venv/bin/reviewbook run", ".venv/bin/reviewbook watch"]
    mended.says(WRONG)
    for task in tasks:
        ended = subprocess.run(["bash", "-c", task["bash_command"]], cwd=task["cwd"], capture_output=True, check=False)
        assert ended.returncode == 2


def test_prefect_starts_it_in_the_workbook_and_fails_with_its_exit_code(
    mended: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[str] = []
    logger = SimpleNamespace(info=lambda text, *values: logged.append(text % values))
    prefect = {"flow": lambda **_: lambda function: function, "get_run_logger": lambda: logger}
    names = played("prefect.py", mended.workbook, monkeypatch, prefect=prefect)
    mended.says(WRONG)
    with pytest.raises(subprocess.CalledProcessError) as failed:
        names["reviewbook"]()
    assert failed.value.returncode == 2
    assert "'nowhere' is not a channel" in "".join(logged)


def test_the_workflow_runs_a_command_that_exists_on_a_runner_of_ones_own(commands: set[str]) -> None:
    workflow = yaml.safe_load((EXAMPLES / "github-actions.yaml").read_text("utf-8"))
    # YAML 1.1 takes the key `on` for a truth.
    assert [len(one["cron"].split()) for one in workflow[True]["schedule"]] == [5]
    assert workflow["permissions"] == {}
    (job,) = workflow["jobs"].values()
    assert "self-hosted" in job["runs-on"]
    ran = [step["run"] for step in job["steps"]]
    assert [typed(one) for one in ran] == [["run"]]
    assert {"run"} <= commands
    assert [step["working-directory"] for step in job["steps"]] == [FOLDER]


def test_the_container_runs_a_command_that_exists_as_a_user_of_its_own(commands: set[str]) -> None:
    lines = [line for line in (EXAMPLES / "Containerfile").read_text("utf-8").splitlines() if line and line[0] != "#"]
    said = dict(line.split(" ", 1) for line in lines)
    assert [json.loads(said[one]) for one in ("ENTRYPOINT", "CMD")] == [[".venv/bin/reviewbook"], ["run"]]
    assert (said["WORKDIR"], said["USER"]) == (FOLDER, "reviewbook")
    root = EXAMPLES.parents[1]
    copied = [name for line in lines if line.startswith("COPY ") for name in line.split()[1:-1]]
    assert copied
    assert [name for name in copied if not (root / name).exists()] == []
    job = yaml.safe_load((EXAMPLES / "cronjob.yaml").read_text("utf-8"))
    pod = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert container["args"] == ["run"]
    assert container["args"][0] in commands
    assert re.findall(r"useradd .*--uid (\d+)", "\n".join(lines)) == [str(pod["securityContext"]["runAsUser"])]
    mounted = {one["name"]: one["mountPath"] for one in container["volumeMounts"]}
    assert mounted == {"params": f"{FOLDER}/params", "output": f"{FOLDER}/output"}
    assert {one["name"] for one in pod["volumes"]} == set(mounted)
