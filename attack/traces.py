"""Every way in which a home may be written down, and a search for all of them in anything."""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

import h3
import numpy as np

from attack.home import Home
from mapper.crs import KOREA_CENTRAL, KOREA_TM, WEB_MERCATOR, WGS84, transformer

SHORTEST: Final = 8
"""A trace is as long at least [bytes]: a shorter one is found everywhere."""

_BASE32: Final = "0123456789bcdefghjkmnpqrstuvwxyz"
_OLC: Final = "23456789CFGHJMPQRVWX"
_H3: Final = range(11, 16)
"""Resolutions whose cells are 25 m and less; each is another number, none begins as a coarser one."""
_PIECE: Final = 32 << 20
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)
_BITS: Final = 24
_LONGEST: Final = 4096
_NEAR: Final = 64
_BETWEEN: Final = 14
"""How many bytes stand between two coordinates of one point at most: more, and they are those of neighbours on a line."""
_DIGITS: Final = b"0123456789\0"


@dataclass(frozen=True)
class Hit:
    """Where a home was found.

    Attributes
    ----------
    encoding : str
        As what.
    number : int
        Of the home in what was searched for.
    """

    encoding: str
    number: int


@dataclass(frozen=True)
class Trace:
    """A way in which a home may be written down.

    Attributes
    ----------
    encoding : str
        What it is called.
    text : bytes
        What to look for.
    beside : bytes
        What has to stand near it: one coordinate alone is that of many places.
    """

    encoding: str
    text: bytes
    beside: bytes = b""


class Traces:
    """All traces of some homes, ready to be searched for.

    Parameters
    ----------
    homes : sequence of Home
        Whom to look for.
    """

    def __init__(self, homes: Sequence[Home]) -> None:
        self._by_head: dict[int, list[tuple[Trace, int]]] = {}
        for number, home in enumerate(homes):
            for trace in set(traces_of(home)):
                if len(trace.text) >= SHORTEST:
                    head = int.from_bytes(trace.text[:SHORTEST], "little")
                    self._by_head.setdefault(head, []).append((trace, number))
        self._heads = np.array(sorted(self._by_head), dtype=np.uint64)
        self._table = np.zeros(1 << _BITS, dtype=bool)
        self._table[_slots(self._heads)] = True
        self.encodings = sorted({trace.encoding for found in self._by_head.values() for trace, _ in found})

    def found(self, content: bytes) -> set[Hit]:
        """Return what of the homes stands in some bytes."""
        hits: set[Hit] = set()
        for start in range(0, max(len(content) - SHORTEST + 1, 0), _PIECE):
            piece = content[start : start + _PIECE + _LONGEST]  # with what a trace may reach over the edge
            for at, head in self._candidates(piece):
                for trace, number in self._by_head[head]:
                    if piece.startswith(trace.text, at) and _is_beside(piece, at, trace):
                        hits.add(Hit(trace.encoding, number))
        return hits

    def _candidates(self, piece: bytes) -> Iterator[tuple[int, int]]:
        for shift in range(SHORTEST):
            count = (len(piece) - shift) // SHORTEST
            if count <= 0:
                continue
            words = np.frombuffer(piece, dtype="<u8", count=count, offset=shift)
            likely = np.flatnonzero(self._table[_slots(words)])
            near = np.searchsorted(self._heads, words[likely]).clip(max=len(self._heads) - 1)
            sure = likely[self._heads[near] == words[likely]]
            yield from ((int(at) * SHORTEST + shift, int(words[at])) for at in sure)


def _is_beside(piece: bytes, at: int, trace: Trace) -> bool:
    """Tell whether the other coordinate stands beside one: as the next number, or as the one before."""
    end = at + len(trace.text)
    after = piece[end : end + _NEAR].lstrip(_DIGITS)[: _BETWEEN + len(trace.beside)]
    before = piece[max(at - _NEAR, 0) : at].rpartition(trace.beside)[2] if trace.beside else b""
    found = trace.beside in piece[max(at - _NEAR, 0) : at]
    return trace.beside in after or (found and len(before.lstrip(_DIGITS)) <= _BETWEEN)


