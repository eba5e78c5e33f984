"""Figures show the facts, say what they show, and are the same bytes every time."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from xml.etree import ElementTree

import matplotlib
import pytest

from reviewbook import figures
from reviewbook.blocks import Figure, Notice, Tone
from reviewbook.document.svg import clean_svg
from reviewbook.figures.house import ACCENT
from reviewbook.fonts import FAMILY
from reviewbook.periods import Period

#: All that a week has; nobody is ranked in one (`test_ranking`).
ALL = sorted(set(figures.__all__) - {"ranking"})
HAN = re.compile(r"[一-鿿]")


def _texts(svg: str) -> list[str]:
    return [
        "".join(node.itertext()).strip() for node in ElementTree.fromstring(svg).iter() if node.tag.endswith("}text")
    ]


def _without(review, *measures):
    facts = review.facts
    return replace(review, facts=facts[~facts["measure"].isin(measures)].reset_index(drop=True))


def _changed(review, measure, entity, **values):
    facts = review.facts.copy()
    rows = (facts["measure"] == measure) & (facts["entity_id"] == entity) & (facts["period"] == review.period.key)
    for name, value in values.items():
        facts.loc[rows, name] = value
    return replace(review, facts=facts)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("audience", ["company", "east", "p5"])
def test_every_figure_is_drawn_in_both_languages_or_says_why_not(name, language, audience, sliced):
    block = getattr(figures, name)(sliced(language, audience))
    if audience == "p5" and name == "satisfaction_trend":
        assert isinstance(block, Notice)
        assert ("答卷太少" if language == "zh" else "too few") in block.text
        return
    assert isinstance(block, Figure)
    assert block.title
    assert block.alt
    assert block.data.rows


@pytest.mark.parametrize("name", ALL)
def test_two_drawings_are_the_same_bytes(name, sliced):
    first, second = (getattr(figures, name)(sliced("zh")) for _ in range(2))
    assert first == second
    assert "<dc:date>" not in first.svg


@pytest.mark.parametrize("name", ALL)
def test_drawing_leaves_matplotlib_as_it_was(name, sliced):
    before = dict(matplotlib.rcParams)
    getattr(figures, name)(sliced())
    assert dict(matplotlib.rcParams) == before
    assert not matplotlib._pylab_helpers.Gcf.figs


@pytest.mark.parametrize("name", ALL)
def test_text_stays_text_in_the_face_of_the_house(name, sliced):
    svg = getattr(figures, name)(sliced("zh")).svg
    assert _texts(svg)
    assert set(re.findall(r"font-family: '([^']+)'", svg)) == {FAMILY}
    assert clean_svg(svg, "f", "alt", str)  # what a document refuses is not in it


@pytest.mark.parametrize("name", ALL)
def test_every_number_of_the_title_is_in_the_words_for_those_who_cannot_see(name, sliced):
    block = getattr(figures, name)(sliced("en", "east"))
    numbers = [word for word in re.findall(r"[¥\d][\d.,]*[a-z%]*", block.title) if "%" in word or "¥" in word]
    spoken = block.alt + " ".join(cell.text for row in block.data.rows for cell in row)
    derived = {"attainment", "pace", "revenue_trend"}  # gap, distance to pace, growth: said in the title alone
    assert numbers or name == "satisfaction_trend"
    if name not in derived:
        assert [number for number in numbers if number not in spoken] == []


@pytest.mark.parametrize("name", ALL)
def test_chinese_figures_have_no_english_and_english_ones_no_chinese(name, sliced):
    names = ("李娜", "王伟", "张敏", "刘洋", "陈静", "华东", "华西", "Anna Berg")
    for language in ("zh", "en"):
        block = getattr(figures, name)(sliced(language))
        said = " ".join([block.title, block.alt, block.note, block.data.plain(), *_texts(block.svg)])
        for known in names:
            said = said.replace(known, "")
        foreign = HAN.findall(said) if language == "en" else re.findall(r"[A-Za-z]{2,}", said)
        assert foreign == [], said


def test_attainment_has_the_revenue_and_target_of_each_team(sliced):
    block = figures.attainment(sliced("en"))
    values = [[cell.value for cell in row[1:]] for row in block.data.rows]
    assert [row[0].text for row in block.data.rows] == ["华东", "华西"]
    assert values == [[450_000, 450_000, 1.0], [350_000, 370_000, pytest.approx(0.945946)]]
    assert block.title == "1 of 2 teams reached their target; 华西 is farthest behind, ¥20.0k short (94.6% reached)"
    assert "华西: ¥350k of a target of ¥370k, 94.6%" in block.alt
    assert "¥350k  95%" in _texts(block.svg)


def test_attainment_of_a_team_is_by_person_and_of_a_person_the_person(sliced):
    assert figures.attainment(sliced("zh", "west")).title == (
        "3 人中 2 人达成目标；刘洋差额最大，还差 ¥4.00万（达成 60.0%）"
    )
    assert figures.attainment(sliced("zh", "p5")).title == "刘洋达成目标的 60.0%"


def test_attainment_without_targets_draws_revenue_and_says_so(sliced):
    block = figures.attainment(_without(sliced("en"), "target", "attainment"))
    assert block.title == "Revenue; there are no targets"
    assert "华东: ¥450k, no target" in block.alt
    assert "Target" not in _texts(block.svg)


def test_attainment_when_all_reached_it(sliced):
    review = _changed(sliced("en"), "attainment", "west", value=1.2)
    assert figures.attainment(review).title == "All 2 teams reached their target"


def test_targets_are_named_in_the_note_when_the_first_bar_has_none(sliced):
    review = sliced("en")
    facts = review.facts
    rows = (facts["entity_id"] == "east") & facts["measure"].isin(["target", "attainment"])
    block = figures.attainment(replace(review, facts=facts[~rows].reset_index(drop=True)))
    assert block.note == "The lines are the targets."
    assert block.title == "华西 reached 94.6% of the target"


def test_people_of_the_same_name_have_a_bar_each(sliced):
    review = sliced("en", "west")
    people = review.frames["people"].assign(name="王芳")
    twins = replace(review, frames={**review.frames, "people": people})
    assert _texts(figures.attainment(twins).svg).count("王芳") == 3


def test_many_bars_are_cut_and_the_table_has_all(sliced, monkeypatch):
    monkeypatch.setattr("reviewbook.figures.targets.MOST", 2)
    block = figures.attainment(sliced("en", "west"))
    assert block.note == "The 2 largest of 3 are drawn; all are in the data table."
    assert len(block.data.rows) == 3
    assert "刘洋" not in _texts(block.svg)


def test_revenue_trend_has_thirteen_periods_and_accents_the_last(sliced):
    block = figures.revenue_trend(sliced("en"))
    assert len(block.data.rows) == 13
    assert block.data.rows[-1][1].value == 800_000
    assert block.title == "Revenue ¥800k; per working day +5.0% against the week before"
    assert block.alt.endswith("W47: ¥800k, target ¥820k.")


def test_revenue_trend_without_growth_says_the_revenue_alone(sliced):
    assert figures.revenue_trend(_without(sliced("zh"), "growth")).title == "销售额 ¥80.0万"


def test_on_time_by_runs_from_the_best_to_the_worst_with_counts(sliced):
    block = figures.on_time_by(sliced("en", "west"))
    assert [row[0].text for row in block.data.rows] == ["Anna Berg", "陈静", "刘洋"]
    assert [(row[4].value, row[5].value) for row in block.data.rows] == [(6, 6), (5, 5), (4, 6)]
    assert block.title == "On-time rates run from 100.0% (Anna Berg) down to 66.7% (刘洋)"
    assert "刘洋: 66.7% (4 of 6)" in block.alt
    assert "66.7%  (4/6)" in _texts(block.svg)


def test_on_time_by_of_one_person_is_the_rate_and_equal_rates_are_one(sliced):
    assert figures.on_time_by(sliced("en", "p5")).title == "On-time rate 66.7%"
    same = _changed(_changed(sliced("en"), "on_time_rate", "east", value=0.5), "on_time_rate", "west", value=0.5)
    assert figures.on_time_by(same).title == "On-time rate 50.0% throughout"


def test_on_time_by_keeps_the_worst_when_there_are_many(sliced, monkeypatch):
    monkeypatch.setattr("reviewbook.figures.reporting.MOST", 1)
    block = figures.on_time_by(sliced("en", "west"))
    assert block.note == "The 1 lowest of 3 are drawn; all are in the data table. Whiskers are 95% intervals."
    assert "刘洋" in _texts(block.svg)
    assert "陈静" not in _texts(block.svg)


def test_on_time_trend_says_that_it_is_routine_variation_and_why(sliced):
    block = figures.on_time_trend(sliced("en"))
    assert block.title == ("On-time rate 91.4%: routine variation, within the limits 85.0%–100.0% of 13 earlier weeks")
    assert figures.on_time_trend(sliced("zh")).title == (
        "准时率 91.4%：常态波动，在此前 13 周给出的控制限 85.0%–100.0% 之内"
    )
    assert [cell.value for cell in block.data.rows[-1][1:2]] == [pytest.approx(32 / 35)]
    assert "diamond" in block.note
    assert "interval" not in block.note


def test_on_time_trend_marks_a_signal_by_its_shape_and_says_it_in_words(sliced):
    def moved(verdict):
        review = sliced("en")
        signals = review.frames["signals"].copy()
        last = (signals["entity_id"] == "company") & (signals["period"] == "2026-W47")
        signals.loc[last, ["verdict", "rule", "side", "lower"]] = verdict
        return figures.on_time_trend(replace(review, frames={**review.frames, "signals": signals}))

    routine, signal = moved(["routine", None, None, 0.85]), moved(["signal", "outside", "below", 0.93])
    assert signal.title == "On-time rate 91.4%: signal, below the limits 93.0%–100.0% of 13 earlier weeks"
    assert "W47: 91.4% (32 of 35), signal, below the limits" in signal.alt
    assert signal.data.rows[-1][-1].text.startswith("signal, below")
    assert _angular(signal.svg) == _angular(routine.svg) + 1


def _angular(svg: str) -> int:
    """Count the different marks without a curve in them."""
    return sum("C" not in mark for mark in re.findall(r'<path id="m[^"]+" d="([^"]+)"', svg))


def test_limits_are_drawn_where_there_are_some_and_intervals_where_not(sliced):
    judged, review = figures.on_time_trend(sliced("en")), sliced("en")
    bare = replace(review, frames={**review.frames, "signals": review.frames["signals"].iloc[:0]})
    plain = figures.on_time_trend(bare)
    assert plain.title == "On-time rate 91.4%; between 94.3% and 100.0% in the 12 weeks before"
    assert "Whiskers are 95% intervals." in plain.note
    assert [head.text for head in judged.data.heads[len(plain.data.heads) :]] == ["Limits from", "Limits to", "Verdict"]
    assert (judged.svg.count("opacity: 0.22"), plain.svg.count("opacity: 0.22")) == (1, 0)


def test_a_trend_of_too_few_periods_says_that_it_is_too_early_to_tell(sliced):
    review = sliced("en")
    signals = review.frames["signals"].copy()
    signals["verdict"], signals["baseline"] = "too_few", 5
    signals[["centre", "lower", "upper"]] = None
    block = figures.on_time_trend(replace(review, frames={**review.frames, "signals": signals}))
    assert block.title == "On-time rate 91.4%: too early to tell (5 earlier weeks, 8 needed)"


def test_satisfaction_trend_leaves_out_periods_without_a_value(sliced):
    review = sliced("en")
    facts = review.facts.copy()
    facts.loc[(facts["measure"] == "satisfaction_score") & (facts["period"] == "2026-W46"), "value"] = None
    assert len(figures.satisfaction_trend(replace(review, facts=facts)).data.rows) == 12


def test_pace_adds_up_the_days_until_the_cut_off(sliced):
    block = figures.pace(sliced("en"))
    assert block.data.rows[-1][0].value == "2026-11-23"
    assert block.data.rows[-1][1].value == 2_400_000
    assert block.title == "November 2026 so far: ¥2.40m of ¥3.44m; ¥10.8k behind pace (index 1.00)"
    assert "¥2.40m by Mon 23 Nov, pace ¥2.41m, target ¥3.44m" in block.alt


def test_pace_has_the_forecast_as_a_whisker_at_the_end_of_the_month(sliced):
    block = figures.pace(sliced("en"))
    assert block.alt.endswith("The month is forecast to end at ¥3.27m, between ¥3.10m and ¥3.51m (80% likely).")
    assert {"Forecast ¥3.27m", "¥3.10m–¥3.51m"} <= set(_texts(block.svg))
    assert block.note.endswith("The whisker at the end of the month is the 80% interval of the forecast.")
    assert [row[1].text for row in block.data.totals] == ["3,271,800", "3,099,600", "3,512,880"]


def test_pace_without_a_forecast_has_no_whisker(sliced):
    block = figures.pace(_without(sliced("en"), "forecast"))
    assert "Forecast" not in " ".join([block.alt, block.note, *_texts(block.svg)])
    assert block.data.totals == ()


def test_pace_of_the_last_days_has_room_for_its_labels(sliced):
    review = sliced("en")
    late = figures.pace(replace(review, as_of=review.as_of + timedelta(days=5)))
    assert late.data.rows[-1][0].value == "2026-11-28"
    assert {"Forecast ¥3.27m", "¥2.40m", "Pace ¥2.41m"} <= set(_texts(late.svg))


def test_pace_ends_at_the_month_when_more_was_sold_after_the_week(sliced):
    review = sliced("en")
    facts = review.facts.copy()
    month = (facts["measure"] == "revenue") & (facts["entity_kind"] == "company") & (facts["period"] == "2026-11")
    facts.loc[month, "value"] = 2_450_000.0
    block = figures.pace(replace(review, facts=facts))
    assert block.data.rows[-1][1].value == 2_450_000


def test_pace_is_a_sentence_when_a_day_is_missing(sliced):
    review = sliced("zh")
    facts = review.facts[review.facts["period"] != "2026-11-10"].reset_index(drop=True)
    block = figures.pace(replace(review, facts=facts))
    assert isinstance(block, Notice)
    assert block.text == "2026年11月累计 ¥240万，目标 ¥344万；比应达进度少 ¥1.08万（进度指数 1.00）"


def test_pace_without_revenue_is_a_notice(sliced):
    block = figures.pace(replace(sliced("en"), period=Period(date(2027, 1, 4), sliced().period.cadence)))
    assert block == Notice("Pace is not drawn: the month has no revenue yet.", Tone.MUTED)


@pytest.mark.parametrize(
    ("name", "measure", "text"),
    [
        ("attainment", "revenue", "Revenue is not drawn: no figures."),
        ("revenue_trend", "revenue", "Revenue is not drawn: no figures."),
        ("on_time_by", "on_time_rate", "On-time rate is not drawn: no figures."),
        ("on_time_trend", "on_time_rate", "On-time rate is not drawn: no figures."),
        ("satisfaction_trend", "satisfaction_score", "Customer satisfaction is not drawn: no figures."),
    ],
)
def test_nothing_to_draw_is_a_sentence_with_the_reason(name, measure, text, sliced):
    assert getattr(figures, name)(_without(sliced("en"), measure)) == Notice(text, Tone.MUTED)


def test_the_note_of_the_fact_is_the_reason(sliced):
    review = sliced("zh")
    facts = review.facts.copy()
    facts.loc[facts["measure"] == "on_time_rate", ["value", "note"]] = [None, "nothing due"]
    assert figures.on_time_trend(replace(review, facts=facts)).text == "准时率：期内没有到期的报告，故无图。"


def test_courses_stand_from_the_lowest_to_the_highest_on_one_scale(sliced):
    block = figures.attainment_courses(sliced())
    lasts = [row[-1].value for row in block.data.rows]
    assert lasts == sorted(lasts)
    assert len(lasts) == 2
    assert len(block.data.rows[0]) == 14  # thirteen weeks beside the name


def test_who_is_short_for_longest_stands_in_the_title_and_alone_is_accented(sliced):
    review = sliced()
    short = _changed(review, "attainment", "east", value=0.7)
    facts = short.facts.copy()
    before = (facts["measure"] == "attainment") & (facts["period"] == Period.parse("2026-W46").key)
    facts.loc[before & (facts["entity_id"] == "east"), "value"] = 0.8
    earlier = (facts["measure"] == "attainment") & (facts["period"] == Period.parse("2026-W45").key)
    facts.loc[earlier & (facts["entity_id"] == "east"), "value"] = 1.0
    reached = _changed(replace(short, facts=facts), "attainment", "west", value=1.1)
    block = figures.attainment_courses(reached)
    assert "has been short for 2 weeks in a row" in block.title
    assert block.title.count("in a row") == 1
    assert block.title.startswith("1 of 2 teams reached their target; ")
    assert block.svg.lower().count(ACCENT) > 0
    alone = figures.attainment_courses(_changed(reached, "attainment", "east", value=1.2))
    assert ACCENT not in alone.svg.lower()


def test_what_leaves_the_panels_is_said(sliced):
    assert "out of sight" not in figures.attainment_courses(sliced()).note
    beyond = _changed(sliced(), "attainment", "east", value=2.5)
    assert figures.attainment_courses(beyond).note.endswith(
        "What is beyond 200% is out of sight; the data table has it."
    )


def test_without_targets_there_are_no_courses(sliced):
    block = figures.attainment_courses(_without(sliced(), "attainment"))
    assert isinstance(block, Notice)
