"""민원: what residents filed, without who they are."""

from __future__ import annotations

from typing import Final

import pandas as pd

from mapper.frames import COMPLAINTS
from mapper.importers.address import read_road_names
from mapper.importers.category_word import CATEGORY, read_categories
from mapper.importers.field import Field
from mapper.importers.key import source_keys
from mapper.importers.moment import no_moments, read_moments
from mapper.importers.place import ACCURACY, LAT, LON, read_accuracy, read_places
from mapper.importers.reading import Importer
from mapper.importers.sheet import Sheet
from mapper.importers.wkt_shape import GEOMETRY

FIELDS: Final = (
    Field("id", "접수번호", ("id", "민원번호", "접수번호", "CaseID", "complaint_id", "service_request_id")),
    CATEGORY,
    LON,
    LAT,
    GEOMETRY,
    ACCURACY,
    Field("date", "접수일", ("filed_at", "접수일", "접수일시", "접수일자", "신청일", "date", "Opened"), required=True),
    Field("road_name", "도로명", ("road_name", "도로명")),
    Field("address", "도로명주소", ("도로명주소", "소재지도로명주소", "address", "주소", "위치", "발생장소")),
    Field("text", "내용", ("text", "내용", "민원내용", "description", "request_details")),
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
        COMPLAINTS; of an address only the road name is kept.
    """
    x, y = read_places(sheet)
    frame = pd.DataFrame(
        {
            "source_key": source_keys(sheet, "id"),
            "category": read_categories(sheet),
            "x": x,
            "y": y,
            "accuracy_m": read_accuracy(sheet),
            "road_name": read_road_names(sheet, "road_name", "address"),
            "text": sheet.text("text"),
            "filed_at": read_moments(sheet, "date", required=True).at,
            "recorded_at": no_moments(len(sheet)),
        }
    )
    return {COMPLAINTS.name: frame[~sheet.refused].reset_index(drop=True)}


IMPORTER: Final = Importer("complaints", "민원", FIELDS, (COMPLAINTS,), judge)
