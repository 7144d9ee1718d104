"""Pages of a long list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import request, url_for

_LAST_ASKED: Final = 1_000_000


@dataclass(frozen=True)
class Pages:
    """Where in a list one is.

    Attributes
    ----------
    here : int
        Number of the page, from 1.
    last : int
        Number of the last one.
    """

    here: int
    last: int

    def url(self, page: int) -> str:
        """Return the address of another page of the same list.

        Parameters
        ----------
        page : int
            Its number.

        Returns
        -------
        str
            Of this server.
        """
        here = url_for(request.endpoint or "", **(request.view_args or {}))
        # What is asked may be called _scheme or endpoint, which would mean something to url_for.
        return f"{here}?{urlencode({**request.args.to_dict(), 'page': page})}"


def asked_page() -> int:
    """Return which page is asked for.

    Returns
    -------
    int
        The first one when none is, or none that can be.
    """
    page = request.args.get("page", 1, type=int)
    return page if 1 <= page <= _LAST_ASKED else 1


def pages(total: int, size: int) -> Pages:
    """Return where in a list of so many one is.

    Parameters
    ----------
    total : int
        Of what is listed.
    size : int
        On a page.

    Returns
    -------
    Pages
        With at least one.
    """
    return Pages(asked_page(), max(1, -(-total // size)))
