"""Metadata of public pages for search engines and messengers, rendered in their <head>."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import request, url_for
from markupsafe import Markup

from portal.config import LANGUAGES
from portal.web.addresses import absolute_url
from portal.web.structured_data import write_structured_data

LONGEST_DESCRIPTION = 160
NOT_INDEXED = "noindex, nofollow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The description of an indexable page; a page without one is marked `noindex`.

    `picture` is the path of its preview, by default that of the site; `kind` its OpenGraph type;
    `query` what of its query string is needed to find it; `data` its JSON-LD. `unknown` is the
    path for visitors of any other language, by default the page in French.
    """

    description: str
    picture: str = ""
    kind: str = "website"
    query: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] | None = None
    unknown: str = ""

    @property
    def summary(self) -> str:
        """The description as one line, cut between words."""
        return shorten(self.description)

    @property
    def url(self) -> str:
        """The canonical URL of the page."""
        return self._url_in(None)

    @property
    def picture_url(self) -> str:
        """The absolute URL of the preview."""
        return absolute_url(self.picture or url_for("home.picture"))

    @property
    def alternates(self) -> Iterator[tuple[str, str]]:
        """The same page in each language of the interface, as (hreflang, URL)."""
        for language in LANGUAGES:
            yield language, self._url_in(language)
        unknown = absolute_url(self.unknown) if self.unknown else self._url_in(LANGUAGES[0])
        yield "x-default", unknown

    @property
    def structured_data(self) -> Markup:
        """The JSON-LD as it may stand inside a <script>."""
        return write_structured_data(self.data) if self.data else Markup()

    def _url_in(self, language: str | None) -> str:
        values = {**(request.view_args or {}), **self.query}
        if language:
            values["language"] = language
        return absolute_url(url_for(str(request.endpoint), **values))


def head_of_list(description: str, *, page: int, is_narrowed: bool) -> Head | None:
    """Return the head of a page of a whole list, or None where a question narrows the list."""
    if is_narrowed:
        return None
    return Head(description=description, query={"page": page} if page > 1 else {})


def shorten(text: str, longest: int = LONGEST_DESCRIPTION) -> str:
    """Return a text as one line, cut between words where it is too long."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    return line[:longest].rpartition(" ")[0].rstrip(" ,;:.–") + "…"
