"""The machine on which it was measured: no figure is worth anything without it."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

__all__ = ["described", "words"]

PACKAGES = ("reviewbook", "papermill", "nbconvert", "ipykernel", "pandas", "duckdb", "matplotlib", "typst")


def described() -> dict[str, object]:
    """Give processor, cores, memory, system, versions, when it was, and how busy the machine was before."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "measured_at": datetime.now(UTC).isoformat(timespec="minutes"),
        "load_before": round(psutil.getloadavg()[0], 1),
    }


def words(machine: dict[str, object]) -> str:
    """Say it in one line."""
    packages = machine["packages"]
    assert isinstance(packages, dict)
    return (
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB, {machine['system']}, "
        f"Python {machine['python']}, {', '.join(f'{name} {number}' for name, number in packages.items())}; "
        f"{machine['measured_at']}, load before {machine['load_before']}"
    )


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    named = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())
