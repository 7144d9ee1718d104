"""The rows: one class a table. They never leave ``mapper.store``.

Vocabulary (category, status, decision, role, ...) is plain text here and a table of frozen rows in
``mapper.domain``, so that a new word needs no migration. The CHECK constraints are the last wall
behind the importers and the forms.
"""

from mapper.store.tables.agencies import AgencyRow
from mapper.store.tables.case_records import CaseRecordRow, EscortLookRow
from mapper.store.tables.crisis import (
    AccessHeadRow,
    AccessRow,
    AnchorRow,
    BlindIndexRow,
    BlindTermRow,
    CaseAssignmentRow,
    CaseRow,
    CellRow,
    HouseholdRow,
    RecusalRow,
    VaultKeyRow,
)
from mapper.store.tables.density import (
    CellNodeRow,
    CellTreeRow,
    DensityApprovalRow,
    DensityDeclineRow,
    DensityReleaseRow,
)
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
from mapper.store.tables.feeds import FeedItemRow, FeedRow
from mapper.store.tables.findings import FindingRow
from mapper.store.tables.gazetteer import AddressRow, LegalAreaRow, LotRow, RoadNameRow, SoughtAddressRow
from mapper.store.tables.grades import GradeRow, GradeRunRow, LiveGradeRow
from mapper.store.tables.imports import HouseholdCountRow, ImportRow, PlaceRow, SavedMappingRow
from mapper.store.tables.jobs import JobRow
from mapper.store.tables.meetings import (
    AgendaItemRow,
    AttendanceRow,
    DecisionMoveRow,
    DecisionRow,
    MeetingRow,
    MinutesApprovalRow,
    MinutesRow,
    OrganisationKindRow,
    OrganisationRow,
    VoteRow,
)
from mapper.store.tables.network import AlleyRow, DistrictRow, SegmentRow, SuccessionRow
from mapper.store.tables.oversight import AlertRow, ApprovalRow, BaitRow, MarkRow
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
from mapper.store.tables.programmes import FigureSnapshotRow, ProgrammeRow
from mapper.store.tables.row import Row
from mapper.store.tables.segment_lists import ListedSegmentRow, SegmentListRow, WithdrawnListRow
from mapper.store.tables.shared_maps import SharedMapRow
from mapper.store.tables.shops import ShopRow
from mapper.store.tables.stories import StoryDraftRow, StoryRow
from mapper.store.tables.submissions import FormVersionRow, SubmissionFileRow, SubmissionRow
from mapper.store.tables.tiles import StripRow, TileRow
from mapper.store.tables.tips import ExpertRow, HonourRow, MailItemRow, MailRoundRow, TipRow
from mapper.store.tables.venues import BookingContactRow, BookingMoveRow, BookingRow, VenueHoldRow, VenueRow
from mapper.store.tables.visit_records import (
    LedgerEntryRow,
    LedgerMoveRow,
    LedgerReleaseRow,
    VisitAttendanceRow,
    VisitRecordRow,
)
from mapper.store.tables.visits import VisitExportRow, VisitRow, VisitStopRow
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
    "AccessHeadRow",
    "AccessRow",
    "ActRow",
    "AddressRow",
    "AgencyRow",
    "AgendaItemRow",
    "AlertRow",
    "AlleyRow",
    "AnchorRow",
    "ApprovalRow",
    "AssignmentRow",
    "AttendanceRow",
    "AwaitedRow",
    "BaitRow",
    "BlindIndexRow",
    "BlindTermRow",
    "BookingContactRow",
    "BookingMoveRow",
    "BookingRow",
    "CaseAssignmentRow",
    "CaseRecordRow",
    "CaseRow",
    "CellNodeRow",
    "CellRow",
    "CellTreeRow",
    "ClassificationRow",
    "ComplaintRow",
    "DecisionMoveRow",
    "DecisionRow",
    "DensityApprovalRow",
    "DensityDeclineRow",
    "DensityReleaseRow",
    "DistrictRow",
    "EditRow",
    "EditedValueRow",
    "EscortLookRow",
    "ExpertRow",
    "FeedItemRow",
    "FeedRow",
    "FigureSnapshotRow",
    "FindingRow",
    "FollowerRow",
    "FormVersionRow",
    "GradeRow",
    "GradeRunRow",
    "HonourRow",
    "HouseholdCountRow",
    "HouseholdRow",
    "ImportRow",
    "IssueEventRow",
    "IssueRow",
    "IssueStateRow",
    "JobRow",
    "LedgerEntryRow",
    "LedgerMoveRow",
    "LedgerReleaseRow",
    "LegalAreaRow",
    "ListedSegmentRow",
    "LiveGradeRow",
    "LoginFailureRow",
    "LoginLinkRow",
    "LoginRow",
    "LotRow",
    "MailItemRow",
    "MailRoundRow",
    "MarkRow",
    "MeetingRow",
    "MinutesApprovalRow",
    "MinutesRow",
    "ModerationRow",
    "OrganisationKindRow",
    "OrganisationRow",
    "PatrolCheckRow",
    "PatrolPlanRow",
    "PatrolRow",
    "PhotoRow",
    "PhotoSenderRow",
    "PhotoUseRow",
    "PlaceRow",
    "PlacementRow",
    "ProgrammeRow",
    "ReceiptRow",
    "RecusalRow",
    "RefusedRow",
    "ReplyTemplateRow",
    "ResidentTryRow",
    "ReviewRow",
    "RevisionRow",
    "RoadNameRow",
    "Row",
    "SavedMappingRow",
    "SegmentListRow",
    "SegmentRow",
    "SharedMapRow",
    "ShopRow",
    "ShortlistRow",
    "SoughtAddressRow",
    "StoryDraftRow",
    "StoryRow",
    "StripRow",
    "SubmissionFileRow",
    "SubmissionRow",
    "SuccessionRow",
    "SurveyRequestRow",
    "SurveyRow",
    "SurveyTaskRow",
    "TeamDistrictRow",
    "TeamMemberRow",
    "TeamRow",
    "TileRow",
    "TipRow",
    "TokenRow",
    "UnplacedRow",
    "UpdateRow",
    "UserDistrictRow",
    "UserRow",
    "VaultKeyRow",
    "VenueHoldRow",
    "VenueRow",
    "VisitAttendanceRow",
    "VisitExportRow",
    "VisitRecordRow",
    "VisitRow",
    "VisitStopRow",
    "VoteRow",
    "WithdrawnListRow",
    "WriteRow",
]
