"""Files out of ODK Central and KoboToolbox of forms that we made come back with nothing but the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from uuid import UUID

import pandas as pd
import pytest

from mapper.domain.category import CATEGORIES, SEVERITIES
from mapper.domain.label import Label
from mapper.domain.rubric import RUBRIC
from mapper.frames import ISSUES, SURVEYS
from mapper.importers import Reading
from mapper.wire.openrosa.sheets import Row, Sheets, issue_sheets, survey_sheets

Judge = Callable[..., Reading]
Answers = Mapping[str, str]

KEY = "7d4b6a52-5f0e-4b1e-9d3f-0b0e6a520001"
SEGMENT = "5cc87efb-2e8c-4668-865e-9a7000555d86"
LABEL = "label::한국어 (ko)"
SURVEY: Answers = {
    "started_at": "2025-05-02T09:30:00.000+09:00",
    "device": "collect:made",
    "segment": SEGMENT,
    **dict.fromkeys(RUBRIC.item_ids, "1"),
    "R1": "4",
    "R2": "na",
    "W8": "unseen",
    "R1_photo": "1782867000000.jpg",
    "walked_at": "2025-05-02T09:31:14.000+09:00",
    "rubric": RUBRIC.version,
}
LEVELS = (4, -1, *[1] * 13, None)
ISSUE: Answers = {
    "reported_at": "2025-05-02T09:30:00.000+09:00",
    "position": "37.7381 127.0337 54.2 4.8",
    "category": "pothole",
    "severity": "3",
    "photo_1": "1.jpg",
    "description": "발이 빠짐; 조심",
}
PARTS = ("Latitude", "Longitude", "Altitude", "Accuracy")


def questions(sheets: Sheets) -> Iterator[tuple[Row, Row]]:
    """Every question with the group that it is in; an empty one outside of groups."""
    group: Row = {}
    for row in sheets.questions:
        if row["type"] == "begin_group":
            group = row
        elif row["type"] == "end_group":
            group = {}
        else:
            yield group, row


def central(sheets: Sheets, answers: Answers) -> dict[str, str]:
    """A row as ODK Central writes it: names, groups before them, a geopoint in four columns."""
    cells = {"SubmissionDate": "2025-05-02T01:00:00.000Z"}
    for group, row in questions(sheets):
        name = f"{group['name']}-{row['name']}" if group else row["name"]
        said = answers.get(row["name"], "")
        if row["type"] == "geopoint":
            cells |= {f"{name}-{part}": value for part, value in zip(PARTS, said.split(), strict=True)}
        else:
            cells[name] = said
    office = {
        "SubmitterID": "7",
        "SubmitterName": "가상조사원",
        "AttachmentsPresent": "1",
        "Status": "",
        "ReviewState": "",
    }
    return cells | {"meta-instanceID": f"uuid:{KEY}", "KEY": f"uuid:{KEY}"} | office | {"FormVersion": "1.0-made"}


def kobo(sheets: Sheets, answers: Answers, *, labels: bool) -> dict[str, str]:
    """A row as KoboToolbox writes it: with names, or with labels over columns and in cells."""
    spoken = {(row["list_name"], row.get("category"), row["name"]): row[LABEL] for row in sheets.choices}
    cells = {}
    for group, row in questions(sheets):
        column = LABEL if labels else "name"
        heading = row.get(column, row["name"])
        before = f"{group[column]}/" if group else ""
        said = answers.get(row["name"], "")
        kind, _, listed = row["type"].partition(" ")
        if labels and kind == "select_one" and said:
            said = spoken[listed, answers["category"] if listed == "severity" else None, said]
        cells[before + heading] = said
        if kind == "geopoint":
            named = (part.lower().replace("accuracy", "precision") for part in PARTS)
            cells |= {f"_{before}{heading}_{part}": value for part, value in zip(named, said.split(), strict=True)}
    told = {"_id": "41", "_uuid": KEY, "_submission_time": "2025-05-02T01:00:00", "_validation_status": ""}
    return cells | told | {"_submitted_by": "가상조사원", "__version__": "vMade", "_index": "1"}


def written(cells: Mapping[str, str], delimiter: str) -> str:
    return "".join(delimiter.join(f'"{cell}"' for cell in line) + "\n" for line in (cells, cells.values()))


WAYS = {
    "Central": (lambda sheets, answers: written(central(sheets, answers), ",")),
    "Kobo with names": (lambda sheets, answers: written(kobo(sheets, answers, labels=False), ";")),
    "Kobo with labels": (lambda sheets, answers: written(kobo(sheets, answers, labels=True), ";")),
}


@pytest.mark.parametrize("way", WAYS)
def test_surveys_come_back(judge_text: Judge, way: str) -> None:
    reading = judge_text("surveys", WAYS[way](survey_sheets(), SURVEY))
    assert reading.faults == ()
    [row] = reading.frame(SURVEYS).to_dict("records")
    assert (row["source_key"].removeprefix("uuid:"), row["segment_id"]) == (KEY, UUID(SEGMENT))
    assert (row["levels"], row["rubric"], row["surveyor"]) == (LEVELS, RUBRIC.version, "가상조사원")
    assert row["walked_at"] == pd.Timestamp("2025-05-02 09:31:14", tz="Asia/Seoul")


@pytest.mark.parametrize("way", WAYS)
def test_issues_come_back(judge_text: Judge, way: str) -> None:
    reading = judge_text("issues", WAYS[way](issue_sheets(), ISSUE))
    assert reading.faults == ()
    [row] = reading.frame(ISSUES).to_dict("records")
    assert row["source_key"].removeprefix("uuid:") == KEY
    assert (row["category"], row["severity"], row["accuracy_m"]) == ("pothole", 3, 4.8)
    assert (row["x"], row["y"]) == pytest.approx((958914.82, 1971044.63), abs=0.01)
    assert row["description"] == "발이 빠짐; 조심"
    assert row["reported_at"] == pd.Timestamp("2025-05-02 09:30", tz="Asia/Seoul")


def test_every_answer_of_our_forms_is_understood_by_its_label(judge_text: Judge) -> None:
    for category in CATEGORIES:
        for severity in range(1, len(SEVERITIES) + 1):
            told = ISSUE | {"category": category.id, "severity": str(severity)}
            reading = judge_text("issues", WAYS["Kobo with labels"](issue_sheets(), told))
            [row] = reading.frame(ISSUES).to_dict("records")
            assert (row["category"], row["severity"]) == (category.id, severity)
    for level in ("0", "1", "2", "3", "4", "unseen"):
        told = SURVEY | dict.fromkeys(RUBRIC.item_ids, level) | {"W1": "2"}
        reading = judge_text("surveys", WAYS["Kobo with labels"](survey_sheets(), told))
        [row] = reading.frame(SURVEYS).to_dict("records")
        found = None if level == "unseen" else int(level)
        assert set(row["levels"]) == {found, 2}


def test_a_label_is_a_name_in_both_languages() -> None:
    for sheets in (survey_sheets(), issue_sheets()):
        for row in (*sheets.questions, *sheets.choices):
            said = Label(row.get(LABEL, ""), row.get("label::English (en)", ""))
            assert bool(said.ko) == bool(said.en)
