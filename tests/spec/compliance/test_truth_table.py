"""
The truth table: what becomes of a report in every case that the definitions tell apart.

The cases stand in ``truth_table.yaml``, in groups that share teams and rules; here is only how they are read. Each case
is a person of her own. A day without a year lies in 2026; a time is that of Shanghai, with a ``Z`` that of UTC.

What is given
    ``member``: ``East``, ``East manager``, ``East ..11-18; West 11-18..`` (to the day before, from that day on), ``-``
    for no team · ``hired``, ``left`` · ``leave``: ``11-16..11-20; 11-23 half`` · ``period`` · ``came``: instants one
    after the other, each a revision; ``new`` begins another report · ``as_of``: the cut-off.

What is expected
    ``status`` (``not owed`` where there is no row), ``reason``, ``due`` and ``closes`` on the team's clock,
    ``due_utc`` and ``closes_utc`` · ``counts``: the content, ``a2`` is the second revision of the first report, ``a``
    one that came but does not count · ``team``, ``role``, ``day`` (its kind), ``days`` (worked as a member),
    ``leave_days``, ``provisional`` · ``voluntary``: why nobody owed what came. A cell left empty is expected to be empty.
    What is the same for all that are owed stands under ``all``.
"""

from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from reviewbook.params.reading import read
from reviewbook.periods import Period

title = "Owed reports, case by case"

GROUPS = read(Path(__file__).with_name("truth_table.yaml")).data
GIVEN = ("case", "member", "hired", "left", "leave", "period", "came", "as_of")
HOME = "Asia/Shanghai"


def cells(text):
    """Read a table of cells between bars; its second line underlines the heads."""
    heads, _, *rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return [dict(zip(heads, row, strict=True)) for row in rows]


def cases(group):
    """Give the cases of a group, each with a name for its person and what all have in common."""
    found = cells(group["cases"])
    for number, case in zip(count(1), found, strict=False):
        common = {} if case.get("status") == "not owed" else group.get("all", {})
        case.update({"who": f"p{number:02}", **{name: common.get(name, "") for name in group.get("all", {})}})
        case["as_of"] = case.get("as_of") or group.get("as_of", "12-31 09:00")
    return found


def day(text):
    """Write ``11-20`` in full."""
    return text if text.count("-") == 2 else f"2026-{text}"


def dates(text):
    """Give all days of ``03-16..03-20``, or the one that is named."""
    first, _, last = text.partition("..")
    on, end = date.fromisoformat(day(first)), date.fromisoformat(day(last or first))
    return [on + timedelta(days=n) for n in range((end - on).days + 1)]


def at_home(text):
    """Give an instant as the wall clock of Shanghai shows it."""
    at = datetime.fromisoformat(day(text.removesuffix("Z"))).replace(
        tzinfo=ZoneInfo("UTC" if text[-1] == "Z" else HOME)
    )
    return f"{at.astimezone(ZoneInfo(HOME)):%Y-%m-%d %H:%M:%S}"


def shown(at, zone):
    """Write an instant as the table does: without the year 2026 and without seconds that are none."""
    local = at.astimezone(ZoneInfo(zone))
    text = f"{local:%Y-%m-%d %H:%M:%S}" if local.second else f"{local:%Y-%m-%d %H:%M}"
    return text.removeprefix("2026-")


def parts(text):
    return [part.strip() for part in text.split(";") if part.strip()]


def span_of(text, start):
    """Read ``11-18..11-20``, ``..11-20`` or ``11-18..`` as first day and first day no more."""
    first, _, end = text.partition("..")
    return day(first) if first else start, day(end) if end else ""


def teams(group):
    """Write the teams: ``Port in North``, ``Spree at Europe/Berlin with DE``."""
    rows = []
    for text in group.get("teams", ["East"]):
        name, *words = text.split()
        said = dict(zip(words[::2], words[1::2], strict=True))
        rows.append(f"{name} | {name} | {said.get('in', '')} | {said.get('at', HOME)} | {said.get('with', 'CN')}")
    return "\n".join(["team_id | name | parent_id | zone | calendar", *rows])


def memberships(found):
    rows = ["person_id | team_id | role | valid_from | valid_to"]
    for case in found:
        for text in parts(case.get("member", "East").replace("-", "", case.get("member") == "-")):
            team, *words = text.split()
            role = "manager" if "manager" in words else "rep"
            span = next((word for word in words if ".." in word), "..")
            rows.append(" | ".join([case["who"], team, role, *span_of(span, "2020-01-01")]))
    return "\n".join(rows)


