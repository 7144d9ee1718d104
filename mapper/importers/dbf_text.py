"""The encoding of a DBF, decided by its bytes; what stands beside it is only heard."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from mapper.errors import UnreadableFile
from mapper.importers.dbf import Dbf, DbfColumn
from mapper.importers.decoding import encoding_note, named_codec, tidied, unknown_encoding
from mapper.importers.fault import Note, shown
from mapper.importers.reason import Reason, because

_NAME_BYTES: Final = 10
_LABELS: Final = {"utf-8": "UTF-8", "cp949": "CP949"}
_CODE_PAGES: Final = {"65001": "utf-8", "949": "cp949", "ansi 949": "cp949", "ms949": "cp949", "ksc_5601": "cp949"}
_LANGUAGES: Final = {0x4E: "cp949", 0x79: "cp949"}
"""Language bytes that tell a Korean code page; the usual 0, 87 and 240 tell none."""


@dataclass(frozen=True)
class DbfText:
    """A DBF in characters.

    Attributes
    ----------
    header : tuple of str
        Column names.
    columns : tuple of list of str
        Their cells.
    notes : tuple of Note
        The encoding, and what was cut.
    """

    header: tuple[str, ...]
    columns: tuple[list[str], ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class _Word:
    """A name or cell that is not plain ASCII, and whether it fills its width, so that it may be cut."""

    column: DbfColumn
    raw: bytes
    full: bool

    def decoded(self, codec: str) -> tuple[str, bool]:
        """Decode it; tell whether the half of a character was dropped at its end."""
        decoder = codecs.getincrementaldecoder(codec)()
        text = decoder.decode(self.raw, final=not self.full)
        return text, bool(decoder.getstate()[0])

    def fits(self, codec: str) -> bool:
        try:
            self.decoded(codec)
        except UnicodeDecodeError:
            return False
        return True


def decode_dbf(dbf: Dbf, *, file: str, given: str | None, beside: tuple[str, str] | None) -> DbfText:
    """Decode a DBF: as told, as the file beside it says if the bytes agree, as UTF-8, or as CP949.

    Parameters
    ----------
    dbf : Dbf
        Its records.
    file : str
        Named in errors.
    given : str or None
        Encoding given by the person.
    beside : tuple of str or None
        Ending of the file beside it that names an encoding, and what it names.

    Returns
    -------
    DbfText
        With the reason and a sample.

    Raises
    ------
    UnreadableFile
        When no encoding fits all of it.
    """
    words = list(_words(dbf))
    codec, reasons = _told(words, given, file) if given else _found(words, beside, dbf.language, file)
    spelled: dict[bytes, str] = {}
    cut: list[str] = []
    for word in words:
        text, halved = word.decoded(codec)
        spelled[word.raw] = tidied(text)
        if halved:
            cut.append(spelled[word.raw])

    def _text_of(cell: bytes) -> str:
        return spelled[cell] if cell in spelled else cell.decode("ascii")

    header = tuple(_text_of(column.name) for column in dbf.columns)
    columns = tuple(list(map(_text_of, column.cells)) for column in dbf.columns)
    sample = next((spelled[word.raw] for word in words if spelled[word.raw]), None)
    notes = [encoding_note(_LABELS.get(codec, codec), sample, *reasons)]
    if cut:
        message = (
            f"{len(cut)} values were cut in the middle of a character by the width of their column; its half was"
            f" dropped, e.g. {shown(cut[0])!r}."
        )
        notes.append(Note("half_characters", message, {"values": len(cut), "sample": shown(cut[0])}))
    return DbfText(header, columns, tuple(notes))


def _words(dbf: Dbf) -> Iterator[_Word]:
    """List each distinct value once, cells before names: a cell is the better sample."""
    for column in dbf.columns:
        for raw in dict.fromkeys(column.cells):
            if not raw.isascii():
                yield _Word(column, raw, len(raw) >= column.width)
    for column in dbf.columns:
        if not column.name.isascii():
            yield _Word(column, column.name, len(column.name) >= _NAME_BYTES)


def _told(words: list[_Word], given: str, file: str) -> tuple[str, list[Reason]]:
    try:
        codec = named_codec(given)
        "".encode(codec)
    except LookupError as error:
        raise unknown_encoding(given) from error
    wrong = next((word for word in words if not word.fits(codec)), None)
    if wrong is not None:
        message = (
            f"{file}, column {_plain(wrong.column.name)}: {wrong.raw.hex(' ')} is not {given}, as --encoding says;"
            " leave the option out or correct it."
        )
        raise UnreadableFile(message, file=file, column=_plain(wrong.column.name), encoding=given)
    return codec, [because("given", option="--encoding")]


def _found(words: list[_Word], beside: tuple[str, str] | None, language: int, file: str) -> tuple[str, list[Reason]]:
    if not words:
        return "utf-8", [because("ascii")]
    fitting = [codec for codec in _LABELS if all(word.fits(codec) for word in words)]
    claims = [(f"its {beside[0]}", _code_page(beside[1]))] if beside else []
    claims += [("its language byte", _LANGUAGES[language])] if language in _LANGUAGES else []
    for who, codec in claims:
        if codec in fitting:
            return codec, [because("claimed", said_by=who, encoding=_LABELS[codec])]
    if not fitting:
        raise _unclear(words, file)
    codec = fitting[0]
    lying = [because("lying", said_by=f"its {beside[0]}", text=shown(beside[1]))] if beside else []
    return codec, [because("valid_utf8" if codec == "utf-8" else "valid_cp949"), *lying]


def _code_page(label: str) -> str | None:
    """Read what a .cpg or .cst says; only what bytes can contradict counts, as ISO-8859-1 cannot."""
    try:
        codec = _CODE_PAGES.get(label.lower()) or named_codec(label)
    except (LookupError, ValueError):
        return None
    return codec if codec in _LABELS else None


def _unclear(words: list[_Word], file: str) -> UnreadableFile:
    wrong = next(word for word in words if not word.fits("cp949"))
    column = _plain(wrong.column.name)
    message = (
        f"{file}, column {column}: {wrong.raw.hex(' ')} is neither UTF-8 nor CP949. Say which encoding it is with"
        " --encoding, or export it again in UTF-8."
    )
    return UnreadableFile(message, file=file, column=column)


def _plain(name: bytes) -> str:
    return shown(name.decode("ascii", "backslashreplace"))
