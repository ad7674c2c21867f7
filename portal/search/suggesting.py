"""What a search box proposes while somebody types in it."""

from collections.abc import Sequence

from werkzeug.wrappers import Response

from portal.search.errors import IndexUnavailableError
from portal.search.index import suggest
from portal.web.locale import current_language
from portal.web.rendering import render_fragment


def render_suggestions(
    beginning: str, *, audiences: Sequence[str], records: Sequence[str] = ()
) -> Response:
    """Return the fragment of what the first letters may become; nothing while the index rests."""
    try:
        suggestions = suggest(
            beginning, language=current_language(), audiences=audiences, records=records
        )
    except IndexUnavailableError:
        suggestions = []
    return render_fragment("layouts/_suggestions.html", suggestions=suggestions)
