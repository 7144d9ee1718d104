"""Edits as they are handed in, their receipts, and where fields stand, as the OpenAPI document shows them."""

from __future__ import annotations

from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationInfo, field_validator

from mapper.domain.edit import EditedThing, NewEdit, NewValue, Standing
from mapper.domain.editable import ISSUE, MOST_WORDS, SEGMENT, editable
from mapper.domain.plain_text import LINES
from mapper.errors import InvalidInput
from web.receiving import Past
from web.schemas.receipt import ReceiptHead

_MOST_BASES: Final = 100

EXAMPLE: Final[dict[str, JsonValue]] = {
    "segment_id": "5cc87efb-2e8c-4668-865e-9a7000555d86",
    "edited_at": "2026-07-01T09:30:00+09:00",
    "values": {"width_m": {"value": 2.4, "replaces": []}, "impassable": {"value": False, "replaces": []}},
}
"""In the demo city as `golmok run` makes it; in another, put an id of GET /api/v1/segments in place of its segment."""


def _one_of(issue: UUID | None, segment: UUID | None) -> tuple[str, UUID]:
    if issue is not None and segment is None:
        return ISSUE, issue
    if segment is not None and issue is None:
        return SEGMENT, segment
    raise InvalidInput("An edit is of an issue or of a segment, and not of both; name one of them.")


class EditedField(BaseModel):
    """What is written over one field."""

    model_config = ConfigDict(extra="forbid")

    value: JsonValue = Field(description="What the field takes; null empties a text.")
    replaces: list[UUID] = Field(
        max_length=_MOST_BASES,
        description="Ids of the edits whose values were seen and are replaced; empty for what was first reported.",
    )


class EditReport(BaseModel):
    """What one person wrote over fields of an issue or of a segment; its id is in the address."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    issue_id: UUID | None = Field(default=None, description="Either this, which may arrive later than its edit;")
    segment_id: UUID | None = Field(default=None, description="or this.")
    edited_at: Past = Field(description="When it was written, by the clock of the device.")
    resolves: bool = Field(default=False, description="Whether it decides between values that differ; it names them.")
    reason: Annotated[str, Field(max_length=MOST_WORDS, pattern=LINES)] | None = Field(
        default=None, description="Why, for whoever looks at the decision later."
    )
    values: dict[str, EditedField] = Field(
        min_length=1,
        description=(
            "By field: category, severity, description, place and withdrawn of an issue; width_m, stairs, note and "
            "impassable of a segment."
        ),
    )

    @field_validator("values")
    @classmethod
    def _fit_the_thing(cls, values: dict[str, EditedField], known: ValidationInfo) -> dict[str, EditedField]:
        if known.data.keys() >= {"issue_id", "segment_id"}:  # else that is the fault to name
            subject, _ = _one_of(known.data["issue_id"], known.data["segment_id"])
            for name, written in values.items():
                editable(subject, name).checked(written.value)
        return values

    def edit(self, edit_id: UUID) -> NewEdit:
        """Return the edit.

        Parameters
        ----------
        edit_id : UUID
            From the address.

        Returns
        -------
        NewEdit
            With the time of the device as it is.
        """
        subject, of = _one_of(self.issue_id, self.segment_id)
        values = tuple(
            NewValue(editable(subject, name), written.value, frozenset(written.replaces))
            for name, written in self.values.items()
        )
        return NewEdit(edit_id, subject, of, values, self.resolves, self.edited_at, self.reason)


class EditReceipt(ReceiptHead):
    """What was stored of an edit."""

    issue_id: UUID | None = None
    segment_id: UUID | None = None
    edited_at: str = Field(description="When it was written; put right by clock_offset_s.")
    is_known: bool = Field(description="Whether what it is about had arrived.")
    conflicts: list[str] = Field(description="Fields of it that people disagree about since.")


class EditQuery(BaseModel):
    """Of what: an issue or a segment."""

    issue: UUID | None = None
    segment: UUID | None = None

    @property
    def of(self) -> tuple[str, UUID]:
        """What is asked about: its subject, and its id."""
        return _one_of(self.issue, self.segment)


class Head(BaseModel):
    """A value that nobody has replaced."""

    edit: UUID
    value: JsonValue
    edited_at: str
    by: str | None
    resolves: bool
    reason: str | None


class FieldStanding(BaseModel):
    """Where one field stands."""

    field: str
    label: str
    reported: JsonValue = Field(description="What was first reported; null where nothing was.")
    value: JsonValue = Field(description="What is shown; in a conflict the more careful value, else the last written.")
    is_conflict: bool
    heads: list[Head] = Field(description="Values that nobody has replaced; the next edit names those it has seen.")
    untold: int = Field(description="How many more such values there are, too many to tell before these are replaced.")


class Standings(BaseModel):
    """Where every field of one thing stands."""

    fields: list[FieldStanding]


class Disputed(FieldStanding):
    """A field that people disagree about."""

    issue_id: UUID | None
    segment_id: UUID | None
    district: str | None


class ConflictQuery(BaseModel):
    """Which page of what waits for a decision."""

    page: int = Field(default=1, ge=1, le=1_000_000)


class Conflicts(BaseModel):
    """A page of what waits for a decision, the oldest first."""

    total: int
    conflicts: list[Disputed]


def standing_json(stand: Standing) -> dict[str, Any]:
    """Return where a field stands.

    Parameters
    ----------
    stand : Standing
        Of the field.

    Returns
    -------
    dict
        As `FieldStanding`.
    """
    return {
        "field": stand.field.name,
        "label": stand.field.label_ko,
        "reported": stand.reported,
        "value": stand.value,
        "is_conflict": stand.is_conflict,
        "untold": len(stand.heads) - len(stand.told),
        "heads": [
            {
                "edit": str(head.edit),
                "value": head.value,
                "edited_at": head.edited_at.isoformat(),
                "by": head.by,
                "resolves": head.resolves,
                "reason": head.reason,
            }
            for head in stand.told
        ],
    }


def disputed_json(thing: EditedThing, stand: Standing) -> dict[str, Any]:
    """Return a field that people disagree about.

    Parameters
    ----------
    thing : EditedThing
        What it is about.
    stand : Standing
        Of the field.

    Returns
    -------
    dict
        As `Disputed`.
    """
    of = {f"{subject}_id": str(thing.id) if stand.field.subject == subject else None for subject in (ISSUE, SEGMENT)}
    return of | {"district": thing.district_code} | standing_json(stand)
