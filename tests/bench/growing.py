"""A company of any size, made by SQL from a small one that was simulated.

Every person, team, customer and report of the small company is there many times, under
ids of its own, with the same dates, zones and calendars; order lines may be multiplied
once more. A simulation of this size would take longer than what is measured. What grows
is how much there is, not how different it is: texts repeat but for a number at their
end, and all copies work at the same time.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import yaml

from reviewbook.schema import TABLES, Table
from reviewbook.warehouse import Warehouse

__all__ = ["REPS", "Size", "grown", "simulated"]

ROOT = Path(__file__).resolve().parents[2]
#: Sales people of the small company.
REPS = 40
#: What all copies share.
_SHARED = ("products", "fx_rates", "honours")
#: What is no word of a choice: such texts get the number of their copy, so that no two people wrote the same.
_LONG = 12


@dataclass(frozen=True)
class Size:
    """
    How large a company is.

    Parameters
    ----------
    reps : int
        Sales people; a multiple of `REPS`.
    lines : int, optional
        Order lines, nearly; as many as so many people write when not given.
    """

    reps: int
    lines: int | None = None

    @property
    def copies(self) -> int:
        """How often the small company is in it."""
        return max(1, round(self.reps / REPS))

    @property
    def name(self) -> str:
        """For a folder."""
        return f"{self.reps}x{self.lines or 'own'}"


def simulated(folder: Path, months: int) -> Path:
    """Write the workbook of the small company and pull it; one that is there already is taken."""
    workbook = folder / f"simulated-{months}"
    if not (workbook / "done").is_file():
        shutil.rmtree(workbook, ignore_errors=True)
        for part in ("params", "notebooks"):
            shutil.copytree(ROOT / part, workbook / part)
        path = workbook / "params" / "sources.yaml"
        held = yaml.safe_load(path.read_text("utf-8"))
        held["sources"][0] |= {"reps": REPS, "months": months}
        path.write_text(yaml.safe_dump(held, allow_unicode=True, sort_keys=False), "utf-8")
        subprocess.run([Path(sys.executable).parent / "reviewbook", "pull"], cwd=workbook, check=True)
        (workbook / "done").touch()
    return workbook


def grown(small: Path, size: Size, into: Path, engine: str) -> dict[str, int]:
    """
    Write a workbook of that size; give how many rows each table has.

    Parameters
    ----------
    small : Path
        `simulated`.
    size : Size
        What is wanted.
    into : Path
        The workbook; what stood there is replaced.
    engine : str
        ``company.engine`` of its params.
    """
    shutil.rmtree(into, ignore_errors=True)
    for part in ("params", "notebooks", "output/snapshots"):
        shutil.copytree(small / part, into / part)
    path = into / "params" / "company.yaml"
    held = yaml.safe_load(path.read_text("utf-8"))
    path.write_text(yaml.safe_dump({**held, "engine": engine}, allow_unicode=True, sort_keys=False), "utf-8")
    file = into / "output" / "warehouse.duckdb"
    Warehouse.create_or_open(file).close()
    with duckdb.connect(str(file)) as connection:
        connection.execute("SET TimeZone = 'UTC'; SET memory_limit = '2500MB'; SET enable_progress_bar = false")
        connection.execute(f"ATTACH '{small / 'output' / 'warehouse.duckdb'}' AS small (READ_ONLY)")
        for statement in _statements(connection, size):
            connection.execute(statement)
    with Warehouse.open(file) as warehouse:
        return warehouse.counts()


def _statements(connection: duckdb.DuckDBPyConnection, size: Size) -> Iterator[str]:
    yield "INSERT INTO origins FROM small.origins"
    for table in TABLES.values():
        copies = 1 if table.name in _SHARED else size.copies
        names = [*table.names, "pulled_from", "known_from", "known_to"]
        values = ", ".join(f"{_value(table, name)} AS {_quoted(name)}" for name in names)
        times, kept = _repeated(connection, size) if table.name == "orders" else (1, "true")
        if table.name == "targets":
            kept = "owner_kind <> 'company' OR copy = 0"
        yield (
            f"INSERT INTO {_quoted(table.name)} SELECT {values} FROM range({copies}) copies (copy), "
            f"range({times}) times (again), small.{_quoted(table.name)} WHERE {kept}"
        )


def _repeated(connection: duckdb.DuckDBPyConnection, size: Size) -> tuple[int, str]:
    """Give how often each order is there, and which part of the last time is kept."""
    if size.lines is None:
        return 1, "true"
    (own,) = connection.sql("SELECT count(*) FROM small.orders").fetchall()[0]
    wanted = size.lines / (own * size.copies)
    whole = int(wanted)
    share = round((wanted - whole) * 10_000)
    return whole + 1, f"again < {whole} OR hash(order_id, copy) % 10000 < {share}"


def _value(table: Table, name: str) -> str:
    """Give a column of a copy: ids are its own, the first copy has those of the small company."""
    column = _quoted(name)
    own = f"CASE WHEN copy = 0 THEN {column} ELSE {column} || '.' || copy END"
    if table.name == "orders" and name == "order_id":
        return f"{own} || CASE WHEN again = 0 THEN '' ELSE '-' || again END"
    if table.name == "orders" and name in {"ordered_at", "recorded_at"}:
        return f"{column} + to_seconds(again)"
    if table.name == "targets" and name == "owner_id":
        return f"CASE WHEN copy = 0 OR owner_kind = 'company' THEN {column} ELSE {column} || '.' || copy END"
    if name.endswith("_id") and name != "product_id":
        return own
    if table.name == "report_fields" and name == "text":
        return f"CASE WHEN copy > 0 AND length({column}) > {_LONG} THEN {column} || ' #' || copy ELSE {column} END"
    return column


def _quoted(name: str) -> str:
    return f'"{name}"'
