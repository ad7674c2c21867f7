"""JSON-LD of schema.org, written so that it may stand inside a page."""

import json
from collections.abc import Mapping
from typing import Any

from flask import url_for
from markupsafe import Markup

from portal.config import LANGUAGES
from portal.web.addresses import absolute_url

# Inside <script>, and inside old parsers of JavaScript.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def id_of(endpoint: str, **values: Any) -> str:
    """Return the identifier of what a page is about: its URL in the first language.

    All languages of a page speak of the same thing.
    """
    return absolute_url(url_for(endpoint, language=LANGUAGES[0], **values))


def describe(kind: str, **said: Any) -> dict[str, Any]:
    """Return a node of a schema.org type; a property without a value is left out.

    `id_` and `kind` become `@id` and `@type`.
    """
    node = {"@type": kind, "@id": said.pop("id_", None), **said}
    return {name: value for name, value in node.items() if value not in (None, "", [], {})}


def write_structured_data(node: Mapping[str, Any]) -> Markup:
    """Return a node as a whole JSON-LD document."""
    document = {"@context": "https://schema.org", **node}
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_ESCAPES))  # noqa: S704 - nothing that ends a script is left in it
