"""What is often said for a move of an issue, so that nobody has to type it with one hand."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from mapper.domain.label import Label

WORK_REASONS: Final[Mapping[str, tuple[Label, ...]]] = MappingProxyType(
    {
        "verified": (Label("신고 내용과 같음", "As it was told"), Label("신고보다 심함", "Worse than it was told")),
        "fixed": (
            Label("치움", "Cleared away"),
            Label("고침", "Repaired"),
            Label("바꿈", "Replaced"),
            Label("가 보니 이미 없음", "Gone when we came"),
        ),
        "resolved": (Label("현장에서 확인함", "Seen on site"), Label("사진으로 확인함", "Seen in the photos")),
        "merged": (Label("같은 것을 두 번 알림", "Told twice"),),
        "reopened": (
            Label("다시 생김", "It is back"),
            Label("덜 고쳐짐", "Not all of it was fixed"),
            Label("다른 것을 고침", "Another one was fixed"),
        ),
        "rejected": (
            Label("현장에 없음", "Not there"),
            Label("우리 시 일이 아님", "Not the city's"),
            Label("무엇인지 알 수 없음", "Nobody can tell what it is"),
        ),
        "closed": (
            Label("올해 예산 없음", "No money left this year"),
            Label("사유지", "Private ground"),
            Label("맡을 부서를 정하는 중", "Departments are settling whose it is"),
        ),
        "unmerged": (Label("다른 것임", "Another thing"),),
    }
)
"""Of each move of `mapper.domain.work.MOVE_RULES`, the most frequent first."""
