"""Documents of GeoReport v2 that are no services: discovery, requests, their updates, and refusals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from mapper.domain.calendar import KST
from mapper.domain.category import category_by_id
from mapper.domain.service_request import RequestUpdate, ServiceRequest
from mapper.wire.open311.document import MEDIA_TYPES, Document
from mapper.wire.open311.query import Fault
from mapper.wire.open311.services import CHANGESET

SPECIFICATION: Final = "http://wiki.open311.org/GeoReport_v2"

NO_REQUEST: Final = Fault(404, "그런 요청이 없거나 아직 공개되지 않았습니다.")
NO_TOKEN: Final = Fault(404, "그런 토큰이 없습니다.")
NO_KEY: Final = Fault(403, "api_key가 없습니다. 운영자에게 접근 토큰을 받아 보내 주세요.")

UPDATE_STATES: Final = {
    "received": "REOPEN",
    "verified": "INVESTIGATING",
    "rejected": "NO_FURTHER_ACTION",
    "fixed": "IN_PROGRESS",
    "resolved": "FIXED",
    "closed": "CLOSED",
}
"""Where an update leads, in the words of the updates extension, by status."""


def discovery(root: str, city: str) -> Document:
    """Say where what is.

    Parameters
    ----------
    root : str
        Address of the endpoint.
    city : str
        Name of the city.

    Returns
    -------
    Document
        Of one endpoint.
    """
    endpoint = {
        "specification": SPECIFICATION,
        "url": root,
        "changeset": CHANGESET,
        "type": "production",
        "formats": [media_type.partition(";")[0] for media_type in MEDIA_TYPES.values()],
    }
    content = {
        "changeset": CHANGESET,
        "contact": f"{city} 골목 지도 운영자에게 문의하세요.",
        "key_service": f"{city} 골목 지도 운영자에게 접근 토큰을 받아 api_key로 보내세요. 읽기에는 필요 없습니다.",
        "endpoints": [endpoint],
    }
    return Document("discovery", content)


def requests(
    several: Sequence[ServiceRequest],
    *,
    city: str,
    photo_address: Callable[[str], str],
    notes: Mapping[UUID, Sequence[RequestUpdate]] | None = None,
) -> Document:
    """Return requests.

    Parameters
    ----------
    several : sequence of ServiceRequest
        In order.
    city : str
        Who sees to them.
    photo_address : callable
        Returns the address of a photo by its hash.
    notes : mapping of UUID to sequence of RequestUpdate or None
        What happened to each, where the extension is asked for.

    Returns
    -------
    Document
        Of the same.
    """
    return Document("service_requests", [_request(one, city, photo_address, notes) for one in several])


def filed(request: UUID, *, code: str, address: str) -> Document:
    """Return what was filed.

    Parameters
    ----------
    request : UUID
        Id.
    code : str
        Of the receipt, as people read it.
    address : str
        Where it is asked for.

    Returns
    -------
    Document
        Of one request.
    """
    notice = f"접수했습니다. 접수 번호 {code}로 {address}에서 진행 상황을 볼 수 있습니다."
    told = {"service_request_id": str(request), "service_notice": notice, "account_id": None}
    return Document("service_requests", [told])


def found_by(token: str, request: UUID) -> Document:
    """Return what a token stands for.

    Parameters
    ----------
    token : str
        As it was asked for.
    request : UUID
        Id.

    Returns
    -------
    Document
        Of one request.
    """
    return Document("service_requests", [{"service_request_id": str(request), "token": token}])


def nothing_at(path: str, root: str) -> Fault:
    """Say that there is nothing.

    Parameters
    ----------
    path : str
        That was asked for.
    root : str
        Address of the endpoint.

    Returns
    -------
    Fault
        404.
    """
    return Fault(404, f"{path}에는 아무것도 없습니다. {root}/discovery.xml에서 시작하세요.")


def updates(several: Sequence[RequestUpdate]) -> Document:
    """Return what happened to requests.

    Parameters
    ----------
    several : sequence of RequestUpdate
        In order.

    Returns
    -------
    Document
        Of the same, in the form of the updates extension.
    """
    rows = [
        {
            "update_id": str(one.id),
            "service_request_id": str(one.request),
            "status": UPDATE_STATES[one.status],
            "updated_datetime": w3c(one.updated_at),
            "description": one.note,
            "media_url": None,
        }
        for one in several
    ]
    return Document("service_request_updates", rows)


def heard(update: str) -> Document:
    """Say that words were taken in.

    Parameters
    ----------
    update : str
        Id by which its sender knows them; empty without one.

    Returns
    -------
    Document
        Of one update.
    """
    return Document("service_request_updates", [{"update_id": update}])


def refusal(faults: Sequence[Fault]) -> Document:
    """Say what is wrong.

    Parameters
    ----------
    faults : sequence of Fault
        All that are.

    Returns
    -------
    Document
        Of errors.
    """
    return Document("errors", [{"code": fault.code, "description": fault.description} for fault in faults])


def w3c(moment: datetime) -> str:
    """Write a moment.

    Parameters
    ----------
    moment : datetime
        With zone.

    Returns
    -------
    str
        By the clock of Korea, with zone, to the second.
    """
    return moment.astimezone(KST).isoformat(timespec="seconds")


def _request(
    one: ServiceRequest,
    city: str,
    photo_address: Callable[[str], str],
    notes: Mapping[UUID, Sequence[RequestUpdate]] | None,
) -> dict[str, Any]:
    plain = {
        "service_request_id": str(one.id),
        "status": "open" if one.is_open else "closed",
        "status_notes": one.note,
        "service_name": category_by_id(one.category).label_ko,
        "service_code": one.category,
        "description": one.description,
        "agency_responsible": city,
        "service_notice": None,
        "requested_datetime": w3c(one.requested_at),
        "updated_datetime": w3c(one.updated_at),
        "expected_datetime": one.expected_at and w3c(one.expected_at),
        "address": one.address,
        "address_id": None,
        "zipcode": None,
        "lat": None if one.lat is None else round(one.lat, 5),
        "long": None if one.lon is None else round(one.lon, 5),
        "media_url": one.photo and photo_address(one.photo),
    }
    if notes is None:
        return plain
    said = [
        {"datetime": w3c(note.updated_at), "description": note.note, "type": note.kind}
        for note in notes.get(one.id, ())
    ]
    return {**plain, "notes": said}
