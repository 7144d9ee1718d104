"""Work on issues: what is decided, the list it is decided from, and receipts, as the OpenAPI document shows them."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from mapper.domain.category import CATEGORIES
from mapper.domain.deadline import DEADLINES
from mapper.domain.declared_photo import AFTER, ISSUE_MOMENTS, MOST_PHOTOS, DeclaredPhoto
from mapper.domain.issue import OPEN, STATUSES
from mapper.domain.plain_text import LINES, ONE_LINE
from mapper.domain.wanted import Wanted
from mapper.domain.work import BLOCKERS, MOST_WORDS, MOVE_RULES, ActKind, Work, work_of
from mapper.operations.works import FieldWork
from web.receiving import Past, Sha256
from web.schemas.receipt import ReceiptHead

EXAMPLE: Final[dict[str, JsonValue]] = {
    "issues": ["00000000-0000-4000-8000-000000000000"],
    "act": "move",
    "move": "fixed",
    "occurred_at": "2026-07-01T09:30:00+09:00",
}
"""With ids of GET /api/v1/works/list in place of its issue, it works in the demo city."""

_Words = Annotated[str, Field(max_length=MOST_WORDS, pattern=LINES)]
_Blockers = Literal[*BLOCKERS]  # type: ignore[valid-type] # the table says which
_Moments = Literal[*ISSUE_MOMENTS]  # type: ignore[valid-type] # the table says which
_States = Literal["open", "all", *STATUSES]  # type: ignore[valid-type] # the table says which


class _Decided(BaseModel):
    act: Literal[*(str(kind) for kind in ActKind if kind is not ActKind.UNDO)] = Field(  # type: ignore[valid-type] # the table says which
        description="move needs move; assign a team or a department, or neither; classify a deadline; reply and note words."
    )
    move: Literal[*(rule.kind for rule in MOVE_RULES)] | None = None  # type: ignore[valid-type] # the table says which
    reason: _Words | None = Field(default=None, description="Needed to reopen, to reject and to close.")
    blocker: _Blockers | None = Field(default=None, description="What keeps a closed issue from being fixed.")
    into: UUID | None = Field(default=None, description="The issue that others are merged into.")
    team: UUID | None = None
    department: Annotated[str, Field(min_length=1, max_length=60, pattern=ONE_LINE)] | None = None
    deadline: Literal[*(deadline.id for deadline in DEADLINES)] | None = Field(  # type: ignore[valid-type] # the table says which
        default=None, description="By which classified ones are answered; without one, that of what was filed."
    )
    words: _Words | None = Field(
        default=None, description="Of a reply, which residents read, or a note, which staff do."
    )

    def work(self) -> Work:
        """Return what is decided; refused when it means nothing."""
        return work_of(self.model_dump())


class WorkPhoto(BaseModel):
    """A photo of what was done; its bytes are sent to /api/v1/photos/{sha256}."""

    model_config = ConfigDict(extra="forbid")

    sha256: Sha256
    moment: _Moments = AFTER


class WorkReport(_Decided):
    """A decision that was made on a phone; its id is in the address."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    issues: list[UUID] = Field(min_length=1, max_length=1000)
    photos: list[WorkPhoto] = Field(default=[], max_length=MOST_PHOTOS)
    occurred_at: Past = Field(description="When it was decided, by the clock of the device.")

    def field_work(self, act: UUID) -> FieldWork:
        """Return the decision.

        Parameters
        ----------
        act : UUID
            From the address.

        Returns
        -------
        FieldWork
            Refused when it means nothing.
        """
        photos = tuple(DeclaredPhoto(bytes.fromhex(photo.sha256), photo.moment) for photo in self.photos)
        return FieldWork(act, tuple(dict.fromkeys(self.issues)), self.work(), photos, self.occurred_at)


class Narrowing(BaseModel):
    """Which issues are meant; what is left out does not narrow."""

    state: _States = Field(default="open", description="open: somebody still has something to do.")
    district: Annotated[str, Field(max_length=20, pattern=ONE_LINE)] | None = None
    category: Literal[*(category.id for category in CATEGORIES)] | None = None  # type: ignore[valid-type] # the table says which
    team: UUID | None = Field(default=None, description="The team that they are assigned to.")
    sent: UUID | None = Field(default=None, description="The list of segments with which they were assigned.")
    keeping: Literal["mine", "shortlist", "followed"] | None = Field(
        default=None, description="mine: of a team of yours."
    )
    overdue: bool = False
    unanswered: bool = Field(
        default=False, description="A resident added something that nobody has answered; whatever the state."
    )
    news: bool = Field(
        default=False, description="You follow it, and have not read what others did to it; whatever the state."
    )

    def statuses(self) -> tuple[str, ...]:
        """Return the statuses that the state stands for."""
        if self.unanswered or self.news:
            return tuple(STATUSES)
        return {"open": OPEN, "all": tuple(STATUSES)}.get(self.state, (self.state,))


class ListQuery(Narrowing):
    """A page of the list."""

    page: int = Field(default=1, ge=1, le=1_000_000)
    size: int = Field(default=50, ge=1, le=200)


