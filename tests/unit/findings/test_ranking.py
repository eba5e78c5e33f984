"""In which order findings are told."""

from __future__ import annotations

from reviewbook.findings import Finding
from reviewbook.findings.ranking import ranked


def one(kind, name, money=1.0, **parts):
    return Finding(kind, "person", name, {}, effect_money=money, **parts)


def names(found, followed=()):
    return [finding.entity_id for finding in ranked(found, followed, 10.0)]


def test_what_weighs_more_comes_first_and_what_is_routine_last():
    routine = one("behind_target", "zhao", 900.0, verdict="routine")
    late = Finding("copied", "person", "chen", {}, effect_reports=3.0)
    assert names([routine, one("copied", "li", 20.0), late, one("claims_off", "wang", 40.0)]) == [
        "wang", "chen", "li", "zhao",
    ]  # fmt: skip


def test_what_is_followed_up_already_comes_after_what_is_new_but_before_what_is_routine():
    old, new = one("copied", "li", 90.0), one("copied", "wang", 1.0)
    routine = one("refunds", "zhao", 900.0, verdict="routine")
    assert names([old, new, routine], followed={old.id}) == ["wang", "li", "zhao"]


def test_of_a_kind_only_two_are_among_the_first_seven():
    copied = [one("copied", f"c{place}", 100.0 - place) for place in range(4)]
    others = [one(f"kind{place}", f"o{place}", 10.0 - place) for place in range(6)]
    assert names([*copied, *others]) == ["c0", "c1", "o0", "o1", "o2", "o3", "o4", "c2", "c3", "o5"]


def test_routine_findings_do_not_come_forward_for_the_sake_of_variety():
    copied = [one("copied", f"c{place}", 9.0 - place) for place in range(4)]
    assert names([one("refunds", "r", 99.0, verdict="routine"), *copied]) == ["c0", "c1", "c2", "c3", "r"]
