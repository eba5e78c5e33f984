"""Where things are: the one place that knows the folders of a workbook.

A workbook is the folder that holds ``params/company.yaml``. It may serve several
companies: the unnamed one has its params in ``params/`` and its results in
``output/``; a company called ``x`` has ``params/x/`` and ``output/x/``.

A folder or file that is named after an id gets a safe name (`slug`): letters, digits,
``-``, ``_`` and Chinese characters stay as they are; any other character becomes its
UTF-8 bytes as ``~2E``. So no id can climb out of its folder, and no two ids share one.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from reviewbook.errors import ParamsError, Problem

__all__ = ["Places", "slug", "unslug"]

_KEPT = re.compile(r"[A-Za-z0-9_\u4e00-\u9fff-]")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])", re.I)  # names that Windows gives to no file


def slug(text: str) -> str:
    """Write an id so that it is safe as the name of a folder or file on any system."""
    spared = 0 if _DEVICE.fullmatch(text) else 1
    return "".join(
        c if _KEPT.fullmatch(c) and (place or spared) else "".join(f"~{b:02X}" for b in c.encode())
        for place, c in enumerate(text)
    )


def unslug(name: str) -> str:
    """Read the id back from what `slug` wrote."""
    raw = re.sub(rb"~([0-9A-F]{2})", lambda match: bytes.fromhex(match.group(1).decode()), name.encode())
    return raw.decode()


def _chmod(path: Path, mode: int) -> None:
    with suppress(PermissionError):  # it is somebody else's, who decides
        path.chmod(mode)


@dataclass(frozen=True)
class Places:
    """
    The folders of one company of one workbook.

    Parameters
    ----------
    root : Path
        The workbook: the folder of ``params/``, ``notebooks/``, ``output/``.
    company : str
        Name of a further company; empty for the workbook's own.
    """

    root: Path
    company: str = ""

    @classmethod
    def find(cls, start: Path, company: str = "") -> Places:
        """
        Look for the workbook in a folder and the folders above it.

        Raises
        ------
        ParamsError
            When there is no workbook, or it has no such company.
        """
        for folder in (start.resolve(), *start.resolve().parents):
            if (folder / "params" / "company.yaml").is_file():
                return cls(folder, company)._existing()
        raise ParamsError(
            Problem(
                str(start),
                "no workbook here nor in a folder above",
                "A workbook is a folder with params/company.yaml.",
                "Change into it, or name it with --workbook.",
            )
        )

    def _existing(self) -> Places:
        if not (self.params / "company.yaml").is_file():
            others = sorted(p.parent.name for p in (self.root / "params").glob("*/company.yaml"))
            known = f"Known companies: {', '.join(others)}." if others else "This workbook has one company only."
            raise ParamsError(
                Problem(f"company {self.company!r}", f"{self.params / 'company.yaml'} does not exist", known)
            )
        return self

    @property
    def params(self) -> Path:
        """Folder of the company's yaml files."""
        return self.root / "params" / self.company

    @property
    def notebooks(self) -> Path:
        """Folder of the notebooks, shared by all companies."""
        return self.root / "notebooks"

    def notebook(self, review: str) -> Path:
        """Give the notebook of a review."""
        return self.notebooks / f"{review}.ipynb"

    @property
    def output(self) -> Path:
        """Folder of everything that is made for the company."""
        return self.root / "output" / self.company

    @property
    def snapshots(self) -> Path:
        """What was received from the sources, as received."""
        return self.output / "snapshots"

    @property
    def notices(self) -> Path:
        """What was not published, and why: one text for each review and audience."""
        return self.output / "notices"

    @property
    def warehouse(self) -> Path:
        """The DuckDB file; may be deleted and is rebuilt from the snapshots."""
        return self.output / "warehouse.duckdb"

    @property
    def ledger(self) -> Path:
        """What was run, published and sent."""
        return self.output / "ledger.sqlite"

    @property
    def runs(self) -> Path:
        """One folder of evidence for each run."""
        return self.output / "runs"

    @property
    def derived(self) -> Path:
        """Facts and rows that were derived, for when the same is asked again; may be deleted."""
        return self.output / "derived"

    def keep_private(self) -> None:
        """
        See to it that others on this machine cannot look into what is not published.

        Folders of data and evidence are open to their owner and group alone, whatever the umask is, and so is what
        lies in them; the folder of editions is left as it is, for whoever serves it.
        """
        for folder in (self.snapshots, self.derived, self.runs, self.notices, self.output / "outbox"):
            folder.mkdir(parents=True, exist_ok=True)
            _chmod(folder, 0o750)
        for file in (self.warehouse, self.ledger):
            if file.exists():
                _chmod(file, 0o640)

    @property
    def published(self) -> Path:
        """The editions and their index."""
        return self.output / "published"