class WorkDraft(_Decided, Narrowing):
    """A decision of the desk, and the issues it is about: those named, or all that the list shows."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"act": "shortlist", "category": "litter"}]})

    issues: list[UUID] | None = Field(default=None, min_length=1, max_length=1000, description="These issues only.")

    def wanted(self, **more: Any) -> Wanted:
        """Return which issues are meant.

        Parameters
        ----------
        **more : Any
            Of `Wanted`: what else narrows.

        Returns
        -------
        Wanted
            The named ones wherever they stand; else those that the list shows.
        """
        if self.issues is not None:
            return Wanted(tuple(STATUSES), issues=tuple(self.issues))
        return wanted(self, **more)


def wanted(query: Narrowing, **more: Any) -> Wanted:
    """Return what the list is asked for.

    Parameters
    ----------
    query : Narrowing
        As it came.
    **more : Any
        Of `Wanted`: what else narrows.

    Returns
    -------
    Wanted
        With the statuses that its state stands for.
    """
    return Wanted(
        query.statuses(),
        district=query.district,
        category=query.category,
        team=query.team,
        sent=query.sent,
        keeping=query.keeping,
        unanswered=query.unanswered,
        news=query.news,
        **more,
    )


class WorkDecision(WorkDraft):
    """A decision, with the number of issues that the preview said it is carried out on."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"act": "shortlist", "expected": 12}]})

    expected: int = Field(ge=0, description="Refused with 409 and the new count when it would be another number.")


class RefusedItem(BaseModel):
    """An issue on which a decision was not carried out."""

    issue: UUID
    why: str
    status: str | None = Field(description="Where it stands.")
    wanted: str | None = Field(description="Where it should have gone.")


class RefusedInWords(RefusedItem):
    """The same, for people; a receipt is signed, and so says the same to everybody."""

    said: str = Field(description="Why, in words.")


class WorkReceipt(ReceiptHead):
    """What came of a decision of a phone; what others did first stands, and is told here."""

    occurred_at: str
    done: list[UUID]
    refused: list[RefusedItem]
    is_known: bool = Field(
        default=True, description="Whether every issue is known here; on one that arrives later it is carried out then."
    )


class WorkEffect(BaseModel):
    """On how many issues a decision is carried out."""

    count: int
    refused: list[RefusedInWords]


class WorkAnswer(WorkEffect):
    """What a decision did."""

    id: UUID


class ToDoItem(BaseModel):
    """An issue of the list."""

    id: UUID
    category: str
    category_id: str
    severity: int
    severity_label: str
    status: str
    status_label: str
    withdrawn: bool = Field(description="Whether people said that there is nothing: it counts no more.")
    origin: str
    received_at: str
    due: str | None
    due_on: str | None = Field(description="The day, in words.")
    days_left: int | None = Field(description="Working days; negative when it is late.")
    overdue: bool
    deadline: str = Field(description="The kind of complaint that sets when it is due.")
    deadline_label: str
    classified: bool = Field(description="Whether a person said so, and not who told of it.")
    address: str | None
    alley: str | None
    district: str | None
    district_code: str | None
    point: tuple[float, float] | None
    segment_id: UUID | None
    texts: list[str]
    complaints: int
    photos: int
    team_id: UUID | None
    team: str | None
    department: str | None
    listed: bool
    followed: bool
    news: bool = Field(description="You follow it, and have not read what others did to it.")
    unanswered: Literal["update", "reopen"] | None = Field(
        description="A resident told more, or asks to take it up again, and nobody has answered."
    )


class ToDoPage(BaseModel):
    """A page of the list, the overdue ones first."""

    total: int
    overdue: int
    unanswered: int = Field(description="Of how many, here or not, residents told more that nobody has answered.")
    news: int = Field(description="How many that you follow have news.")
    page: int
    size: int
    items: list[ToDoItem]


class MoveItem(BaseModel):
    """A move that the reader may make."""

    kind: str
    label: str
    needs: list[Literal["reason", "blocker", "into"]]
    reasons: list[str] = Field(description="What is often said for it.")


class WholeIssue(BaseModel):
    """All that is known of an issue and of what was merged into it."""

    item: ToDoItem
    moves: list[MoveItem]
    complaints: list[dict[str, Any]]
    photos: list[dict[str, Any]]
    history: list[dict[str, Any]]
    merged: list[UUID]
    into: UUID | None


class Heard(BaseModel):
    """What was read."""

    issue: UUID


class Choices(BaseModel):
    """What the list can be narrowed by, and what a decision can name."""

    districts: list[dict[str, Any]]
    teams: list[dict[str, Any]]
    departments: list[str]
    lists: list[dict[str, Any]] = Field(description="Lists of segments that were sent to the reader's teams.")
    categories: list[dict[str, Any]]
    moments: list[dict[str, Any]] = Field(description="What a photo of an issue may show.")
    blockers: list[dict[str, Any]]
    deadlines: list[dict[str, Any]]
    templates: list[dict[str, Any]]
    places: dict[str, str] = Field(description="What a template may name in braces: the field of an issue put there.")
    refusals: dict[str, str] = Field(description="In words, why a decision is not carried out.")
    acts: list[str] = Field(description="What the reader's role may decide.")
    moves: list[MoveItem] = Field(description="What the reader's role may move issues by.")


class ActItem(BaseModel):
    """An act of late."""

    id: UUID
    kind: str
    label: str
    undone: bool
    undoable: bool
    own: bool
    by: str
    reason: str | None
    count: int
    refused: int = Field(description="On how many issues it was not carried out.")
    recorded_at: str


class ActList(BaseModel):
    """Acts of late, the newest first."""

    items: list[ActItem]


class UndoAnswer(BaseModel):
    """What an undo did, and which issues stay as they are because they moved on."""

    id: UUID
    undoes: UUID
    count: int
    refused: list[RefusedInWords]
