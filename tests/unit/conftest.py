"""A small company to print: two teams, six people, fourteen weeks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
import yaml

from reviewbook.params.company import Company
from reviewbook.params.market import Market
from reviewbook.params.measures import MeasureEntries
from reviewbook.params.publications import Publications
from reviewbook.params.templates import Templates
from reviewbook.periods import Cadence, Period
from reviewbook.schema.facts import FACTS, FRAMES
from reviewbook.slices import Audience, Slice

PARAMS = Path(__file__).resolve().parents[2] / "params"
WEEK = Period.parse("2026-W47")
MONTH = Period.parse("2026-11")
AS_OF = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TEAMS = {"east": "华东", "west": "华西"}
PEOPLE = {"p1": "李娜", "p2": "王伟", "p3": "张敏", "p4": "Anna Berg", "p5": "刘洋", "p6": "陈静"}
TEAM_OF = {"p1": "east", "p2": "east", "p3": "east", "p4": "west", "p5": "west", "p6": "west"}
MANAGERS = {"east": "m1", "west": "m2"}
REVENUE = {"p1": 210_000, "p2": 150_000, "p3": 90_000, "p4": 180_000, "p5": 60_000, "p6": 110_000}
TARGET = {"p1": 180_000, "p2": 150_000, "p3": 120_000, "p4": 160_000, "p5": 100_000, "p6": 110_000}


Row = dict[str, Any]


def _entities() -> dict[tuple[str, str], list[str]]:
    people = {("person", p): [p] for p in PEOPLE}
    teams = {("team", t): [p for p in PEOPLE if TEAM_OF[p] == t] for t in TEAMS}
    return {**people, **teams, ("company", "company"): list(PEOPLE)}


def _fact(period: Period, entity: tuple[str, str], measure: str, unit: str, **values: object) -> Row:
    empty = dict.fromkeys(FACTS.names)
    key = {"measure": measure, "cadence": period.cadence.value, "period": period.key}
    return {**empty, **key, "entity_kind": entity[0], "entity_id": entity[1], "unit": unit, "n": 0, **values}


def _rate(period: Period, entity: tuple[str, str], measure: str, part: int, whole: int, **more: object) -> Row:
    share = part / whole
    bounds = {"lower": max(0.0, share - 0.2 / whole**0.5), "upper": min(1.0, share + 0.1 / whole**0.5)}
    counts = {"numerator": part, "denominator": whole, "n": whole}
    return _fact(period, entity, measure, "share", value=share, **counts, **bounds, **more)


def _sales(period: Period, entity: tuple[str, str], revenue: float, target: float) -> list[Row]:
    return [
        _fact(period, entity, "revenue", "money", value=revenue, target=target, previous=revenue * 0.95, n=12),
        _fact(period, entity, "target", "money", value=target),
        _fact(
            period,
            entity,
            "attainment",
            "share",
            value=revenue / target if target else None,
            numerator=revenue,
            denominator=target,
        ),
        _fact(period, entity, "gap", "money", value=target - revenue),
        _fact(period, entity, "growth", "change", value=0.05),
        _fact(period, entity, "orders", "count", value=float(round(revenue / 10_000))),
        _fact(period, entity, "average_order", "money", value=10_000.0),
    ]


def _forecast_error(period: Period, entity: tuple[str, str], revenue: float, error: float) -> Row:
    """Give the error of a forecast that allowed 7 % on both sides."""
    parts = {"numerator": revenue, "denominator": revenue / (1 + error), "lower": -0.07, "upper": 0.07}
    return _fact(period, entity, "forecast_error", "change", value=error, n=12, **parts)


#: How a change of revenue by 5% is taken apart: shares of the revenue.
BRIDGE = {"new": 0.04, "lost": -0.02, "volume": 0.05, "price": -0.03, "mix": 0.02, "refunds": -0.01}


def _week_facts(week: Period, back: int, entity: tuple[str, str], people: list[str]) -> list[Row]:
    wave = 1 + 0.08 * ((back * 5) % 7 - 3) / 3 if back else 1.0
    revenue = sum(REVENUE[p] for p in people) * wave
    due = 6 * len(people) - (1 if "p6" in people else 0)
    faults = (1 if "p2" in people else 0) + (2 if "p5" in people else 0)
    faults = faults if not back else min(faults, back % 3)
    answers = 7 * len(people)
    score = 80.0 + (back * 3) % 5
    few = _fact(week, entity, "satisfaction_score", "points", n=2, note="too few")
    mean = _fact(week, entity, "satisfaction_score", "points", value=score, lower=score - 4, upper=score + 4, n=answers)
    return [
        *_sales(week, entity, revenue, float(sum(TARGET[p] for p in people))),
        *(_fact(week, entity, f"bridge_{part}", "money", value=revenue * share) for part, share in BRIDGE.items()),
        _forecast_error(week, entity, revenue, ((back * 3) % 5 - 2) / 20),
        _rate(week, entity, "on_time_rate", due - faults, due, previous=0.9),
        _rate(week, entity, "completeness", due - 1, due),
        _rate(week, entity, "reply_rate", len(people) * 4, len(people) * 5, previous=0.75),
        few if entity[0] == "person" else mean,
        _fact(week, entity, "complaints", "count", value=float(len(people) // 2), previous=1.0),
    ]


def _facts() -> pd.DataFrame:
    rows: list[Row] = []
    for entity, people in _entities().items():
        for back, week in enumerate(reversed(WEEK.last(14))):
            rows += _week_facts(week, back, entity, people)
        total = 0.0
        for on in (day for day in MONTH if day <= WEEK.last_on):
            worked = on.weekday() < 5
            amount = sum(REVENUE[p] for p in people) / 5 * worked
            total += amount
            rows += _sales(Period(on, Cadence.DAILY), entity, amount, sum(TARGET[p] for p in people) / 5 * worked)
        target = sum(TARGET[p] for p in people) * 4.2
        rows += _sales(MONTH, entity, total, target)
        rows.append(_fact(MONTH, entity, "pace", "money", value=target * 0.7))
        rows.append(_fact(MONTH, entity, "pace_index", "index", value=total / (target * 0.7)))
        likely = {"value": target * 0.95, "lower": target * 0.9, "upper": target * 1.02}
        rows.append(_fact(MONTH, entity, "forecast", "money", **likely, numerator=total, n=12))
    return pd.DataFrame(rows, columns=FACTS.names)


def _at(on: date, hour: int, minute: int = 0) -> pd.Timestamp:
    return pd.Timestamp(datetime(on.year, on.month, on.day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai")))


def _owed_row(person: str, on: date, template: str, **values: object) -> Row:
    weekly = template == "weekly_sales"
    cadence = Cadence.WEEKLY if weekly else Cadence.DAILY
    due = _at(on, 18, 0 if weekly else 30)
    row = {
        "person_id": person, "team_id": TEAM_OF[person], "cadence": cadence.value,
        "period": Period.containing(on, cadence).key, "template": template, "rule": cadence.value, "role": "rep",
        "due_on": pd.Timestamp(on), "due_at": due, "grace_minutes": 15, "closes_at": due + timedelta(days=3),
        "report_id": f"{person}-{on}-{template}", "submitted_at": due - timedelta(hours=1), "revision": 1,
        "status": "on_time", "reason": None, "day_kind": "working", "working_days": 1, "leave_days": 0.0,
        "provisional": False, "lateness_hours": None,
    }  # fmt: skip
    return {**row, **values}


def _owed() -> pd.DataFrame:
    """Friday's weekly and five daily reports of each: two late, one missing, one on leave."""
    rows = []
    for person in PEOPLE:
        for on in WEEK.days[:5]:
            rows.append(_owed_row(person, on, "daily_sales"))
        rows.append(_owed_row(person, WEEK.days[4], "weekly_sales"))
    frame = pd.DataFrame(rows).set_index(["person_id", "due_on", "template"], drop=False)
    monday, tuesday, friday = (pd.Timestamp(WEEK.days[n]) for n in (0, 1, 4))
    frame.loc[("p2", tuesday, "daily_sales"), ["status", "submitted_at", "lateness_hours"]] = (
        "late", _at(WEEK.days[2], 10), 1.0,
    )  # fmt: skip
    frame.loc[("p5", monday, "daily_sales"), ["status", "submitted_at", "lateness_hours"]] = (
        "late", _at(WEEK.days[1], 9, 30), 0.5,
    )  # fmt: skip
    frame.loc[("p5", friday, "weekly_sales"), ["status", "submitted_at", "report_id", "revision", "reason"]] = (
        "missing", pd.NaT, None, None, "still open",
    )  # fmt: skip
    frame.loc[("p6", friday, "daily_sales"), ["status", "submitted_at", "report_id", "revision", "reason"]] = (
        "exempt", pd.NaT, None, None, "leave",
    )  # fmt: skip
    names = FRAMES["owed"].names
    return frame.reset_index(drop=True).reindex(columns=names)


