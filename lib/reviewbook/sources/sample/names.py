"""Invented names of people and customers."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

__all__ = ["Product", "courses", "customer_names", "material", "people_names", "products"]


@cache
def material() -> dict[str, Any]:
    """Give what names are made of, as it stands in ``names.toml``."""
    return tomllib.loads(files("reviewbook.sources.sample").joinpath("texts", "names.toml").read_text("utf-8"))


class Product:
    """
    A product.

    Parameters
    ----------
    entry : dict
        ``id``, ``code``, ``zh``, ``en``, ``category`` and ``price`` in CNY.
    """

    def __init__(self, entry: dict[str, Any]) -> None:
        self.product_id: str = entry["id"]
        self.category: str = entry["category"]
        self.price: float = float(entry["price"])
        #: As a report calls it, by language; the table `products` has the Chinese one.
        self.names = {language: f"{entry['code']} {entry[language]}" for language in ("zh", "en")}


@cache
def products() -> tuple[Product, ...]:
    """Every product, in the order of its id."""
    return tuple(Product(entry) for entry in material()["products"])


@cache
def courses() -> tuple[tuple[str, str, float, date], ...]:
    """Every course: id, skill, hours, due day."""
    return tuple((entry["id"], entry["skill"], float(entry["hours"]), entry["due"]) for entry in material()["courses"])


def people_names(languages: list[str], rng: np.random.Generator) -> list[tuple[str, str]]:
    """
    Give a name and the local part of a mail address for each person, no two alike.

    Parameters
    ----------
    languages : list of str
        ``zh`` or ``en`` for each person.
    """
    taken: set[str] = set()
    found = []
    for language in languages:
        name, mail = _person(language, rng)
        while mail in taken:
            name, mail = _person(language, rng)
        taken.add(mail)
        found.append((name, mail))
    return found


def _person(language: str, rng: np.random.Generator) -> tuple[str, str]:
    words = material()
    if language == "en":
        first, last = str(rng.choice(words["first_names"])), str(rng.choice(words["last_names"]))
        number = "" if rng.random() < 0.9 else str(rng.integers(2, 100))
        return f"{first} {last}", f"{first}.{last}{number}".lower()
    surname, sounds = str(rng.choice(words["surnames"])).split()
    given = [str(part).split() for part in rng.choice(words["given"], 1 + (rng.random() < 0.75))]
    return surname + "".join(sign for sign, _ in given), f"{sounds}.{''.join(sound for _, sound in given)}"


def customer_names(places: list[str], language: str, count: int, rng: np.random.Generator) -> list[tuple[str, str]]:
    """Give the full name and the name used in reports of each customer, no two of them alike."""
    names: dict[str, str] = {}
    while len(names) < count:
        full, short = _customer(str(rng.choice(places)), language, rng)
        if short not in names.values():
            names[full] = short
    return list(names.items())


def _customer(place: str, language: str, rng: np.random.Generator) -> tuple[str, str]:
    words = material()
    if language == "en":
        short = f"{rng.choice(words['export_brands'])} {rng.choice(words['export_industries'])}"
        return f"{short} Ltd, {place}", f"{short} in {place}"
    brand = f"{rng.choice(words['brand_first'])}{rng.choice(words['brand_second'])}"
    industry = str(rng.choice(words["industries"]))
    return f"{place}{brand}{industry}有限公司", f"{place[:2]}{brand}{industry[:2]}"
