"""What is typed into the forms of 모두의 운동장."""

from __future__ import annotations

from datetime import date
from typing import Final

from flask import request

from mapper.domain.booking import BookingDraft
from mapper.domain.resident_report import Contact, is_email, is_phone
from mapper.domain.typed_position import read_position
from mapper.domain.venue import DAY_MIN, WEEK, Hours, VenueDraft
from web.languages import gettext
from web.report_form import Draft
from web.typed import whole_typed

BEYOND: Final = -1
"""In place of what is no number, and no minute of a day."""

BOOKING_FIELDS: Final = ("day", "at", "slots", "asker", "purpose", "people", "phone", "email")
"""Fields of what somebody asks for."""

_NOWHERE: Final = (0.0, 0.0)
"""In place of what is no position."""
_HALF: Final = 2
_MOST: Final = 9_999
"""More than any number here may be, which the rules then say."""


def venue_sent() -> VenueDraft:
    """Return the venue that was typed.

    Returns
    -------
    VenueDraft
        With what nobody keeps in place of what cannot be read.
    """
    form = request.form
    return VenueDraft(
        kind=form.get("kind", ""),
        name=form.get("name", ""),
        owner=form.get("owner", ""),
        rules=form.get("rules", ""),
        corners=tuple(_place(line) for line in form.get("shape", "").splitlines() if line.strip()),
        hours=tuple(_hours(place) for place in range(len(WEEK))),
        closed_on=tuple(day_typed(one) or date.min for one in form.get("closed_on", "").replace(",", " ").split()),
        slot_min=_number("slot_min"),
        most_slots=_number("most_slots"),
        capacity=_number("capacity"),
        withdrawn="withdrawn" in form,
    )


def typed_venue(draft: VenueDraft) -> dict[str, str]:
    """Return what stands in the form of a venue.

    Parameters
    ----------
    draft : VenueDraft
        As it is kept.

    Returns
    -------
    dict of str to str
        By field, as people type it.
    """
    hours = {}
    for place, one in enumerate(draft.hours):
        hours[f"opens_{place}"] = "" if one is None else clock(one.opens)
        hours[f"closes_{place}"] = "" if one is None else clock(one.closes)
    return hours | {
        "name": draft.name,
        "owner": draft.owner,
        "rules": draft.rules,
        "shape": "\n".join(f"{lat:.6f}, {lon:.6f}" for lon, lat in draft.corners),
        "closed_on": " ".join(day.isoformat() for day in draft.closed_on),
        "most_slots": str(draft.most_slots),
        "capacity": str(draft.capacity or ""),
    }


def booking_sent(draft: Draft) -> BookingDraft:
    """Return what somebody asks for.

    Parameters
    ----------
    draft : Draft
        Of the form.

    Returns
    -------
    BookingDraft
        With what nobody keeps in place of what cannot be read.
    """
    form = request.form
    return BookingDraft(
        id=draft.id,
        code=draft.code,
        day=day_typed(form.get("day", "")),
        minute=_number("at"),
        slots=_number("slots"),
        asker=form.get("asker", ""),
        purpose=form.get("purpose", ""),
        people=_number("people"),
        contact=_contact(),
    )


def contact_faults() -> dict[str, str]:
    """Say what is wrong with how whoever asks may be reached.

    Returns
    -------
    dict of str to str
        By field, in the language of the request.
    """
    phone, email = (request.form.get(name, "").strip() for name in ("phone", "email"))
    found = {
        "phone": phone and not is_phone(phone) and gettext("전화번호를 다시 확인해 주세요."),
        "email": email and not is_email(email) and gettext("전자우편 주소를 다시 확인해 주세요."),
        "agrees": (phone or email)
        and request.form.get("agrees") != "yes"
        and gettext("연락처를 보내려면 연락을 받는 데 동의해 주세요. 연락처를 지우고 보내도 됩니다."),
    }
    return {field: words for field, words in found.items() if words}


def clock(minute: int) -> str:
    """Write a minute of a day as a clock does.

    Parameters
    ----------
    minute : int
        Since midnight.

    Returns
    -------
    str
        Such as ``09:00``; the midnight after the day is ``24:00``.
    """
    return f"{minute // 60:02}:{minute % 60:02}"


def day_typed(typed: str) -> date | None:
    """Read a day of a form or an address.

    Parameters
    ----------
    typed : str
        As ISO 8601 writes dates.

    Returns
    -------
    date or None
        None for what is none.
    """
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _contact() -> Contact | None:
    phone, email = (request.form.get(name, "").strip() or None for name in ("phone", "email"))
    return Contact(phone, email) if phone or email else None


def _place(typed: str) -> tuple[float, float]:
    ways = read_position(typed)
    return (ways[0].lon, ways[0].lat) if ways else _NOWHERE


def _hours(place: int) -> Hours | None:
    opens, closes = (request.form.get(f"{name}_{place}", "").strip() for name in ("opens", "closes"))
    if not opens and not closes:
        return None
    return Hours(_minutes(opens), _minutes(closes))


def _minutes(typed: str) -> int:
    hour, _, minute = typed.partition(":")
    if not (hour.isascii() and hour.isdigit() and minute.isascii() and minute.isdigit()):
        return BEYOND
    if len(hour) > _HALF or len(minute) != _HALF or int(minute) >= DAY_MIN // 24:
        return BEYOND
    return int(hour) * (DAY_MIN // 24) + int(minute)


def _number(name: str) -> int:
    found = whole_typed(request.form.get(name, ""), most=_MOST)
    return BEYOND if found is None else found
