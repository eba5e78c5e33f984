"""A real run, killed for real (``kill -9``) at each step of sending a mail; the next one finds out what is left."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from stand_ins.mail_server import BOARD, DELIVERIES, MailFault, MailServer

#: When somebody's scheduler runs: half an hour after the slot of the weekly review.
RUN = ("run", "--at", "2026-11-23T09:30+08:00")


class Deadly(MailServer):
    """Kills whoever talks with it at a step, before it does what it is asked for, or when it has the mail."""

    def __init__(self) -> None:
        super().__init__()
        self.victim: subprocess.Popen[str] | None = None
        self.at = ""

    def _due(self, step: str, mailbox: str) -> MailFault | None:
        if self.victim and step == self.at.removesuffix(", taken"):
            os.killpg(self.victim.pid, signal.SIGKILL)
            self.victim.wait()
            self.victim = None
            return MailFault("silent" if self.at.endswith(", taken") else "cut", step)
        return super()._due(step, mailbox)


@pytest.fixture
def server():
    with Deadly() as running:
        yield running


@pytest.fixture
def workbook(published_workbook: Any, tmp_path: Path, server: Deadly) -> Any:
    """Give a workbook whose weekly review was published right before, and is to be sent."""
    shutil.copytree(published_workbook.root, tmp_path / "workbook", ignore=shutil.ignore_patterns("runs"))
    made = type(published_workbook)(tmp_path / "workbook")
    params = made.root / "params"
    (params / "deliveries.yaml").write_text(DELIVERIES.format(port=server.port), "utf-8")
    (params / "reminders.yaml").unlink()
    text = (params / "publications.yaml").read_text("utf-8")
    (params / "publications.yaml").write_text(text.replace("[company, teams]", "[company]"), "utf-8")
    return made


def begun(workbook: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "reviewbook.cli", *RUN]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    return subprocess.Popen(command, cwd=workbook.root, text=True, start_new_session=True, **pipes)


@pytest.mark.parametrize("step", ["connect", "EHLO", "MAIL", "RCPT", "DATA", ".", "., taken"])
def test_nobody_has_it_twice_and_who_cannot_be_known_is_asked_about(workbook: Any, server: Deadly, step: str) -> None:
    server.at, server.victim = step, begun(workbook)
    victim = server.victim
    victim.communicate()
    assert victim.returncode == -signal.SIGKILL
    again = workbook.type(*RUN)
    # Whether a mail that was being sent has arrived only a person can find out; both have a letter to read.
    assert again.returncode == 1
    assert "doubtful" in again.stdout
    taken = 1 if step.endswith("taken") else 0
    assert len(server.letters(BOARD)) == taken
    subjects = " ".join(str(letter["Subject"]) for letter in server.letters("ops@yunling.example"))
    assert "没有结束" in subjects
    assert "未能送达" in subjects
    delivery = f"weekly_review/2026-W47/company/1/zh > mail > {BOARD} > mail"
    said = workbook.type("settle", delivery, "arrived" if taken else "again")
    assert said.returncode == 0, said.stderr
    assert workbook.type(*RUN).returncode == 0
    assert len(server.letters(BOARD)) == 1
    assert workbook.type("status", "--json", "--at", RUN[2]).stdout.count('"state": "fine"') == 1


def test_of_two_that_run_at_once_one_sends(workbook: Any, server: Deadly) -> None:
    runs = [begun(workbook) for _ in range(2)]
    said = [run.communicate()[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    assert len(server.letters(BOARD)) == 1
    assert workbook.type(*RUN).returncode == 0
    assert len(server.letters(BOARD)) == 1