def leaves(found):
    rows = ["person_id | starts_on | ends_on | kind | portion"]
    for case in found:
        for text in parts(case.get("leave", "")):
            span, *half = text.split()
            days = dates(span)
            rows.append(f"{case['who']} | {days[0]} | {days[-1]} | leave | {0.5 if half else 1.0}")
    return "\n".join(rows)


def reports(found):
    rows = ["report_id | person_id | period | submitted_at | revision"]
    for case in found:
        name, revision = "a", 0
        for text in parts(case.get("came", "")):
            name, revision = (chr(ord(name) + 1), 1) if text.startswith("new ") else (name, revision + 1)
            at = at_home(text.removeprefix("new "))
            rows.append(f"{case['who']}-{name} | {case['who']} | {case['period']} | {at} | {revision}")
    return "\n".join(rows)


def people(found):
    rows = [
        f"{case['who']} | {case['case']} | {case.get('hired') and day(case['hired'])} | "
        f"{case.get('left') and day(case['left'])}".replace("None", "")
        for case in found
    ]
    return "\n".join(["person_id | name | hired_on | left_on", *rows])


def rules(group):
    """Give the rules; where one has no name, those that ask the same of the same teams are versions of one."""
    written = [{"template": "day", "teams": ["all"], **rule} for rule in group["rules"]]
    return tuple({"name": f"{rule['template']} {' '.join(rule['teams'])}", **rule} for rule in written)


def settled(office, group, found):
    """Give the office of a group, ready but for the cut-off."""
    starts = sorted(Period.parse(case["period"]).start_on.isoformat() for case in found)
    return office.where(
        rules=rules(group),
        first=starts[0],
        last=starts[-1],
        days_off=tuple(on for text in group.get("off", []) for on in dates(text)),
        working_days=tuple(on for text in group.get("working", []) for on in dates(text)),
        people=people(found),
        teams=teams(group),
        memberships=memberships(found),
        leave=leaves(found),
        reports=reports(found),
    )


def fate(row, zones):
    """Write a row owed as the table does."""
    content = "" if row.report_id is None else row.report_id.rpartition("-")[2]
    zone = zones[row.team_id]
    return {
        "status": row.status,
        "reason": row.reason or "",
        "due": shown(row.due_at, zone),
        "due_utc": shown(row.due_at, "UTC"),
        "closes": shown(row.closes_at, zone),
        "closes_utc": shown(row.closes_at, "UTC"),
        "counts": content + ("" if row.revision is None else str(row.revision)),
        "team": row.team_id,
        "role": row.role,
        "day": row.day_kind,
        "days": str(row.working_days),
        "leave_days": f"{row.leave_days:g}",
        "provisional": "yes" if row.provisional else "",
    }


def found_at(office, as_of, asked):
    """Give what is owed and, where the table asks for it, what is voluntary at a cut-off, by person and period."""
    then = office.cut_off(at_home(as_of))
    rows = then.owed.astype("object")
    zones = dict(then.raw("teams")[["team_id", "zone"]].to_numpy())
    plain = rows.where(rows.notna(), None).itertuples(index=False)
    free = then.voluntary.itertuples(index=False) if "voluntary" in asked else ()
    return SimpleNamespace(
        owed={(row.person_id, row.period): fate(row, zones) for row in plain},
        free={(row.person_id, row.period): row for row in free},
    )


def told(case, found):
    """Give what became of a case, in the words and columns of the table."""
    key = (case["who"], case["period"])
    row, free = found.owed.get(key, {"status": "not owed"}), found.free.get(key)
    said = {**row, "voluntary": free.reason if free else ""}
    if free and key not in found.owed:
        said["team"] = free.team_id or ""
    return {name: said.get(name, "") for name in expected(case)}


def expected(case):
    return {name: cell for name, cell in case.items() if name not in (*GIVEN, "who")}


@pytest.mark.parametrize("group", GROUPS, ids=[group["group"] for group in GROUPS])
def test_every_case_becomes_what_the_table_says(office, group):
    here = cases(group)
    place = settled(office, group, here)
    at = {as_of: found_at(place, as_of, here[0]) for as_of in dict.fromkeys(case["as_of"] for case in here)}
    assert {case["case"]: told(case, at[case["as_of"]]) for case in here} == {
        case["case"]: expected(case) for case in here
    }


def test_the_table_holds_no_fewer_cases_than_it_did():
    named = [(group["group"], case["case"]) for group in GROUPS for case in cells(group["cases"])]
    assert len(named) == len(set(named))
    assert len(named) >= 400


def test_every_case_expects_a_status_and_more():
    for group in GROUPS:
        for case in cases(group):
            assert case["status"] in ("on_time", "late", "missing", "pending", "exempt", "not owed"), case["case"]
            assert len(expected(case)) > 1, case["case"]
