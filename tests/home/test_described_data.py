"""JSON-LD of public pages, read by a parser of RDF that is not ours, against schema.org's terms."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import extruct
import pytest
from rdflib import RDF, Graph, URIRef
from rdflib.namespace import SDO

from portal.extensions import db, run_pending
from portal.library.attachments import attach_file
from portal.library.models import ContributorRole, ItemKind, Rights
from portal.library.transcripts.services import save_transcript
from portal.transcripts.models import TranscriptKind
from portal.transcripts.reading import read_text
from tests.browser import Browser
from tests.conftest import People
from tests.factories import add_work, agree, make_item, publish
from tests.media.media_samples import make_audio

# rdflib warns of a class of its own, which its parser of JSON-LD uses.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")

OpenSite = Callable[..., Browser]

SITE = "http://localhost"
SAID = "[0:01-0:02] Awa Diarra: Bonjour à toutes.\n[0:02] Fanta: Voici la première question."

# What schema.org expects at least of each type, and where a property belongs (domainIncludes).
THING = {"name", "description", "url", "image", "sameAs", "alternateName", "potentialAction"}
WORK = THING | {
    *("inLanguage", "datePublished", "license", "about", "spatialCoverage", "publisher"),
    *("encoding", "encodingFormat"),
}
MEDIA = WORK | {"contentUrl", "duration"}
ORGANISATION = THING | {
    *("foundingDate", "logo", "knowsLanguage", "areaServed", "memberOf", "member"),
}
PROPERTIES = {
    "WebSite": WORK,
    "SearchAction": THING | {"target", "query-input"},
    "EntryPoint": THING | {"urlTemplate"},
    "DigitalDocument": WORK,
    "Report": WORK,
    "AudioObject": MEDIA | {"transcript"},
    "MediaObject": MEDIA,
    "NGO": ORGANISATION,
    "Organization": ORGANISATION,
    "CollectionPage": WORK,
    "DefinedTerm": THING,
    "Place": THING | {"containedInPlace"},
    "Country": THING | {"containedInPlace"},
    "AdministrativeArea": THING | {"containedInPlace"},
}


def read_data(browser: Browser, address: str) -> dict[str, Any]:
    html = browser.client.get(address).text
    (found,) = extruct.extract(html, syntaxes=["json-ld"])["json-ld"]
    check(found)
    return dict(found)


def check(found: dict[str, Any]) -> None:
    """Refuse what is no JSON-LD, no term of schema.org, on the wrong type, or not absolute."""
    assert found["@context"] == "https://schema.org"
    local = {**found, "@context": {"@vocab": "https://schema.org/"}}
    graph = Graph().parse(data=json.dumps(local), format="json-ld")
    assert len(graph) > 2
    for subject in set(graph.subjects()):
        (kind,) = graph.objects(subject, RDF.type)
        name = str(kind).removeprefix(str(SDO))
        assert kind in SDO, kind
        known = {URIRef(f"{SDO}{one}") for one in PROPERTIES[name]} | {RDF.type}
        assert set(graph.predicates(subject)) <= known, name
        assert list(graph.objects(subject, SDO.name)) or name in {
            *("SearchAction", "EntryPoint", "MediaObject"),
        }
        if isinstance(subject, URIRef):
            assert subject.startswith(f"{SITE}/"), subject
    for terms in PROPERTIES.values():
        for term in terms - {"query-input"}:
            assert URIRef(f"{SDO}{term}") in SDO, term


@pytest.mark.parametrize(
    ("kind", "name"), [(ItemKind.DOCUMENT, "DigitalDocument"), (ItemKind.REPORT, "Report")]
)
def test_text_is_described(people: People, browse: OpenSite, kind: ItemKind, name: str) -> None:
    item = make_item(
        people.editor,
        people.organisation,
        kind=kind,
        title="Note </script> & <b>",
        summary="En bref.",
        date="2023-05",
        rights=Rights.CC_BY_SA,
        domains=("vbg",),
        places=("segou",),
    )
    attach_file(item, BytesIO(b"Un texte."), name="note.txt", author=people.editor)
    publish(item, people.editor)
    run_pending()
    db.session.rollback()
    for language in ("fr", "en", "ar"):
        data = read_data(browse(), f"/{language}/library/{item.slug}")
        assert data["@type"] == name
        assert data["@id"] == f"{SITE}/fr/library/{item.slug}"
        assert data["url"] == f"{SITE}/{language}/library/{item.slug}"
        assert data["name"] == "Note </script> & <b>"
        assert (data["datePublished"], data["inLanguage"]) == ("2023-05", "fr")
        assert data["license"] == "https://creativecommons.org/licenses/by-sa/4.0/"
        assert data["about"][0]["@id"] == f"{SITE}/fr/domains/vbg"
        assert data["spatialCoverage"][0]["@id"] == f"{SITE}/fr/places/segou"
        assert data["publisher"][0]["@id"] == f"{SITE}/fr/directory/rejefpo"
        (media,) = data["encoding"]
        assert browse().status_of(media["contentUrl"].removeprefix(SITE)) == 200


@pytest.mark.parametrize("rights", [Rights.ALL_RIGHTS_RESERVED, Rights.UNKNOWN])
def test_rights_that_are_not_given_are_no_licence(
    people: People, browse: OpenSite, rights: Rights
) -> None:
    item = publish(make_item(people.editor, people.organisation, rights=rights), people.editor)
    assert "license" not in read_data(browse(), f"/fr/library/{item.slug}")


def test_recording_is_described_with_its_words_and_without_names(
    people: People, browse: OpenSite
) -> None:
    item = make_item(
        people.editor, people.organisation, kind=ItemKind.RECORDING, title="Voix", summary="Bref."
    )
    content = make_audio("wav", seconds=6, title="Voix")
    file = attach_file(item, BytesIO(content), name="voix.wav", author=people.editor)
    agree(file, people.editor)
    publish(item, people.editor)
    run_pending()
    db.session.rollback()
    lines = read_text(SAID, kind=TranscriptKind.WORDS, duration=None)
    save_transcript(file, TranscriptKind.WORDS, "fra", lines, version=None, author=people.editor)
    data = read_data(browse(), f"/fr/library/{item.slug}")
    assert data["@type"] == "AudioObject"
    assert data["duration"] == "PT6S"
    assert data["transcript"] == "Bonjour à toutes. Voici la première question."
    assert data["encodingFormat"] == "audio/webm"
    assert browse().status_of(data["contentUrl"].removeprefix(SITE)) == 200
    transcript = read_data(browse(), f"/fr/library/{item.slug}/transcript")
    assert transcript["@id"] == data["@id"]
    assert transcript["transcript"] == data["transcript"]
    assert "Diarra" not in json.dumps([data, transcript])


def test_people_who_are_named_on_a_record_are_not_listed(people: People, browse: OpenSite) -> None:
    item = make_item(
        people.editor,
        people.organisation,
        contributors=(("Awa Diarra", ContributorRole.AUTHOR),),
    )
    publish(item, people.editor)
    page = browse().get(f"/fr/library/{item.slug}")
    assert "Awa Diarra" in page.text
    assert "Awa" not in json.dumps(read_data(browse(), f"/fr/library/{item.slug}"))


def test_site_says_how_it_is_searched(browse: OpenSite) -> None:
    data = read_data(browse(), "/fr/")
    assert data["@type"] == "WebSite"
    template = data["potentialAction"]["target"]["urlTemplate"]
    address = template.removeprefix(SITE).replace("{search_term_string}", "femmes")
    assert "femmes" in browse().get(address).find("input", id="q").get("value", "")


def test_domain_and_place_are_described(people: People, browse: OpenSite) -> None:
    add_work(people.organisation, "vbg", "segou")
    domain = read_data(browse(), "/ar/domains/vbg")
    assert (domain["@type"], domain["about"]["@type"]) == ("CollectionPage", "DefinedTerm")
    assert domain["url"] == f"{SITE}/ar/domains/vbg"
    assert domain["about"]["@id"] == f"{SITE}/fr/domains/vbg"
    place = read_data(browse(), "/fr/places/segou")["about"]
    assert place["containedInPlace"]["@type"] == "Country"
    assert read_data(browse(), "/fr/directory/rejefpo")["@type"] == "NGO"
