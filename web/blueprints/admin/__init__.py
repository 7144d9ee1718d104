"""The administrator's pages, one file a subject; those who only bring files in see only that subject."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import current_app

from mapper.domain.reader import ROLE_LABELS
from mapper.operations.imports.taking_in import kinds
from web.auth import reader
from web.blueprints.admin import addresses_again, imports, log, overview, teams, uploads, user_acts, users, words
from web.blueprints.admin.import_words import ALARMS, fault_sentence, note_sentence, repair_label, rows_said
from web.blueprints.admin.menu import desks, subject_here, subjects_for
from web.blueprints.admin.reason_words import reasons_said
from web.blueprints.admin.wording import (
    EFFECTS,
    HEADLINES,
    action_label,
    effects_in_order,
    in_lines,
    origin_label,
)
from web.languages import translated

blueprint = APIBlueprint("admin", __name__, url_prefix="/admin", enable_openapi=False)
for _part in (overview, users, user_acts, teams, words, imports, uploads, addresses_again, log):
    blueprint.register_blueprint(_part.blueprint)
blueprint.add_app_template_filter(in_lines)


@blueprint.app_context_processor
def _for_every_header() -> dict[str, Any]:
    return {"desks": desks}


@blueprint.context_processor
def _for_every_page() -> dict[str, Any]:
    return {
        "city": current_app.config["CITY"],
        "here": subject_here(),
        "subjects": subjects_for(reader().role),
        "role_labels": translated(ROLE_LABELS),
        "kind_labels": translated(dict(kinds())),
        "action_label": action_label,
        "origin_label": origin_label,
        "effect_labels": translated(EFFECTS),
        "effects_in_order": effects_in_order,
        "headlines": HEADLINES,
        "alarms": ALARMS,
        "fault_sentence": fault_sentence,
        "note_sentence": note_sentence,
        "reasons_said": reasons_said,
        "repair_label": repair_label,
        "rows_said": rows_said,
    }
