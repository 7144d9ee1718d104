"""Who asks is not known, asks too often, or may not."""

from __future__ import annotations

from mapper.errors.base import GolmokError


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
