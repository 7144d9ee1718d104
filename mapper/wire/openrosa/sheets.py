"""Our forms as the sheets of an XLSForm: the survey of a segment by the rubric, and an issue by its category.

What a file exported from ODK Central or KoboToolbox is headed by are the names of this file; the importers read them.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Final

from openpyxl import Workbook

from mapper.domain.category import CATEGORIES, SEVERITIES
from mapper.domain.item import Item
from mapper.domain.label import Label
from mapper.domain.rubric import AXES, NOT_APPLICABLE, NOT_OBSERVED, RUBRIC
from mapper.domain.severity_example import severity_choice

Row = dict[str, str]
"""Cells of a line by heading; those that are empty are left out."""

SURVEY: Final = "golmok_survey"
ISSUE: Final = "golmok_issue"
"""Ids of the forms."""

SEGMENT_LIST: Final = "segments.geojson"
"""The file beside the form of a survey from which its segment is chosen."""

NA: Final = "na"
UNSEEN: Final = "unseen"
"""What a form writes for 해당 없음 and 확인 못함, beside the levels 0 to 4."""

ASKS_FOR_PHOTO: Final = (3, 4)
"""Levels at which a survey asks for a photo of the item."""

ISSUE_PHOTOS: Final = ("photo_1", "photo_2", "photo_3")
LONGEST_TEXT: Final = 2000
VERSION_PENDING: Final = "version-pending"
"""Stands where the version goes until it is known, as it follows from everything else."""

_ROOT: Final = "root"  # of a list, by the XForms specification of ODK
_KOREAN: Final = "한국어 (ko)"
_ENGLISH: Final = "English (en)"
_LARGEST_PICTURE: Final = "max-pixels=2048"


@dataclass(frozen=True)
class Sheets:
    """A form as people read and change it in a spreadsheet.

    Attributes
    ----------
    id : str
        Of the form, the same in every version.
    title, description : Label
        What it is called, and what it is for.
    questions, choices, settings : tuple of dict
        Lines of the sheets ``survey``, ``choices`` and ``settings``.
    media : tuple of str
        Files that belong beside it.
    """

    id: str
    title: Label
    description: Label
    questions: tuple[Row, ...]
    choices: tuple[Row, ...]
    settings: tuple[Row, ...]
    media: tuple[str, ...] = ()

    def by_name(self) -> dict[str, list[Row]]:
        """Return the sheets by their names.

        Returns
        -------
        dict
            As XLSForm calls them.
        """
        return {"survey": list(self.questions), "choices": list(self.choices), "settings": list(self.settings)}


def photo_question(item_id: str) -> str:
    """Return the name of the question that asks for a photo of an item.

    Parameters
    ----------
    item_id : str
        Of the rubric.

    Returns
    -------
    str
        Such as ``W1_photo``.
    """
    return f"{item_id}_photo"


def survey_sheets() -> Sheets:
    """Write the form of a survey from the rubric that surveys are made with now.

    Returns
    -------
    Sheets
        The same as long as the rubric is.
    """
    return Sheets(
        SURVEY,
        Label("골목 현장조사", "Alley survey"),
        Label("구간을 고르고 16개 항목을 살펴봅니다.", "Choose a segment and rate its 16 items."),
        questions=(
            {"type": "start", "name": "started_at"},
            {"type": "deviceid", "name": "device"},
            {
                "type": f"select_one_from_file {SEGMENT_LIST}",
                "name": "segment",
                "appearance": "map",
                "required": "yes",
                **_said("label", Label("구간", "Segment")),
                **_said(
                    "hint",
                    Label(
                        "지금 선 구간을 지도에서 누릅니다. 파란 선이 오늘 구간입니다.",
                        "Tap the segment you stand on. Blue lines are today's.",
                    ),
                ),
            },
            *(row for axis, label in AXES.items() for row in _axis(axis, label)),
            {"type": "end", "name": "walked_at"},
            {"type": "hidden", "name": "rubric", "default": RUBRIC.version},
        ),
        choices=tuple(
            {"list_name": item.id, "name": name, **_said("label", label)}
            for item in RUBRIC.items
            for name, label in _answers(item)
        ),
        settings=(
            _settings(SURVEY, Label("골목 현장조사", "Alley survey"))
            | {"instance_name": f"instance('segments')/{_ROOT}/item[id=${{segment}}]/title"},
        ),
        media=(SEGMENT_LIST,),
    )


def _axis(axis: str, label: Label) -> list[Row]:
    items = [item for item in RUBRIC.items if item.axis == axis]
    asked = [row for item in items for row in _asked(item)]
    return [{"type": "begin_group", "name": axis, **_said("label", label)}, *asked, {"type": "end_group"}]


def _asked(item: Item) -> list[Row]:
    """Ask for an item, and for a photo where it is bad; the last item sees to it that anything was observed at all."""
    rating: Row = {
        "type": f"select_one {item.id}",
        "name": item.id,
        "required": "yes",
        # The headings by which the importer knows an export whose columns are called by their labels.
        **_said("label", Label(f"{item.id} {item.label_ko}", f"{item.id} {item.label_en}")),
    }
    if item is RUBRIC.items[-1]:
        others = " and ".join(f"${{{other.id}}} = '{UNSEEN}'" for other in RUBRIC.items[:-1])
        rating["constraint"] = f"not(. = '{UNSEEN}' and {others})"
        rating |= _said(
            "constraint_message",
            Label("모두 확인 못함입니다. 하나는 살펴보세요.", "Nothing was observed. Rate at least one item."),
        )
    photo: Row = {
        "type": "image",
        "name": photo_question(item.id),
        "relevant": " or ".join(f"${{{item.id}}} = '{level}'" for level in ASKS_FOR_PHOTO),
        "parameters": _LARGEST_PICTURE,
        **_said("label", Label(f"사진: {item.label_ko}", f"Photo: {item.label_en}")),
        **_said("hint", Label("얼굴과 번호판은 피해 찍습니다.", "Keep faces and plates out of it.")),
    }
    return [rating, photo]


def _answers(item: Item) -> list[tuple[str, Label]]:
    named = [(str(level), label) for level, label in enumerate(item.levels)]
    return [*named, *([(NA, NOT_APPLICABLE)] if item.na_allowed else []), (UNSEEN, NOT_OBSERVED)]


def issue_sheets() -> Sheets:
    """Write the form of an issue from the categories that there are now.

    Returns
    -------
    Sheets
        The same as long as categories and severities are.
    """
    return Sheets(
        ISSUE,
        Label("골목 불편사항", "Alley issue"),
        Label("자리를 찍고 유형과 정도를 고릅니다.", "Mark the place, choose what it is and how bad."),
        questions=(
            {"type": "start", "name": "reported_at"},
            {
                "type": "geopoint",
                "name": "position",
                "appearance": "placement-map",
                "required": "yes",
                **_said("label", Label("위치", "Place")),
                **_said(
                    "hint",
                    Label("문제가 있는 자리에 핀을 둡니다. 구간은 저절로 정해집니다.", "Put the pin where it is."),
                ),
            },
            {
                "type": "select_one category",
                "name": "category",
                "appearance": "autocomplete",
                "required": "yes",
                **_said("label", Label("유형", "Category")),
            },
            {
                "type": "select_one severity",
                "name": "severity",
                "required": "yes",
                "choice_filter": "category = ${category}",
                **_said("label", Label("심각도", "Severity")),
            },
            *(_photo(number) for number in range(len(ISSUE_PHOTOS))),
            {
                "type": "text",
                "name": "description",
                "appearance": "multiline",
                "constraint": f"string-length(.) <= {LONGEST_TEXT}",
                **_said("label", Label("내용", "Description")),
                **_said("hint", Label("사람 이름과 전화번호는 적지 않습니다.", "No names, no telephone numbers.")),
                **_said(
                    "constraint_message",
                    Label(f"{LONGEST_TEXT}자까지 적습니다.", f"{LONGEST_TEXT} characters at most."),
                ),
            },
        ),
        choices=_issue_choices(),
        settings=(
            _settings(ISSUE, Label("골목 불편사항", "Alley issue"))
            | {"instance_name": "jr:choice-name(${category}, '${category}')", "allow_choice_duplicates": "yes"},
        ),
    )


def _issue_choices() -> tuple[Row, ...]:
    """Offer the categories, and for each one what its severities look like."""
    categories = tuple(
        {"list_name": "category", "name": one.id, **_said("label", Label(one.label_ko, one.label_en))}
        for one in CATEGORIES
    )
    severities = tuple(
        {
            "list_name": "severity",
            "name": str(severity),
            "category": one.id,
            **_said("label", severity_choice(one.id, severity)),
        }
        for one in CATEGORIES
        for severity in range(1, len(SEVERITIES) + 1)
    )
    return categories + severities


def _photo(number: int) -> Row:
    label = Label(f"사진 {number + 1}", f"Photo {number + 1}")
    row: Row = {
        "type": "image",
        "name": ISSUE_PHOTOS[number],
        "parameters": _LARGEST_PICTURE,
        **_said("label", label),
    }
    return row if number == 0 else row | {"relevant": f"${{{ISSUE_PHOTOS[number - 1]}}} != ''"}


def _settings(form_id: str, title: Label) -> Row:
    return {
        "form_title": title.ko,
        "form_id": form_id,
        "version": VERSION_PENDING,
        "default_language": _KOREAN,
    }


def _said(column: str, label: Label) -> Row:
    return {f"{column}::{_KOREAN}": label.ko, f"{column}::{_ENGLISH}": label.en}


def workbook(sheets: Sheets, version: str) -> bytes:
    """Write a form as an XLSForm, for teams that have a server of ODK Central or KoboToolbox.

    Parameters
    ----------
    sheets : Sheets
        The form.
    version : str
        Of what it says.

    Returns
    -------
    bytes
        XLSX.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.by_name().items():
        sheet, header = book.create_sheet(name), list(dict.fromkeys(key for row in rows for key in row))
        sheet.append(header)
        for row in rows:
            cells = [row.get(key) for key in header]
            sheet.append([version if cell == VERSION_PENDING else cell for cell in cells])
    written = BytesIO()
    book.save(written)
    return written.getvalue()
