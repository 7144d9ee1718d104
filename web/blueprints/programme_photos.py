"""Photos of programmes: how a site was and how it is since, added on the page of the programme and taken off again."""

from __future__ import annotations

from uuid import UUID, uuid4

from apiflask import APIBlueprint
from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mapper.domain.declared_photo import MOST_PHOTOS
from mapper.domain.photo import digest_named
from mapper.domain.programme_photo import PHOTO_FAULTS, SIDES, PhotosDraft
from mapper.errors import NotFound, ProgrammePhotoFaults
from mapper.operations.programme_photos import add_photos, photo_in, remove_photo
from mapper.operations.programmes import Signer
from web.auth import reader
from web.blueprints.admin.asking import done
from web.blueprints.programmes import page_of
from web.clock import now
from web.errors import status_of
from web.languages import gettext, said
from web.programme_forms import day_sent
from web.session import session

blueprint = APIBlueprint(
    "programme_photos", __name__, url_prefix="/programmes/<uuid:programme_id>/photos", enable_openapi=False
)


@blueprint.route("", methods=["GET", "POST"])
def add(programme_id: UUID) -> ResponseReturnValue:
    """Add photos that were sent before; whoever comes back to this address is led to the form.

    Parameters
    ----------
    programme_id : UUID
        Of the programme.

    Returns
    -------
    str or Response
        The page of the programme; with all that is wrong, and all that was typed and sent, where they cannot be added.
    """
    if request.method != "POST":
        return redirect(url_for("programmes.show", programme_id=programme_id, _anchor="add-photos"))
    draft = _sent()
    try:
        count = add_photos(session(), programme_id, draft, Signer(reader(), now(), uuid4))
    except ProgrammePhotoFaults as error:
        session().rollback()
        faults = [said(PHOTO_FAULTS[str(one)]) for one in error.fields["faults"]]  # type: ignore[attr-defined] # a list
        return page_of(programme_id, sent=draft, photo_faults=faults), status_of(error)
    told = gettext("사진 %(count)s장을 더했습니다.", count=count) if count else gettext("이미 있는 사진입니다.")
    # Else a browser goes to where the form was sent from, below the sentence that says it.
    return done(told, "programmes.show", programme_id=programme_id, _anchor="content")


@blueprint.route("/<uuid:use_id>/remove", methods=["GET", "POST"])
def remove(programme_id: UUID, use_id: UUID) -> ResponseReturnValue:
    """Ask whether a photo shall be taken off, and take it off.

    Parameters
    ----------
    programme_id : UUID
        Of the programme.
    use_id : UUID
        Of the photo in it.

    Returns
    -------
    str or Response
        The question; the page of the programme after it is off.
    """
    if request.method != "POST":
        found = photo_in(session(), programme_id, use_id, reader())
        return render_template(
            "programme/photo_off.html", city=current_app.config["CITY"], photo=found, side=SIDES[found.moment]
        )
    remove_photo(session(), programme_id, use_id, Signer(reader(), now(), uuid4))
    return done(gettext("사진을 뺐습니다."), "programmes.show", programme_id=programme_id)


def _sent() -> PhotosDraft:
    form = request.form
    photos = (_digest(one) for one in form.getlist("photo")[: MOST_PHOTOS + 1])
    named = tuple(dict.fromkeys(one for one in photos if one is not None))
    return PhotosDraft(form.get("moment", ""), day_sent("taken_on"), form.get("caption", "").strip(), named)


def _digest(name: str) -> bytes | None:
    try:
        return digest_named(name)
    except NotFound:
        return None
