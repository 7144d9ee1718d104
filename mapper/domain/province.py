"""시도 and 시군구: what they are called, how people shorten it, and what became of those that changed their codes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True)
class Province:
    """A 시도.

    Attributes
    ----------
    name : str
        As the ministry calls it now.
    others : tuple of str
        What else people write, former names among it; the longest first.
    cities : tuple of str
        Its 시군구; a 구 of a city with the name of the city before it. 세종 has none.
    """

    name: str
    others: tuple[str, ...]
    cities: tuple[str, ...]


def _province(name: str, others: str, cities: str) -> Province:
    named: list[str] = []
    for word in cities.split():
        city, _, parts = word.partition("/")
        named += [city, *(f"{city} {part}" for part in parts.split("·") if part)]
    return Province(name, tuple(sorted(others.split(), key=len, reverse=True)), tuple(named))


PROVINCES: Final[tuple[Province, ...]] = (
    _province(
        "서울특별시",
        "서울시 서울",
        "종로구 중구 용산구 성동구 광진구 동대문구 중랑구 성북구 강북구 도봉구 노원구 은평구 서대문구 마포구 양천구 강서구 구로구"
        " 금천구 영등포구 동작구 관악구 서초구 강남구 송파구 강동구",
    ),
    _province(
        "부산광역시",
        "부산시 부산",
        "중구 서구 동구 영도구 부산진구 동래구 남구 북구 해운대구 사하구 금정구 강서구 연제구 수영구 사상구 기장군",
    ),
    _province("대구광역시", "대구시 대구", "중구 동구 서구 남구 북구 수성구 달서구 달성군 군위군"),
    _province("인천광역시", "인천시 인천", "중구 동구 미추홀구 연수구 남동구 부평구 계양구 서구 강화군 옹진군"),
    _province("광주광역시", "광주", "동구 서구 남구 북구 광산구"),
    _province("대전광역시", "대전시 대전", "동구 중구 서구 유성구 대덕구"),
    _province("울산광역시", "울산시 울산", "중구 남구 동구 북구 울주군"),
    _province("세종특별자치시", "세종시 세종", ""),
    _province(
        "경기도",
        "경기",
        "수원시/장안구·권선구·팔달구·영통구 성남시/수정구·중원구·분당구 의정부시 안양시/만안구·동안구 부천시/원미구·소사구·오정구"
        " 광명시 평택시 동두천시 안산시/상록구·단원구 고양시/덕양구·일산동구·일산서구 과천시 구리시 남양주시 오산시 시흥시 군포시"
        " 의왕시 하남시 용인시/처인구·기흥구·수지구 파주시 이천시 안성시 김포시 화성시/만세구·효행구·병점구·동탄구 광주시 양주시"
        " 포천시 여주시 연천군 가평군 양평군",
    ),
    _province(
        "충청북도",
        "충북",
        "청주시/상당구·서원구·흥덕구·청원구 충주시 제천시 보은군 옥천군 영동군 증평군 진천군 괴산군 음성군 단양군",
    ),
    _province(
        "충청남도",
        "충남",
        "천안시/동남구·서북구 공주시 보령시 아산시 서산시 논산시 계룡시 당진시 금산군 부여군 서천군 청양군 홍성군 예산군 태안군",
    ),
    _province(
        "전라남도",
        "전남",
        "목포시 여수시 순천시 나주시 광양시 담양군 곡성군 구례군 고흥군 보성군 화순군 장흥군 강진군 해남군 영암군 무안군 함평군"
        " 영광군 장성군 완도군 진도군 신안군",
    ),
    _province(
        "경상북도",
        "경북",
        "포항시/남구·북구 경주시 김천시 안동시 구미시 영주시 영천시 상주시 문경시 경산시 의성군 청송군 영양군 영덕군 청도군 고령군"
        " 성주군 칠곡군 예천군 봉화군 울진군 울릉군",
    ),
    _province(
        "경상남도",
        "경남",
        "창원시/의창구·성산구·마산합포구·마산회원구·진해구 진주시 통영시 사천시 김해시 밀양시 거제시 양산시 의령군 함안군 창녕군"
        " 고성군 남해군 하동군 산청군 함양군 거창군 합천군",
    ),
    _province("제주특별자치도", "제주도 제주", "제주시 서귀포시"),
    _province(
        "강원특별자치도",
        "강원도 강원",
        "춘천시 원주시 강릉시 동해시 태백시 속초시 삼척시 홍천군 횡성군 영월군 평창군 정선군 철원군 화천군 양구군 인제군 고성군 양양군",
    ),
    _province(
        "전북특별자치도",
        "전라북도 전북",
        "전주시/완산구·덕진구 군산시 익산시 정읍시 남원시 김제시 완주군 진안군 무주군 장수군 임실군 순창군 고창군 부안군",
    ),
)
"""Every 시도 with its 시군구, by the ministry's list of legal areas of March 2026; a new 구 is written here."""

