"""A small workbook whose files a test may spoil."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reviewbook.errors import ParamsError
from reviewbook.params.loading import Params, load
from reviewbook.places import Places

COMPANY = """\
name: {zh: 云岭, en: Yunling}
zone: Asia/Shanghai
calendar: CN
currency: CNY
"""

SOURCES = """\
sources:
  - {kind: sample, name: sample}
"""

TEMPLATES = """\
templates:
  - name: weekly_sales
    title: {zh: 周报, en: Weekly}
    cadence: weekly
    fields:
      - {name: sales, title: {zh: 销售额, en: Sales}, type: number, min: 0, reconciles: revenue}
rules:
  - name: weekly
    template: weekly_sales
    due: {time: "18:00", weekday: friday}
"""

MEASURES = """\
measures:
  - name: revenue
    title: {zh: 销售额, en: Revenue}
    meaning: {zh: 订单之和, en: Sum of orders}
    unit: money
    direction: up
    owner: sales
    since: 2025-09-01
"""

PUBLICATIONS = """\
publications:
  - name: weekly_review
    title: {zh: 周度复盘, en: Weekly review}
    cadence: weekly
    due: {time: "09:00", working_day: 1}
    audiences: [company, teams]
"""


class Workbook:
    """A workbook in a temporary folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("company.yaml", COMPANY)
        self.write("sources.yaml", SOURCES)
        self.write("templates.yaml", TEMPLATES)
        self.write("measures.yaml", MEASURES)
        self.write("publications.yaml", PUBLICATIONS)

    def write(self, name: str, text: str) -> None:
        path = self.root / "params" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def remove(self, name: str) -> None:
        (self.root / "params" / name).unlink()

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.root / "params" / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new, 1))

    def load(self, company: str = "") -> Params:
        return load(Places(self.root, company))

    def refusal(self, company: str = "") -> list[str]:
        with pytest.raises(ParamsError) as refused:
            self.load(company)
        return str(refused.value).splitlines()


@pytest.fixture
def workbook(tmp_path: Path) -> Workbook:
    """Give a workbook without faults."""
    return Workbook(tmp_path)


@pytest.fixture
def flat(tmp_path: Path) -> Callable[[str], Path]:
    """Write a flat file of notebook parameters."""

    def write(text: str) -> Path:
        path = tmp_path / "params" / "weekly.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write
