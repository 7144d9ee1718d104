"""불편사항: one thing wrong at one place, and what has happened to it since."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from mapper.domain.category import CATEGORIES, SEVERITIES, VERIFICATIONS
from mapper.domain.issue import ORIGINS, STATUSES
from mapper.domain.severity_example import severity_choice
from mapper.frames import ISSUE_EVENTS, ISSUES
from mapper.importers.address import ADDRESS, read_road_names
from mapper.importers.category_word import CATEGORY, read_categories
from mapper.importers.field import Field
from mapper.importers.key import source_keys
from mapper.importers.moment import Moments, in_order, no_moments, read_moments
from mapper.importers.place import ACCURACY, LAT, LON, read_accuracy, read_places
from mapper.importers.reading import Importer
from mapper.importers.segment_ref import SEGMENT, read_segments
from mapper.importers.sheet import Sheet
from mapper.importers.wkt_shape import GEOMETRY
from mapper.importers.word import folded_words, read_words

_USUAL_SEVERITY: Final = "2"
_SEVERITY_WORDS: Final = folded_words(
    {
        spelling: str(severity)
        for severity, label in enumerate(SEVERITIES, start=1)
        for spelling in (
            *(str(severity), label.ko, label.ko.split(" - ")[0], label.en.split(" - ")[0]),
            # what our form calls it, in a file whose cells are the labels of answers
            *(spelled for category in CATEGORIES for spelled in vars(severity_choice(category.id, severity)).values()),
        )
    }
)
_STANDINGS: Final = ("received", "verified", "rejected", "resolved", "closed")
_STATUS_WORDS: Final = folded_words(
    {status: status for status in _STANDINGS}
    | {STATUSES[status]: status for status in _STANDINGS}
    | {
        **dict.fromkeys(
            (VERIFICATIONS["unverified"].ko, "unverified", "미확인", "처리중", "open", "접수됨"), "received"
        ),
        **dict.fromkeys(("확인", "확인됨", "현장확인완료"), "verified"),
        **dict.fromkeys(("오인", "관할 외", VERIFICATIONS["rejected"].ko), "rejected"),
        **dict.fromkeys(("완료", "처리완료", "조치완료", "해결됨", "정비완료"), "resolved"),
        **dict.fromkeys(("종결", "미해결"), "closed"),
    }
)
_ORIGIN_WORDS: Final = folded_words(
    {origin: origin for origin in ORIGINS}
    | {"로드체킹": "patrol", "현장": "field", "추진단": "field", "민원": "complaint", "파일": "file"}
)

FIELDS: Final = (
    Field("id", "불편사항 번호", ("id", "issue_id", "번호", "관리번호", "연번", "instanceID", "KEY", "_uuid")),
    CATEGORY,
    Field("severity", "심각도", ("severity", "정도", "심각도", "위험도")),
    SEGMENT,
    LON,
    LAT,
    GEOMETRY,
    ACCURACY,
    Field("date", "발견일", ("reported_at", "발견일", "접수일", "접수일시", "신고일", "등록일", "date"), required=True),
    Field("status", "처리 상태", ("status", "상태", "처리상태", "처리현황", "진행상태", "verification", "확인여부")),
    Field("verified_at", "확인일", ("verified_at", "확인일", "현장확인일")),
    Field("resolved_at", "해결일", ("resolved_at", "해결일", "처리일", "조치일", "완료일", "처리완료일")),
    Field("origin", "발굴 경로", ("origin", "경로", "발굴경로")),
    Field("road_name", "도로명", ("road_name", "도로명")),
    ADDRESS,
    Field("description", "내용", ("description", "내용", "설명", "불편내용")),
)


def judge(sheet: Sheet) -> dict[str, pd.DataFrame]:
    """Judge issues.

    Parameters
    ----------
    sheet : Sheet
        The file.

    Returns
    -------
    dict of str to DataFrame
        ISSUES, and in ISSUE_EVENTS what their status and dates say has happened.
    """
    x, y = read_places(sheet)
    reported = read_moments(sheet, "date", required=True)
    frame = pd.DataFrame(
        {
            "source_key": source_keys(sheet, "id"),
            "category": read_categories(sheet),
            "severity": _severities(sheet),
            "segment_id": read_segments(sheet),
            "x": x,
            "y": y,
            "accuracy_m": read_accuracy(sheet),
            "road_name": read_road_names(sheet, "road_name", ADDRESS.name),
            "address": sheet.text(ADDRESS.name),
            "origin": _origins(sheet),
            "description": sheet.text("description"),
            "reported_at": reported.at,
            "recorded_at": no_moments(len(sheet)),
        }
    )
    events = _events(sheet, frame["source_key"], reported)
    good = ~sheet.refused
    kept = events[events["issue_key"].isin(frame.loc[good, "source_key"])]
    return {ISSUES.name: frame[good].reset_index(drop=True), ISSUE_EVENTS.name: kept.reset_index(drop=True)}


def _severities(sheet: Sheet) -> pd.Series[Any]:
    remedy = "correct it, or leave it blank for 2"
    found = read_words(sheet, "severity", _SEVERITY_WORDS, choices="1, 2, 3, 4", remedy=remedy)
    blank = int(sheet.text("severity").isna().sum())
    if blank:
        sheet.note("severity_assumed", f"{blank} rows without a severity count as 2 (보통).", rows=blank)
    return found.fillna(_USUAL_SEVERITY).astype(int)


def _origins(sheet: Sheet) -> pd.Series[Any]:
    remedy = "correct it, or leave it blank for file"
    found = read_words(sheet, "origin", _ORIGIN_WORDS, choices=", ".join(ORIGINS), remedy=remedy)
    return found.fillna("file")


def _events(sheet: Sheet, keys: pd.Series[str], reported: Moments) -> pd.DataFrame:
    choices = ", ".join(f"{status} ({STATUSES[status]})" for status in _STANDINGS)
    remedy = "write one of these in its place"
    status = read_words(sheet, "status", _STATUS_WORDS, choices=choices, remedy=remedy)
    verified = in_order(sheet, ("date", reported), ("verified_at", read_moments(sheet, "verified_at")))
    ended = in_order(sheet, ("date", reported), ("resolved_at", read_moments(sheet, "resolved_at")))
    ended = in_order(sheet, ("verified_at", verified), ("resolved_at", ended))
    _refuse_contradictions(sheet, status, ended)
    rejected = status == "rejected"
    seen = rejected | (status == "verified") | verified.at.notna()
    # a status without a date of its own is as old as the report
    seen_at = verified.at.fillna(ended.at.where(rejected)).fillna(reported.at)
    over = ~rejected & ended.at.notna()
    parts = [
        pd.DataFrame({"issue_key": keys, "kind": "rejected", "occurred_at": seen_at})[rejected],
        pd.DataFrame({"issue_key": keys, "kind": "verified", "occurred_at": seen_at})[seen & ~rejected],
        pd.DataFrame(
            {"issue_key": keys, "kind": status.where(status == "closed", "resolved"), "occurred_at": ended.at}
        )[over],
    ]
    undated = int((seen & verified.at.isna()).sum())
    if undated:
        message = f"{undated} rows are verified or rejected without a date; the date of the report is taken."
        sheet.note("verification_undated", message, rows=undated)
    events = pd.concat(parts).sort_index(kind="stable").reset_index(drop=True)
    return events.assign(recorded_at=no_moments(len(events)))


def _refuse_contradictions(sheet: Sheet, status: pd.Series[Any], ended: Moments) -> None:
    undated = (status.isin(("resolved", "closed")) & sheet.text("resolved_at").isna()).to_numpy(dtype=bool)
    remedy = "give the day, or correct the status"
    sheet.refuse(undated, "resolved_at", "undated_end", expected="the day it was resolved or closed", remedy=remedy)
    standing = ((status == "received") & ended.at.notna()).to_numpy(dtype=bool)
    remedy = "correct the status or remove the date"
    sheet.refuse(standing, "status", "contradiction", expected="a status that ends with its date", remedy=remedy)


IMPORTER: Final = Importer("issues", "불편사항", FIELDS, (ISSUES, ISSUE_EVENTS), judge, ("points",))
