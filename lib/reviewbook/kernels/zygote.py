"""The process that imports once and is forked for every notebook.

A kernel is a copy of it: it has the packages, and nothing of any notebook, for no notebook ever ran here. It must
have one thread when it forks, since the others would be missing in the copy with their locks held; so that is
looked at each time. It holds no connection and no code of analysts.

Whoever asks for a kernel keeps the line on which he asked. On it go signals to the kernel and, when it has ended,
its exit code. When the line breaks the kernel is killed, and when the run's end of our standard input closes we end
ourselves and all kernels with us: so neither outlives who wanted it, however that one ended.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import json
import os
import selectors
import signal
import socket
import struct
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from reviewbook.kernels.surroundings import at_start

__all__ = ["MESSAGE_BYTES", "main"]

#: Most that one message holds: an environment is the longest.
MESSAGE_BYTES = 1 << 20

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_THREADS = Path("/proc/self/task")


@dataclass(frozen=True)
class Wish:
    """A kernel that is wanted: the arguments of ipykernel, its folder and environment, and where it is heard."""

    argv: list[str]
    cwd: str
    env: dict[str, str]
    streams: tuple[int, int]
    line: socket.socket
    parent: int


def main(listening: int, modules: Sequence[str], began_with: dict[str, str]) -> None:
    """
    Import, say on standard output that all is ready, or why not, and fork until the run is over.

    Parameters
    ----------
    listening : int
        The socket on which kernels are asked for.
    modules : sequence of str
        What is imported before; ``module:function`` is called as well.
    began_with : dict
        The part of the environment that packages read once, as it was for the run.
    """
    if sys.path[0] == "":
        del sys.path[0]  # no module of the folder that we happen to stand in
    for name in modules:
        module, _, function = name.partition(":")
        imported = import_module(module)
        if function:
            getattr(imported, function)()
    gc.collect()
    gc.freeze()  # what is never looked through again stays shared with the kernels
    os.write(1, json.dumps({"threads": _threads()}).encode())
    _away(1)
    wish = Zygote(socket.socket(fileno=listening), began_with).serve()
    if wish is not None:
        _be_kernel(wish)
        _end()


class Zygote:
    """
    What listens, forks and reaps.

    Parameters
    ----------
    listener : socket
        Where kernels are asked for.
    began_with : dict
        What of the environment was read once.
    """

    def __init__(self, listener: socket.socket, began_with: dict[str, str]) -> None:
        self._began_with = began_with
        self._listener = listener
        self._selector = selectors.DefaultSelector()
        self._kernels: dict[socket.socket, int] = {}
        self._is_over = False
        self._watch(listener, self._answer)
        self._watch(0, self._end)

    def serve(self) -> Wish | None:
        """Serve until the run is over; in a kernel that was forked, give what it is to be."""
        while not self._is_over:
            for key, _ in self._selector.select():
                wish: Wish | None = key.data()
                if wish is not None:
                    return wish
        for pid in self._kernels.values():
            _kill_group(pid)
        _remove(self._listener)  # the run cannot when it was killed
        return None

    def _watch(self, file: Any, then: Callable[[], Wish | None]) -> None:
        self._selector.register(file, selectors.EVENT_READ, then)

    def _end(self) -> None:
        self._is_over = True  # nothing is ever written there: it was closed

    def _answer(self) -> None:
        line, _ = self._listener.accept()
        if _user_of(line) != os.getuid():
            line.close()
            return
        self._watch(line, lambda: self._asked(line))

    def _asked(self, line: socket.socket) -> Wish | None:
        """Hear the first message on a line, and fork."""
        try:
            said, files, _, _ = socket.recv_fds(line, MESSAGE_BYTES, 2)
        except OSError:
            said, files = b"", []
        if not said or len(files) != 2:
            for file in files:
                os.close(file)
            self._hang_up(line)
            return None
        wish = Wish(**json.loads(said), streams=(files[0], files[1]), line=line, parent=os.getpid())
        refusal = self._refusal(wish)
        if refusal:
            _tell(line, refused=refusal)
            self._hang_up(line)
        else:
            pid = os.fork()
            if not pid:
                self._forget_everything(line)
                return wish
            self._kernels[line] = pid
            _tell(line, pid=pid)
            self._selector.modify(line, selectors.EVENT_READ, lambda: self._told(line, pid))
            ended = os.pidfd_open(pid)
            self._watch(ended, lambda: self._reap(line, pid, ended))
        for file in files:
            os.close(file)
        return None

    def _refusal(self, wish: Wish) -> str:
        threads = _threads()
        if threads != 1:
            return f"the process that would be forked has {threads} threads"
        wanted = at_start(wish.env)
        names = sorted(n for n in {*wanted, *self._began_with} if wanted.get(n) != self._began_with.get(n))
        return f"the environment is another one than at the start: {', '.join(names)}" if names else ""

    def _told(self, line: socket.socket, pid: int) -> None:
        """Pass a signal on; a line that broke means that nobody wants the kernel any more."""
        try:
            said = line.recv(MESSAGE_BYTES)
        except OSError:
            said = b""
        if said:
            _signal_group(pid, json.loads(said)["signal"])
        else:
            self._selector.unregister(line)
            _kill_group(pid)

    def _reap(self, line: socket.socket, pid: int, ended: int) -> None:
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        _kill_group(pid)  # before its number is free for others: what it started and left behind
        _, status = os.waitpid(pid, 0)
        self._selector.unregister(ended)
        os.close(ended)
        del self._kernels[line]
        _tell(line, exit=os.waitstatus_to_exitcode(status))
        self._hang_up(line)

    def _hang_up(self, line: socket.socket) -> None:
        if line in self._selector.get_map():
            self._selector.unregister(line)
        line.close()

    def _forget_everything(self, line: socket.socket) -> None:
        """In a kernel: close what belongs to the zygote and to other kernels."""
        for key in list(self._selector.get_map().values()):
            if key.fileobj not in (line, 0):
                key.fileobj.close() if isinstance(key.fileobj, socket.socket) else os.close(key.fd)
        self._selector.close()


def _threads() -> int:
    return sum(1 for _ in _THREADS.iterdir())


def _remove(listener: socket.socket) -> None:
    """Remove our socket and its folder."""
    address = Path(listener.getsockname())
    address.unlink(missing_ok=True)
    os.chdir("/")
    address.parent.rmdir()


def _be_kernel(wish: Wish) -> None:
    """Become the kernel that is wanted, and end as a process of its own does."""
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != wish.parent:
        os._exit(1)  # it ended in between
    os.setsid()
    _away(0)
    for ours, given in zip((1, 2), wish.streams, strict=True):
        os.dup2(given, ours)
        os.close(given)
    os.environ.clear()
    os.environ.update(wish.env)
    os.chdir(wish.cwd)
    _first_to_go_without_memory()
    _by_chance()
    spec = find_spec("ipykernel_launcher")
    sys.argv = [str(spec and spec.origin), *wish.argv]
    _run(wish)


def _run(wish: Wish) -> None:
    from ipykernel.kernelapp import IPKernelApp

    # No poller of the parent: that is the zygote, with which it dies anyway. And nothing is told on the terminal.
    app = IPKernelApp.instance(parent_handle=1)
    app.initialize(wish.argv)
    _draw_in_cells()
    _tell(wish.line, ready=True)
    wish.line.close()
    app.start()


def _end() -> None:
    """
    End as a process of its own does, but leave taking the shared memory apart to the system.

    Python would look once more at every object that was there before the fork, and so have all of them copied.
    """
    if any(thread is not threading.main_thread() and not thread.daemon for thread in threading.enumerate()):
        return  # the ordinary end waits for it
    atexit._run_exitfuncs()  # IPython lets go here of what the notebook held
    gc.collect()  # and what held itself goes here: open files are written to their end
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):  # it is closed, or none
            stream.flush()
    os._exit(0)


def _draw_in_cells() -> None:
    """
    Let charts be shown in their cells: without it they vanish silently.

    ipykernel has named the way in the environment by now. matplotlib looks there when it is imported, which was before.
    """
    matplotlib = sys.modules.get("matplotlib")
    if matplotlib is not None:
        matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]


def _by_chance() -> None:
    """Let chance differ between kernels; ``random`` sees to it itself, numpy does not."""
    drawn = sys.modules.get("numpy.random")
    if drawn is not None:
        drawn.seed()


def _first_to_go_without_memory() -> None:
    """When the machine has no memory left, a kernel goes, and not the process from which all others are forked."""
    Path("/proc/self/oom_score_adj").write_text("500", "ascii")


def _away(descriptor: int) -> None:
    """Let a standard stream lead nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _tell(line: socket.socket, **said: Any) -> None:
    with suppress(OSError):  # he does not listen any more; that is seen on the line
        line.send(json.dumps(said).encode())


def _user_of(line: socket.socket) -> int:
    _, user, _ = struct.unpack("3i", line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
    return int(user)


def _signal_group(pid: int, number: int) -> None:
    try:
        os.killpg(pid, number)
    except ProcessLookupError:  # it was forked this instant, and has no group of its own yet
        os.kill(pid, number)


def _kill_group(pid: int) -> None:
    with suppress(ProcessLookupError):  # it ended meanwhile
        _signal_group(pid, signal.SIGKILL)
