"""What stands in one report: numbers from the books, sentences from the teller, and the planted bad habits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from reviewbook.sources.sample.discipline import STEADY
from reviewbook.sources.sample.names import products
from reviewbook.sources.sample.people import Person
from reviewbook.sources.sample.phrases import Teller, phrases
from reviewbook.sources.sample.setting import Setting
from reviewbook.sources.sample.truths import Truth

__all__ = ["Author", "Figures"]

Fields = dict[str, str | float]

#: Required fields that are now and then left empty; sales are not among them.
FORGETTABLE = {
    "daily_sales": ("visits", "progress", "plan"),
    "weekly_sales": ("summary", "plan"),
    "monthly_sales": ("summary", "plan"),
    "team_weekly": ("plan",),
}
FORGOTTEN = 0.03


@dataclass(frozen=True)
class Figures:
    """
    The numbers of one report.

    Parameters
    ----------
    sales : float
        What is claimed, in CNY.
    orders : int
        Orders with a confirmed line.
    typical : float
        What the person sells in such a period on average, in CNY.
    """

    sales: float
    orders: int
    typical: float


@dataclass
class Author:
    """
    A person who writes reports, one after the other.

    Parameters
    ----------
    customers : list of str
        Short names of those the person talks about.
    """

    setting: Setting
    person: Person
    customers: list[str]
    former: Fields = field(default_factory=dict)

    def __post_init__(self) -> None:
        language = self.person.home.language
        words = phrases(language)
        places = words.places[self.person.home.parent_id or self.person.home.team_id]
        slots = {"customer": self.customers, "product": [p.names[language] for p in products()], "place": places}
        self.teller = Teller(words, slots, _draws(self.setting.stream("writing", self.person.person_id)))
        self.visited, self.blank = words.visited, words.blank
        planted, person_id = self.setting.planted, self.person.person_id
        self.copies = planted.of("copier", person_id)
        self.nearly_copies = planted.of("near_copier", person_id)
        self.steady = any(planted.of(kind, person_id) for kind in STEADY)
        self.blanks = [t for t in planted.of("unfilled_field") if self.person.home.team_id in t.teams]
        self.rises = [t for t in planted.of("competitor_rise") if self.person.home.parent_id in t.teams]

    def write(self, template: str, on: date, figures: Figures) -> Fields:
        """
        Write one report.

        Parameters
        ----------
        template : str
            Which one.
        on : date
            First day of its period.
        """
        fields = getattr(self, f"_{template}")(on, figures)
        for truth in self.blanks:
            if truth.template == template:
                fields.pop(truth.field, None)
        if not self.steady and self.teller.chance(FORGOTTEN):
            fields.pop(self.teller.pick(list(FORGETTABLE[template])), None)
        return dict(fields)

    def addition(self, fields: Fields) -> Fields:
        """Give the fields of a second revision: a sentence more at the first text."""
        first = next(name for name, value in fields.items() if isinstance(value, str))
        return {**fields, first: self.blank.join([str(fields[first]), self.teller.tell("detail")])}

    def _daily_sales(self, on: date, figures: Figures) -> Fields:
        teller = self.teller
        fields: Fields = {"sales_amount": figures.sales, "visits": float(teller.number(1, 7))}
        fields["progress"] = teller.tell_all("progress", "detail")
        if teller.chance(0.65):
            fields["customer_feedback"] = teller.tell("customer_feedback")
        self._mention(fields, on, 0.25)
        if teller.chance(0.35):
            fields["problem"] = teller.tell("problem")
        fields["plan"] = teller.tell("plan")
        fields = self._copied(fields, on)
        self.former = fields
        return fields

    def _weekly_sales(self, on: date, figures: Figures) -> Fields:
        teller = self.teller
        fields: Fields = {"sales_amount": figures.sales, "orders": float(figures.orders)}
        fields["summary"] = teller.tell_all("summary", "summary_more", orders=figures.orders)
        self._mention(fields, on, 0.5)
        if teller.chance(0.7):
            fields["trend"] = teller.tell("trend")
        if teller.chance(0.6):
            fields["lesson"] = teller.tell("lesson")
        fields["commitment"] = self._commitment(figures)
        fields["plan"] = teller.tell("week_plan")
        return fields

    def _monthly_sales(self, _: date, figures: Figures) -> Fields:
        teller = self.teller
        fields: Fields = {"sales_amount": figures.sales}
        fields["summary"] = teller.tell_all("month_summary", "month_more", orders=figures.orders)
        if teller.chance(0.6):
            fields["suggestion"] = teller.tell("suggestion")
        if teller.chance(0.6):
            fields["win"] = teller.tell("win")
        fields["commitment"] = self._commitment(figures)
        fields["plan"] = teller.tell("month_plan")
        return fields

    def _team_weekly(self, _: date, figures: Figures) -> Fields:
        summary = self.teller.tell_all("team_summary", "team_more", orders=figures.orders)
        return {"summary": summary, "plan": self.teller.tell("team_plan")}

    def _commitment(self, figures: Figures) -> float:
        return round(figures.typical * self.teller.number(85, 115) / 100, -3)

    def _mention(self, fields: Fields, on: date, share: float) -> None:
        """Write about competitors: as often as usual, or more often about the one that is rising."""
        for truth in self.rises:
            if on >= truth.span[0] and self.teller.chance(truth.size or 0.0):
                fields["competitor"] = self.teller.competitor(truth.competitors[0])
                return
        if self.teller.chance(share):
            fields["competitor"] = self.teller.competitor()

    def _copied(self, fields: Fields, on: date) -> Fields:
        numbers = {name: value for name, value in fields.items() if not isinstance(value, str)}
        texts = {name: value for name, value in self.former.items() if isinstance(value, str)}
        if any(_within(truth, on) for truth in self.copies) and texts:
            return {**numbers, **texts}
        if not self.nearly_copies:
            return fields
        if any(_within(truth, on) for truth in self.nearly_copies) and texts:
            visits = numbers["visits"]
            if visits == self.former["visits"]:
                visits += 1
            old, new = (self.visited.format(n=int(float(n))) for n in (self.former["visits"], visits))
            return {**numbers, "visits": visits, **texts, "progress": str(texts["progress"]).replace(old, new)}
        return {**fields, "progress": f"{fields['progress']}{self.visited.format(n=int(float(fields['visits'])))}"}


def _within(truth: Truth, on: date) -> bool:
    first, last = truth.span
    return first <= on <= last


def _draws(rng: np.random.Generator) -> Iterator[float]:
    while True:
        yield from rng.random(4096).tolist()