def _replies() -> pd.DataFrame:
    states = ("answered_in_time", "answered_in_time", "answered_late", "unanswered", "waiting")
    rows = []
    for person in PEOPLE:
        for on, status in zip(WEEK.days[:5], states, strict=True):
            answered = status.startswith("answered")
            rows.append({
                "report_id": f"{person}-{on}-daily_sales", "person_id": person, "team_id": TEAM_OF[person],
                "manager_id": MANAGERS[TEAM_OF[person]], "cadence": "daily", "period": on.isoformat(),
                "template": "daily_sales", "submitted_at": _at(on, 17, 30), "submitted_on": pd.Timestamp(on),
                "reply_within_hours": 8.0, "answered_at": _at(on, 20) if answered else pd.NaT,
                "answered_by": MANAGERS[TEAM_OF[person]] if answered else None,
                "hours": (2.0 if status == "answered_in_time" else 9.0) if answered else None,
                "status": status, "was_read": False, "age_hours": None if answered else 36.5 - 9 * WEEK.days.index(on),
                "text": "客户要求下周交样" if status == "unanswered" else None,
            })  # fmt: skip
    return pd.DataFrame(rows, columns=FRAMES["replies"].names)


def _report_row(person: str, on: date, template: str, **values: object) -> Row:
    """Give what every row about a submitted report says of it."""
    owed = _owed_row(person, on, template)
    return {name: owed[name] for name in ("report_id", "revision", "person_id", "team_id", "cadence", "period",
                                          "template", "due_on", "submitted_at")} | values  # fmt: skip


