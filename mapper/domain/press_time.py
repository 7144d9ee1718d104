"""When a 보도 문장 says that something was: every day, week, month, half-year and year that it names, not the first alone.

A reader who looks for a family puts all of them together, so a household fits a sentence when it fits each. What may be
read in two ways is read in both, and what may be a date or a number is a date: a sentence is rather held than let out. What tells
of a time in words that are not read to their end fits nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final

from mapper.domain.press_count import AND_MORE, COUNT, DAY_WORD, SINO, as_read, count_of
from mapper.domain.press_span import NEVER, Span, months_on, part_of_month, part_of_year, week_on, whole

__all__ = ["NEVER", "Span", "times_of"]

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
_NEXT: Final = {"이튿날": 1, "다음날": 1, "익일": 1, "전날": -1}
_UNITS: Final = {
    "": "day",
    "일": "day",
    "주": "week",
    "주일": "week",
    "달": "month",
    "개월": "month",
    "반년": "month",
    "년": "year",
    "해": "year",
}
_IN_A_YEAR: Final = 12
_HALF_A_YEAR: Final = 6
_ABOUT_NOW: Final = timedelta(days=7)
_CENTURY: Final = 2000
_WEEKDAYS: Final = "월화수목금토일"

_YEAR: Final = (
    r"(?:(?P<year>\d{4}|(?<!\d)\d{2}(?=\s?년\s?\d{1,2}\s?월)|(?<=['’‘])\d{2})\s?년도?"
    r"|(?P<year_word>재작년|지지난\s?해|지난\s?해|작년|올해|금년|내년|올(?=\s?(?:\d|[상하]반기|연?[초말](?:에|의|부터|까지)?(?!\w)))))"
)
_MONTH_WORD: Final = r"(?P<month_word>지지난\s?달|지난\s?달|저번\s?달|이번\s?달|이달|다음\s?달)"
_WEEK: Final = r"(?P<week>지지난\s?주|지난\s?주|저번\s?주|이번\s?주|금주|다음\s?주)"
_MONTH: Final = r"(?<!\d)(?P<month>\d{1,2})\s?월(?!요일)"
_COMMA: Final = ",·ㆍ‧・"
_DASH: Final = "~∼〜–-"
_MORE_DAYS: Final = rf"(?:\s?[{_COMMA}]\s?\d{{1,2}}(?:\s?[{_DASH}]\s?\d{{1,2}})?){{1,9}}\s?일"
"""What goes on after the 12 of ``12, 14일``."""
_DAY: Final = rf"(?<!\d)(?:(?P<from>\d{{1,2}})\s?일?\s?[{_DASH}]\s?)?(?P<day>\d{{1,2}})(?:\s?일|(?={_MORE_DAYS})|(?=\s?[{_DASH}]\s?\d{{1,2}}\s?월))"

_PARTICLE: Final = r"(?:은|는|이|가|을|를|도|만|에|의|로|으로|나|과|와|씩|쯤|부터|까지|에서|인|짜리){0,2}(?!\w)"
_NO_NAME: Final = r"쯤?(?:에|의|부터|까지)?(?!\w)"
"""What follows a word that names of people begin with, as 이하나 and 정도윤 do."""
_HOW_LONG: Final = (
    rf"(?!(?:{_MORE_DAYS})?(?:"
    rf"(?:간|째|차|치|분|장|권|씩|제|내로){_PARTICLE}"
    rf"|\s?(?:동안|만에|마다|연속|가량|남짓){_PARTICLE}"
    rf"|\s?(?:이내|이하|이상(?!\s)|정도){_NO_NAME}"
    rf"|(?<=\b1일)\s?\d\s?(?:회|식|끼){_PARTICLE}))"
)
"""What makes days of a date days of a duration; ``12일 이상 징후`` and ``12일 내내`` may be of a date."""
_BUT_EVERY: Final = "".join(rf"(?<!\b{word})(?<!\b{word} )" for word in ("매월", "매달", "매주", "주"))
_SOME: Final = rf"(?<!\d)(?:(?P<least>\d{{1,2}})\s?[{_COMMA}{_DASH}]\s?)?{COUNT}여?\s?"
_ABOUT: Final = r"(?:\s?(?:여|쯤|남짓|가량|정도))?"
_BEFORE: Final = rf"{_ABOUT}\s?전쯤?(?:에|의|부터|까지|보다|과|은|인|으로|이다|이었다)?(?:는|도|만)?(?!\w)"
_SURELY_BEFORE: Final = rf"{_ABOUT}\s?전(?:(?:쯤에?|에|부터|까지)(?:는|도|만|의)?(?!\w)|(?![\w\s]))"
"""Not ``12일 전 직원``, which may be all the staff on the 12th."""
_AFTER: Final = rf"{_ABOUT}\s?(?P<later>뒤|후)쯤?(?:에|엔|의|부터|까지|인|로)?(?:야|는|도|만)?(?!\w)"
_MOVED: Final = rf"{_ABOUT}\s?(?:전|뒤|후)(?:쯤|에|의|부터|까지)*(?!\w)"
_LONG: Final = r"(?P<unit>주일|주|달|개월|년|해)"
_FEW_DAYS: Final = (
    rf"(?<!\d)(?<!\d[{_DASH}])(?:(?P<least>\d{{1,2}})\s?[{_DASH}]\s?)?(?P<count>\d{{1,2}})여?\s?(?P<unit>일)"
)
_MANY_DAYS: Final = r"(?<!\d)(?P<least>)(?P<count>\d{3}|3[2-9]|[4-9]\d)\s?(?P<unit>일)"
_NAMED_DAYS: Final = rf"(?P<least>){DAY_WORD}(?P<unit>)"
_WORDED_DAYS: Final = rf"(?P<least>){SINO}\s?(?P<unit>일)"
_HALF: Final = r"(?<![가-힣\d])(?P<unit>반년)"

_NUMBER: Final = r"(?<![\d./A-Za-z])"
_IN_MONTHS: Final = r"(?P<month>1[0-2]|0?[1-9])"
_IN_DAYS: Final = r"(?P<day>[12]\d|3[01]|0?[1-9])(?!\d)"
_NO_COUNT: Final = (
    r"(?!\s?월(?!요일)|\s?분기|\.\d|[A-Za-z%℃㎡㎞㎏]"
    rf"|(?:개소|개월|개|명|곳|건|회|점|배|톤|인분|인|시간|시|분|초|평|호|층|세|살|년|주|달|만\s?원|만|억){_PARTICLE})"
)
_NO_YEAR: Final = "(?P<year>)(?P<year_word>)(?P<from>)"

_PART_END: Final = r"(?:께|경|쯤|무렵)?(?=(?:에|엔|의|부터|까지|에서)?(?:는|도|만)?(?!\w))"
_PART: Final = rf"(?:\s?(?P<part>초중순|중하순|초순|상순|중순|하순|초|말){_PART_END})?"
_SEASON: Final = rf"(?:\s?연?(?P<season>초|말|중반)(?:반|기)?{_PART_END})?"
_ORDINAL: Final = r"(?:(?:첫|둘|셋|넷|다섯)째?|마지막|[1-6])\s?(?:번째)?"
_WEEK_OF_MONTH: Final = rf"의?\s?(?:{_ORDINAL}\s?주(?:차|말|간)?|첫\s?날|마지막\s?날)(?:에|의|부터|까지)?(?!\w)"

_WEEKDAY_TOLD: Final = rf"\s*(?:\([{_WEEKDAYS}](?:요일)?\)|[{_WEEKDAYS}]요일)?\s*"
_TO: Final = rf"{_WEEKDAY_TOLD}(?:부터|에서|[—{_DASH}])\s*"
_UNTIL: Final = re.compile(_TO)
_JOINED: Final = re.compile(rf"{_WEEKDAY_TOLD}(?:부터|에서|[—{_COMMA}{_DASH}]|과|와|및|이나)\s*")
"""What stands between two days of which the second leaves out what the first has said."""
_ITS_DAY: Final = rf"\s?[./]\s?(?:[12]\d|3[01]|0?[1-9])(?!\d){_NO_COUNT}(?!\s?(?:가구|세대))"
_END: Final = (
    rf"(?:{_TO}(?P<until>(?:1[3-9]|2\d|3[01])(?!\d)|(?:1[0-2]|0?[1-9])(?!\d)(?!{_ITS_DAY}))(?!\s?월(?!요일))"
    rf"{_NO_COUNT}(?:\s?일|\.)?)?"
)
"""The second half of ``3. 12.~14.``"""
_ANOTHER: Final = rf"(?:(?<=\0[{_COMMA}])|(?<=\0[{_COMMA}]\s)|(?<=\0[과와]\s)|(?<=\0\s및\s))"
"""Before the 14 of ``3. 12., 14.``"""
_MORE_WEEKDAYS: Final = rf"(?:\s?[{_COMMA}{_DASH}]\s?[{_WEEKDAYS}]){{1,6}}\s?요일"
_ONE_WEEKDAY: Final = rf"(?P<weekday>[{_WEEKDAYS}])(?:요일(?!제|별|인\s?\0|\s?\(\s?\0)|(?={_MORE_WEEKDAYS}))"
_WEEKDAY_LIST: Final = rf"(?:[{_WEEKDAYS}]\s?[{_COMMA}{_DASH}]\s?)*[{_WEEKDAYS}]요일"
_OFTEN: Final = re.compile(
    rf"(?:매주|매\s주|매|격주|주마다|매월|매달|매\s달|달마다)\s?(?:(?:{_ORDINAL}\s?[·,]?\s?){{1,3}}주\s?)?{_WEEKDAY_LIST}"
    rf"(?:\s?(?:과|와|및|부터|[{_COMMA}{_DASH}])\s?{_WEEKDAY_LIST})*|{_WEEKDAY_LIST}\s?마다"
)
"""How often, which is no time."""


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
    sentence = as_read(sentence)
    spans: list[Span] = []
    end = 0
    for match, read in sorted(_found(sentence), key=lambda one: (one[0].start(), -one[0].end())):
        between = sentence[end : match.start()] if spans else ""
        goes_on = (_UNTIL if "month" in match.re.groupindex else _JOINED).fullmatch(between) is not None
        goes_on = goes_on or "later" in match.re.groupindex
        after = spans[-1] if spans and goes_on and spans[-1] != NEVER else None
        span = _real(read, match, today, after)
        if after and _UNTIL.fullmatch(between) and spans[-1][1] <= span[1] < date.max:
            spans[-1] = (spans[-1][0], span[1])
        else:
            spans.append(span)
        end = max(end, match.end())
    return frozenset(spans)


def _day(match: re.Match[str], today: date, after: Span | None) -> Span:
    month, number = int(match["month"]), int(match["day"])
    year = _year_said(match, today)
    if year is None and after:
        year = after[0].year + (date(after[0].year, month, number) < after[0])
    elif year is None:
        year = today.year - (date(today.year, month, number) > today)
    return _days(date(year, month, 1), match)


def _day_of_month(match: re.Match[str], today: date, _after: Span | None) -> Span:
    first = months_on(today, _MONTHS[_plain(match["month_word"])])
    return _days(first, match)


def _day_in_figures(match: re.Match[str], today: date, after: Span | None) -> Span:
    first, last = _day(match, today, after)
    if match["until"]:
        last = first.replace(day=int(match["until"]))
    return (first, last) if first <= last else NEVER


def _bare_day(match: re.Match[str], today: date, after: Span | None) -> Span:
    number = int(match["day"])
    if match["which"] == "오는":
        first = months_on(today, int(number <= today.day))
    elif after and not match["which"]:
        first = months_on(after[0], int(number < after[0].day))
    else:
        first = months_on(today, -int(number > today.day))
    return _days(first, match)


def _near_day(match: re.Match[str], today: date, _after: Span | None) -> Span:
    return (today + timedelta(days=_DAYS[_plain(match["near"])]),) * 2


def _ago(match: re.Match[str], today: date, _after: Span | None) -> Span:
    least, most = _counted(match)
    return _moved(match["unit"], today, -most)[0], _moved(match["unit"], today, -least)[1]


def _later(match: re.Match[str], today: date, after: Span | None) -> Span:
    """Return a time after the last one that was named; after today where none was, when nobody was met yet."""
    least, most = _counted(match)
    first, last = after or (today, today)
    return _moved(match["unit"], first, least)[0], _moved(match["unit"], last, most)[1]


def _next_day(match: re.Match[str], today: date, after: Span | None) -> Span:
    first, last = after or (today, today)
    days = timedelta(days=_NEXT[_plain(match["later"])])
    return first + days, last + days


def _counted(match: re.Match[str]) -> tuple[int, int]:
    return (_HALF_A_YEAR,) * 2 if match["unit"] == "반년" else count_of(match["least"], match["count"])


def _moved(unit: str, day: date, count: int) -> Span:
    """Return the day, week, month or year that is so many later."""
    if _UNITS[unit] == "day":
        return (day + timedelta(days=count),) * 2
    if _UNITS[unit] == "week":
        return week_on(day, count)
    if _UNITS[unit] == "month":
        return whole(months_on(day, count), 1)
    return part_of_year(day.year + count, None)


def _weekday_ago(match: re.Match[str], today: date, after: Span | None) -> Span:
    monday, _ = _ago(match, today, after)
    return (monday + timedelta(days=_WEEKDAYS.index(match["weekday"])),) * 2


def _this_time(match: re.Match[str], today: date, _after: Span | None) -> Span:
    said = _year_said(match, today)
    then = today.replace(year=today.year - _counted(match)[1] if said is None else said)
    return then - _ABOUT_NOW, then + _ABOUT_NOW


def _unread(_match: re.Match[str], _today: date, _after: Span | None) -> Span:
    return NEVER


def _part_of_year(match: re.Match[str], today: date, _after: Span | None) -> Span:
    """Return a half-year or a quarter."""
    months = 6 if match["half"] else 3
    month = 1 + months * (int(match["half"] == "하") if match["half"] else int(match["quarter"]) - 1)
    return whole(date(_year_of(match, month, today, None), month, 1), months)


def _month(match: re.Match[str], today: date, after: Span | None) -> Span:
    month = int(match["month"])
    return part_of_month(date(_year_of(match, month, today, after), month, 1), match["part"])


def _near_month(match: re.Match[str], today: date, _after: Span | None) -> Span:
    return part_of_month(months_on(today, _MONTHS[_plain(match["month_word"])]), match["part"])


def _week(match: re.Match[str], today: date, _after: Span | None) -> Span:
    return week_on(today, _WEEKS[_plain(match["week"])])


def _weekend(match: re.Match[str], today: date, _after: Span | None) -> Span:
    monday, sunday = week_on(today, _WEEKS[_plain(match["week"])])
    return monday + timedelta(days=5), sunday


def _weekday(match: re.Match[str], today: date, after: Span | None) -> Span:
    number = _WEEKDAYS.index(match["weekday"])
    if match["week"] or match["which"] == "이번":
        monday, _ = week_on(today, _WEEKS[_plain(match["week"] or "이번주")])
        return (monday + timedelta(days=number),) * 2
    if match["which"] in {"지난", "저번"}:
        return (today - timedelta(days=(today.weekday() - number - 1) % 7 + 1),) * 2
    if not match["which"]:
        return _bare_weekday(number, today, after)
    return (today + timedelta(days=(number - today.weekday() - 1) % 7 + 1),) * 2


def _bare_weekday(number: int, today: date, after: Span | None) -> Span:
    """Return the last one before today, unless it goes on from what stands before it; today's own name may be of two."""
    if after:
        return (after[0] + timedelta(days=(number - after[0].weekday()) % 7),) * 2
    back = (today.weekday() - number) % 7
    return (today - timedelta(days=back),) * 2 if back else NEVER


