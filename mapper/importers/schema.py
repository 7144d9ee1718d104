"""Files whose columns are laid down by an office, and what each of them is good for here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from mapper.errors import MissingColumns, WrongKind
from mapper.importers.decoding import folded
from mapper.importers.fault import Note, shown

_DISTRICTS_ARE = "districts are 행정동, as in TL_SCCO_GEMD or a 행정동 GeoJSON with adm_cd2"
_ALLEYS_ARE = "alleys are lines with a road class, as in TL_SPRD_MANAGE"
_NOT_YET = "it is not imported yet"


@dataclass(frozen=True)
class Schema:
    """The columns of an official file.

    Attributes
    ----------
    name : str
        As the office calls the layer or the file.
    label : str
        What it holds, in Korean.
    columns : tuple of str
        Those that together tell it from every other file; DBF cuts names to 10 bytes.
    kind : str or None
        The kind of import it serves; None when it serves none.
    advice : str
        What to give instead, when it serves none.
    first_line : str
        For a file without header: pattern of its first line, with commas between cells.
    """

    name: str
    label: str
    columns: tuple[str, ...] = ()
    kind: str | None = None
    advice: str = ""
    first_line: str = ""

    def fits(self, header: tuple[str, ...]) -> bool:
        """Tell whether a file has these columns.

        Parameters
        ----------
        header : tuple of str
            Its columns; its first line when it has no header.

        Returns
        -------
        bool
            Whatever else it holds.
        """
        if self.first_line:
            return re.match(self.first_line, ",".join(header)) is not None
        return {folded(name) for name in self.columns} <= {folded(name) for name in header}

    def note(self) -> Note:
        """Tell that a file was recognised.

        Returns
        -------
        Note
            With its name.
        """
        return Note("schema", f"Its columns are those of {self.name} ({self.label}).", {"schema": self.name})


SCHEMAS: Final = (
    Schema("TL_SPRD_MANAGE", "도로명주소 도로구간", ("RDS_MAN_NO", "RN", "ROA_CLS_SE"), "alleys"),
    Schema(
        "TL_SPRD_INTRVL",
        "도로명주소 기초구간",
        ("RDS_MAN_NO", "BSI_INT_SN", "ODD_BSI_MN", "EVE_BSI_MN"),
        advice="it cuts roads every 20 m for base numbers and has neither their names nor their class; give"
        " TL_SPRD_MANAGE of the same issue",
    ),
    Schema(
        "TL_SPRD_RW",
        "도로명주소 실폭도로",
        ("SIG_CD", "RW_SN"),
        advice="it is the surface of roads, not their line, and names none of them; give TL_SPRD_MANAGE of the same"
        " issue",
    ),
    Schema("TL_SPBD_BULD", "도로명주소 건물", ("BUL_MAN_NO", "BULD_MNNM"), advice=f"it is buildings, and {_NOT_YET}"),
    Schema(
        "TL_SPBD_ENTRC",
        "도로명주소 출입구",
        ("ENT_MAN_NO", "ENTRC_SE"),
        advice=f"it is entrances of buildings, and {_NOT_YET}",
    ),
    Schema(
        "TL_SPBD_EQB",
        "도로명주소 건물군",
        ("SIG_CD", "EQB_MAN_SN"),
        advice=f"it is groups of buildings, and {_NOT_YET}",
    ),
    Schema(
        "TL_KODIS_BAS",
        "기초구역(우편번호)",
        ("BAS_ID", "BAS_MGT_SN"),
        advice=f"it is postal areas; {_DISTRICTS_ARE}",
    ),
    Schema(
        "TL_SCCO_CTPRVN", "시도 경계", ("CTPRVN_CD", "CTP_KOR_NM"), advice=f"it is whole provinces; {_DISTRICTS_ARE}"
    ),
    Schema("TL_SCCO_SIG", "시군구 경계", ("SIG_CD", "SIG_KOR_NM"), advice=f"it is whole 시군구; {_DISTRICTS_ARE}"),
    Schema("TL_SCCO_GEMD or TL_SCCO_EMD", "행정 또는 법정 읍면동 경계", ("EMD_CD", "EMD_KOR_NM"), "districts"),
    Schema("TL_SCCO_LI", "법정리 경계", ("LI_CD", "LI_KOR_NM"), advice=f"it is parts of 읍 and 면; {_DISTRICTS_ARE}"),
    Schema("MOCT_LINK", "표준노드링크 링크", ("LINK_ID", "F_NODE", "T_NODE", "ROAD_RANK"), "alleys"),
    Schema(
        "MOCT_NODE",
        "표준노드링크 노드",
        ("NODE_ID", "NODE_TYPE"),
        advice="it is the points where links meet; give MOCT_LINK of the same issue",
    ),
    Schema(
        "LSMD_CONT_LDREG",
        "연속지적도",
        ("PNU", "JIBUN", "BCHK"),
        advice=f"it is parcels of land; {_DISTRICTS_ARE}, and {_ALLEYS_ARE}",
    ),
    Schema(
        "LARD_ADM_SECT_SGG", "시군구 경계", ("ADM_SECT_C", "SGG_NM"), advice=f"it is whole 시군구; {_DISTRICTS_ARE}"
    ),
    Schema("LSMD_ADM_SECT_UMD", "법정 읍면동 경계", ("EMD_CD", "EMD_NM"), "districts"),
    Schema("행정동 GeoJSON", "행정동 경계", ("adm_nm", "adm_cd2"), "districts"),
    Schema("통계청 2013", "통계청 행정구역 경계", ("code", "name", "name_eng", "base_year"), "districts"),
    Schema("SGIS bnd_dong", "통계청 읍면동 경계", ("BASE_DATE", "ADM_CD", "ADM_NM"), "districts"),
    Schema("OSM lines", "OpenStreetMap 선", ("osm_id", "highway", "other_tags"), "alleys"),
    Schema(
        "법정동코드 전체자료",
        "법정동 코드표",
        ("법정동코드", "법정동명", "폐지여부"),
        advice=f"it is a table of codes without places; {_DISTRICTS_ARE}",
    ),
    Schema(
        "KIKcd_B",
        "법정동 코드표",
        first_line=r"\d{10},[^,]*,(?:존재|폐지)",
        advice=f"it is a table of codes without places; {_DISTRICTS_ARE}",
    ),
    Schema(
        "KIKmix",
        "행정동·법정동 연계 코드표",
        ("행정동코드", "법정동코드", "동리명"),
        advice=f"it is a table of codes without places; {_DISTRICTS_ARE}",
    ),
    Schema(
        "우편번호 주소 목록",
        "도로명주소 목록",
        ("우편번호", "시군구", "도로명", "건물번호"),
        advice=f"it is a list of addresses, and {_NOT_YET}",
    ),
    Schema("도로명주소 목록", "도로명주소 목록", ("도로명코드", "지하여부", "건물본번", "건물부번"), "addresses"),
    Schema("주소DB", "도로명주소 목록", ("관리번호", "산여부", "번지", "호"), "addresses"),
    Schema(
        "도로명주소 DB",
        "도로명주소 목록",
        first_line=r"\d{5,26}\|(?:[^|]*\|){8}",
        advice="its lines have another number of columns than the official files of addresses",
    ),
)
"""Every official layout that is told by its columns, whatever their order."""


def recognised(header: tuple[str, ...]) -> Schema | None:
    """Recognise an official file.

    Parameters
    ----------
    header : tuple of str
        Its columns.

    Returns
    -------
    Schema or None
        The one with the most telling columns; None when it is no official file.
    """
    fitting = [schema for schema in SCHEMAS if schema.fits(header)]
    return max(fitting, key=lambda schema: len(schema.columns), default=None)


@contextmanager
def explained(header: tuple[str, ...], *, kind: str, file: str) -> Iterator[Schema | None]:
    """Say of a file without the columns of its kind what it is, when it is official.

    Parameters
    ----------
    header : tuple of str
        Its columns.
    kind : str
        What it is read as.
    file : str
        Named in the sentence.

    Yields
    ------
    Schema or None
        What it was recognised as, when that serves the kind.

    Raises
    ------
    WrongKind
        Instead of MissingColumns, naming the kind it serves or what to give instead.
    """
    schema = recognised(header)
    try:
        yield schema if schema is not None and schema.kind == kind else None
    except MissingColumns as error:
        if schema is None or schema.kind == kind:
            raise
        advice = schema.advice or f"import it as what it is: golmok import run {schema.kind} {shown(file)}"
        message = f"{file} is {schema.name} ({schema.label}), expected {kind}; {advice}."
        raise WrongKind(message, file=file, schema=schema.name, expected=kind, kind=schema.kind) from error