def _checks() -> pd.DataFrame:
    """All fields of the five weekly reports: two required ones failed, nobody fills ``trend``, which passes."""
    texts = {
        "summary": "本周完成三家客户签约，回款正常",
        "plan": "跟进华星续约",
        "competitor": "对手降价",
        "lesson": "早点报价",
    }
    rows = []
    for person in ("p1", "p2", "p3", "p4", "p6"):
        numbers = {"sales_amount": float(REVENUE[person]), "orders": REVENUE[person] / 10_000, "commitment": 9e4}
        for field in ("sales_amount", "orders", "summary", "competitor", "trend", "lesson", "commitment", "plan"):
            told = {"text": texts.get(field), "number": numbers.get(field), "reason": None}
            if field == "trend":
                told = {"text": None, "number": None, "reason": "empty"}
            elif (person, field) == ("p2", "summary"):
                told = {"text": "还行", "number": None, "reason": "too short"}
            elif (person, field) == ("p4", "orders"):
                told = {"text": "十几单", "number": None, "reason": "not a number"}
            required = field not in ("competitor", "trend", "lesson")
            row = _report_row(person, WEEK.days[4], "weekly_sales", field=field, required=required, **told)
            rows.append(row | {"passed": told["reason"] in (None, "empty")})
    return pd.DataFrame(rows, columns=FRAMES["checks"].names)


