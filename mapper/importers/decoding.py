"""Bytes to text, with the reason for the encoding; never a silent guess."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from charset_normalizer import from_bytes

from mapper.errors import UnreadableFile
from mapper.importers.fault import Note, shown
from mapper.importers.reason import Reason, because, spelled
from mapper.importers.source import Source

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_SAMPLE_BYTES: Final = 65_536
_FOREIGN: Final = re.compile(r"[^\x00-\x7f]")
_CELL_ENDS: Final = frozenset(',;|\t\r\n"<>')
_LONGEST_SAMPLE: Final = 40


@dataclass(frozen=True)
class Text:
    """Decoded text and how it was decoded.

    Attributes
    ----------
    text : str
        Without a byte order mark.
    encoding : str
        Name of the encoding.
    reason : Reason
        Why this one.
    """

    text: str
    encoding: str
    reason: Reason

    @property
    def note(self) -> Note:
        """What it was read as and why, with the first word that shows whether that was right."""
        return encoding_note(self.encoding, _sample(self.text), self.reason)


def encoding_note(encoding: str, sample: str | None, *reasons: Reason) -> Note:
    """Tell how text was decoded.

    Parameters
    ----------
    encoding : str
        Its name.
    sample : str or None
        The first cell that is not plain ASCII; None when all of them are.
    *reasons : Reason
        Why this one.

    Returns
    -------
    Note
        With the sample, by which a person sees whether it is right.
    """
    such = "" if sample is None else f", e.g. {shown(sample)!r}"
    fields = {"encoding": encoding} if sample is None else {"encoding": encoding, "sample": shown(sample)}
    return Note("encoding", f"Read as {encoding}: {spelled(reasons)}{such}.", fields, reasons)


def named_codec(given: str) -> str:
    """Find the codec a person or a file names.

    Parameters
    ----------
    given : str
        E.g. ``EUC-KR``.

    Returns
    -------
    str
        As Python knows it. What Korean files call EUC-KR is its superset: 똠, 펲 and 뷁 are in cp949 only.

    Raises
    ------
    LookupError
        When there is no such codec.
    """
    name = codecs.lookup(given).name
    return "cp949" if name == "euc_kr" else name


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
    found = _told(source) if source.encoding else _found(source.content, source.name)
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


def _found(content: bytes, file: str) -> Text:
    return _by_mark(content, file) or _by_trial(content, file)


def _told(source: Source) -> Text:
    given, content = str(source.encoding), source.content
    try:
        codec = named_codec(given)
        return Text(content.decode(codec).removeprefix("\ufeff"), codec, because("given", option="--encoding"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"{source.name}, line {line}: not {given}, as --encoding says; leave the option out or correct it."
        raise UnreadableFile(message, file=source.name, row=line, encoding=given) from error
    except (LookupError, ValueError) as error:
        raise unknown_encoding(given) from error


def unknown_encoding(given: str) -> UnreadableFile:
    """Refuse an encoding that is none.

    Parameters
    ----------
    given : str
        As given with ``--encoding``.

    Returns
    -------
    UnreadableFile
        To be raised.
    """
    message = f"--encoding {given!r} is not a text encoding, expected e.g. utf-8 or cp949; correct it."
    return UnreadableFile(message, encoding=given)


def _by_mark(content: bytes, file: str) -> Text | None:
    for mark, codec, label in _MARKS:
        if content.startswith(mark):
            try:
                return Text(content.decode(codec), label, because("mark"))
            except UnicodeDecodeError as error:
                message = (
                    f"{file} has the byte order mark of {label} but is not {label} at byte {error.start + 1};"
                    " export it again, or pass --encoding."
                )
                raise UnreadableFile(message, file=file, encoding=label, byte=error.start + 1) from error
    return None


def _by_trial(content: bytes, file: str) -> Text:
    try:
        return Text(content.decode("utf-8"), "UTF-8", because("valid_utf8"))
    except UnicodeDecodeError as error:
        utf8_breaks_at = error.start
    try:
        return Text(content.decode("cp949"), "CP949", because("valid_cp949"))
    except UnicodeDecodeError as error:
        broken_at = max(error.start, utf8_breaks_at)
    return _by_line(content) or _asked(content, file, broken_at)


def _by_line(content: bytes) -> Text | None:
    """Read lines of two encodings, as when one office's table was pasted below another's."""
    lines: list[str] = []
    read_as = {"utf-8": 0, "cp949": 0}
    for line in content.split(b"\n"):
        codec = next((codec for codec in read_as if _is_valid(line, codec)), None)
        if codec is None:
            return None
        read_as[codec] += not line.isascii()
        lines.append(line.decode(codec))
    if not all(read_as.values()):
        return None
    mixed = because("mixed", utf8=read_as["utf-8"], cp949=read_as["cp949"])
    return Text("\n".join(lines), "UTF-8 and CP949", mixed)


def _is_valid(line: bytes, codec: str) -> bool:
    try:
        line.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _asked(content: bytes, file: str, broken_at: int) -> Text:
    line = content.count(b"\n", 0, broken_at) + 1
    guess = from_bytes(content[:_SAMPLE_BYTES]).best()
    looks = f", and looks like {guess.encoding}" if guess else ""
    message = (
        f"{file}, line {line}: neither UTF-8 nor CP949{looks}; it may mix encodings."
        " Say which with --encoding, or save it as UTF-8."
    )
    raise UnreadableFile(message, file=file, row=line, guess=guess.encoding if guess else None)


def _sample(text: str) -> str | None:
    found = _FOREIGN.search(text)
    if found is None:
        return None
    start = end = found.start()
    while start > 0 and found.start() - start < _LONGEST_SAMPLE and text[start - 1] not in _CELL_ENDS:
        start -= 1
    while end < len(text) and end - start < _LONGEST_SAMPLE and text[end] not in _CELL_ENDS:
        end += 1
    return tidied(text[start:end])
