"""Which words come up more often than before: terms that are on the rise.

Log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn, 2008): how
much likelier a word is in the reports of the period than in those of the eight
before it, after both were given the company's own habits of speech as if they had
said them too. The prior weighs as much as the period's own words: a rare word needs
more than one report, and a common one more than a busy week. Words are counted once
a report, so that nobody raises a term by repeating it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reviewbook.market.heard import Span, spread
from reviewbook.params.market import Market
from reviewbook.schema import FRAMES
from reviewbook.text import Names, plain, sentences

__all__ = ["BEFORE", "FEWEST_PEOPLE", "FEWEST_REPORTS", "rising", "terms"]

#: Periods with which the one under review is compared.
BEFORE = 8

#: A term stands in so many reports by so many people at least: less may be one event, or one person's word.
FEWEST_REPORTS, FEWEST_PEOPLE = 3, 2

#: Standard deviations from which on a term rises: as rare by chance as a point outside its chart.
_LIMIT = 3.0

_ENTITY = ["entity_kind", "entity_id"]


def terms(fields: pd.DataFrame, market: Market, known: list[str], entities: pd.DataFrame, span: Span) -> pd.DataFrame:
    """
    Terms that rise in the period under review, for the company and each team.

    Parameters
    ----------
    fields : DataFrame
        The fields that speak of the market (`heard.heard`).
    market : Market
        Words of the trade and stop words.
    known : list of str
        Names of customers, people and products: they are no terms.
    entities : DataFrame
        ``team_id, entity_kind, entity_id``.
    span : Span
        The periods; the last is compared with the eight before it.

    Returns
    -------
    DataFrame
        `schema.FRAMES["terms"]` in the analysis' form: one row per company or team and term, with the latest sentence
        that has it. None for a person: a term needs two people.
    """
    columns = FRAMES["terms"].names
    compared = Span(span.cadence, span.periods[-1 - BEFORE :])
    timed = fields.assign(at=compared.of(fields["due_on"])).dropna(subset="at")
    told = _words(timed, market, known)
    if told.empty:
        return pd.DataFrame(columns=columns)
    now = compared.periods[-1]
    reports = told.drop_duplicates(["report_id", "term"]).assign(now=lambda rows: rows["at"] == now)
    found = _rising(spread(reports, entities, but_not=("person",)), reports)
    latest = spread(told[told["at"] == now], entities, but_not=("person",)).sort_values(
        ["due_on", "report_id", "place"]
    )
    example = latest.drop_duplicates([*_ENTITY, "term"], keep="last")
    rows = found.merge(example[[*_ENTITY, "term", "report_id", "person_id", "sentence"]], on=[*_ENTITY, "term"])
    return rows.assign(cadence=span.cadence.value, period=now)[columns]


def rising(part: NDArray[Any], whole: float, before: NDArray[Any], habit: NDArray[Any]) -> NDArray[np.float64]:
    """
    Give how far each word is above chance.

    Parameters
    ----------
    part : array of int
        How often each word stands in the period, of `whole` words together.
    before : array of int
        How often each stood in the periods before.
    habit : array of float
        The share of each word in all that the company says; they add up to 1.

    Returns
    -------
    array of float
        The log-odds ratio in units of its standard deviation.
    """
    prior = whole * habit
    now, then = part + prior, before + prior
    all_now, all_then = now.sum(), then.sum()
    with np.errstate(divide="ignore", invalid="ignore"):  # a vocabulary of a single word has no odds
        ratio = np.log(now / (all_now - now)) - np.log(then / (all_then - then))
        score: NDArray[np.float64] = np.nan_to_num(ratio / np.sqrt(1 / now + 1 / then), nan=0.0, posinf=0.0)
    return score


def _rising(placed: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Give the terms of each entity that are above chance."""
    habit = reports.groupby("term").size() / len(reports)
    counted = placed.assign(
        earlier=~placed["now"], who=placed["person_id"].where(placed["now"])
    ).groupby([*_ENTITY, "term"]).agg(reports=("now", "sum"), before=("earlier", "sum"), people=("who", "nunique"))  # fmt: skip
    judged = []
    for _, rows in counted.reset_index().groupby(_ENTITY):
        vocabulary = habit[rows["term"]].to_numpy()
        part, then = (rows[name].to_numpy() for name in ("reports", "before"))
        if then.sum():  # with nothing before it every word would be new
            score = rising(part, float(part.sum()), then, vocabulary / vocabulary.sum())
            judged.append(rows.assign(score=score)[score >= _LIMIT])
    if not judged:
        return counted.reset_index().iloc[:0].assign(score=0.0)
    found = pd.concat(judged, ignore_index=True)
    return found[(found["reports"] >= FEWEST_REPORTS) & (found["people"] >= FEWEST_PEOPLE)]


def _words(timed: pd.DataFrame, market: Market, known: list[str]) -> pd.DataFrame:
    """Give each term of each sentence once, with the sentence."""
    # Loaded when needed: the dictionary takes a second, and few companies write of their market.
    from reviewbook.text.terms import Terms

    names = Names(dict.fromkeys(known, "known"))
    competitors = [name for entry in market.competitors for name in (*entry.title.texts, *entry.aliases)]
    segmenter = Terms([*market.words, *competitors], market.stop_words)
    rows = [
        (*row[:-1], place, sentence, term)
        for row in timed[["report_id", "person_id", "team_id", "due_on", "at", "said"]].itertuples(
            index=False, name=None
        )
        for place, sentence in enumerate(sentences(row[-1]))
        for term in dict.fromkeys(segmenter.of(names.without(plain(sentence))))
    ]
    return pd.DataFrame(
        rows, columns=["report_id", "person_id", "team_id", "due_on", "at", "place", "sentence", "term"]
    )
