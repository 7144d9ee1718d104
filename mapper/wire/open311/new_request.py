"""What is sent as a new request, or as words to one, and every fault of it at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from mapper.crs import KOREA_LAT, KOREA_LON
from mapper.domain.category import category_by_id
from mapper.domain.plain_text import plain_text
from mapper.domain.resident_report import (
    LONGEST_PLACE,
    LONGEST_TEXT,
    MOST_PHOTOS,
    USUAL_SEVERITY,
    Contact,
    ResidentReport,
    is_email,
    is_phone,
)
from mapper.domain.service_request import LONGEST_DESCRIPTION
from mapper.errors import ServiceRequestRefused, UnknownKind
from mapper.wire.open311.query import Fault, Given, given_of, no_service, read_ids
from mapper.wire.open311.services import SEVERITY, SEVERITY_KEYS, attribute_codes

_ATTRIBUTE: Final = re.compile(r"attribute\[([^\[\]]+)\](\[\])?")
_LONGEST_ADDRESS: Final = 1000
_REOPENING: Final = frozenset({"open", "REOPEN"})
SENDERS: Final = frozenset({"device_id", "account_id"})
"""What tells one resident of a program from another."""


@dataclass(frozen=True)
class NewRequest:
    """What a program files for a resident.

    Attributes
    ----------
    category : str
        Id.
    severity : int
        1 to 4.
    text, place : str or None
        In words.
    lon, lat : float or None
        Where [degrees]; both or none.
    contact : Contact or None
        How the resident may be reached.
    """

    category: str
    severity: int
    text: str | None
    place: str | None
    lon: float | None
    lat: float | None
    contact: Contact | None = field(repr=False)

    def report(self, report: UUID, code: str, photos: tuple[bytes, ...]) -> ResidentReport:
        """Return the same as the residents' page hands it in.

        Parameters
        ----------
        report : UUID
            Its id.
        code : str
            Of its receipt.
        photos : tuple of bytes
            SHA-256 of each.

        Returns
        -------
        ResidentReport
            To be filed.
        """
        return ResidentReport(id=report, code=code, accuracy_m=None, segment=None, photos=photos, **vars(self))


@dataclass(frozen=True)
class NewWords:
    """What is added to a request.

    Attributes
    ----------
    request : UUID
        Id.
    code : str
        Of its receipt, as it was typed.
    words : str
        What is said.
    asks_to_reopen : bool
        Whether it is asked that the issue be taken up again.
    update : str
        Id by which the sender knows them; empty without one.
    """

    request: UUID
    code: str
    words: str
    asks_to_reopen: bool
    update: str


def read_new_request(pairs: Sequence[tuple[str, str]], *, photos: int) -> NewRequest:
    """Read a new request.

    Parameters
    ----------
    pairs : sequence of tuple of str
        Name and value of each field, as they came; unknown names but attributes are passed over.
    photos : int
        How many files came with it.

    Returns
    -------
    NewRequest
        Every value in its bounds.

    Raises
    ------
    ServiceRequestRefused
        With all its faults.
    """
    given = given_of(pairs)
    faults: list[Fault] = []
    category = _category(given, faults)
    severity = _severity(pairs, category, faults)
    lon, lat = _point(given, faults)
    place = plain_text(given.get("address_string") or given.get("address_id") or "").strip() or None
    if place is None and lon is None and not _has_point(given):
        faults.append(Fault(400, "lat과 long, address_string, address_id 가운데 하나로 어디인지 알려 주세요."))
    if place and len(place) > LONGEST_PLACE:
        faults.append(Fault(400, f"address_string은 {LONGEST_PLACE}자까지 쓸 수 있습니다."))
    text = _text(given, faults)
    contact = _contact(given, faults)
    if photos > MOST_PHOTOS:
        faults.append(Fault(400, f"media는 {MOST_PHOTOS}개까지 보낼 수 있습니다."))
    if category is None or faults:
        raise ServiceRequestRefused(f"Refused: {faults}; mend what its descriptions say.", faults=faults)
    return NewRequest(category, severity, text, place, lon, lat, contact)


def read_new_words(pairs: Sequence[tuple[str, str]]) -> NewWords:
    """Read words to a request.

    Parameters
    ----------
    pairs : sequence of tuple of str
        Name and value of each field, as they came.

    Returns
    -------
    NewWords
        Every value in its bounds.

    Raises
    ------
    ServiceRequestRefused
        With all its faults.
    """
    given = given_of(pairs)
    faults = [
        Fault(400, f"{name}이(가) 없습니다. {what}")
        for name, what in (
            ("service_request_id", "요청의 번호를 적어 주세요."),
            ("receipt_code", "요청을 보냈을 때 받은 접수 번호를 적어 주세요."),
            ("description", "알릴 내용을 적어 주세요."),
        )
        if name not in given
    ]
    words = plain_text(given.get("description", "")).strip()
    if len(words) > LONGEST_TEXT:
        faults.append(Fault(400, f"description은 {LONGEST_TEXT}자까지 쓸 수 있습니다."))
    ids = read_ids([given.get("service_request_id", "")])
    if "service_request_id" in given and not ids:
        faults.append(Fault(404, "그런 요청이 없습니다."))
    if faults:
        raise ServiceRequestRefused(f"Refused: {faults}; mend what its descriptions say.", faults=faults)
    return NewWords(ids[0], given["receipt_code"], words, given.get("status") in _REOPENING, given.get("update_id", ""))


def said_of(pairs: Sequence[tuple[str, str]]) -> str | None:
    """Return all that was sent but the key, by which the same from the same resident is known again.

    Parameters
    ----------
    pairs : sequence of tuple of str
        Name and value of each field, as they came.

    Returns
    -------
    str or None
        Whatever the order of fields; None without `SENDERS`: two residents at one place may well say the same.
    """
    if not any(name in SENDERS for name in given_of(pairs)):
        return None
    return repr(sorted((name, value) for name, value in pairs if name != "api_key"))


def _category(given: Given, faults: list[Fault]) -> str | None:
    code = given.get("service_code")
    if code is None:
        faults.append(Fault(400, "service_code가 없습니다. services에서 골라 주세요."))
        return None
    try:
        return category_by_id(code).id
    except UnknownKind:
        faults.append(no_service(code))
        return None


def _severity(pairs: Sequence[tuple[str, str]], category: str | None, faults: list[Fault]) -> int:
    """Return the severity; of what is sent as an attribute nothing is lost in silence."""
    chosen = [
        (found[1], value.strip()) for name, value in pairs if (found := _ATTRIBUTE.fullmatch(name)) and value.strip()
    ]
    known = attribute_codes(category_by_id(category)) if category else frozenset({SEVERITY})
    unknown = [code for code, _ in chosen if code not in known]
    if unknown:
        faults.append(Fault(400, f"attribute[{unknown[0][:40]}]: 이 서비스에 없는 속성입니다."))
    values = {value for code, value in chosen if code == SEVERITY}
    if not values:
        return USUAL_SEVERITY
    if len(values) > 1 or not values <= set(SEVERITY_KEYS):
        faults.append(Fault(400, f"attribute[{SEVERITY}]: {', '.join(SEVERITY_KEYS)} 가운데 하나를 골라 주세요."))
        return USUAL_SEVERITY
    return int(values.pop())


def _point(given: Given, faults: list[Fault]) -> tuple[float, float] | tuple[None, None]:
    if not _has_point(given):
        return None, None
    lon, lat = _number(given.get("long", "")), _number(given.get("lat", ""))
    if lon is None or lat is None:
        faults.append(Fault(400, "lat과 long은 둘 다 수로 적어 주세요: lat=37.73812&long=127.04521"))
        return None, None
    if not (KOREA_LON[0] <= lon <= KOREA_LON[1] and KOREA_LAT[0] <= lat <= KOREA_LAT[1]):
        faults.append(Fault(400, f"lat={lat}, long={lon}: 우리나라 밖입니다. 둘이 바뀌지 않았는지 보아 주세요."))
        return None, None
    return lon, lat


def _has_point(given: Given) -> bool:
    return "lat" in given or "long" in given  # half of one is a fault, and not none


def _text(given: Given, faults: list[Fault]) -> str | None:
    said = plain_text(given.get("description", "")).strip()
    if len(said) > LONGEST_DESCRIPTION:
        faults.append(Fault(400, f"description은 {LONGEST_DESCRIPTION}자까지 쓸 수 있습니다."))
    address = given.get("media_url")
    if address is not None:
        # Whoever handles the issue reads the address; nothing is fetched from another host.
        if not _is_web_address(address):
            faults.append(Fault(400, "media_url은 http나 https 주소여야 합니다. 파일은 media로 보낼 수 있습니다."))
        said = f"{said}\n첨부 주소: {address}".strip()
    return said or None


def _is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return len(address) <= _LONGEST_ADDRESS and parts.scheme in {"http", "https"} and bool(parts.netloc)


def _contact(given: Given, faults: list[Fault]) -> Contact | None:
    phone, email = given.get("phone"), given.get("email")
    if phone and not is_phone(phone):
        faults.append(Fault(400, "phone: 전화번호를 다시 확인해 주세요."))
    if email and not is_email(email):
        faults.append(Fault(400, "email: 전자우편 주소를 다시 확인해 주세요."))
    return Contact(phone, email) if phone or email else None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
