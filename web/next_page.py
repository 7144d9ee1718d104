"""Where a browser goes after a form or a choice: back to a page of this site, and nowhere else."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from flask import request

HOME: Final = "/"
_OURS: Final = re.compile(r"/(?![/\\])[^\\\s\x00-\x1f]*")
"""A path of this site; ``//host`` and ``/\\host`` are other sites to a browser."""


def next_page() -> str:
    """Return where the request asks to go on to.

    Returns
    -------
    str
        Its value ``next`` where that is a path of this site, else the home page.
    """
    wanted = request.values.get("next", "")
    return wanted if _OURS.fullmatch(wanted) else HOME


def path_before() -> str:
    """Return the page from which the request was sent.

    Returns
    -------
    str
        Its path; the home page where the browser does not say, or it was another site's.
    """
    came = urlsplit(request.referrer or "")
    return came.path if came.netloc == request.host and _OURS.fullmatch(came.path) else HOME


def this_page() -> str:
    """Return how to come back to the page that is being shown.

    Returns
    -------
    str
        Path and query; the home page where the address takes forms only.
    """
    rule = request.url_rule
    shows = rule is None or "GET" in (rule.methods or ())
    return request.full_path.removesuffix("?") if shows else HOME
