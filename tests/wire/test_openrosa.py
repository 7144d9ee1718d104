"""Forms whose version follows from what they say, and filled-in forms read without believing them."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from mapper.domain.rubric import RUBRIC
from mapper.errors import InvalidInput
from mapper.wire.openrosa.answers import issue_of, survey_of
from mapper.wire.openrosa.forms import form_of, forms
from mapper.wire.openrosa.instance import Instance, file_name, instance_id, read_instance
from mapper.wire.openrosa.sheets import ISSUE, SURVEY, issue_sheets, survey_sheets

NOW = datetime(2026, 7, 1, 0, 40, tzinfo=UTC)
KEY = UUID("7d4b6a52-5f0e-4b1e-9d3f-0b0e6a520001")
TELL = "from mapper.wire.openrosa.forms import forms; print([(form.version, form.hash) for form in forms()])"


def test_every_process_makes_the_same_bytes() -> None:
    told = {
        subprocess.run(
            [sys.executable, "-c", TELL],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert told == {f"{[(form.version, form.hash) for form in forms()]}\n"}


def test_the_version_changes_when_and_only_when_the_form_does() -> None:
    for sheets in (survey_sheets(), issue_sheets()):
        form = form_of(sheets)
        assert form == form_of(sheets)
        assert form.version.startswith(f"{RUBRIC.version}-")
        assert form.xml.count(form.version.encode()) == 1
        column = "label::한국어 (ko)"
        first = sheets.choices[0]
        changed = form_of(replace(sheets, choices=(first | {column: "고친 말"}, *sheets.choices[1:])))
        assert changed.version != form.version
        assert changed.hash != form.hash


def test_a_survey_asks_for_all_items_and_photos_where_they_are_bad() -> None:
    sheets = survey_sheets()
    asked = {row["name"]: row for row in sheets.questions if "name" in row}
    for item in RUBRIC.items:
        offered = [row["name"] for row in sheets.choices if row["list_name"] == item.id]
        assert offered == ["0", "1", "2", "3", "4", *(["na"] if item.na_allowed else []), "unseen"]
        assert asked[item.id]["required"] == "yes"
        assert asked[f"{item.id}_photo"]["relevant"] == f"${{{item.id}}} = '3' or ${{{item.id}}} = '4'"


@pytest.mark.parametrize(
    ("said", "expected"),
    [(f"uuid:{KEY}", KEY), (str(KEY), KEY), (f" uuid:{str(KEY).upper()} ", KEY), (f"uuid:{{{KEY}}}", KEY)],
)
def test_an_id_is_read_however_it_is_spelled(said: str, expected: UUID) -> None:
    assert instance_id(said) == expected


def test_an_id_that_is_none_follows_from_what_is_there() -> None:
    assert instance_id("", b"<a/>") == instance_id("", b"<a/>") != instance_id("", b"<b/>")
    assert instance_id("walk 7", b"<a/>") == instance_id("walk 7", b"<b/>") != instance_id("walk 8", b"<a/>")


def test_a_file_has_one_name_however_its_letters_are_put_together() -> None:
    assert file_name("\u1100\u1169\u11af\u1106\u1169\u11a8.jpg ") == file_name("골목.jpg") == "골목.jpg"


def filled_in(form: str, **answers: str) -> Instance:
    return Instance(KEY, form, "made", None, answers, b"<made/>")


SEEN = {"segment": str(KEY), "rubric": RUBRIC.version, **dict.fromkeys(RUBRIC.item_ids, "1")}


@pytest.mark.parametrize(
    ("walked_at", "expected"),
    [
        ("2026-07-01T09:31:14.000+09:00", datetime(2026, 7, 1, 0, 31, 14, tzinfo=UTC)),
        ("2026-07-01T09:31:14", datetime(2026, 7, 1, 0, 31, 14, tzinfo=UTC)),  # without a zone it is Korea's
        ("1970-01-01T00:00:00.000+09:00", NOW),  # a clock that was reset tells nothing
        ("2026-07-01 09:31 PM GMT", NOW),
        ("", NOW),
    ],
)
def test_a_clock_that_cannot_be_read_is_no_reason_to_refuse(walked_at: str, expected: datetime) -> None:
    survey = survey_of(filled_in(SURVEY, **SEEN, walked_at=walked_at), received_at=NOW)
    assert survey.walked_at == expected
    assert survey.duration_s is None


def test_how_long_a_survey_took_is_told_by_its_two_times() -> None:
    told = {"started_at": "2026-07-01T09:30:00+09:00", "walked_at": "2026-07-01T09:31:14+09:00"}
    assert survey_of(filled_in(SURVEY, **SEEN, **told), received_at=NOW).duration_s == 74
    backwards = told | {"started_at": "2026-07-01T10:30:00+09:00"}
    assert survey_of(filled_in(SURVEY, **SEEN, **backwards), received_at=NOW).duration_s is None


@pytest.mark.parametrize("change", [{"R1": "5"}, {"R1": "na"}, {"segment": "here"}, dict.fromkeys(RUBRIC.item_ids, "")])
def test_an_answer_that_the_form_does_not_offer_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        survey_of(filled_in(SURVEY, **(SEEN | change)), received_at=NOW)


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        ("37.7 127.0 51.2 6.5", (37.7, 127.0, 6.5, False)),
        ("37.7 127.0 0.0 0.0", (37.7, 127.0, None, True)),  # by hand, or made up by the phone
        ("37.7 127.0", (37.7, 127.0, None, False)),
        ("37.7 127.0 0 1000000", (37.7, 127.0, None, False)),
    ],
)
def test_a_place_is_latitude_first(position: str, expected: tuple[float, float, float | None, bool]) -> None:
    told = filled_in(ISSUE, category="litter", severity="2", position=position)
    issue = issue_of(told, received_at=NOW)
    assert (issue.lat, issue.lon, issue.accuracy_m, issue.dragged) == expected


@pytest.mark.parametrize("position", ["127.0 37.7 0 5", "nan 127 0 5", "37.7", "", "here there"])
def test_a_place_that_is_none_of_ours_is_refused(position: str) -> None:
    with pytest.raises(InvalidInput):
        issue_of(filled_in(ISSUE, category="litter", severity="2", position=position), received_at=NOW)


def test_a_description_loses_what_nobody_sees_and_what_is_too_much() -> None:
    told = filled_in(
        ISSUE, category="litter", severity="2", position="37.7 127.0", description="가\u202e나" + "다" * 3000
    )
    description = issue_of(told, received_at=NOW).description
    assert description is not None
    assert description.startswith("가나다")
    assert len(description) == 2000


def test_one_answer_under_two_names_is_refused() -> None:
    with pytest.raises(InvalidInput):
        read_instance(b'<data id="golmok_issue" version="1"><severity>1</severity><severity>2</severity></data>')
