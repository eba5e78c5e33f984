"""A real PostgreSQL, started for some tests in a folder of its own; it listens nowhere else."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

Address = Callable[..., str]


@contextmanager
def postgresql() -> Iterator[Address]:
    """Start a server; give its address for a user, a password and a database."""
    binaries, whom = _binaries(), _whom()
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "password").write_text("owner-hush\n", "utf-8")
        if whom:
            for path in (folder, folder / "password"):
                os.chown(path, whom["user"], whom["group"])

        def run(program: str, *words: str) -> None:
            command = [str(binaries / program), "-D", str(folder / "data"), *words]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **whom)
            assert done.returncode == 0, done.stdout + done.stderr

        login = ("--username=owner", f"--pwfile={folder / 'password'}", "--auth=scram-sha-256")
        run("initdb", "--no-sync", "--encoding=UTF8", "--locale=C", *login)
        settings = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        with (folder / "log").open("w") as log:
            command = [str(binaries / "pg_ctl"), "-D", str(folder / "data"), "-w", "-o", settings, "start"]
            subprocess.run(command, cwd=folder, check=True, stdout=log, stderr=log, **whom)
        try:
            yield (
                lambda user="owner", password="owner-hush", database="postgres": (
                    f"postgresql+psycopg://{user}:{password}@/{database}?host={folder}"
                )
            )
        finally:
            run("pg_ctl", "-m", "immediate", "stop")


def _binaries() -> Path:
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if folders:
        return folders[-1]
    if os.environ.get("CI"):
        pytest.fail("no PostgreSQL is installed; CI must test against a real one")
    pytest.skip("no PostgreSQL is installed here")


def _whom() -> dict[str, Any]:
    """Give as whom the server runs: PostgreSQL refuses to be run by root."""
    if os.geteuid() != 0:
        return {}
    names = {one.pw_name: one for one in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
