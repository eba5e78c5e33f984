"""Adventure Works from the command line to the page, against SQL that reads the cleaned files on its own.

The expected numbers share no code with the library: sums by DuckDB over the CSV files, working days by the package
``holidays``, percentages and dollars written by Python.
"""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import holidays
import pandas as pd
import pypdfium2
import pytest

pytestmark = pytest.mark.shared

SOURCE = "../shared/data/adventureworks_sales"
TEAM = "north_america"
#: Review and period, its first day and the day after, and the same of the period before and of the year before.
MONTH, WEEK = ("monthly_review", "2020-06"), ("weekly_review", "2020-W26")
SPANS = {
    MONTH: ((date(2020, 6, 1), date(2020, 7, 1)), (date(2020, 5, 1), date(2020, 6, 1)),
            (date(2019, 6, 1), date(2019, 7, 1))),
    WEEK: ((date(2020, 6, 22), date(2020, 6, 29)), (date(2020, 6, 15), date(2020, 6, 22)),
           (date(2019, 6, 24), date(2019, 7, 1))),
}  # fmt: skip
PERIODS = pytest.mark.parametrize("edition", [MONTH, WEEK], ids=["month", "week"])
PAGES = pytest.mark.parametrize(
    ("edition", "audience", "language"),
    [(e, a, g) for e in (MONTH, WEEK) for a in ("company", f"team-{TEAM}") for g in ("en", "zh")],
)
UNASKED = {"en": "No reports are asked for: templates.yaml has no rules.",
           "zh": "没有要求提交任何报告：templates.yaml 中没有规则。"}  # fmt: skip
UNMARKETED = {
    "en": "There is no params/market.yaml: without competitors and themes to look for, this section is left out.",
    "zh": "没有 params/market.yaml：未指定竞争对手和主题，本节从略。",
}
UNHEARD = {"en": "No survey answer and no complaint of a customer is on record.",
           "zh": "没有客户问卷的记录，也没有客户投诉的记录。"}  # fmt: skip

COMPANY = ("company", "company")
PARTS = ("new", "lost", "volume", "price", "mix", "refunds")

Entity = tuple[str, str]
Span = tuple[date, date]


