"""What a kernel is given of the environment.

A kernel runs what analysts wrote, and whatever it shows is kept. So it is given of the
environment only what Python and its packages need; secrets stay with the sources.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from reviewbook.params.secrets import asks_for_secret

__all__ = ["ONE_THREAD", "at_start", "surroundings"]

#: OpenBLAS computes with one thread, unless the environment says otherwise. A warm kernel cannot have more; ordinary
#: ones of a run have as many, so that the last digit of a product depends neither on the kind of kernel nor on the
#: number of processors. They run side by side anyway.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}

#: Names of the environment variables that a kernel is given.
_GIVEN = re.compile(
    r"PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|TZ|TZDIR|TMPDIR|TEMP|TMP|VIRTUAL_ENV|LD_LIBRARY_PATH|JAVA_HOME"
    r"|(LC|PYTHON|JUPYTER|IPYTHON|MPL|XDG|CONDA|OMP|OPENBLAS|MKL|COVERAGE)[A-Z0-9_]*|JE_ARROW_MALLOC_CONF"
    r"|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|APPDATA|LOCALAPPDATA|PROGRAMDATA|USERPROFILE|NUMBER_OF_PROCESSORS",
    re.IGNORECASE,  # Windows does not tell large letters from small ones
)

#: Those that Python and its packages read once, when they start or are imported.
_AT_START = re.compile(r"LANG|LANGUAGE|TZ|TZDIR|LD_LIBRARY_PATH|LD_PRELOAD|(LC|PYTHON|MPL|OMP|OPENBLAS|MKL)[A-Z0-9_]*")


def surroundings(whole: Mapping[str, str]) -> dict[str, str]:
    """Give the part of an environment that a kernel needs; nothing that is named like a secret is in it."""
    return {name: text for name, text in whole.items() if _GIVEN.fullmatch(name) and not asks_for_secret(name)}


def at_start(whole: Mapping[str, str]) -> dict[str, str]:
    """Give the part of an environment that is read once: for a process that has read it, a change comes too late."""
    return ONE_THREAD | {name: text for name, text in whole.items() if _AT_START.fullmatch(name)}
