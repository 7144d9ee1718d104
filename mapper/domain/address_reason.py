"""What the reasons of the gazetteer are called, for people who are told why an address is no surer than it is."""

from __future__ import annotations

from typing import Final

from mapper.domain.gazetteer import Certainty, Reason
from mapper.domain.label import Label

CERTAINTY_WORDS: Final = {
    Certainty.SURE: Label("확실함", "sure"),
    Certainty.UNSURE: Label("확실하지 않음", "not sure"),
    Certainty.NONE: Label("찾지 못함", "not found"),
}
"""Whether an address was found."""

REASON_WORDS: Final = {
    "entrance": Label("출입구 위치", "the entrance of the building"),
    "centre": Label("건물 가운데 위치", "the middle of the building"),
    "base_number": Label("기초번호 위치(도로 20 m 구간)", "a stretch of 20 m of the road, by its base number"),
    "by_lot": Label("지번 {value}에 있는 건물", "a building on the lot {value}"),
    "city_assumed": Label(
        "시군구가 적혀 있지 않아 {value}로 봄", "no city was written, {value} is taken"
    ),
    "city_unsaid": Label("시군구가 적혀 있지 않음({value}에만 있음)", "no city was written; only {value} has it"),
    "words_unread": Label("앞에 적힌 ‘{value}’이(가) 무엇인지 모름", "‘{value}’ before it is not understood"),
    "other_town": Label("적힌 읍면동과 다름(자료에는 {value})", "in another 읍면동 than was written: {value}"),
    "other_postcode": Label("우편번호가 다름(자료에는 {value})", "another postcode than was written: {value}"),
    "ground_differs": Label("지상·지하가 다름(자료에는 {value})", "below or above ground, other than was written: {value}"),
    "sub_missing": Label("이 번호가 없어 본번이 같은 {value}로 봄", "this number is not known; {value} has the same main number"),
    "nearest_number": Label("이 번호가 없어 가장 가까운 {value}로 봄", "this number is not known; {value} is the nearest one"),
    "between": Label("이 번호가 없어 같은 도로 {value} 사이로 어림함", "this number is not known; reckoned between {value} on the same road"),
    "gone": Label("폐지된 주소", "the address is no longer in use"),
    "several_on_lot": Label("같은 지번에 건물이 {value}곳", "{value} buildings on the lot"),
    "beside": Label("‘앞·옆·입구’라고 적힘", "said to be beside it"),
    "opposite": Label("‘맞은편’이라고 적힘", "said to be opposite to it"),
    "near": Label("‘인근’이라고 적힘", "said to be near it"),
    "around": Label("‘일대’라고 적힘", "said to be an area around it"),
    "no_point": Label("위치가 공개되지 않은 건물", "a building whose place is not disclosed"),
    "nothing_read": Label("주소가 아님", "no address was read"),
    "no_gazetteer": Label("주소 자료가 아직 없음", "no addresses are loaded yet"),
    "elsewhere": Label("주소 자료에 없는 시군구: {value}", "no addresses of {value} are loaded"),
    "no_number": Label("{value}에 건물번호가 없음", "no number on {value} was written"),
    "no_lot": Label("{value}에 지번이 없음", "no lot of {value} was written"),
    "unknown_road": Label("없는 도로명: {value}", "no such road: {value}"),
    "unknown_number": Label("이 도로에 없는 번호: {value}", "no such number on this road: {value}"),
    "unknown_town": Label("없는 읍면동: {value}", "no such 읍면동: {value}"),
    "unknown_lot": Label("없는 지번: {value}", "no such lot: {value}"),
    "several_cities": Label("시군구 {value}곳에 같은 주소가 있음", "{value} cities have this address"),
    "several_places": Label("같은 주소가 {value}곳", "{value} places have this address"),
}  # fmt: skip
"""Of every code of `mapper.domain.gazetteer.SHARES` and `REFUSALS`; ``{value}`` stands for what the reason is about."""


def reason_words(reason: Reason) -> Label:
    """Say a reason.

    Parameters
    ----------
    reason : Reason
        Of an address.

    Returns
    -------
    Label
        A few words.
    """
    words = REASON_WORDS[reason.code]
    return Label(words.ko.replace("{value}", reason.value), words.en.replace("{value}", reason.value))
