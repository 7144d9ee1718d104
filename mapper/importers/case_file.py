"""A file of households of another register. It is no kind of `IMPORTERS`: no frame, no note, no sentence holds a cell of it.

Whoever brings it has it before them: a bad row is told by its number and its column.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from mapper.crs import KOREA_LAT, KOREA_LON, KOREA_TM, WGS84, transformer
from mapper.domain.brought_case import BroughtCase, Desks
from mapper.domain.case_kinds import KINDS
from mapper.domain.case_record import Content, read_content
from mapper.domain.case_words import CHANNELS, CONSENTS, NEEDS, PURPOSES, RISKS
from mapper.domain.household import Household, Person, Tier, check
from mapper.domain.label import Label
from mapper.errors import InvalidInput, MissingColumns, UnreadableFile
from mapper.importers.decoding import folded, tidied
from mapper.importers.fault import RowFault
from mapper.importers.field import Field, match
from mapper.importers.formats import parse
from mapper.importers.source import open_source
from mapper.importers.table import Table

SUFFIXES: Final = (".csv", ".tsv", ".xlsx")
_CUT: Final = re.compile(r"[,;/·\n]+")
_YES: Final = frozenset({"y", "yes", "o", "예", "네", "1", "true", "보호", "비공개"})
_NO: Final = frozenset({"", "n", "no", "x", "아니오", "아니요", "0", "false"})
_NO_WORDS: Final = "이전 대장에서 옮김"

FIELDS: Final = (
    Field("id", "사례 번호", ("id", "사례번호", "관리번호", "대상자번호")),
    Field("district", "행정동", ("행정동코드", "행정동", "동", "읍면동", "district"), required=True),
    Field("worker", "담당자", ("담당자", "사례관리사", "담당", "worker"), required=True, personal=True),
    Field("name", "성명", ("성명", "이름", "대상자명", "name"), personal=True),
    Field("birth_year", "출생연도", ("출생연도", "태어난해", "출생년도", "birth_year"), personal=True),
    Field("phone", "전화번호", ("전화번호", "연락처", "휴대폰", "휴대전화", "phone"), personal=True),
    Field("address", "주소", ("도로명주소", "주소", "거주지", "address"), personal=True),
    Field("lon", "경도", ("경도", "lon", "longitude")),
    Field("lat", "위도", ("위도", "lat", "latitude")),
    Field("notes", "메모", ("메모", "비고", "특이사항", "notes"), personal=True),
    Field("channel", "발굴 경로", ("발굴경로", "의뢰경로", "접수경로", "channel"), required=True),
    Field("needs", "욕구", ("욕구", "주요욕구", "needs"), required=True),
    Field("risks", "위험군", ("위험군", "대상구분", "risks")),
    Field("words", "상황", ("상황", "사례개요", "내용", "words"), personal=True),
    Field("how", "동의 방법", ("동의방법", "동의", "how"), required=True),
    Field("purposes", "동의한 범위", ("동의범위", "동의한범위", "purposes")),
    Field("sealed", "따로 보호", ("따로보호", "보호", "비공개", "sealed")),
)
_CHOICES: Final[Mapping[str, Mapping[str, Label]]] = {
    "channel": CHANNELS,
    "needs": NEEDS,
    "risks": RISKS,
    "how": CONSENTS,
    "purposes": PURPOSES,
}
_WORDS: Final = {
    name: {folded(word): key for key, label in labels.items() for word in (key, label.ko, label.en)}
    for name, labels in _CHOICES.items()
}


@dataclass(frozen=True)
class CaseFile:
    """A file of households, judged.

    Attributes
    ----------
    file : str
        Its name.
    rows_in : int
        Rows that it holds.
    cases : tuple of BroughtCase
        Those of which every row can be used.
    faults : tuple of RowFault
        Every row that cannot be used, without what stands in it.
    """

    file: str
    rows_in: int
    cases: tuple[BroughtCase, ...]
    faults: tuple[RowFault, ...]


def read_cases(
    path: str | Path, *, desks: Desks, encoding: str | None = None, mapping: Mapping[str, str] | None = None
) -> CaseFile:
    """Read households of a file; nothing of it is written anywhere.

    Parameters
    ----------
    path : str or Path
        CSV, TSV or XLSX.
    desks : Desks
        Where cases can be brought to.
    encoding : str or None
        Of its text, when it is neither UTF-8 nor CP949.
    mapping : mapping of str to str or None
        Field to column, for columns with names of their own.

    Returns
    -------
    CaseFile
        Its households, and a fault for each row that cannot be used.

    Raises
    ------
    UnreadableFile
        When it is no table, or of another format.
    MissingColumns
        When a column is missing that every household needs.
    UnknownKind
        When ``mapping`` names a field there is not.
    """
    if Path(path).suffix.lower() not in SUFFIXES:
        message = f"{Path(path).name} is none of {', '.join(SUFFIXES)}; save the register as one of them."
        raise UnreadableFile(message, file=Path(path).name)
    source = open_source(path, encoding=encoding)
    table = parse(source)
    try:
        columns = match(table.header, FIELDS, mapping, file=source.name).columns
    except MissingColumns as error:  # a file without headings would be told by its first household
        lacking: Any = error.fields.get("missing", [])
        message = (
            f"{source.name} has no column for {', '.join(lacking) or 'a field'}, or one twice; say which with --map."
        )
        raise MissingColumns(message, file=source.name, missing=lacking) from None
    return _Judge(source.name, table, columns, desks).judged()


class _Judge:
    def __init__(self, file: str, table: Table, columns: Mapping[str, int], desks: Desks) -> None:
        self.file, self.table, self.columns, self.desks = file, table, columns, desks
        self.faults = [replace(fault, value=None, proposal=None) for fault in table.faults]

    def judged(self) -> CaseFile:
        cases = tuple(case for places in self._homes() if (case := self._case(places)) is not None)
        return CaseFile(self.file, self.table.rows_in, cases, tuple(sorted(self.faults, key=lambda one: one.rows)))

    def _homes(self) -> Iterator[list[int]]:
        """Yield the rows of each household: those of one number, or of one person at one address."""
        found: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for place in range(len(self.table.rows)):
            number = self._cell("id", place)
            key = (number,) if number else tuple(self._cell(name, place) for name in ("address", "name", "phone"))
            found[key].append(place)
        yield from found.values()

    def _cell(self, name: str, place: int) -> str:
        return tidied(self.table.columns[self.columns[name]][place]) if name in self.columns else ""

    def _case(self, places: list[int]) -> BroughtCase | None:
        before, first = len(self.faults), places[0]
        code, follower = self._desk(places)
        tier = self._tier(first)
        typed = {name: self._chosen(name, first) for name in _CHOICES}
        typed["words"] = [self._cell("words", first) or _NO_WORDS]
        household = self._household(places, tier)
        contents = self._contents(typed, household, tier, first)
        if code is None or follower is None or len(self.faults) > before:
            return None
        rows = tuple(self.table.rows[place] for place in places)
        return BroughtCase(rows, self._key(first), code, follower, tier, household, contents)

    def _key(self, place: int) -> str:
        names = ("id",) if self._cell("id", place) else ("address", "name", "phone")
        return "\x1f".join((names[0], *(self._cell(name, place) for name in names)))

    def _desk(self, places: list[int]) -> tuple[str | None, UUID | None]:
        codes = [self.desks.codes.get(self._cell("district", place)) for place in places]
        for place, code in zip(places, codes, strict=True):
            if code is None:
                self._refuse(
                    "district", place, "no_such_district", "code or name of a 행정동 of this city", "write it so"
                )
            elif code != codes[0]:
                self._refuse(
                    "district", place, "another_district", "the 행정동 of the other rows of it", "make them one"
                )
        code = codes[0]
        follower = None if code is None else self.desks.workers.get((code, self._cell("worker", places[0])))
        if code is not None and follower is None:
            expected = "name of a case worker (welfare) of that 행정동 in Golmok"
            self._refuse("worker", places[0], "no_such_worker", expected, "add the user first, or write another")
        return code, follower

    def _tier(self, place: int) -> Tier:
        said = folded(self._cell("sealed", place))
        if said not in _YES | _NO:
            self._refuse("sealed", place, "not_yes_or_no", "예, 아니오 or nothing", "write it so")
        return Tier.SEALED if said in _YES else Tier.CASE

    def _chosen(self, name: str, place: int) -> list[str]:
        words = [word for one in _CUT.split(self._cell(name, place)) if (word := one.strip())]
        keys = [_WORDS[name].get(folded(word)) for word in words]
        if None in keys:
            choices = ", ".join(label.ko for label in _CHOICES[name].values())
            self._refuse(name, place, "unknown_word", f"some of {choices}", "write them so")
        return [key for key in keys if key is not None]

    def _household(self, places: list[int], tier: Tier) -> Household:
        people = tuple(
            Person(self._cell("name", place), self._year(place), self._cell("phone", place)) for place in places
        )
        x, y = (None, None) if tier is Tier.SEALED else self._home(places[0])
        notes = "\n".join(dict.fromkeys(filter(None, (self._cell("notes", place) for place in places))))
        named = tuple(one for one in people if one != Person())
        return Household(address=self._cell("address", places[0]), x=x, y=y, people=named, notes=notes)

    def _year(self, place: int) -> int | None:
        said = self._cell("birth_year", place)
        if not said:
            return None
        if not re.fullmatch(r"\d{4}", said):
            self._refuse(
                "birth_year", place, "not_a_year", "the year of birth alone, such as 1950", "leave out the rest"
            )
            return None
        return int(said)

    def _home(self, place: int) -> tuple[float | None, float | None]:
        said = [self._cell(name, place) for name in ("lon", "lat")]
        if not any(said):
            return None, None
        try:
            lon, lat = (float(one) for one in said)
        except ValueError:
            lon = lat = math.nan
        if not (KOREA_LON[0] <= lon <= KOREA_LON[1] and KOREA_LAT[0] <= lat <= KOREA_LAT[1]):
            self._refuse(
                "lon", place, "no_position", "경도 and 위도 of a place in Korea, in degrees", "write both, or none"
            )
            return None, None
        x, y = transformer(WGS84, KOREA_TM).transform(lon, lat)
        return round(x, 2), round(y, 2)

    def _contents(
        self, typed: Mapping[str, list[str]], household: Household, tier: Tier, place: int
    ) -> dict[str, Content]:
        """Judge as the form at the desk does, and return what its records say."""
        contents: dict[str, Content] = {}
        if not (household.people or household.address):
            self._refuse("name", place, "blank", "a name or an address", "give one, or delete the row")
        try:
            for kind in ("intake", "consent"):
                contents[kind] = read_content(KINDS[kind].fields, typed)
            check(household, tier)
        except InvalidInput as error:
            field = str(error.fields.get("field", ""))
            if field not in {fault.column for fault in self.faults if self.table.rows[place] in fault.rows}:
                self._refuse(field, place, error.code, "what the form at the desk takes", "correct it there")
        return contents

    def _refuse(self, name: str, place: int, code: str, expected: str, remedy: str) -> None:
        column = self.table.header[self.columns[name]] if name in self.columns else name or None
        rows = (self.table.rows[place],)
        self.faults.append(RowFault(code, self.file, self.table.unit, rows, column, None, expected, remedy))
