"""Who may do what: every permission with how far each role reaches. The one table of rights.

Routes and commands name a permission (`web.access` says which); nothing is allowed that has no row
here, and a role that a row leaves out reaches nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from mapper.domain.reader import Reader, Role
from mapper.errors import NotAllowed


class Scope(StrEnum):
    """What a bearer token may be used for; never more than the role of its user."""

    READ = "read"
    EXPORT = "export"
    WRITE = "write"
    FORMS = "forms"
    """Fetch forms and send what was filled in, and nothing else: it stands in addresses, which proxies write down."""


class Reach(StrEnum):
    """How far a role reaches with a permission."""

    NONE = "none"
    PUBLIC = "public"
    """What everybody may know, everywhere: rule R3."""
    OWN = "own"
    """All that staff see, in the reader's own districts; elsewhere what everybody may know."""
    ALL = "all"
    """All that staff see, everywhere."""


@dataclass(frozen=True)
class Permission:
    """One thing that can be done or seen.

    Attributes
    ----------
    name : str
        ``subject`` or ``subject.verb``.
    label : str
        Its Korean name.
    reach : mapping of Role to Reach
        By role; a role that is not in it reaches nothing.
    """

    name: str
    label: str
    reach: Mapping[Role, Reach]


def _permission(name: str, label: str, **reach: Reach) -> Permission:
    return Permission(name, label, MappingProxyType({Role(role): far for role, far in reach.items()}))


_PUBLIC, _OWN, _ALL = Reach.PUBLIC, Reach.OWN, Reach.ALL
_EVERYBODY: Final = {role.value: _PUBLIC for role in Role}
_LOCAL: Final = dict.fromkeys(("field", "welfare", "supervisor"), _OWN)
_EVERYWHERE: Final = dict.fromkeys(("planner", "mayor", "admin"), _ALL)
_STAFF: Final = {role.value: _OWN for role in Role if role is not Role.PUBLIC}

