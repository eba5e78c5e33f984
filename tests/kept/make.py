"""
Make the copy of a workbook that is kept of each version: ``python tests/kept/make.py``.

It is made once, by the version that is about to be released, and never again: what reads it later must read what that
version wrote. In it are three people, four weeks of a company, two editions of a review of an analyst's own, a ledger
in which one of them was sent, and the warehouse.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import reviewbook
from reviewbook.places import Places
from reviewbook.run import pulling

ROOT = Path(__file__).resolve().parents[2]
KEPT = Path(__file__).resolve().parent

#: What belongs to the company; measures, checks and notebooks come with the version and are brought by it.
PARAMS = ("company", "templates", "market", "appraisal", "development", "findings", "follow_ups", "reminders", "weekly")

SOURCES = "sources:\n  - {name: ours, kind: files, folder: data, zone: Asia/Shanghai}\n"
PUBLICATIONS = """\
publications:
  - name: our_week
    title: {zh: 我们这一周, en: Our week}
    cadence: weekly
    due: {time: "09:00", working_day: 1}
    audiences: [company]
    languages: [en]
    history: 3
"""
DELIVERIES = """\
owner: {through: outbox}
deliveries:
  - {through: outbox, language: en, attach: []}
"""

#: An analyst's own review: what it uses of the library goes on working.
NOTEBOOK = (
    ("markdown", "# Our week"),
    ("parameters", 'period = "2026-W47"\naudience = "company"\nlanguage = "en"\nas_of = ""\ncompany = ""\nrun = ""'),
    ("code", "from reviewbook import figures, open_review, tables"),
    (
        "code",
        'review = open_review(\n    "our_week",\n    period=period,\n    audience=audience,\n    language=language,\n'
        "    as_of=as_of,\n    company=company,\n    run=run,\n)",
    ),
    ("markdown", "## How did the week go?"),
    ("code", "tables.caveats(review)"),
    ("code", "tables.headline(review)"),
    ("code", "tables.statements(review)"),
    ("markdown", "## Who reported on time?"),
    ("code", "tables.denominator(review)"),
    ("code", "figures.pace(review)"),
    ("markdown", "## Which rows are behind the numbers?"),
    ("code", "tables.order_rows(review)"),
    ("code", "tables.owed_rows(review)"),
    ("code", "tables.reply_rows(review)"),
    ("code", "tables.check_rows(review)"),
    ("code", "tables.claim_rows(review)"),
    ("code", "tables.copy_rows(review)"),
    ("code", "tables.changed_figures(review)"),
    ("code", "tables.arrival_rows(review)"),
)


def main() -> None:
    """Make it of the present version, unless there is one already."""
    target = KEPT / reviewbook.__version__ / "workbook.tar.xz"
    if target.exists():
        sys.exit(f"{target} is there already; what is kept of a version is made once.")
    with tempfile.TemporaryDirectory() as folder:
        workbook = Path(folder) / "workbook"
        _lived_in(workbook)
        for made_again in ("derived", "runs", "outbox", "notices"):
            shutil.rmtree(workbook / "output" / made_again, ignore_errors=True)
        for brought in ("measures.yaml", "checks.yaml"):
            (workbook / "params" / brought).unlink()
        target.parent.mkdir(exist_ok=True)
        with tarfile.open(target, "w:xz", preset=9) as tar:
            tar.add(workbook, arcname=".", filter=_nobodys)
    print(f"{target}: {target.stat().st_size:,} bytes")


def _lived_in(workbook: Path) -> None:
    """Live four weeks: two editions of one week, the first sent, the second because an order came late."""
    params = workbook / "params"
    params.mkdir(parents=True)
    for name in (*PARAMS, "measures", "checks"):
        shutil.copy(ROOT / "params" / f"{name}.yaml", params)
    for name, text in (("sources", SOURCES), ("publications", PUBLICATIONS), ("deliveries", DELIVERIES)):
        (params / f"{name}.yaml").write_text(text, "utf-8")
    (workbook / "notebooks").mkdir()
    (workbook / "notebooks" / "our_week.ipynb").write_text(_notebook(), "utf-8")
    _type(workbook, "sample", "--reps", "3", "--months", "1", "--out", "data")
    (workbook / "data" / "truths.json").unlink()
    _type(workbook, "run", "--at", "2026-11-20T12:00+08:00")
    _type(workbook, "run", "--at", "2026-11-23T09:30+08:00")
    late_order(workbook, "L1", "2026-11-19T15:00:00+08:00")
    print(*pulling.pull(Places(workbook), [], datetime(2026, 11, 24, 2, tzinfo=UTC)))
    _type(workbook, "publish", "our_week", "2026-W47")


def late_order(workbook: Path, name: str, at: str) -> None:
    """Write an order under the others, as somebody does who enters it late."""
    orders = workbook / "data" / "orders.csv"
    head, *_, last = orders.read_text("utf-8").splitlines()
    row = dict(zip(head.split(","), last.split(","), strict=True))
    row |= {"order_id": name, "ordered_at": at, "recorded_at": at}
    with orders.open("a", encoding="utf-8") as file:
        file.write(",".join(row.values()) + "\n")


def _type(workbook: Path, *words: str) -> None:
    command = [sys.executable, "-m", "reviewbook.cli", *words]
    said = subprocess.run(command, cwd=workbook, capture_output=True, text=True, check=False)
    print(*words, "\n", said.stdout, said.stderr)
    if said.returncode:
        sys.exit(said.returncode)


def _notebook() -> str:
    cells = []
    for place, (kind, source) in enumerate(NOTEBOOK):
        metadata = {"tags": ["parameters"]} if kind == "parameters" else {}
        cell = {"cell_type": "markdown" if kind == "markdown" else "code", "id": f"cell-{place}", "metadata": metadata}
        ran = {} if kind == "markdown" else {"execution_count": None, "outputs": []}
        cells.append({**cell, **ran, "source": source})
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    about = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return json.dumps({"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 5}, indent=1) + "\n"


def _nobodys(file: tarfile.TarInfo) -> tarfile.TarInfo:
    file.uid = file.gid = 0
    file.uname = file.gname = ""
    return file


if __name__ == "__main__":
    main()
