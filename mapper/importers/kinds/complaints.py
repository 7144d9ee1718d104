"""민원: what residents filed, without who they are."""

from __future__ import annotations

from typing import Final

import pandas as pd

from mapper.frames import COMPLAINTS
from mapper.importers.address import ADDRESS, read_road_names
from mapper.importers.category_word import CATEGORY, read_categories
from mapper.importers.field import Field
from mapper.importers.key import source_keys
from mapper.importers.kind_word import KIND, read_kinds
from mapper.importers.moment import in_order, no_moments, read_moments
from mapper.importers.place import ACCURACY, LAT, LON, read_accuracy, read_places
from mapper.importers.reading import Importer
from mapper.importers.sheet import Sheet
from mapper.importers.wkt_shape import GEOMETRY

_NOT_CLOSED: Final = frozenset({"na", "null", "none", "미처리", "처리중"})
_DUPLICATE: Final = "(?i:duplicate)|중복"
_ROWS_NAMED: Final = 8

FIELDS: Final = (
    Field("id", "접수번호", ("id", "민원번호", "접수번호", "CaseID", "complaint_id", "service_request_id")),
    CATEGORY,
    KIND,
    LON,
    LAT,
    GEOMETRY,
    ACCURACY,
    Field("date", "접수일", ("filed_at", "접수일", "접수일시", "접수일자", "신청일", "date", "Opened"), required=True),
    Field("road_name", "도로명", ("road_name", "도로명")),
    ADDRESS,
    Field("text", "내용", ("text", "내용", "민원내용", "description", "request_details")),
    Field("closed", "처리일", ("closed_at", "처리일", "처리일시", "처리일자", "처리완료일", "완료일", "Closed")),
    Field(
        "outcome", "처리결과", ("outcome", "처리결과", "처리내용", "답변내용", "답변", "Status.Notes", "status_notes")
    ),
)


def judge(sheet: Sheet) -> dict[str, pd.DataFrame]:
    """Judge complaints.

    Parameters
    ----------
    sheet : Sheet
        The file.

    Returns
    -------
    dict of str to DataFrame
        COMPLAINTS; when and how the other system closed a complaint is looked at and not kept.
    """
    x, y = read_places(sheet)
    filed = read_moments(sheet, "date", required=True)
    in_order(sheet, ("date", filed), ("closed", read_moments(sheet, "closed", blank=_NOT_CLOSED)))
    _note_duplicates(sheet)
    frame = pd.DataFrame(
        {
            "source_key": source_keys(sheet, "id"),
            "category": read_categories(sheet),
            "kind": read_kinds(sheet),
            "x": x,
            "y": y,
            "accuracy_m": read_accuracy(sheet),
            "road_name": read_road_names(sheet, "road_name", ADDRESS.name),
            "address": sheet.text(ADDRESS.name),
            "text": sheet.text("text"),
            "filed_at": filed.at,
            "recorded_at": no_moments(len(sheet)),
        }
    )
    return {COMPLAINTS.name: frame[~sheet.refused].reset_index(drop=True)}


def _note_duplicates(sheet: Sheet) -> None:
    says = sheet.text("outcome").str.contains(_DUPLICATE, regex=True).fillna(value=False).to_numpy(dtype=bool)
    rows = sheet.rows[says].tolist()
    if rows:
        some = ", ".join(map(str, rows[:_ROWS_NAMED])) + (" …" if len(rows) > _ROWS_NAMED else "")
        message = (
            f"{len(rows)} rows say in {sheet.column('outcome')} that they are duplicates ({sheet.table.unit}s {some});"
            " each opens an issue of its own until somebody merges them."
        )
        sheet.note("duplicates_said", message, rows=rows)


IMPORTER: Final = Importer("complaints", "민원", FIELDS, (COMPLAINTS,), judge, ("points",))