_CODES: Final = ("11", "26", "27", "28", "29", "30", "31", "36", "41", "43", "44", "46", "47", "48", "50", "51", "52")
PROVINCE_OF_CODE: Final = {code: province.name for code, province in zip(_CODES, PROVINCES, strict=True)}
"""Name by the first two digits of every code in it."""

PROVINCE_WORDS: Final = {word: province.name for province in PROVINCES for word in (province.name, *province.others)}
"""Name by everything people write for it."""

_CITIES: Final = tuple((province.name, city) for province in PROVINCES for city in province.cities)
CITY_WORDS: Final = frozenset(word for _, city in _CITIES for word in (city, city.rpartition(" ")[2]))
"""Every name of a 시군구, a 구 of a city also by itself."""

_TIMES: Final = Counter(word for _, city in _CITIES for word in {city, city.rpartition(" ")[2]})
SHARED_CITY_WORDS: Final = frozenset(word for word, times in _TIMES.items() if times > 1)
"""Names that several 시군구 have, such as 중구: without their 시도 they name none of them."""

_LEAST_OF_STEM: Final = 2
CITY_STEMS: Final = {
    stem: word
    for word in sorted(CITY_WORDS)
    if len(stem := word.rpartition(" ")[2][:-1]) >= _LEAST_OF_STEM
    and stem not in PROVINCE_WORDS
    and stem[-1] not in "동읍면리로길가"
}
"""Names as people shorten them, such as 의정부 and 강남; none that may be a 시도, a 읍면동 or a road."""


@dataclass(frozen=True)
class CodeChange:
    """Codes that another took the place of.

    Attributes
    ----------
    since : date
        First day of the new one.
    former, now : str
        First digits of codes: those of a 시도, or of a 시군구.
    """

    since: date
    former: str
    now: str


CODE_CHANGES: Final = (
    CodeChange(date(2023, 6, 11), "42", "51"),
    CodeChange(date(2023, 7, 1), "47720", "27720"),
    CodeChange(date(2024, 1, 18), "45", "52"),
)
"""강원, 군위 (from 경북 to 대구), 전북: what is behind these digits stayed."""


def current_code(code: str) -> str:
    """Return a code as it is now.

    Parameters
    ----------
    code : str
        Of a legal area or a road name, from its 시도 on.

    Returns
    -------
    str
        The same, unless it begins with digits that have changed.
    """
    change = next((one for one in CODE_CHANGES if code.startswith(one.former)), None)
    return code if change is None else change.now + code.removeprefix(change.former)


def current_city(province: str | None, city: str | None) -> tuple[str | None, str | None]:
    """Return names as they are now.

    Parameters
    ----------
    province, city : str or None
        As they were written; a name of `PROVINCES`, and one of a 시군구.

    Returns
    -------
    tuple
        The same, but for 군위군, which is in 대구 since July 2023.
    """
    return ("대구광역시", city) if city == "군위군" else (province, city)
