"""Where Spark cannot start, it is told what is missing and what to type."""

from __future__ import annotations

import pytest

from reviewbook.engine import spark_session
from reviewbook.engine.spark_session import session
from reviewbook.errors import ParamsError


@pytest.fixture
def java(tmp_path, monkeypatch):
    """Give a function that puts a Java in place which says that it is of this version."""

    def put(version: str) -> None:
        file = tmp_path / "bin" / "java"
        file.parent.mkdir()
        file.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2025-04-15' >&2\n", "utf-8")
        file.chmod(0o755)
        monkeypatch.setenv("JAVA_HOME", str(tmp_path))
        monkeypatch.setattr(spark_session, "find_spec", lambda name: name)

    return put


def refusal() -> str:
    with pytest.raises(ParamsError) as refused:
        session("spark")
    return str(refused.value)


def test_without_spark_it_is_told_what_to_install(monkeypatch):
    monkeypatch.setattr(spark_session, "find_spec", lambda _: None)
    assert refusal() == (
        "params/company.yaml: engine: Spark is not installed. "
        "Type: pip install 'reviewbook[spark]'; or set another engine."
    )


@pytest.mark.parametrize(("version", "number"), [("11.0.22", 11), ("1.8.0_402", 8)])
def test_a_java_that_is_too_old_is_told(java, version, number):
    java(version)
    assert refusal() == (
        f"params/company.yaml: engine: Spark needs Java 17 or later, and the Java here is version {number}. "
        "It is looked for in JAVA_HOME, then on the PATH. "
        "Install it (Debian, Ubuntu: apt install openjdk-17-jre-headless), or set another engine."
    )


def test_without_java_it_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(spark_session, "find_spec", lambda name: name)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "nowhere"))
    assert "engine: Spark needs Java 17 or later, and there is no Java here." in refusal()


def test_a_java_that_is_new_enough_is_taken(java):
    java("21")
    assert spark_session.missing() == ""
