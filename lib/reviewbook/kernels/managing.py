"""The start of a kernel: in its `surroundings`, forked where the run has a zygote, and spoken to as soon as it is up."""

from __future__ import annotations

import os
import time
from queue import Empty
from typing import Any
from uuid import uuid4

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager

from reviewbook.kernels.provisioner import WarmProvisioner
from reviewbook.kernels.surroundings import ONE_THREAD, surroundings
from reviewbook.kernels.warmth import ADDRESS

__all__ = ["Sheltered"]

#: Seconds after which a kernel that has not answered is asked once more.
_ASK_AGAIN = 1.0


class Prompt(AsyncKernelClient):  # type: ignore[misc,unused-ignore]
    """
    A client that knows by the kernel's own word that all its outputs are heard.

    The one of jupyter_client waits until nothing has come for a fifth of a second. Here the first request's ``idle``
    is waited for, which comes on the channel of the outputs: whoever has heard it misses none of the cells.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers on all channels."""
        ends = time.monotonic() + (timeout or float("inf"))
        while not await self._has_answered():
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > ends:
                raise RuntimeError(f"Kernel did not answer in {timeout} seconds")

    async def _has_answered(self) -> bool:
        asked = self.kernel_info()
        ends = time.monotonic() + _ASK_AGAIN
        try:
            reply = await self._answer(self.get_shell_msg, asked, ends)
            while (await self._answer(self.get_iopub_msg, asked, ends))["content"].get("execution_state") != "idle":
                pass
        except Empty:
            return False
        self._handle_kernel_info_reply(reply)
        return True

    async def _answer(self, channel: Any, asked: str, ends: float) -> Any:
        """Give the next message of a channel that belongs to what was asked."""
        while True:
            message = await channel(timeout=max(0.0, ends - time.monotonic()))
            if message["parent_header"].get("msg_id") == asked:
                return message


class Sheltered(AsyncKernelManager):  # type: ignore[misc,unused-ignore]
    """A manager that gives its kernel nothing of the environment but what it needs."""

    async def start_kernel(self, **given: Any) -> None:
        """Start it, forked where this process was told of a zygote."""
        if os.environ.get(ADDRESS) and not self.has_kernel:
            name = str(uuid4())
            warm = WarmProvisioner(kernel_id=name, kernel_spec=self.kernel_spec, parent=self)
            self.kernel_id, self.provisioner = name, warm
        await super().start_kernel(**given, env=ONE_THREAD | surroundings(os.environ))

    def client(self, **given: Any) -> Any:
        """Give the client that loses no time."""
        self.client_factory = Prompt
        return super().client(**given)
