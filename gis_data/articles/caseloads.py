"""Households of the made cities that nobody is: as many of each kind, visit and service as was published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from gis_data.articles.cities import ArticleCity, read_cities
from gis_data.articles.held import IKSAN, JONGNO, MAPO, SEODAEMUN, shares
from gis_data.articles.published import published
from mapper.domain.article import CaseLoad
from mapper.domain.first_case import FirstCase, FirstStep
from mapper.domain.household import Person

Typed = Mapping[str, tuple[str, ...]]

_AGREED: Final = {"how": ("written",), "purposes": ("follow", "share")}
_MET_EACH: Final = 5
_VISITS_EACH: Final = 2
_TEAM: Final = ("동장", "방문간호사", "복지팀장", "협의체 위원", "복지통장")
_NEEDS: Final = ("health", "income", "care", "housing", "ties")
_CHANNELS: Final = {"head": 150, "honorary": 80, "patrol": 97, "search": 60}
"""How many of the cases of 서대문 each channel found: made, but for their sum."""
_SESSIONS: Final = 4
_EXPERT_AGENCIES: Final = (
    "복지관", "보건소", "정신건강복지센터", "경찰서", "소방서", "학교", "고용센터", "법률상담소", "병원", "봉사단체",
)  # fmt: skip
_ASSESSED: Final = {"needs": ("income", "health"), "level": ("middle",), "words": ("생계와 건강이 함께 어려움",)}
_DECIDED: Final = {"decision": ("linked",), "agencies": ("district", "welfare")}


def build_caseloads() -> list[CaseLoad]:
    """Make the households of the four cities whose articles tell of some.

    Returns
    -------
    list of CaseLoad
        One a city.
    """
    cities = read_cities()
    made = {MAPO: _mapo, JONGNO: _jongno, IKSAN: _iksan, SEODAEMUN: _seodaemun}
    days = {MAPO: date(2020, 8, 13), JONGNO: date(2016, 7, 29), IKSAN: date(2016, 7, 29), SEODAEMUN: date(2024, 9, 30)}
    return [
        CaseLoad(f"복지-{cities[code].name}", tuple(cities[code].codes), days[code], tuple(make(cities[code])))
        for code, make in made.items()
    ]


def _case(number: int, days_ago: int, channel: str, district: str, steps: tuple[FirstStep, ...]) -> FirstCase:
    typed: Typed = {
        "channel": (channel,),
        "needs": (_NEEDS[number % len(_NEEDS)],),
        "words": ("살림이 갑자기 어려워짐",),
        **_AGREED,
    }
    people = (Person("가나다", 1950 + number % 40, ""),)
    return FirstCase(days_ago, people, f"가상로 {number + 1}", typed, steps, district_code=district)


def _spread(number: int, among: int, earliest: int, latest: int) -> int:
    """Return how many days ago one of many was, the first one earliest."""
    return earliest - (earliest - latest) * number // among


def _mapo(city: ArticleCity) -> Iterator[FirstCase]:
    told = published(MAPO)
    received, aftercare = told["desk.received"], told["desk.aftercare"]
    for number in range(received):
        ago = _spread(number, received, 185, 12)
        district = city.codes[number % len(city.codes)]
        steps: tuple[FirstStep, ...]
        if number < aftercare:
            steps = (
                FirstStep(ago - 2, "assessment", _ASSESSED),
                FirstStep(
                    ago - 4, "conference", {**_DECIDED, "people": ("복지팀장",), "words": ("함께 지켜보기로 함",)}
                ),
                FirstStep(ago - 9, "aftercare", {"words": ("지금은 안정됨",)}, due_in=60),
            )
        else:
            sessions = _SESSIONS if number == aftercare else 1
            steps = (
                *(
                    FirstStep(ago - one, "note", {"spoken": ("office",), "words": ("상담함",)})
                    for one in range(sessions)
                ),
                FirstStep(ago - 6, "closing", {"end": ("reached",), "words": ("안내한 대로 해결됨",)}),
            )
        yield _case(number, ago, "desk", district, steps)


def _jongno(city: ArticleCity) -> Iterator[FirstCase]:
    told = published(JONGNO)
    visited = told["outreach.people_visited"] // _MET_EACH // _VISITS_EACH
    services, week = shares(told["outreach.services"], visited), told["outreach.households_week"]
    district = city.codes[city.names.index("혜화동")]
    for number in range(visited):
        days = number - (visited - week)  # from 0 on: visited once more in the last week, one a day
        ago = _spread(number, visited, 320, 25) if days < 0 else 20
        again = ago - 10 if days < 0 else week - 1 - days
        team = _TEAM if days <= 0 else _TEAM[:-1]
        steps = (*_visit(0, ago - 2, _TEAM), *_visit(2, again, team), *_services(services[number], ago - 3, ago - 8, 4))
        yield _case(number, ago, "visit", district, steps)


def _visit(place: int, ago: int, team: tuple[str, ...]) -> tuple[FirstStep, FirstStep]:
    who = ("\n".join(team),)
    made = {"people": who, "met": (str(_MET_EACH),), "words": ("살림과 건강을 살핌",)}
    return FirstStep(ago, "visit", {"people": who}, due_in=0), FirstStep(ago, "made", made, of=place)


def _services(count: int, asked: int, linked: int, place: int) -> tuple[FirstStep, ...]:
    """Return referrals, each asked for and linked, behind so many other steps."""
    steps: list[FirstStep] = []
    for number in range(count):
        need = _NEEDS[number % len(_NEEDS)]
        told = {"sector": ("public" if number % 2 else "private",), "need": (need,), "agency": ("가상복지관",)}
        steps.append(FirstStep(asked, "referral", {**told, "service": ("가상 서비스",)}, due_in=14))
        steps.append(FirstStep(linked, "linked", {"words": ("시작함",)}, of=place + 2 * number))
    return tuple(steps)


def _iksan(city: ArticleCity) -> Iterator[FirstCase]:
    told = published(IKSAN)
    hubs = [city.codes[city.names.index(name)] for name in ("오산면", "동산동", "모현동", "삼성동")]
    count = told["hub.conference_experts"]
    experts = "\n".join(f"가상{_EXPERT_AGENCIES[one % len(_EXPERT_AGENCIES)]} 전문가 {one + 1}" for one in range(count))
    conference: Typed = {**_DECIDED, "people": (experts,), "words": ("아이와 조부모를 함께 돕기로 함",)}
    services = shares(told["hub.linked_services"], count)
    for number in range(count):
        ago = _spread(number, count, 80, 15)
        steps = _services(services[number], ago - 3, ago - 10, 0)
        if number == 0:
            steps += (FirstStep(ago - 4, "assessment", _ASSESSED), FirstStep(0, "conference", conference))
        yield _case(number, ago, "agency", hubs[number % len(hubs)], steps)


def _seodaemun(city: ArticleCity) -> Iterator[FirstCase]:
    told = published(SEODAEMUN)
    found = told["finder.cases"]
    channels = [channel for channel, count in _CHANNELS.items() for _ in range(count)]
    links = shares(told["finder.links"], found)
    began = (date(2024, 9, 30) - date(2024, 1, 3)) // timedelta(days=1)
    for number in range(found):
        ago = _spread(number, found, began, 10)
        steps = _services(links[number], ago - 2, ago - 8, 0)
        yield _case(number, ago, channels[number * 7 % found], city.codes[number % len(city.codes)], steps)
