"""The Spark session of a process: started once, with settings under which its results are those of every engine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from reviewbook.errors import ParamsError, Problem

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["JAVA", "SETTINGS", "missing", "session"]

#: The least Java on which Spark 4 starts.
JAVA = 17

#: What results depend on, and what a run should not do besides.
SETTINGS: Mapping[str, str] = {
    # A number that does not fit, or a text that is no number, is refused as on every engine; the other way is null.
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "true",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.execution.arrow.pyspark.fallback.enabled": "false",
    # Most steps are small beside their plan: as few tasks as the data need, not one for each processor.
    "spark.sql.adaptive.coalescePartitions.parallelismFirst": "false",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}

_WHERE = "params/company.yaml: engine"


def session(engine: str, settings: Mapping[str, str] | None = None) -> SparkSession:
    """
    Give the session of this process; start it when there is none.

    Parameters
    ----------
    engine : str
        As in ``company.yaml``: ``spark`` for all processors of this machine, or the address of a cluster.
    settings : mapping, optional
        More of them, or others than `SETTINGS`; settings of the cluster itself stand in its ``spark-defaults.conf``.

    Raises
    ------
    ParamsError
        When Spark or Java is not installed, or the cluster does not answer.
    """
    _must_be_here()
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    local = engine == "spark"
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    few = {"spark.sql.shuffle.partitions": str(2 * (os.cpu_count() or 1))} if local else {}
    builder = SparkSession.builder.appName("reviewbook").master("local[*]" if local else engine)
    try:
        with warnings.catch_warnings():
            # Frames go in and out as Arrow tables; which pandas there is does not matter to them.
            warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
            started = builder.config(map={**SETTINGS, **few, **(settings or {})}).getOrCreate()
    except (Py4JError, PySparkException) as error:
        raise ParamsError(
            Problem(
                _WHERE,
                f"{engine} does not answer: {str(error).splitlines()[0]}",
                "A master of Spark of the same version as here.",
                "Start it, or set engine: spark to use this machine alone.",
            )
        ) from None
    started.sparkContext.setLogLevel("ERROR")
    return started


def missing() -> str:
    """Tell what Spark needs and is not here; empty when all is."""
    if find_spec("pyspark") is None:
        return "Spark is not installed"
    found = _java()
    if found >= JAVA:
        return ""
    what = f"the Java here is version {found}" if found else "there is no Java here"
    return f"Spark needs Java {JAVA} or later, and {what}"


def _must_be_here() -> None:
    lacks = missing()
    if "Java" in lacks:
        raise ParamsError(
            Problem(
                _WHERE,
                lacks,
                "It is looked for in JAVA_HOME, then on the PATH.",
                f"Install it (Debian, Ubuntu: apt install openjdk-{JAVA}-jre-headless), or set another engine.",
            )
        )
    if lacks:
        raise ParamsError(Problem(_WHERE, lacks, "", "Type: pip install 'reviewbook[spark]'; or set another engine."))


def _java() -> int:
    """Give the version of the Java that Spark would start; 0 when there is none."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if not java or not Path(java).is_file():
        return 0
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    # Until 8 it calls itself 1.8.
    version = re.search(r'version "(?:1\.)?(\d+)', said.stderr + said.stdout)
    return int(version.group(1)) if version else 0
