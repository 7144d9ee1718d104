"""What was asked for does not go with what is there."""

from __future__ import annotations

from mapper.errors.base import GolmokError


class Conflict(GolmokError, RuntimeError):
    """What was asked for does not fit what others did meanwhile; ``fields`` say how things stand."""

    code = "conflict"


class TooManyJobs(Conflict):
    """As many jobs of a kind are open already as one person, or everybody, may have."""

    code = "too_many_jobs"


class ListChanged(Conflict):
    """The review list is no longer the one that a decision was made about."""

    code = "list_changed"


class UndoRefused(Conflict):
    """A review was undone already, or a later one decided about one of the same issues."""

    code = "undo_refused"


class WorkRefused(Conflict):
    """What was decided cannot be carried out on any of its issues; ``fields`` say why not on each."""

    code = "work_refused"


class DecidedMeanwhile(Conflict):
    """Somebody else decided about the same thing since it was looked at."""

    code = "decided_meanwhile"


class DecisionMoveRefused(Conflict):
    """A decision of a meeting cannot go from where it is to where it was asked to go."""

    code = "decision_move_refused"


class LedgerMoveRefused(Conflict):
    """An entry of the ledger of visits cannot go from where it is to where it was asked to go."""

    code = "ledger_move_refused"


class BookingRefused(Conflict):
    """The venue is somebody else's at that time, or the booking is not where it could become that."""

    code = "booking_refused"


class CaseMoveRefused(Conflict):
    """A case does not allow that where it stands."""

    code = "case_move_refused"


class ReleaseRefused(Conflict):
    """A release of density was made already, needs another person, or went out as often as it may in a year."""

    code = "release_refused"


class HouseholdChanged(Conflict):
    """Somebody wrote what is known of a household anew meanwhile."""

    code = "household_changed"


class LastFollower(Conflict):
    """Nobody would follow a case any more."""

    code = "last_follower"


class RecordClash(Conflict):
    """A form that was stored before is sent again with something else in it."""

    code = "record_clash"


class ReceiptClash(Conflict):
    """Other content was handed in under the same id before."""

    code = "receipt_clash"


class OffsetMismatch(Conflict):
    """A piece of a photo begins elsewhere than where what is stored of it ends; ``offset`` says where that is."""

    code = "offset_mismatch"


class PressLineHeld(Conflict):
    """A sentence for the press is about so few households that somebody could tell which."""

    code = "press_line_held"
