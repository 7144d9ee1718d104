"""보도 문장 (press line): by what a sentence for the press narrows households down, and whether too few fit it.

A 행정동, a kind of household and a date together point at one family, as an article about a mayor's visit does that tells
all three. A sentence about a household goes out only when ten households or more fit all that it says (trust: AT-14).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from mapper.domain.density_rule import FEWEST
from mapper.domain.press_count import as_read
from mapper.domain.press_time import Span, times_of

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
    spans : frozenset of tuple of date
        First and last day of each time that it names.
    """

    is_about: bool
    districts: frozenset[str] | None
    kinds: frozenset[str]
    spans: frozenset[Span]


@dataclass(frozen=True)
class PressCase:
    """A case as a sentence may fit it.

    Attributes
    ----------
    household : UUID or None
        Whose it is, as one may have been followed more than once; None once that was destroyed.
    district : str
        Code.
    kinds : frozenset of str
        Its risk groups.
    days : frozenset of date
        When it was received, and when something was done.
    """

    household: UUID | None
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
    sentence = as_read(sentence)
    kinds = frozenset(key for key, token in _TOKENS.items() if token.search(sentence))
    is_about = bool(kinds) or _HOUSEHOLD.search(sentence) is not None
    return PressLine(is_about, _named(sentence, districts), kinds, times_of(sentence, today=today))


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
        False when it is about a household and fewer than ten fit; how many is nobody's. A household counts once, by any case
        of it that fits everything.
    """
    return (
        not line.is_about or len({case.household for case in cases if case.household and _fits(line, case)}) >= FEWEST
    )


def _fits(line: PressLine, case: PressCase) -> bool:
    if line.districts is not None and case.district not in line.districts:
        return False
    if not line.kinds <= case.kinds:
        return False
    return all(any(first <= day <= last for day in case.days) for first, last in line.spans)


def _named(sentence: str, districts: Mapping[str, str]) -> frozenset[str] | None:
    in_full = {code for code, name in districts.items() if name and name in sentence}
    if in_full:
        return frozenset(in_full)
    stems = {code: re.sub(r"\d+(?:·\d+)*동$", "동", name) for code, name in districts.items()}
    return frozenset(code for code, stem in stems.items() if stem and stem in sentence) or None
