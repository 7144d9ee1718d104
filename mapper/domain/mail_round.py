"""발굴 회차: addresses of a district that somebody goes round to and ticks what they see; read from a table, row by row.

Postmen hand over a letter (복지등기); heads of blocks, the welfare patrol and the search team knock.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from mapper.domain.calendar import read_day
from mapper.domain.case_words import CHANNELS
from mapper.domain.label import Label
from mapper.domain.personal_data import scan
from mapper.domain.plain_text import plain_text
from mapper.errors import InvalidInput

ROUND_CHANNELS: Final = {key: CHANNELS[key] for key in ("post", "head", "patrol", "search")}
"""Who goes round: the channel of a case that comes of it."""

CAME: Final = {
    "delivered": Label("전달", "Delivered"),
    "met": Label("만남", "Met"),
    "absent": Label("부재", "Nobody there"),
    "moved": Label("이사", "Moved away"),
    "refused": Label("수취거절", "Refused"),
    "declined": Label("거절", "Declined"),
    "returned": Label("반송", "Returned"),
}
"""What came of a letter or a knock."""
_REACHED: Final = frozenset({"delivered", "met"})
"""All else is an exception."""

SEEN: Final = {
    "mail": Label("우편물 쌓임", "Mail piled up"),
    "dark": Label("인기척 없음", "No sign of life"),
    "smell": Label("악취·쓰레기", "Smell or rubbish"),
    "health": Label("건강 이상", "Looks ill"),
    "hardship": Label("생활고 호소", "Told of hardship"),
    "cut_off": Label("단전·단수 안내문", "Notice of cut-off"),
}
"""Checklist of whoever goes round."""

COLUMNS: Final = {
    "address": ("주소", "도로명주소", "배달주소"),
    "name": ("이름", "성명", "수취인", "대상자"),
    "came": ("결과", "배달결과", "전달결과", "방문결과"),
    "seen": ("점검", "점검표", "확인사항"),
    "note": ("메모", "특이사항", "비고"),
    "sent_on": ("보낸날", "발송일", "보낸 날", "돈날", "돈 날", "방문일"),
}
_NEEDED: Final = ("address", "came", "sent_on")
_LONGEST: Final = 300
MOST_ROWS: Final = 2_000


@dataclass(frozen=True)
class Letter:
    """What is told of a letter, or of a door that was knocked at.

    Attributes
    ----------
    address, name, note : str
        To whom, and what was added.
    seen : tuple of str
        Keys of `SEEN`.
    came : str
        A key of `CAME`.
    sent_on : date
        Korean date of the letter or the knock.
    """

    address: str = field(repr=False)
    name: str = field(repr=False)
    note: str = field(repr=False)
    seen: tuple[str, ...]
    came: str
    sent_on: date

    @property
    def is_flagged(self) -> bool:
        """Whether something was seen."""
        return bool(self.seen)

    @property
    def waits(self) -> bool:
        """Whether a desk has to look into it: something was seen, or nobody was reached."""
        return self.is_flagged or self.came not in _REACHED


@dataclass(frozen=True)
class LetterLine:
    """A letter as a desk lists it, unopened.

    Attributes
    ----------
    id, round_id : UUID
        Of the letter and its round.
    district_code : str
        Of the round.
    came : str
        A key of `CAME`.
    sent_on : date
        Korean date.
    flagged : bool
        Whether something was seen.
    outcome : str or None
        A key of `mapper.domain.tip.OUTCOMES`; None while it waits.
    """

    id: UUID
    round_id: UUID
    district_code: str
    came: str
    sent_on: date
    flagged: bool
    outcome: str | None

    @property
    def place(self) -> str:
        """What its seal is bound to."""
        return f"golmok letter/{self.id}/{self.round_id}/{self.district_code}"


@dataclass(frozen=True)
class RowFault:
    """Something that cannot be used.

    Attributes
    ----------
    line : int
        Of the file, from 1.
    column : str
        Its heading.
    fault : Label
        What is wrong; it says nothing of whom the row is about.
    """

    line: int
    column: str
    fault: Label


def read_letters(written: str) -> tuple[list[Letter], list[RowFault]]:
    """Read the table of a round.

    Parameters
    ----------
    written : str
        CSV with a line of headings.

    Returns
    -------
    letters : list of Letter
        Of the rows that can be used.
    faults : list of RowFault
        All others, every fault of each.

    Raises
    ------
    InvalidInput
        When a heading is missing, there is no row, or there are too many.
    """
    rows = list(csv.reader(written.splitlines()))
    heading = [one.strip() for one in rows[0]] if rows else []
    at = {part: next((heading.index(one) for one in names if one in heading), None) for part, names in COLUMNS.items()}
    missing = [COLUMNS[part][0] for part in _NEEDED if at[part] is None]
    if missing or not 1 < len(rows) <= MOST_ROWS + 1:
        message = (
            f"The table has {max(len(rows) - 1, 0)} rows and lacks {missing}; send 1 to {MOST_ROWS} rows with headings."
        )
        raise InvalidInput(message, field="table", missing=missing)
    letters, faults = [], []
    for number, row in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in row):
            told = {part: row[place] if place is not None and place < len(row) else "" for part, place in at.items()}
            cells = {part: " ".join(plain_text(one).split()) for part, one in told.items()}
            found = list(_faults(number, cells))
            faults += found
            if not found:
                letters.append(_letter(cells))
    return letters, faults


def _letter(cells: Mapping[str, str]) -> Letter:
    return Letter(
        cells["address"],
        cells["name"],
        cells["note"],
        tuple(_key(SEEN, one) for one in _parts(cells["seen"])),
        _key(CAME, cells["came"]),
        _day(cells["sent_on"]),
    )


def _faults(number: int, cells: Mapping[str, str]) -> list[RowFault]:
    found = []
    if not cells["address"]:
        found.append(RowFault(number, COLUMNS["address"][0], Label("주소가 없습니다", "The address is missing")))
    for part in ("address", "name", "note"):
        if len(cells[part]) > _LONGEST:
            found.append(RowFault(number, COLUMNS[part][0], Label("너무 깁니다", "It is too long")))
        if any(one.kind == "resident_number" for one in scan(cells[part])):
            told = Label("주민등록번호가 있습니다", "It holds a resident registration number")
            found.append(RowFault(number, COLUMNS[part][0], told))
    if not _key(CAME, cells["came"]):
        found.append(RowFault(number, COLUMNS["came"][0], Label("모르는 결과입니다", "No such result")))
    if not all(_key(SEEN, one) for one in _parts(cells["seen"])):
        found.append(
            RowFault(number, COLUMNS["seen"][0], Label("모르는 점검 항목입니다", "No such item of the checklist"))
        )
    try:
        _day(cells["sent_on"])
    except ValueError:
        found.append(RowFault(number, COLUMNS["sent_on"][0], Label("날이 아닙니다", "It is no day")))
    return found


def _parts(told: str) -> list[str]:
    return [one.strip() for one in told.replace(";", ",").replace("/", ",").split(",") if one.strip()]


def _day(told: str) -> date:
    """Read a day as people write it: 2026-09-22, 2026. 9. 22., 2026/9/22 or 20260922."""
    numbers = re.findall(r"[0-9]+", told)
    if len(numbers) == 1 and len(numbers[0]) == len("20260922"):
        return read_day(f"{told[:4]}-{told[4:6]}-{told[6:]}")
    return read_day("-".join(one.zfill(2) for one in numbers))


def _key(words: Mapping[str, Label], told: str) -> str:
    """Return the key of a word, or nothing."""
    plain = told.replace(" ", "")
    return next((key for key, label in words.items() if plain in {key, label.ko.replace(" ", "")}), "")