PERMISSIONS: Final[tuple[Permission, ...]] = (
    _permission("map", "공개 지도", **_EVERYBODY),
    _permission("card", "등급 설명", public=_PUBLIC, honorary=_PUBLIC, **(_LOCAL | _EVERYWHERE)),
    _permission("card.why", "등급의 까닭", **(_LOCAL | _EVERYWHERE)),
    # The gazetteer is of whole cities and of nobody in particular: whoever works here may ask it.
    _permission("address", "주소 찾기", **(_LOCAL | _EVERYWHERE)),
    _permission("board", "계획 지도", planner=_ALL, mayor=_ALL, admin=_ALL),
    _permission("board.file", "계획 지도 내려받기", planner=_ALL, admin=_ALL),
    _permission("list", "구간 목록", planner=_ALL, mayor=_ALL, admin=_ALL),
    _permission("list.send", "구간 목록 보내기", planner=_ALL, admin=_ALL),
    # Who made a link may end it, and so may an administrator.
    _permission("map.share", "지도 링크", planner=_OWN, mayor=_OWN, admin=_ALL),
    _permission("login", "로그인", **_EVERYBODY),
    _permission("self", "내 계정", **_STAFF),
    _permission("self.token", "내 접근 토큰", **_STAFF),
    _permission("export.districts", "행정동 내려받기", **_EVERYBODY),
    # The mayor's office forwards files: what it takes out must be safe even if it is posted (trust: R2).
    _permission(
        "export.segments",
        "구간 내려받기",
        **(_EVERYBODY | {"field": _OWN, "planner": _ALL, "admin": _ALL}),
    ),
    _permission(
        "export.issues",
        "불편사항 내려받기",
        **(_EVERYBODY | {"field": _OWN, "planner": _ALL, "admin": _ALL}),
    ),
    _permission("export.shops", "복지상점 내려받기", **_EVERYBODY),
    _permission("export.venues", "모두의 운동장 내려받기", **_EVERYBODY),
    _permission("export.surveys", "현장조사 내려받기", field=_OWN, planner=_ALL, admin=_ALL),
    _permission("review", "위치 확인", field=_OWN, planner=_ALL, admin=_ALL),
    # What the mayor's office hears on a visit becomes an issue; it writes that down on a phone without the area of teams.
    _permission("issue.log", "불편사항 등록", field=_OWN, planner=_ALL, mayor=_ALL, admin=_ALL),
    _permission("report", "불편사항 신고", **_EVERYBODY),
    _permission("field", "현장 화면", field=_OWN, planner=_ALL, mayor=_ALL, admin=_ALL),
    _permission("field.area", "현장 지도", field=_OWN, planner=_ALL, admin=_ALL),
    # Teams that walk with ODK Collect fetch the same survey and the same issue as a form.
    _permission("form", "현장 양식", field=_OWN, planner=_ALL, admin=_ALL),
    _permission("form.key", "현장 양식 토큰", planner=_ALL, admin=_ALL),
    _permission("survey", "현장조사", field=_OWN, planner=_ALL, admin=_ALL),
    _permission("survey.deal", "현장조사 배정", planner=_ALL, admin=_ALL),
    _permission("patrol", "로드체킹", field=_OWN, planner=_ALL, admin=_ALL),
    # Whoever works in a district sees the meetings that it is part of, and writes those of their districts only.
    _permission("meeting", "주민회의", field=_OWN, planner=_ALL, mayor=_ALL, admin=_ALL),
    _permission("meeting.write", "주민회의 적기", field=_OWN, planner=_ALL, admin=_ALL),
    _permission("meeting.approve", "회의록 확정", planner=_ALL, admin=_ALL),
    _permission("visit", "현장방문", planner=_ALL, mayor=_ALL, admin=_ALL),
    # Whoever promises does not decide alone what everybody reads of it.
    _permission("visit.release", "약속 공개", planner=_ALL, admin=_ALL),
    # Every file of a visit holds what everybody may know, and nothing else (trust: R2).
    _permission("visit.file", "현장방문 내려받기", planner=_ALL, mayor=_ALL, admin=_ALL),
    # The mayor's office sends photos of visits, and sees those that it sent.
    _permission("photo", "사진", field=_OWN, planner=_ALL, mayor=_PUBLIC, admin=_ALL),
    _permission("edit", "고치기", field=_OWN, planner=_ALL, admin=_ALL),
    _permission("edit.resolve", "충돌 해결", planner=_ALL, admin=_ALL),
    _permission("work", "불편사항 처리", field=_OWN, planner=_ALL, admin=_ALL),
    _permission("work.template", "답변 서식", planner=_ALL, admin=_ALL),
    _permission("moderate", "공개 검토", planner=_ALL, admin=_ALL),
    # Volunteers work in the field; whoever reported something did not give them their number.
    _permission("contact", "민원인 연락처", planner=_ALL, admin=_ALL),
    _permission("job", "맡긴 일", **_STAFF),
    # Whoever tells of a household reads nothing of it, not even what they told.
    _permission("tip", "가구 제보", honorary=_OWN, field=_OWN, planner=_ALL, mayor=_ALL),
    # Who may be asked for help is no secret among staff; who sits at conferences is told to those who hold them.
    _permission("agency", "기관", welfare=_OWN, supervisor=_OWN, planner=_ALL, admin=_ALL),
    _permission("expert", "사례회의 전문가", welfare=_OWN, supervisor=_OWN),
    _permission("honour", "명예사회복지공무원 관리", welfare=_OWN, supervisor=_OWN),
    _permission("case", "사례", welfare=_OWN),
    # Whoever says who follows a case need not see it, and nobody takes up a case for themselves.
    _permission("case.assign", "사례 배정", welfare=_OWN, supervisor=_OWN, admin=_ALL),
    # Whoever brings the register of another system seals it, and opens none of it again.
    _permission("case.bring", "사례 옮겨 오기", supervisor=_OWN, admin=_ALL),
    _permission("case.file", "맡은 가구 내려받기", welfare=_OWN),
    # Whoever oversees does not follow cases: they look at one household with a reason, at a district with a second person.
    _permission("case.oversee", "사례 감독", supervisor=_OWN),
    _permission("case.approve", "열람 승인", supervisor=_OWN),
    _permission("oversight", "열람 점검", supervisor=_OWN, admin=_ALL),
    _permission("recusal.end", "제척 끝내기", admin=_ALL),
    # Bands that two people released; whoever reads them reaches no household.
    _permission("density", "사례 밀도", planner=_ALL, mayor=_ALL, admin=_ALL),
    _permission("density.release", "사례 밀도 공표", planner=_ALL, admin=_ALL),
    # Everybody reads what was published; what is counted from rows of now is for those who publish it.
    _permission("figure", "지표", **(_EVERYBODY | _EVERYWHERE)),
    _permission("figure.publish", "지표 공표", planner=_ALL, mayor=_ALL, admin=_ALL),
    # Exact numbers of households are for those who work with them, in their districts.
    _permission("figure.household", "가구 지표", welfare=_OWN, supervisor=_OWN),
    _permission("programme", "사업", planner=_ALL, mayor=_ALL, admin=_ALL),
    _permission("programme.write", "사업 적기", planner=_ALL, admin=_ALL),
    # Residents ask for a place without an account; who may use it is decided by whoever answers for it.
    _permission("venue", "모두의 운동장", **_EVERYBODY),
    _permission("venue.ask", "모두의 운동장 신청", **_EVERYBODY),
    _permission("venue.write", "모두의 운동장 관리", planner=_ALL, admin=_ALL),
    _permission("import", "자료 등록", planner=_ALL, admin=_ALL),
    _permission("admin", "운영", admin=_ALL),
)
"""Every permission there is."""

