"""The words under which cities file the categories of `mapper.domain.category`."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from mapper.domain.category import CATEGORIES
from mapper.importers.decoding import folded
from mapper.importers.field import Field
from mapper.importers.sheet import Sheet
from mapper.importers.word import read_words

_ALSO_SAID: Final = {
    "illegal_dumping": ("쓰레기 무단투기", "불법투기", "쓰레기 불법투기", "쓰레기 투기"),
    "litter": ("쓰레기", "쓰레기 방치"),
    "abandoned_house": ("빈집", "폐가", "공가"),
    "dangerous_wall": ("위험 담장", "담장", "옹벽", "담장 균열", "옹벽 균열"),
    "illegal_ads": ("불법 현수막", "불법 전단지", "불법 벽보"),
    "blocked_drain": ("빗물받이", "배수구 막힘", "하수구 막힘", "배수 불량"),
    "odour": ("냄새", "하수구 냄새", "odor"),
    "weeds": ("잡초", "공터 방치", "잡풀"),
    "abandoned_vehicle": ("방치 자동차", "무단방치 차량"),
    "blind_spot": ("사각지대", "우범지역"),
    "fire_access": ("소방차 진입", "소방차 진입 곤란"),
    "pothole": ("포트홀", "노면 파손", "도로 파손", "보도블록 파손", "노면"),
    "narrow_passage": ("통행폭", "좁은 길"),
    "obstruction": ("적치물", "노상 적치물", "통행 방해물"),
    "illegal_parking": ("불법주차", "주정차", "주정차 위반"),
    "streetlight_out": ("보안등", "가로등 고장", "가로등", "보안등 불량"),
    "speeding": ("과속", "통과차량"),
    "faded_crosswalk": ("횡단보도", "횡단보도 마모"),
    "broken_mirror": ("반사경", "도로반사경 파손"),
    "broken_steps": ("계단 파손", "손잡이 파손"),
    "icy_slope": ("결빙", "미끄럼", "빙판"),
    "broken_bollard": ("볼라드",),
    "broken_railing": ("난간",),
    "damaged_tactile": ("점자블록",),
}

CATEGORY: Final = Field(
    "category", "유형", ("category", "유형", "불편유형", "민원유형", "분류", "service_code", "민원분류"), required=True
)

_WORDS: Final = {
    folded(word): category.id
    for category in CATEGORIES
    for word in (category.id, category.label_ko, category.label_en, *_ALSO_SAID.get(category.id, ()))
}
_CHOICES: Final = ", ".join(category.label_ko for category in CATEGORIES)


def read_categories(sheet: Sheet) -> pd.Series[Any]:
    """Read the category of each row.

    Parameters
    ----------
    sheet : Sheet
        Takes the faults.

    Returns
    -------
    Series of str, shape (n,)
        Ids of categories, None where refused.
    """
    remedy = "write one of these in its place"
    return read_words(sheet, CATEGORY.name, _WORDS, choices=_CHOICES, remedy=remedy, required=True)