@pytest.fixture(scope="module")
def workbook(shared: Path, root: Path, typed: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pull and publish in a copy of the workbook, as typed."""
    folder = tmp_path_factory.mktemp("workbook")
    for name in ("notebooks", "params"):
        shutil.copytree(root / name, folder / name)
    sources = folder / "params" / "adventureworks" / "sources.yaml"
    text = sources.read_text("utf-8")
    assert SOURCE in text
    sources.write_text(text.replace(SOURCE, (shared / "data" / "adventureworks_sales").as_posix()), "utf-8")
    typed(folder, "adventureworks", "pull")
    said = typed(folder, "adventureworks", "publish", "weekly", "monthly", "--audience", "company", "--audience", TEAM)
    assert "weekly_review 2020-W26: 2 published" in said
    assert "monthly_review 2020-06: 2 published" in said
    return folder


@pytest.fixture(scope="module")
def shelf(workbook: Path) -> Callable[[tuple[str, str], str], Path]:
    return lambda edition, audience: workbook.joinpath("output/adventureworks/published", *edition, audience, "1")


@pytest.fixture(scope="module")
def facts(shelf: Callable[..., Path]) -> Callable[..., dict[Entity, Any]]:
    """Read one column of the published facts of a measure: entity to value."""

    def read(edition: tuple[str, str], measure: str, column: str = "value", **where: str) -> dict[Entity, Any]:
        frame = pd.read_parquet(shelf(edition, where.get("audience", "company")) / "facts.parquet")
        rows = frame[(frame["measure"] == measure) & (frame["period"] == where.get("period", edition[1]))]
        assert not rows.empty
        return by_entity(rows, column)

    return read


def by_entity(rows: pd.DataFrame, column: str = "value") -> dict[Entity, Any]:
    """Give a column of the company, its teams and its people; products are counted by themselves."""
    rows = rows[rows["entity_kind"] != "product"]
    keys = zip(rows["entity_kind"], rows["entity_id"], strict=True)
    return {key: None if pd.isna(value) else value for key, value in zip(keys, rows[column], strict=True)}


@pytest.fixture(scope="module")
def books(shared: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The files as SQL sees them: ``lines``, ``goals``, ``firsts``, and ``seats``: whose sales count for whom."""
    folder = shared / "data" / "adventureworks_sales"

    def file(name: str) -> str:
        return f"read_csv('{(folder / name).as_posix()}', all_varchar = true)"

    columns = (
        "order_number, order_date::date as day, employee_key as person, reseller_key as reseller, "
        "(sales_amount::decimal(18, 2) * 100)::bigint as cents, product_key as product, quantity::bigint as units"
    )
    teams = "case {key} when '274' then 'north_america' when '287' then 'europe' when '285' then 'pacific' end"
    with duckdb.connect() as connection:
        connection.execute(f"""
            create table lines as
              select {columns} from {file("order_lines_2017-07_to_2020-05.csv")}
              union all select {columns} from {file("order_lines_2020-06_increment.csv")};
            create table people as
              select employee_key as person, employee_id,
                     {teams.format(key="business_entity_id")} as leads,
                     coalesce(leads, {teams.format(key="manager_business_entity_id")}) as team
                from {file("salespeople.csv")};
            create table seats as
              select 'person' as kind, person as id, person from people where team is not null
              union all select 'team', team, person from people where team is not null
              union all select 'company', 'company', person from people;
            create table goals as
              select case when person = '277' then 'company' when leads is not null then 'team' else 'person' end
                       as kind,
                     case when person = '277' then 'company' else coalesce(leads, person) end as id,
                     target_month as month, target_amount::double as amount
                from {file("monthly_targets.csv")} join people using (employee_id);
            create table firsts as
              select reseller, min(day) as day, arg_min(person, (day, order_number)) as person
                from lines group by reseller;
        """)
        yield connection


@pytest.fixture(scope="module")
def sold(books: duckdb.DuckDBPyConnection) -> Callable[[Span], dict[Entity, tuple[int, int, int]]]:
    """Cents, orders and lines of everybody in a span; nothing for who sold nothing."""

    def within(span: Span) -> dict[Entity, tuple[int, int, int]]:
        rows = books.execute(
            "select kind, id, sum(cents)::bigint, count(distinct order_number), count(*) from lines join seats "
            "using (person) where day >= ? and day < ? group by all",
            list(span),
        ).fetchall()
        return {(kind, entity): (cents, orders, lines) for kind, entity, cents, orders, lines in rows}

    return within


@pytest.fixture(scope="module")
def goals(books: duckdb.DuckDBPyConnection) -> dict[Entity, float]:
    """Give the targets of June 2020."""
    rows = books.execute("select kind, id, amount from goals where month = '2020-06'").fetchall()
    return {(kind, entity): amount for kind, entity, amount in rows}


def worked(span: Span) -> int:
    """Mondays to Fridays that are no public holiday of the United States."""
    first, end = span
    free = holidays.country_holidays("US", years=range(first.year, end.year + 1))
    days = (first + timedelta(days=n) for n in range((end - first).days))
    return sum(day.weekday() < 5 and day not in free for day in days)


def cents(values: dict[Entity, float]) -> dict[Entity, int]:
    return {entity: round(value * 100) for entity, value in values.items()}


def test_the_working_days_are_those_of_the_calendar_on_the_wall() -> None:
    # May 2020 has Memorial Day; Juneteenth was no federal holiday before 2021.
    assert [worked(span) for span in SPANS[MONTH]] == [22, 20, 20]
    assert [worked(span) for span in SPANS[WEEK]] == [5, 5, 5]


@PERIODS
def test_revenue_orders_and_lines_of_the_company_each_team_and_each_person(
    edition: tuple[str, str], facts: Any, sold: Any
) -> None:
    theirs = sold(SPANS[edition][0])
    ours = cents(facts(edition, "revenue"))
    assert set(theirs) <= set(ours)
    assert len(ours) == 1 + 3 + 17
    nothing = (0, 0, 0)
    assert ours == {entity: theirs.get(entity, nothing)[0] for entity in ours}
    assert facts(edition, "orders") == {entity: theirs.get(entity, nothing)[1] for entity in ours}
    assert facts(edition, "revenue", "n") == {entity: theirs.get(entity, nothing)[2] for entity in ours}
    averages = {entity: amount / 100 / orders for entity, (amount, orders, _) in theirs.items()}
    assert facts(edition, "average_order") == pytest.approx({entity: averages.get(entity) for entity in ours})


def test_the_sums_of_the_files_are_known_numbers(facts: Any) -> None:
    company = ("company", "company")
    assert [
        (facts(edition, "revenue")[company], facts(edition, "orders")[company], facts(edition, "revenue", "n")[company])
        for edition in (MONTH, WEEK)
    ] == [(3_429_150.01, 180, 3_004), (550_726.70, 44, 423)]


@PERIODS
@pytest.mark.parametrize(("measure", "column"), [("revenue", "sum(cents) / 100"), ("units", "sum(units)")])
def test_revenue_and_units_of_every_product(
    edition: tuple[str, str], measure: str, column: str, shelf: Any, books: duckdb.DuckDBPyConnection
) -> None:
    frame = pd.read_parquet(shelf(edition, "company") / "facts.parquet")
    rows = frame[(frame["measure"] == measure) & (frame["period"] == edition[1]) & (frame["entity_kind"] == "product")]
    theirs = dict(
        books.execute(
            f"select product, ({column})::double from lines where day >= ? and day < ? group by all",
            list(SPANS[edition][0]),
        ).fetchall()
    )
    ours = dict(zip(rows["entity_id"], rows["value"], strict=True))
    assert len(theirs) > 100
    assert set(theirs) <= set(ours)
    assert ours == pytest.approx({product: theirs.get(product, 0.0) for product in ours}, abs=0.001)


@PERIODS
def test_targets_attainment_and_gap_of_everybody_who_has_a_target(
    edition: tuple[str, str], facts: Any, sold: Any, goals: dict[Entity, float]
) -> None:
    span = SPANS[edition][0]
    share = worked(span) / worked(SPANS[MONTH][0])  # a week has its working days' part of the month's target
    targets = {entity: amount * share for entity, amount in goals.items()}
    sales = {entity: found[0] / 100 for entity, found in sold(span).items()}
    ours = facts(edition, "target")
    assert ours == pytest.approx({entity: targets.get(entity) for entity in ours}, abs=0.01)
    assert set(targets) <= set(ours)
    reached = {entity: sales.get(entity, 0.0) / target for entity, target in targets.items()}
    assert facts(edition, "attainment") == pytest.approx({entity: reached.get(entity) for entity in ours}, abs=1e-6)
    missing = {entity: target - sales.get(entity, 0.0) for entity, target in targets.items()}
    assert facts(edition, "gap") == pytest.approx({entity: missing.get(entity) for entity in ours}, abs=0.01)
    without = {entity for entity, note in facts(edition, "attainment", "note").items() if note == "no target"}
    assert without == set(ours) - set(targets)
    assert ("person", "272") in without  # Stephen Jiang: his target is that of his team


@PERIODS
def test_new_customers_are_those_whose_first_order_ever_falls_in_the_period(
    edition: tuple[str, str], facts: Any, books: duckdb.DuckDBPyConnection
) -> None:
    rows = books.execute(
        "select kind, id, count(*) from firsts join seats using (person) where day >= ? and day < ? group by all",
        list(SPANS[edition][0]),
    ).fetchall()
    theirs = {(kind, entity): count for kind, entity, count in rows}
    ours = facts(edition, "new_customers")
    assert ours == {entity: theirs.get(entity, 0) for entity in ours}
    assert theirs[("company", "company")] == (3 if edition == MONTH else 1)


@PERIODS
@pytest.mark.parametrize(("measure", "earlier"), [("growth", 1), ("growth_year", 2)])
def test_growth_compares_revenue_per_working_day(
    edition: tuple[str, str], measure: str, earlier: int, facts: Any, sold: Any
) -> None:
    now, then = SPANS[edition][0], SPANS[edition][earlier]
    new, old = sold(now), sold(then)
    rates = {
        entity: (new.get(entity, (0,))[0] / worked(now)) / (found[0] / worked(then)) - 1
        for entity, found in old.items()
    }
    ours = facts(edition, measure)
    assert ours == pytest.approx({entity: rates.get(entity) for entity in ours}, abs=1e-9)
    notes = facts(edition, measure, "note")
    assert {notes[entity] for entity in ours if entity not in rates} <= {"no previous period"}


@pytest.fixture(scope="module")
def bridge_by_sql(
    books: duckdb.DuckDBPyConnection,
) -> Callable[[Span, Span], dict[Entity, tuple[int, int, float, float]]]:
    """Give cents of the whole change, of new customers, of volume and of price; the latter two not rounded."""

    def between(then: Span, now: Span) -> dict[Entity, tuple[int, int, float, float]]:
        rows = books.execute(
            """
            with sides as (
              select kind, id, product, cents, units, firsts.day >= $now as new, l.day >= $now as now
                from lines l join seats using (person) join firsts using (reseller)
               where l.day >= $start and l.day < $end),
            products as (
              select kind, id, product,
                     sum(cents) filter (now and not new) as c1, sum(units) filter (now and not new) as u1,
                     sum(cents) filter (not now) as c0, sum(units) filter (not now) as u0,
                     sum(cents) filter (new) as fresh
                from sides group by all)
            select kind, id, coalesce(sum(c1), 0) + coalesce(sum(fresh), 0) - coalesce(sum(c0), 0),
                   coalesce(sum(fresh), 0),
                   coalesce((coalesce(sum(u1), 0) - sum(u0)) * sum(c0) / sum(u0), sum(c1), 0),
                   coalesce(sum(c1 - c0 * u1 / u0), 0)
              from products group by all
            """,
            {"start": then[0], "now": now[0], "end": now[1]},
        ).fetchall()
        return {(kind, entity): (int(change), int(new), *rest) for kind, entity, change, new, *rest in rows}

    return between


@PERIODS
def test_the_bridge_leads_from_the_period_before_to_this_one_to_the_cent(
    edition: tuple[str, str], facts: Any, books: duckdb.DuckDBPyConnection, bridge_by_sql: Any
) -> None:
    now, then, _ = SPANS[edition]
    # Resellers order about once a quarter: of nobody can be said after a month that he has stopped.
    often = books.execute(
        "select count(*) from (select reseller, (max(day) - min(day)) / (count(distinct day) - 1) as pause from lines "
        "where day < ? group by reseller having count(distinct day) >= 3) where pause < 20",
        [now[0]],
    ).fetchone()
    assert often == (0,)
    parts = {name: cents(facts(edition, f"bridge_{name}")) for name in PARTS}
    assert set(parts["lost"].values()) | set(parts["refunds"].values()) == {0}
    theirs = bridge_by_sql(then, now)
    nothing = (0, 0, 0.0, 0.0)
    for entity in parts["new"]:
        change, new, volume, price = theirs.get(entity, nothing)
        assert sum(parts[name][entity] for name in PARTS) == change, entity
        assert parts["new"][entity] == new
        assert parts["volume"][entity] == pytest.approx(volume, abs=1)
        assert parts["price"][entity] == pytest.approx(price, abs=150)  # each of 148 products is rounded to the cent
    assert len(parts["new"]) == 1 + 3 + 17
    sold_then, sold_now = (facts(edition, "revenue", column)[COMPANY] for column in ("previous", "value"))
    assert theirs[COMPANY][0] == round((sold_now - sold_then) * 100)


def test_the_week_knows_the_month_up_to_its_own_cut_off_and_no_day_more(facts: Any, sold: Any) -> None:
    so_far = sold((date(2020, 6, 1), date(2020, 6, 30)))  # cut off on Monday the 29th at 09:00
    assert cents(facts(WEEK, "revenue", period="2020-06"))["company", "company"] == so_far["company", "company"][0]
    assert so_far["company", "company"][0] < sold(SPANS[MONTH][0])["company", "company"][0]


@pytest.fixture(scope="module")
def every_goal(books: duckdb.DuckDBPyConnection) -> dict[tuple[str, Entity], float]:
    """Give the targets of all months; a team without one of its own has those of its people."""
    rows = books.execute("""
        with below as (select 'team' as kind, team as id, month, sum(amount) as amount
                         from goals join people on id = person where kind = 'person' and team is not null group by all)
        select month, kind, id, amount from goals
        union all select month, kind, id, amount from below anti join goals using (kind, id, month)
    """).fetchall()
    return {(month, (kind, entity)): amount for month, kind, entity, amount in rows}


def test_all_months_and_years_of_the_files(
    workbook: Path, typed: Callable[..., str], tmp_path: Path, sold: Any, every_goal: dict[tuple[str, Entity], float]
) -> None:
    publications = workbook / "params" / "adventureworks" / "publications.yaml"
    before = publications.read_text("utf-8")
    publications.write_text(before.replace("history: 13", "history: 36"), "utf-8")
    try:
        typed(workbook, "adventureworks", "measure", "monthly", "2020-06", "--out", str(tmp_path))
    finally:
        publications.write_text(before, "utf-8")
    frame = pd.read_parquet(tmp_path / "facts.parquet").query("cadence == 'monthly'")
    months = [str(month) for month in pd.period_range("2017-07", "2020-06", freq="M")]
    years: dict[tuple[str, Entity], int] = {}
    for month in months:
        first = date.fromisoformat(f"{month}-01")
        theirs = sold((first, (first + timedelta(days=31)).replace(day=1)))
        rows = frame[frame["period"] == month]
        revenue = cents(by_entity(rows[rows["measure"] == "revenue"]))
        orders = by_entity(rows[rows["measure"] == "orders"])
        assert revenue == {entity: theirs.get(entity, (0, 0))[0] for entity in revenue}, month
        assert orders == {entity: theirs.get(entity, (0, 0))[1] for entity in orders}, month
        targets = by_entity(rows[rows["measure"] == "target"])
        assert targets == pytest.approx({entity: every_goal.get((month, entity)) for entity in targets}, abs=0.005)
        reached = {
            entity: minor / 100 / goal for entity, minor in revenue.items() if (goal := every_goal.get((month, entity)))
        }
        shares = by_entity(rows[rows["measure"] == "attainment"])
        assert {entity: share for entity, share in shares.items() if share is not None} == pytest.approx(reached)
        for entity, amount in revenue.items():
            years[month[:4], entity] = years.get((month[:4], entity), 0) + amount
    spans = {str(year): sold((date(year, 1, 1), date(year + 1, 1, 1))) for year in range(2017, 2021)}
    assert years == {(year, entity): spans[year].get(entity, (0,))[0] for year, entity in years}
    assert len(years) == 4 * (1 + 3 + 17)


def visible(page: str) -> str:
    """Give the words of a page, without markup and style."""
    bare = re.sub(r"<(style|script).*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", bare)).split())