_BY_NAME: Final = {permission.name: permission for permission in PERMISSIONS}


def reach(permission: str, role: Role) -> Reach:
    """Return how far a role reaches.

    Parameters
    ----------
    permission : str
        Name of one of `PERMISSIONS`.
    role : Role
        Of the reader.

    Returns
    -------
    Reach
        ``NONE`` when the row leaves the role out.

    Raises
    ------
    KeyError
        When there is no such permission: a fault of ours.
    """
    return _BY_NAME[permission].reach.get(role, Reach.NONE)


def require(permission: str, by: Reader) -> Reach:
    """Refuse a reader whose role does not reach at all.

    Parameters
    ----------
    permission : str
        Name of one of `PERMISSIONS`.
    by : Reader
        Who asks.

    Returns
    -------
    Reach
        ``PUBLIC``, ``OWN`` or ``ALL``.

    Raises
    ------
    NotAllowed
        Without a word of what is there.
    """
    far = reach(permission, by.role)
    if far is Reach.NONE:
        message = f"{by.role} may not do {permission}; ask an administrator for a role that may."
        raise NotAllowed(message, permission=permission, role=by.role.value)
    return far


def require_all(permission: str, by: Reader) -> None:
    """Refuse a reader who does not see all that staff see, everywhere.

    Parameters
    ----------
    permission : str
        Name of one of `PERMISSIONS`.
    by : Reader
        Who asks.

    Raises
    ------
    NotAllowed
        When their role reaches less far.
    """
    if require(permission, by) is not Reach.ALL:
        message = f"{by.role} does {permission} with what everybody may know; ask a planner for what staff see."
        raise NotAllowed(message, permission=permission, role=by.role.value)


def sees_all_of(permission: str, by: Reader, district_code: str | None) -> bool:
    """Tell whether a reader sees what staff see of something in a district.

    Parameters
    ----------
    permission : str
        Name of one of `PERMISSIONS`.
    by : Reader
        Who asks.
    district_code : str or None
        Where it lies; None outside every district.

    Returns
    -------
    bool
        False for those who see only what everybody may know, or nothing.
    """
    far = reach(permission, by.role)
    return far is Reach.ALL or (far is Reach.OWN and by.reaches(district_code))


def districts_for(permission: str, by: Reader) -> list[str] | None:
    """Return the districts in which a reader may do something.

    Parameters
    ----------
    permission : str
        Name of one of `PERMISSIONS`.
    by : Reader
        Who asks.

    Returns
    -------
    list of str or None
        Codes; None for every district.

    Raises
    ------
    NotAllowed
        When their role has no part in it.
    """
    if require(permission, by) is Reach.ALL or by.districts is None:
        return None
    return sorted(by.districts)


def own_acts(permission: str, by: Reader) -> UUID | None:
    """Return whose acts a reader may see and take back.

    Parameters
    ----------
    permission : str
        Name of one of `PERMISSIONS`.
    by : Reader
        Who asks.

    Returns
    -------
    UUID or None
        Theirs when their role is bound to districts; None for everybody's.

    Raises
    ------
    NotAllowed
        When their role has no part in it.
    """
    return None if require(permission, by) is Reach.ALL else by.user_id
