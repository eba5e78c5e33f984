from __future__ import annotations

from typing import Any

from reviewbook.params.market import Market


def test_a_company_without_the_file_looks_for_nothing(workbook: Any) -> None:
    assert workbook.load().market == Market()
    assert not workbook.load().market.asked


def test_the_file_is_part_of_the_params_and_of_their_digest(workbook: Any) -> None:
    before = workbook.load().digest
    workbook.write("market.yaml", "competitors:\n  - {name: acme, title: {zh: 极峰, en: Acme}, aliases: [ACM]}\n")
    market = workbook.load().market
    assert market.asked
    assert (market.title("acme", "zh"), market.title("acme", "en"), market.title("gone", "en")) == (
        "极峰",
        "Acme",
        "gone",
    )
    assert workbook.load().digest != before


def test_everything_that_is_wrong_with_the_market_is_told_at_once(workbook: Any) -> None:
    workbook.write(
        "market.yaml",
        "competitors:\n"
        "  - {name: acme, title: {zh: 极峰, en: Acme}, aliases: [ＡＣＭＥ, '', 峰]}\n"
        "  - {name: acme, title: {zh: 另一家, en: Other}, aliases: [极峰]}\n"
        "themes:\n"
        "  - {name: other, title: {zh: 其他, en: Other}, words: []}\n"
        "  - {name: price, title: {zh: 价格, en: Price}, words: [价格, price]}\n"
        "  - {name: cost, title: {zh: 成本, en: Cost}, words: [Price]}\n",
    )
    assert workbook.refusal() == [
        "params/market.yaml:5: themes[0].name: 'other' is where the rest goes. Give it another name.",
        "params/market.yaml:5: themes[0].words: is empty. Nothing would ever belong to this theme.",
        "params/market.yaml:3: competitors[1].name: 'acme' stands in competitors[0].name already. Keep one of the two.",
        "params/market.yaml:2: competitors[0].aliases[0]: 'acme' stands in competitors[0].title already. "
        "Keep one of the two.",
        "params/market.yaml:2: competitors[0].aliases[1]: is empty.",
        "params/market.yaml:2: competitors[0].aliases[2]: '峰' is too short to be found. It needs 2 characters or more.",
        "params/market.yaml:3: competitors[1].aliases[0]: '极峰' stands in competitors[0].title already. "
        "Keep one of the two.",
        "params/market.yaml:7: themes[2].words[0]: 'price' stands in themes[1].words[1] already. Keep one of the two.",
    ]


def test_a_key_that_is_not_known_has_its_nearest(workbook: Any) -> None:
    workbook.write("market.yaml", "competitors:\n  - {name: acme, title: {zh: 极峰, en: Acme}, alias: [ACM]}\n")
    (problem,) = workbook.refusal()
    assert problem.startswith("params/market.yaml:2: competitors[0].alias")
    assert problem.endswith("Did you mean 'aliases'?")