def section(page: str, address: str) -> str:
    return re.search(rf'<section aria-labelledby="{address}">(.*?)</section>', page, re.DOTALL)[1]  # type: ignore[index]


@PAGES
def test_page_one_prints_the_facts(
    edition: tuple[str, str], audience: str, language: str, shelf: Any, facts: Any
) -> None:
    entity = ("team", TEAM) if audience.startswith("team") else ("company", "company")
    revenue, share = (facts(edition, measure, audience=audience)[entity] for measure in ("revenue", "attainment"))
    amount = short(revenue, language)
    reached = f"{share:.2%}" if 0.9995 <= share < 1 else f"{share:.1%}"
    folder = shelf(edition, audience)
    opening = re.search(
        r'<dl class="tiles">.*?</ul>', (folder / f"review.{language}.html").read_text("utf-8"), re.DOTALL
    )
    assert opening is not None
    said = visible(opening[0])
    number, sentence = {
        "en": (f"Revenue {amount} ", f"Revenue was {amount}, {reached} of the target of "),
        "zh": (f"销售额 {amount} ", f"销售额 {amount}，达成目标 "),
    }[language]
    assert number in said
    assert sentence in said
    assert said.count(reached) == 2  # below the number, and in the first sentence
    with pypdfium2.PdfDocument(folder / f"review.{language}.pdf") as pdf:
        first = re.sub(r"\s", "", pdf[0].get_textpage().get_text_range())
    assert amount in first
    assert reached in first
    figures = {row["measure"]: row["value"] for row in json.loads((folder / "edition.json").read_text())["figures"]}
    assert (figures["revenue"], figures["attainment"]) == (revenue, share)


