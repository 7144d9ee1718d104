"""개인정보: what in a text tells of a person, so that nobody publishes it by mistake.

It rather finds too much: a person reads what was found, and what is not sure is held until somebody says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from mapper.domain.label import Label
from mapper.errors import PersonalDataFound

SURNAMES: Final = (
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염"
    "여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용"
)
_TITLES: Final = (
    "씨|님|군|양|선생님?|어르신|할머님|할머니|할아버님|할아버지|아저씨|아줌마|아주머니|사장님?|회장님?|통장님?|반장님?"
    "|이장님?|소장님?|원장님?|목사님?|스님|총무님?|이모님?|삼촌|여사님?|집사님?|권사님?|과장님?|팀장님?|주무관님?|대표님?"
)
_DIGIT_WORDS: Final = "공영일이삼사오육륙칠팔구"
_PLATE_LETTERS: Final = "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주하허호배바사아자"
_BUILDINGS: Final = "빌라|빌|아파트|맨션|연립|주택|오피스텔|타운|하우스|원룸|고시원|상가"
_NOBODY: Final = "주민|구민|이웃|기사|고객|여러|우리"
"""Words that begin like a surname and stand before a title."""

_USUAL_SURNAMES: Final = "김이박최정강조윤장임한오서신권황안송류홍"
_GIVEN: Final = (
    "민서지현준영수은미경성재승철희혜유진태종광병순옥명창",
    "수희숙영호진우현준민지연아경미석훈철식환빈윤혁",
)
"""Letters of which given names are made, the first and the second: a name without a title is one of usual letters only."""
_NO_NAMES: Final = "이미지|이재민|조경수"
_PARTICLES: Final = (
    "이|가|은|는|을|를|의|과|와|도|만|랑|이랑|이가|이는|이네|네|에게|한테|께|입니다|이라고|라고|이에요|예요"
)

_GAP: Final = r"[\s\-.·~_()/]{0,3}"


@dataclass(frozen=True)
class Finding:
    """A place in a text that may tell of a person.

    Attributes
    ----------
    kind : str
        A key of `KINDS`.
    start, end : int
        Where, as a slice of the text.
    """

    kind: str
    start: int
    end: int


KINDS: Final = {
    "resident_number": Label("주민등록번호", "resident registration number"),
    "phone": Label("전화번호", "telephone number"),
    "email": Label("전자우편", "e-mail address"),
    "plate": Label("차량번호", "number plate"),
    "unit": Label("동·호수", "flat number"),
    "name": Label("이름과 호칭", "name and title"),
    "number": Label("긴 숫자", "long number"),
}
"""What is looked for, with its name; the earlier wins where two meet."""

NEVER: Final = frozenset({"resident_number", "phone", "email"})
"""Kinds that no confirmation lets through: the text has to be changed."""

_PATTERNS: Final = {
    "resident_number": rf"(?<!\d)\d{{2}}{_GAP}[01]\d{_GAP}[0-3]\d{_GAP}[0-9oO]{_GAP}(?:[\d*xX●]{_GAP}){{6}}(?![\d])"
    r"|(?<!\d)\d{6}\s?-\s?[1-8](?:[\d*xX●]{0,6})",
    "phone": rf"(?<!\d)(?:\+?82{_GAP})?\(?0?1[016789]\)?(?:{_GAP}\d){{7,8}}(?!\d)"
    rf"|(?<!\d)(?:\+?82{_GAP})?\(?0?(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|50[2-8]?|80)\)?{_GAP}\d{{3,4}}{_GAP}\d{{4}}(?!\d)"
    rf"|(?<!\d)1[568]\d\d{_GAP}\d{{4}}(?!\d)"
    rf"|(?:[{_DIGIT_WORDS}\d]{_GAP}){{9,12}}",
    "email": r"[\w.+-]{1,64}\s?(?:@|＠|\(at\)|\[at\]|골뱅이)\s?[\w-]{1,63}(?:\s?(?:\.|점|\(dot\))\s?[A-Za-z가-힣]{2,}){1,3}",
    "plate": r"(?:(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주)\s?)?"
    rf"(?<!\d)\d{{2,3}}\s?[{_PLATE_LETTERS}]\s?\d{{4}}(?!\d)",
    "unit": rf"(?:[가-힣A-Za-z]{{0,10}}(?:{_BUILDINGS})\s?)?"
    r"(?:[가-힣A-Za-z]{0,10}\s?(?:\d{1,4}|[A-Za-z가-하])\s?동\s?)?(?:(?:지하|반지하|옥탑|[Bb])\s?)?\d{1,4}\s?호(?!선|차|기|봉)"
    r"|\d{1,4}\s?동\s?\d{1,2}\s?층|(?:지하|반지하|옥탑)\s?\d?\s?(?:층|방)|\d{1,4}\s?-\s?\d{1,4}\s?호",
    "name": rf"(?<![가-힣])(?!{_NOBODY})(?:[{SURNAMES}]|남궁|황보|제갈|선우|독고|사공)\s?[가-힣○OX*]{{1,3}}?\s?(?:{_TITLES})"
    rf"|(?<![가-힣])(?!{_NO_NAMES})[{_USUAL_SURNAMES}][{_GIVEN[0]}][{_GIVEN[1]}](?=(?:{_PARTICLES})?(?![가-힣]))",
    "number": r"\d(?:[\s\-.]?\d){6,}",
}
_COMPILED: Final = {kind: re.compile(pattern) for kind, pattern in _PATTERNS.items()}
_MASK: Final = "●●●"


def scan(text: str) -> list[Finding]:
    """Find what may tell of a person.

    Parameters
    ----------
    text : str
        Any.

    Returns
    -------
    list of Finding
        In order; none meets another.
    """
    found: list[Finding] = []
    for kind, pattern in _COMPILED.items():
        for match in pattern.finditer(text):
            start, end = _trimmed(text, *match.span())
            if all(end <= one.start or one.end <= start for one in found):
                found.append(Finding(kind, start, end))
    return sorted(found, key=lambda one: one.start)


def refuse_resident_number(text: str, field: str) -> None:
    """Refuse a resident registration number, which no law lets us keep, not even sealed.

    Parameters
    ----------
    text : str
        As somebody wrote it.
    field : str
        Where.

    Raises
    ------
    PersonalDataFound
        When there is one in it.
    """
    if any(finding.kind == "resident_number" for finding in scan(text)):
        message = f"{field} holds a resident registration number, which is kept nowhere here; leave it out."
        raise PersonalDataFound(message, field=field, keys=["resident_number"])


def redacted(text: str) -> str:
    """Return a text without what may tell of a person.

    Parameters
    ----------
    text : str
        Any.

    Returns
    -------
    str
        Each such place is three dots; an equal mask says nothing of what stood there.
    """
    return "".join(part if finding is None else _MASK for part, finding in pieces(text, scan(text)))


def pieces(text: str, found: Iterable[Finding]) -> list[tuple[str, Finding | None]]:
    """Cut a text where something was found.

    Parameters
    ----------
    text : str
        Any.
    found : iterable of Finding
        From `scan`.

    Returns
    -------
    list of tuple
        All of the text in order, each piece with what was found in it.
    """
    cut: list[tuple[str, Finding | None]] = []
    reached = 0
    for one in found:
        cut += [(text[reached : one.start], None), (text[one.start : one.end], one)]
        reached = one.end
    return [*cut, (text[reached:], None)]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))
