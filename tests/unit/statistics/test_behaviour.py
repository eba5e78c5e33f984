"""Which point is a signal: short series that are judged by hand."""

import pytest

from reviewbook.statistics import rate_chart, value_chart

#: A stable team of 35: one or two of 35 late.
STEADY = [34, 33, 34, 34, 33, 35, 34, 33, 34, 34, 33, 34]
#: A stable value around 100.
AROUND = [100, 103, 98, 101, 97, 102, 99, 100, 103, 98, 101, 97]


def verdicts(points, last):
    return [point.rule or point.verdict for point in points[-last:]]


def team(parts):
    return rate_chart(parts, [35] * len(parts))


def test_eight_earlier_points_are_needed_to_tell():
    points = value_chart(AROUND[:9])
    assert [point.verdict for point in points] == ["too_few"] * 8 + ["routine"]
    assert [point.baseline for point in points] == list(range(9))
    assert (points[7].centre, points[7].lower, points[7].upper) == (None, None, None)
    assert points[8].centre == 100


def test_a_point_is_not_judged_by_itself_nor_by_later_ones():
    alone = value_chart([*AROUND, 130])
    assert value_chart([*AROUND, 130, 70, 130, 500])[: len(alone)] == alone
    assert alone[-1].centre == sum(AROUND) / len(AROUND)
    assert (alone[-1].verdict, alone[-1].rule, alone[-1].side, alone[-1].since) == ("signal", "outside", "above", 12)


def test_a_point_that_is_outside_is_left_out_of_later_limits():
    before, after = value_chart([*AROUND, 130, 100])[-2:]
    assert (after.centre, after.lower, after.upper) == (before.centre, before.lower, before.upper)
    assert (before.baseline, after.baseline, after.verdict) == (12, 12, "routine")


def test_a_shift_is_a_signal_in_each_of_its_periods_and_then_the_new_normal():
    points = team(STEADY + [25] * 10)
    assert verdicts(points, 11) == ["routine", *["outside"] * 7, "run", "routine", "routine"]
    assert {point.side for point in points[12:20]} == {"below"}
    assert [point.since for point in points[12:20]] == [12, 13, 14, 15, 16, 17, 18, 12]
    assert [point.baseline for point in points[12:]] == [12] * 8 + [8, 9]
    assert points[20].centre == pytest.approx(25 / 35)


def test_a_new_phase_is_not_made_of_the_level_before_the_shift():
    # Four times a little below the centre, which is routine, then a shift: the run is counted from the shift on.
    points = team([*STEADY, 33, 33, 33, 33] + [25] * 9)
    assert verdicts(points, 10) == ["routine", *["outside"] * 7, "run", "routine"]
    assert points[-2].since == 16
    assert points[-1].centre == pytest.approx(25 / 35)


def test_eight_in_a_row_on_one_side_are_a_signal_though_each_is_within_limits():
    points = value_chart([*AROUND, *[103, 104] * 4])
    assert verdicts(points, 9) == ["routine"] * 8 + ["run"]
    assert (points[-1].side, points[-1].since) == ("above", 12)
    assert verdicts(value_chart([*AROUND, *[103, 104] * 3, 103, 96]), 8) == ["routine"] * 8


def test_a_run_is_counted_anew_in_a_new_phase():
    points = value_chart([*AROUND, *[103, 104] * 4, *[107, 108] * 4])
    assert verdicts(points, 9) == ["run", *["routine"] * 7, "run"]
    assert (points[-1].side, points[-1].since) == ("above", 20)


def test_values_above_most_but_below_the_centre_are_on_neither_side():
    points = value_chart([1, 1.2, 40, 0.8, 1.1] * 4 + [2] * 8)
    assert all(1.2 < point.value < point.centre for point in points[20:])
    assert verdicts(points, 8) == ["routine"] * 8


def test_a_period_without_a_value_does_not_break_a_run():
    points = value_chart([*AROUND, 103, 104, None, 103, 104, 103, 104, None, 103, 104])
    assert (points[-1].rule, points[-1].since) == ("run", 12)
    assert (points[14].value, points[14].verdict, points[14].rule) == (None, "too_few", "")
    assert points[15].baseline == points[14].baseline == 14


def test_a_new_phase_rests_on_the_eight_points_of_the_run_and_not_on_the_gaps_between():
    new = value_chart([*AROUND, 103, 104, None, 103, 104, 103, 104, None, 103, 104, 103.5])[-1]
    assert (new.centre, new.baseline, new.verdict) == (103.5, 8, "routine")


def test_always_the_same_is_never_a_signal():
    assert {point.verdict for point in value_chart([0.1] * 40)[8:]} == {"routine"}
    assert {point.verdict for point in rate_chart([6] * 40, [6] * 40)[8:]} == {"routine"}
    assert {point.verdict for point in rate_chart([0] * 40, [6] * 40)[8:]} == {"routine"}


def test_all_of_them_eight_times_in_a_row_is_no_run_where_all_of_them_is_the_rule():
    # The centre is 97 %, and every week of 100 % lies above it.
    points = rate_chart([5, 5, 5, 4, 5, 5, 5, 5, 5, 5, 4] + [5] * 20, [5] * 31)
    assert all(point.value > point.centre for point in points[11:])
    assert {point.verdict for point in points[8:]} == {"routine"}


def test_rates_that_are_equal_are_equal_whatever_their_counts():
    assert {point.verdict for point in rate_chart([2, 3, 4] * 12, [4, 6, 8] * 12)[8:]} == {"routine"}


@pytest.mark.parametrize(("part", "verdict"), [(6, "routine"), (5, "routine"), (4, "signal"), (0, "signal")])
def test_after_thirty_perfect_periods_of_six_one_miss_is_no_signal_and_two_are(part, verdict):
    point = rate_chart([6] * 30 + [part], [6] * 31)[-1]
    assert (point.verdict, point.lower, point.upper) == (verdict, pytest.approx(5 / 6), 1)


def test_a_change_after_values_that_were_all_equal_is_told_by_a_run_alone():
    points = value_chart([5] * 20 + [6] * 8)
    assert (points[20].lower, points[20].upper) == (None, None)
    assert verdicts(points, 8) == ["routine"] * 7 + ["run"]


def test_a_period_in_which_nothing_was_due_has_no_rate():
    point = rate_chart([*STEADY, 0], [35] * 12 + [0])[-1]
    assert (point.value, point.centre, point.verdict) == (None, None, "too_few")
    assert rate_chart([None, *STEADY, 34], [None, *[35] * 13])[-1].verdict == "routine"


def test_a_rate_of_parts_that_are_no_counts_is_refused():
    with pytest.raises(ValueError, match="judge a mean of shares as a value"):
        rate_chart([0.5], [2])


def test_a_chart_of_nothing_is_empty():
    assert value_chart([]) == rate_chart([], []) == []
