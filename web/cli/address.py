"""``golmok address``: from words to a place, and from a place to words."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import click

from mapper.crs import KOREA_LAT, KOREA_LON
from mapper.domain.address_reason import CERTAINTY_WORDS, reason_words
from mapper.domain.gazetteer import KnownAddress, Located
from mapper.operations import addresses
from mapper.operations.looking_up_again import LookedUp, look_up_part
from web.cli.opening import console, open_database, operator, say_json
from web.cli.progress import shown_progress

JSON: Final = click.option("--json", "as_json", is_flag=True, help="Answer for a machine.")


@click.group()
def address() -> None:
    """Find addresses in the local gazetteer; load it with `golmok import run addresses FILE`."""


@address.command()
@click.argument("words", nargs=-1)
@click.option(
    "--file",
    "path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Look up every line of a UTF-8 text file.",
)
@click.option("--anywhere", is_flag=True, help="Where an address names no city, do not take this one.")
@JSON
def find(words: tuple[str, ...], path: Path | None, *, anywhere: bool, as_json: bool) -> None:
    """Say where addresses are, how surely, and why not surely: golmok address find 의정부시 호국로 1298."""
    asked = [" ".join(words)] if words else []
    if path is not None:
        asked += [line.strip() for line in path.read_text("utf-8-sig").splitlines() if line.strip()]
    if not asked:
        raise click.UsageError("Give an address, or --file with one on each line.")
    with open_database() as database, database.sessions() as session:
        assumed = frozenset() if anywhere else addresses.home_cities(session)
        found = [one.located for one in addresses.find_many(session, asked, assumed=assumed)]
    if as_json:
        say_json({"addresses": [{"asked": text, **_record(one)} for text, one in zip(asked, found, strict=True)]})
        return
    for text, one in zip(asked, found, strict=True):
        console.print(_sentence(text, one), markup=False, soft_wrap=True)


@address.command()
@click.argument("lon", type=click.FloatRange(*KOREA_LON))
@click.argument("lat", type=click.FloatRange(*KOREA_LAT))
@click.option("--limit", default=1, show_default=True, type=click.IntRange(1, 20), help="How many at most.")
@JSON
def reverse(lon: float, lat: float, limit: int, *, as_json: bool) -> None:
    """Say which addresses are nearest to a point, by longitude and latitude in degrees."""
    with open_database() as database, database.sessions() as session:
        found = addresses.reverse(session, lon=lon, lat=lat, limit=limit)
    if as_json:
        say_json({"addresses": [{"far_m": one.far_m, **_known(one.known)} for one in found]})
        return
    for one in found:
        console.print(f"{one.known.written}, {one.far_m:g} m", markup=False, soft_wrap=True)
    if not found:
        console.print(f"No address is within {addresses.REACH_M:g} m.")


@address.command()
@click.option("--dry-run", is_flag=True, help="Say what would come of it, keep nothing.")
@JSON
def again(*, dry_run: bool, as_json: bool) -> None:
    """Look up again the addresses of issues that wait for a place, after new files; stopped, what is done stays."""
    total = LookedUp()
    after: UUID | None = None
    with open_database() as database, shown_progress() as progress:
        while True:
            with database.sessions() as session:
                part = look_up_part(session, operator(), new_id=uuid4, after=after, progress=progress)
                if not dry_run:
                    session.commit()
            total, after = total.with_more(part), part.last
            if after is None:
                break
    if as_json:
        say_json({"sought": total.sought, "changed": total.changed, "kept": not dry_run, "effects": total.effects})
        return
    done = ", ".join(f"{count:,} {name}" for name, count in total.effects.items() if count)
    kept = " Nothing was kept." if dry_run else ""
    console.print(f"{total.sought:,} addresses looked up again: {done or 'nothing new'}.{kept}", markup=False)


def _known(known: KnownAddress) -> dict[str, Any]:
    lon, lat = addresses.degrees_of(known) or (None, None)
    return {"address": known.written, "city_code": known.city_code, "district": known.district, "lon": lon, "lat": lat}


def _record(located: Located) -> dict[str, Any]:
    return {
        "certainty": str(located.certainty),
        "confidence": located.confidence,
        "within_m": located.within_m,
        "reasons": [{"code": one.code, "value": one.value, "words": reason_words(one).en} for one in located.reasons],
        "found": None if located.known is None else _known(located.known),
    }


def _sentence(text: str, located: Located) -> str:
    why = ", ".join(reason_words(reason).en for reason in located.reasons)
    head = f"{text}: {CERTAINTY_WORDS[located.certainty].en}"
    if located.known is None:
        return f"{head} ({why})"
    lon, lat = addresses.degrees_of(located.known) or (None, None)
    where = "no point" if lon is None else f"{lon}, {lat} within {located.within_m:g} m"
    return f"{head}, {located.confidence:.2f}: {located.known.written}, {where} ({why})"