def _slots(words: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore"):
        return (words * _SPREAD) >> np.uint64(64 - _BITS)


def traces_of(home: Home) -> Iterator[Trace]:
    """Write a home in every way there is."""
    yield from _numbers(home)
    for encoding, text in _texts(home):
        yield from (Trace(encoding, coded) for coded in _coded(text))
    for encoding, text, other in _pairs(home):
        for code in ("utf-8", "utf-16-le"):
            yield Trace(encoding, text.encode(code), other.encode(code))
        for sign in (",", " ", ", "):
            yield from (
                Trace(encoding, coded)
                for written in (text + sign + other, other + sign + text)
                for coded in _coded(written)[2:]
            )


def _numbers(home: Home) -> Iterator[Trace]:
    for system in (KOREA_TM, KOREA_CENTRAL, WGS84, WEB_MERCATOR):
        x, y = _in(system, home)
        for order, mark, name in (("<", b"\x01", "LE"), (">", b"\x00", "BE")):
            double = struct.pack(f"{order}2d", x, y)
            yield Trace(f"float64 {name}", double)
            yield Trace(f"float64 {name}", struct.pack(f"{order}2d", y, x))
            yield Trace(f"float32 {name}", struct.pack(f"{order}2f", x, y))
            ewkb = mark + struct.pack(f"{order}2I", 0x20000001, system) + double
            for written in (double.hex(), ewkb.hex()):
                yield Trace(f"EWKB {name}", written.encode())
                yield Trace(f"EWKB {name}", written.upper().encode())
                yield Trace(f"EWKB {name}", base64.b64encode(bytes.fromhex(written))[:-4])
            yield Trace(f"EWKB {name}", ewkb)
    for cell in _h3_cells(home):
        yield Trace("H3", struct.pack("<Q", cell))
        yield Trace("H3", struct.pack(">Q", cell))


def _pairs(home: Home) -> Iterator[tuple[str, str, str]]:
    """Write both coordinates as text: cut and rounded to the coarsest that tells a house, as finer ones begin so."""
    for system, decimals in ((KOREA_TM, 1), (KOREA_CENTRAL, 1), (WEB_MERCATOR, 1), (WGS84, 5)):
        x, y = _in(system, home)
        yield f"EPSG {system}", _cut(x, decimals), _cut(y, decimals)
        yield f"EPSG {system}", f"{x:.{decimals}f}", f"{y:.{decimals}f}"


def _texts(home: Home) -> Iterator[tuple[str, str]]:
    lon, lat = _in(WGS84, home)
    yield "geohash", _geohash(lon, lat, 9)
    yield "plus code", _plus_code(lon, lat)
    for cell in _h3_cells(home):
        for written in (f"{cell:x}", f"{cell:X}", str(cell)):
            yield "H3", written
    yield "national grid", _national_grid(home)
    yield "DMS", _degrees(lat)
    yield "DMS", _degrees(lon)
    yield "road name", home.address
    yield "road name", home.address.replace(" ", "")
    yield "name", home.name
    yield "notes", home.notes
    digits = home.phone.replace("-", "")
    for written in (home.phone, digits, home.phone.replace("-", " "), home.phone.replace("-", ".")):
        yield "phone", written
    yield "phone", f"+82{digits[1:]}"
    yield "phone", f"+82 {home.phone[1:]}"


def _cut(value: float, decimals: int) -> str:
    """Write a number as far as it goes: a longer one begins with the same digits."""
    return f"{value:.{decimals + 2}f}"[:-2]


def _coded(text: str) -> list[bytes]:
    """Write a text as files and protocols do."""
    plain = text.encode()
    ways = [plain, text.encode("utf-16-le"), plain.hex().encode()]
    if not text.isascii():
        ways += [quote(text).encode(), text.encode("cp949"), text.encode("unicode_escape")]
    for before, cut in enumerate((0, 2, 3)):  # by where in a group of three it begins
        ways.append(base64.b64encode(b"\0" * before + plain)[cut:-4])
    return ways


def _in(system: int, home: Home) -> tuple[float, float]:
    if system == KOREA_TM:
        return home.x, home.y
    x, y = transformer(KOREA_TM, system).transform(home.x, home.y)
    return float(x), float(y)


def _h3_cells(home: Home) -> Iterator[int]:
    lon, lat = _in(WGS84, home)
    yield from (h3.str_to_int(h3.latlng_to_cell(lat, lon, resolution)) for resolution in _H3)


def _geohash(lon: float, lat: float, length: int) -> str:
    bounds = [[-180.0, 180.0], [-90.0, 90.0]]
    bits = 0
    for number in range(length * 5):
        low_high, value = bounds[number % 2], (lon, lat)[number % 2]
        middle = sum(low_high) / 2
        bits = bits << 1 | (value >= middle)
        low_high[value < middle] = middle
    return "".join(_BASE32[bits >> 5 * (length - 1 - at) & 31] for at in range(length))


def _plus_code(lon: float, lat: float) -> str:
    """Write an Open Location Code of ten digits: 14 m."""
    rows, columns = int((lat + 90) * 8000), int((lon + 180) * 8000)
    digits = ""
    for _ in range(5):
        digits = _OLC[rows % 20] + _OLC[columns % 20] + digits
        rows, columns = rows // 20, columns // 20
    return f"{digits[:8]}+{digits[8:]}"


def _national_grid(home: Home) -> str:
    """Write a 국가지점번호 of ten metres: letters for each 100 km of EPSG:5179."""
    letters = "가나다라마바사아자차카타파하"
    east, north = int(home.x) - 700_000, int(home.y) - 1_300_000
    return (
        f"{letters[east // 100_000]}{letters[north // 100_000]} {east % 100_000 // 10:04d} {north % 100_000 // 10:04d}"
    )


def _degrees(value: float) -> str:
    degrees, rest = divmod(value * 3600, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{int(degrees)}°{int(minutes):02d}'{_cut(seconds, 1).zfill(4)}"


def told(hits: Iterable[Hit]) -> str:
    """Say in a few words what was found."""
    listed = list(hits)
    encodings = sorted({hit.encoding for hit in listed})
    return f"{len({hit.number for hit in listed})} homes" + (f" as {', '.join(encodings)}" if encodings else "")
