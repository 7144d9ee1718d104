"""How a report stands, in words for whoever made it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mapper.domain.label import Label
from mapper.domain.resident_report import WITHDRAWN


@dataclass(frozen=True)
class Standing:
    """One status, as its reporter reads it.

    Attributes
    ----------
    title : Label
        In a word.
    meaning : Label
        What that means for them.
    tone : str
        ``waits``, ``done`` or ``ended``.
    """

    title: Label
    meaning: Label
    tone: str


STANDINGS: Final = {
    "received": Standing(
        Label("접수했습니다", "Received"),
        Label("담당자가 내용을 보고 현장을 확인할 예정입니다.", "Somebody will read it and look at the place."),
        "waits",
    ),
    "verified": Standing(
        Label("현장에서 확인했습니다", "Confirmed on site"),
        Label("처리할 부서를 정해 조치하고 있습니다.", "It is being seen to."),
        "waits",
    ),
    "fixed": Standing(
        Label("조치를 마치고 확인하고 있습니다", "Repaired, being checked"),
        Label(
            "다른 담당자가 제대로 되었는지 확인하면 끝납니다.", "It ends when a second person has checked the repair."
        ),
        "waits",
    ),
    "resolved": Standing(
        Label("해결했습니다", "Resolved"),
        Label("조치와 확인을 모두 마쳤습니다.", "It was repaired, and the repair was checked."),
        "done",
    ),
    "closed": Standing(
        Label("지금은 고치지 못합니다", "Not fixed for now"),
        Label(
            "이유를 적어 마무리했습니다. 불편은 지도 등급에 그대로 남습니다.",
            "It was closed with a reason, and still counts in the grade of the alley.",
        ),
        "ended",
    ),
    "rejected": Standing(
        Label("처리 대상이 아닙니다", "Not taken up"),
        Label(
            "현장이 다르거나 시에서 처리할 일이 아닌 것으로 보았습니다.",
            "It was not found there, or is not the city's to see to.",
        ),
        "ended",
    ),
    WITHDRAWN: Standing(
        Label("철회했습니다", "Withdrawn"),
        Label(
            "잘못 등록된 것으로 보아 처리할 목록에서 뺐습니다. 그렇지 않다면 아래에서 다시 열어 달라고 해 주세요.",
            "It was taken to be a mistake, and is not seen to. If it was none, ask below to have it taken up again.",
        ),
        "ended",
    ),
}
"""By status of the receipt."""

BLOCKERS: Final = {
    "budget": Label("예산이 필요합니다", "It needs a budget"),
    "departments": Label("부서 간 조정이 필요합니다", "Departments have to agree"),
    "law": Label("법령으로 제한됩니다", "The law does not allow it"),
}
"""What keeps a closed one from being fixed."""