def short(amount: float, language: str) -> str:
    """Write dollars with three figures, as the page does."""
    unit, name = (1e4, "万") if language == "zh" else (1e6, "m") if amount >= 1e6 else (1e3, "k")
    scaled = amount / unit
    digits = 0 if scaled >= 100 else 1 if scaled >= 10 else 2
    return f"{'US$' if language == 'zh' else '$'}{scaled:.{digits}f}{name}"


@PERIODS
def test_the_table_of_the_page_has_every_team_in_full(edition: tuple[str, str], shelf: Any, facts: Any) -> None:
    page = (shelf(edition, "company") / "review.en.html").read_text("utf-8")
    said = visible(section(page, "are-we-on-target"))
    for kind, entity in [("team", "north_america"), ("team", "europe"), ("team", "pacific"), ("company", "company")]:
        revenue, target = (facts(edition, measure)[kind, entity] for measure in ("revenue", "target"))
        assert f"{revenue:,.0f} {target:,.0f}" in said


@PAGES
def test_what_nobody_is_asked_for_is_one_sentence_without_charts_or_zeros(
    edition: tuple[str, str], audience: str, language: str, shelf: Any
) -> None:
    page = (shelf(edition, audience) / f"review.{language}.html").read_text("utf-8")
    asked = ["who-reported-on-time", "which-reports-are-late-or-missing", "were-reports-answered"]
    asked += ["is-reporting-getting-more-punctual"] if edition == MONTH else []
    silent = {"what-do-customers-say": UNHEARD[language]}
    if edition == MONTH:
        both = f"{UNHEARD[language]} {UNMARKETED[language]}"
        silent = {"what-do-customers-and-the-market-say": both}
    sentences = dict.fromkeys(asked, UNASKED[language]) | silent
    for address, sentence in sentences.items():
        content = section(page, address)
        assert re.search(r"<(table|figure|svg)", content) is None, address
        heading = re.search(r"<h2[^>]*>(.*?)</h2>", content)
        assert heading is not None
        assert visible(content) == f"{html.unescape(heading[1])} {sentence}"
    tiles = re.search(r'<dl class="tiles">.*?</dl>', page, re.DOTALL)
    assert tiles is not None
    assert re.findall(r'class="value">\s*–', tiles[0]) == []


