"""How rows become a number, from when on they count, and numbers as a press release writes them."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.domain import figure as rules
from mapper.domain.calendar import KST
from mapper.domain.figure import Asked, Counted, Definition, Rule, Span, answered, percent, read_scope
from mapper.domain.label import Label
from mapper.domain.press_figure import PressLine, judge, read_number, read_press_table
from mapper.errors import InvalidInput

DAY = date(2024, 7, 4)
NOBODY = Label("", "")


def asked(as_of: date = DAY, since: date | None = None) -> Asked:
    return Asked("41150", as_of, datetime(2024, 7, 5, tzinfo=KST), since)


def definition(rule: Rule, span: Span = rules.EVER) -> Definition:
    return Definition("made.up", NOBODY, Label("행.", "Rows."), span, NOBODY, rule)


def row(days_ago: int, brings: float = 1, group: str = "") -> Counted:
    return Counted(uuid.uuid4(), DAY - timedelta(days=days_ago), brings, group)


@given(st.lists(st.tuples(st.integers(-5, 40), st.integers(0, 9))))
def test_a_total_is_its_rows_and_nothing_else(days: list[tuple[int, int]]) -> None:
    rows = [row(*one) for one in days]
    found = answered(definition(rules.TOTAL), asked(), rows)
    assert found.value == sum(int(one.brings) for one in found.rows)
    assert set(found.rows) == {one for one in rows if one.on <= DAY}


@pytest.mark.parametrize(
    ("span", "counted"),
    [(rules.EVER, 5), (rules.YEAR, 4), (rules.THIS_YEAR, 3), (rules.WEEK, 2), (rules.NOW, 5)],
)
def test_a_span_says_from_when_on(span: Span, counted: int) -> None:
    rows = [row(0), row(3), row(100), row(300), row(500)]  # the day is a Thursday
    assert answered(definition(rules.TOTAL, span), asked(), rows).value == counted


def test_a_first_day_takes_the_place_of_the_span() -> None:
    rows = [row(0), row(10), row(20)]
    assert answered(definition(rules.TOTAL, rules.WEEK), asked(since=DAY - timedelta(days=10)), rows).value == 2


def test_each_rule() -> None:
    rows = [row(0, 2, "a"), row(0, 5, "b"), row(9, 7, "a")]
    values = {rule.label.en: answered(definition(rule), asked(), rows).value for rule in (
        rules.TOTAL, rules.DIFFERENT, rules.BY_GROUP, rules.LARGEST, rules.LARGEST_LATELY)}  # fmt: skip
    assert list(values.values()) == [14, 2, {"a": 2, "b": 1}, 7, 5]
    shared = [row(0, 1), row(0, 0), row(0, 0)]
    assert answered(definition(rules.SHARE), asked(), shared).value == 33.3
    assert answered(definition(rules.SHARE), asked(), []).value is None


def test_a_share_is_rounded_as_people_round() -> None:
    assert percent(1340, 2070) == 64.7
    assert percent(1, 16) == 6.3  # 6.25, where binary rounding to even would say 6.2
    assert percent(1, 0) is None


def test_only_totals_cannot_fall() -> None:
    assert definition(rules.TOTAL).is_total
    assert not definition(rules.TOTAL, rules.THIS_YEAR).is_total
    assert not definition(rules.SHARE).is_total


def test_a_scope_is_a_code() -> None:
    assert [read_scope(one) for one in ("", " 41150 ", "4115000000", "4115051000")] == [
        "",
        "41150",
        "41150",
        "4115051000",
    ]
    for wrong in ("의정부", "4115", "41150x", "４１１５０"):
        with pytest.raises(InvalidInput):
            read_scope(wrong)


@pytest.mark.parametrize(
    ("written", "value", "is_about"),
    [
        ("1,784건", 1784, False),
        ("1784", 1784, False),
        ("730여 명", 730, True),
        ("64.7 %", 64.7, False),
        ("1,234,567원", 1234567, False),
        ("1,84건", None, False),
        ("17,84", None, False),
        ("1.784.000", None, False),
        ("많이", None, False),
        ("3곳 가운데 2곳", None, False),
        ("", None, False),
    ],
)
def test_a_number_as_it_is_written(written: str, value: float | None, *, is_about: bool) -> None:
    found = read_number(written)
    assert (found.value, found.is_about) == (value, is_about)


@given(st.integers(0, 10**9))
def test_a_number_written_with_its_commas_is_read_back(number: int) -> None:
    assert read_number(f"{number:,}건").value == read_number(str(number)).value == number


def test_a_press_table_is_judged_line_by_line() -> None:
    table = (
        "# 보도자료\nfinder.links, 1,84건\nfinder.links\t1,784건\n\nfinder.cases = 387\nfieldoffice.citizens: 730여\n"
    )
    lines = read_press_table(table)
    assert lines[:2] == [PressLine("finder.links", "1,84건"), PressLine("finder.links", "1,784건")]
    assert [judge(one, 1784).verdict for one in lines[:2]] == ["malformed", "equal"]
    assert judge(lines[2], 388).verdict == "differs"
    assert judge(lines[3], 772).verdict == "about"
    assert judge(lines[3], 900).verdict == "differs"
    assert judge(lines[3], 772, published=[772]).verdict == "fell"
    assert judge(lines[2], None).verdict == "withheld"
