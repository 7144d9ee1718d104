"""열람 점검: what is noticed of those who look at households, and what whoever looks into it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from mapper.domain.access_log import MOST_REFUSALS
from mapper.domain.label import Label


class AlertKind(StrEnum):
    """What is not left until the end of the month."""

    REFUSALS = "refusals"
    BAIT = "bait"


ALERT_KINDS: Final = {
    AlertKind.REFUSALS: Label(
        f"한 시간 안에 {MOST_REFUSALS}번 볼 수 없는 것을 찾음",
        f"Asked for what was not theirs {MOST_REFUSALS} times within an hour",
    ),
    AlertKind.BAIT: Label(
        "아무도 열 일이 없는 미끼 가구를 찾음", "Touched a bait: a household nobody has a reason to open"
    ),
}

VERDICTS: Final = {
    "fine": Label("업무로 한 일", "Part of their work"),
    "asked": Label("본인에게 물어봄", "They were asked"),
    "reported": Label("조사로 넘김", "Handed to an investigation"),
}
"""What somebody may find when they look into an anomaly."""


@dataclass(frozen=True)
class Alert:
    """Something of an account that is to be looked into at once.

    Attributes
    ----------
    id : UUID
        Of the row.
    district_code : str
        In whose chain it stands.
    kind : AlertKind
        What was noticed.
    user_id : UUID
        Whose account.
    name : str
        Their name.
    raised_at : datetime
        When.
    seen_name : str or None
        Who has looked into it; None as long as nobody has.
    seen_at : datetime or None
        When they did.
    words : str or None
        What they found.
    """

    id: UUID
    district_code: str
    kind: AlertKind
    user_id: UUID
    name: str
    raised_at: datetime
    seen_name: str | None = None
    seen_at: datetime | None = None
    words: str | None = None


@dataclass(frozen=True)
class Mark:
    """What somebody found who looked into an anomaly.

    Attributes
    ----------
    district_code : str
        In whose chain its rows stand.
    month : date
        Its first day.
    kind : str
        Key of the anomaly.
    user_id : UUID
        Of whom.
    entries : int
        How many rows it had then.
    verdict : str
        A key of `VERDICTS`.
    words : str
        What they found.
    marked_name : str
        Who.
    marked_at : datetime
        When.
    """

    district_code: str
    month: date
    kind: str
    user_id: UUID
    entries: int
    verdict: str
    words: str
    marked_name: str
    marked_at: datetime
