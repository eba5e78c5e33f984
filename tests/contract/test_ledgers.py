"""A ledger in a file and one in a real PostgreSQL hold the same, and let one win of any number that begin at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import pytest
import sqlalchemy
from stand_ins.postgresql import Address, postgresql

from reviewbook.errors import LedgerError
from reviewbook.ledger import Delivery, Holder, Ledger, Slot

NOW = datetime(2026, 11, 23, 1, 5, tzinfo=UTC)
SPAN = timedelta(minutes=15)
#: So many do the same at once, and so often.
CROWD, ROUNDS = 4, 8

T = TypeVar("T")
Opened = Callable[[], Ledger]


@pytest.fixture(scope="module")
def server() -> Iterator[Address]:
    with postgresql() as address:
        yield address


@pytest.fixture(scope="module")
def names() -> Iterator[int]:
    return count()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path, names: Iterator[int]) -> str:
    """Give the address of a ledger that is not there yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    address, name = request.getfixturevalue("server"), f"ledger_{next(names)}"
    engine = sqlalchemy.create_engine(address(), poolclass=sqlalchemy.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return str(address(database=name))


@pytest.fixture
def opened(url: str) -> Iterator[Opened]:
    """Open the ledger, once more each time."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(closing(Ledger(url, NOW)))


@pytest.fixture
def crowd(opened: Opened) -> list[Ledger]:
    """Some who have the ledger open."""
    return [opened() for _ in range(CROWD)]


def _at_once(deed: Callable[[int], T]) -> list[T]:
    """Do the same so many times at the same moment; give what came of each."""
    done: dict[int, Any] = {}
    together = threading.Barrier(CROWD)

    def one(number: int) -> None:
        together.wait(60)
        try:
            done[number] = deed(number)
        except Exception as error:  # noqa: BLE001 - raised again below
            done[number] = error

    threads = [threading.Thread(target=one, args=(number,)) for number in range(CROWD)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for came in done.values():
        if isinstance(came, Exception):
            raise came
    return [done[number] for number in range(CROWD)]


def _part(message: str = "weekly/1", part: str = "text", **changes: Any) -> Delivery:
    usual: dict[str, Any] = {"kind": "edition", "through": "mail", "recipient": "p1", "place": 0}
    return Delivery(**{"message": message, "part": part, "planned_at": NOW, "noted_at": NOW, **usual, **changes})


def _holder(number: int) -> Holder:
    return Holder(f"host/{number}", lambda _: False)


def test_a_new_ledger_may_be_opened_by_many_at_once(url: str, opened: Opened) -> None:
    ledgers = _at_once(lambda _: Ledger(url, NOW))
    for ledger in ledgers:
        ledger.close()
    assert opened().begun_at == NOW


def test_of_many_who_want_a_lease_one_has_it(crowd: list[Ledger]) -> None:
    for name in map(str, range(ROUNDS)):
        others = _at_once(lambda number, name=name: crowd[number].leases.take(name, _holder(number), NOW, SPAN))
        (winner,) = [number for number, other in enumerate(others) if other is None]
        assert {other.holder for other in others if other} == {f"host/{winner}"}


def test_of_many_who_want_the_lease_of_a_dead_one_one_has_it(crowd: list[Ledger]) -> None:
    for name in map(str, range(ROUNDS)):
        crowd[0].leases.take(name, Holder("dead"), NOW, SPAN)
        heirs = [Holder(f"host/{number}", lambda who: who == "dead") for number in range(CROWD)]
        others = _at_once(lambda n, name=name, heirs=heirs: crowd[n].leases.take(name, heirs[n], NOW, SPAN))
        assert sum(other is None for other in others) == 1


def test_of_many_who_begin_a_part_one_has_begun_it(crowd: list[Ledger]) -> None:
    crowd[0].leases.take("run", _holder(0), NOW, SPAN)
    parts = [_part(f"weekly/{number}") for number in range(ROUNDS)]
    crowd[0].deliveries.plan(parts)
    for one in parts:
        begun = _at_once(lambda n, one=one: crowd[n].deliveries.begin(one, ("run", "host/0"), NOW, f"run {n}"))
        assert sorted(begun) == [False] * (CROWD - 1) + [True]


def test_what_many_plan_at_once_is_planned_once(crowd: list[Ledger]) -> None:
    parts = [_part(f"weekly/{number}") for number in range(ROUNDS)]
    assert sum(_at_once(lambda n: crowd[n].deliveries.plan(parts))) == ROUNDS
    assert len(crowd[0].deliveries.all()) == ROUNDS


def test_what_many_note_at_once_is_noted(crowd: list[Ledger]) -> None:
    slots = [Slot("weekly", f"2026-W{week}", "east", NOW, "failed", NOW) for week in range(10, 10 + ROUNDS)]
    _at_once(lambda n: crowd[n].note("settled_until", str(n)))
    _at_once(lambda n: crowd[n].slots.note(slots))
    assert crowd[0].known("settled_until") in [str(n) for n in range(CROWD)]
    assert len(crowd[0].slots.all()) == ROUNDS


def test_published_at_once_with_a_failure_it_is_published(crowd: list[Ledger]) -> None:
    for week in map(str, range(ROUNDS)):
        one = Slot("weekly", week, "east", NOW, "failed", NOW)
        good = Slot("weekly", week, "east", NOW, "published", NOW, "weekly/1")
        _at_once(lambda n, one=one, good=good: crowd[n].slots.note([good if n == 0 else one]))
        assert crowd[0].slots.all()[one.key].state == "published"


def test_a_lease_is_taken_prolonged_ended_and_given_back(opened: Opened) -> None:
    leases, anna, bert = opened().leases, _holder(1), _holder(2)
    assert leases.take("run", anna, NOW, SPAN) is None
    assert leases.take("run", anna, NOW + SPAN / 2, SPAN) is None
    held = leases.take("run", bert, NOW + SPAN, SPAN)
    assert held is not None
    assert (held.holder, held.taken_at, held.until) == ("host/1", NOW, NOW + SPAN * 1.5)
    leases.give_back("run", bert)
    assert leases.is_alone("run", "host/1", NOW + SPAN)
    assert leases.take("run", bert, NOW + SPAN * 1.5, SPAN) is None
    leases.give_back("run", bert)
    assert leases.held("run") is None


def test_a_part_goes_its_way(opened: Opened) -> None:
    ledger, one, lease = opened(), _part(content={"title": "周报 🙂"}), ("run", "host/1")
    assert (ledger.deliveries.plan([one]), ledger.deliveries.plan([one])) == (1, 0)
    assert not ledger.deliveries.begin(one, lease, NOW, "run 1")
    ledger.leases.take("run", _holder(1), NOW, SPAN)
    assert ledger.deliveries.begin(one, lease, NOW, "run 1")
    next_at = NOW + timedelta(minutes=1)
    ledger.deliveries.end(one, "refused", NOW, reason="a\x00\udc80满了", next_at=next_at)
    assert ledger.deliveries.waiting(NOW) == []
    (waiting,) = ledger.deliveries.waiting(next_at)
    told = (waiting.attempts, waiting.reason, waiting.next_at, waiting.content)
    assert told == (1, "a[U+0000][U+DC80]满了", next_at, {"title": "周报 🙂"})
    assert ledger.deliveries.begin(one, lease, NOW, "run 2")
    assert [begun.run for begun in ledger.deliveries.begun()] == ["run 2"]
    ledger.deliveries.end(one, "sent", next_at, reference="<1@mail>")
    ledger.deliveries.end(one, "doubtful", next_at)
    (sent,) = ledger.deliveries.all()
    assert (sent.state, sent.reference, sent.noted_at) == ("sent", "<1@mail>", next_at)


def test_parts_come_in_the_order_of_plans_and_places(opened: Opened) -> None:
    deliveries, later = opened().deliveries, NOW + timedelta(microseconds=1)
    files = [_part(part=f"file:{number}", place=number) for number in (10, 2, 1)]
    deliveries.plan([_part("daily/1", planned_at=later), *files, _part()])
    found = [(one.message, one.place) for one in deliveries.waiting(later)]
    assert found == [("weekly/1", 0), ("weekly/1", 1), ("weekly/1", 2), ("weekly/1", 10), ("daily/1", 0)]


def test_the_longest_names_have_room(opened: Opened) -> None:
    mail = f"{'a' * 64}@{'b' * 180}.example"
    failure = f"doubtful/monthly_review/2026-11/team-{'~E5~8D~8E' * 40}/1/zh > mail > {mail} > file:1"
    ledger = opened()
    assert ledger.deliveries.plan([_part(failure, recipient=mail)]) == 1
    assert ledger.deliveries.of([failure])[0].recipient == mail


def test_a_slot_and_a_run_are_read_as_they_were(opened: Opened) -> None:
    ledger = opened()
    slot = Slot("weekly", "2026-W47", "east", NOW, "published", NOW, "weekly/2026-W47/east/1", 2, run="run 1")
    ledger.slots.note([slot])
    assert ledger.slots.unplanned() == [slot]
    for holder in ("one", "two"):
        ledger.runs.begin("run 1", "run", holder, "1", NOW)
        assert [run.holder for run in ledger.runs.unfinished()] == [holder]
        ledger.runs.end("run 1", "fine", NOW, {"sent": 1})
    last = ledger.runs.last()
    assert last is not None
    assert (last.begun_at, last.ended_at, last.detail) == (NOW, NOW, {"sent": 1})


def test_what_breaks_off_within_a_note_leaves_nothing(opened: Opened) -> None:
    ledger = opened()

    def broken() -> Iterator[Delivery]:
        yield _part()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ledger.deliveries.plan(broken())
    assert ledger.deliveries.all() == []
    assert ledger.deliveries.plan([_part()]) == 1


def test_a_newer_version_is_refused(url: str, opened: Opened) -> None:
    opened().note("version", "99")
    with pytest.raises(LedgerError, match=r"made it, of version 99\. Here is reviewbook .* and older ones\. Use the"):
        Ledger(url, NOW)


def test_a_server_that_went_away_is_told_without_its_password(server: Address) -> None:
    with pytest.raises(LedgerError) as refused:
        Ledger(server(password="wrong-hush"), NOW)
    assert "hush" not in str(refused.value)
    assert "password authentication failed" in str(refused.value)
