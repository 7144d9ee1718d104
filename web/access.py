"""Which route needs which permission: one row an endpoint, and the gate that refuses what has no row."""

from __future__ import annotations

from typing import Final

from flask import Flask, request
from flask_wtf.csrf import CSRFError, CSRFProtect  # type: ignore[import-untyped] # it ships no types

from mapper.domain.access import Reach, Scope, reach, require
from mapper.domain.export_layers import EXPORT_LAYERS
from mapper.domain.reader import Role
from mapper.errors import FormStale, LoginEnded, LoginNeeded, NotFound, ScopeMissing, SecondFactorNeeded
from web.auth import bears_token, reader, token_bearer, visitor
from web.held_form import take_up
from web.login_state import login_state, was_ended
from web.route import PUT, SEND, SHOW_AND_SEND, Part, Route
from web.staff_routes import STAFF_ROUTES

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})

ACCOUNT: Final = "self"
"""The one permission for which a login without its second factor will do: to set that up."""

ROUTES: Final[tuple[Route, ...]] = (
    Route("static", "map", Scope.READ),
    Route("openapi.spec", "map", Scope.READ),
    Route("health.alive", "map", Scope.READ),
    Route("health.ready", "map", Scope.READ),
    Route("pages.index", "map", Scope.READ),
    Route("pages.method", "map", Scope.READ),
    Route("board.index", "board", Scope.READ),
    Route("board.summary", "board", Scope.READ),
    Route("board.answer", "board", Scope.READ),
    Route("board.rows", "board", Scope.READ),
    Route("board.issues", "board", Scope.READ),
    Route("board.points", "board", Scope.READ),
    Route("board.column", "board", Scope.READ),
    Route("board.search", "board", Scope.READ),
    Route("board_out.sheet", "board", Scope.EXPORT),
    Route("board_out.page", "board", Scope.EXPORT),
    Route("board_out.rows", "board", Scope.EXPORT),
    Route("made.index", "board", None),
    Route("made.add", "board", None, SHOW_AND_SEND),
    Route("made.show", "board", None),
    Route("made.cancel", "board", None, SEND),
    Route("made.fetch", "board", None),
    Route("map_links.index", "map.share", None),
    Route("map_links.add", "map.share", None, SHOW_AND_SEND),
    Route("map_links.end", "map.share", None, SEND),
    Route("shown.shared", "map", None),
    Route("shown.shared_segments", "map", None),
    Route("shown.shared_rows", "map", None),
    Route("shown.embed", "map", None),
    Route("shown.embed_segments", "map", None),
    Route("shown.embed_rows", "map", None),
    Route("findings.index", "board", Scope.READ),
    Route("findings.listing", "board", Scope.READ),
    Route("findings.show", "board", Scope.READ),
    Route("findings.listed", "board", Scope.READ),
    Route("findings.column", "board", Scope.READ),
    Route("findings.file", "board.file", Scope.EXPORT),
    Route("change_feed.since", "map", Scope.EXPORT),
    Route("changes.index", "board", Scope.READ),
    Route("changes.runs", "board", Scope.READ),
    Route("changes.columns", "board", Scope.READ),
    Route("changes.answer", "board", Scope.READ),
    Route("changes.rows", "board", Scope.READ),
    Route("changes.rows_file", "board.file", Scope.EXPORT),
    Route("priorities.index", "board", Scope.READ),
    Route("priorities.ranked", "board", Scope.READ),
    Route("priorities.file", "board.file", Scope.EXPORT),
    Route("priorities.lists", "list", Scope.READ),
    Route("priorities.whole", "list", Scope.READ),
    Route("priorities.preview", "list.send", Scope.READ, SEND),
    Route("priorities.add", "list", Scope.WRITE, SEND),
    Route("priorities.withdraw", "list", Scope.WRITE, SEND),
    Route("language.choose", "map", Scope.READ),
    Route("language.words", "map", Scope.READ),
    Route("tiles.tile", "map", Scope.READ),
    Route("api.summary", "map", Scope.READ),
    Route("api.segments", "map", Scope.READ),
    Route("api.segment", "card", Scope.READ),
    Route("segment_why.history", "card.why", Scope.READ),
    Route("segment_why.lift", "card.why", Scope.READ),
    Route("api.search", "map", Scope.READ),
    Route("addresses.find", "address", Scope.READ),
    Route("addresses.near", "address", Scope.READ),
    Route("jobs.show", "job", Scope.READ),
    Route("jobs.cancel", "job", Scope.WRITE, SEND),
    Route("pages.imports", "import", None),
    *(Route(f"export.{layer.key}", layer.permission, Scope.EXPORT) for layer in EXPORT_LAYERS),
    Route("export.unknown", "map", Scope.READ),
    Route("ogc.landing", "map", Scope.READ),
    Route("ogc.conformance", "map", Scope.READ),
    Route("ogc.api", "map", Scope.READ),
    Route("ogc.collections", "map", Scope.READ),
    Route("ogc.collection", "map", Scope.READ),
    Route("ogc.queryables", "map", Scope.READ),
    Route("ogc.items", "map", Scope.EXPORT),
    Route("ogc.item", "map", Scope.EXPORT),
    Route("ogc.unknown", "map", Scope.READ),
    Route("ogc_tiles.schemes", "map", Scope.READ),
    Route("ogc_tiles.scheme", "map", Scope.READ),
    Route("ogc_tiles.tilesets", "map", Scope.READ),
    Route("ogc_tiles.tileset", "map", Scope.READ),
    Route("ogc_tiles.tile", "map", Scope.READ),
    Route("ogc_tiles.styles", "map", Scope.READ),
    Route("ogc_tiles.style", "map", Scope.READ),
    Route("ogc_tiles.project", "map", Scope.READ),
    Route("ogc_tiles.layer_style", "map", Scope.READ),
    Route("forms.index", "form.key", None),
    Route("forms.add_key", "form.key", None, SEND),
    Route("forms.end_key", "form.key", None, SEND),
    Route("forms.sheets", "form.key", None),
    Route("forms.media", "form.key", None),
    Route("openrosa.form_list", "form", Scope.FORMS),
    Route("openrosa.form", "form", Scope.FORMS),
    Route("openrosa.manifest", "form", Scope.FORMS),
    Route("openrosa.media", "form", Scope.FORMS),
    Route("openrosa.place", "form", Scope.FORMS),
    Route("openrosa.submit", "form", Scope.FORMS, SEND),
    Route("openrosa.unknown", "map", Scope.READ),
    Route("open311.discovery", "map", Scope.READ),
    Route("open311.listing", "map", Scope.READ),
    Route("open311.define", "map", Scope.READ),
    Route("open311.requests", "map", Scope.READ),
    Route("open311.file", "report", Scope.WRITE, SEND),
    Route("open311.show", "map", Scope.READ),
    Route("open311.token", "map", Scope.READ),
    Route("open311.updates", "map", Scope.READ),
    Route("open311.say", "report", Scope.WRITE, SEND),
    Route("open311.api", "map", Scope.READ),
    Route("open311.unknown", "map", Scope.READ),
    Route("field.index", "map", Scope.READ),
    Route("field.worker", "map", Scope.READ),
    Route("field.manifest", "map", Scope.READ),
    Route("issues.log", "issue.log", Scope.WRITE, PUT),
    Route("near_issues.listing", "issue.log", Scope.READ),
    Route("surveys.take", "survey", Scope.WRITE, PUT),
    Route("edits.take", "edit", Scope.WRITE, PUT),
    Route("edits.show", "edit", Scope.READ),
    Route("edits.listing", "edit", Scope.READ),
    Route("patrols.take", "patrol", Scope.WRITE, PUT),
    Route("patrols.coverage", "patrol", Scope.READ),
    Route("patrol.index", "patrol", None),
    Route("patrol.sheet", "patrol", None),
    Route("patrol.sheet_book", "patrol", None),
    Route("patrol.show_figures", "patrol", None),
    Route("patrol.figures_rows", "patrol", None),
    Route("patrol.figures_book", "patrol", None),
    Route("patrol_plans.add", "patrol", None, SHOW_AND_SEND),
    Route("patrol_plans.change", "patrol", None, SHOW_AND_SEND),
    Route("patrol_plans.end", "patrol", None, SEND),
    Route("meeting.index", "meeting", None),
    Route("meeting.add", "meeting.write", None, SHOW_AND_SEND),
    Route("meeting.change", "meeting.write", None, SHOW_AND_SEND),
    Route("meeting.decisions", "meeting", None),
    Route("meeting.decisions_rows", "meeting", None),
    Route("meeting.decisions_book", "meeting", None),
    Route("meeting_desk.show", "meeting", None),
    Route("meeting_desk.add_item", "meeting.write", None, SEND),
    Route("meeting_desk.change_item", "meeting.write", None, SEND),
    Route("meeting_desk.tie", "meeting.write", None, SEND),
    Route("meeting_desk.attend", "meeting.write", None, SEND),
    Route("meeting_desk.correct_organisation", "meeting.write", None, SEND),
    Route("meeting_desk.vote", "meeting.write", None, SEND),
    Route("meeting_desk.decide", "meeting.write", None, SEND),
    Route("meeting_desk.change_decision", "meeting.write", None, SEND),
    Route("meeting_desk.move", "meeting.write", None, SEND),
    Route("meeting_desk.write", "meeting.write", None, SEND),
    Route("meeting_desk.approve", "meeting.approve", None, SEND),
    Route("meeting_papers.show", "meeting", None),
    Route("meeting_papers.paper", "meeting", None),
    Route("meeting_papers.book", "meeting", None),
    Route("meeting_map.lit", "meeting", Scope.READ),
    Route("meeting_map.choose", "meeting", Scope.READ),
    Route("meeting_map.decided", "meeting", Scope.READ),
    Route("visits.index", "visit", None),
    Route("visits.add", "visit", None, SHOW_AND_SEND),
    Route("visits.show", "visit", None),
    Route("visits.change", "visit", None, SEND),
    Route("visits.file", "visit.file", None, SEND),
    Route("visit_walks.lead", "visit", Scope.READ),
    Route("ledger.index", "visit", None),
    Route("ledger.show", "visit", None),
    Route("ledger.move", "visit", None, SEND),
    Route("ledger.change", "visit", None, SEND),
    Route("ledger.release", "visit.release", None, SEND),
    Route("ledger.letter", "visit", None),
    Route("ledger.remind", "visit", None),
    Route("promises.index", "map", Scope.READ),
    Route("shops.index", "map", Scope.READ),
    Route("stories.index", "map", Scope.READ),
    Route("visit_records.take", "visit", Scope.WRITE, PUT),
    Route("visit_records.along", "visit", Scope.READ),
    Route("figures.index", "figure", None),
    Route("figures.press", "figure.publish", None, SHOW_AND_SEND),
    Route("figures.articles", "figure.publish", None),
    Route("figures.publish_now", "figure.publish", None, SEND),
    Route("figures.listing", "figure", Scope.READ),
    Route("figures.show_published", "figure", Scope.READ),
    Route("figures.published_file", "figure", Scope.READ),
    Route("figures.show", "figure.publish", None),
    Route("figures.rows_file", "figure.publish", None),
    Route("programmes.index", "programme", None),
    Route("programmes.card", "programme", None),
    Route("programmes.show", "programme", None),
    Route("programmes.add", "programme.write", None, SHOW_AND_SEND),
    Route("programmes.change", "programme.write", None, SHOW_AND_SEND),
    Route("programme_sites.choose", "programme.write", Scope.READ),
    Route("programme_photos.add", "programme.write", None, SHOW_AND_SEND),
    Route("programme_photos.remove", "programme.write", None, SHOW_AND_SEND),
    Route("venues.index", "venue", None),
    Route("venues.show", "venue", None),
    Route("venues.ask", "venue.ask", None, SHOW_AND_SEND),
    Route("venues.status", "venue.ask", None, SHOW_AND_SEND),
    Route("venues.receipt", "venue.ask", None),
    Route("venues.cancel", "venue.ask", None, SEND),
    Route("venue_desk.index", "venue.write", None),
    Route("venue_desk.decide", "venue.write", None, SEND),
    Route("venue_desk.contact", "contact", None, SEND),
    Route("venue_desk.add", "venue.write", None, SHOW_AND_SEND),
    Route("venue_desk.change", "venue.write", None, SHOW_AND_SEND),
    Route("receipts.show", "field", Scope.WRITE),
    Route("field_api.me", "field", None),
    Route("field_api.received_before", "field", None),
    Route("photos.send", "photo", Scope.WRITE, PUT),
    Route("photos.show", "photo", Scope.READ),
    Route("photos.thumb", "photo", Scope.READ),
    Route("photos.public", "map", Scope.READ),
    Route("area.show", "field.area", Scope.READ),
    Route("review.index", "review", None),
    Route("review.listing", "review", Scope.READ),
    Route("review.groups", "review", Scope.READ),
    Route("review.areas", "review", Scope.READ),
    Route("review.recent", "review", Scope.READ),
    Route("review.preview", "review", Scope.READ, SEND),
    Route("review.decide", "review", Scope.WRITE, SEND),
    Route("review.undo", "review", Scope.WRITE, SEND),
    Route("report.new", "report", None),
    Route("report.send", "report", None, SEND),
    Route("report.segments", "report", None),
    Route("report.status", "report", None, SHOW_AND_SEND),
    Route("report.receipt", "report", None),
    Route("report.qr", "report", None),
    Route("report.photo", "report", None),
    Route("report.say", "report", None, SEND),
    Route("moderate.index", "moderate", None),
    Route("moderate.words", "moderate", Scope.WRITE, SEND),
    Route("moderate.photo", "moderate", Scope.WRITE, SEND),
    Route("moderate.contact", "contact", None, SEND),
    Route("work.index", "work", None),
    Route("work.listing", "work", Scope.READ),
    Route("work.whole", "work", Scope.READ),
    Route("work.hear", "work", Scope.WRITE, SEND),
    Route("work.choices", "work", Scope.READ),
    Route("work.recent", "work", Scope.READ),
    Route("work.preview", "work", Scope.READ, SEND),
    Route("work.decide", "work", Scope.WRITE, SEND),
    Route("work.undo", "work", Scope.WRITE, SEND),
    Route("work.receive", "work", Scope.WRITE, PUT),
    Route("work_conflicts.index", "edit", None),
    Route("work_templates.index", "work.template", None, SHOW_AND_SEND),
    Route("work_templates.end", "work.template", None, SEND),
    Route("login.enter", "login", None, SHOW_AND_SEND),
    Route("login.code", "login", None, SEND),
    Route("login.link", "login", None, SHOW_AND_SEND),
    Route("login.leave", "login", None, SEND),
    Route("me.show", ACCOUNT, None),
    Route("me.change_password", ACCOUNT, None, SEND),
    Route("me.begin_second_factor", ACCOUNT, None, SEND),
    Route("me.set_second_factor", ACCOUNT, None, SEND),
    Route("me.end_login", ACCOUNT, None, SEND),
    Route("me.add_token", "self.token", None, SEND),
    Route("me.end_token", "self.token", None, SEND),
    Route("admin.overview.index", "admin", None),
    Route("admin.users.index", "admin", None),
    Route("admin.users.add", "admin", None, SHOW_AND_SEND),
    Route("admin.users.show", "admin", None),
    Route("admin.users.rights", "admin", None, SHOW_AND_SEND),
    Route("admin.user_acts.act", "admin", None, SHOW_AND_SEND),
    Route("admin.user_acts.link", "admin", None, SHOW_AND_SEND),
    Route("admin.user_acts.kill_all", "admin", None, SHOW_AND_SEND),
    Route("admin.user_acts.end_token", "admin", None, SHOW_AND_SEND),
    Route("admin.teams.index", "admin", None),
    Route("admin.teams.add", "admin", None, SHOW_AND_SEND),
    Route("admin.teams.change", "admin", None, SHOW_AND_SEND),
    Route("admin.teams.end", "admin", None, SHOW_AND_SEND),
    Route("admin.words.categories", "admin", None),
    Route("admin.words.rubrics", "admin", None),
    Route("admin.log.index", "admin", None),
    Route("admin.log.as_csv", "admin", None),
    Route("admin.imports.index", "import", None),
    Route("admin.imports.show", "import", None),
    Route("admin.imports.bad", "import", None),
    Route("admin.imports.forget", "import", None, SEND),
    Route("admin.uploads.bring", "import", None, SHOW_AND_SEND),
    Route("admin.uploads.show", "import", None),
    Route("admin.uploads.check", "import", None, SEND),
    Route("admin.uploads.keep_mapping", "import", None, SEND),
    Route("admin.uploads.run", "import", None, SEND),
    Route("admin.uploads.cancel", "import", None, SEND),
    Route("admin.uploads.bad", "import", None),
    Route("admin.uploads.refused", "import", None),
    Route("admin.uploads.drop", "import", None, SEND),
    Route("admin.addresses_again.index", "import", None),
    Route("admin.addresses_again.run", "import", None, SEND),
    Route("admin.addresses_again.cancel", "import", None, SEND),
    *STAFF_ROUTES,
)
"""Every endpoint of the application."""

