"""Our forms as phones load them: XForms, whose version follows from what they say."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import md5, sha256
from typing import Final

from pyxform.xls2xform import convert  # type: ignore[import-untyped] # it ships no types

from mapper.domain.rubric import RUBRIC
from mapper.wire.openrosa.sheets import VERSION_PENDING, Sheets, issue_sheets, survey_sheets

_DIGITS: Final = 8


@dataclass(frozen=True)
class Form:
    """One version of a form.

    Attributes
    ----------
    id : str
        The same in every version.
    version : str
        Another one when and only when the form is another.
    title, description : str
        What it is called, and what it is for; Korean.
    xml : bytes
        The XForm, exactly as it is served.
    media : tuple of str
        Files that belong beside it.
    """

    id: str
    version: str
    title: str
    description: str
    xml: bytes
    media: tuple[str, ...]

    @property
    def hash(self) -> str:
        """What phones compare to see whether they have it, as OpenRosa writes it."""
        return openrosa_hash(self.xml)


def openrosa_hash(content: bytes) -> str:
    """Return the hash of a file as OpenRosa has it.

    Parameters
    ----------
    content : bytes
        Exactly as it is served.

    Returns
    -------
    str
        Such as ``md5:9e107d9d372bb6826bd81d3542a419d6``.
    """
    return f"md5:{md5(content, usedforsecurity=False).hexdigest()}"


@cache
def forms() -> tuple[Form, ...]:
    """Return the forms that are filled in now.

    Returns
    -------
    tuple of Form
        Survey and issue; made once a process, the same bytes in each.
    """
    return tuple(form_of(sheets) for sheets in (survey_sheets(), issue_sheets()))


def form_of(sheets: Sheets) -> Form:
    """Make the XForm of a form.

    Parameters
    ----------
    sheets : Sheets
        As a spreadsheet would have it.

    Returns
    -------
    Form
        With the version of the rubric and the beginning of the hash of everything else that it says.
    """
    unversioned = convert(xlsform=sheets.by_name(), validate=False).xform.encode()
    version = f"{RUBRIC.version}-{sha256(unversioned).hexdigest()[:_DIGITS]}"
    xml = unversioned.replace(f'version="{VERSION_PENDING}"'.encode(), f'version="{version}"'.encode(), 1)
    return Form(sheets.id, version, sheets.title.ko, sheets.description.ko, xml, sheets.media)
