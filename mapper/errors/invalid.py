"""What was given cannot be used."""

from __future__ import annotations

from mapper.errors.base import GolmokError


class InvalidInput(GolmokError, ValueError):
    """Something given to us cannot be used as it is."""

    code = "invalid_input"


class WrongCrs(InvalidInput):
    """Coordinates are in another reference system than the one required."""

    code = "wrong_crs"


class FrameFault(InvalidInput):
    """A frame between two bands breaks its contract."""

    code = "frame_fault"


class UnreadableFile(InvalidInput):
    """A file is not what it says it is, or is cut short."""

    code = "unreadable_file"


class TooManyColumns(UnreadableFile):
    """A table is wider than any that people keep."""

    code = "too_many_columns"


class MissingColumns(InvalidInput):
    """A file lacks columns that its kind cannot do without, or two of its columns claim one part."""

    code = "missing_columns"


class BadRows(InvalidInput):
    """An import was refused because some of its rows cannot be used."""

    code = "bad_rows"


class UnknownKind(InvalidInput):
    """A name that is not in one of our registries."""

    code = "unknown_kind"


class WrongKind(InvalidInput):
    """A file is an official one, of another kind than it was said to be."""

    code = "wrong_kind"


class ProgrammeFaults(InvalidInput):
    """A programme cannot be kept as it was typed; its ``faults`` tell all that is wrong."""

    code = "programme_faults"


class ProgrammePhotoFaults(InvalidInput):
    """Photos of a programme cannot be added as they were sent; its ``faults`` tell all that is wrong."""

    code = "programme_photo_faults"


class VenueFaults(InvalidInput):
    """A venue cannot be kept as it was typed; its ``faults`` tell all that is wrong."""

    code = "venue_faults"


class BookingFaults(InvalidInput):
    """A booking cannot be taken as it was typed; its ``faults`` tell all that is wrong."""

    code = "booking_faults"


class NoHouseholdsHere(InvalidInput):
    """A figure of households was asked for where none are kept, or by somebody they are not for."""

    code = "no_households_here"


class NameTaken(InvalidInput):
    """Another one of its kind has that name already."""

    code = "name_taken"


class CrsUnclear(WrongCrs):
    """Two reference systems fit and only a person can say which one it is."""

    code = "crs_unclear"


class LayerUnclear(InvalidInput):
    """A file holds several layers and only a person can say which one is meant."""

    code = "layer_unclear"


class ArchiveRefused(UnreadableFile):
    """An archive is larger, deeper or more cunning than an honest one."""

    code = "archive_refused"


class ConnectionOpen(InvalidInput):
    """A login was asked for over a connection that others can read."""

    code = "connection_open"


class TooMuchAwaited(InvalidInput):
    """So much names issues that have not arrived that these have to be sent first."""

    code = "too_much_awaited"


class FormStale(InvalidInput):
    """A form came without the CSRF token of its login, or after the login had ended."""

    code = "form_stale"


class UserRefused(InvalidInput):
    """A user cannot have this name, or this role in these districts."""

    code = "user_refused"


class PasswordRefused(InvalidInput):
    """A new password is too easily guessed."""

    code = "password_refused"


class DigestMismatch(InvalidInput):
    """The bytes that arrived are not those that were sent."""

    code = "digest_mismatch"


class PhotoRefused(InvalidInput):
    """A photo is none, is too large, or cannot be drawn anew; ``reason`` says which."""

    code = "photo_refused"


class StatusMoveRefused(InvalidInput):
    """An issue cannot go from where it is to where it was asked to go."""

    code = "status_move_refused"


class PersonalDataFound(InvalidInput):
    """A text that was to be released may tell of a person; ``fields`` say what was found."""

    code = "personal_data_found"


class AlreadyLoaded(InvalidInput):
    """The demo city goes into an empty database only."""

    code = "already_loaded"


class ExportRefused(InvalidInput):
    """An export was asked for with a filter or an option that it does not have."""

    code = "export_refused"


class ChoiceNotPublic(InvalidInput):
    """What everybody may see was to be chosen by what only staff know."""

    code = "choice_not_public"


class PickNotPublic(ChoiceNotPublic):
    """What everybody may see was to be of segments that were picked by name."""

    code = "pick_not_public"


class SpanRefused(InvalidInput):
    """Months from one to another are none, or the wrong way round."""

    code = "span_refused"


class PastNotPublic(InvalidInput):
    """What is of now alone was asked for as of the past."""

    code = "past_not_public"


class ServiceRequestRefused(InvalidInput):
    """What a program asks of Open311, or files with it, cannot be taken; ``faults`` say all that is wrong."""

    code = "service_request_refused"
