"""A server that damages a part of a photo, or fails at one record: the phone gets everything else through, and that later."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Final

from faults.fault import Fault, require
from faults.field import Field, on_phone
from faults.ground import Ground
from faults.ledger import settled
from faults.links import PHOTO
from faults.photo_store import turn_over
from faults.program import wait_for
from faults.proxy import Link
from faults.snapshots import LARGE

ONE_PIECE: Final = Link(cut=1.0, of=PHOTO, spared=1)
_FAIL: Final = """
    CREATE FUNCTION made_failure() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'made'; END $$;
    CREATE TRIGGER made_failure BEFORE INSERT ON issue FOR EACH ROW WHEN (NEW.description = '{}')
    EXECUTE FUNCTION made_failure()
"""
_MEND: Final = "DROP TRIGGER made_failure ON issue; DROP FUNCTION made_failure()"


def _damaged_part(ground: Ground) -> str:
    with on_phone(ground) as (field, phone):
        with field.proxy.link(ONE_PIECE):
            kept = [phone.log(field.report(photos=1, side=LARGE))]

            def partly() -> bool:
                phone.nudge()
                phone.page.wait_for_timeout(20)
                return bool(_parts(field))

            wait_for(partly, "a part of the photo")
            phone.context.set_offline(True)
        (part,) = _parts(field)
        turn_over(part, bit=8 * part.stat().st_size // 2)
        phone.context.set_offline(False)
        phone.send()
        return f"sent once more; {settled(field, phone, kept)}"


def _parts(field: Field) -> list[Path]:
    return [path for path in (field.data / "photos" / "partial").glob("*/*") if path.stat().st_size > 0]


def _failing_record(ground: Ground) -> str:
    with on_phone(ground) as (field, phone):
        phone.context.set_offline(True)
        reports = field.reports(3)
        kept = phone.log_all(reports)
        before = phone.stand()["confirmed"]
        with _failing_at(field, reports[1].body["description"]):
            phone.context.set_offline(False)
            wait_for(lambda: phone.stand()["confirmed"] == before + 2, "the others")
            waits = phone.stand()["waits"]
            require(waits == [HTTPStatus.INTERNAL_SERVER_ERROR], f"the one that the server fails at waits with {waits}")
        phone.send()
        return f"the 2 others went through meanwhile; {settled(field, phone, kept)}"


@contextmanager
def _failing_at(field: Field, description: str) -> Iterator[None]:
    field.connection.execute(_FAIL.format(description).encode())
    try:
        yield
    finally:
        field.connection.execute(_MEND.encode())


FAULTS: Final = (
    Fault(
        "damaged-part",
        "a bit turns over in what the server has of a photo that is on its way",
        "the photo is refused by its hash, and sent once more from its first byte by itself",
        _damaged_part,
        sampled=True,
        row="RF-03",
    ),
    Fault(
        "failing-record",
        "the server fails at one of three records, whenever it comes",
        "the others are sent; that one waits and is stored once the server can",
        _failing_record,
        sampled=True,
        row=None,
    ),
)