def _whole_year(match: re.Match[str], today: date, _after: Span | None) -> Span:
    return part_of_year(_year_of(match, 1, today, None), match["season"])


def _turn_of_year(match: re.Match[str], today: date, _after: Span | None) -> Span:
    this_year = part_of_year(today.year, match["season"])
    return this_year if this_year[0] <= today else part_of_year(today.year - 1, match["season"])


_Reader = Callable[[re.Match[str], date, Span | None], Span]
_FORMS: Final[tuple[tuple[re.Pattern[str], _Reader], ...]] = tuple(
    (re.compile(form), read)
    for form, read in (
        (rf"(?:{_YEAR}\s?)?{_MONTH}\s?{_DAY}", _day),
        (
            rf"(?P<year>\d{{4}})\s?[-./]\s?(?P<month>\d{{1,2}})\s?[-./]\s?(?P<day>\d{{1,2}})\.?{_END}(?P<year_word>)(?P<from>)",
            _day_in_figures,
        ),
        (
            rf"{_NUMBER}(?P<year>\d{{2}})\s?[-./]\s?{_IN_MONTHS}\s?[-./]\s?{_IN_DAYS}(?!\.\d)\.?{_END}(?P<year_word>)(?P<from>)",
            _day_in_figures,
        ),
        (rf"{_NUMBER}{_IN_MONTHS} ?/ ?{_IN_DAYS}{_NO_COUNT}일?{_END}{_NO_YEAR}", _day_in_figures),
        (
            rf"{_NUMBER}{_IN_MONTHS}\.(?P<gap> )?{_IN_DAYS}{_NO_COUNT}(?(gap)(?!일|{_MORE_DAYS}|\s?[{_DASH}]\s?\d{{1,2}}\s?일)|일?)\.?{_END}{_NO_YEAR}",
            _day_in_figures,
        ),
        (rf"{_ANOTHER}(?P<which>)(?P<from>){_IN_DAYS}\.(?!\s*\d)", _bare_day),
        (
            rf"(?:{_YEAR}\s?)?{_MONTH}\s?(?P<from>\d{{1,2}})\s?[{_DASH}]\s?(?P<day>\d{{1,2}})(?!\d|\s?(?:가구|세대)){_NO_COUNT}",
            _day,
        ),
        (rf"{_MONTH_WORD}\s?{_DAY}", _day_of_month),
        (rf"(?:{_WEEK}|(?P<which>지난|저번|이번|오는|다음))\s?{_ONE_WEEKDAY}", _weekday),
        (rf"{_WEEK}\s?말(?:에|엔|의|을|부터|까지)?(?:는|도)?(?!\w)", _weekend),
        (rf"{_WEEK}(?!민|택|거)", _week),
        (rf"(?P<which>지난|오는)\s?{_DAY}", _bare_day),
        (rf"(?:{_YEAR}\s?|{_SOME}(?P<unit>년|해)\s?전\s?)이맘때", _this_time),
        (rf"{_SOME}{_LONG}\s?(?:하고\s?)?{AND_MORE}{_MOVED}", _unread),
        (rf"{_SOME}(?P<unit>주일|주)\s?전\s?{_ONE_WEEKDAY}", _weekday_ago),
        (rf"{_SOME}{_LONG}{_BEFORE}", _ago),
        (rf"{_HALF}{_BEFORE}", _ago),
        (rf"{_HALF}{_AFTER}", _later),
        (rf"{_MANY_DAYS}{_BEFORE}", _ago),
        (rf"{_NAMED_DAYS}{_BEFORE}", _ago),
        (rf"{_WORDED_DAYS}{_BEFORE}", _ago),
        (rf"{_FEW_DAYS}{_SURELY_BEFORE}", _ago),
        (rf"(?={_FEW_DAYS}{_BEFORE})", _ago),
        (rf"{_SOME}{_LONG}{_AFTER}", _later),
        (rf"{_MANY_DAYS}{_AFTER}", _later),
        (rf"{_NAMED_DAYS}{_AFTER}", _later),
        (rf"{_WORDED_DAYS}{_AFTER}", _later),
        (rf"{_FEW_DAYS}{_AFTER}", _later),
        (r"(?<![가-힣])(?P<later>이튿날|다음\s?날(?!씨|짜)|익일|전날)", _next_day),
        (rf"(?P<which>){_BUT_EVERY}{_DAY}{_HOW_LONG}", _bare_day),
        (
            r"(?P<near>오늘(?!날)|어제|그제(?!야|서야)|그저께|내일(?!배움|키움|저축|채움)|모레|어젯밤|지난\s?밤|간밤|엊저녁|그젯밤)",
            _near_day,
        ),
        (rf"(?<![\w\0])(?<!\0\s)(?<!\0\()(?<!\0\s\()(?<!\d\s)(?P<week>)(?P<which>){_ONE_WEEKDAY}", _weekday),
        (rf"(?:{_YEAR}\s?)?(?:(?P<half>[상하])반기|(?P<quarter>[1-4])\s?(?:/\s?4\s?)?분기)", _part_of_year),
        (rf"(?:(?:{_YEAR}\s?)?{_MONTH}|{_MONTH_WORD}){_WEEK_OF_MONTH}", _unread),
        (rf"(?:{_YEAR}\s?)?{_MONTH}{_PART}", _month),
        (rf"{_MONTH_WORD}{_PART}", _near_month),
        (rf"{_YEAR}{_SEASON}", _whole_year),
        (rf"(?<![가-힣])연(?P<season>초|말){_PART_END}", _turn_of_year),
        (r"(?<!매년 )(?<!해마다 )이맘때(?!면)|이천\s?[일이삼사오육칠팔구십]{0,4}\s?년", _unread),
    )
)
"""How a time is written, the narrowest first: what one has read is not read again by a wider one, but for what only looks
ahead."""


