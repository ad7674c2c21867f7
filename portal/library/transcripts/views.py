"""Public pages of what is said in recordings."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from portal.auth import access
from portal.auth.identity import current_viewer
from portal.content.former import leads_from_former_addresses
from portal.errors import NotFoundError
from portal.library.file_queries import list_shown_files
from portal.library.heads import head_of_transcript
from portal.library.publishers import list_publishers
from portal.library.queries import find_current_slug, get_item
from portal.library.transcripts.delivery import send_transcript
from portal.library.transcripts.moments import read_moment
from portal.library.transcripts.whole import open_transcript
from portal.transcripts.models import TranscriptKind
from portal.transcripts.queries import find_transcript
from portal.web.rendering import render_page

blueprint = Blueprint("transcripts", __name__, url_prefix="/<language:language>/library")


@blueprint.get("/<slug>/transcript")
@access.public
@leads_from_former_addresses(find_current_slug)
def show(slug: str) -> Response:
    """Show a stretch of what is said in a recording, and let it be heard."""
    viewer = current_viewer()
    item = get_item(slug, viewer=viewer)
    whole = open_transcript(item, read_moment(request.args))
    head = head_of_transcript(item, whole, list_publishers(item, viewer=viewer))
    return render_page("transcripts/show.html", head=head, whole=whole, said=whole.said)


@blueprint.get("/<slug>/<any(words, chapters):kind>.<any(vtt, txt):extension>")
@access.public
def download(slug: str, kind: str, extension: str) -> Response:
    """Send the words or the chapters of a recording, to be kept."""
    viewer = current_viewer()
    item = get_item(slug, viewer=viewer)
    moment = read_moment(request.args)
    file = next((one for one in list_shown_files(item) if one.id == moment.file_id), None)
    if file is None:
        raise NotFoundError
    transcript = find_transcript(file.id, TranscriptKind(kind), moment.language_code)
    if transcript is None:
        raise NotFoundError
    response = send_transcript(file, transcript, extension, title=item.title)
    response.headers["Cache-Control"] = "private, no-store" if viewer else "private, no-cache"
    return response
