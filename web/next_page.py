"""Where a browser goes after a form or a choice: back to a page of this site, and nowhere else."""

from __future__ import annotations

import re
from typing import Final

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
