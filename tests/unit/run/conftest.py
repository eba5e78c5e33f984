"""A workbook in a temporary folder: the params of the checkout, and four small files as its only source."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest

from reviewbook.params.loading import Params, load
from reviewbook.places import Places
from reviewbook.run import pulling
from reviewbook.warehouse import Warehouse

FILES = {
    "people": "person_id,name\n0012,Li\n0013,Wu\n",
    "teams": "team_id,name,zone,calendar\neast,East,Asia/Shanghai,CN\n",
    "memberships": ("person_id,team_id,role,valid_from\n0012,east,rep,2026-01-01\n0013,east,rep,2026-01-01\n"),
    "orders": (
        "order_id,line_id,person_id,ordered_at,quantity,amount,currency,status\n"
        "1,1,0012,2026-11-17 10:00,1,100,CNY,confirmed\n"
        "2,1,0013,2026-11-18 10:00,1,250,CNY,confirmed\n"
    ),
}


@dataclass(frozen=True)
class Workbook:
    """A workbook, its files and its warehouse."""

    places: Places

    #: Noon of the Monday after the week 2026-W47.
    monday: ClassVar[datetime] = datetime(2026, 11, 23, 4, tzinfo=UTC)
    ours: ClassVar[str] = "- {name: ours, kind: files, folder: data, zone: Asia/Shanghai}"

    @property
    def params(self) -> Params:
        return load(self.places)

    def write(self, file: str, text: str) -> None:
        path = self.places.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def name_sources(self, *entries: str) -> None:
        self.write("params/sources.yaml", "\n".join(["sources:", *(f"  {entry}" for entry in entries)]))

    def change(self, file: str, old: str, new: str) -> None:
        path = self.places.root / file
        assert old in path.read_text("utf-8")
        path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")

    def pull(self, *names: str, day: int = 0) -> list[str]:
        """Pull at noon of that many days after Monday."""
        return list(pulling.pull(self.places, names, self.monday + timedelta(days=day)))

    def counts(self) -> dict[str, int]:
        with Warehouse.open(self.places.warehouse) as warehouse:
            return {name: rows for name, rows in warehouse.counts().items() if rows}

    def amounts(self, known_at: datetime | None = None) -> dict[str, float]:
        """Give order → amount, as known now or at an instant."""
        with Warehouse.open(self.places.warehouse) as warehouse:
            view = warehouse.view(self.monday + timedelta(days=30), known_at)
            orders = warehouse.engine().collect(view["orders"])
        return dict(sorted(zip(orders["order_id"], orders["amount"], strict=True)))


@pytest.fixture
def workbook(root: Path, tmp_path: Path) -> Workbook:
    """Give a workbook of which nothing was pulled yet."""
    made = Workbook(Places(tmp_path))
    (tmp_path / "params").mkdir()
    for file in (root / "params").glob("*.yaml"):
        shutil.copy(file, tmp_path / "params")
    shutil.copytree(root / "notebooks", tmp_path / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    made.name_sources(made.ours)
    for table, text in FILES.items():
        made.write(f"data/{table}.csv", text)
    return made
