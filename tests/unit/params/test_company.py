"""Who computes and who makes the documents is named in company.yaml; what cannot be meant is told."""

from __future__ import annotations

from typing import Any

import pytest

from reviewbook.params.rulebook import Rulebook


@pytest.mark.parametrize("engine", ["auto", "polars", "duckdb", "spark", "spark://h1:7077", "spark://h1:7077,h2:7077"])
def test_the_engine_is_one_of_this_machine_or_a_cluster_of_spark(workbook: Any, engine: str) -> None:
    workbook.change("company.yaml", "currency: CNY", f'currency: CNY\nengine: "{engine}"')
    assert workbook.load().company.engine == engine


@pytest.mark.parametrize("engine", ["pandas", "spark://", "spark://h1", "yarn", "spark:7077"])
def test_an_engine_that_is_none_is_told(workbook: Any, engine: str) -> None:
    workbook.change("company.yaml", "currency: CNY", f'currency: CNY\nengine: "{engine}"')
    (problem,) = workbook.refusal()
    known = "auto, polars, duckdb, spark (on this machine) or spark://host:port"
    assert problem == f"params/company.yaml:5: engine: '{engine}' is no engine; write {known}."


def test_documents_are_made_here_unless_a_cluster_of_dask_is_named(workbook: Any) -> None:
    assert workbook.load().company.renderers == "local"
    workbook.change("company.yaml", "currency: CNY", "currency: CNY\nrenderers: dask://10.0.0.7:8786")
    assert workbook.load().company.renderers == "dask://10.0.0.7:8786"


@pytest.mark.parametrize("renderers", ["dask", "dask://10.0.0.7", "tcp://10.0.0.7:8786"])
def test_renderers_that_are_none_are_told(workbook: Any, renderers: str) -> None:
    workbook.change("company.yaml", "currency: CNY", f"currency: CNY\nrenderers: {renderers}")
    (problem,) = workbook.refusal()
    known = "local (this machine) or dask://host:port"
    assert problem == f"params/company.yaml:5: renderers: '{renderers}' is no maker of documents; write {known}."


def test_where_it_is_computed_is_in_no_checksum_so_that_no_edition_is_made_anew_for_it(workbook: Any) -> None:
    before = workbook.load()
    elsewhere = "currency: CNY\nengine: duckdb\nrenderers: dask://10.0.0.7:8786"
    workbook.change("company.yaml", "currency: CNY", elsewhere)
    after = workbook.load()
    assert after.digest == before.digest
    publication = before.publication("weekly_review")
    assert Rulebook.of(after, publication).digest == Rulebook.of(before, publication).digest


def test_another_currency_is_in_the_checksum(workbook: Any) -> None:
    before = workbook.load().digest
    workbook.change("company.yaml", "currency: CNY", "currency: EUR")
    assert workbook.load().digest != before