def _claim(
    person: str, back: int, field: str, numbers: tuple[float | None, float, float], cause: str, **more: str
) -> Row:
    claimed, then, now = numbers
    row = _report_row(person, WEEK.days[4 - back], "daily_sales" if back else "weekly_sales")
    difference = (claimed or 0.0) - now
    found = {"field": field, "measure": "orders" if field == "orders" else "revenue", "claimed": claimed,
             "recorded_then": then, "recorded_now": now, "difference": difference, "tolerance": max(1.0, 0.02 * now),
             "accurate": cause == "match", "cause": cause, "detail": None}  # fmt: skip
    return {**row, **found, **more}


def _claims() -> pd.DataFrame:
    """Thirteen claims: each cause at least once, five that match."""
    rows = [
        _claim("p1", 0, "sales_amount", (210_000.0, 210_000.0, 210_000.0), "match"),
        _claim("p1", 0, "orders", (21.0, 21.0, 21.0), "match"),
        _claim("p2", 0, "sales_amount", (15.0, 150_000.0, 150_000.0), "unit", detail="x0.0001"),
        _claim("p2", 0, "orders", (None, 15.0, 15.0), "not_reported"),
        _claim("p3", 0, "sales_amount", (84_000.0, 84_000.0, 90_000.0), "timing", detail="then"),
        _claim("p3", 0, "orders", (9.0, 8.0, 9.0), "match"),
        _claim("p4", 0, "sales_amount", (192_000.0, 180_000.0, 180_000.0), "definition", detail="uncancelled"),
        _claim("p4", 0, "orders", (18.0, 18.0, 18.0), "match"),
        _claim("p6", 0, "sales_amount", (125_000.0, 110_000.0, 110_000.0), "owner", detail="p4"),
        _claim("p6", 0, "orders", (11.0, 11.0, 11.0), "match"),
        _claim("p6", 4, "sales_amount", (27_000.0, 22_000.0, 22_000.0), "duplicate", detail="O-1007"),
        _claim("p5", 4, "sales_amount", (12_000.0, 0.0, 0.0), "not_recorded"),
        _claim("p5", 3, "sales_amount", (20_000.0, 12_000.0, 12_000.0), "unexplained"),
    ]
    return pd.DataFrame(rows, columns=FRAMES["claims"].names)


def _copies() -> pd.DataFrame:
    """Wednesday's and Thursday's daily reports: one exact copy, one near copy, one too short to be compared."""
    said = "今天拜访了华星和远大两家客户，确认了样品规格，约定下周三面谈价格"
    empty = {"copied": False, "enough": True, "kind": None, "similarity": 0.31, "earlier_id": None,
             "earlier_period": None, "text": None, "earlier_text": None}  # fmt: skip
    rows = [_report_row(person, WEEK.days[day], "daily_sales", **empty) for person in PEOPLE for day in (2, 3)]
    told = {(row["person_id"], row["period"]): row for row in rows}
    exact, near = told["p2", "2026-11-18"], told["p3", "2026-11-19"]
    exact |= {"copied": True, "kind": "exact", "similarity": 1.0, "earlier_id": "p2-2026-11-17-daily_sales",
              "earlier_period": "2026-11-17", "text": said, "earlier_text": said}  # fmt: skip
    near |= {"copied": True, "kind": "near", "similarity": 0.94, "earlier_id": "p3-2026-11-13-daily_sales",
             "earlier_period": "2026-11-13", "text": said.replace("三", "四"), "earlier_text": said}  # fmt: skip
    told["p6", "2026-11-19"] |= {"enough": False, "similarity": None}
    return pd.DataFrame(rows, columns=FRAMES["copies"].names)


def _unowed() -> pd.DataFrame:
    """The company's day off on Thursday for two, and a Monday before p6 had joined."""
    rows = []
    for person, day, kind, reason in (
        ("p1", 3, "company_off", "company_off"), ("p4", 3, "company_off", "company_off"),
        ("p6", 0, "workday", "not_yet_joined"),
    ):  # fmt: skip
        row = _report_row(person, WEEK.days[day], "daily_sales", rule="daily", day_kind=kind, reason=reason)
        rows.append(row)
    return pd.DataFrame(rows, columns=FRAMES["unowed"].names)


