"""How many rows of each table there are of each day, source by source, and which orders stand there twice.

Counted is what a reader at the cut-off could know. Each source is counted by itself: of
two that give the same orders one may stop without anybody missing an order.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from reviewbook.schema import TABLES, Kind, Table
from reviewbook.warehouse.cutoff import CUTOFFS, shown
from reviewbook.warehouse.layout import instant, quoted
from reviewbook.warehouse.moments import Moment, held_at

__all__ = ["DATED", "doubled", "volumes"]

#: By table, the column that says when a row came about; what merely stands, such as a customer, has none.
DATED: Mapping[str, str] = {name: rule.hidden_until[0] for name, rule in CUTOFFS.items() if rule.hidden_until}

#: What two lines have in common that are one sale.
_SAME = "person_id, customer_id, product_id, ordered_at, quantity, amount, currency"


def volumes(moment: Moment, zone: str) -> str:
    """
    Select how many rows each source gave of each table and day.

    Parameters
    ----------
    moment : Moment
        From where it is looked.
    zone : str
        By whose clock a day is one.

    Returns
    -------
    str
        SQL of ``source, table, on, rows`` and ``newest_at`` in µs; what is dated by a day came at the end of it.
    """
    return " UNION ALL ".join(_of_table(TABLES[name], moment, zone) for name in DATED)


def _of_table(table: Table, moment: Moment, zone: str) -> str:
    column = quoted(DATED[table.name])
    if table.column(DATED[table.name]).kind is Kind.DATE:
        on, at = column, f"timezone('{zone}', CAST({column} AS TIMESTAMP) + INTERVAL 1 DAY)"
    else:
        on, at = f"CAST(timezone('{zone}', {column}) AS DATE)", column
    return (
        f'SELECT pulled_from AS source, \'{table.name}\' AS "table", {on} AS "on", count(*) AS rows, '
        f"epoch_us(max({at})) AS newest_at FROM {quoted(table.name)} WHERE {_known(table, moment)} "
        f"AND {column} IS NOT NULL GROUP BY ALL"
    )


def _known(table: Table, moment: Moment) -> str:
    hidden = CUTOFFS[table.name].hidden_until
    return " AND ".join([held_at(moment.known), *(shown(table, name, moment.as_of) for name in hidden)])


def doubled(moment: Moment, first: datetime, end: datetime) -> str:
    """
    Select how many order lines there are of a span, and how many of them stand under a further order number.

    Parameters
    ----------
    moment : Moment
        From where it is looked.
    first, end : datetime
        The span, without its end.

    Returns
    -------
    str
        SQL of one row: ``rows`` and ``again``. Lines are one sale that share seller, customer, product, time,
        quantity and amount; within one order they are two. What names no customer is not compared.
    """
    table = TABLES["orders"]
    span = f"ordered_at >= {instant(first)} AND ordered_at < {instant(end)}"
    lines = f"SELECT {_SAME}, order_id FROM orders WHERE {_known(table, moment)} AND {span} AND status = 'confirmed'"
    sold = f"SELECT count(*) AS rows, count(DISTINCT order_id) AS orders, customer_id FROM ({lines}) GROUP BY {_SAME}"
    again = "sum(CASE WHEN customer_id IS NULL THEN 0 ELSE orders - 1 END)"
    return f"SELECT CAST(coalesce(sum(rows), 0) AS BIGINT) AS rows, CAST(coalesce({again}, 0) AS BIGINT) AS again FROM ({sold})"
