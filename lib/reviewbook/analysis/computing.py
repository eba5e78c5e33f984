"""On which engine a warehouse is derived."""

from __future__ import annotations

from collections.abc import Mapping

from reviewbook.engine import Engine, Frame, spark_session
from reviewbook.engine.duckdb_engine import DuckDBEngine
from reviewbook.params.company import Company
from reviewbook.warehouse import Warehouse

__all__ = ["IN_MEMORY_ROWS", "computing", "making_room"]

#: So many rows are derived in memory, of which they take about 3 GB; more of them where they may be larger than memory.
#: The facts are the same.
IN_MEMORY_ROWS = 2_500_000

#: What DuckDB holds in memory once all is computed: to join a few measures and take them out needs no more.
_TAKING_OUT = 600_000_000


def computing(
    warehouse: Warehouse, tables: Mapping[str, Frame], company: Company
) -> tuple[Engine, Mapping[str, Frame]]:
    """
    Give the engine that the company chose, and tables of a warehouse as frames of it.

    Parameters
    ----------
    warehouse : Warehouse
        Open as long as the frames are used.
    tables : mapping of Frame
        What `Warehouse.view` gave.
    company : Company
        Its ``engine``; ``auto`` is ``polars`` up to `IN_MEMORY_ROWS` rows, and ``duckdb`` beyond. To Spark the tables
        are handed over in files beside the warehouse, which stands on a file system that all its machines share.

    Returns
    -------
    tuple
        The engine, and the tables by name.

    Raises
    ------
    ParamsError
        When Spark is chosen, and it or its cluster is not there.
    """
    chosen = _chosen(warehouse, company)
    if chosen == "duckdb":
        return warehouse.engine(), tables
    if chosen.startswith("spark"):
        return _on_spark(chosen, warehouse, tables)
    from reviewbook.engine.polars_engine import PolarsEngine

    engine = PolarsEngine()
    return engine, {name: engine.read(frame.to_native()) for name, frame in tables.items()}


def making_room(engine: Engine) -> None:
    """Let DuckDB hold less from here on: facts and rows that are taken out stand in memory beside what it holds."""
    if isinstance(engine, DuckDBEngine):
        engine.bound(_TAKING_OUT)


def _on_spark(engine: str, warehouse: Warehouse, tables: Mapping[str, Frame]) -> tuple[Engine, Mapping[str, Frame]]:
    session = spark_session.session(engine)  # it says what is missing, where the engine could not even be imported
    from reviewbook.engine.spark_engine import SparkEngine

    spark = SparkEngine(session, warehouse.folder_beside())
    return spark, {name: spark.read(name, frame.to_native()) for name, frame in tables.items()}


def _chosen(warehouse: Warehouse, company: Company) -> str:
    if company.engine != "auto":
        return company.engine
    return "polars" if sum(warehouse.counts().values()) <= IN_MEMORY_ROWS else "duckdb"
