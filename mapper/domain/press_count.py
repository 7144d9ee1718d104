"""How a 보도 문장 counts days, weeks, months and years: in figures, in words of either kind, and roughly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

_ONES: Final = "일이삼사오육칠팔구"
_TEN: Final = 10

_NATIVE: Final[Mapping[str, tuple[int, int]]] = {
    "한두": (1, 2),
    "두어": (2, 3),
    "두세": (2, 3),
    "서너": (3, 4),
    "네댓": (4, 5),
    "너댓": (4, 5),
    "너덧": (4, 5),
    "대여섯": (5, 6),
    "예닐곱": (6, 7),
    "일고여덟": (7, 8),
    "여덟아홉": (8, 9),
    **{
        word: (number, number)
        for number, words in enumerate(
            ("한", "두", "세|석|서", "네|넉|너", "다섯|닷", "여섯|엿", "일곱", "여덟", "아홉", "열", "열한", "열두"), 1
        )
        for word in words.split("|")
    },
}
_DAYS: Final[Mapping[str, tuple[int, int]]] = {
    "하루이틀": (1, 2),
    "이틀사흘": (2, 3),
    "사나흘": (3, 4),
    "너댓새": (4, 5),
    "대엿새": (5, 6),
    "예니레": (6, 7),
    "며칠": (2, 9),
    "몇일": (2, 9),
    **{
        word: (number, number)
        for number, word in enumerate(
            ("하루", "이틀", "사흘", "나흘", "닷새", "엿새", "이레", "여드레", "아흐레", "열흘"), 1
        )
    },
    "열하루": (11, 11),
    "보름": (15, 15),
    "스무날": (20, 20),
}
_SINO: Final = rf"(?:[이삼사오육칠팔구]?십[{_ONES}]?|[{_ONES}]|일이|이삼|삼사|사오|오륙|육칠|칠팔|팔구)"
_MONTHS: Final = {"시": 10, "유": 6}
"""What 십 and 육 are called before 월."""


def _longest_first(words: Mapping[str, object]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


COUNT: Final = rf"(?P<count>\d{{1,3}}|{_longest_first(_NATIVE)}|(?<![가-힣]){_SINO}|일(?=주일))"
"""Pattern of a number before 주, 달 or 년."""

DAY_WORD: Final = rf"(?P<count>{_longest_first(_DAYS).replace('몇일', '몇 ?일').replace('하루이틀', '하루 ?이틀')})"
"""Pattern of a number of days in one word."""

SINO: Final = rf"(?<![가-힣])(?P<count>{_SINO})"
"""Pattern of a number before 일."""

AND_MORE: Final = (
    rf"(?:반|{_longest_first(_DAYS)}|(?:\d{{1,3}}|{_longest_first(_NATIVE)}|{_SINO})\s?(?:개월|달|주일?|일))"
)
"""Pattern of what goes on after ``2년``: a half, days, weeks or months."""

_SEEN: Final = str.maketrans(
    {chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)}
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", None)
    | {"年": "년", "月": "월", "日": "일", "個": "개", "前": "전", "後": "후"}
)
_IN_WORDS: Final = re.compile(
    rf"(?<![가-힣])(?P<month>[시유]|십[일이]?|[{_ONES}])\s?월(?!요일)(?:(?=\W|$|에|의|은|부터|까지|말|초|중|하순|상순)"
    rf"|(?=\s?[{_ONES}십]{{1,3}}\s?일))(?:(?P<gap>\s?)(?P<day>[이삼]?십[{_ONES}]?|[{_ONES}])\s?일)?"
)
_TENS_OF_DAYS: Final = re.compile(rf"(?<![가-힣])(?P<day>[이삼]?십[{_ONES}]?)\s?일(?=\W|$|에|의|은|과|부터|까지)")


def as_read(sentence: str) -> str:
    """Write a sentence as times are looked for in it.

    Parameters
    ----------
    sentence : str
        As it is to be printed.

    Returns
    -------
    str
        With letters composed, full-width figures and signs as the others, nothing in it that nobody sees, and months and their
        days in figures.
    """
    seen = _IN_WORDS.sub(_in_figures, unicodedata.normalize("NFC", sentence.translate(_SEEN)))
    return _TENS_OF_DAYS.sub(lambda match: f"{_sino(match['day'])[0]}일", seen)


def count_of(least: str | None, written: str) -> tuple[int, int]:
    """Return how many are meant.

    Parameters
    ----------
    least : str or None
        What stands before the dash, if anything.
    written : str
        What `COUNT`, `DAY_WORD` or `SINO` found.

    Returns
    -------
    tuple of int
        The least and the most.
    """
    if written.isdecimal():
        return int(least or written), int(written)
    word = re.sub(r"\s", "", written)
    known = _DAYS.get(word) or _NATIVE.get(word)
    if known is None:
        known = _sino(word)
    return (int(least), known[1]) if least else known


def _sino(word: str) -> tuple[int, int]:
    """Return 십이 as 12 and 이삼 as from two to three."""
    tens, has_ten, ones = word.replace("륙", "육").partition("십")
    if has_ten:
        number = _TEN * (_digit(tens) or 1) + _digit(ones)
        return number, number
    return _digit(tens[0]), _digit(tens[-1])


def _digit(word: str) -> int:
    return _ONES.index(word) + 1 if word else 0


def _in_figures(match: re.Match[str]) -> str:
    month = _MONTHS.get(match["month"]) or _sino(match["month"])[0]
    day = f"{match['gap']}{_sino(match['day'])[0]}일" if match["day"] else ""
    return f"{month}월{day}"
