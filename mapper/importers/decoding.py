"""Bytes to text, with the reason for the encoding; never a silent guess."""

from __future__ import annotations

import codecs
import unicodedata
from dataclasses import dataclass
from typing import Final

from charset_normalizer import from_bytes

from mapper.errors import UnreadableFile
from mapper.importers.source import Source

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_SAMPLE_BYTES: Final = 65_536


@dataclass(frozen=True)
class Text:
    """Decoded text and how it was decoded.

    Attributes
    ----------
    text : str
        Without a byte order mark.
    encoding : str
        Name of the encoding.
    reason : str
        Why this one.
    """

    text: str
    encoding: str
    reason: str


def decode(source: Source) -> Text:
    """Decode a file: as told, by its mark, as UTF-8, or as CP949; anything else is asked.

    Parameters
    ----------
    source : Source
        The file.

    Returns
    -------
    Text
        Free of NUL characters.

    Raises
    ------
    UnreadableFile
        When no encoding fits all of it, naming the line that breaks it and the option that settles it.
    """
    found = _told(source) if source.encoding else _by_mark(source) or _by_trial(source)
    if "\0" in found.text:
        line = found.text.count("\n", 0, found.text.index("\0")) + 1
        message = (
            f"{source.name}, line {line}: a NUL byte, expected text; it is a binary file or is UTF-16 without its mark,"
            " then pass --encoding utf-16-le."
        )
        raise UnreadableFile(message, file=source.name, row=line, encoding=found.encoding)
    return found


def tidied(cell: str) -> str:
    """Trim a cell and compose its Hangul, so that equal words are equal text.

    Parameters
    ----------
    cell : str
        As decoded.

    Returns
    -------
    str
        In Unicode form NFC, without blanks around it.
    """
    trimmed = cell.strip()
    return trimmed if trimmed.isascii() else unicodedata.normalize("NFC", trimmed)


def folded(word: str) -> str:
    """Reduce a header or a word to what people mean by it.

    Parameters
    ----------
    word : str
        E.g. ``"X 좌표"`` or ``"불법 주·정차"``.

    Returns
    -------
    str
        Lower case, without blanks and punctuation: ``"x좌표"``, ``"불법주정차"``.
    """
    return "".join(c for c in unicodedata.normalize("NFKC", word).casefold() if c.isalnum())


def _told(source: Source) -> Text:
    given = str(source.encoding)
    try:
        # What Korean files call EUC-KR is its superset: 똠, 펲 and 뷁 are in cp949 only.
        codec = "cp949" if codecs.lookup(given).name == "euc_kr" else given
        return Text(source.content.decode(codec).removeprefix("\ufeff"), codec, "given with --encoding")
    except UnicodeDecodeError as error:
        line = source.content.count(b"\n", 0, error.start) + 1
        message = f"{source.name}, line {line}: not {given}, as --encoding says; leave the option out or correct it."
        raise UnreadableFile(message, file=source.name, row=line, encoding=given) from error
    except (LookupError, ValueError) as error:
        message = f"--encoding {given!r} is not a text encoding, expected e.g. utf-8 or cp949; correct it."
        raise UnreadableFile(message, file=source.name, encoding=given) from error


def _by_mark(source: Source) -> Text | None:
    for mark, codec, label in _MARKS:
        if source.content.startswith(mark):
            try:
                return Text(source.content.decode(codec), label, "its byte order mark")
            except UnicodeDecodeError as error:
                message = (
                    f"{source.name} has the byte order mark of {label} but is not {label} at byte {error.start + 1};"
                    " export it again, or pass --encoding."
                )
                raise UnreadableFile(message, file=source.name, encoding=label, byte=error.start + 1) from error
    return None


def _by_trial(source: Source) -> Text:
    try:
        return Text(source.content.decode("utf-8"), "UTF-8", "every byte is valid UTF-8")
    except UnicodeDecodeError as error:
        utf8_breaks_at = error.start
    try:
        return Text(source.content.decode("cp949"), "CP949", "not UTF-8, and every byte is valid CP949")
    except UnicodeDecodeError as error:
        line = source.content.count(b"\n", 0, max(error.start, utf8_breaks_at)) + 1
    guess = from_bytes(source.content[:_SAMPLE_BYTES]).best()
    looks = f", and looks like {guess.encoding}" if guess else ""
    message = (
        f"{source.name}, line {line}: neither UTF-8 nor CP949{looks}; it may mix encodings."
        " Say which with --encoding, or save it as UTF-8."
    )
    raise UnreadableFile(message, file=source.name, row=line, guess=guess.encoding if guess else None)
