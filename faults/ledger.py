"""What phones said that they saved, against what has come to be stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from faults.fault import require
from faults.field import Field
from faults.phone import Phone, Saved
from mapper.operations.photos.upkeep import scrub
from mapper.store.photo_files import PhotoFiles

_RECEIPTS: Final = "SELECT id::text, encode(digest, 'hex') FROM receipt WHERE id::text = ANY(%s)"
_ISSUES: Final = "SELECT id::text FROM issue WHERE id::text = ANY(%s)"
_TWICE: Final = "SELECT description FROM issue WHERE description LIKE %s GROUP BY 1 HAVING count(*) > 1"
_USES: Final = "SELECT issue_id::text, encode(sha256, 'hex') FROM photo_use WHERE issue_id::text = ANY(%s)"
_PHOTOS: Final = "SELECT encode(sha256, 'hex') FROM photo WHERE encode(sha256, 'hex') = ANY(%s)"
_SIZES: Final = "SELECT encode(sha256, 'hex'), sent_bytes FROM photo WHERE encode(sha256, 'hex') = ANY(%s)"


def balance(field: Field, kept: Sequence[Saved]) -> str:
    """Require that every record is stored once, as it was saved, with each of its photos; return the figure."""
    ids = [record.id for record in kept]
    uses = sorted((record.id, photo) for record in kept for photo in record.sizes)
    photos = {photo for _, photo in uses}
    receipts = dict(field.rows(_RECEIPTS, ids))
    lost = set(ids) - {key for (key,) in field.rows(_ISSUES, ids)}
    other = {record.id for record in kept if receipts.get(record.id) != record.digest}
    twice = field.rows(_TWICE, "made %")
    away = photos - {photo for (photo,) in field.rows(_PHOTOS, sorted(photos))}
    require(len(set(ids)) == len(ids), "two records have one id")
    require(not lost and not other, f"{len(lost)} of {len(ids)} records lost, {len(other)} stored otherwise")
    require(not twice, f"stored twice: {twice[:3]}")
    require(not away, f"{len(away)} of {len(photos)} photos lost")
    require(sorted(field.rows(_USES, ids)) == uses, "photos belong to other records than those that named them")
    return f"{len(ids)} of {len(ids)} records once, {len(photos)} of {len(photos)} photos with equal hashes"


def require_no_part(field: Field, kept: Sequence[Saved]) -> None:
    """Require that each photo that counts as one is there with all of its bytes, whatever is still on its way."""
    sizes = {photo: size for record in kept for photo, size in record.sizes.items()}
    part = [photo for photo, size in field.rows(_SIZES, sorted(sizes)) if size != sizes[photo]]
    require(not part, f"parts of {part} are taken for photos")


def require_whole(field: Field) -> int:
    """Require that every photo of the folder has the bytes that it was kept with; return how many files there are."""
    with field.sessions() as session:
        scrubbed = scrub(session, PhotoFiles(field.data / "photos"))
    require(scrubbed.is_whole, f"damaged {scrubbed.damaged[:3]}, missing {scrubbed.missing[:3]}")
    return scrubbed.read


def require_nothing_waits(phone: Phone) -> None:
    """Require that the phone has nothing left to send, and nothing that the server would not take."""
    stand = phone.stand()
    waits = {state: stand[state] for state in ("saved", "sent", "stuck") if stand[state]}
    require(not waits, f"on the phone wait {waits}")


def settled(field: Field, phone: Phone, kept: Sequence[Saved]) -> str:
    """Require all of that, and return the figure."""
    require_nothing_waits(phone)
    require_whole(field)
    return balance(field, kept)
