"""A document of GeoReport v2, and the two forms in which it is written: XML, and JSON by the Spark convention.

By that convention the root of the XML falls away in JSON, and what may hold several things is a list always, of one and of none
as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from xml.sax.saxutils import escape

from mapper.domain.plain_text import plain_text


class Form(StrEnum):
    """In which form a document is written, as addresses end."""

    XML = "xml"
    JSON = "json"


MEDIA_TYPES: Final = {Form.XML: "text/xml; charset=utf-8", Form.JSON: "application/json; charset=utf-8"}
"""To the letter as the specification has them: validators compare them so."""

_ITEMS: Final = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "notes": "note",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}
"""What an element holds that holds several."""

_NOT_XML: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Document:
    """What is answered.

    Attributes
    ----------
    root : str
        Name of the whole in XML.
    content : sequence or mapping
        Of mappings; of text, numbers, truth values, None, and lists and mappings of these.
    """

    root: str
    content: Sequence[Mapping[str, Any]] | Mapping[str, Any]


def written(document: Document, form: Form) -> bytes:
    """Write a document.

    Parameters
    ----------
    document : Document
        What.
    form : Form
        In which form.

    Returns
    -------
    bytes
        UTF-8; both forms say the same.
    """
    content = _cleaned(document.content)
    if form is Form.JSON:
        return json.dumps(content, ensure_ascii=False).encode()
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_element(document.root, content)}\n'.encode()


def _cleaned(value: Any) -> Any:
    """Leave out what XML cannot hold; text without a letter is none, as XML has one sign for both."""
    if isinstance(value, Mapping):
        return {name: _cleaned(one) for name, one in value.items()}
    if isinstance(value, str):
        return _NOT_XML.sub("", plain_text(value)) or None
    if isinstance(value, Sequence):
        return [_cleaned(one) for one in value]
    return value


def _element(name: str, value: Any) -> str:
    if value in (None, [], {}):
        return f"<{name}/>"
    if isinstance(value, dict):
        return f"<{name}>{''.join(_element(key, one) for key, one in value.items())}</{name}>"
    if isinstance(value, list):
        return f"<{name}>{''.join(_element(_ITEMS[name], one) for one in value)}</{name}>"
    return f"<{name}>{escape(_text(value))}</{name}>"


def _text(value: object) -> str:
    return json.dumps(value) if isinstance(value, bool | int | float) else str(value)
