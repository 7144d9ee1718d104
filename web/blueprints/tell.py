"""가구 제보: a page that a phone keeps, on which somebody tells a desk of a household and cannot read it again."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from apiflask import APIBlueprint
from flask import Response, current_app, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf  # type: ignore[import-untyped] # it ships no types

from mapper.domain.access_reason import Reason
from mapper.domain.tip import LONGEST_WORDS, TIP_CHANNELS, Tip
from mapper.errors import InvalidInput
from mapper.operations.crisis import tips
from mapper.operations.people.teams import district_names
from mapper.operations.shops import shops_of
from web.auth import reader
from web.session import session
from web.staff import look, staff_session, vault
from web.static_files import StaticFiles

blueprint = APIBlueprint("tell", __name__, url_prefix="/tell", enable_openapi=False)

_TOLD: Final = Reason("other", "가구 제보")
_FILES: Final = (
    "vendor/krds/krds_tokens.css",
    "layers/tokens.css",
    "css/site.css",
    "css/tell.css",
    "img/mark.svg",
    "vendor/krds/PretendardGOV-Regular.woff2",
    "vendor/krds/PretendardGOV-Bold.woff2",
    "tell/box.js",
    "tell/queue.js",
    "tell/tell.js",
)
_WORKER: Final = "tell/sw.js"


@blueprint.get("")
def index() -> str:
    """Show the page, the same for everybody: who is there, its script asks.

    Returns
    -------
    str
        HTML.
    """
    return _shell()


@blueprint.get("/sw.js")
def worker() -> Response:
    """Return the service worker with the list of what it keeps.

    Returns
    -------
    Response
        JavaScript.
    """
    files: StaticFiles = current_app.extensions["golmok_static"]
    addresses = [url_for("tell.index"), *(url_for("static", filename=name) for name in _FILES)]
    edition = sha256("\n".join([_shell(), *addresses]).encode()).hexdigest()[:12]
    constants = f"const EDITION = {json.dumps(edition)};\nconst FILES = {json.dumps(addresses)};\n"
    response = Response(constants.encode() + files[_WORKER].content, mimetype="text/javascript")
    response.headers["Service-Worker-Allowed"] = url_for("tell.index")
    return response


@blueprint.get("/key")
def key() -> dict[str, Any]:
    """Tell who is there, of which districts they may tell, and the key to seal with.

    Returns
    -------
    dict
        JSON.
    """
    by, names = reader(), district_names(session())
    codes = sorted(names) if by.districts is None else sorted(by.districts)
    return {
        "user": str(by.user_id),
        "role": by.role.value,
        "csrf": generate_csrf(),
        "key": b64encode(tips.desk_key(staff_session(), vault(), look(_TOLD))).decode(),
        "districts": [{"code": code, "name": names.get(code, code)} for code in codes],
        "shops": [{"name": one.name, "district": one.district_code} for one in shops_of(session(), codes)],
    }


@blueprint.put("/tips/<uuid:tip_id>")
def hand_in(tip_id: UUID) -> ResponseReturnValue:
    """Take in what was told.

    Parameters
    ----------
    tip_id : UUID
        Made on the phone.

    Returns
    -------
    Response
        A receipt with the hash of what came, and nothing else of it.
    """
    sent: Any = request.get_json(force=True)
    try:
        sealed = b64decode(sent["sealed"], validate=True)
        tip = Tip(tip_id, str(sent["district"]), str(sent["channel"]), sealed)
    except (KeyError, TypeError, ValueError) as error:
        message = "A tip is {district, channel, sealed in base64}; send these three."
        raise InvalidInput(message, field="sealed") from error
    is_new = tips.hand_in(staff_session(), tip, look(_TOLD))
    receipt = jsonify(id=str(tip_id), digest=sha256(sealed).hexdigest())
    receipt.status_code = 201 if is_new else 200
    return receipt


def _shell() -> str:
    return render_template(
        "tell/index.html", city=current_app.config["CITY"], channels=TIP_CHANNELS, longest=LONGEST_WORDS
    )
