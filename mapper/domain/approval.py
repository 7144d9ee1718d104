"""승인: what needs a second person, and what may become of asking for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from mapper.domain.label import Label

FEW: Final = 20
"""Households that somebody may take out in one file without a second person."""

MANY: Final = 50
"""Households that somebody may open on a screen at once without a fresh proof of who they are."""

ASKED_HOLDS: Final = timedelta(days=3)
"""How long what was asked waits for a decision."""

GRANTED_HOLDS: Final = timedelta(hours=24)
"""How long after the decision it may be used, once."""


class ApprovalKind(StrEnum):
    """What a second person is asked for."""

    FILE = "file"
    """A file of more than `FEW` households that whoever asks follows, of one district."""
    ROUND = "round"
    """A file of more than `FEW` addresses that a round of one district found, which nobody follows yet."""
    DISTRICT = "district"
    """A look at every household of a district by somebody who follows none of them."""


APPROVAL_KINDS: Final = {
    ApprovalKind.FILE: Label("맡은 가구 파일로 받기", "Own caseload as a file"),
    ApprovalKind.ROUND: Label("발굴 회차 주소 파일로 받기", "Addresses of a round as a file"),
    ApprovalKind.DISTRICT: Label("동 전체 가구 보기", "Every household of a district"),
}


class ApprovalState(StrEnum):
    """What became of it."""

    ASKED = "asked"
    GRANTED = "granted"
    DECLINED = "declined"
    USED = "used"
    LAPSED = "lapsed"


APPROVAL_STATES: Final = {
    ApprovalState.ASKED: Label("승인 기다림", "Waiting"),
    ApprovalState.GRANTED: Label("승인됨", "Approved"),
    ApprovalState.DECLINED: Label("거절됨", "Declined"),
    ApprovalState.USED: Label("사용함", "Used"),
    ApprovalState.LAPSED: Label("기한 지남", "Lapsed"),
}


@dataclass(frozen=True)
class Approval:
    """What one person asked for, and another may have decided.

    Attributes
    ----------
    id : UUID
        Of the row.
    district_code : str
        Of whose households.
    kind : ApprovalKind
        What is asked for.
    asked_by : UUID
        Who asks.
    asked_name : str
        Their name.
    asked_at : datetime
        When.
    reason, words : str
        Why: a key of `mapper.domain.access_reason.REASONS`, and what was added.
    granted : bool or None
        None until somebody decides.
    decided_name : str or None
        Who decided.
    decided_at : datetime or None
        When.
    used_at : datetime or None
        When it was used.
    """

    id: UUID
    district_code: str
    kind: ApprovalKind
    asked_by: UUID
    asked_name: str
    asked_at: datetime
    reason: str
    words: str
    granted: bool | None = None
    decided_name: str | None = None
    decided_at: datetime | None = None
    used_at: datetime | None = None

    def state(self, now: datetime) -> ApprovalState:
        """Say what became of it.

        Parameters
        ----------
        now : datetime
            This moment.

        Returns
        -------
        ApprovalState
            ``GRANTED`` as long as it may be used, ``ASKED`` as long as it may be decided.
        """
        if self.used_at is not None:
            return ApprovalState.USED
        if self.decided_at is None:
            return ApprovalState.ASKED if now <= self.asked_at + ASKED_HOLDS else ApprovalState.LAPSED
        if not self.granted:
            return ApprovalState.DECLINED
        return ApprovalState.GRANTED if now <= self.decided_at + GRANTED_HOLDS else ApprovalState.LAPSED
