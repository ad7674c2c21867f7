"""The administrators' desk of places: what lies in what, under which names."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from portal.auth import access
from portal.errors import InvalidError, NotFoundError
from portal.extensions import db
from portal.vocabulary import gazetteer
from portal.vocabulary.forms import AliasForm, PlaceForm
from portal.vocabulary.models import Place, PlaceKind
from portal.vocabulary.places import PlaceTree, Spot, load_places
from portal.vocabulary.queries import find_places
from portal.vocabulary.services import product_aliases
from portal.web.formats import label
from portal.web.numbers import row_number
from portal.web.rendering import render_page

blueprint = Blueprint("places", __name__, url_prefix="/<language:language>/desk/places")

LONGEST_QUESTION = 200
LARGEST_NUMBER = 2**31

KIND_WORDS = {
    PlaceKind.COUNTRY: lazy_gettext("Country"),
    PlaceKind.REGION: lazy_gettext("Region"),
    PlaceKind.CERCLE: lazy_gettext("Cercle"),
    PlaceKind.COMMUNE: lazy_gettext("Commune"),
}


@blueprint.get("/")
@access.administrator
def index() -> Response:
    """Show the places that lie in one, the countries first of all, or those of a name."""
    tree = load_places()
    text = request.args.get("q", "").strip()[:LONGEST_QUESTION]
    within = tree.by_slug.get(request.args.get("within", ""))
    ids = [place.id for place in find_places(text)] if text else None
    spots = [tree.by_id[id_] for id_ in ids] if ids is not None else _list_parts(tree, within)
    return render_page(
        "vocabulary/places.html",
        text=text,
        within=within,
        trail=list(tree.climb(within.id))[::-1] if within else [],
        spots=spots,
        counts={spot.id: len(tree.list_children(spot.id)) for spot in spots},
        name_path=lambda spot: _name_path(tree, spot.id),
        kind_words=KIND_WORDS,
    )


@blueprint.get("/new")
@access.administrator
def new() -> Response:
    """Show the form of a place, in the one where she was looking."""
    parent_id = request.args.get("parent", type=row_number) or 0
    return _show_new(PlaceForm(_list_parents(), parent_id=parent_id))


@blueprint.post("/new")
@access.administrator
def create() -> Response:
    """Add a place."""
    form = PlaceForm(_list_parents())
    if not form.validate():
        return _show_new(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        place = gazetteer.add_place(form.values)
    except InvalidError as error:
        form.add_problems(error.problems)
        return _show_new(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _to_parent(place.parent_id)


@blueprint.get("/<int:place_id>")
@access.administrator
def edit(place_id: int) -> Response:
    """Show a place in its form."""
    place = _get(place_id)
    return _show_place(place, _form_of(place))


@blueprint.post("/<int:place_id>")
@access.administrator
def save(place_id: int) -> Response:
    """Change a place; of one that came with the site only the names beside its own."""
    place = _get(place_id)
    form = _form_of(place)
    if not form.validate():
        return _show_place(place, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        if isinstance(form, PlaceForm):
            gazetteer.change_place(place, form.values)
        else:
            gazetteer.change_aliases(place, form.lines)
    except InvalidError as error:
        db.session.rollback()
        form.add_problems(error.problems)
        return _show_place(place, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _to_parent(place.parent_id)


@blueprint.post("/<int:place_id>/remove")
@access.administrator
def remove(place_id: int) -> Response:
    """Remove a place that nothing names."""
    place = _get(place_id)
    parent_id = place.parent_id
    try:
        gazetteer.remove_place(place)
    except InvalidError as error:
        flash(" ".join(error.problems.values()), "warning")
        return redirect(url_for("places.edit", place_id=place_id), HTTPStatus.SEE_OTHER)
    flash(_("The place is removed."), "done")
    return _to_parent(parent_id, said=True)


def _get(place_id: int) -> Place:
    place = db.session.get(Place, place_id) if place_id < LARGEST_NUMBER else None
    if place is None:
        raise NotFoundError
    return place


def _form_of(place: Place) -> AliasForm:
    own = product_aliases(place.slug)
    if own is None:
        return PlaceForm(_list_parents(), place=place)
    added = [name for name in place.aliases if name not in own]
    return AliasForm(data={"aliases": "\n".join(added)})


def _list_parts(tree: PlaceTree, within: Spot | None) -> list[Spot]:
    """Return what lies in a place, or the countries."""
    if within is None:
        return [spot for spot in tree.by_id.values() if spot.parent_id is None]
    return tree.list_children(within.id)


def _list_parents() -> list[tuple[int, str]]:
    """Return the regions and cercles, each with what it lies in, by name."""
    tree = load_places()
    kinds = (PlaceKind.REGION, PlaceKind.CERCLE)
    spots = [spot for spot in tree.by_id.values() if spot.kind in kinds]
    return sorted(
        ((spot.id, _name_path(tree, spot.id)) for spot in spots), key=lambda pair: pair[1]
    )


def _name_path(tree: PlaceTree, place_id: int) -> str:
    return " › ".join(label(spot.labels) for spot in reversed(list(tree.climb(place_id))))


def _show_new(form: PlaceForm, status: int = HTTPStatus.OK) -> Response:
    back = _address_of_parts(form.parent.data)
    return render_page("vocabulary/new_place.html", status, form=form, back=back)


def _show_place(place: Place, form: AliasForm, status: int = HTTPStatus.OK) -> Response:
    own = product_aliases(place.slug)
    return render_page(
        "vocabulary/place.html",
        status,
        place=place,
        name=label(place.labels),
        form=form,
        back=_address_of_parts(place.parent_id),
        is_own=own is None,
        names=dict.fromkeys((*place.labels.values(), *(own or ()))),
        is_used=gazetteer.is_used(place),
        kind_words=KIND_WORDS,
    )


def _to_parent(parent_id: int | None, *, said: bool = False) -> Response:
    if not said:
        flash(_("Saved. Search will know it within a minute."), "done")
    return redirect(_address_of_parts(parent_id), HTTPStatus.SEE_OTHER)


def _address_of_parts(place_id: int | None) -> str:
    """Return where the places are shown that lie in one, or the countries."""
    place = db.session.get(Place, place_id) if place_id else None
    return url_for("places.index", within=place.slug if place else None)
