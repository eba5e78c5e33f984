"""A Spark of one thread: what it computes is that of a cluster, and it starts and plans as fast as Spark can."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reviewbook.engine.spark_session import missing, session

if TYPE_CHECKING:
    from reviewbook.engine.spark_engine import SparkEngine

#: Tables here are small: compiling a step, sharing it out or looking for a better plan costs more than doing it.
SMALL = {
    "spark.master": "local[1]",
    "spark.default.parallelism": "1",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}


def spark_engine(folder: Path) -> SparkEngine:
    """Give an engine of the session of this process; without Spark or Java skip, but never in CI."""
    small_spark()
    from reviewbook.engine.spark_engine import SparkEngine

    return SparkEngine(_session(), folder)


def small_spark() -> None:
    """Start the session that this process has from now on, whoever asks for one."""
    _must_be_here()
    _session()


@cache
def _session():
    return session("spark", SMALL)


def _must_be_here() -> None:
    lacks = missing()
    if lacks and os.environ.get("CI"):
        pytest.fail(f"{lacks}; CI must try Spark")
    if lacks:
        pytest.skip(lacks)
