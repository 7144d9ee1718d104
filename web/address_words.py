"""What the gazetteer found, in the words of the reader."""

from __future__ import annotations

from typing import Any

from mapper.domain.address_reason import reason_words
from mapper.domain.gazetteer import KnownAddress, Located
from mapper.operations.addresses import degrees_of
from web.languages import said


def known_words(known: KnownAddress) -> dict[str, Any]:
    """Return an address as `web.schemas.address.KnownAddress` has it.

    Parameters
    ----------
    known : KnownAddress
        Of the gazetteer.

    Returns
    -------
    dict
        With longitude and latitude, None where its point is not disclosed.
    """
    lon, lat = degrees_of(known) or (None, None)
    same = ("road", "number", "city_code", "province", "city", "town", "village", "district", "postcode", "building")
    return {
        "address": known.written,
        **{name: getattr(known, name) for name in same},
        "lot": known.lot or None,
        "lon": lon,
        "lat": lat,
    }


def located_words(located: Located) -> dict[str, Any]:
    """Return what became of an address as `web.schemas.address.FoundAddress` has it.

    Parameters
    ----------
    located : Located
        From the gazetteer.

    Returns
    -------
    dict
        With its reasons in words.
    """
    return {
        "certainty": located.certainty,
        "confidence": located.confidence,
        "within_m": located.within_m,
        "reasons": [
            {"code": reason.code, "value": reason.value, "words": said(reason_words(reason))}
            for reason in located.reasons
        ],
        "found": None if located.known is None else known_words(located.known),
    }
