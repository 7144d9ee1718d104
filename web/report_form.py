"""The form on which residents report: what they typed, read with all its faults at once, and what it carries along."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from secrets import randbelow
from typing import Any, Final
from uuid import UUID, uuid4

from flask import request
from werkzeug.datastructures import FileStorage

from mapper.crs import KOREA_LAT, KOREA_LON
from mapper.domain.category import CATEGORIES, SEVERITIES
from mapper.domain.placement import FINEST_ACCURACY_M
from mapper.domain.receipt_code import new_code
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
from mapper.errors import FormStale, KeyUnusable
from mapper.operations.people.sealing import Seal
from web.languages import gettext

HONEYPOT: Final = "website"
"""A field that people do not see, and that programs fill in."""

_PLACE: Final = "report form"
_CATEGORY_IDS: Final = frozenset(category.id for category in CATEGORIES)
_FIELDS: Final = ("category", "severity", "text", "place", "lon", "lat", "accuracy_m", "segment", "phone", "email")
_WORST_ACCURACY_M: Final = 5000.0
"""What a device knows less of tells no place."""


@dataclass(frozen=True)
class Draft:
    """What a form is given before anybody writes on it, so that the same form sent twice is one report.

    Attributes
    ----------
    id : UUID
        Of the report.
    code : str
        Of its receipt.
    """

    id: UUID
    code: str


def new_draft() -> Draft:
    """Return the draft of a new form.

    Returns
    -------
    Draft
        That nobody can guess.
    """
    return Draft(uuid4(), new_code(randbelow))


def sealed_draft(draft: Draft, seal: Seal) -> str:
    """Return a draft as the form carries it: nobody can choose a code of their own.

    Parameters
    ----------
    draft : Draft
        Of the form.
    seal : Seal
        Of this machine.

    Returns
    -------
    str
        For a hidden field.
    """
    plain = json.dumps([str(draft.id), draft.code]).encode()
    return urlsafe_b64encode(seal.close(plain, place=_PLACE)).decode()


def opened_draft(carried: str, seal: Seal) -> Draft:
    """Return the draft that a form carried.

    Parameters
    ----------
    carried : str
        From the hidden field.
    seal : Seal
        Of this machine.

    Returns
    -------
    Draft
        As it was given out.

    Raises
    ------
    FormStale
        When it is none of ours.
    """
    try:
        name, code = json.loads(seal.open(urlsafe_b64decode(carried), place=_PLACE))
    except (ValueError, KeyUnusable) as error:
        raise FormStale("The form was not made by this machine; open the page again.") from error
    return Draft(UUID(name), code)


class ReportForm:
    """What was typed.

    Attributes
    ----------
    values : dict of str to str
        By field, as typed; to be shown again.
    faults : dict of str to str
        What is wrong, by field, in words for people.
    photos : list of FileStorage
        Files that were chosen.
    """

    def __init__(self) -> None:
        typed = request.form
        self.values = {name: typed.get(name, "").strip() for name in _FIELDS}
        self.agrees = typed.get("agrees") == "yes"
        self.photos: list[FileStorage] = [file for file in request.files.getlist("photos") if file.filename]
        self.faults = {name: fault for name, fault in self._faults().items() if fault}

    def report(self, draft: Draft, photos: tuple[bytes, ...]) -> ResidentReport:
        """Return the report.

        Parameters
        ----------
        draft : Draft
            Of the form.
        photos : tuple of bytes
            SHA-256 of each.

        Returns
        -------
        ResidentReport
            Of a form without faults.
        """
        said = self.values
        lon, lat = self._pin() or (None, None)
        return ResidentReport(
            id=draft.id,
            code=draft.code,
            category=said["category"],
            severity=int(said["severity"] or USUAL_SEVERITY),
            text=said["text"] or None,
            place=said["place"] or None,
            lon=lon,
            lat=lat,
            accuracy_m=_accuracy(said["accuracy_m"]),
            segment=_uuid(said["segment"]),
            contact=self._contact(),
            photos=photos,
        )

    def _contact(self) -> Contact | None:
        phone, email = self.values["phone"] or None, self.values["email"] or None
        return Contact(phone, email) if phone or email else None

    def _pin(self) -> tuple[float, float] | None:
        lon, lat = _number(self.values["lon"]), _number(self.values["lat"])
        if lon is None or lat is None:
            return None
        is_korea = KOREA_LON[0] <= lon <= KOREA_LON[1] and KOREA_LAT[0] <= lat <= KOREA_LAT[1]
        return (lon, lat) if is_korea else None

    def _faults(self) -> dict[str, Any]:
        said = self.values
        return {
            "category": said["category"] not in _CATEGORY_IDS and gettext("무엇이 불편한지 골라 주세요."),
            "severity": said["severity"] not in {"", *(str(i + 1) for i in range(len(SEVERITIES)))}
            and gettext("얼마나 심한지 골라 주세요."),
            "place": self._place_fault(),
            "text": len(said["text"]) > LONGEST_TEXT
            and gettext("설명은 %(most)s자까지 쓸 수 있습니다.", most=LONGEST_TEXT),
            "photos": len(self.photos) > MOST_PHOTOS
            and gettext("사진은 %(most)s장까지 보낼 수 있습니다.", most=MOST_PHOTOS),
            "phone": said["phone"] and not is_phone(said["phone"]) and gettext("전화번호를 다시 확인해 주세요."),
            "email": said["email"] and not is_email(said["email"]) and gettext("전자우편 주소를 다시 확인해 주세요."),
            "agrees": self._contact() is not None
            and not self.agrees
            and gettext("연락처를 보내려면 연락을 받는 데 동의해 주세요. 연락처를 지우고 보내도 됩니다."),
        }

    def _place_fault(self) -> str | None:
        if len(self.values["place"]) > LONGEST_PLACE:
            return gettext("장소는 %(most)s자까지 쓸 수 있습니다.", most=LONGEST_PLACE)
        if not self.values["place"] and self._pin() is None:
            return gettext("어디인지 지도에서 짚거나 골목 이름, 주소를 적어 주세요.")
        return None


def _accuracy(text: str) -> float | None:
    number = _number(text)
    return number if number is not None and FINEST_ACCURACY_M < number < _WORST_ACCURACY_M else None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
