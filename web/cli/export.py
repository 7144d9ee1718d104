"""``golmok export``: a layer as a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from layers.style import GRADES
from mapper.crs import KOREA_CENTRAL, KOREA_TM, WGS84
from mapper.errors import GolmokError, InvalidInput
from mapper.operations.exports import EXPORT_LAYERS, Detail, Names, Wanted, open_export, take_out, write_down
from web.cli.opening import console, open_database, operator, say_json
from web.cli.progress import shown_progress
from web.clock import now

DAY = click.DateTime(["%Y-%m-%d"])
KEYS = [layer.key for layer in EXPORT_LAYERS]


class Box(click.ParamType[tuple[float, float, float, float]]):
    """West, south, east and north in degrees, as OGC and GeoJSON write a box."""

    name = "box"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, float, float, float]:
        """Read it.

        Parameters
        ----------
        value : Any
            What was typed.
        param, ctx : Any
            Where, for click's own error.

        Returns
        -------
        tuple of float
            Whether it is a box is said by the export.
        """
        try:
            west, south, east, north = map(float, value.split(","))
        except ValueError:
            self.fail(f"{value!r} is no box; write it as 127.0,37.7,127.1,37.8.", param, ctx)
        return west, south, east, north


@click.command()
@click.argument("layer", metavar=f"[{'|'.join(KEYS)}]")
@click.option(
    "-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Its end says the format."
)
@click.option("--district", "districts", multiple=True, metavar="CODE", help="Only this one; may be given again.")
@click.option("--from", "first", type=DAY, help="Reported or walked on this day or later.")
@click.option("--to", "last", type=DAY, help="Reported or walked on this day or earlier.")
@click.option(
    "--grade", "grades", multiple=True, metavar="LETTER", help="Only this one, or `ungraded`; may be given again."
)
@click.option("--as-of", type=DAY, help="Grades of the newest official run as of this day; the newest when not given.")
@click.option("--crs", type=int, help=f"EPSG code: {KOREA_TM}, {KOREA_CENTRAL} or {WGS84}, where there is a choice.")
@click.option("--names", type=click.Choice([one.value for one in Names]), help="Language of the columns.")
@click.option("--columns", metavar="KEY,...", help="Only these, beside the id and the name; all when not given.")
@click.option("--bbox", type=Box(), help="Only what touches west,south,east,north [degrees].")
@click.option(
    "--detail",
    type=click.Choice([one.value for one in Detail]),
    default=Detail.PUBLIC.value,
    show_default=True,
    help="What everyone may know, or what staff know.",
)
@click.option("--force", is_flag=True, help="Replace a file of that name.")
@click.option("--json", "as_json", is_flag=True, help="Answer for a machine.")
def export(
    layer: str,
    output: Path,
    districts: tuple[str, ...],
    first: datetime | None,
    last: datetime | None,
    grades: tuple[str, ...],
    as_of: datetime | None,
    crs: int | None,
    names: str | None,
    columns: str | None,
    bbox: tuple[float, float, float, float] | None,
    detail: str,
    *,
    force: bool,
    as_json: bool,
) -> None:
    """Write a layer as a file: .geojson, .gpkg, .parquet, .csv, .xlsx, .kml or .shp.zip."""
    days = [None if day is None else day.date() for day in (first, last, as_of)]
    wanted = Wanted(
        layer,
        output.suffix[1:],
        Detail(detail),
        districts,
        days[0],
        days[1],
        grades,
        days[2],
        crs,
        Names(names) if names else None,
        tuple(columns.split(",")) if columns else (),
        bbox,
    )
    if output.exists() and not force:
        raise InvalidInput(f"{output} is there already; give another name, or --force to replace it.")
    answer = _written(wanted, output)
    if as_json:
        say_json(answer)
        return
    console.print(
        f"{output}: {answer['rows']:,} rows, {answer['bytes']:,} bytes, {detail}", markup=False, soft_wrap=True
    )


def _written(wanted: Wanted, output: Path) -> dict[str, object]:
    """Write beside the file asked for, and take its place when all is there."""
    by, moment = operator(), now()
    with open_database() as database, database.sessions() as session, _beside(output) as folder:
        made = open_export(session, wanted, by=by, now=moment)
        rows = write_down(session, made, by=by, now=moment)
        ready = folder / "ready"
        paint = {symbol.key: symbol.colour for symbol in GRADES}
        with shown_progress() as progress, ready.open("wb") as file:
            work = folder / "work"
            work.mkdir()
            # closed before the session, which could not roll back under an unfinished COPY
            with closing(take_out(session, made, folder=work, paint=paint, rows=rows, progress=progress)) as pieces:
                for piece in pieces:
                    file.write(piece)
        size = ready.stat().st_size
        if made.detail is Detail.STAFF:
            ready.chmod(0o600)  # what staff see is for the eyes of its owner
        ready.replace(output)
        session.commit()
    return {
        "file": str(output),
        "layer": made.layer.key,
        "detail": made.detail.value,
        "format": made.exporter.extensions[0],
        "crs": made.crs,
        "rows": rows,
        "bytes": size,
        "filters": made.filters,
    }


@contextmanager
def _beside(output: Path) -> Iterator[Path]:
    try:
        with TemporaryDirectory(prefix=".golmok-export-", dir=output.parent) as folder:
            yield Path(folder)
    except GolmokError:  # some of ours are OSErrors too
        raise
    except OSError as error:
        message = f"{output} cannot be written ({error.strerror}); give a path in a folder that exists and has room."
        raise InvalidInput(message) from error