@PAGES
def test_no_page_shows_how_python_writes_nothing(
    edition: tuple[str, str], audience: str, language: str, shelf: Any
) -> None:
    page = (shelf(edition, audience) / f"review.{language}.html").read_text("utf-8")
    assert re.findall(r".{0,40}\b(?:nan|NaN|None|NaT|inf)\b.{0,40}", page) == []


@PERIODS
def test_facts_that_are_not_kept_are_empty_with_a_reason(edition: tuple[str, str], facts: Any) -> None:
    reasons = {"on_time_rate": "nothing due", "reply_rate": "nothing to answer", "complaints": "none on record",
               "satisfaction_score": "none on record"}  # fmt: skip
    for measure, reason in reasons.items():
        assert set(facts(edition, measure).values()) == {None}
        assert set(facts(edition, measure, "note").values()) == {reason}


@PERIODS
def test_a_team_has_its_own_people_alone_with_the_numbers_that_the_company_sees(
    edition: tuple[str, str], facts: Any, books: duckdb.DuckDBPyConnection
) -> None:
    members = books.execute("select person from people where team = ?", [TEAM]).fetchall()
    own = {("team", TEAM), *(("person", person) for (person,) in members)}
    for measure in ("revenue", "target", "growth"):
        theirs = facts(edition, measure)
        assert facts(edition, measure, audience=f"team-{TEAM}") == {entity: theirs[entity] for entity in own}
