"""What an OpenRosa server says: the list of forms, what belongs beside one, and what became of a submission."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

CONTENT_TYPE: Final = "text/xml; charset=utf-8"
"""Of every answer: phones refuse ``application/xml``."""

VERSION_HEADER: Final = "X-OpenRosa-Version"
VERSION: Final = "1.0"
ROOM_HEADER: Final = "X-OpenRosa-Accept-Content-Length"

_LIST: Final = "http://openrosa.org/xforms/xformsList"
_MANIFEST: Final = "http://openrosa.org/xforms/xformsManifest"
_RESPONSE: Final = "http://openrosa.org/http/response"


@dataclass(frozen=True)
class ListedForm:
    """A form as the list names it.

    Attributes
    ----------
    id, version, title, description : str
        Of the form.
    hash : str
        Of its bytes.
    address : str
        Where it is, in full.
    manifest : str or None
        Where it is said what belongs beside it; None when nothing does.
    """

    id: str
    version: str
    title: str
    description: str
    hash: str
    address: str
    manifest: str | None


@dataclass(frozen=True)
class MediaFile:
    """A file that belongs beside a form.

    Attributes
    ----------
    name : str
        As the form calls it.
    hash : str
        Of its bytes.
    address : str
        Where it is, in full.
    """

    name: str
    hash: str
    address: str


def form_list(forms: Sequence[ListedForm], *, verbose: bool) -> bytes:
    """Write the list of forms.

    Parameters
    ----------
    forms : sequence of ListedForm
        Those that may be filled in.
    verbose : bool
        Whether what they are for was asked too.

    Returns
    -------
    bytes
        XML. A form without id, name or address would void all of it.
    """
    root = Element("xforms", xmlns=_LIST)
    for form in forms:
        told = {"formID": form.id, "name": form.title, "version": form.version, "hash": form.hash}
        told |= {"descriptionText": form.description} if verbose else {}
        told |= {"downloadUrl": form.address}
        told |= {"manifestUrl": form.manifest} if form.manifest else {}
        _fill(SubElement(root, "xform"), told)
    return _written(root)


def manifest(files: Sequence[MediaFile]) -> bytes:
    """Write what belongs beside a form.

    Parameters
    ----------
    files : sequence of MediaFile
        With the hashes of what is served under their addresses.

    Returns
    -------
    bytes
        XML.
    """
    root = Element("manifest", xmlns=_MANIFEST)
    for file in files:
        told = {"filename": file.name, "hash": file.hash, "downloadUrl": file.address}
        _fill(SubElement(root, "mediaFile"), told)
    return _written(root)


def message(text: str, *, nature: str) -> bytes:
    """Write what became of a request.

    Parameters
    ----------
    text : str
        For whoever holds the phone.
    nature : str
        For the program, such as ``submit_success``.

    Returns
    -------
    bytes
        XML.
    """
    root = Element("OpenRosaResponse", xmlns=_RESPONSE)
    SubElement(root, "message", nature=nature).text = text
    return _written(root)


def _fill(element: Element, told: dict[str, str]) -> None:
    for name, value in told.items():
        SubElement(element, name).text = value


def _written(root: Element) -> bytes:
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written
