"""A filled-in form as a phone sends it: XML, read without entities and without believing what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from unicodedata import normalize
from uuid import UUID
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from mapper.errors import InvalidInput

MOST_BYTES: Final = 1_000_000
"""Of the XML of one filled-in form."""

_META: Final = frozenset({"instanceID", "instanceName", "deprecatedID"})
_MOST_ANSWERS: Final = 500
_LONGEST_NAME: Final = 200


@dataclass(frozen=True)
class Instance:
    """A filled-in form.

    Attributes
    ----------
    id : UUID
        Under which it is kept: what its maker chose, or what follows from its own bytes when it chose none.
    form, version : str
        What was filled in.
    deprecated : str or None
        Id of the one that it is to take the place of.
    answers : mapping of str to str
        By question; an empty one was not answered.
    xml : bytes
        As it was sent.
    """

    id: UUID
    form: str
    version: str
    deprecated: str | None
    answers: Mapping[str, str]
    xml: bytes

    @property
    def digest(self) -> bytes:
        """SHA-256 of its bytes."""
        return sha256(self.xml).digest()


def read_instance(xml: bytes) -> Instance:
    """Read a filled-in form.

    Parameters
    ----------
    xml : bytes
        As it was sent.

    Returns
    -------
    Instance
        Whether there is such a form is for whoever knows the forms to say.

    Raises
    ------
    InvalidInput
        When it is too large, no XML, defines entities, or names no form.
    """
    if len(xml) > MOST_BYTES:
        raise InvalidInput(f"A filled-in form of {len(xml)} bytes is too large; {MOST_BYTES} at most.", field="xml")
    try:
        root = fromstring(xml, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise InvalidInput(
            f"xml_submission_file is no plain XML: {error}; send it again whole.", field="xml"
        ) from error
    form, version = root.get("id", ""), root.get("version", "")
    if not form or max(len(form), len(version)) > _LONGEST_NAME:
        raise InvalidInput("xml_submission_file names no form; its root needs id and version.", field="id")
    leaves = list(_leaves(root))
    meta = {name: text for name, text in leaves if name in _META}
    answers = [(name, text) for name, text in leaves if name not in _META]
    if len(answers) > _MOST_ANSWERS or len({name for name, _ in answers}) < len(answers):
        message = f"{form} has {len(answers)} answers, some under one name; fill in one of our forms."
        raise InvalidInput(message, field="xml")
    return Instance(
        instance_id(meta.get("instanceID", ""), xml),
        form,
        version,
        meta.get("deprecatedID") or None,
        dict(answers),
        xml,
    )


def instance_id(said: str, xml: bytes = b"") -> UUID:
    """Return the id under which a filled-in form is kept.

    Parameters
    ----------
    said : str
        By its maker, as a rule ``uuid:`` and one.
    xml : bytes
        All of it, for one that says none: sent again it is the same.

    Returns
    -------
    UUID
        Theirs where it is one.
    """
    try:
        return UUID(said.strip().removeprefix("uuid:"))
    except ValueError:
        return UUID(bytes=sha256(said.encode() or xml).digest()[:16], version=4)


def file_name(said: str) -> str:
    """Return the name of a file as names are compared: phones spell 골목 in one letter for a syllable, or in several.

    Parameters
    ----------
    said : str
        In an answer, or with the file.

    Returns
    -------
    str
        In composed letters.
    """
    return normalize("NFC", said.strip())


def _leaves(root: Element) -> Iterator[tuple[str, str]]:
    for element in root.iter():
        if len(element) == 0 and element is not root:
            yield element.tag.rpartition("}")[2], (element.text or "").strip()
