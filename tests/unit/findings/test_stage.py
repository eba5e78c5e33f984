"""How findings are chosen, ranked and given to somebody."""

from datetime import date

import pandas as pd
import pytest

from reviewbook.findings import Finding, Number, findings, stage
from reviewbook.params.conditions import Condition
from reviewbook.schema import FRAMES

GOOD = "....."


@pytest.fixture
def found(monkeypatch, known):
    """Give the frame of findings that some detectors yield: those by chance first, then those that count."""

    def made(by_chance=(), counted=(), **frames):
        monkeypatch.setattr(stage, "BY_CHANCE", {lambda _, one=one: [one]: 1 for one in by_chance} or {lambda _: []: 1})
        monkeypatch.setattr(stage, "COUNTED", tuple(lambda _, one=one: [one] for one in counted))
        return findings(known(**frames))[0].sort_values("rank")

    return made


def one(name, **parts):
    return Finding("copied", "person", name, {}, **parts)


def test_each_detector_has_its_share_of_the_false_findings_that_are_allowed(found):
    # A tenth of a false finding, two detectors: one in twenty each.
    told = found(by_chance=(one("li", chance=0.049), one("wang", chance=0.051)))
    assert list(told["person_id"]) == ["li"]


def test_what_is_told_as_routine_needs_no_surprise(found):
    told = found(by_chance=(one("li", chance=0.9, verdict="routine"),))
    assert list(told["verdict"]) == ["routine"]


def test_more_than_chance_comes_first_then_what_weighs_more(found):
    told = found(counted=(
        one("li", verdict="routine", effect_money=9e9), one("wang", effect_money=10.0, chance=0.001),
        one("zhao", verdict="certain", effect_money=20.0), one("chen"),
    ))  # fmt: skip
    assert list(told["person_id"]) == ["zhao", "wang", "chen", "li"]
    assert list(told["rank"]) == [1, 2, 3, 4]


def test_claims_of_orders_that_were_booked_late_are_told_once(found):
    late = Finding("late_booking", "person", "li", {})
    missing = [Finding("claims_off", "person", name, {}, topic="not_recorded") for name in ("li", "wang")]
    told = found(counted=(late, *missing))
    assert sorted(told["finding_id"]) == ["claims_off.person.wang.not_recorded", "late_booking.person.li"]


def facts(**values):
    rows = [
        {"measure": m, "cadence": "weekly", "period": "2026-W47", "entity_kind": "company", "entity_id": "company", **v}
        for m, v in values.items()
    ]
    return pd.DataFrame(rows)


def test_a_report_weighs_as_five_hundredths_of_what_is_sold_for_each_that_is_due(found):
    sold = facts(revenue={"value": 4000.0}, on_time_rate={"denominator": 20.0})
    told = found(counted=(one("li", effect_reports=3.0, effect_money=7.0),), facts=sold)
    # 5 % of 4,000 for 20 reports is 10 for each.
    assert list(told["weight"]) == [7 + 3 * 10]


def test_where_nothing_is_sold_reports_are_ranked_among_themselves(found):
    told = found(counted=(one("li", effect_reports=3.0), one("wang", effect_reports=4.0)))
    assert list(told["person_id"]) == ["wang", "li"]


def test_a_finding_says_whose_it_is_who_sees_to_it_and_by_when(found):
    team = Finding("less_punctual", "team", "south", {}, since="2026-W44")
    told = found(counted=(one("li"), team)).set_index("finding_id")
    assert list(told.loc["copied.person.li", ["person_id", "team_id", "owner_id", "since"]]) == [
        "li",
        "east",
        "ma",
        "2026-W47",
    ]
    row = told.loc["less_punctual.team.south"]
    assert (row["team_id"], row["owner_id"], row["since"]) == ("south", "he", "2026-W44")
    assert pd.isna(row["person_id"])
    assert row["due_on"].date() == date(2026, 11, 26)


def test_the_same_thing_is_told_once(found):
    told = found(counted=(one("li", effect_money=1.0), one("li", effect_money=2.0)))
    assert len(told) == 1


def test_every_number_goes_with_where_it_stands(monkeypatch, known):
    fact = Number(0.5, "share", measure="on_time_rate", cadence="weekly", period="2026-W47", entity_kind="person",
                  entity_id="li", part="value")  # fmt: skip
    numbers = {"rate": fact, "missing": Number(3.0, "count", source="owed")}
    monkeypatch.setattr(stage, "COUNTED", (lambda _: [Finding("less_punctual", "person", "li", numbers)],))
    monkeypatch.setattr(stage, "BY_CHANCE", {lambda _: []: 1})
    evidence = findings(known())[1].set_index("name")
    assert list(evidence.loc["rate", ["source", "measure", "period", "entity_id", "part", "value"]]) == [
        "facts", "on_time_rate", "2026-W47", "li", "value", 0.5,
    ]  # fmt: skip
    assert evidence.loc["missing", "source"] == "owed"
    assert pd.isna(evidence.loc["missing", "measure"])


def test_where_nothing_stands_out_the_frames_are_there_without_a_row(found, known):
    for name, frame in zip(("findings", "evidence"), findings(known()), strict=True):
        assert list(frame.columns) == FRAMES[name].names
        assert frame.empty


def test_a_thing_keeps_its_id_while_it_lasts_and_what_closes_it_can_be_read(known, owed):
    weeks = owed({"li": [GOOD, "mmmm.", "mmmmm"], "wang": [GOOD]})
    first, second = (findings(known(period, owed=weeks))[0].iloc[0] for period in ("2026-W46", "2026-W47"))
    assert first["finding_id"] == second["finding_id"] == "not_reporting.person.li"
    assert first["since"] == second["since"] == "2026-W46"
    assert Condition.parse(second["test"]) == Condition("submitted_rate", "person", "li", ">=", 0.9, 2)


def test_the_order_of_the_rows_makes_no_difference(known, owed):
    weeks = owed({"li": [GOOD, "mmmm.", "mmmmm"], "wang": [GOOD, "lllll"], "gao": [GOOD], "zhao": [GOOD]})
    there, back = (findings(known(owed=rows))[0] for rows in (weeks, weeks.iloc[::-1].reset_index(drop=True)))
    pd.testing.assert_frame_equal(there, back)
    assert len(there) == 2
