"""Every error Golmok raises on purpose: what was wrong, what was expected, what to do.

English here, for developers; ``code`` selects the Korean sentence shown to people.
"""

from __future__ import annotations

from typing import ClassVar


class GolmokError(Exception):
    """Root of the family.

    Parameters
    ----------
    message : str
        One sentence: the value, what was expected, the remedy.
    **fields : object
        The values of the sentence, for machines and for translation.

    Attributes
    ----------
    code : str
        Stable key of the error, the same in every language.
    """

    code: ClassVar[str] = "error"

    def __init__(self, message: str, **fields: object) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields


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


class LoginNeeded(GolmokError, PermissionError):
    """Nobody is logged in, and this is not for everybody."""

    code = "login_needed"


class LoginEnded(LoginNeeded):
    """The login that this browser had was ended on purpose: what it keeps for it opens no more."""

    code = "login_ended"


class LoginRefused(LoginNeeded):
    """The name, the password or the code is not right, or there were too many tries."""

    code = "login_refused"


class LinkRefused(LoginNeeded):
    """A one-time address is spent, too old, or used from elsewhere than it may be."""

    code = "link_refused"


class TokenRefused(LoginNeeded):
    """A bearer token is unknown, expired or revoked, or its user is."""

    code = "token_refused"


class TooManyTries(GolmokError, PermissionError):
    """So many logins failed from one place that it has to wait."""

    code = "too_many_tries"


class TooManyRefusals(TooManyTries):
    """An account asked for so much that is not for it that it looks at no household for a while."""

    code = "too_many_refusals"


class TooManyReports(TooManyTries):
    """So much was sent from one place without an account that it has to wait."""

    code = "too_many_reports"


class NotAllowed(GolmokError, PermissionError):
    """The role of the reader, or their districts, do not reach this."""

    code = "not_allowed"


class OwnSurveyFirst(NotAllowed):
    """Whoever is to survey a segment is not told what others found there."""

    code = "own_survey_first"


class EscortShut(NotAllowed):
    """The escort's sheet of a visit is not open now, or was opened before."""

    code = "escort_shut"


class ScopeMissing(NotAllowed):
    """A bearer token was not made for this."""

    code = "scope_missing"


class SecondFactorNeeded(NotAllowed):
    """A role with this much reach works only with a second factor, and the user has set up none."""

    code = "second_factor_needed"


class ApprovalNeeded(NotAllowed):
    """Many households at once are opened only with what a second person allowed."""

    code = "approval_needed"


class ProofNeeded(NotAllowed):
    """What is kept most closely is opened by whoever has just proved once more who they are."""

    code = "proof_needed"


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


class NotFound(GolmokError, LookupError):
    """Nothing of that name or id is known."""

    code = "not_found"


class ExportUnknown(NotFound):
    """No export has that layer or that format."""

    code = "export_unknown"


class ExportRefused(InvalidInput):
    """An export was asked for with a filter or an option that it does not have."""

    code = "export_refused"


class ChoiceNotPublic(InvalidInput):
    """What everybody may see was to be chosen by what only staff know."""

    code = "choice_not_public"


class PastNotPublic(InvalidInput):
    """What is of now alone was asked for as of the past."""

    code = "past_not_public"


class MadeFileGone(NotFound):
    """A file that was made for somebody is not made yet, or waited too long."""

    code = "made_file_gone"


class LinkNotFound(NotFound):
    """No map was shared under this address, or not any more."""

    code = "link_not_found"


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


class MachineFault(GolmokError, RuntimeError):
    """The machine lacks something Golmok needs: a program, a folder, room, a port."""

    code = "machine_fault"


class PostgisMissing(MachineFault):
    """No PostgreSQL server with PostGIS was found on this machine."""

    code = "postgis_missing"


class ServerAccountMissing(MachineFault):
    """No account of this machine is one that PostgreSQL can run as."""

    code = "server_account_missing"


class ClusterVersionMismatch(MachineFault):
    """The data directory was made by another major version of PostgreSQL."""

    code = "cluster_version_mismatch"


class DataDirUnusable(MachineFault):
    """The data folder cannot be written, reached or owned as it must be."""

    code = "data_dir_unusable"


class KeyUnusable(MachineFault):
    """The file of the key that seals is missing, open to others, or not the one that sealed."""

    code = "key_unusable"


class CipherMissing(MachineFault):
    """The cipher that was asked for is not on this machine."""

    code = "cipher_missing"


class VaultUnsafe(MachineFault):
    """The database would not keep households apart: its server is not patched, or we connect as somebody it lets pass."""

    code = "vault_unsafe"


class ChainBroken(MachineFault):
    """The access log is not as it was written; ``fields`` name the first entry of each chain that is not."""

    code = "chain_broken"


class PressLineHeld(Conflict):
    """A sentence for the press is about so few households that somebody could tell which."""

    code = "press_line_held"


class DiskFull(MachineFault):
    """The disk has no room left."""

    code = "disk_full"


class ServerUnreachable(MachineFault):
    """The database server does not answer, or refuses us."""

    code = "server_unreachable"


class ServerBusy(MachineFault):
    """The database server lives, but had no time for this, or somebody held what it needs."""

    code = "server_busy"


class PortTaken(MachineFault):
    """Another program listens on the port asked for."""

    code = "port_taken"


class ExtraMissing(MachineFault):
    """Something was asked for that only an extra of Golmok can do, and it is not installed."""

    code = "extra_missing"


class PartsAmiss(MachineFault):
    """What several workers did does not come to the whole: they do not see the same database."""

    code = "parts_amiss"
