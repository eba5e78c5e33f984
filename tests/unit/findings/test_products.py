"""What stands out of a product."""

import pytest

from reviewbook.findings.products import price_change, refunds

#: Prices of 16 weeks around 100.
STEADY = [99.0, 101.0] * 8


def priced(*values):
    """Give a price by the week, with ten units sold each."""
    return [{"value": value, "numerator": 10 * value, "denominator": 10} for value in values]


def test_a_lower_price_is_found_with_the_last_one_before_it(known, series):
    given = {("price", "product", "saw"): priced(*STEADY, 85.0, 85.0, 86.0, 84.0)}
    given |= {("price", "product", "axe"): priced(*STEADY, *STEADY[:4])}
    (found,) = price_change(known(facts=series(given)))
    assert (found.entity_kind, found.entity_id, found.since, found.tone) == ("product", "saw", "2026-W44", "bad")
    assert {name: number.value for name, number in found.numbers.items()} == {
        "price": 85.0, "before": 101.0, "change": pytest.approx(85 / 101 - 1), "units": 40.0,
    }  # fmt: skip
    before = found.numbers["before"]
    assert (before.measure, before.period, before.part) == ("price", "2026-W43", "value")
    assert found.effect_money == pytest.approx(170)


def test_a_higher_price_is_neither_good_nor_bad(known, series):
    (found,) = price_change(known(facts=series({("price", "product", "saw"): priced(*STEADY, 120.0)})))
    assert found.tone == "plain"


def test_a_small_change_is_not_worth_a_sentence_however_sure_it_is(known, series):
    exact = priced(*(100 + value / 100 for value in STEADY), 98.0)
    assert price_change(known(facts=series({("price", "product", "saw"): exact}))) == []


def test_a_list_price_does_not_change_by_chance(known, series):
    listed = {("price", "product", "saw"): priced(*([100.0] * 8), *([90.0] * 9))}
    (found,) = price_change(known(facts=series(listed)))
    assert (found.verdict, found.chance, found.since) == ("certain", None, "2026-W39")
    assert found.numbers["before"].value == 100.0


@pytest.mark.parametrize(
    "values",
    [[100.0] * 7 + [90.0], [100.0] * 9 + [97.5], [100.0] * 9],
    ids=["seven periods make no list price", "two hundredths", "no change"],
)
def test_what_is_no_change_of_a_list_price(known, series, values):
    assert price_change(known(facts=series({("price", "product", "saw"): priced(*values)}))) == []


def test_a_price_within_its_spread_is_not_told(known, series):
    assert price_change(known(facts=series({("price", "product", "saw"): priced(*([90.0, 110.0] * 9), 93.0)}))) == []


def test_a_product_that_was_not_sold_now_has_no_price_to_tell(known, series):
    assert price_change(known(facts=series({("price", "product", "saw"): [*priced(*STEADY, 85.0), None]}))) == []


def returned(counts, amount=500.0):
    return {
        ("refund_rate", "product", "saw"): counts,
        ("refunds", "product", "saw"): [amount * part for part, _ in counts],
        ("refund_rate", "product", "axe"): [(0, 40)] * len(counts),
        ("refunds", "product", "axe"): [0.0] * len(counts),
    }


def test_a_wave_of_refunds_is_found_since_it_began(known, series):
    (found,) = refunds(known(facts=series(returned([(0, 40), (1, 40)] * 9 + [(15, 50), (20, 50)]))))
    assert (found.entity_id, found.since, found.verdict) == ("saw", "2026-W46", "signal")
    assert {name: number.value for name, number in found.numbers.items()} == {
        "refunded": 35.0, "sold": 100.0, "rate": 0.35, "before": 9 / 720, "amount": 17500.0,
    }  # fmt: skip
    assert (found.effect_money, found.test) == (10000.0, "refund_rate product:saw <= 0.03 x2")


def test_two_refunds_more_are_no_wave(known, series):
    assert refunds(known(facts=series(returned([(0, 40), (1, 40)] * 9 + [(3, 40)])))) == []


def test_a_wave_that_is_over_is_not_told(known, series):
    assert refunds(known(facts=series(returned([(1, 40)] * 14 + [(20, 50)] * 3 + [(0, 40)] * 3)))) == []