_BY_CALL: Final = {(route.endpoint, method): route for route in ROUTES for method in route.methods}


def init_access(app: Flask) -> None:
    """Refuse, before anything else runs, what `ROUTES` does not let in.

    Parameters
    ----------
    app : Flask
        Gets the gate.
    """
    # A check of its own would run for bearer tokens too, and before we know whether the route exists.
    app.config |= {"WTF_CSRF_CHECK_DEFAULT": False, "WTF_CSRF_TIME_LIMIT": None}
    csrf = CSRFProtect(app)

    @app.before_request
    def _gate() -> None:
        if request.endpoint is None:
            return  # Flask answers that the address or the method is not there
        route = route_of(request.endpoint, request.method)
        if bears_token():
            _require_scope(route)
        if reach(route.permission, Role.PUBLIC) is Reach.NONE:
            _require_permission(route)
        if _needs_csrf(route):
            _require_csrf(csrf)
        if route.part is Part.STAFF and request.method == "POST":
            take_up()


def route_of(endpoint: str, method: str) -> Route:
    """Return the row of a call.

    Parameters
    ----------
    endpoint : str
        As Flask calls it.
    method : str
        Of HTTP.

    Returns
    -------
    Route
        The one row there is.

    Raises
    ------
    NotFound
        When there is none: what nobody has allowed is not there.
    """
    asked = "GET" if method in {"HEAD", "OPTIONS"} else method
    try:
        return _BY_CALL[endpoint, asked]
    except KeyError:
        message = f"{method} {endpoint} has no row in web.access.ROUTES; add one that names its permission."
        raise NotFound(message) from None


def _require_scope(route: Route) -> None:
    _, scopes = token_bearer()
    if route.scope not in scopes:
        wanted = route.scope or "no scope at all: it is for browsers"
        raise ScopeMissing(f"{route.endpoint} needs {wanted}; the token has {', '.join(scopes)}.", scope=route.scope)


def _require_permission(route: Route) -> None:
    user = visitor()
    if route.permission == ACCOUNT and user is not None:
        return
    by = reader()
    if by.role is not Role.PUBLIC:
        require(route.permission, by)
    elif user is not None:
        raise SecondFactorNeeded(f"{user.role} needs a second factor; set it up at /me first.", role=user.role.value)
    else:
        needed = LoginEnded if was_ended() else LoginNeeded
        raise needed(f"{route.endpoint} is not for everybody; log in.")


def _needs_csrf(route: Route) -> bool:
    """Tell whether the browser could have been made to send this: with a cookie it adds, or into a form of ours."""
    if request.method in _SAFE or bears_token():
        return False
    return route.scope is None or login_state().is_sent


def _require_csrf(csrf: CSRFProtect) -> None:
    try:
        csrf.protect()
    except CSRFError as error:
        raise FormStale(f"{error.description} Open the page again and send its form.") from error