def _signals() -> pd.DataFrame:
    """The on-time rate over fourteen weeks: the west outside its limits at last, p2 eight weeks below the centre."""
    rows = []
    for (kind, entity), people in _entities().items():
        for place, week in enumerate(WEEK.last(14)):
            fact = next(
                f for f in _week_facts(week, 13 - place, (kind, entity), people) if f["measure"] == "on_time_rate"
            )
            known = place >= 8
            row: Row = {
                "measure": "on_time_rate", "cadence": "weekly", "period": week.key, "entity_kind": kind,
                "entity_id": entity, "value": fact["value"], "centre": 0.97 if known else None,
                "lower": 0.85 if known else None, "upper": 1.0 if known else None,
                "verdict": "routine" if known else "too_few", "rule": None, "side": None, "since": None,
                "baseline": place,
            }  # fmt: skip
            rows.append(row)
    frame = pd.DataFrame(rows, columns=FRAMES["signals"].names)
    last = frame["period"] == WEEK.key
    told = ["verdict", "rule", "side", "since", "lower"]
    frame.loc[last & (frame["entity_id"] == "west"), told] = ["signal", "outside", "below", WEEK.key, 0.91]
    frame.loc[last & (frame["entity_id"] == "p2"), told] = ["signal", "run", "below", WEEK.shift(-7).key, 0.6]
    return frame


def _changes() -> pd.DataFrame:
    """What differs from the edition before: an order entered afterwards for p2 of East, and a target of p5 of West."""
    east, west = "backdated orders 1", "target targets 1"
    rows = [
        ("revenue", "company", "company", "value", 790_000.0, 800_000.0, "money", "backdated", 1, east),
        ("revenue", "team", "east", "value", 440_000.0, 450_000.0, "money", "backdated", 1, east),
        ("revenue", "person", "p2", "value", 110_000.0, 120_000.0, "money", "backdated", 1, east),
        ("attainment", "team", "west", "value", 0.9461, 0.9459, "share", "target", 1, west),
        ("revenue", "person", "p5", "target", 99_000.0, 100_000.0, "money", "target", 1, west),
    ]
    names = ["measure", "entity_kind", "entity_id", "part", "before", "after", "unit", "cause", "rows", "detail"]
    found = pd.DataFrame(rows, columns=names).assign(cadence="weekly", period=WEEK.key)
    return found.reindex(columns=FRAMES["changes"].names)


def _arrivals() -> pd.DataFrame:
    monday = _at(WEEK.shift(1).start_on, 8)
    rows = [
        ("orders", "7001 1", "new", "p2", "east", pd.Timestamp("2026-11-18"), "backdated", monday, None),
        ("targets", "2026-11", "other", "p5", "west", pd.NaT, "target", monday, '[["amount", "99000", "100000"]]'),
    ]
    names = ["table", "key", "state", "person_id", "team_id", "on", "kind", "came_at", "differs"]
    return pd.DataFrame(rows, columns=names).reindex(columns=FRAMES["arrivals"].names)


