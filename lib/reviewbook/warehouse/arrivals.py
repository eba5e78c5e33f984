"""Which rows of a table are new, other or gone between two moments, told by their keys."""

from __future__ import annotations

from dataclasses import replace

from reviewbook.schema import Column, Kind, Table
from reviewbook.warehouse.layout import analysed, listed, quoted

__all__ = ["STATES", "compared", "differing"]

STATES = ("new", "other", "gone")

_STATE = Column("state", Kind.CHOICE, choices=STATES)
_CAME = Column("came_at", Kind.INSTANT, optional=True)


def compared(table: Table) -> Table:
    """
    Give the shape in which the differences of a table come.

    Returns
    -------
    Table
        Its key; of every other column what it is now and, as ``…_before``, what it was; ``state``; and ``came_at``,
        the pull that brought the row as it is now, or the one that lacked it.
    """
    rest = [column for column in table.columns if column.name not in table.key]
    now = [replace(column, optional=True) for column in rest]
    before = [replace(column, name=f"{column.name}_before", optional=True) for column in rest]
    keys = [table.column(name) for name in table.key]
    return Table(table.name, table.row, (_STATE, *keys, *now, *before, _CAME), table.key)


def differing(table: Table, stood: tuple[str, str], held: str) -> str:
    """
    Select the rows that differ.

    Parameters
    ----------
    table : Table
        Which table.
    stood : tuple of str
        SQL that selects it as it stood at the former moment and at this one.
    held : str
        SQL condition of the versions that hold at this moment.
    """
    rest = [name for name in table.names if name not in table.key]
    same = " AND ".join(f"former.{quoted(name)} = here.{quoted(name)}" for name in table.key)
    other = " OR ".join(f"former.{quoted(name)} IS DISTINCT FROM here.{quoted(name)}" for name in rest) or "false"
    first = quoted(table.key[0])
    keys = ", ".join(f"coalesce(here.{quoted(name)}, former.{quoted(name)}) AS {quoted(name)}" for name in table.key)
    both = "".join(
        f", here.{quoted(name)} AS {quoted(name)}, former.{quoted(name)} AS {quoted(f'{name}_before')}" for name in rest
    )
    news = (
        f"SELECT {keys}{both}, CASE WHEN former.{first} IS NULL THEN 'new' WHEN here.{first} IS NULL THEN 'gone' "
        f"ELSE 'other' END AS state FROM ({stood[0]}) AS former FULL JOIN ({stood[1]}) AS here ON {same} "
        f"WHERE former.{first} IS NULL OR here.{first} IS NULL OR ({other})"
    )
    return f"SELECT news.*, epoch_us(coalesce(opened.at, closed.at)) AS came_at FROM ({news}) AS news {_pulls(table, held)}"


def _pulls(table: Table, held: str) -> str:
    """Join when the version that holds was opened, and when the last one was closed."""
    name, key = quoted(table.name), listed(table.key)
    # What is compared is in the analysis' form, the days of a key too.
    shown = ", ".join(analysed(table.column(word)) for word in table.key)
    same = {of: " AND ".join(f"{of}.{quoted(n)} = news.{quoted(n)}" for n in table.key) for of in ("opened", "closed")}
    return (
        f"LEFT JOIN (SELECT {shown}, max(known_from) AS at FROM {name} WHERE {held} GROUP BY {key}) AS opened "
        f"ON {same['opened']} "
        f"LEFT JOIN (SELECT {shown}, max(known_to) AS at FROM {name} GROUP BY {key}) AS closed ON {same['closed']}"
    )
