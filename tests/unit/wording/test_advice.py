"""Whatever a system refuses with has its advice, and no advice stands there for what nobody is refused with."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import pytest

from reviewbook.sources.systems import SYSTEMS
from reviewbook.web import Codes
from reviewbook.wording import entries


def told(kind: str) -> set[str]:
    """Give the keys of advice that the codes of a system lead to."""
    package = import_module(f"reviewbook.sources.systems.{kind}")
    modules = [import_module(f"{package.__name__}.{file.stem}") for file in Path(package.__file__).parent.glob("*.py")]
    codes = [one for module in modules for one in vars(module).values() if isinstance(one, Codes)]
    assert codes
    return {key for one in codes for key in (*one.stop.values(), *one.advice.values())}


def named(kind: str) -> set[str]:
    """Give every text in the code of a system that may name an advice."""
    folder = Path(import_module(f"reviewbook.sources.systems.{kind}").__file__).parent
    nodes = (node for file in folder.glob("*.py") for node in ast.walk(ast.parse(file.read_text("utf-8"))))
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {text.removeprefix("advice.") for text in texts}


def written(kind: str) -> set[str]:
    return {key.removeprefix("advice.") for key in entries() if key.startswith(f"advice.{kind}.")}


@pytest.mark.parametrize("kind", SYSTEMS)
def test_each_code_that_only_a_person_can_mend_says_what_to_do(kind):
    assert sorted(told(kind) - written(kind) - written("http")) == []


@pytest.mark.parametrize("kind", SYSTEMS)
def test_no_advice_is_written_for_a_code_that_nobody_is_told(kind):
    assert sorted(written(kind) - told(kind) - named(kind)) == []


def test_the_common_refusals_have_advice_that_names_no_system():
    wanted = {"400", "401", "403", "404", "407", "410", "429", "strange", "unreachable", "secret"}
    assert wanted <= {key.removeprefix("http.") for key in written("http")}
