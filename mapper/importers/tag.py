"""OSM tags packed into one cell (``other_tags``), as hstore text or as JSON."""

from __future__ import annotations

import json
import re
from typing import Final

_TEXT: Final = r'"((?:[^"\\]|\\.)*)"'
_PAIR: Final = re.compile(rf"\s*{_TEXT}\s*=>\s*(?:{_TEXT}|(NULL))\s*(?:,|$)", re.DOTALL)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)


def parse_tags(cell: str) -> dict[str, str] | None:
    r"""Read packed tags.

    Parameters
    ----------
    cell : str
        ``"name:ko"=>"상도로","layer"=>"-1"``, with quotes and backslashes inside escaped by a backslash; or a
        JSON object.

    Returns
    -------
    dict of str to str or None
        Value by key, NULL values left out; None when the text is neither.
    """
    if cell.startswith("{"):
        return _from_json(cell)
    tags: dict[str, str] = {}
    at = 0
    while at < len(cell):
        pair = _PAIR.match(cell, at)
        if pair is None:
            return None
        if pair[3] is None:
            tags[_ESCAPED.sub(r"\1", pair[1])] = _ESCAPED.sub(r"\1", pair[2])
        at = pair.end()
    return tags


def _from_json(cell: str) -> dict[str, str] | None:
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    return {key: str(value) for key, value in found.items() if value is not None}
