"""The settings of ODK Collect and KoboCollect as the square code that they read."""

from __future__ import annotations

import json
import zlib
from base64 import b64encode


def phone_settings(address: str, *, project: str) -> str:
    """Write what a phone has to know: where forms are, that it keeps to them, and that it sends by itself.

    Parameters
    ----------
    address : str
        Of our OpenRosa, with the token of the phone.
    project : str
        What the phone calls it.

    Returns
    -------
    str
        JSON, packed by zlib, in base64.
    """
    settings = {
        "general": {"server_url": address, "form_update_mode": "match_exactly", "autosend": "wifi_and_cellular"},
        "admin": {},
        "project": {"name": project},
    }
    told = json.dumps(settings, ensure_ascii=False, separators=(",", ":"))
    return b64encode(zlib.compress(told.encode(), level=9)).decode()
