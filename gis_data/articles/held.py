"""What the made cities ran, met for and were told: as many of each as was published, spread over the time it was of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from gis_data.articles.cities import read_cities
from gis_data.articles.published import published
from gis_data.demo.districts import DISTRICT_CODES
from mapper.domain.article import HeldMeeting, HeldProgramme, HeldVisit
from mapper.domain.indicator import Indicator, Standing
from mapper.domain.programme import STRATEGY_FIELDS, ProgrammeDraft
from mapper.domain.visit_record import HeadCount

UIJEONGBU: Final = "41150"
MAPO: Final = "11440"
JONGNO: Final = "11110"
IKSAN: Final = "45140"
SEODAEMUN: Final = "11410"

_HUBS: Final = ("오산면", "동산동", "모현동", "삼성동")
_STUDY_DISTRICT: Final = "종로1·2·3·4가동"
_STRATEGIES: Final = {
    "걷기 편한 도시": {
        "골목 환경 개선": Indicator("survey.coverage_share", 100),
        "보행로 정비": Indicator("roadcheck.resolved_share", 70),
        "생활 교통 개선": Indicator("roadcheck.patrols_per_week", 2),
    },
    "기업하기 좋은 도시": {
        "기업 유치": Indicator("strategy.projects", 30),
        "일자리 연결": Indicator(words="동마다 한 달에 한 번 기업과 구직자가 만나는 자리"),
        "상권 살리기": Indicator("fieldoffice.consultations", 1000),
    },
    "함께 돌보는 도시": {
        "위기가구 발굴": Indicator(words="모든 동에 발굴 경로 두 가지 이상"),
        "배움과 문화": Indicator(words="동마다 배움 모임 하나 이상"),
        "하천과 숲 가꾸기": Indicator("strategy.meetings_per_week", 1),
    },
}
"""Tasks of each strategy, and by what they are judged: all of it made, but for how many there are."""
_SAID: Final = (
    "밤에 골목이 어두워 불을 더 켜 주면 좋겠음",
    "빗물받이가 막혀 비가 오면 물이 고임",
    "버스 정류장에 앉을 곳이 없음",
    "쓰레기를 내놓는 자리가 지저분함",
    "보도블록이 들떠 걸려 넘어질 뻔함",
    "어린이 보호구역에 차가 빨리 다님",
    "경로당 앞 계단에 손잡이가 필요함",
    "시장 앞 주차를 정리해 주면 좋겠음",
)
_THEMES: Final = ("골목 안전", "생활 교통", "시장과 상권", "아이 키우기", "어르신 돌봄", "하천과 공원")
_BEGAN: Final = date(2022, 7, 6)
_VISITS_WITHIN: Final = 720
_WEEKLY_FROM: Final = date(2024, 1, 8)
_WEEKLY_TO: Final = date(2024, 7, 29)
_STUDY_FROM: Final = date(2016, 3, 8)
_STUDY_TO: Final = date(2016, 12, 27)
_SHARED_ON: Final = date(2024, 11, 1)
_ROLES: Final = (("resident", 0.6), ("trader", 0.25))


def shares(total: int, among: int) -> list[int]:
    """Part a number into whole numbers that differ by one at most.

    Parameters
    ----------
    total, among : int
        What is parted, into how many.

    Returns
    -------
    list of int
        Their sum is the total.
    """
    return [total * (number + 1) // among - total * number // among for number in range(among)]


def build_programmes() -> list[HeldProgramme]:
    """Make the programmes of the cities.

    Returns
    -------
    list of HeldProgramme
        What others serve comes before them.
    """
    return [*_strategies(), *_projects(), *_desks(), *_hubs()]


def _strategies() -> Iterator[HeldProgramme]:
    for title, tasks in _STRATEGIES.items():
        yield HeldProgramme(title, ProgrammeDraft("strategy", title, UIJEONGBU, _BEGAN))
        for task, indicator in tasks.items():
            standing = Standing("doing", _BEGAN, "담당 부서를 정하고 시작함")
            draft = ProgrammeDraft("task", task, UIJEONGBU, _BEGAN, indicator=indicator, standing=standing)
            yield HeldProgramme(task, draft, serves=title)


def _projects() -> Iterator[HeldProgramme]:
    *others, last = STRATEGY_FIELDS
    count = published(UIJEONGBU)["strategy.projects"]
    for number in range(count):
        # One field has a single project, so that the number of fields is seen to follow from the rows.
        field = last if number == count - 1 else others[number % len(others)]
        title = f"{STRATEGY_FIELDS[field].ko} 핵심사업 {number + 1}"
        began = _WEEKLY_FROM + timedelta(days=number)
        yield HeldProgramme(title, ProgrammeDraft("project", title, UIJEONGBU, began, field=field))


def _desks() -> Iterator[HeldProgramme]:
    city = read_cities()[MAPO]
    for code, name in zip(city.codes, city.names, strict=True):
        draft = ProgrammeDraft("desk", f"{name} 무엇이든 상담창구", MAPO, date(2020, 2, 3), districts=(code,))
        yield HeldProgramme(draft.title, draft)


def _hubs() -> Iterator[HeldProgramme]:
    city = read_cities()[IKSAN]
    for name in _HUBS:
        code = city.codes[city.names.index(name)]
        draft = ProgrammeDraft("hub", f"{name} 복지허브", IKSAN, date(2016, 5, 2), districts=(code,))
        yield HeldProgramme(draft.title, draft)


def build_meetings() -> list[HeldMeeting]:
    """Make the meetings of the cities.

    Returns
    -------
    list of HeldMeeting
        In order of time.
    """
    return sorted([*_weekly(), *_studying(), _sharing()], key=lambda one: one.day)


def _weekly() -> Iterator[HeldMeeting]:
    every = tuple(DISTRICT_CODES.values())
    came = (("의정부시 기획 부서", "office", "official", 12), ("의정부시 자문단", "expert", "expert", 3))
    for number in range((_WEEKLY_TO - _WEEKLY_FROM).days // 7 + 1):
        day = _WEEKLY_FROM + timedelta(weeks=number)
        field = list(STRATEGY_FIELDS.values())[number % len(STRATEGY_FIELDS)].ko
        yield HeldMeeting("strategy", f"현장 전략회의: {field}", "사업 현장", day, every, came)


def _studying() -> Iterator[HeldMeeting]:
    city = read_cities()[JONGNO]
    code = city.codes[city.names.index(_STUDY_DISTRICT)]
    staff, nurses = published(JONGNO)["studygroup.members"] - 2, 2
    came = (
        (f"{_STUDY_DISTRICT} 주민센터", "office", "official", staff),
        ("종로구 보건소", "office", "expert", nurses),
    )
    for number in range((_STUDY_TO - _STUDY_FROM).days // 14 + 1):
        day = _STUDY_FROM + timedelta(weeks=2 * number)
        yield HeldMeeting("study", "찾동 학습동아리", "주민센터 회의실", day, (code,), came)


def _sharing() -> HeldMeeting:
    city, told = read_cities()[SEODAEMUN], published(SEODAEMUN)
    speakers = told["sharing.speakers"]
    rest = told["sharing.attendees"] - speakers
    came = (
        ("명예사회복지공무원 주민", "civic", "resident", rest - 60),
        ("명예사회복지공무원 방문 직종", "business", "resident", 45),
        ("서대문구청", "office", "official", 15),
        ("발표한 주민", "none", "speaker", speakers - 2),
        ("발표한 방문 직종", "business", "speaker", 2),
    )
    return HeldMeeting("sharing", "우수사례 공유회", "구청 대강당", _SHARED_ON, tuple(city.codes), came)


def build_visits() -> list[HeldVisit]:
    """Make the field offices of 의정부.

    Returns
    -------
    list of HeldVisit
        In order of time.
    """
    told = published(UIJEONGBU)
    held = told["fieldoffice.held"]
    citizens, said = shares(told["fieldoffice.citizens"], held), shares(told["fieldoffice.consultations"], held)
    codes = list(DISTRICT_CODES.values())
    return [
        HeldVisit(
            _BEGAN + timedelta(days=_VISITS_WITHIN * number // held),
            codes[number % len(codes)],
            f"{_THEMES[number % len(_THEMES)]} 현장시장실",
            _heads(citizens[number]),
            tuple(("resident", _SAID[(number + line) % len(_SAID)]) for line in range(said[number])),
        )
        for number in range(held)
    ]


def _heads(citizens: int) -> tuple[HeadCount, ...]:
    heads = [HeadCount(kind, int(citizens * share)) for kind, share in _ROLES]
    rest = citizens - sum(one.heads for one in heads)
    return (*heads, HeadCount("student", rest), HeadCount("official", 4))
