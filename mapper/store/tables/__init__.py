"""The rows: one class a table. They never leave ``mapper.store``.

Vocabulary (category, status, decision, role, ...) is plain text here and a table of frozen rows in
``mapper.domain``, so that a new word needs no migration. The CHECK constraints are the last wall
behind the importers and the forms.
"""

from mapper.store.tables.facts import (
    AwaitedRow,
    ComplaintRow,
    IssueEventRow,
    IssueRow,
    IssueStateRow,
    PlacementRow,
    ReceiptRow,
    RefusedRow,
    ReviewRow,
    RevisionRow,
    SurveyRow,
    UnplacedRow,
)
from mapper.store.tables.grades import GradeRow, GradeRunRow, LiveGradeRow
from mapper.store.tables.imports import HouseholdCountRow, ImportRow, PlaceRow, SavedMappingRow
from mapper.store.tables.network import AlleyRow, DistrictRow, SegmentRow, SuccessionRow
from mapper.store.tables.patrols import PatrolCheckRow, PatrolPlanRow, PatrolRow, SurveyRequestRow, SurveyTaskRow
from mapper.store.tables.people import (
    LoginFailureRow,
    LoginLinkRow,
    LoginRow,
    ResidentTryRow,
    TeamDistrictRow,
    TeamMemberRow,
    TeamRow,
    TokenRow,
    UserDistrictRow,
    UserRow,
    WriteRow,
)
from mapper.store.tables.photos import ModerationRow, PhotoRow, PhotoSenderRow, PhotoUseRow
from mapper.store.tables.row import Row
from mapper.store.tables.tiles import StripRow, TileRow
from mapper.store.tables.work import (
    ActRow,
    AssignmentRow,
    ClassificationRow,
    EditedValueRow,
    EditRow,
    FollowerRow,
    ReplyTemplateRow,
    ShortlistRow,
    UpdateRow,
)

__all__ = [
    "ActRow",
    "AlleyRow",
    "AssignmentRow",
    "AwaitedRow",
    "ClassificationRow",
    "ComplaintRow",
    "DistrictRow",
    "EditRow",
    "EditedValueRow",
    "FollowerRow",
    "GradeRow",
    "GradeRunRow",
    "HouseholdCountRow",
    "ImportRow",
    "IssueEventRow",
    "IssueRow",
    "IssueStateRow",
    "LiveGradeRow",
    "LoginFailureRow",
    "LoginLinkRow",
    "LoginRow",
    "ModerationRow",
    "PatrolCheckRow",
    "PatrolPlanRow",
    "PatrolRow",
    "PhotoRow",
    "PhotoSenderRow",
    "PhotoUseRow",
    "PlaceRow",
    "PlacementRow",
    "ReceiptRow",
    "RefusedRow",
    "ReplyTemplateRow",
    "ResidentTryRow",
    "ReviewRow",
    "RevisionRow",
    "Row",
    "SavedMappingRow",
    "SegmentRow",
    "ShortlistRow",
    "StripRow",
    "SuccessionRow",
    "SurveyRequestRow",
    "SurveyRow",
    "SurveyTaskRow",
    "TeamDistrictRow",
    "TeamMemberRow",
    "TeamRow",
    "TileRow",
    "TokenRow",
    "UnplacedRow",
    "UpdateRow",
    "UserDistrictRow",
    "UserRow",
    "WriteRow",
]
