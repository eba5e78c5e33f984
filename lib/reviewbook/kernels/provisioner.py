"""Warm kernels for whoever starts kernels through jupyter_client: papermill, nbval, JupyterLab, and we ourselves.

::

    JUPYTER_DEFAULT_PROVISIONER_NAME=reviewbook-warm papermill in.ipynb out.ipynb
    JUPYTER_DEFAULT_PROVISIONER_NAME=reviewbook-warm pytest --nbval-lax notebooks
    JUPYTER_DEFAULT_PROVISIONER_NAME=reviewbook-warm jupyter lab

Where the run has a zygote its kernels are forked from it. Elsewhere the first kernel starts one, which is kept until
its process ends: papermill's command line executes one notebook and gains nothing, nbval and JupyterLab do from the
second kernel on. Where a kernel cannot be forked it is started in the ordinary way, and why is logged.
"""

from __future__ import annotations

import logging
import os
import sys
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import LocalProvisioner

from reviewbook.kernels.forked import Forked, NotForked, fork
from reviewbook.kernels.warmth import ADDRESS, Warmth, warm

__all__ = ["WarmProvisioner"]

_log = logging.getLogger(__name__)

#: What an ordinary kernel of ipykernel is started with, behind the interpreter.
_LAUNCHER = ("-m", "ipykernel_launcher")

#: Seconds that are waited for the end of a kernel that was asked to end, before it is looked for now and then.
_END_SECONDS = 0.5


class WarmProvisioner(LocalProvisioner):  # type: ignore[misc,unused-ignore]
    """Forks kernels of this interpreter; starts all others, and where it cannot fork, as the ordinary one does."""

    async def launch_kernel(self, cmd: list[str], **given: Any) -> Any:
        """Fork the kernel, and give how it is reached."""
        try:
            self.process = await _forked(cmd, given)
        except NotForked as why:
            _log.warning("An ordinary kernel is started, not a warm one: %s", why)
            return await super().launch_kernel(cmd, **given)
        # No process group: signals go through the zygote, which alone knows whether the number is still the kernel's.
        self.pid, self.pgid = self.process.pid, None
        self.cwd = given.get("cwd") or Path.cwd()
        return self.connection_info

    async def shutdown_requested(self, restart: bool = False) -> None:
        """Wait for the end, so that nobody has to sleep and look again."""
        if isinstance(self.process, Forked):
            await self.process.until(_END_SECONDS)


async def _forked(cmd: list[str], given: dict[str, Any]) -> Forked:
    if sys.platform == "win32" or not cmd or not _is_ours(cmd[0]) or tuple(cmd[1:3]) != _LAUNCHER:
        raise NotForked(f"{' '.join(cmd[:3])} is not the ipykernel of {sys.executable}")
    environment = {name: text for name, text in (given.get("env") or os.environ).items() if name != ADDRESS}
    environment["JPY_PARENT_PID"] = str(os.getpid())  # as an ordinary kernel has it
    address = os.environ.get(ADDRESS, "")
    if not address:
        own = _own()
        if own.why:
            raise NotForked(own.why)
        address = own.address
    streams = given.get("stdout"), given.get("stderr")
    return await fork(address, cmd[3:], str(given.get("cwd") or Path.cwd()), environment, streams)


def _is_ours(interpreter: str) -> bool:
    return Path(interpreter).absolute() == Path(sys.executable).absolute()


@cache
def _own() -> Warmth:
    """Start a zygote of this process itself; it is gone when the process is."""
    import atexit

    kept = ExitStack()
    atexit.register(kept.close)
    return kept.enter_context(warm(documents=2))
