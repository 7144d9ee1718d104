"""What issues and complaints are about, and made sentences that say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from mapper.domain.category import category_by_id
from mapper.domain.rubric import RUBRIC


@dataclass(frozen=True)
class Subject:
    """Something that can be wrong.

    Attributes
    ----------
    category : str
        Id of the category.
    patrol, field, complaint : float
        How often each kind of reporter brings it up, in proportion.
    note : str
        What staff write down.
    sentences : tuple of str
        What residents write; ``{place}`` stands for where.
    """

    category: str
    patrol: float
    field: float
    complaint: float
    note: str
    sentences: tuple[str, ...]


SUBJECTS: Final = (
    Subject(
        "illegal_dumping", 9, 9, 14, "배출장소 밖 봉투 더미",
        ("{place}에 쓰레기 봉투가 며칠째 쌓여 있습니다.", "{place} 전봇대 밑에 누가 매트리스를 버리고 갔어요. 치워 주세요."),
    ),
    Subject(
        "litter", 5, 6, 5, "담배꽁초·쓰레기 흩어짐",
        ("{place}에 담배꽁초가 너무 많습니다.", "바람이 불면 {place} 쪽으로 쓰레기가 다 날려 옵니다."),
    ),
    Subject(
        "abandoned_house", 2, 4, 2, "빈집 출입문 열림",
        ("{place}에 오래 비어 있는 집이 있는데 문이 열려 있어 무섭습니다.", "{place} 빈집 지붕이 내려앉고 있어요."),
    ),
    Subject(
        "dangerous_wall", 4, 5, 3, "담장 균열·기울음",
        ("{place} 담장이 길 쪽으로 기울어 있습니다.", "비가 온 뒤로 {place} 옹벽에 금이 더 벌어졌습니다."),
    ),
    Subject("graffiti", 3, 3, 1, "담장 낙서", ("{place} 담벼락 낙서를 지워 주세요.",)),
    Subject(
        "illegal_ads", 8, 5, 3, "전신주 불법광고물",
        ("{place} 전봇대마다 전단지가 덕지덕지 붙어 있습니다.", "{place}에 현수막이 낮게 걸려 있어 머리에 닿습니다."),
    ),
    Subject(
        "blocked_drain", 14, 8, 8, "빗물받이 낙엽·토사 막힘",
        ("{place} 빗물받이가 막혀 비만 오면 물이 고입니다.", "{place} 배수구에 낙엽이 꽉 찼어요. 장마 전에 치워 주세요."),
    ),
    Subject("odour", 2, 3, 7, "하수 악취", ("{place}에서 하수구 냄새가 심하게 납니다.", "저녁마다 {place} 맨홀에서 악취가 올라옵니다.")),
    Subject(
        "weeds", 5, 6, 3, "공터 잡초 무성",
        ("{place} 공터 풀이 허리까지 자랐습니다.", "{place} 옆 빈 땅에 잡초가 우거져 모기가 많아요."),
    ),
    Subject(
        "abandoned_vehicle", 4, 3, 4, "장기 방치차량",
        ("{place}에 번호판 없는 차가 몇 달째 서 있습니다.", "{place}에 버려진 오토바이가 길을 막고 있어요."),
    ),
    Subject("blind_spot", 2, 3, 3, "시야 가림·어두운 모퉁이", ("{place} 꺾이는 곳이 너무 어둡고 안 보입니다. 거울이라도 달아 주세요.",)),
    Subject("fire_access", 3, 3, 3, "소방차 진입로 장애물", ("{place} 입구에 늘 물건이 있어 소방차가 못 들어올 것 같습니다.",)),
    Subject(
        "pothole", 12, 9, 9, "노면 파임·보도블록 들뜸",
        ("{place} 바닥이 파여서 걸려 넘어질 뻔했습니다.", "{place} 보도블록이 들떠 있어 유모차가 지나가기 힘들어요."),
    ),
    Subject("narrow_passage", 1, 2, 2, "유효 통행폭 부족", ("{place} 폭이 좁아 둘이 나란히 걷기도 어렵습니다.",)),
    Subject(
        "obstruction", 12, 9, 7, "불법 적치물",
        ("{place}에 가게 물건이 길까지 나와 있습니다.", "{place}에 화분과 의자가 놓여 있어 지나다니기 불편해요."),
    ),
    Subject(
        "illegal_parking", 5, 4, 16, "모퉁이 주정차",
        ("{place} 모퉁이에 차를 대서 앞이 안 보입니다.", "밤마다 {place} 양쪽에 차가 서 있어 걸어갈 틈이 없습니다."),
    ),
    Subject(
        "streetlight_out", 9, 6, 9, "보안등 꺼짐",
        ("{place} 보안등이 꺼진 지 일주일이 넘었습니다.", "{place} 가로등이 깜빡거려요. 밤에 다니기 무섭습니다."),
    ),
    Subject("speeding", 1, 2, 5, "통과차량 과속", ("{place}에서 차들이 너무 빨리 달립니다. 방지턱이 필요해요.",)),
    Subject("faded_crosswalk", 9, 4, 3, "횡단보도 도색 마모", ("{place} 앞 횡단보도가 다 지워져 보이지 않습니다.",)),
    Subject("broken_mirror", 4, 3, 2, "반사경 파손·방향 틀어짐", ("{place} 반사경이 깨져 있습니다.",)),
    Subject("broken_steps", 3, 4, 3, "계단 파손·손잡이 흔들림", ("{place} 계단이 깨져 있고 손잡이가 흔들립니다.",)),
    Subject("icy_slope", 2, 2, 3, "비탈길 결빙", ("겨울에 {place} 비탈이 얼어 어르신들이 미끄러지십니다.",)),
    Subject("broken_bollard", 13, 5, 3, "볼라드 파손·뽑힘", ("{place} 입구 볼라드가 뽑혀 있습니다.", "{place} 말뚝이 부러져 밑동만 남았어요.")),
    Subject("broken_railing", 4, 4, 2, "난간 파손", ("{place} 난간이 떨어져 있어 위험합니다.",)),
    Subject("damaged_tactile", 4, 3, 1, "점자블록 파손", ("{place} 점자블록이 깨져 있습니다.",)),
)  # fmt: skip
"""One for every category."""

PATROL: Final = np.array([subject.patrol for subject in SUBJECTS])
FIELD: Final = np.array([subject.field for subject in SUBJECTS])
COMPLAINT: Final = np.array([subject.complaint for subject in SUBJECTS])
"""Proportions of the subjects by who reports them, shape (subjects,)."""

CATEGORIES: Final = np.array([subject.category for subject in SUBJECTS], dtype=object)
NOTES: Final = np.array([subject.note for subject in SUBJECTS], dtype=object)
"""What the subjects say, shape (subjects,)."""

_BLOCK: Final = 100_000
"""Reports decided on at a time, so that memory stays flat however many there are."""

_PRIMARY: Final = np.array(
    [RUBRIC.item_ids.index(category_by_id(subject.category).effects[0].item) for subject in SUBJECTS]
)


def next_of_kin() -> NDArray[np.int64]:
    """Tell what each subject is easily taken for: the next one that bears on the same rubric item.

    Returns
    -------
    ndarray of int, shape (subjects,)
        Numbers in ``SUBJECTS``; a subject's own where nothing else bears on its item.
    """
    kin = [np.flatnonzero(item == _PRIMARY).tolist() for item in _PRIMARY]
    return np.array([those[(those.index(number) + 1) % len(those)] for number, those in enumerate(kin)])


def draw_subjects(
    odds: NDArray[np.float64], levels: NDArray[np.float64], found: NDArray[np.int64], rng: Generator
) -> NDArray[np.int64]:
    """Choose what each report is about: what is often reported, and what is bad at that place.

    Parameters
    ----------
    odds : ndarray of float64
        ``PATROL``, ``FIELD`` or ``COMPLAINT``, shape (subjects,).
    levels : ndarray of float64
        Level of each item on each segment, shape (segments, items).
    found : ndarray of int64
        Segment of each report, shape (n,).
    rng : numpy.random.Generator
        Source of every draw.

    Returns
    -------
    ndarray of int64
        Numbers in ``SUBJECTS``, shape (n,).
    """
    chosen = np.empty(len(found), np.int64)
    for begin in range(0, len(found), _BLOCK):
        part = slice(begin, begin + _BLOCK)
        steps = np.cumsum(odds * (0.15 + levels[found[part]][:, _PRIMARY]), axis=1)
        chosen[part] = (rng.random(len(steps))[:, None] * steps[:, -1:] > steps).sum(axis=1)
    return chosen
