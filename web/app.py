"""The Flask shell: everything is handed in, nothing is built at import."""

from __future__ import annotations

from apiflask import APIBlueprint, APIFlask

from mapper.operations.database import Sessions
from mapper.operations.people.sealing import open_seal
from mapper.operations.vault.envelopes import open_vault
from mapper.settings import Settings
from web.access import init_access
from web.auth import init_auth
from web.blueprints import (
    addresses,
    admin,
    agencies,
    api,
    approvals,
    area,
    assigning,
    board,
    board_out,
    case_desk,
    case_files,
    case_followers,
    case_keeping,
    case_stories,
    cases,
    change_feed,
    changes,
    density,
    edits,
    escorts,
    export,
    exposures,
    field,
    field_api,
    figures,
    findings,
    forms,
    health,
    honours,
    household_figures,
    issues,
    jobs,
    language,
    ledger,
    login,
    made,
    mail_rounds,
    map_links,
    me,
    meeting,
    meeting_desk,
    meeting_map,
    meeting_papers,
    moderate,
    near_issues,
    ogc,
    ogc_tiles,
    open311,
    openrosa,
    overseeing,
    oversight,
    pages,
    patrol,
    patrol_plans,
    patrols,
    photos,
    priorities,
    programme_photos,
    programme_sites,
    programmes,
    promises,
    proof,
    receipts,
    recusals,
    report,
    review,
    segment_why,
    shops,
    shown,
    stories,
    surveys,
    tell,
    tiles,
    tips,
    venue_desk,
    venues,
    visit_records,
    visit_walks,
    visits,
    work,
    work_conflicts,
    work_templates,
)
from web.errors import init_errors
from web.intake import init_intake
from web.interface import init_interface
from web.languages import init_languages
from web.photos import init_photos
from web.public_summary import init_summary
from web.sealing import init_seal
from web.secret_paths import init_secret_paths
from web.security import init_security
from web.session import init_session
from web.staff import init_staff
from web.static_files import init_static
from web.uploading import init_uploads

BLUEPRINTS = (
    health.blueprint,
    language.blueprint,
    login.blueprint,
    me.blueprint,
    admin.blueprint,
    pages.blueprint,
    api.blueprint,
    addresses.blueprint,
    change_feed.blueprint,
    segment_why.blueprint,
    jobs.blueprint,
    issues.blueprint,
    near_issues.blueprint,
    surveys.blueprint,
    edits.blueprint,
    patrols.blueprint,
    patrol.blueprint,
    patrol_plans.blueprint,
    meeting.blueprint,
    meeting_desk.blueprint,
    meeting_papers.blueprint,
    meeting_map.blueprint,
    visits.blueprint,
    figures.blueprint,
    programmes.blueprint,
    programme_sites.blueprint,
    programme_photos.blueprint,
    venues.blueprint,
    venue_desk.blueprint,
    visit_walks.blueprint,
    visit_records.blueprint,
    ledger.blueprint,
    promises.blueprint,
    shops.blueprint,
    stories.blueprint,
    receipts.blueprint,
    field_api.blueprint,
    photos.blueprint,
    area.blueprint,
    board.blueprint,
    board_out.blueprint,
    made.blueprint,
    map_links.blueprint,
    shown.blueprint,
    changes.blueprint,
    findings.blueprint,
    priorities.blueprint,
    tiles.blueprint,
    field.blueprint,
    export.blueprint,
    ogc.blueprint,
    ogc_tiles.blueprint,
    open311.blueprint,
    openrosa.blueprint,
    forms.blueprint,
    review.blueprint,
    work.blueprint,
    work_conflicts.blueprint,
    work_templates.blueprint,
    report.blueprint,
    moderate.blueprint,
)
STAFF_BLUEPRINTS: tuple[APIBlueprint, ...] = (
    cases.blueprint,
    case_desk.blueprint,
    case_followers.blueprint,
    escorts.blueprint,
    case_keeping.blueprint,
    case_stories.blueprint,
    tips.blueprint,
    tell.blueprint,
    agencies.blueprint,
    mail_rounds.blueprint,
    honours.blueprint,
    assigning.blueprint,
    density.blueprint,
    household_figures.blueprint,
    case_files.blueprint,
    proof.blueprint,
    oversight.blueprint,
    approvals.blueprint,
    overseeing.blueprint,
    exposures.blueprint,
    recusals.blueprint,
)
"""What is about households: on a server without them their addresses are not there at all."""


def create_app(settings: Settings, sessions: Sessions, households: Sessions | None = None) -> APIFlask:
    """Return the application.

    Parameters
    ----------
    settings : Settings
        Of this machine.
    sessions : Sessions
        Makes database sessions of the application's role.
    households : Sessions or None
        The same of the staff role; None in the public part, which has no way to them.

    Returns
    -------
    APIFlask
        A WSGI application; its OpenAPI document is at ``/api/v1/openapi.json``.
    """
    app = APIFlask(
        __name__,
        title="Golmok",
        version="1",
        spec_path="/api/v1/openapi.json",
        docs_path=None,
        static_folder=None,  # type: ignore[arg-type] # APIFlask narrows what Flask takes; web.static_files serves them
    )
    app.config |= {
        "CITY": settings.city,
        "CONTACT_DAYS": settings.contact_days,
        "HOLIDAYS": frozenset(settings.holidays),
        "DATA_DIR": settings.data_dir,
        "PROVIDE_AUTOMATIC_OPTIONS": False,
        "OPENAPI_VERSION": "3.1.0",
        "VALIDATION_ERROR_STATUS_CODE": 400,
    }
    init_security(app)
    init_session(app, sessions)
    init_seal(app, open_seal(settings))
    if households is not None:
        init_staff(app, households, open_vault(settings))
    init_intake(app)
    init_auth(app)
    init_secret_paths(app)
    init_uploads(app)
    init_photos(app)
    init_access(app)
    init_errors(app)
    init_interface(app)
    init_languages(app)
    init_summary(app)
    board.init_board(app)
    shown.init_shown(app, settings.embed_origins)
    changes.init_changes(app)
    findings.init_findings(app)
    static = app.extensions["golmok_static"] = init_static(app)
    app.extensions["golmok_shell"] = pages.shell_parts(static)
    app.extensions["golmok_plan_shell"] = pages.shell_parts(static, name="plan", without=("segments",))
    density.init_density(app, static)
    for blueprint in BLUEPRINTS if households is None else BLUEPRINTS + STAFF_BLUEPRINTS:
        app.register_blueprint(blueprint)
    tiles.init_tiles(app)
    return app
