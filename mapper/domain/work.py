"""처리 (work): what people decide about issues, who may, and what each decision needs.

What may follow what is told by `mapper.domain.issue.MOVES`; this adds who says it and why. What a person calls
resolved was called fixed before, by somebody else: two people have seen it. Only files say it at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from mapper.domain.deadline import DEADLINES
from mapper.domain.issue import MOVES
from mapper.domain.label import Label
from mapper.domain.reader import Reader, Role
from mapper.errors import InvalidInput, NotAllowed

BLOCKERS: Final[Mapping[str, Label]] = MappingProxyType(
    {
        "budget": Label("예산", "Budget"),
        "departments": Label("부서조정", "Between departments"),
        "law": Label("법령", "Law"),
    }
)
"""What keeps an issue that is closed from being fixed."""

MOST_WORDS: Final = 2000
"""Characters of a reason, a reply or a note."""

_TEAM: Final = frozenset({Role.FIELD, Role.PLANNER, Role.ADMIN})
_OFFICE: Final = frozenset({Role.PLANNER, Role.ADMIN})


class ActKind(StrEnum):
    """What one person decides about one issue or many."""

    MOVE = "move"
    ASSIGN = "assign"
    CLASSIFY = "classify"
    SHORTLIST = "shortlist"
    UNLIST = "unlist"
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    REPLY = "reply"
    NOTE = "note"
    UNDO = "undo"


ACT_LABELS: Final[Mapping[ActKind, Label]] = MappingProxyType(
    {
        ActKind.MOVE: Label("상태 변경", "Status"),
        ActKind.ASSIGN: Label("배정", "Assigned"),
        ActKind.CLASSIFY: Label("처리 종류 변경", "Kind of complaint"),
        ActKind.SHORTLIST: Label("관심 목록에 넣기", "Shortlisted"),
        ActKind.UNLIST: Label("관심 목록에서 빼기", "Taken off the shortlist"),
        ActKind.FOLLOW: Label("소식 받기", "Followed"),
        ActKind.UNFOLLOW: Label("소식 그만 받기", "No longer followed"),
        ActKind.REPLY: Label("답변", "Reply"),
        ActKind.NOTE: Label("메모", "Note"),
        ActKind.UNDO: Label("되돌리기", "Undone"),
    }
)

WHO_MAY: Final[Mapping[ActKind, frozenset[Role]]] = MappingProxyType(
    {kind: _OFFICE if kind in {ActKind.ASSIGN, ActKind.CLASSIFY, ActKind.REPLY} else _TEAM for kind in ActKind}
)
"""Roles that decide such things at all, in the districts that they reach."""

LASTING: Final = frozenset({ActKind.REPLY, ActKind.NOTE, ActKind.UNDO})
"""What cannot be taken back: what was said was read, and what was undone is decided anew."""


@dataclass(frozen=True)
class MoveRule:
    """What a person must say to move an issue.

    Attributes
    ----------
    kind : str
        Of `mapper.domain.issue.EVENT_KINDS`.
    label : Label
        What the button says.
    roles : frozenset of Role
        Who may.
    needs_reason : bool
        Whether it is refused when it does not say why. Every form asks why; of the others an earlier edition of the phone
        may have kept some without a reason, and those count as well.
    """

    kind: str
    label: Label
    roles: frozenset[Role]
    needs_reason: bool = False

    @property
    def needs(self) -> tuple[str, ...]:
        """What a form asks for: ``blocker`` or ``into``, and always ``reason``, most often said in a ready word."""
        return (*{"closed": ("blocker",), "merged": ("into",)}.get(self.kind, ()), "reason")


MOVE_RULES: Final = (
    MoveRule("verified", Label("현장 확인", "Verified on site"), _TEAM),
    MoveRule("fixed", Label("조치 완료", "Fixed"), _TEAM),
    MoveRule("resolved", Label("해결 확인", "Confirm the fix"), _TEAM),
    MoveRule("merged", Label("다른 건에 합치기", "Merge into another"), _TEAM),
    MoveRule("reopened", Label("다시 열기", "Reopen"), _TEAM, needs_reason=True),
    MoveRule("rejected", Label("반려", "Reject"), _OFFICE, needs_reason=True),
    MoveRule("closed", Label("미해결 종결", "Close without a fix"), _OFFICE, needs_reason=True),
    MoveRule("unmerged", Label("합친 것 나누기", "Take out again"), _OFFICE),
)
"""Every move, in the order of buttons."""

_DEADLINES: Final = [deadline.id for deadline in DEADLINES]
_RULES: Final = {rule.kind: rule for rule in MOVE_RULES}

REFUSALS: Final[Mapping[str, Label]] = MappingProxyType(
    {
        "moved_on": Label("그 사이에 상태가 바뀌었습니다.", "Somebody moved it first."),
        "same_person": Label(
            "조치했다고 한 사람이 아닌 다른 사람이 해결을 확인해야 합니다.",
            "Somebody else than who fixed it has to confirm it.",
        ),
        "into_itself": Label("이미 한 건으로 합쳐져 있습니다.", "They are one already."),
        "unknown": Label(
            "알 수 없거나 담당 동이 아닌 불편사항입니다. 아직 오지 않은 것이면 도착할 때 처리합니다.",
            "It is not known here, or lies elsewhere; if it is only late, it is done when it arrives.",
        ),
        "not_open": Label("합칠 건이 이미 처리되었습니다.", "The one to merge it into is done already."),
        "not_allowed": Label("보낸 사람에게 그럴 권한이 없습니다.", "Whoever sent it may not do that."),
    }
)
"""Why a decision is not carried out on one of its issues."""


@dataclass(frozen=True)
class Work:
    """What is decided about issues.

    Attributes
    ----------
    kind : ActKind
        Not ``UNDO``, which names an act and no issues.
    move : str or None
        Kind of the event of a move.
    reason : str or None
        Why.
    blocker : str or None
        Of `BLOCKERS`, when issues are closed.
    into : UUID or None
        The issue that others are merged into.
    team : UUID or None
        Who is to see to it; with neither team nor department nobody any more.
    department : str or None
        The same.
    deadline : str or None
        Id of the deadline by which classified ones are answered; None for those of what was filed.
    words : str or None
        Of a reply or a note.
    """

    kind: ActKind
    move: str | None = None
    reason: str | None = None
    blocker: str | None = None
    into: UUID | None = None
    team: UUID | None = None
    department: str | None = None
    deadline: str | None = None
    words: str | None = None

    def __post_init__(self) -> None:
        """Refuse what means nothing.

        Raises
        ------
        InvalidInput
            When something is missing or too much.
        """
        is_move, rule = self.kind is ActKind.MOVE, _RULES.get(self.move or "")
        if self.kind is ActKind.UNDO:
            raise InvalidInput("An undo names an act, not issues; ask for it at the act.", field="kind")
        if is_move != (rule is not None):
            message = (
                f"{self.kind} with move {self.move!r}; a move is one of {', '.join(_RULES)}, other acts have none."
            )
            raise InvalidInput(message, field="move", choices=list(_RULES))
        if rule is not None and rule.needs_reason and not (self.reason or "").strip():
            raise InvalidInput(f"{self.move} needs a reason; say why.", field="reason")
        if (self.move == "closed") != (self.blocker is not None) or self.blocker not in {None, *BLOCKERS}:
            message = f"{self.move} with blocker {self.blocker!r}; closed needs one of {', '.join(BLOCKERS)}."
            raise InvalidInput(message, field="blocker", choices=list(BLOCKERS))
        if (self.move == "merged") != (self.into is not None):
            raise InvalidInput(f"{self.move} into {self.into}; merged, and nothing else, names an issue.", field="into")
        self._require_parts()

    def _require_parts(self) -> None:
        given = [one for one in (self.team, self.department) if one is not None]
        if len(given) > (self.kind is ActKind.ASSIGN):
            raise InvalidInput(f"{self.kind} to {given}; assign to one team or one department.", field="team")
        if self.deadline is not None and (self.kind is not ActKind.CLASSIFY or self.deadline not in _DEADLINES):
            message = (
                f"{self.kind} by deadline {self.deadline!r}; classify by one of {', '.join(_DEADLINES)}, or by none."
            )
            raise InvalidInput(message, field="deadline", choices=_DEADLINES)
        says = self.kind in {ActKind.REPLY, ActKind.NOTE}
        if says != bool((self.words or "").strip()):
            raise InvalidInput(f"{self.kind} with words {self.words!r}; a reply and a note need some.", field="words")


def work_of(said: Mapping[str, Any]) -> Work:
    """Return a decision as JSON tells it.

    Parameters
    ----------
    said : mapping of str to Any
        ``act``, and what else it needs of ``move``, ``reason``, ``blocker``, ``into``, ``team``, ``department``, ``deadline``,
        ``words``.

    Returns
    -------
    Work
        Refused when it means nothing.
    """
    into, team = (said.get(name) and UUID(str(said[name])) for name in ("into", "team"))
    told = {name: said.get(name) for name in ("move", "reason", "blocker", "department", "deadline", "words")}
    return Work(ActKind(said["act"]), **told, into=into, team=team)


@dataclass(frozen=True)
class Standing:
    """Where an issue stands, as far as deciding about it asks.

    Attributes
    ----------
    issue : UUID
        Id.
    status : str
        A key of `mapper.domain.issue.STATUSES`.
    moved_by : UUID or None
        Who brought it there, where a user did.
    moved_at : datetime or None
        When the last thing happened to it; None when nothing did.
    district_code : str or None
        Where it lies.
    is_withdrawn : bool
        Whether somebody took it back, so that it counts nowhere.
    """

    issue: UUID
    status: str
    moved_by: UUID | None
    moved_at: datetime | None
    district_code: str | None
    is_withdrawn: bool = False


@dataclass(frozen=True)
class Refusal:
    """An issue on which a decision was not carried out.

    Attributes
    ----------
    issue : UUID
        Id.
    why : str
        A key of `REFUSALS`.
    status : str or None
        Where it stands; None when it is unknown.
    """

    issue: UUID
    why: str
    status: str | None


def require_role(work: Work, by: Reader) -> None:
    """Refuse whoever does not decide such things.

    Parameters
    ----------
    work : Work
        What is decided.
    by : Reader
        Who decides.

    Raises
    ------
    NotAllowed
        When their role may not.
    """
    roles = WHO_MAY[work.kind] if work.move is None else _RULES[work.move].roles
    if by.role not in roles:
        message = f"{by.role} may not {work.move or work.kind} issues; ask one of {', '.join(sorted(roles))}."
        raise NotAllowed(message, permission=f"work.{work.move or work.kind}")


def moves_for(standing: Standing, by: Reader) -> tuple[MoveRule, ...]:
    """Return the moves that somebody may make.

    Parameters
    ----------
    standing : Standing
        Of the issue.
    by : Reader
        Who.

    Returns
    -------
    tuple of MoveRule
        In the order of `MOVE_RULES`.
    """
    return tuple(rule for rule in MOVE_RULES if by.role in rule.roles and _refused(rule.kind, standing, by) is None)


def refusal(work: Work, standing: Standing, by: Reader) -> Refusal | None:
    """Tell why a decision cannot be carried out on an issue.

    Parameters
    ----------
    work : Work
        What is decided.
    standing : Standing
        Of the issue.
    by : Reader
        Who decides.

    Returns
    -------
    Refusal or None
        None when it can.
    """
    if work.move is None:
        return None
    why = _refused(work.move, standing, by)
    return None if why is None else Refusal(standing.issue, why, standing.status)


def _refused(move: str, standing: Standing, by: Reader) -> str | None:
    is_confirmed = move == "resolved"
    if move not in MOVES[standing.status] or (is_confirmed and standing.status != "fixed"):
        return "moved_on"
    return "same_person" if is_confirmed and standing.moved_by == by.user_id else None
