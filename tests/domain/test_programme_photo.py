"""Photos of a programme are added when nothing is wrong with them, and else told all that is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from mapper.domain.programme import PROGRAMME_KINDS, ProgrammeDraft
from mapper.domain.programme_photo import PHOTO_FAULTS, PhotosDraft, has_photos, photo_faults

TODAY = date(2024, 7, 4)
SPACE = ProgrammeDraft("space", "가상동 주민센터 앞", "11110", date(2024, 1, 2), date(2024, 5, 31))
PHOTOS = PhotosDraft("after", date(2024, 6, 1), "새 의자", (b"1" * 32,))


def test_kinds_that_say_how_it_was_have_photos_of_it() -> None:
    assert [kind for kind in PROGRAMME_KINDS if has_photos(kind)] == ["project", "village", "space"]


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({}, []),
        ({"caption": ""}, []),
        ({"moment": "before", "taken_on": date(2024, 5, 31)}, []),
        ({"moment": "before"}, ["too_late"]),
        ({"taken_on": date(2024, 1, 2)}, []),
        ({"taken_on": date(2024, 1, 1)}, ["too_early"]),
        ({"taken_on": TODAY}, []),
        ({"taken_on": date(2024, 7, 5)}, ["taken_on"]),
        ({"taken_on": date(1066, 1, 1)}, ["taken_on"]),
        ({"caption": "010-1234-5678로 알림"}, ["caption"]),
        ({"caption": "가" * 121}, ["caption"]),
        ({"moment": "", "taken_on": None, "photos": ()}, ["moment", "photos", "taken_on"]),
    ],
)
def test_what_is_wrong_is_named(changed: dict[str, Any], wrong: list[str]) -> None:
    found = list(photo_faults(replace(PHOTOS, **changed), SPACE, today=TODAY))
    assert found == wrong
    assert all(PHOTO_FAULTS[one].ko and PHOTO_FAULTS[one].en for one in found)


def test_what_runs_still_may_have_photos_of_before_up_to_today() -> None:
    runs = replace(SPACE, ended_on=None)
    assert list(photo_faults(replace(PHOTOS, moment="before"), runs, today=TODAY)) == []
    assert list(photo_faults(PHOTOS, replace(SPACE, kind="task"), today=TODAY)) == ["kind"]
