"""The rows: one class a table. They never leave ``mapper.store``.

Vocabulary (category, status, decision, role, ...) is plain text here and a table of frozen rows in
``mapper.domain``, so that a new word needs no migration. The CHECK constraints are the last wall
behind the importers and the forms.
"""

from mapper.store.tables.facts import (
    ComplaintRow,
    IssueEventRow,
    IssueRow,
    IssueStateRow,
    PlacementRow,
    ReceiptRow,
    ReviewRow,
    SurveyRow,
    UnplacedRow,
)
from mapper.store.tables.grades import GradeRow, GradeRunRow, LiveGradeRow
from mapper.store.tables.imports import HouseholdCountRow, ImportRow, PlaceRow, SavedMappingRow
from mapper.store.tables.network import AlleyRow, DistrictRow, SegmentRow
from mapper.store.tables.people import (
    LoginFailureRow,
    LoginLinkRow,
    LoginRow,
    TeamDistrictRow,
    TeamMemberRow,
    TeamRow,
    TokenRow,
    UserDistrictRow,
    UserRow,
    WriteRow,
)
from mapper.store.tables.row import Row
from mapper.store.tables.tiles import TileRow

__all__ = [
    "AlleyRow",
    "ComplaintRow",
    "DistrictRow",
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
    "PlaceRow",
    "PlacementRow",
    "ReceiptRow",
    "ReviewRow",
    "Row",
    "SavedMappingRow",
    "SegmentRow",
    "SurveyRow",
    "TeamDistrictRow",
    "TeamMemberRow",
    "TeamRow",
    "TileRow",
    "TokenRow",
    "UnplacedRow",
    "UserDistrictRow",
    "UserRow",
    "WriteRow",
]
