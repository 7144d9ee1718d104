"""보도 문장 (press line): by what a sentence for the press narrows households down, and whether too few fit it.

A 행정동, a kind of household and a date together point at one family, as an article about a mayor's visit does that tells
all three. A sentence about a household goes out only when ten households or more fit all that it says (trust: AT-14).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from mapper.domain.density_rule import FEWEST

_KINDS: Final[Mapping[str, str]] = {
    "working_poor": r"근로\s?빈곤|일하는데도 가난",
    "alone": r"1인\s?가구|독거|홀로 사는|혼자 사는|홀몸",
    "withdrawn": r"고립|은둔",
    "old": r"노인|어르신|할머니|할아버지|고령|조부모|노부부",
    "disabled": r"장애",
    "single_parent": r"한부모|미혼모|미혼부|홀로 아이를",
    "grandparents": r"조손|손자|손녀|손주",
    "young_carer": r"가족\s?돌봄\s?청년|영\s?케어러",
    "jobless": r"실직|폐업|해고",
    "self_harm": r"자살|자해",
    "violence": r"가정\s?폭력|폭력\s?피해|피해\s?여성",
}
"""What is written of each risk group of `mapper.domain.case_words.RISKS`; the last of them, 기타, is not told by a word."""
_HOUSEHOLD: Final = re.compile(r"가구|가정|세대|이웃|주민|집을|댁|위기|대상자|가족|모녀|모자|부녀|부부|남매|자매|형제")
_TOKENS: Final = {key: re.compile(words) for key, words in _KINDS.items()}

_DAY: Final = re.compile(r"(?:(\d{4})\s?년\s?)?(\d{1,2})\s?월\s?(\d{1,2})\s?일|(\d{4})[-.](\d{1,2})[-.](\d{1,2})")
_LAST_DAY: Final = re.compile(r"(?:지난|이달|오는)?\s?(?<!\d)(\d{1,2})\s?일(?!간|째|동안|\s?만에)")
_HALF: Final = re.compile(r"(\d{4})\s?년\s?(상|하)반기")
_MONTH: Final = re.compile(r"(?:(\d{4})\s?년\s?)?(\d{1,2})\s?월")
_YEAR: Final = re.compile(r"(\d{4})\s?년")
_NEAR: Final = {"오늘": 0, "어제": 1, "그제": 2, "그저께": 2}
_SECOND_HALF: Final = 7

Span = tuple[date, date]


@dataclass(frozen=True)
class PressLine:
    """What a sentence says of households.

    Attributes
    ----------
    is_about : bool
        Whether it is about any.
    districts : frozenset of str or None
        Codes of the 행정동 that it may mean; None when it names none.
    kinds : frozenset of str
        Risk groups that it tells, all of the same household.
    span : tuple of date or None
        First and last day of when it was; None when it names none.
    """

    is_about: bool
    districts: frozenset[str] | None
    kinds: frozenset[str]
    span: Span | None


@dataclass(frozen=True)
class PressCase:
    """A case as a sentence may fit it.

    Attributes
    ----------
    district : str
        Code.
    kinds : frozenset of str
        Its risk groups.
    days : frozenset of date
        When it was received, and when something was done.
    """

    district: str
    kinds: frozenset[str]
    days: frozenset[date]


def read_line(sentence: str, districts: Mapping[str, str], *, today: date) -> PressLine:
    """Read what a sentence narrows households down by.

    Parameters
    ----------
    sentence : str
        As it is to be printed.
    districts : mapping of str to str
        Names of the 행정동, by code; a name is also found without its number.
    today : date
        A day without a year, or a month, is the last one before.

    Returns
    -------
    PressLine
        A sentence that names no household and no kind of one is about none.
    """
    kinds = frozenset(key for key, token in _TOKENS.items() if token.search(sentence))
    is_about = bool(kinds) or _HOUSEHOLD.search(sentence) is not None
    return PressLine(is_about, _named(sentence, districts), kinds, _span(sentence, today))


def may_go_out(line: PressLine, cases: Iterable[PressCase]) -> bool:
    """Tell whether a sentence may be printed.

    Parameters
    ----------
    line : PressLine
        What it says.
    cases : iterable of PressCase
        All there are.

    Returns
    -------
    bool
        False when it is about a household and fewer than ten fit; how many is nobody's.
    """
    return not line.is_about or sum(_fits(line, case) for case in cases) >= FEWEST


def _fits(line: PressLine, case: PressCase) -> bool:
    if line.districts is not None and case.district not in line.districts:
        return False
    if not line.kinds <= case.kinds:
        return False
    return line.span is None or any(line.span[0] <= day <= line.span[1] for day in case.days)


def _named(sentence: str, districts: Mapping[str, str]) -> frozenset[str] | None:
    in_full = {code for code, name in districts.items() if name and name in sentence}
    if in_full:
        return frozenset(in_full)
    stems = {code: re.sub(r"\d+(?:·\d+)*동$", "동", name) for code, name in districts.items()}
    return frozenset(code for code, stem in stems.items() if stem and stem in sentence) or None


def _span(sentence: str, today: date) -> Span | None:
    """Return the narrowest time that a sentence names."""
    for word, ago in _NEAR.items():
        if word in sentence:
            return (today - timedelta(days=ago),) * 2
    if day := _DAY.search(sentence):
        year, month, number = (
            int(part) if part else 0 for part in (day[1] or day[4], day[2] or day[5], day[3] or day[6])
        )
        return _one_day(year, month, number, today)
    if not _MONTH.search(sentence) and (number_of := _LAST_DAY.search(sentence)):
        return _one_day(0, 0, int(number_of[1]), today)
    return _longer(sentence, today)


def _longer(sentence: str, today: date) -> Span | None:
    if half := _HALF.search(sentence):
        first = date(int(half[1]), 1 if half[2] == "상" else _SECOND_HALF, 1)
        return first, _next_month(first, 6) - timedelta(days=1)
    if (month_of := _MONTH.search(sentence)) and 1 <= int(month_of[2]) <= 12:
        month = int(month_of[2])
        first = date(int(month_of[1] or today.year - (month > today.month)), month, 1)
        return first, _next_month(first, 1) - timedelta(days=1)
    if year_of := _YEAR.search(sentence):
        return date(int(year_of[1]), 1, 1), date(int(year_of[1]), 12, 31)
    return None


def _one_day(year: int, month: int, number: int, today: date) -> Span:
    """Return a day; one that is in no calendar fits nobody, so that the sentence is held."""
    try:
        if not month:
            first = today.replace(day=1) if number <= today.day else (today.replace(day=1) - timedelta(days=1))
            found = first.replace(day=number)
        else:
            found = date(year or today.year, month, number)
            if not year and found > today:
                found = found.replace(year=today.year - 1)
    except ValueError:
        return date.max, date.max
    return found, found


def _next_month(first: date, months: int) -> date:
    month = first.month - 1 + months
    return date(first.year + month // 12, month % 12 + 1, 1)
