"""What is asked of GeoReport v2, and every fault of it at once. A parameter without a value is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from mapper.domain.calendar import FIRST_DAY, LAST_DAY
from mapper.domain.category import CATEGORIES
from mapper.domain.service_request import LONGEST_SPAN, MOST, Sought
from mapper.errors import ExportRefused, ServiceRequestRefused
from mapper.wire.ogc.box import read_box
from mapper.wire.ogc.reference_systems import CRS84

_CODES: Final = frozenset(category.id for category in CATEGORIES)
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)")
_STATUSES: Final = {"open": True, "closed": False}
_PAGES: Final = 100_000
_EXAMPLE: Final = "2026-11-22T09:00:00+09:00"

Given = Mapping[str, str]
"""Parameters that have a value, by name; the last one of those that come twice."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong.

    Attributes
    ----------
    code : int
        As HTTP has it: 400, 403 or 404.
    description : str
        Korean: what is wrong, and what would be right.
    """

    code: int
    description: str


@dataclass(frozen=True)
class RequestsQuery:
    """Which requests are asked for.

    Attributes
    ----------
    ids : tuple of str or None
        These alone, whatever else is asked for.
    sought : Sought
        Which of the list.
    is_extended : bool
        Whether what the specification does not know is wanted too.
    """

    ids: Sequence[str] | None
    sought: Sought
    is_extended: bool


def no_service(code: str) -> Fault:
    """Say that there is no such service.

    Parameters
    ----------
    code : str
        That was asked for.

    Returns
    -------
    Fault
        404.
    """
    return Fault(404, f"service_code={code[:40]}: 그런 서비스가 없습니다. services에서 골라 주세요.")


def given_of(pairs: Iterable[tuple[str, str]]) -> Given:
    """Return the parameters that have a value.

    Parameters
    ----------
    pairs : iterable of tuple of str
        Name and value of each, as they came.

    Returns
    -------
    mapping of str to str
        Values by name, without space around them.
    """
    return {name: value.strip() for name, value in pairs if value.strip()}


def read_requests_query(given: Given, *, now: datetime) -> RequestsQuery:
    """Read which requests are asked for.

    Parameters
    ----------
    given : mapping of str to str
        From `given_of`; unknown names are passed over, as other cities know other ones.
    now : datetime
        This moment.

    Returns
    -------
    RequestsQuery
        Every value in its bounds.

    Raises
    ------
    ServiceRequestRefused
        With all its faults.
    """
    is_extended = given.get("extensions", "").lower() in {"true", "1"}
    if "service_request_id" in given:
        ids = _list(given["service_request_id"])
        return RequestsQuery(tuple(ids[:MOST]), Sought(), is_extended)
    faults: list[Fault] = []
    updated = _span(given, "updated_after", "updated_before", faults)
    requested = _span(given, "start_date", "end_date", faults)
    sought = Sought(
        categories=_services(given, faults),
        is_open=_is_open(given, faults),
        requested=(now - LONGEST_SPAN, now) if requested is None and updated is None else requested,
        updated=updated,
        box=_box(given, faults),
        page=_number(given, "page", 1, _PAGES, faults),
        size=_number(given, "page_size", MOST, MOST, faults),
    )
    _refuse(faults)
    return RequestsQuery(None, sought, is_extended)


def read_updates_query(given: Given, *, now: datetime) -> tuple[Sought, Sequence[str] | None]:
    """Read which updates are asked for.

    Parameters
    ----------
    given : mapping of str to str
        From `given_of`.
    now : datetime
        This moment.

    Returns
    -------
    tuple
        When they happened, and of which requests; None for all.

    Raises
    ------
    ServiceRequestRefused
        With all its faults.
    """
    faults: list[Fault] = []
    span = _span(given, "start_date", "end_date", faults) or (now - LONGEST_SPAN, now)
    page, size = _number(given, "page", 1, _PAGES, faults), _number(given, "page_size", MOST, MOST, faults)
    _refuse(faults)
    ids = _list(given["service_request_id"])[:MOST] if "service_request_id" in given else None
    return Sought(updated=span, page=page, size=size), ids


def read_ids(written: Iterable[str]) -> list[UUID]:
    """Return the ids among texts.

    Parameters
    ----------
    written : iterable of str
        Any.

    Returns
    -------
    list of UUID
        Without what can be no id of ours.
    """
    return [UUID(one) for one in written if re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", one)]


def read_moment(written: str) -> datetime | None:
    """Read a moment as W3C's note has it, also where a plus was not written as %2B and arrived as a space.

    Parameters
    ----------
    written : str
        As it came.

    Returns
    -------
    datetime or None
        None for what is none, or has no zone.
    """
    plain = re.sub(r" (?=\d\d:\d\d$)", "+", written)
    if not _MOMENT.fullmatch(plain):
        return None
    try:
        # Fractions to the microsecond: more digits are none that a clock here has.
        moment = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", plain))
        is_ours = FIRST_DAY.year <= moment.astimezone(UTC).year <= LAST_DAY.year
    except (ValueError, OverflowError):
        return None
    return moment if is_ours else None


def _span(given: Given, first: str, last: str, faults: list[Fault]) -> tuple[datetime, datetime] | None:
    """Return from when to when; of what is said of one end alone, the other is as far as may be asked for."""
    ends: list[datetime | None] = []
    for name in (first, last):
        moment = read_moment(given[name]) if name in given else None
        if name in given and moment is None:
            text = f"{name}={given[name][:40]}: 시간대까지 적은 날짜와 시각이 아닙니다. {_EXAMPLE}처럼 적어 주세요."
            faults.append(Fault(400, text))
            return None
        ends.append(moment)
    begins = ends[0] or (ends[1] - LONGEST_SPAN if ends[1] else None)
    if begins is None:
        return None
    ends_at = ends[1] or begins + LONGEST_SPAN
    if ends_at < begins:
        faults.append(Fault(400, f"{last}이(가) {first}보다 앞섭니다. 둘을 바꾸어 주세요."))
    elif ends_at - begins > LONGEST_SPAN:
        text = f"{first}부터 {last}까지가 {LONGEST_SPAN.days}일을 넘습니다. 나누어 물어 주세요."
        faults.append(Fault(400, text))
    return begins, ends_at


def _services(given: Given, faults: list[Fault]) -> tuple[str, ...] | None:
    if "service_code" not in given:
        return None
    codes = tuple(_list(given["service_code"]))
    unknown = [code for code in codes if code not in _CODES]
    if unknown:
        faults.append(no_service(unknown[0]))
    return codes


def _is_open(given: Given, faults: list[Fault]) -> bool | None:
    asked = set(_list(given.get("status", "")))
    if not asked <= _STATUSES.keys():
        wrong = min(asked - _STATUSES.keys())
        faults.append(Fault(400, f"status={wrong[:40]}: open이나 closed를 적어 주세요."))
        return None
    return _STATUSES[asked.pop()] if len(asked) == 1 else None


def _box(given: Given, faults: list[Fault]) -> tuple[float, float, float, float] | None:
    if "bbox" not in given:
        return None
    try:
        return read_box(given["bbox"], CRS84)
    except ExportRefused:
        text = f"bbox={given['bbox'][:60]}: 서쪽,남쪽,동쪽,북쪽 경위도를 적어 주세요: 127.03,37.73,127.05,37.75"
        faults.append(Fault(400, text))
        return None


def _number(given: Given, name: str, usual: int, most: int, faults: list[Fault]) -> int:
    written = given.get(name, str(usual))
    if written.isascii() and written.isdecimal() and len(written) < 9 and 1 <= int(written) <= most:
        return int(written)
    faults.append(Fault(400, f"{name}={written[:40]}: 1부터 {most}까지의 수를 적어 주세요."))
    return usual


def _list(written: str) -> list[str]:
    return [part.strip() for part in written.split(",") if part.strip()]


def _refuse(faults: Sequence[Fault]) -> None:
    if faults:
        raise ServiceRequestRefused(f"Refused: {faults}; mend what its descriptions say.", faults=list(faults))
