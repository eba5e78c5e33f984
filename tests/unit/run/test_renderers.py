"""A worker that dies takes its own document along and no other."""

from __future__ import annotations

import os
import signal
import time

import pytest

from reviewbook.errors import NotebookError
from reviewbook.run.renderers import Workers


def nothing() -> None:
    """Begin without anything."""


def put(name: str, value: str) -> None:
    os.environ[name] = value


def doubled(number: int) -> int:
    return 2 * number


def killed(number: int) -> int:
    time.sleep(0.2)
    os.kill(os.getpid(), signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
    return number


def refused() -> None:
    raise ValueError("no such document")


def test_one_that_is_killed_fails_its_own_task_alone():
    with Workers(2, nothing, ()) as workers:
        tasks = [workers.submit(killed if number == 1 else doubled, number) for number in range(6)]
    with pytest.raises(NotebookError) as refusal:
        tasks.pop(1).result()
    assert str(refusal.value) == (
        "the process that made it: died, or was killed. Look whether the memory of the machine was used up, "
        "then publish again: what is there already is left as it is."
    )
    assert [task.result() for task in tasks] == [0, 4, 6, 8, 10]


def test_what_a_task_refuses_is_its_own_word():
    with Workers(1, nothing, ()) as workers, pytest.raises(ValueError, match="no such document"):
        workers.submit(refused).result()


def test_each_worker_begins_before_its_first_task_also_the_one_who_takes_a_place():
    with Workers(1, put, ("BEGAN", "yes")) as workers:
        assert workers.submit(os.getenv, "BEGAN").result() == "yes"
        with pytest.raises(NotebookError):
            workers.submit(killed, 1).result()
        assert workers.submit(os.getenv, "BEGAN").result() == "yes"


def test_workers_are_processes_that_are_used_again():
    with Workers(1, nothing, ()) as workers:
        first, second = (workers.submit(os.getpid).result() for _ in range(2))
    assert first == second != os.getpid()
