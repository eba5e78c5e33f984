"""One alone may do it; who died is no longer in the way, and who lives is never taken for dead."""

import socket
import subprocess
import sys
from datetime import timedelta

import psutil
import pytest

from reviewbook.ledger import Holder, this_process

SPAN = timedelta(minutes=15)


def never(_holder):
    return False


ANNA, BERT = Holder("anna", never), Holder("bert", never)


def test_the_second_is_told_who_has_it_and_since_when(ledger, now, after):
    assert ledger.leases.take("run", ANNA, now, SPAN) is None
    held = ledger.leases.take("run", BERT, after(minutes=1), SPAN)
    assert (held.holder, held.taken_at, held.until) == ("anna", now, now + SPAN)


def test_another_lease_is_another_matter(ledger, now):
    ledger.leases.take("run", ANNA, now, SPAN)
    assert ledger.leases.take("watch", BERT, now, SPAN) is None


def test_ones_own_is_prolonged_and_was_taken_when_it_was_taken(ledger, now, after):
    ledger.leases.take("run", ANNA, now, SPAN)
    assert ledger.leases.take("run", ANNA, after(minutes=10), SPAN) is None
    held = ledger.leases.held("run")
    assert (held.taken_at, held.until) == (now, after(minutes=25))


@pytest.mark.parametrize(("minutes", "taken"), [(14, False), (15, True)])
def test_of_a_holder_of_whom_nothing_is_known_it_is_taken_when_it_ends(ledger, now, after, minutes, taken):
    ledger.leases.take("run", ANNA, now, SPAN)
    assert (ledger.leases.take("run", BERT, after(minutes=minutes), SPAN) is None) is taken
    assert ledger.leases.held("run").holder == ("bert" if taken else "anna")


def test_of_a_dead_holder_it_is_taken_at_once(ledger, now, after):
    ledger.leases.take("run", ANNA, now, SPAN)
    asked = []
    bert = Holder("bert", lambda name: not asked.append(name))
    assert ledger.leases.take("run", bert, after(seconds=1), SPAN) is None
    assert asked == ["anna"]
    assert ledger.leases.held("run").taken_at == after(seconds=1)


def test_given_back_it_is_free(ledger, now):
    ledger.leases.take("run", ANNA, now, SPAN)
    ledger.leases.give_back("run", ANNA)
    assert ledger.leases.held("run") is None
    assert ledger.leases.take("run", BERT, now, SPAN) is None


def test_nobody_gives_back_what_another_has(ledger, now):
    ledger.leases.take("run", ANNA, now, SPAN)
    ledger.leases.give_back("run", BERT)
    assert ledger.leases.held("run").holder == "anna"


def test_alone_is_who_has_a_good_lease_and_nobody_else_has_any(ledger, now, after):
    assert not ledger.leases.is_alone("run", "anna", now)
    ledger.leases.take("run", ANNA, now, SPAN)
    assert ledger.leases.is_alone("run", "anna", now)
    assert not ledger.leases.is_alone("run", "bert", now)
    assert not ledger.leases.is_alone("run", "anna", now + SPAN)
    ledger.leases.take("watch", BERT, now, timedelta(minutes=5))
    assert not ledger.leases.is_alone("run", "anna", now)
    assert ledger.leases.is_alone("run", "anna", after(minutes=5))


def test_a_process_that_runs_is_not_gone():
    me = this_process()
    assert not me.is_gone(me.name)


def test_nor_when_the_clock_of_the_machine_is_set(monkeypatch):
    me, boot_time = this_process(), psutil._psplatform.boot_time
    monkeypatch.setattr(psutil._psplatform, "boot_time", lambda: boot_time() + 3600)
    assert not me.is_gone(me.name)
    assert this_process().name == me.name


def test_a_process_that_ended_is_gone():
    code = "from reviewbook.ledger import this_process; print(this_process().name)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert this_process().is_gone(ended)


def test_another_process_with_its_number_is_another():
    me = this_process()
    host, pid, _begun = me.name.split("/")
    assert me.is_gone(f"{host}/{pid}/1.00")


def test_of_another_machine_nothing_is_known():
    me = this_process()
    _host, pid, begun = me.name.split("/")
    assert not me.is_gone(f"{socket.gethostname()}-2/{pid}/{begun}")
    assert not me.is_gone("somebody")


def test_who_may_not_be_looked_at_is_not_gone(monkeypatch):
    me = this_process()

    def refused(_pid):
        raise psutil.AccessDenied

    monkeypatch.setattr(psutil, "Process", refused)
    assert not me.is_gone(me.name)


def test_who_is_dead_and_not_buried_is_gone(monkeypatch):
    me = this_process()
    monkeypatch.setattr(psutil.Process, "status", lambda _self: psutil.STATUS_ZOMBIE)
    assert me.is_gone(me.name)