def _frames() -> dict[str, pd.DataFrame]:
    days = [day for week in (*WEEK.last(2), WEEK.shift(1)) for day in week]
    frames = {name: pd.DataFrame(columns=table.names) for name, table in FRAMES.items()}
    names = {**PEOPLE, "m1": "赵经理", "m2": "孙经理"}
    frames |= {
        "owed": _owed(),
        "replies": _replies(),
        "checks": _checks(),
        "claims": _claims(),
        "copies": _copies(),
        "unowed": _unowed(),
        "signals": _signals(),
        "changes": _changes(),
        "arrivals": _arrivals(),
        "people": pd.DataFrame({"person_id": list(names), "name": list(names.values())}),
        "teams": pd.DataFrame({
            "team_id": list(TEAMS), "name": list(TEAMS.values()), "parent_id": [None, None],
            "zone": ["Asia/Shanghai", "Asia/Shanghai"], "calendar": ["CN", "CN"],
        }),
        "products": pd.DataFrame({"product_id": ["pr03", "pr07"], "name": ["Gear pump", "Valve block"]}),
        "days": pd.DataFrame({
            "on": pd.to_datetime(days), "working": [day.weekday() < 5 for day in days],
            "kind": ["working" if day.weekday() < 5 else "weekend" for day in days], "provisional": False,
        }),
        "origins": pd.DataFrame([
            {"source": "crm", "table": "orders", "pulled_at": _at(WEEK.shift(1).start_on, 8), "rows": 480,
             "rejected": 1, "newest_at": _at(WEEK.last_on, 21)},
            {"source": "reports", "table": "reports", "pulled_at": _at(WEEK.shift(1).start_on, 8), "rows": 36,
             "rejected": 0, "newest_at": pd.NaT},
        ]),
        "rejected": pd.DataFrame([
            {"source": "crm", "table": "orders", "file": "orders.csv", "line": 17, "column": "amount",
             "value": "一万", "reason": "is not a number"},
        ]),
    }  # fmt: skip
    return frames


def _params(name: str) -> object:
    return yaml.safe_load((PARAMS / f"{name}.yaml").read_text("utf-8"))


@pytest.fixture(scope="session")
def whole_company() -> Slice:
    """The week 2026-W47 of the whole company, in English."""
    publications = Publications.model_validate(_params("publications")).publications
    return Slice(
        publication=next(p for p in publications if p.name == "weekly_review"),
        audience=Audience("company", "company", "Yunling Industrial"),
        period=WEEK,
        as_of=AS_OF,
        language="en",
        facts=_facts(),
        frames=_frames(),
        company=Company.model_validate(_params("company")),
        templates=Templates.model_validate(_params("templates")),
        measures={m.name: m for m in MeasureEntries.model_validate(_params("measures")).measures},
        market=Market.model_validate(_params("market")),
    )


@pytest.fixture
def sliced(whole_company: Slice) -> Callable[..., Slice]:
    """Give the week in a language for an audience: ``company``, a team's or a person's id; parts may be replaced."""

    def made(language: str = "en", audience: str = "company", **parts: object) -> Slice:
        kind = "team" if audience in TEAMS else "person" if audience in PEOPLE else "company"
        name = {**TEAMS, **PEOPLE}.get(audience, whole_company.company.name(language))
        entity = "company" if kind == "company" else audience
        review = replace(whole_company, language=language, audience=Audience(kind, entity, name), **parts)
        return review if kind == "company" else _narrowed(review)

    return made


def _narrowed(review: Slice) -> Slice:
    """Leave only what the audience may see."""
    audience = review.audience
    people = [p for p in PEOPLE if audience.id in (p, TEAM_OF[p])]
    facts = review.facts
    own = (facts["entity_kind"] == audience.kind) & (facts["entity_id"] == audience.id)
    own |= (facts["entity_kind"] == "person") & facts["entity_id"].isin(people)
    frames = dict(review.frames)
    for name in ("owed", "replies", "checks", "claims", "copies", "unowed", "arrivals"):
        frames[name] = frames[name][frames[name]["person_id"].isin(people)].reset_index(drop=True)
    signals = frames["signals"]
    shown = signals["entity_id"].isin([audience.id, *people])
    frames["signals"] = signals[shown].reset_index(drop=True)
    changes = frames["changes"]
    frames["changes"] = changes[changes["entity_id"].isin([audience.id, *people])].reset_index(drop=True)
    frames["people"] = frames["people"][frames["people"]["person_id"].isin([*people, *MANAGERS.values()])]
    frames["teams"] = frames["teams"][frames["teams"]["team_id"] == TEAM_OF[people[0]]]
    return replace(review, facts=facts[own].reset_index(drop=True), frames=frames)
