"""Shapefile, for those who must: CP949 with a .cpg that says so, Korean names of five syllables, zipped with a code book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from pyogrio.raw import write_arrow

from mapper.crs import KOREA_CENTRAL, KOREA_TM
from mapper.domain.export_layer import Kind
from mapper.exporters.arrow_stream import GEOMETRY, stream
from mapper.exporters.code_book import HEADINGS, code_book
from mapper.exporters.pieces import pieces_of
from mapper.exporters.rows import Batch, Exporter, Names, Rows

ENCODING: Final = "cp949"
MOST_BYTES: Final = 254
"""Of a text in a DBF."""


def _write(rows: Rows, folder: Path) -> Generator[bytes, None, None]:
    title, names = rows.layer.label, [column.short for column in rows.columns]
    changed: Counter[str] = Counter()
    layer = folder / title
    layer.mkdir()
    write_arrow(
        stream(replace(rows, batches=_fitted(rows, names, changed)), names),
        str(layer / f"{title}.shp"),
        layer=title,
        driver="ESRI Shapefile",
        geometry_name=GEOMETRY,
        geometry_type="Polygon" if rows.layer.shape.value == "MultiPolygon" else rows.layer.shape.value,
        crs=f"EPSG:{rows.crs}",
        encoding="CP949",
    )
    (layer / f"{title}_코드북.txt").write_bytes(_book(rows, names, changed))
    archive = folder / "layer.zip"
    with ZipFile(archive, "w", ZIP_DEFLATED) as zipped:
        for path in sorted(layer.iterdir()):
            zipped.write(path, path.name)
    yield from pieces_of(archive)


def _fitted(rows: Rows, names: Sequence[str], changed: Counter[str]) -> Iterator[Batch]:
    texts = [(place, names[place]) for place, column in enumerate(rows.columns) if column.kind is Kind.TEXT]
    for batch in rows.batches:
        fitted = [list(row) for row in batch]
        for row in fitted:
            for place, name in texts:
                if row[place] is not None:
                    short = in_dbf(row[place])
                    changed[name] += short != row[place]
                    row[place] = short
        yield fitted


def in_dbf(text: str) -> str:
    """Cut a text to what a DBF in CP949 can hold.

    Parameters
    ----------
    text : str
        Of any length, in any script.

    Returns
    -------
    str
        At most `MOST_BYTES`, cut between two characters, with a question mark for what CP949 lacks.
    """
    return text.encode(ENCODING, "replace")[:MOST_BYTES].decode(ENCODING, "ignore")


def _book(rows: Rows, names: list[str], changed: Counter[str]) -> bytes:
    lines: list[Sequence[Any]] = [HEADINGS, *code_book(rows, names)]
    notes = [
        f"{name}: {count}행의 글이 {MOST_BYTES}바이트를 넘거나 CP949에 없는 글자가 있어 줄이거나 바꾸었습니다."
        for name, count in changed.items()
        if count
    ]
    text = "\r\n".join(["\t".join(line) for line in lines] + notes) + "\r\n"
    return text.encode("utf-8-sig")


EXPORTER: Final = Exporter(
    extensions=("shp.zip", "zip"),
    label="SHP",
    media_type="application/zip",
    names=(Names.KO,),
    crs=(KOREA_TM, KOREA_CENTRAL),
    write=_write,
)
