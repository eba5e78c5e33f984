"""Where warm kernels are to be had, and the start of the process from which they are forked.

Ordinary kernels are no failure: everything works with them, and gives the same bytes; it takes longer. So whatever
stands in the way of warm ones is told in words, and the run goes on.
"""

from __future__ import annotations

import json
import os
import select
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from reviewbook.kernels.surroundings import ONE_THREAD, at_start, surroundings

__all__ = ["ADDRESS", "SINGLE", "Warmth", "forked_from", "started", "warm"]

#: Environment variable that names the socket of the zygote of a run; a kernel is not given it.
ADDRESS = "REVIEWBOOK_ZYGOTE"

#: What every notebook imports, or ipykernel for it. Named, not imported: the room of kernels does not know them.
#: Nothing that holds a connection or starts threads, and nothing that an analyst wrote. Behind a colon stands what is
#: called: what it pays for the first time, no kernel pays again.
_MODULES = (
    "ipykernel.kernelapp",
    "ipykernel.debugger",
    "IPython.core.completer",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.historyapp",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "tornado.platform.asyncio",
    "zmq.utils.garbage",
    "numpy.random",
    "pyarrow.pandas_compat",
    "pyarrow.parquet",
    "pandas",
    "pandas.core.methods.to_dict",
    "matplotlib.backends.backend_svg",
    "seaborn",
    "reviewbook.review",
    "reviewbook.figures",
    "reviewbook.tables",
    "reviewbook.figures.rehearsing:rehearse",
)

#: Packages that would start threads of their own as soon as they are loaded, or take memory in large pieces: the frames
#: of an audience are small, and the allocator that Arrow brings along takes three times as much for them.
_QUIET = {"JE_ARROW_MALLOC_CONF": "background_thread:false", "ARROW_DEFAULT_MEMORY_POOL": "system", **ONE_THREAD}

#: Seconds within which the imports are done even on a slow machine.
_START_SECONDS = 120.0

_COMMAND = "import sys; from reviewbook.kernels.zygote import main; main(int(sys.argv[1]), sys.argv[3:], {read})"

SINGLE = "a single document gains nothing from a process that imports first"


@dataclass(frozen=True)
class Warmth:
    """
    Which kernels a run has.

    Parameters
    ----------
    address : str
        Socket of the process from which warm ones are forked; empty for ordinary kernels.
    why : str
        Why they are ordinary, in words; empty when they are warm.
    """

    address: str = ""
    why: str = ""


@contextmanager
def warm(documents: int, log: Path | None = None) -> Iterator[Warmth]:
    """
    Have the process from which the kernels of a run are forked, for as long as the run lasts.

    Parameters
    ----------
    documents : int
        How many notebooks will be executed.
    log : Path, optional
        Where its error channel goes; to ours when it is not given.
    """
    why = SINGLE if documents < 2 else _not_to_be_had(sys.platform)
    if why:
        yield Warmth(why=why)
        return
    with started(log) as warmth:
        yield warmth


def forked_from(warmth: Warmth) -> None:
    """Let the kernels of this process be forked from the process of a run."""
    if warmth.address:
        os.environ[ADDRESS] = warmth.address


@contextmanager
def started(log: Path | None = None) -> Iterator[Warmth]:
    """Start the process from which kernels are forked, and end it and all of them; or say why it could not be."""
    given = surroundings(os.environ)
    with TemporaryDirectory(prefix="zygote-") as folder:  # nobody but its owner may look into it
        address = f"{folder}/socket"
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
            try:
                listener.bind(address)
            except OSError as error:  # the name of the folder is too long, or the disk knows no sockets
                yield Warmth(why=f"no socket can be made in {folder}: {error.strerror or error}")
                return
            listener.listen()
            process = _start(listener, folder, given, log)
        try:
            why = _answer(process)
            yield Warmth(why=why) if why else Warmth(address)
        finally:
            _end(process)


def _not_to_be_had(platform: str) -> str:
    """Say why this machine has no warm kernels; empty when it has."""
    if platform == "darwin":
        return "forking is not safe on macOS, whose own libraries start threads"
    if platform != "linux" or not hasattr(os, "pidfd_open"):
        return f"processes cannot be forked as it takes on this system ({platform})"
    return ""


def _start(listener: socket.socket, folder: str, given: dict[str, str], log: Path | None) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", _COMMAND.format(read=at_start(given)), str(listener.fileno()), "--", *_MODULES]
    heard = log.open("ab") if log else None
    try:
        return subprocess.Popen(
            command,
            cwd=folder,
            env={**_QUIET, **given},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=heard,
            pass_fds=(listener.fileno(),),
            start_new_session=True,  # an interrupt typed on the terminal is the run's affair
        )
    finally:
        if heard:
            heard.close()


def _answer(process: subprocess.Popen[bytes]) -> str:
    """Wait for the imports; give why it may not be forked, or an empty text."""
    assert process.stdout is not None
    if not select.select([process.stdout], [], [], _START_SECONDS)[0]:
        return f"its imports were not done within {_START_SECONDS:.0f} seconds"
    said = process.stdout.read()  # it is closed when it has said this
    process.stdout.close()
    if not said:
        return "the process from which they are forked could not be started; its error stands in the log of kernels"
    threads = json.loads(said)["threads"]
    return f"the process that would be forked has {threads} threads" if threads != 1 else ""


def _end(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
