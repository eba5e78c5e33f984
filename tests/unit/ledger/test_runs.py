"""Runs begin and end; one without an end is under way, or died."""


def test_a_run_that_has_no_end_is_unfinished(ledger, now, after):
    ledger.runs.begin("run 1", "run", "host/1/2.00", "0.7.0", now)
    (run,) = ledger.runs.unfinished()
    assert (run.id, run.command, run.holder, run.version) == ("run 1", "run", "host/1/2.00", "0.7.0")
    assert (run.begun_at, run.ended_at, run.outcome, run.detail) == (now, None, "", {})
    ledger.runs.end("run 1", "fine", after(minutes=2), {"sent": 3, "名": "周"})
    assert ledger.runs.unfinished() == []
    ended = ledger.runs.last()
    assert (ended.ended_at, ended.outcome, ended.detail) == (after(minutes=2), "fine", {"sent": 3, "名": "周"})


def test_the_last_is_the_one_that_began_last(ledger, now, after):
    assert ledger.runs.last() is None
    for id, command, at in (("b", "run", after(hours=2)), ("a", "run", now), ("c", "remind", after(hours=1))):
        ledger.runs.begin(id, command, "me", "1", at)
    assert ledger.runs.last().id == "b"
    assert ledger.runs.last("remind").id == "c"
    assert ledger.runs.last("backfill") is None
    assert ledger.runs.before("b", ["run", "remind"]).id == "c"
    assert ledger.runs.before("b", ["run"]).id == "a"
    assert ledger.runs.before("", ["run"]).id == "b"
    assert ledger.runs.before("", ["catch-up"]) is None
    assert [run.id for run in ledger.runs.unfinished()] == ["a", "c", "b"]


def test_two_machines_may_begin_in_the_same_second(ledger, now, after):
    ledger.runs.begin("20261123T010500Z-run", "run", "one/1/1.00", "1", now)
    ledger.runs.end("20261123T010500Z-run", "fine", now, {"sent": 1})
    ledger.runs.begin("20261123T010500Z-run", "run", "two/1/1.00", "1", after(seconds=0.9))
    (run,) = ledger.runs.unfinished()
    assert (run.holder, run.outcome, run.detail) == ("two/1/1.00", "", {})


def test_what_ended_long_ago_is_forgotten_and_what_never_ended_is_not(ledger, now, after):
    for id, ended in (("old", after(days=1)), ("new", after(days=2)), ("dead", None)):
        ledger.runs.begin(id, "run", "me", "1", now)
        if ended:
            ledger.runs.end(id, "fine", ended)
    ledger.runs.remove_before(after(days=2))
    assert [run.id for run in ledger.runs.unfinished()] == ["dead"]
    assert ledger.runs.last().id == "new"
