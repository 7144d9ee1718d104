"""When a 보도 문장 says that something was: every day, week, month, half-year and year that it names, not the first alone.

A reader who looks for a family puts all of them together, so a household fits a sentence when it fits each. What may be
read in two ways is read in both, and what may be a date or a number is a date: a sentence is rather held than let out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final

Span = tuple[date, date]
"""First and last day."""

NEVER: Final[Span] = (date.max, date.max)
"""A day that is in no calendar: nobody fits it, so the sentence is held."""

_YEARS: Final = {"재작년": -2, "지지난해": -2, "지난해": -1, "작년": -1, "올해": 0, "올": 0, "금년": 0, "내년": 1}
_MONTHS: Final = {"지지난달": -2, "지난달": -1, "저번달": -1, "이번달": 0, "이달": 0, "다음달": 1}
_WEEKS: Final = {"지지난주": -2, "지난주": -1, "저번주": -1, "이번주": 0, "금주": 0, "다음주": 1}
_DAYS: Final = {"오늘": 0, "어제": -1, "그제": -2, "그저께": -2, "내일": 1, "모레": 2} | {
    "어젯밤": -1,
    "지난밤": -1,
    "간밤": -1,
    "엊저녁": -1,
    "그젯밤": -2,
}
_DAY_COUNTS: Final = {
    "하루": 1,
    "이틀": 2,
    "사흘": 3,
    "나흘": 4,
    "닷새": 5,
    "엿새": 6,
    "이레": 7,
    "여드레": 8,
    "아흐레": 9,
    "열흘": 10,
    "보름": 15,
}
_COUNTS: Final = {"한": 1, "두": 2, "세": 3, "석": 3, "네": 4, "넉": 4, "다섯": 5, "여섯": 6, "일": 1, **_DAY_COUNTS}
_UNITS: Final = {"": "day", "일": "day", "주": "week", "주일": "week", "달": "month", "개월": "month"}
_IN_A_YEAR: Final = 12
_CENTURY: Final = 2000
_WEEKDAYS: Final = "월화수목금토일"

_YEAR: Final = (
    r"(?:(?P<year>\d{4}|(?<!\d)\d{2}(?=\s?년\s?\d{1,2}\s?월)|(?<=['’‘])\d{2})\s?년도?"
    r"|(?P<year_word>재작년|지지난\s?해|지난\s?해|작년|올해|금년|내년|올(?=\s?(?:\d|[상하]반기))))"
)
_MONTH_WORD: Final = r"(?P<month_word>지지난\s?달|지난\s?달|저번\s?달|이번\s?달|이달|다음\s?달)"
_WEEK: Final = r"(?P<week>지지난\s?주|지난\s?주|저번\s?주|이번\s?주|금주|다음\s?주)"
_MONTH: Final = r"(?<!\d)(?P<month>\d{1,2})\s?월"
_COMMA: Final = ",·ㆍ‧・"
_DASH: Final = "~∼〜–-"
_MORE_DAYS: Final = rf"(?:\s?[{_COMMA}]\s?\d{{1,2}}(?:\s?[{_DASH}]\s?\d{{1,2}})?){{1,9}}\s?일"
"""What goes on after the 12 of ``12, 14일``."""
_DAY: Final = rf"(?<!\d)(?:(?P<from>\d{{1,2}})\s?일?\s?[{_DASH}]\s?)?(?P<day>\d{{1,2}})(?:\s?일|(?={_MORE_DAYS}))"

_PARTICLE: Final = r"(?:은|는|이|가|을|를|도|만|에|의|로|으로|나|과|와|씩|쯤|부터|까지|에서|인|짜리){0,2}(?!\w)"
_NO_NAME: Final = r"쯤?(?:에|의|부터|까지)?(?!\w)"
"""What follows a word that names of people begin with, as 이하나 and 정도윤 do."""
_HOW_LONG: Final = (
    rf"(?!(?:{_MORE_DAYS})?(?:"
    rf"(?:간|째|차|치|분|장|권|씩|제|내로){_PARTICLE}"
    rf"|\s?(?:동안|만에|마다|연속|가량|남짓){_PARTICLE}"
    rf"|\s?(?:이내|이하|이상(?!\s)|정도|뒤|후){_NO_NAME}"
    rf"|(?<=\b1일)\s?\d\s?(?:회|식|끼){_PARTICLE}))"
)
"""What makes days of a date days of a duration; ``12일 이상 징후`` and ``12일 내내`` may be of a date."""
_BUT_EVERY: Final = "".join(rf"(?<!\b{word})(?<!\b{word} )" for word in ("매월", "매달", "매주", "주"))
_COUNT: Final = r"(?<!\d)(?P<count>\d{1,2}|한|두|세|석|네|넉|다섯|여섯|일(?=주일))"
_BEFORE: Final = r"\s?전쯤?(?:에|의|부터|까지|보다|과|은|인|으로|이다|이었다)?(?:는|도|만)?(?!\w)"
_SURELY_BEFORE: Final = r"\s?전(?:(?:쯤에?|에|부터|까지)(?:는|도|만|의)?(?!\w)|(?![\w\s]))"
"""Not ``12일 전 직원``, which may be all the staff on the 12th."""

_NUMBER: Final = r"(?<![\d./A-Za-z])"
_IN_MONTHS: Final = r"(?P<month>1[0-2]|0?[1-9])"
_IN_DAYS: Final = r"(?P<day>[12]\d|3[01]|0?[1-9])(?!\d)"
_NO_COUNT: Final = (
    r"(?!\s?월(?!요일)|\s?분기|\.\d|[A-Za-z%℃㎡㎞㎏]"
    rf"|(?:개소|개월|개|명|곳|건|회|점|배|톤|인분|인|시간|시|분|초|평|호|층|세|살|년|주|달|만\s?원|만|억){_PARTICLE})"
)
_NO_YEAR: Final = "(?P<year>)(?P<year_word>)(?P<from>)"

_WEEKDAY_TOLD: Final = rf"\s*(?:\([{_WEEKDAYS}](?:요일)?\)|[{_WEEKDAYS}]요일)?\s*"
_UNTIL: Final = re.compile(rf"{_WEEKDAY_TOLD}(?:부터|에서|[—{_DASH}])\s*")
_JOINED: Final = re.compile(rf"{_WEEKDAY_TOLD}(?:부터|에서|[—{_COMMA}{_DASH}]|과|와|및|이나)\s*")
"""What stands between two days of which the second leaves out what the first has said."""


def times_of(sentence: str, *, today: date) -> frozenset[Span]:
    """Read every time that a sentence names.

    Parameters
    ----------
    sentence : str
        As it is to be printed, or a whole text.
    today : date
        What has no year, or no month, is the last one before, unless it goes on from what stands before it.

    Returns
    -------
    frozenset of tuple of date
        First and last day of each; from one to another is one time. What no calendar has is `NEVER`.
    """
    spans: list[Span] = []
    end = 0
    for match, read in sorted(_found(sentence), key=lambda one: (one[0].start(), -one[0].end())):
        between = sentence[end : match.start()] if spans else ""
        goes_on = (_UNTIL if "month" in match.re.groupindex else _JOINED).fullmatch(between) is not None
        after = spans[-1][0] if goes_on and spans[-1] != NEVER else None
        span = _real(read, match, today, after)
        if after and _UNTIL.fullmatch(between) and spans[-1][1] <= span[1] < date.max:
            spans[-1] = (spans[-1][0], span[1])
        else:
            spans.append(span)
        end = max(end, match.end())
    return frozenset(spans)


def _day(match: re.Match[str], today: date, after: date | None) -> Span:
    month, number = int(match["month"]), int(match["day"])
    year = _year_said(match, today)
    if year is None and after:
        year = after.year + (date(after.year, month, number) < after)
    elif year is None:
        year = today.year - (date(today.year, month, number) > today)
    return _days(date(year, month, 1), match)


def _day_of_month(match: re.Match[str], today: date, _after: date | None) -> Span:
    first = _months_on(today, _MONTHS[_plain(match["month_word"])])
    return _days(first, match)


def _bare_day(match: re.Match[str], today: date, after: date | None) -> Span:
    number = int(match["day"])
    if match["which"] == "오는":
        first = _months_on(today, int(number <= today.day))
    elif after and not match["which"]:
        first = _months_on(after, int(number < after.day))
    else:
        first = _months_on(today, -int(number > today.day))
    return _days(first, match)


def _near_day(match: re.Match[str], today: date, _after: date | None) -> Span:
    return (today + timedelta(days=_DAYS[_plain(match["near"])]),) * 2


def _ago(match: re.Match[str], today: date, _after: date | None) -> Span:
    count = int(match["count"]) if match["count"].isdigit() else _COUNTS[match["count"]]
    if _UNITS[match["unit"]] == "day":
        return (today - timedelta(days=count),) * 2
    if _UNITS[match["unit"]] == "week":
        return _week_on(today, -count)
    return _whole(_months_on(today, -count), 1)


def _part_of_year(match: re.Match[str], today: date, _after: date | None) -> Span:
    """Return a half-year or a quarter."""
    months = 6 if match["half"] else 3
    month = 1 + months * (int(match["half"] == "하") if match["half"] else int(match["quarter"]) - 1)
    return _whole(date(_year_of(match, month, today, None), month, 1), months)


def _month(match: re.Match[str], today: date, after: date | None) -> Span:
    month = int(match["month"])
    return _whole(date(_year_of(match, month, today, after), month, 1), 1)


def _near_month(match: re.Match[str], today: date, _after: date | None) -> Span:
    return _whole(_months_on(today, _MONTHS[_plain(match["month_word"])]), 1)


def _week(match: re.Match[str], today: date, _after: date | None) -> Span:
    return _week_on(today, _WEEKS[_plain(match["week"])])


def _weekday(match: re.Match[str], today: date, _after: date | None) -> Span:
    number = _WEEKDAYS.index(match["weekday"])
    if match["week"] or match["which"] == "이번":
        monday, _ = _week_on(today, _WEEKS[_plain(match["week"] or "이번주")])
        return (monday + timedelta(days=number),) * 2
    if match["which"] in {"지난", "저번"}:
        return (today - timedelta(days=(today.weekday() - number - 1) % 7 + 1),) * 2
    return (today + timedelta(days=(number - today.weekday() - 1) % 7 + 1),) * 2


def _whole_year(match: re.Match[str], today: date, _after: date | None) -> Span:
    return _whole(date(_year_of(match, 1, today, None), 1, 1), _IN_A_YEAR)


_Reader = Callable[[re.Match[str], date, date | None], Span]
_FORMS: Final[tuple[tuple[re.Pattern[str], _Reader], ...]] = tuple(
    (re.compile(form), read)
    for form, read in (
        (rf"(?:{_YEAR}\s?)?{_MONTH}\s?{_DAY}", _day),
        (r"(?P<year>\d{4})\s?[-./]\s?(?P<month>\d{1,2})\s?[-./]\s?(?P<day>\d{1,2})\.?(?P<year_word>)(?P<from>)", _day),
        (
            rf"{_NUMBER}(?P<year>\d{{2}})\s?[-./]\s?{_IN_MONTHS}\s?[-./]\s?{_IN_DAYS}(?!\.\d)\.?(?P<year_word>)(?P<from>)",
            _day,
        ),
        (rf"{_NUMBER}{_IN_MONTHS} ?/ ?{_IN_DAYS}{_NO_COUNT}일?{_NO_YEAR}", _day),
        (
            rf"{_NUMBER}{_IN_MONTHS}\.(?P<gap> )?{_IN_DAYS}{_NO_COUNT}(?(gap)(?!일|{_MORE_DAYS}|\s?[{_DASH}]\s?\d{{1,2}}\s?일)|일?)\.?{_NO_YEAR}",
            _day,
        ),
        (rf"{_MONTH_WORD}\s?{_DAY}", _day_of_month),
        (rf"(?:{_WEEK}|(?P<which>지난|저번|이번|오는|다음))\s?(?P<weekday>[{_WEEKDAYS}])요일", _weekday),
        (rf"{_WEEK}(?!민|택|거)", _week),
        (rf"(?P<which>지난|오는)\s?{_DAY}", _bare_day),
        (rf"{_COUNT}\s?(?P<unit>주일|주|달|개월|(?<=3[2-9]|[4-9]\d)일){_BEFORE}", _ago),
        (rf"(?P<count>{'|'.join(_DAY_COUNTS)})(?P<unit>){_BEFORE}", _ago),
        (rf"(?<!\d)(?P<count>\d{{1,2}})\s?(?P<unit>일){_SURELY_BEFORE}", _ago),
        (rf"(?=(?<!\d)(?P<count>\d{{1,2}})\s?(?P<unit>일){_BEFORE})", _ago),
        (rf"(?P<which>){_BUT_EVERY}{_DAY}{_HOW_LONG}", _bare_day),
        (
            r"(?P<near>오늘(?!날)|어제|그제(?!야|서야)|그저께|내일(?!배움|키움|저축|채움)|모레|어젯밤|지난\s?밤|간밤|엊저녁|그젯밤)",
            _near_day,
        ),
        (rf"(?:{_YEAR}\s?)?(?:(?P<half>[상하])반기|(?P<quarter>[1-4])\s?(?:/\s?4\s?)?분기)", _part_of_year),
        (rf"(?:{_YEAR}\s?)?{_MONTH}", _month),
        (_MONTH_WORD, _near_month),
        (_YEAR, _whole_year),
    )
)
"""How a time is written, the narrowest first: what one has read is not read again by a wider one, but for what only looks
ahead."""


def _found(sentence: str) -> Iterator[tuple[re.Match[str], _Reader]]:
    rest = sentence
    for form, read in _FORMS:
        yield from ((match, read) for match in form.finditer(rest))
        rest = form.sub(lambda match: "\0" * len(match[0]), rest)


def _real(read: _Reader, match: re.Match[str], today: date, after: date | None) -> Span:
    try:
        return read(match, today, after)
    except (ValueError, OverflowError):
        return NEVER


def _year_said(match: re.Match[str], today: date) -> int | None:
    if match["year"]:
        return int(match["year"]) + (_CENTURY if len(match["year"]) == len("26") else 0)
    return today.year + _YEARS[_plain(match["year_word"])] if match["year_word"] else None


def _year_of(match: re.Match[str], month: int, today: date, after: date | None) -> int:
    said = _year_said(match, today)
    if said is not None:
        return said
    return after.year + (month < after.month) if after else today.year - (month > today.month)


def _days(month: date, match: re.Match[str]) -> Span:
    """Return days of a month: ``12일`` or ``12~14일``."""
    return month.replace(day=int(match["from"] or match["day"])), month.replace(day=int(match["day"]))


def _plain(word: str) -> str:
    return re.sub(r"\s", "", word)


def _months_on(day: date, months: int) -> date:
    """Return the first of the month that is so many after that of a day."""
    month = day.month - 1 + months
    return date(day.year + month // _IN_A_YEAR, month % _IN_A_YEAR + 1, 1)


def _whole(first: date, months: int) -> Span:
    return first, _months_on(first, months) - timedelta(days=1)


def _week_on(today: date, weeks: int) -> Span:
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)
    return monday, monday + timedelta(days=6)
