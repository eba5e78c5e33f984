"""Deals on their way: opened by reps, won, lost or still open."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reviewbook.sources.sample.customers import Clientele
from reviewbook.sources.sample.money import per_unit
from reviewbook.sources.sample.names import products
from reviewbook.sources.sample.people import Person
from reviewbook.sources.sample.selling import ORDER_VALUE
from reviewbook.sources.sample.setting import Setting

__all__ = ["open_deals"]

DEALS_A_MONTH = 2.5
WON = 0.38
SHORTEST, LONGEST = 15, 110
STAGES = np.array(["qualification", "proposal", "negotiation", "contract"], object)
PROBABILITIES = np.array([0.1, 0.3, 0.6, 0.85])


def open_deals(setting: Setting, clients: dict[str, Clientele]) -> pd.DataFrame:
    """Give the table `opportunities`."""
    return pd.concat([_of_rep(setting, rep, clients[rep.person_id]) for rep in setting.roster.reps], ignore_index=True)


def _of_rep(setting: Setting, rep: Person, clientele: Clientele) -> pd.DataFrame:
    rng = setting.stream("deals", rep.person_id)
    present = setting.roster.present(rep, setting.options)
    count = int(rng.poisson(DEALS_A_MONTH * len(present) / 21))
    created = np.sort(rng.choice(present, count)) if count else present[:0]
    length = rng.integers(SHORTEST, LONGEST, count)
    closed = created + length
    is_closed = closed <= np.datetime64(setting.options.until)
    won = rng.random(count) < WON
    # An open deal has come as far as its time has run.
    age = (np.datetime64(setting.options.until) - created).astype(int)
    stage = np.clip(age * len(STAGES) // np.maximum(length, 1), 0, len(STAGES) - 1)
    # The first eight customers are there from the beginning.
    customer = rng.integers(0, 8, count)
    return pd.DataFrame(
        {
            "opportunity_id": [f"op{rep.person_id[1:]}-{number:04}" for number in range(1, count + 1)],
            "person_id": rep.person_id,
            "customer_id": [clientele.ids[number] for number in customer.tolist()],
            "product_id": [
                products()[number].product_id for number in rng.integers(0, len(products()), count).tolist()
            ],
            "stage": np.where(is_closed, "closed", STAGES[stage]),
            "created_on": created.astype("datetime64[s]"),
            "expected_on": (created + length + rng.integers(-20, 15, count)).astype("datetime64[s]"),
            "closed_on": np.where(is_closed, closed, np.datetime64("NaT")).astype("datetime64[s]"),
            "outcome": np.where(is_closed, np.where(won, "won", "lost"), "open"),
            "amount": np.round(3 * ORDER_VALUE / per_unit(rep.home.currency) * rng.lognormal(0, 0.6, count), -2),
            "currency": rep.home.currency,
            "probability": np.where(is_closed, won.astype(float), PROBABILITIES[stage]),
        }
    )
