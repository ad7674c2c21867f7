"""An organisation as machines read it: schema.org in JSON-LD, nothing that its page hides.

Addresses of our own are relative to the page (JSON-LD 1.1, section 7.1): the same text then
stands behind any name of the site.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import url_for
from markupsafe import Markup

from portal.directory.models import Organisation, OrganisationKind
from portal.directory.ties import Tie

_OTHERS = frozenset(
    {OrganisationKind.INSTITUTION, OrganisationKind.FUNDER, OrganisationKind.PARTNER}
)
_SOCIAL = (
    *("facebook.com", "instagram.com", "linkedin.com", "tiktok.com", "twitter.com", "x.com"),
    *("t.me", "wa.me", "whatsapp.com", "wikidata.org", "wikipedia.org", "youtube.com"),
)

# Inside <script>, and inside old parsers of JavaScript.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What an organisation's page shows around it; `description` is its mission."""

    description: str
    logo_url: str | None
    networks: Sequence[Tie]
    members: Sequence[Tie]
    places: Sequence[str]


def describe_organisation(organisation: Organisation, around: Surroundings) -> Markup:
    """Return the description as it may stand inside a <script>."""
    sites = [link for link in organisation.links if not is_social(link)]
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Organization" if organisation.kind in _OTHERS else "NGO",
        "@id": url_for("directory.show", slug=organisation.slug),
        "name": organisation.name,
        "alternateName": [name for name in organisation.names if name != organisation.name],
        "description": around.description,
        "foundingDate": organisation.founded,
        "url": sites[0] if sites else "",
        "sameAs": [*sites[1:], *filter(is_social, organisation.links)],
        "logo": around.logo_url,
        "knowsLanguage": [language.tag for language in organisation.languages],
        "areaServed": list(around.places),
        "memberOf": _refer(around.networks),
        "member": _refer(around.members),
    }
    return _write({name: value for name, value in said.items() if value})


def is_social(link: str) -> bool:
    """Tell whether an address is a page of the organisation at somebody else's site."""
    host = urlsplit(link).netloc.lower()
    return any(host == site or host.endswith(f".{site}") for site in _SOCIAL)


def _refer(ties: Sequence[Tie]) -> list[dict[str, str]]:
    return [
        {"@type": "Organization", "name": tie.name, **({"@id": tie.url} if tie.url else {})}
        for tie in ties
    ]


def _write(said: dict[str, Any]) -> Markup:
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_ESCAPES))  # noqa: S704 - nothing that ends a script is left in it
