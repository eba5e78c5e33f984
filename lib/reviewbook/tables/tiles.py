"""The five numbers of page one."""

from __future__ import annotations

from reviewbook.blocks import Numbers, NumberTile, Tone
from reviewbook.periods import Cadence
from reviewbook.slices import Slice, about_reports
from reviewbook.tables.opening import CHECKS, CLAIMS, CUSTOMERS, ORDERS, OWED, REPLIES
from reviewbook.tables.own import answered
from reviewbook.verdicts import in_short, tone, verdict
from reviewbook.wording import DASH

__all__ = ["headline", "reporting_headline"]

#: Numbers of a page.
_FIVE = 5


def headline(review: Slice) -> Numbers:
    """
    Give revenue against target, growth, on-time rate, reply rate and satisfaction of the audience.

    Of a person who owes no answers it gives how many of the own reports were answered.

    Returns
    -------
    Numbers
        Each with what it rests on, its change, and whether its course is a signal or routine variation; that of
        revenue is judged by its attainment, since periods differ in working days. A number is good or bad against
        its target, or by a signal; any other change may be chance. A number that does not exist is a dash with its
        reason. In place of what the company does not keep at all (no reports asked for, no survey answers on record)
        stand orders, new customers and average order.
    """
    tiles = [_revenue(review), _growth(review)]
    if not review.unasked:
        tiles.append(_rate(review, "on_time_rate", "tables.headline.due", OWED))
        tiles.append(answered(review) or _rate(review, "reply_rate", "tables.headline.answered", REPLIES))
    if review.recorded("satisfaction_score"):
        tiles.append(_satisfaction(review))
    others = [_plain(review, measure) for measure in ("orders", "new_customers", "average_order")]
    return Numbers(tuple([*tiles, *others][:_FIVE]))


@about_reports
def reporting_headline(review: Slice) -> Numbers:
    """
    Give what there is to say of reporting alone: on time, good ones, complete, agreeing with the records, answered.

    Returns
    -------
    Numbers
        As for `headline`; without what the company does not ask for (claims that can be compared, answers).
    """
    rates = [
        ("on_time_rate", "tables.headline.due", OWED),
        ("good_report_rate", "tables.headline.good", OWED),
        ("completeness", "tables.headline.complete", CHECKS),
    ]
    if any(field.reconciles for form in review.templates.templates for field in form.fields):
        rates.append(("accuracy_rate", "tables.headline.agreeing", CLAIMS))
    if any(rule.reply_within for rule in review.templates.rules):
        rates.append(("reply_rate", "tables.headline.answered", REPLIES))
    return Numbers(tuple(_rate(review, *rate) for rate in rates))


def _revenue(review: Slice) -> NumberTile:
    words, currency = review.words, review.company.currency
    revenue, target, share = (review.value(m) for m in ("revenue", "target", "attainment"))
    if revenue is None:
        return _absent(review, "revenue")
    if target is None or share is None:
        detail, good = review.reason("attainment"), Tone.NONE
    else:
        detail = words("tables.headline.target", target=words.short_money(target, currency), share=words.percent(share))
        good = Tone.GOOD if share >= 1 else Tone.BAD
    before = review.value("revenue", part="previous")
    step = None if before is None else words.short_money(revenue - before, currency)
    signed = f"+{step}" if before is not None and revenue > before else step
    change, judged = _change(review, signed), _verdict(review, "attainment")
    return NumberTile(
        review.title("revenue"), words.short_money(revenue, currency), detail, change, good, revenue, ORDERS, judged
    )


def _growth(review: Slice) -> NumberTile:
    words, growth, year = review.words, review.value("growth"), review.value("growth_year")
    if growth is None:
        return _absent(review, "growth")
    detail = words("tables.headline.per_day", before=words(f"previous.{review.period.cadence}"))
    change = "" if year is None else words("tables.headline.year", change=words.change(year))
    good, judged = _tone(review, "growth"), _verdict(review, "growth")
    return NumberTile(review.title("growth"), words.change(growth), detail, change, good, growth, ORDERS, judged)


def _plain(review: Slice, measure: str) -> NumberTile:
    """Give a count or an amount with its change."""
    words, currency, value = review.words, review.company.currency, review.value(measure)
    if value is None:
        return _absent(review, measure)
    unit, before = review.measures[measure].unit, review.value(measure, part="previous")
    step = None if before is None else words.value(value - before, unit, currency)
    signed = f"+{step}" if before is not None and value > before else step
    text = words.value(value, unit, currency)
    return NumberTile(review.title(measure), text, "", _change(review, signed), Tone.NONE, value, ORDERS)


def _rate(review: Slice, measure: str, key: str, rows: str) -> NumberTile:
    words, value = review.words, review.value(measure)
    if value is None:
        return _absent(review, measure)
    part, whole = (_counted(review, measure, name) for name in ("numerator", "denominator"))
    before = review.value(measure, part="previous")
    step = None if before is None else words.points(value - before)
    detail = words(key, part=part, whole=whole)
    return NumberTile(
        review.title(measure),
        words.percent(value),
        detail,
        _change(review, step),
        _tone(review, measure),
        value,
        rows,
        _verdict(review, measure),
    )


def _counted(review: Slice, measure: str, part: str) -> str:
    """Give a count; the sum of shares over reports has a decimal."""
    value = review.value(measure, part=part)
    return review.words.number(value, 0 if value is None or value == int(value) else 1)


def _satisfaction(review: Slice) -> NumberTile:
    words, measure = review.words, "satisfaction_score"
    value = review.value(measure)
    if value is None:
        return _absent(review, measure)
    low, high = (words.number(review.value(measure, part=name), 1) for name in ("lower", "upper"))
    detail = words("tables.headline.interval", low=low, high=high, count=words.number(review.value(measure, part="n")))
    before = review.value(measure, part="previous")
    step = None if before is None else ("+" if value > before else "") + words.number(value - before, 1)
    text, change, good = words.number(value, 1), _change(review, step), _tone(review, measure)
    # A brief has no table of customers.
    rows = "" if review.period.cadence is Cadence.DAILY else CUSTOMERS
    return NumberTile(review.title(measure), text, detail, change, good, value, rows, _verdict(review, measure))


def _verdict(review: Slice, measure: str) -> str:
    """Say whether the course of a measure is a signal; nothing of one that has no chart."""
    found = verdict(review, measure, review.audience.kind, review.audience.id)
    return "" if found is None else in_short(review, found)


def _tone(review: Slice, measure: str) -> Tone:
    """Give what a value is against its target; of one without a target, what a signal is."""
    value, target = review.value(measure), review.value(measure, part="target")
    if value is None or target is None:
        found = verdict(review, measure, review.audience.kind, review.audience.id)
        return tone(review, measure, found) if found is not None and found.kind == "signal" else Tone.NONE
    better = value <= target if review.measures[measure].direction == "down" else value >= target
    return Tone.GOOD if better else Tone.BAD


def _change(review: Slice, step: str | None) -> str:
    if step is None:
        return ""
    return review.words("tables.headline.change", step=step, before=review.words(f"previous.{review.period.cadence}"))


def _absent(review: Slice, measure: str) -> NumberTile:
    return NumberTile(review.title(measure), DASH, review.reason(measure), tone=Tone.MUTED)
