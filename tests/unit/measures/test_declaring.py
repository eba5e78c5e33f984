"""A measure is declared above its function, and whatever is missing elsewhere is named."""

from __future__ import annotations

import pytest

from reviewbook.errors import ParamsError
from reviewbook.measures import MEASURES, ONLY_OF_PRODUCTS, declaring, disagreements, facts, measure
from reviewbook.measures.declaring import declared
from reviewbook.measures.rows import ROWS

DEFINED = {name: object() for name in (*(one.name for one in MEASURES), *ONLY_OF_PRODUCTS)}


@pytest.fixture
def alone(monkeypatch):
    """Begin without any measure."""
    monkeypatch.setattr(declaring, "_DECLARED", {})


def named(name, module="reviewbook.measures.trying"):
    def compute():
        return None

    compute.__name__, compute.__module__ = name, module
    return compute


def test_each_measure_stands_behind_those_that_it_needs():
    places = {one.name: place for place, one in enumerate(MEASURES)}
    early = [(one.name, need) for one in MEASURES for need in one.needs if places.get(need, -1) > places[one.name]]
    assert early == []


def test_a_function_is_declared_by_its_name_and_stays_what_it_is(alone):
    function = named("price")
    assert measure("revenue", absent="nothing sold", kept="lines", charted="value")(function) is function
    (made,) = declared(["revenue"])
    assert (made.name, made.needs, made.absent, made.kept, made.charted) == (
        "price", ("revenue",), "nothing sold", "lines", "value",
    )  # fmt: skip
    assert made.place == "lib/reviewbook/measures/trying.py"


def test_two_modules_cannot_declare_one_measure_but_one_may_be_loaded_again(alone):
    measure("owed", absent=None)(named("price"))
    measure("owed", absent="no orders")(named("price"))
    with pytest.raises(TypeError, match=r"other\.py: the measure 'price' is declared in .*trying\.py already"):
        measure("owed", absent=None)(named("price", "reviewbook.measures.other"))


def test_a_measure_that_needs_what_is_not_there_is_refused(alone):
    measure("revenu", absent=None)(named("price"))
    with pytest.raises(TypeError, match=r"trying\.py: price needs 'revenu', .*Did you mean 'revenue'\?"):
        declared(["revenue"])


def test_measures_that_need_each_other_are_refused(alone):
    measure("price", absent=None)(named("size"))
    measure("size", absent=None)(named("price"))
    with pytest.raises(TypeError, match="these measures need each other: price, size"):
        declared([])


def test_what_is_computed_and_not_defined_or_defined_and_not_computed_is_told():
    assert disagreements(DEFINED, ONLY_OF_PRODUCTS) == []
    without = {name: one for name, one in DEFINED.items() if name != "gap"} | {"gab": object()}
    assert [str(one) for one in disagreements(without, ONLY_OF_PRODUCTS)] == [
        "params/measures.yaml: has no entry 'gap', which lib/reviewbook/measures/attainment.py computes. "
        "Add one with title, meaning, unit, direction, owner and since.",
        "params/measures.yaml: gab: no function of lib/reviewbook/measures computes it. Did you mean 'gap'? "
        "Declare a function of that name with @measure, or take the entry out.",
    ]


def test_a_reason_without_words_is_told(alone):
    measure("owed", absent="nothing there")(named("price"))
    (told,) = disagreements({"price": object()})
    assert str(told).endswith("Write [note.nothing_there] into a file of lib/reviewbook/wording/words.")


def test_facts_of_a_measure_that_is_not_defined_are_refused():
    with pytest.raises(ParamsError, match=r"has no entry 'gap', which lib/reviewbook/measures/attainment\.py computes"):
        facts({"gap": None}, {name: "money" for name in DEFINED if name != "gap"}, None)
    with pytest.raises(ParamsError, match=r"has no entry 'tried'\. Add one with title"):
        facts({"tried": None}, {}, None)


def test_every_row_is_made_of_tables():
    needed = {need for one in MEASURES for need in one.needs} - {one.name for one in MEASURES}
    assert needed == set(ROWS)
