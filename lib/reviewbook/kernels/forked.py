"""A kernel that was forked from the zygote of a run, seen from the one who asked for it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

from reviewbook.kernels.zygote import MESSAGE_BYTES

__all__ = ["Forked", "NotForked", "fork"]

#: Seconds within which a kernel answers even on a slow machine.
_START_SECONDS = 60.0


class NotForked(Exception):
    """The zygote is not there, or says why it does not fork; an ordinary kernel does instead."""


class Forked:
    """
    A kernel, with the face of a `subprocess.Popen`.

    Parameters
    ----------
    line : socket
        The line to the zygote. While it is held the kernel lives.
    """

    stdin = stdout = stderr = None

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self.pid = 0
        self.returncode: int | None = None
        self.is_ready = False

    def heard(self, said: bytes) -> None:
        """Take in one message of the zygote or of the kernel itself."""
        told = json.loads(said) if said else {"exit": -signal.SIGKILL}  # the zygote died, and with it its kernels
        if "refused" in told:
            raise NotForked(told["refused"])
        self.pid = told.get("pid", self.pid)
        self.is_ready = self.is_ready or "ready" in told
        self.returncode = told.get("exit", self.returncode)
        if self.returncode is not None:
            self._line.close()

    def poll(self) -> int | None:
        """Give the exit code; nothing while it runs."""
        while self.returncode is None:
            try:
                self.heard(self._line.recv(MESSAGE_BYTES))
            except BlockingIOError:
                break
            except OSError:
                self.heard(b"")
        return self.returncode

    def wait(self) -> int:
        """Wait for its end; give the exit code."""
        while (code := self.poll()) is None:
            time.sleep(0.01)
        return code

    async def until(self, seconds: float, ready: bool = False) -> bool:
        """Wait until it has ended, or is ready; tell whether it came to that in time."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + seconds
        while self.returncode is None and not (ready and self.is_ready):
            try:
                left = max(0.0, ends - loop.time())
                self.heard(await asyncio.wait_for(loop.sock_recv(self._line, MESSAGE_BYTES), left))
            except TimeoutError:
                return False
            except OSError:
                self.heard(b"")
        return True

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel and what it started."""
        if self.poll() is None:
            try:
                self._line.send(json.dumps({"signal": number}).encode())
            except OSError:
                self.poll()

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


async def fork(address: str, argv: Sequence[str], cwd: str, env: Mapping[str, str], streams: Sequence[Any]) -> Forked:
    """
    Ask the zygote at an address for a kernel, and wait until it listens.

    Raises
    ------
    NotForked
        When the zygote is not there, does not answer, or says why it does not fork.
    """
    line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    line.setblocking(False)
    kernel = Forked(line)
    files = [_file(given, own) for given, own in zip(streams, (sys.__stdout__, sys.__stderr__), strict=True)]
    try:
        await asyncio.get_running_loop().sock_connect(line, address)
        said = json.dumps({"argv": list(argv), "cwd": cwd, "env": dict(env)}).encode()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MESSAGE_BYTES)
        socket.send_fds(line, [said], files)
    except OSError as error:
        line.close()
        raise NotForked(f"the process of the run does not answer at {address}: {error.strerror or error}") from error
    try:
        if not await kernel.until(_START_SECONDS, ready=True):
            raise NotForked(f"the process of the run did not answer within {_START_SECONDS:.0f} seconds")
    except NotForked:
        line.close()
        raise
    return kernel


def _file(given: Any, own: Any) -> int:
    """Give the descriptor of a stream as `subprocess` would: that which was given, or our own."""
    if isinstance(given, int) and given >= 0:
        return given
    stream = own if given is None else given
    try:
        return int(stream.fileno())
    except (AttributeError, OSError, ValueError):  # it is no file
        return _NOWHERE


_NOWHERE = os.open(os.devnull, os.O_RDWR)
