"""Seconds of the processor by part of the work: of this process, and of its kernels once they have ended."""

from __future__ import annotations

import resource
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

__all__ = ["Clock"]


class Clock:
    """Counts what is done within its parts."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Count what is done within; what kernels did stands under a name of its own."""
        own, others = time.process_time(), _of_children()
        yield
        self.seconds[name] += time.process_time() - own
        self.seconds[f"{name}: its kernel"] += _of_children() - others

    def told(self) -> dict[str, float]:
        """Give the parts that took anything."""
        return {name: seconds for name, seconds in self.seconds.items() if seconds > 0.0005}

    def write(self, document: Any, read: Any, given: tuple[Any, ...], stem: Path) -> None:
        """Read a notebook as a document and write its three forms, counting each."""
        with self.part("read"):
            made = read(*given)
        with self.part("html"):
            stem.with_suffix(".html").write_text(document.write_html(made), "utf-8")
        with self.part("pdf"):
            stem.with_suffix(".pdf").write_bytes(document.write_pdf(made))
        with self.part("xlsx"):
            stem.with_suffix(".xlsx").write_bytes(document.write_workbook(made))


def _of_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
