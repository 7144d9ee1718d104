"""What was asked for is not there."""

from __future__ import annotations

from mapper.errors.base import GolmokError


class NotFound(GolmokError, LookupError):
    """Nothing of that name or id is known."""

    code = "not_found"


class ExportUnknown(NotFound):
    """No export has that layer or that format."""

    code = "export_unknown"


class MadeFileGone(NotFound):
    """A file that was made for somebody is not made yet, or waited too long."""

    code = "made_file_gone"


class LinkNotFound(NotFound):
    """No map was shared under this address, or not any more."""

    code = "link_not_found"


class BookingNotFound(NotFound):
    """No booking has that receipt code."""

    code = "booking_not_found"


class ReportNotFound(NotFound):
    """No report has that receipt code."""

    code = "report_not_found"


class SegmentNotFound(NotFound):
    """No segment has that id."""

    code = "segment_not_found"


class UserNotFound(NotFound):
    """No user has that name."""

    code = "user_not_found"


class ApprovalNotFound(NotFound):
    """There is nothing of the kind that whoever asks may decide."""

    code = "approval_not_found"


class HouseholdNotFound(NotFound):
    """No household of that id is there for whoever asks: the same whether it is none or not theirs."""

    code = "household_not_found"


class DataMissing(GolmokError, RuntimeError):
    """Something must be loaded or run before this can be answered."""

    code = "data_missing"


class NoRunThen(DataMissing):
    """The city was not graded as early as asked for, or nobody knew of it then."""

    code = "no_run_then"


class NothingChosen(DataMissing):
    """A choice leaves nothing that could be shown."""

    code = "nothing_chosen"


class NoNetwork(DataMissing):
    """No segments are stored yet."""

    code = "no_network"


class CursorGone(NotFound):
    """A change feed was begun anew since a cursor was given out, such as from a dump; start from the beginning."""

    code = "cursor_gone"
