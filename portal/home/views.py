"""The front page, the way to it, and what a phone asks to keep the site at hand."""

from flask import Blueprint, current_app, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from portal.auth import access
from portal.auth.identity import current_viewer
from portal.config import Settings
from portal.directory.finding import audiences_of
from portal.home.doors import count_library, list_doors, list_subjects
from portal.home.heads import head_of_site, preview_site
from portal.home.searching import ask, read_question
from portal.library.cards import present_cards
from portal.library.models import Item, ItemKind
from portal.library.queries import list_newest
from portal.media.previews import send_preview
from portal.search.suggesting import render_suggestions
from portal.web.assets import Assets
from portal.web.locale import current_language, direction_of, preferred_language
from portal.web.rendering import render_page, render_region

blueprint = Blueprint("home", __name__)

SHOWN = 3


@blueprint.get("/")
@access.public
def root() -> Response:
    """Lead to the front page in the visitor's language."""
    response = redirect(url_for("home.index", language=preferred_language()))
    response.vary.update(("Cookie", "Accept-Language"))
    return response


@blueprint.get("/<language:language>/")
@access.public
def index() -> Response:
    """Show the search box, the doors, and what is new."""
    viewer = current_viewer()
    language = current_language()
    counts = count_library(viewer, language)
    is_heard = Item.kind == ItemKind.RECORDING
    recordings, documents = (
        list_newest(condition, viewer=viewer, language=language, limit=SHOWN)
        for condition in (is_heard, ~is_heard)
    )
    return render_page(
        "home/index.html",
        head=head_of_site(),
        doors=list_doors(counts, viewer),
        subjects=list_subjects(counts, viewer),
        recordings=present_cards(recordings),
        documents=present_cards(documents),
    )


@blueprint.get("/<language:language>/preview.png")
@access.public
def picture() -> Response:
    """Send the picture of the site, for the previews of links to pages without their own."""
    return send_preview(preview_site())


@blueprint.get("/<language:language>/search")
@access.public
def search() -> Response:
    """Show what the whole site answers, one kind of record at a time."""
    question = read_question(request.args)
    if not question.is_narrowed:
        return render_page("home/search.html", question=question, outcome=None)
    outcome = ask(question, viewer=current_viewer(), language=current_language())
    return render_region(
        "home/search.html",
        outcome.kind.fragment,
        address=question.url(),
        **{**outcome.context, "question": question, "outcome": outcome},
    )


@blueprint.get("/<language:language>/search/suggest")
@access.public
def suggest() -> Response:
    """Suggest what to search for in the whole site, from the first letters."""
    return render_suggestions(request.args.get("q", ""), audiences=audiences_of(current_viewer()))


@blueprint.get("/<language:language>/site.webmanifest")
@access.public
def manifest() -> Response:
    """Tell a phone how to keep the site among its applications."""
    settings: Settings = current_app.extensions["settings"]
    assets: Assets = current_app.extensions["assets"]
    language = current_language()
    response = jsonify(
        name=settings.site_name,
        short_name=settings.site_name,
        lang=language,
        dir=direction_of(language),
        start_url=url_for("home.index"),
        display="minimal-ui",
        background_color="#fbf6ec",
        theme_color="#2b1b11",
        icons=[
            {
                "src": assets.url(f"icons/icon-{side}.png"),
                "sizes": f"{side}x{side}",
                "type": "image/png",
            }
            for side in (192, 512)
        ],
    )
    response.mimetype = "application/manifest+json"
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
