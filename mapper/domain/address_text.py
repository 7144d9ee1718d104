"""Reading an address as people write it: the parts that it names, and no part that it does not.

Files of offices and complaints write ``서초대로50길, 18, 5층(서초동, 유성빌딩)``, ``녹양로 34번길, 3?4층`` (floors, and no number),
``@`` for 아파트, ``①`` before an address, ``구래동6920-1`` without a blank, ``일대`` behind it. What is read is looked up
elsewhere: nothing here knows which roads there are.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from mapper.domain.address import Address, Building, Lot, Nearness
from mapper.domain.province import CITY_STEMS, CITY_WORDS, PROVINCE_WORDS, SHARED_CITY_WORDS

LONGEST: Final = 200
"""Letters of a text that are looked at: no address is longer, and a text may be a whole complaint."""

_ORDINALS: Final = re.compile(r"[①-⒇㉠-㉿⓪-⓿❶-➓]")
_DASHES: Final = re.compile(r"\s*[‐‑‒–—―−－]\s*")
_BRACKETS: Final = str.maketrans("[]{}〔〕【】<>", "()()()()()")
_PARENTHESES: Final = re.compile(r"\(([^()]*)\)?")
_POSTCODE: Final = re.compile(
    r"^\s*(?:우편번호|우)?\s*\(?\s*(?:우\s*\)?\s*)?(\d{5}|\d{3}-\d{3})(?!\d)\s*\)?[\s,:]*(?=[가-힣])"
)
_LABEL: Final = re.compile(r"^\s*(?:(?:도로명|지번)?\s*주소|소재지|위치|장소)\s*[:：]\s*")

_WORDS: Final = "|".join(sorted(PROVINCE_WORDS, key=len, reverse=True))
_PROVINCE: Final = re.compile(rf"\s*({_WORDS})(?=[\s,]|$|(?<=[시도])[가-힣])")
_CITY: Final = re.compile(
    r"[\s,]*(" + "|".join(sorted((word for word in CITY_WORDS if " " not in word), key=len, reverse=True)) + ")(?=(.?))"
)

_WORD: Final = re.compile(r"[\s,]*([가-힣]{2,4})(?=\s)")

# 호국로1298번길, 녹양로 34번길, 상도로41가길, 공원마을1길, but not 매산로1가, which is a 동
_ROAD: Final = re.compile(
    r"(?<![가-힣A-Za-z0-9])(?P<road>[가-힣A-Za-z0-9·.]{0,30}[가-힣0-9](?:대로|로|길)(?:\s?\d+(?:번)?[가-하]?길)?)"
    r"(?!\d+(?:[·.,]\d+)*가)(?=\s|[,()\d]|$|상(?:에|\s|$)|변(?:\s|$)|지하\s*\d)"
)
_RANGE: Final = r"(?P<range>\s*[~∼〜]\s*\d+(?:-\d+)?)?"
# a floor, a room, a distance or a range of floors is no number of a building
_NOT_COUNTED: Final = (
    r"(?!\d|\s*-\s*\d|\s*[?~∼〜·]|\s*(?:층|㎞)|\s*(?:호|동)(?![가-힣])|호(?:에|의|실|앞)"
    r"|(?:차선|번길|로|길|개|년|월|시간|분)|\s?(?:km|m)\b|가(?![가-힣]))"
)
_NUMBER: Final = re.compile(
    rf"\s*,?\s*(?P<under>지하\s*)?(?P<main>\d{{1,5}})(?:\s*-\s*(?P<sub>\d{{1,5}}))?{_RANGE}{_NOT_COUNTED}(?:\s*번지?)?"
)
_AREA: Final = r"[가-힣]+\d*(?:[·.,]\d+)*(?:읍|면|동|가|리)"
_LOT: Final = re.compile(
    rf"(?P<area>(?<![가-힣A-Za-z0-9]){_AREA})\s*,?\s*(?P<mountain>산\s*)?(?P<main>\d{{1,4}})(?:\s*-\s*(?P<sub>\d{{1,4}}))?"
    rf"{_RANGE}{_NOT_COUNTED}(?:\s*번지)?"
)
_TOWN: Final = re.compile(r"(?<![가-힣A-Za-z0-9])([가-힣]+\d*(?:[·.,]\d+)*(?:읍|면|동|\d가))(?![가-힣\d])")
_VILLAGE: Final = re.compile(r"(?<![가-힣A-Za-z0-9])([가-힣]+\d*리)(?![가-힣\d])")
_GLUED_MOUNTAIN: Final = re.compile(r"(?<=[동리가읍면])\s*산\s*(?=\d)")
_NEARNESS: Final = (
    (Nearness.AROUND, re.compile(r"일대|일원|주위")),
    (Nearness.OPPOSITE, re.compile(r"맞은\s?편|건너\s?편|건너(?![가-힣])|반대\s?편")),
    (Nearness.NEAR, re.compile(r"인근|부근|근처|주변|인접")),
    (Nearness.BESIDE, re.compile(r"(?<![가-힣])(?:앞|옆|뒤|뒷편|입구)|[가-힣)](?:앞|옆|뒤|뒷편|입구)(?![가-힣])")),
)


def read_address(text: str) -> Address:
    """Read the parts of an address.

    Parameters
    ----------
    text : str
        As it was written.

    Returns
    -------
    Address
        Empty but for ``rest`` when it names nothing known.
    """
    body, asides, postcode = _cleaned(text)
    province, city, at = _city(body)
    body = body[at:]
    building, road, span = _road(body)
    lot, named = (None, None) if building else _lot(body)
    if lot is None and building is None:
        lot, named = next((found for found in map(_lot, asides) if found[0]), (None, None))
    end = span[1] if building and span else named[1] if named else len(body)
    before = body[: span[0]] if span else body
    town, village = _towns(" , ".join([before, *asides]))
    rest = " ".join([body[end:], *asides]) if building or lot else " ".join([body, *asides])
    is_range = (building is not None and span is not None and span[2]) or (named is not None and named[2])
    return Address(
        province=province,
        city=city,
        town=town,
        village=village,
        road=road,
        building=building,
        lot=lot,
        postcode=postcode,
        nearness=Nearness.AROUND if is_range else _nearness(rest),
        rest=" ".join(rest.split()).strip(" ,"),
        unread=_unread(body[: span[0] if building and span else named[0] if named else 0]),
    )


def _cleaned(text: str) -> tuple[str, list[str], str | None]:
    """Return the text without what stands in brackets, what stands there, and the postcode."""
    plain = unicodedata.normalize("NFKC", _ORDINALS.sub(" ", text[:LONGEST]))
    plain = _DASHES.sub("-", plain.translate(_BRACKETS)).replace("@", "아파트 ")
    plain = _LABEL.sub("", plain)
    found = _POSTCODE.match(plain)
    postcode = found[1] if found and len(found[1]) == 5 else None
    plain = plain[found.end() :] if found else plain
    asides = [part.strip() for part in _PARENTHESES.findall(plain) if part.strip()]
    body = _PARENTHESES.sub(" ", plain).replace(")", " ")
    return _GLUED_MOUNTAIN.sub(" 산", " ".join(body.split())), asides, postcode


def _city(body: str) -> tuple[str | None, str | None, int]:
    """Read 시도 and 시군구 at the beginning, and where the rest begins."""
    province, at = None, 0
    found = _PROVINCE.match(body)
    if found and not _is_city_of_that_name(body, found):
        province, at = PROVINCE_WORDS[found[1]], found.end()
    named: list[str] = []
    while len(named) < 2:
        found = _CITY.match(body, at)
        if not found or not _is_city(found[1], found[2], named, is_in=province is not None):
            break
        named.append(found[1])
        at = found.end(1)
    word = None if named else _WORD.match(body, at)
    if word and word[1] in CITY_STEMS:
        return province, CITY_STEMS[word[1]], word.end(1)
    return province, " ".join(named) or None, at


def _is_city_of_that_name(body: str, found: re.Match[str]) -> bool:
    """Tell 광주시 of 경기도 and 제주시 from the 시도 that their names begin with."""
    return body[found.end(1) : found.end(1) + 1] == "시"


def _is_city(word: str, behind: str, named: list[str], *, is_in: bool) -> bool:
    if named and not (named[0].endswith("시") and word.endswith("구")):
        return False
    if not behind or behind in " ,":
        return True
    # glued to what follows: 중구 and the like also begin names of other things
    return (is_in or bool(named) or word.endswith("시")) and word not in SHARED_CITY_WORDS and "가" <= behind <= "힣"


def _road(body: str) -> tuple[Building | None, str | None, tuple[int, int, bool] | None]:
    """Find the road: the first with a number, else the last one that is named."""
    last: re.Match[str] | None = None
    for found in _ROAD.finditer(body):
        number = _NUMBER.match(body, found.end("road"))
        if number:
            road = "".join(found["road"].split())
            building = Building(
                road, int(number["main"]), int(number["sub"] or 0), is_underground=bool(number["under"])
            )
            return building, road, (found.start(), number.end(), bool(number["range"]))
        last = found
    if last is None:
        return None, None, None
    return None, "".join(last["road"].split()), (last.start(), last.end(), False)


def _lot(body: str) -> tuple[Lot | None, tuple[int, int, bool] | None]:
    for found in _LOT.finditer(body):
        lot = Lot(int(found["main"]), int(found["sub"] or 0), is_mountain=bool(found["mountain"]))
        if lot.main:
            return lot, (found.start("area"), found.end(), bool(found["range"]))
    return None, None


def _towns(text: str) -> tuple[str | None, str | None]:
    spaced = re.sub(rf"({_AREA})(?=산?\s*\d)", r"\1 ", text)
    town, village = _TOWN.search(spaced), _VILLAGE.search(spaced)
    return town and town[1].replace(",", "·").replace(".", "·"), village and village[1]


def _unread(head: str) -> str:
    return " ".join(_VILLAGE.sub(" ", _TOWN.sub(" ", head)).replace(",", " ").split())


def _nearness(rest: str) -> Nearness:
    return next((nearness for nearness, words in _NEARNESS if words.search(rest)), Nearness.AT)