def _found(sentence: str) -> Iterator[tuple[re.Match[str], _Reader]]:
    rest = _OFTEN.sub(lambda match: "\1" * len(match[0]), sentence)
    for form, read in _FORMS:
        yield from ((match, read) for match in form.finditer(rest))
        rest = form.sub(lambda match: "\0" * len(match[0]), rest)


def _real(read: _Reader, match: re.Match[str], today: date, after: Span | None) -> Span:
    try:
        return read(match, today, after)
    except (ValueError, OverflowError):
        return NEVER


def _year_said(match: re.Match[str], today: date) -> int | None:
    if match["year"]:
        return int(match["year"]) + (_CENTURY if len(match["year"]) == len("26") else 0)
    return today.year + _YEARS[_plain(match["year_word"])] if match["year_word"] else None


def _year_of(match: re.Match[str], month: int, today: date, after: Span | None) -> int:
    said = _year_said(match, today)
    if said is not None:
        return said
    return after[0].year + (month < after[0].month) if after else today.year - (month > today.month)


def _days(month: date, match: re.Match[str]) -> Span:
    """Return days of a month: ``12일`` or ``12~14일``."""
    return month.replace(day=int(match["from"] or match["day"])), month.replace(day=int(match["day"]))


def _plain(word: str) -> str:
    return re.sub(r"\s", "", word)
