"""Photos of a programme: how its site was before, and how it is since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from mapper.domain.calendar import FIRST_DAY
from mapper.domain.declared_photo import AFTER, BEFORE, MOST_PHOTOS
from mapper.domain.label import Label
from mapper.domain.meeting import LONGEST_LINE, can_be_kept
from mapper.domain.programme import PROGRAMME_KINDS, ProgrammeDraft

SIDES: Final = {BEFORE: Label("전", "Before"), AFTER: Label("후", "After")}
"""What a photo of a programme shows."""

PHOTO_FAULTS: Final = {
    "kind": Label("이 종류의 사업에는 사진을 더하지 않습니다.", "Programmes of this kind have no photos."),
    "moment": Label("전의 사진인지 후의 사진인지 골라 주세요.", "Choose whether it was before or is since."),
    "photos": Label("사진을 한 장 이상 골라 주세요.", "Choose a photo at least."),
    "sent": Label(
        "다 보내지 못한 사진이 있습니다. 그 사진을 다시 골라 주세요.",
        "Not all of a photo has arrived; choose it once more.",
    ),
    "most": Label(
        f"전과 후에 사진을 {MOST_PHOTOS}장까지 둡니다. 빼고 다시 더해 주세요.",
        f"Each side has up to {MOST_PHOTOS} photos; take some off, then add these.",
    ),
    "taken_on": Label("찍은 날을 오늘까지의 날짜로 적어 주세요.", "Write the day on which it was taken, up to today."),
    "too_late": Label(
        "전의 사진은 사업이 끝나기 전에 찍은 것이어야 합니다. 찍은 날을 확인해 주세요.",
        "A photo of before was taken before the programme ended; look at its day again.",
    ),
    "too_early": Label(
        "후의 사진은 사업을 시작한 뒤에 찍은 것이어야 합니다. 찍은 날을 확인해 주세요.",
        "A photo of since was taken after the programme began; look at its day again.",
    ),
    "caption": Label(
        f"설명은 {LONGEST_LINE}자 이하로, 사람을 알 수 없게 적어 주세요.",
        f"Write a caption of up to {LONGEST_LINE} characters that tells of nobody.",
    ),
}
"""What can be wrong with photos of a programme."""


@dataclass(frozen=True)
class PhotosDraft:
    """Photos that shall be added to a programme; all of one side, of one day, under one caption.

    Attributes
    ----------
    moment : str
        A key of `SIDES`.
    taken_on : date or None
        Korean date; None for what is no day.
    caption : str
        Empty for none.
    photos : tuple of bytes
        SHA-256 of each as it was sent.
    """

    moment: str
    taken_on: date | None
    caption: str
    photos: tuple[bytes, ...]


def has_photos(kind: str) -> bool:
    """Tell whether programmes of a kind have photos.

    Parameters
    ----------
    kind : str
        A key of `PROGRAMME_KINDS`.

    Returns
    -------
    bool
        Whether they say how it was and how it is since.
    """
    return "before" in PROGRAMME_KINDS[kind].asks


def photo_faults(draft: PhotosDraft, programme: ProgrammeDraft, *, today: date) -> Iterator[str]:
    """Find what is wrong with photos of a programme, but for what is stored of them and of others.

    Parameters
    ----------
    draft : PhotosDraft
        As sent.
    programme : ProgrammeDraft
        What they are of.
    today : date
        Korean date.

    Yields
    ------
    str
        Keys of `PHOTO_FAULTS`.
    """
    if not has_photos(programme.kind):
        yield "kind"
    if draft.moment not in SIDES:
        yield "moment"
    if not draft.photos:
        yield "photos"
    if draft.taken_on is None or not FIRST_DAY <= draft.taken_on <= today:
        yield "taken_on"
    elif draft.moment == BEFORE and programme.ended_on is not None and draft.taken_on > programme.ended_on:
        yield "too_late"
    elif draft.moment == AFTER and programme.began_on is not None and draft.taken_on < programme.began_on:
        yield "too_early"
    if draft.caption and not can_be_kept(draft.caption, LONGEST_LINE):
        yield "caption"
