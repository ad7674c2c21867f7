"""The directory as machines read it: schema.org in JSON-LD, nothing that its pages hide."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import url_for

from portal.directory.models import Organisation, OrganisationKind
from portal.directory.ties import Tie
from portal.vocabulary.models import Domain, PlaceKind
from portal.vocabulary.places import Spot
from portal.web.addresses import absolute_url
from portal.web.formats import label
from portal.web.structured_data import describe, id_of

_OTHERS = frozenset(
    {OrganisationKind.INSTITUTION, OrganisationKind.FUNDER, OrganisationKind.PARTNER}
)
_SOCIAL = (
    *("facebook.com", "instagram.com", "linkedin.com", "tiktok.com", "twitter.com", "x.com"),
    *("t.me", "wa.me", "whatsapp.com", "wikidata.org", "wikipedia.org", "youtube.com"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What an organisation's page shows around it; `description` is its mission."""

    description: str
    logo_url: str | None
    networks: Sequence[Tie]
    members: Sequence[Tie]
    places: Sequence[str]


def describe_organisation(organisation: Organisation, around: Surroundings) -> dict[str, Any]:
    """Return an organisation as its page shows it."""
    sites = [link for link in organisation.links if not is_social(link)]
    return describe(
        "Organization" if organisation.kind in _OTHERS else "NGO",
        id_=id_of("directory.show", slug=organisation.slug),
        name=organisation.name,
        alternateName=[name for name in organisation.names if name != organisation.name],
        description=around.description,
        foundingDate=organisation.founded,
        url=sites[0] if sites else "",
        sameAs=[*sites[1:], *filter(is_social, organisation.links)],
        logo=absolute_url(around.logo_url) if around.logo_url else None,
        knowsLanguage=[language.tag for language in organisation.languages],
        areaServed=list(around.places),
        memberOf=_refer(around.networks),
        member=_refer(around.members),
    )


def describe_domain(domain: Domain) -> dict[str, Any]:
    """Return the page of a domain: a collection about a term."""
    id_ = id_of("subjects.domain", slug=domain.slug)
    term = describe("DefinedTerm", id_=id_, name=label(domain.labels))
    return _describe_page(url_for("subjects.domain", slug=domain.slug), term)


def describe_place(place: Spot, above: Sequence[Spot]) -> dict[str, Any]:
    """Return the page of a place: a collection about it; `above` is what it lies in."""
    node: dict[str, Any] | None = None
    for spot in (*above, place):
        node = describe(
            "Country" if spot.kind is PlaceKind.COUNTRY else "AdministrativeArea",
            id_=id_of("subjects.place", slug=spot.slug),
            name=label(spot.labels),
            containedInPlace=node,
        )
    return _describe_page(url_for("subjects.place", slug=place.slug), node)


def _describe_page(path: str, subject: Any) -> dict[str, Any]:
    return describe("CollectionPage", url=absolute_url(path), name=subject["name"], about=subject)


def is_social(link: str) -> bool:
    """Tell whether an address is a page of the organisation at somebody else's site."""
    host = urlsplit(link).netloc.lower()
    return any(host == site or host.endswith(f".{site}") for site in _SOCIAL)


def _refer(ties: Sequence[Tie]) -> list[dict[str, Any]]:
    return [
        describe(
            "Organization",
            id_=id_of("directory.show", slug=tie.slug) if tie.url else None,
            name=tie.name,
        )
        for tie in ties
    ]
