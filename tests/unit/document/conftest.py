"""A weekly review of a company that does not exist, small enough to be read and long enough to turn pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest

from reviewbook import fonts
from reviewbook.blocks import (
    Block,
    Cell,
    Definitions,
    Figure,
    Head,
    Notice,
    Numbers,
    NumberTile,
    Paragraph,
    Statements,
    Table,
    Tone,
)
from reviewbook.document import Document, Masthead, Section

ZH = "zh"
NASTY = (
    "<script>alert(1)</script>",
    "#let x = 1",
    "$x^2$",
    "*bold* _it_",
    "@ref <label>",
    "=SUM(A1)",
    "{{ 7*7 }} {% if %}",
)
TEAMS = (
    ("华东一区", "East 1"),
    ("华南大区", "South"),
    ("西南重点客户组", "Southwest key accounts"),
    ("北方渠道", "North partners"),
)
NAMES = ("李雪梅", "王建国", "欧阳娜娜", "张伟", "赵一鸣", "陈思远", "Ahmad Faizal", "刘洋", "孙晓燕", "周杰")


def masthead(language: str) -> Masthead:
    if language == ZH:
        return Masthead(
            company="云岭工业设备",
            review="销售周度复盘",
            audience="全公司",
            period="2026年第47周（11月16日–22日）",
            as_of="2026-11-23 09:00（北京时间）",
            edition="第 1 版",
            as_of_at="2026-11-23T09:00:00+08:00",
        )
    return Masthead(
        company="Yunling Industrial",
        review="Weekly sales review",
        audience="Whole company",
        period="Week 47 of 2026 (16–22 Nov)",
        as_of="23 Nov 2026, 09:00 (Shanghai time)",
        edition="Edition 1",
        as_of_at="2026-11-23T09:00:00+08:00",
    )


def tiles(zh: bool) -> Numbers:
    def tile(
        name: tuple[str, str], text: str, detail: tuple[str, str], change: tuple[str, str], tone: Tone
    ) -> NumberTile:
        routine = ("常态波动", "routine variation")
        judged = {Tone.GOOD: ("信号 ↑ 自 W42 起", "signal ↑ since W42"), Tone.MUTED: ("", "")}.get(tone, routine)
        return NumberTile(name[not zh], text, detail[not zh], change[not zh], tone, verdict=judged[not zh])

    return Numbers(
        (
            tile(
                ("销售额", "Revenue"),
                "¥1,284万" if zh else "¥12.8m",
                ("目标 ¥1,350万", "Target ¥13.5m"),
                ("较上周 −4.2%", "−4.2% on last week"),
                Tone.WARN,
            ),
            tile(
                ("准时提交率", "On-time rate"),
                "96.3%",
                ("目标 95% · 206 / 214", "Target 95% · 206 of 214"),
                ("+1.8 个百分点", "+1.8 pts"),
                Tone.GOOD,
            ),
            tile(
                ("拜访量", "Visits"),
                "1,482",
                ("人均 21.5", "21.5 a head"),
                ("较上周 +3.0%", "+3.0% on last week"),
                Tone.NONE,
            ),
            tile(
                ("报价赢单率", "Win rate"),
                "18.4%",
                ("目标 25% · 33 / 179", "Target 25% · 33 of 179"),
                ("−6.1 个百分点", "−6.1 pts"),
                Tone.BAD,
            ),
            tile(
                ("新客户", "New customers"),
                "–",
                ("本周无数据：CRM 未同步", "No data this week: CRM not synchronised"),
                ("", ""),
                Tone.MUTED,
            ),
        )
    )


def statements(zh: bool) -> Statements:
    lines = (
        (
            (
                "华南大区赢单率降至 9.8%，连续三周低于目标；主要丢单原因为交期。",
                "South's win rate fell to 9.8%, below target for the third week; most losses were put down to delivery dates.",
            ),
            Tone.BAD,
        ),
        (
            (
                "销售额完成目标的 95.1%，缺口集中在两个大客户订单推迟。",
                "Revenue reached 95.1% of target; the gap is two postponed key-account orders.",
            ),
            Tone.WARN,
        ),
        (("准时提交率连续六周高于目标。", "Reports have been on time above target for six weeks."), Tone.GOOD),
        (("下周一为交货节点，共 12 单。", "Twelve deliveries fall due next Monday."), Tone.NONE),
    )
    todo = (
        "非偶然 · 逐单核对交期——周杰，11月27日 周五前",
        "More than chance · Go through the dates — 周杰, by Fri 27 Nov",
    )
    first, *others = (Notice(text[not zh], tone) for text, tone in lines)
    return Statements((replace(first, action=todo[not zh]), *others))


def long_table(zh: bool) -> Table:
    heads = (
        Head("姓名" if zh else "Name"),
        Head("团队" if zh else "Team"),
        Head("应交" if zh else "Owed", align="right"),
        Head("准时" if zh else "On time", align="right"),
        Head("准时率" if zh else "On-time rate", "%", "right"),
        Head("销售额" if zh else "Revenue", "万元" if zh else "CNY thousand", "right"),
        Head("备注" if zh else "Remark", share=2.0),
    )
    remarks = (
        ("", ""),
        ("周三出差，两份日报次日补交", "Travelling on Wednesday; two dailies handed in the day after"),
        ("客户投诉处理中", "Handling a complaint"),
    )
    rows = []
    for n in range(60):
        on_time = 6 - (n * 7 % 5 == 0) - (n % 9 == 0)
        tone = Tone.GOOD if on_time == 6 else Tone.WARN if on_time == 5 else Tone.BAD
        rows.append(
            (
                Cell(f"{NAMES[n % 10]}{n // 10 + 1}"),
                Cell(TEAMS[n % 4][not zh]),
                Cell("6", 6),
                Cell(str(on_time), on_time),
                Cell(f"{on_time / 6 * 100:.1f}", on_time / 6, tone, on_time / 6),
                Cell(f"{(n * 37 % 97) * 13.7:,.1f}", (n * 37 % 97) * 13.7),
                Cell(remarks[n % 3][not zh], None, Tone.MUTED),
            )
        )
    total = tuple(map(Cell, ("合计" if zh else "Total", "", "360", "330", "91.7", "38,204.1", "")))
    title = "各人提交与业绩：两人准时率低于七成" if zh else "Reports and revenue by person: two are below 70%"
    note = (
        "准时指在截止时刻之前收到；请假日不计。"
        if zh
        else "On time means received by the deadline; nothing is owed on leave."
    )
    return Table("by-person", title, heads, tuple(rows), (total,), note)


def wide_table(zh: bool) -> Table:
    heads = (Head("团队" if zh else "Team"), *(Head(f"W{35 + n}", align="right") for n in range(13)))
    rows = tuple(
        (Cell(team[not zh]), *(Cell(f"¥{(n * 17 + k * 29) % 90 + 110},{(k * 137 + n) % 900 + 100}") for n in range(13)))
        for k, team in enumerate(TEAMS)
    )
    return Table("by-week", "十三周销售额" if zh else "Revenue over thirteen weeks", heads, rows)


def nasty_table() -> Table:
    rows = tuple(
        (Cell(text), Cell("1", 1))
        for text in (*NASTY, "笑脸\U0001f600", "\U00020bb7野家", "abc\u202etxt.exe", "nul\x00bel\x07", "x" * 90)
    )
    return Table("quoted", "原话照录", (Head("原话"), Head("次数", align="right")), rows)


def drawing(zh: bool, kind: str) -> str:
    import matplotlib as mpl
    from matplotlib.figure import Figure as Canvas

    fonts.register()
    settings = {
        "svg.fonttype": "none",
        "svg.hashsalt": kind,
        "font.family": fonts.FAMILY,
        "font.size": 9,
        "axes.spines.top": False,
        "axes.spines.right": False,
    }
    with mpl.rc_context(settings):
        canvas = Canvas(figsize=(6.6, 2.8))
        axes = canvas.subplots()
        if kind == "bars":
            axes.barh([team[not zh] for team in TEAMS], [31, 9.8, 22, 17], color="#1d4e7a")
            axes.axvline(25, color="#b42318", linewidth=1)
            axes.set_xlabel("赢单率（%）" if zh else "Win rate (%)")
        else:
            axes.plot(
                range(35, 48),
                [12, 12.4, 13, 12.9, 13.3, 11.8, 12, 13.6, 13.9, 13.1, 13.2, 13.4, 12.8],
                color="#1d4e7a",
                marker="o",
                markersize=3,
            )
            axes.fill_between(range(35, 48), 11.5, 13.5, alpha=0.12, color="#1d4e7a")
            axes.set_ylabel("销售额（百万元）" if zh else "Revenue (CNY m)")
        canvas.subplots_adjust(left=0.27, right=0.97, top=0.95, bottom=0.18)
        out = StringIO()
        canvas.savefig(out, format="svg", metadata={"Date": None})
    return out.getvalue()


def plain_drawing(zh: bool, kind: str) -> str:
    """A drawing that no other version of matplotlib draws differently."""
    label = "赢单率" if zh else "Win rate"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="476pt" height="80pt" viewBox="0 0 476 80"><defs>'
        '<clipPath id="clip"><rect width="476" height="80"/></clipPath></defs><g clip-path="url(#clip)">'
        f'<rect x="80" y="10" width="300" height="30" fill="#1d4e7a"/><text x="10" y="30">{label} {kind}</text></g></svg>'
    )


def figure(zh: bool, kind: str, draw: Callable[[bool, str], str]) -> Figure:
    names = {
        "bars": (
            ("华南大区赢单率不足一成", "South wins fewer than one in ten quotes"),
            (
                "四个团队赢单率的条形图，华南最低，为 9.8%。",
                "Bars of the win rate of four teams; South is lowest at 9.8%.",
            ),
        ),
        "line": (
            ("销售额连续两周在目标区间内", "Revenue was within its band again"),
            (
                "十三周销售额折线，最后一周 1280 万元。",
                "Line of revenue over thirteen weeks; the last is 12.8 million.",
            ),
        ),
    }
    title, alt = (texts[not zh] for texts in names[kind])
    data = Table(
        kind,
        title,
        (Head("团队" if zh else "Team"), Head("%", align="right")),
        tuple((Cell(t[not zh]), Cell("31.0")) for t in TEAMS),
    )
    return Figure(kind, title, alt, draw(zh, kind), data, "目标线为 25%。" if zh and kind == "bars" else "")


def definitions(zh: bool) -> Definitions:
    if zh:
        return Definitions(
            (
                ("准时提交率", "在截止时刻之前收到的报告份数除以应交份数；请假、节假日不计。负责人：销售运营。"),
                ("报价赢单率", "本期赢得的报价数除以本期有结论的报价数。"),
            )
        )
    return Definitions(
        (
            ("On-time rate", "Reports received by their deadline, divided by reports owed. Owner: sales operations."),
            ("Win rate", "Quotes won in the period, divided by quotes decided in it."),
        )
    )


def weekly_review(language: str, nasty: bool = False, draw: Callable[[bool, str], str] = drawing) -> Document:
    zh = language == ZH
    pick = lambda chinese, english: chinese if zh else english  # noqa: E731
    sections = [
        Section(
            "how-did-the-week-go",
            pick("本周总体如何？", "How did the week go?"),
            1,
            (
                tiles(zh),
                statements(zh),
                Notice(
                    pick(
                        "CRM 自 11 月 20 日起未同步，新客户数缺失。",
                        "CRM has not synchronised since 20 November; new customers are missing.",
                    ),
                    Tone.WARN,
                ),
            ),
        ),
        Section(
            "where-do-we-lose",
            pick("哪里丢单？", "Where do we lose?"),
            1,
            (
                Paragraph(pick("只计本期有结论的报价。", "Only quotes decided in the period count.")),
                figure(zh, "bars", draw),
            ),
        ),
        Section("is-it-lasting", pick("是否持续？", "Is it lasting?"), 2, (figure(zh, "line", draw), wide_table(zh))),
        Section(
            "who-reported",
            pick("谁按时提交了报告？", "Who reported on time?"),
            1,
            (
                long_table(zh),
                Table(
                    "late",
                    pick("迟交超过三天的报告", "Reports more than three days late"),
                    (Head(pick("姓名", "Name")),),
                    (),
                    empty=pick("本周没有。", "None this week."),
                ),
            ),
        ),
        Section("how-made", pick("数字如何得出？", "How is each number made?"), 1, (definitions(zh),)),
    ]
    if nasty:
        sections.append(Section("quoted", "原话", 1, (nasty_table(),)))
    facts = masthead(language)
    return Document(facts.review, facts.period, language, facts, tuple(sections))


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def review(language: str) -> Document:
    """Give the review in each language."""
    return weekly_review(language, draw=plain_drawing)


@pytest.fixture
def drawn_review(language: str) -> Document:
    """Give the review in each language, with drawings by matplotlib."""
    return weekly_review(language)


@pytest.fixture
def hostile() -> Document:
    """Give the Chinese review with a table of texts that want to be markup."""
    return weekly_review(ZH, nasty=True, draw=plain_drawing)


@pytest.fixture
def one_section() -> Callable[..., Document]:
    """Make a document of one section that shows the given blocks."""

    def make(*blocks: Block, language: str = "en") -> Document:
        facts = masthead(language)
        return Document(facts.review, facts.period, language, facts, (Section("part", "Part", 1, blocks),))

    return make


@pytest.fixture
def notebook() -> Callable[..., dict[str, Any]]:
    """Make an executed notebook: texts are Markdown cells, blocks and outputs are code cells."""

    def make(*cells: Any) -> dict[str, Any]:
        return {"cells": [_cell(cell) for cell in cells], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}

    return make


@pytest.fixture
def facts() -> Callable[[str], Masthead]:
    return masthead


def _cell(cell: Any) -> dict[str, Any]:
    if isinstance(cell, str):
        return {"cell_type": "markdown", "id": "prose", "metadata": {}, "source": cell}
    if isinstance(cell, Block):
        cell = {"data": cell._repr_mimebundle_(), "metadata": {}, "output_type": "display_data"}
    code = {
        "cell_type": "code",
        "id": "code",
        "execution_count": 1,
        "metadata": {},
        "source": "tables.show(review)\nmore",
        "outputs": [],
    }
    if "output_type" in cell:
        return code | {"outputs": [cell]}
    return code | cell
